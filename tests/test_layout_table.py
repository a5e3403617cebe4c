"""Tables of plans: whatever their headings, what a row says, inherits and leaves in doubt."""

from collections.abc import Callable

import pytest

from imports.draft import PlanDraft, TaskDraft
from imports.parse import parse
from tests.plan_files import BELOW, HEADINGS, TITLE, Block, C, Row, docx, plan, tabbed

LIVELIHOOD = [
    "主题",
    "序号",
    "实事名称",
    "编号",
    "内容及标准",
    "完成时限",
    "牵头领导",
    "牵头单位",
    "责任单位",
]


def from_text(*blocks: Block) -> PlanDraft:
    return parse("计划.txt", tabbed(blocks))


def from_word(*blocks: Block) -> PlanDraft:
    return parse("计划.docx", docx(blocks))


def people(task: TaskDraft) -> tuple[list[str], list[str], list[str]]:
    return task.lead_officials, task.lead_units, task.partner_units


def texts(draft: PlanDraft) -> list[str]:
    return [task.text for task in draft.tasks]


FULL = ["1", "做强制造", "新增企业60家。", "陈一帆", "工信局", "柳林镇、各街道"]


@pytest.fixture(params=[from_text, from_word])
def read(request: pytest.FixtureRequest) -> Callable[..., PlanDraft]:
    """Both ways in."""
    reader: Callable[..., PlanDraft] = request.param
    return reader


def test_a_full_row_is_a_task_with_its_places(read: Callable[..., PlanDraft]) -> None:
    draft = read(*plan(FULL))
    task = draft.tasks[0]
    assert (draft.district, draft.year, draft.problems) == ("澄岚区", 2026, [])
    assert [(heading.title, heading.kind) for heading in draft.plans] == [(TITLE, "report")]
    assert (task.section, task.goal, task.label, task.text) == (
        "推进产业强区",
        "做强制造",
        "1",
        "新增企业60家。",
    )
    assert people(task) == (["陈一帆"], ["工信局"], ["柳林镇", "各街道"])
    assert task.sources["lead_units"].place.to_json() | {"file": "", "line": 0} == {
        "file": "",
        "line": 0,
        "table": 1,
        "row": 2,
        "column": 5,
    }
    assert task.sources["section"].excerpt == "一、推进产业强区"
    assert not task.check
    assert not draft.unused
    assert draft.confidence > 0.8


@pytest.mark.parametrize(
    "headings",
    [
        ["序号", "重点任务", "主要内容", "分管领导", "主办单位", "协办单位"],
        ["序 号", "项目名称", "目标任务", "责任\n领导", "牵头（责任）单位", "配合单位"],
        ["序号", "目标任务", "具体举措", "区领导", "牵头部门", "责任部门"],
        ["编号", "工作任务", "工作要求", "挂钩领导", "牵头单位", "参与单位"],
    ],
)
def test_headings_may_be_worded_otherwise(read: Callable[..., PlanDraft], headings: list[str]) -> None:
    task = read(*plan(FULL, headings=headings)).tasks[0]
    assert (task.goal, task.label, task.text) == ("做强制造", "1", "新增企业60家。")
    assert people(task) == (["陈一帆"], ["工信局"], ["柳林镇", "各街道"])


def test_columns_may_stand_in_any_order(read: Callable[..., PlanDraft]) -> None:
    headings, row = HEADINGS[::-1], FULL[::-1]
    task = read(*plan(row, headings=headings)).tasks[0]
    assert (task.goal, task.label, task.text) == ("做强制造", "1", "新增企业60家。")
    assert people(task) == (["陈一帆"], ["工信局"], ["柳林镇", "各街道"])


def test_a_table_needs_no_goal_column(read: Callable[..., PlanDraft]) -> None:
    headings = ["序号", "工作任务", "责任单位", "完成时限", "备注"]
    draft = read(*plan(["3", "新建公园。", "城管局、财政局", "2026年9月", "续建"], headings=headings))
    task = draft.tasks[0]
    assert (task.section, task.goal, task.label, task.text) == ("推进产业强区", None, "3", "新建公园。")
    assert people(task) == ([], ["城管局"], ["财政局"])
    assert task.deadline_text == "2026年9月"
    assert task.extras == [("备注", "续建")]
    assert draft.responsible_units_meaning == "first_leads"


def test_what_responsible_units_means_can_be_switched() -> None:
    headings = ["序号", "工作任务", "责任单位"]
    data = tabbed(plan(["3", "新建公园。", "城管局、财政局"], headings=headings))
    every = parse("a.txt", data, responsible_units="all_lead")
    assert people(every.tasks[0]) == ([], ["城管局", "财政局"], [])
    assert every.responsible_units_meaning == "all_lead"
    partners = parse("a.txt", data, responsible_units="partners")
    assert people(partners.tasks[0]) == ([], [], ["城管局", "财政局"])


