"""The numbers that a wording promises, and none that it only mentions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.targets import find_targets

Promise = tuple[str, str, float, str]

PROMISES: list[tuple[str, list[Promise]]] = [
    ("地区生产总值增长6%左右", [("地区生产总值增长", "~", 6, "%")]),
    ("居民消费价格涨幅控制在3%以内。", [("居民消费价格涨幅", "<=", 3, "%")]),
    ("城镇登记失业率控制在4%左右。", [("城镇登记失业率", "~", 4, "%")]),
    ("高新技术产业增加值占比提升0.8个百分点。", [("高新技术产业增加值占比提升", "=", 0.8, "个百分点")]),
    ("城镇新增就业1.25万人以上。", [("城镇新增就业", ">=", 12500, "人")]),
    ("实际使用外资3.2亿美元。", [("实际使用外资", "=", 320000000, "美元")]),
    ("技术合同成交额突破18亿元。", [("技术合同成交额", ">=", 1800000000, "元")]),
    (
        "新增规上企业20家、专精特新企业8家。",
        [("新增规上企业", "=", 20, "家"), ("专精特新企业", "=", 8, "家")],
    ),
    ("加装电梯不少于45台。", [("加装电梯", ">=", 45, "台")]),
    ("建成口袋公园3—5个。", [("口袋公园", ">=", 3, "个"), ("口袋公园", "<=", 5, "个")]),
    (
        "社会消费品零售总额增长5%—5.5%。",
        [("社会消费品零售总额增长", ">=", 5, "%"), ("社会消费品零售总额增长", "<=", 5.5, "%")],
    ),
    ("创建示范食堂、示范托育点各2家。", [("示范食堂", "=", 2, "家"), ("示范托育点", "=", 2, "家")]),
    ("建成总投资20亿元项目2个。", [("总投资20亿元项目", "=", 2, "个")]),
    ("为1.6万名75岁以上老年人提供上门服务。", [("75岁以上老年人", "=", 16000, "名")]),
    ("推进东园新村等17个老旧小区改造。", [("老旧小区", "=", 17, "个")]),
    ("打造一条特色餐饮街区。", [("特色餐饮街区", "=", 1, "条")]),
    ("筹集保障性租赁住房３０００套（间）以上。", [("保障性租赁住房", ">=", 3000, "套")]),
    ("新增学位1,200个。", [("新增学位", "=", 1200, "个")]),
    (
        "优良天数比率、水质达标率分别高于85%、90%。",
        [("优良天数比率", ">=", 85, "%"), ("水质达标率", ">=", 90, "%")],
    ),
    ("压减比例超过现有存量的20%。", [("压减比例", ">=", 20, "%")]),
    ("开展“百名医生进社区”活动12场。", [("“百名医生进社区”活动", "=", 12, "场")]),
    ("改造城中村6个、45万平方米。", [("城中村", "=", 6, "个"), ("城中村", "=", 450000, "平方米")]),
    ("举办招聘会100多场。", [("招聘会", ">=", 100, "场")]),
]

MENTIONED = [
    "实施“十大工程”，擦亮“8090”品牌。",
    "提升12345热线办理质效。",
    "完善15分钟生活圈，建设5G基站，落实“1+3+N”体系。",
    "G312国道、S229省道改造，轨道交通3号线开工。",
    "2026年底前完成，2025—2027年行动计划收官。",
    "按每人每月最高300元标准发放补贴。",
    "对前期建设的500多个监控进行扩容。",
    "第15届运动会闭幕，创建5A级景区。",
    "围绕6个重点领域开展整治。",
    "亩均税收5万元以下用地基本清零。",
    "去年形成了12个典型案例。",
    "PM2.5浓度持续下降，落实《条例》第20条。",
    "周边3公里范围内环境整治。",
    "试点期30个月，每天开放8小时。",
    "培育一批企业，一件接着一件办。",
]


@pytest.mark.parametrize(("text", "promised"), PROMISES, ids=[text for text, _ in PROMISES])
def test_what_is_promised_is_found(text: str, promised: list[Promise]) -> None:
    assert [(found.op, found.value, found.unit) for found in find_targets(text)] == [
        each[1:] for each in promised
    ]


@pytest.mark.parametrize(("text", "promised"), PROMISES[:18], ids=[text for text, _ in PROMISES[:18]])
def test_what_is_counted_is_named(text: str, promised: list[Promise]) -> None:
    assert [found.metric for found in find_targets(text)] == [each[0] for each in promised]


@pytest.mark.parametrize("text", MENTIONED)
def test_what_is_only_mentioned_is_no_promise(text: str) -> None:
    assert find_targets(text) == []


@given(
    st.text(
        "0123456789.,%万亿元个家项年月至—-各分别增长不少于以上左右、，。；“”（）()高新区建成", max_size=80
    )
)
def test_any_text_gives_promises_that_stand_in_it(text: str) -> None:
    for target in find_targets(text):
        assert target.op in ("=", ">=", "<=", "~")
        assert target.value >= 0
        assert target.unit.rstrip("%") in text
        assert len(target.metric) <= 100
