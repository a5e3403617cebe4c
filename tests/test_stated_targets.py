"""Numbers in columns of their own are targets of the row's wording."""

import pytest

from imports.parse import parse
from imports.stated_targets import is_value
from tests.plan_files import Row, docx

TITLE = "澄岚区2026年政府工作报告重点任务分解表"


def found(*rows: Row) -> list[tuple[str, list[tuple[str, str, float, str]]]]:
    draft = parse("计划.docx", docx([TITLE, list(rows)]))
    return [
        (task.text, [(target.metric, target.op, target.value, target.unit) for target in task.targets])
        for task in draft.tasks
    ]


def test_indicators_with_last_years_value_and_this_years_target() -> None:
    heads = ["序号", "指标名称", "计量单位", "2025年完成", "2026年目标", "牵头单位", "责任单位"]
    rows = [
        ["1", "地区生产总值增速", "%", "5.1", "5.5左右", "发改局", "统计局"],
        ["2", "新增规上工业企业", "家", "40", "≥60", "工信局", "各街道"],
        ["3", "城镇登记失业率", "%", "2.1", "3以内", "人社局", ""],
    ]
    assert found(heads, *rows) == [
        ("地区生产总值增速", [("地区生产总值增速", "~", 5.5, "%")]),
        ("新增规上工业企业", [("新增规上工业企业", ">=", 60.0, "家")]),
        ("城镇登记失业率", [("城镇登记失业率", "<=", 3.0, "%")]),
    ]


def test_of_several_years_the_last_counts() -> None:
    heads = ["序号", "指标名称", "2026年目标", "2027年目标", "牵头单位"]
    rows = [["1", "森林覆盖率", "21%", "22%", "林业局"], ["2", "绿化率", "40%", "41%", "城管局"]]
    assert [targets for _, targets in found(heads, *rows)] == [
        [("森林覆盖率", "=", 22.0, "%")],
        [("绿化率", "=", 41.0, "%")],
    ]


def test_a_number_beside_measures_in_sentences_belongs_to_the_goal() -> None:
    heads = ["序号", "任务名称", "目标值", "工作措施", "责任单位"]
    rows = [
        ["1", "新增城镇就业", "1.2万人", "落实就业优先政策，举办招聘会20场。", "人社局"],
        ["2", "新建口袋公园", "5个", "加快规划选址，完善设施。", "城管局"],
    ]
    assert [targets for _, targets in found(heads, *rows)] == [
        [("新增城镇就业", "=", 12000.0, "人"), ("招聘会", "=", 20.0, "场")],
        [("口袋公园", "=", 5.0, "个")],
    ]


def test_what_both_the_column_and_the_wording_say_is_one_target() -> None:
    heads = ["序号", "任务名称", "工作内容", "目标值", "责任单位"]
    rows: list[list[str]] = [
        ["1", "口袋公园", "新建口袋公园5个。", "5个", "城管局"],
        ["2", "停车场", "新建停车场2处。", "2处", "城管局"],
    ]
    assert [len(targets) for _, targets in found(heads, *rows)] == [1, 1]


@pytest.mark.parametrize("text", ["5.5%左右", "≥60", "1.2万人", "3—5家", "不少于20场", "1,200", "3以内"])
def test_values_are_told_from_wording(text: str) -> None:
    assert is_value(text)


@pytest.mark.parametrize("text", ["新建幼儿园3所。", "", "落实政策", "完成改造12个小区并通过验收，群众满意"])
def test_wording_is_no_value(text: str) -> None:
    assert not is_value(text)