def test_beside_partners_all_responsible_units_lead(read: Callable[..., PlanDraft]) -> None:
    headings = ["序号", "工作任务", "责任单位", "配合单位"]
    task = read(*plan(["3", "新建公园。", "城管局、住建局", "财政局"], headings=headings)).tasks[0]
    assert people(task) == ([], ["城管局", "住建局"], ["财政局"])


# --- carrying down ---


def test_in_text_an_empty_cell_inherits() -> None:
    draft = from_text(*plan(FULL, ["", "", "技改项目120个。", "", "", ""]))
    task = draft.tasks[1]
    assert (task.goal, task.label) == ("做强制造", "1")
    assert people(task) == (["陈一帆"], ["工信局"], ["柳林镇", "各街道"])
    assert task.sources["lead_officials"].inherited
    assert task.sources["lead_officials"].excerpt == "陈一帆"
    assert not task.check


def test_in_word_a_covered_cell_inherits_and_an_empty_one_is_empty() -> None:
    merged = [C(text, merge="restart") for text in FULL]
    merged[2] = C("新增企业60家。")
    below = [BELOW, BELOW, C("技改项目120个。"), BELOW, C("发改局"), C("")]
    task = from_word(*plan(merged, below)).tasks[1]
    assert (task.goal, task.label) == ("做强制造", "1")
    assert people(task) == (["陈一帆"], ["发改局"], [])
    assert task.sources["lead_officials"].inherited
    assert not task.check


def test_in_word_an_unmerged_empty_goal_is_empty_and_the_one_above_is_offered() -> None:
    task = from_word(*plan(FULL, ["", "", "技改项目120个。", "", "", ""])).tasks[1]
    assert (task.goal, task.label, *people(task)) == (None, None, [], [], [])
    assert task.check == ["goal", "label"]
    assert task.suggested == {"goal": "做强制造", "label": "1"}


def test_a_leader_is_in_doubt_where_the_lead_unit_is_named_anew() -> None:
    changed = ["", "", "技改项目120个。", "", "商务局", ""]
    after = ["", "", "智能车间12个。", "", "", ""]
    settled = ["", "", "中试基地1个。", "林岚", "", ""]
    draft = from_text(*plan(FULL, changed, after, settled))
    for task in draft.tasks[1:3]:
        assert people(task) == (["陈一帆"], ["商务局"], ["柳林镇", "各街道"])
        assert task.check == ["lead_officials"]
        assert task.suggested == {"lead_officials": ["陈一帆"]}
    assert people(draft.tasks[3])[0] == ["林岚"]
    assert not draft.tasks[3].check


def test_a_doubtful_leader_is_not_carried_across_a_goal_but_offered() -> None:
    other = ["2", "做优服务", "新增商贸企业30家。", "", "商务局", ""]
    draft = from_text(*plan(FULL, other, ["", "", "引进首店15家。", "", "", ""]))
    for task in draft.tasks[1:]:
        assert people(task) == ([], ["商务局"], ["柳林镇", "各街道"])
        assert task.suggested == {"lead_officials": ["陈一帆"]}


def test_a_merge_over_two_goals_carries_without_doubt() -> None:
    task = from_text(*plan(FULL, ["2", "做优服务", "新增商贸企业30家。", "", "", ""])).tasks[1]
    assert people(task) == (["陈一帆"], ["工信局"], ["柳林镇", "各街道"])
    assert not task.check


def test_nobody_is_inherited_where_there_is_nobody() -> None:
    nobody = ["1", "做强制造", "新增企业60家。", "", "工信局", "——"]
    draft = from_text(*plan(nobody, ["", "", "技改项目120个。", "", "商务局", ""]))
    assert [people(task) for task in draft.tasks] == [([], ["工信局"], []), ([], ["商务局"], [])]
    assert not draft.tasks[1].check


def test_a_mark_of_nothing_means_none_and_carries(read: Callable[..., PlanDraft]) -> None:
    rows = [FULL, ["", "", "技改项目120个。", "陈一帆", "工信局", "无"]]
    assert read(*plan(*rows)).tasks[1].partner_units == []
    after = from_text(*plan(*rows, ["", "", "智能车间12个。", "", "", ""]))
    assert after.tasks[2].partner_units == []


def test_the_same_as_above_is_what_stands_above() -> None:
    task = from_text(*plan(FULL, ["2", "做优服务", "新增商贸企业30家。", "同上", "商务局", "同上"])).tasks[1]
    assert people(task) == (["陈一帆"], ["商务局"], ["柳林镇", "各街道"])
    assert not task.check


