"""Tables whose cells say what their columns hold, whatever the headings say."""

from collections.abc import Callable

import pytest

from imports.draft import PlanDraft, TaskDraft
from imports.parse import parse

TITLE = "澄岚区2026年重点工作任务分解表"


def piped(*rows: str, name: str = "计划.txt") -> PlanDraft:
    return parse(name, "\n".join([TITLE, *rows]).encode())


def tabbed(*rows: str) -> PlanDraft:
    return piped(*(row.replace("|", "\t") for row in rows))


def targets(task: TaskDraft) -> list[tuple[str, float, str]]:
    return [(target.metric, target.value, target.unit) for target in task.targets]


def test_a_column_headed_unit_may_hold_what_is_counted_in() -> None:
    draft = piped(
        "序号|指标名称|单位|2026年目标|分管领导|责任单位",
        "1|一般公共预算收入|亿元|45.6|陆清|区财政局",
        "2|规上工业增加值增速|%|8|陆清|区工信局",
        "3|新增企业|家|30|沈知远|区工信局",
    )
    assert [task.lead_units for task in draft.tasks] == [["区财政局"], ["区工信局"], ["区工信局"]]
    assert targets(draft.tasks[0]) == [("一般公共预算收入", 4_560_000_000, "元")]
    assert targets(draft.tasks[1]) == [("规上工业增加值增速", 8, "%")]


def test_a_column_of_bodies_headed_unit_stays_one() -> None:
    draft = piped(
        "序号|重点任务|单位|分管领导", "1|新建公园2个。|区住建局|陆清", "2|新建学校1所。|区教育局|陆清"
    )
    assert [task.lead_units for task in draft.tasks] == [["区住建局"], ["区教育局"]]


@pytest.mark.parametrize("read", [piped, tabbed])
def test_a_numeral_and_a_title_in_an_empty_row_are_a_section(read: Callable[..., PlanDraft]) -> None:
    draft = read(
        "序号|实事名称|内容及标准|牵头领导|牵头单位|完成时限",
        "一|教育惠民||||",
        "1|新建幼儿园|建成幼儿园2所。|陆清|区教育局|年底",
        "2|改造校舍|改造校舍3处。|陆清|区教育局|年底",
        "二|医疗健康||||",
        "3|新建医院|建成医院1所。||区卫健局|年底",
    )
    found = [(task.section, task.goal, task.text) for task in draft.tasks]
    assert found == [
        ("教育惠民", "新建幼儿园", "建成幼儿园2所。"),
        ("教育惠民", "改造校舍", "改造校舍3处。"),
        ("医疗健康", "新建医院", "建成医院1所。"),
    ]
    assert draft.tasks[2].lead_officials == []


def test_a_column_of_days_is_the_deadline_whatever_its_heading() -> None:
    draft = piped(
        "序号|项目名称|具体内容|进度要求|责任单位",
        "1|便民点|建设便民点10个。|6月底|区商务局",
        "2|公园|建设公园2个。|9月底前|区住建局",
    )
    assert [task.deadline_text for task in draft.tasks] == ["6月底", "9月底前"]
    assert targets(draft.tasks[0]) == [("便民点", 10, "个")]


def test_a_person_behind_a_unit_is_no_unit() -> None:
    draft = piped(
        "序号|重点任务|牵头单位及负责人|其他责任单位",
        "1|建设便民点10个。|区商务局 周正|区财政局",
        "2|建设公园2个。|区住建局（李梅）|区财政局、区水利局",
    )
    assert [task.lead_units for task in draft.tasks] == [["区商务局"], ["区住建局"]]
    assert [task.partner_units for task in draft.tasks] == [["区财政局"], ["区财政局", "区水利局"]]


def test_an_empty_first_cell_stays_one_where_rows_begin_without_a_pipe() -> None:
    draft = piped(
        "序号|目标|内容|牵头领导|责任单位",
        "1|招商引资|签约项目20个。|陆清|区商务局",
        "|招商引资|实际利用外资3亿美元。|陆清|区商务局",
    )
    assert [task.text for task in draft.tasks] == ["签约项目20个。", "实际利用外资3亿美元。"]
    assert draft.tasks[1].lead_units == ["区商务局"]


def test_empty_cells_at_the_border_of_a_row_are_cells() -> None:
    draft = piped(
        "|序号|目标|内容|责任单位|备注|",
        "|1|招商引资|签约项目20个。|区商务局||",
        "||招商引资|实际利用外资3亿美元。|区发改局||",
    )
    assert [task.lead_units for task in draft.tasks] == [["区商务局"], ["区发改局"]]


def test_the_marks_of_markdown_are_no_part_of_a_plan() -> None:
    lines = [
        "# 澄岚区2026年重点工作责任分解",
        "",
        "## 一、产业",
        "1. **做强工业。** 新增规上企业20家。（责任单位：区工信局、区发改局）",
        "2. **做优服务业。** 新增限上企业5家。（责任单位：区商务局）",
        "## 二、民生",
        "- 3. 新建学校2所。（责任单位：区教育局）",
    ]
    draft = parse("计划.md", "\n".join(lines).encode())
    assert [plan.title for plan in draft.plans] == ["澄岚区2026年重点工作责任分解"]
    assert [(task.section, task.label) for task in draft.tasks] == [
        ("产业", "1"),
        ("产业", "2"),
        ("民生", "3"),
    ]
    assert not any(sign in task.text for task in draft.tasks for sign in "*#")
