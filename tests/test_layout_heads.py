"""Plans whose headings only name who leads; what stands around the tasks of a plan without tables."""

import pytest

from imports.draft import PlanDraft, TaskDraft
from imports.parse import parse

TITLE = "澄岚区2026年重点工作责任分解\n"
REPORT = """政府工作报告
——2026年1月10日在澄岚区第三届人民代表大会上
各位代表：
一、2025年工作回顾
过去一年，地区生产总值增长5%。
二、2026年工作安排
"""


def read(text: str, title: str = TITLE) -> PlanDraft:
    return parse("计划.txt", (title + text).encode())


def leads(draft: PlanDraft) -> list[tuple[str, list[str]]]:
    return [(task.text.rstrip("。"), task.lead_units) for task in draft.tasks]


def people(task: TaskDraft) -> tuple[list[str], list[str], list[str]]:
    return task.lead_officials, task.lead_units, task.partner_units


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("【区工信局】", "【区商务局】"),
        ("区工信局", "区商务局"),
        ("区工信局：", "区商务局："),
        ("一、区工信局", "二、区商务局"),
    ],
)
def test_a_heading_that_only_names_a_unit_leads_what_stands_below(first: str, second: str) -> None:
    draft = read(f"{first}\n1.新建园区1个。\n2.引进企业5家。\n{second}\n3.建设市场2个。\n4.新增企业6家。\n")
    assert leads(draft) == [
        ("新建园区1个", ["区工信局"]),
        ("引进企业5家", ["区工信局"]),
        ("建设市场2个", ["区商务局"]),
        ("新增企业6家", ["区商务局"]),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("沈知远同志：", "陆 清同志："),
        ("【沈知远 区长】", "【陆清 副区长】"),
        ("（一）区长沈知远负责", "（二）副区长陆清（挂职）负责"),
        ("一、产业（沈知远区长牵头）", "二、民生（陆清副区长牵头）"),
    ],
)
def test_a_heading_that_names_an_official_leads_what_stands_below(first: str, second: str) -> None:
    draft = read(f"{first}\n1.建设市场2个（区商务局）\n{second}\n1.新建学校1所（区教育局）\n")
    assert [people(task) for task in draft.tasks] == [
        (["沈知远"], ["区商务局"], []),
        (["陆清"], ["区教育局"], []),
    ]


def test_whom_a_letter_is_sent_to_leads_nothing() -> None:
    draft = read("各街道办事处，区各有关部门：\n1.新建公园1个。（区住建局）\n2.新建学校2所。（区教育局）\n")
    assert leads(draft) == [("新建公园1个", ["区住建局"]), ("新建学校2所", ["区教育局"])]


@pytest.mark.parametrize(
    "call",
    [
        "各责任单位要高度重视，加强领导，每月25日前将进展情况报区政府督查室。联系人：王某，电话：1234567。",
        "以上任务，请各责任单位抓好落实。",
    ],
)
def test_what_is_asked_of_everybody_at_the_end_is_left_over(call: str) -> None:
    draft = read(f"1.新建公园1个。（区住建局）\n2.新建学校2所。（区教育局）\n{call}\n")
    assert leads(draft) == [("新建公园1个", ["区住建局"]), ("新建学校2所", ["区教育局"])]
    assert call in [piece.text for piece in draft.unused]


def test_units_behind_a_dash_belong_to_the_line_above() -> None:
    draft = read("1.建设园区1个\n——区工信局牵头，区财政局配合\n2.新建学校1所\n——区教育局牵头，区住建局配合\n")
    assert [people(task) for task in draft.tasks] == [
        ([], ["区工信局"], ["区财政局"]),
        ([], ["区教育局"], ["区住建局"]),
    ]


@pytest.mark.parametrize(
    ("bracket", "deadline"),
    [
        ("（责任单位：区发改局；持续推进）", "持续推进"),
        ("（责任单位：区发改局，各街道；12月底前完成）", "12月底前完成"),
        ("（责任单位：区发改局，完成时限2026年12月）", "2026年12月"),
    ],
)
def test_a_deadline_may_stand_last_behind_a_label(bracket: str, deadline: str) -> None:
    draft = read(f"1.新建园区1个。{bracket}\n2.新建学校1所。（责任单位：区教育局）\n")
    assert draft.tasks[0].deadline_text == deadline
    assert draft.tasks[0].lead_units == ["区发改局"]
    assert not set(draft.tasks[0].partner_units) - {"各街道"}


def test_a_list_of_annexes_is_no_title() -> None:
    titles = ["澄岚区2026年政府工作报告重点任务分解表", "澄岚区2026年民生实事分解表"]
    draft = read(
        f"附件：1.{titles[0]}\n2.{titles[1]}\n\n附件1\n{titles[0]}\n1.新建园区1个。（区工信局）\n"
        f"2.新增企业2家。（区商务局）\n附件2\n{titles[1]}\n1.新建学校1所。（区教育局）\n2.新建公园1个。（区住建局）\n",
        title="",
    )
    assert [plan.title for plan in draft.plans] == titles


def test_indicators_need_not_be_called_expected() -> None:
    draft = read(
        "今年政府工作的主要目标是：地区生产总值增长6%左右，规上工业增加值增长8%，一般公共预算收入增长3%。\n"
        "推进项目建设。开工项目50个。完成投资80亿元。\n提升医疗水平。新增床位300张。建成医院1所。\n",
        title=REPORT,
    )
    assert [task.text for task in draft.tasks][:3] == [
        "地区生产总值增长6%左右",
        "规上工业增加值增长8%",
        "一般公共预算收入增长3%",
    ]


def test_a_numbered_paragraph_before_the_first_lead_phrase_is_promised_too() -> None:
    draft = read(
        "（一）突出项目为王，持续扩大有效投资。开工项目50个。完成投资80亿元。\n"
        "提升招商质效。签约项目30个。引进企业5家。\n扩大就业。新增就业5000人。培训2000人次。\n",
        title=REPORT,
    )
    assert {"开工项目50个。", "完成投资80亿元。"} <= {task.text for task in draft.tasks}


def test_a_livelihood_list_may_run_on_with_commas() -> None:
    draft = read("今年要办好十件民生实事：新建学校2所，改造老旧小区5个，新增停车位500个。\n", title=REPORT)
    assert [task.text for task in draft.tasks] == ["新建学校2所", "改造老旧小区5个", "新增停车位500个"]