def test_a_reference_leaves_people_and_units_to_be_checked() -> None:
    short = ["2", "办好实事", "办好年度民生实事。", "详见民生实事责任分解"]
    task = from_text(*plan(FULL, short)).tasks[1]
    assert people(task) == ([], [], [])
    assert task.check == ["lead_officials", "lead_units", "partner_units"]
    wide = from_word(*plan(FULL, [*short[:3], C(short[3], span=3)])).tasks[1]
    assert (people(wide), wide.check) == (([], [], []), ["lead_officials", "lead_units", "partner_units"])
    assert wide.sources["lead_units"].excerpt == "详见民生实事责任分解"


def test_a_row_without_all_its_cells_is_in_doubt_and_inherits_nothing() -> None:
    task = from_text(*plan(FULL, ["", "", "技改项目120个。", "林岚"])).tasks[1]
    assert people(task) == (["林岚"], [], [])
    assert task.check == ["lead_officials", "lead_units", "partner_units"]
    assert task.suggested["lead_units"] == ["工信局"]


def test_where_cells_were_lost_everything_is_in_doubt_and_nothing_carried() -> None:
    lost = [["任务二", "商务局"], ["任务三"], ["2", "做优服务", "引进首店15家。", "林岚"]]
    draft = from_text(*plan(FULL, *lost))
    task = next(task for task in draft.tasks if task.text == "引进首店15家。")
    assert people(task) == (["林岚"], [], [])
    assert task.check == ["lead_officials", "lead_units", "partner_units"]
    assert {piece.text for piece in draft.unused} >= {"任务三"}


def test_nothing_carries_from_one_table_to_the_next() -> None:
    draft = from_text(
        *plan(FULL), "二、促进融合", [HEADINGS, ["1", "优化布局", "修路3条。", "", "住建局", ""]]
    )
    assert people(draft.tasks[1]) == ([], ["住建局"], [])
    assert draft.tasks[1].section == "促进融合"
    assert not draft.tasks[1].check


# --- headings, plans, sections ---


def test_a_heading_across_the_table_is_a_section(read: Callable[..., PlanDraft]) -> None:
    across = [C("二、促进融合", span=6)]
    draft = read(*plan(FULL, across, ["1", "优化布局", "修路3条。", "", "住建局", ""]))
    assert [(task.section, task.goal) for task in draft.tasks] == [
        ("推进产业强区", "做强制造"),
        ("促进融合", "优化布局"),
    ]
    assert draft.tasks[1].lead_officials == []


def test_repeated_headings_are_no_tasks_and_break_no_merge() -> None:
    draft = from_text(*plan(FULL, HEADINGS, ["", "", "技改项目120个。", "", "", ""]))
    assert texts(draft) == ["新增企业60家。", "技改项目120个。"]
    assert draft.tasks[1].lead_units == ["工信局"]


def test_a_table_that_goes_on_without_headings_is_read(read: Callable[..., PlanDraft]) -> None:
    draft = read(*plan(FULL), "二、促进融合", [["1", "优化布局", "修路3条。", "林岚", "住建局", "财政局"]])
    assert [(task.section, task.text) for task in draft.tasks][1] == ("促进融合", "修路3条。")


def test_two_annexes_are_two_plans(read: Callable[..., PlanDraft]) -> None:
    row = ["优质教育", "1", "安心校园", "1-1", "新建幼儿园4所。", "2026年8月", "林岚", "教育局", "财政局"]
    more = ["", "", "", "1-2", "改造教室90间。", "", "", "", "——"]
    draft = from_text(
        "附件1", *plan(FULL), "附件2", "澄岚区2026年民生实事", "责任分解方案", [LIVELIHOOD, row, more]
    )
    assert [(heading.id, heading.title, heading.kind) for heading in draft.plans] == [
        (1, TITLE, "report"),
        (2, "澄岚区2026年民生实事责任分解方案", "livelihood"),
    ]
    task = draft.tasks[2]
    assert (task.plan, task.section, task.goal) == (2, "优质教育", "安心校园")
    assert (task.label, task.goal_label, task.deadline_text) == ("1-2", "1", "2026年8月")
    assert task.partner_units == []


def test_one_printed_name_never_is_section_and_goal() -> None:
    headings: Row = ["序号", C("目标名称", span=2), *HEADINGS[2:]]
    both: Row = ["1", C("主要目标", span=2), "（1）新增企业60家。", "陈一帆", "工信局", "各街道"]
    apart = ["2", "产业强区", "做强制造", "（2）技改项目120个。", "陈一帆", "工信局", "各街道"]
    draft = from_word(TITLE, [headings, both, apart, apart])
    assert [(task.section, task.goal, task.label) for task in draft.tasks[:2]] == [
        ("主要目标", None, "（1）"),
        ("产业强区", "做强制造", "（2）"),
    ]
    assert texts(draft)[0] == "新增企业60家。"


def test_headings_in_two_rows_are_read_together() -> None:
    first: Row = [*(C(word, merge="restart") for word in HEADINGS[:3]), C("责任分工", span=3)]
    second: Row = [BELOW, BELOW, BELOW, "牵头领导", "牵头单位", "责任单位"]
    draft = from_word(TITLE, [first, second, FULL])
    assert people(draft.tasks[0]) == (["陈一帆"], ["工信局"], ["柳林镇", "各街道"])
    assert not draft.unused


def test_titles_inside_the_table_are_found() -> None:
    draft = from_word([[C(TITLE, span=6)], HEADINGS, FULL])
    assert [heading.title for heading in draft.plans] == [TITLE]
    assert texts(draft) == ["新增企业60家。"]


def test_a_second_heading_is_the_goal_where_the_table_has_none() -> None:
    headings = ["序号", "工作任务", "责任单位"]
    task = from_text(
        TITLE, "一、产业", "（二）做强制造", [headings, ["1", "新增企业60家。", "工信局"]]
    ).tasks[0]
    assert (task.section, task.goal) == ("产业", "做强制造")


def test_numbered_lines_of_one_cell_are_tasks_of_their_own(read: Callable[..., PlanDraft]) -> None:
    row = ["1", "做强制造", "1.新增企业60家；\n2.技改项目120个。\n惠及全区。", "陈一帆", "工信局", ""]
    draft = read(*plan(row))
    assert [(task.label, task.text) for task in draft.tasks] == [
        ("1", "新增企业60家；"),
        ("2", "技改项目120个。\n惠及全区。"),
    ]
    assert {tuple(task.lead_units) for task in draft.tasks} == {("工信局",)}


def test_a_name_without_wording_is_the_task(read: Callable[..., PlanDraft]) -> None:
    task = read(*plan(["1", "新建区图书馆", "", "林岚", "文体旅局", ""])).tasks[0]
    assert (task.goal, task.text) == (None, "新建区图书馆")


def test_a_row_with_names_only_adds_to_the_task_above(read: Callable[..., PlanDraft]) -> None:
    draft = read(*plan(FULL, ["", "", "", "", "", "财政局"]))
    assert len(draft.tasks) == 1
    assert draft.tasks[0].partner_units == ["柳林镇", "各街道", "财政局"]
    assert draft.tasks[0].check == ["partner_units"]


def test_a_name_broken_over_lines_is_in_doubt_only_where_it_may_be_two() -> None:
    rows = [FULL, ["2", "乙", "丙。", "林岚", "澄岚文旅\n工信局", "退役军人\n事务局"]]
    task = from_text(*plan(*rows)).tasks[1]
    assert (task.lead_units, task.partner_units) == (["澄岚文旅", "工信局"], ["退役军人事务局"])
    assert task.check == ["lead_units"]


# --- what is left over, and documents of other families ---


def test_text_around_the_tables_is_left_over_with_its_reason(read: Callable[..., PlanDraft]) -> None:
    draft = read("各镇、各街道：", "现将任务分解如下。", *plan(FULL), "注：每月28日前填报。")
    assert {(piece.text, piece.reason) for piece in draft.unused} == {
        ("各镇、各街道：", "outside"),
        ("现将任务分解如下。", "outside"),
        ("注：每月28日前填报。", "outside"),
    }


def test_a_table_of_something_else_is_left_over() -> None:
    draft = from_word("澄岚区2026年", [["姓名", "职务"], ["陈一帆", "副区长"]], *plan(FULL))
    assert len(draft.tasks) == 1
    assert {piece.text for piece in draft.unused} >= {"姓名", "职务", "陈一帆", "副区长"}


def test_a_text_that_promises_nothing_gives_a_calm_result() -> None:
    draft = parse("通知.txt", "澄岚区2026年春节放假的通知\n各镇、各街道：\n现将放假安排通知如下。".encode())
    assert (draft.tasks, draft.plans, draft.confidence) == ([], [], 0.0)
    assert draft.problems == ["no_tasks"]
    assert [piece.text for piece in draft.unused][-1] == "现将放假安排通知如下。"


def test_what_a_document_does_not_say_is_named_and_never_invented() -> None:
    draft = parse("清单.txt", tabbed([[HEADINGS, FULL]]))
    assert (draft.district, draft.year) == (None, None)
    assert draft.problems == ["no_title", "no_district", "no_year"]
    assert draft.plans[0].title == "清单"


def test_a_person_may_say_what_the_document_does_not() -> None:
    draft = parse(
        "清单.txt", tabbed([[HEADINGS, FULL]]), district="澄岚区", year=2026, titles=["重点工作清单"]
    )
    assert (draft.district, draft.year, draft.problems) == ("澄岚区", 2026, [])
    assert draft.plans[0].title == "重点工作清单"
