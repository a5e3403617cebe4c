"""Tables flattened to a cell a line: which line stood in which column, and what cannot be known of it."""

from itertools import chain

import pytest

from imports.document import Document, Paragraph, Place
from imports.draft import Doubt, PlanDraft, Problem, problem_text
from imports.layouts import flattened
from imports.parse import parse
from tests.flat_plans import HEADINGS, LABELLED, TITLE, WHOLE, flat, people, texts, without_repeats
from tests.plan_files import docx, plan, tabbed

# --- one sample for each kind of table ---


def test_a_table_without_gaps_is_read_row_by_row() -> None:
    draft = flat(*WHOLE)
    assert draft.layout == "flattened"
    assert (draft.district, draft.year, draft.problems) == ("澄岚区", 2026, [])
    assert [(heading.title, heading.kind) for heading in draft.plans] == [(TITLE, "report")]
    assert [(task.label, task.goal, task.text) for task in draft.tasks] == [
        (number, goal, text) for number, goal, text, *_ in WHOLE
    ]
    assert people(draft.tasks[2]) == (["周明远"], ["教育局"], ["各街道", "财政局"])
    assert not any(task.check for task in draft.tasks)
    assert not draft.unused
    assert draft.confidence > 0.8


def test_each_field_knows_its_line() -> None:
    task = flat(*WHOLE).tasks[1]
    lines = {name: source.place.line for name, source in task.sources.items() if source.excerpt}
    assert lines == {
        "label": 14,
        "goal": 15,
        "text": 16,
        "lead_officials": 17,
        "lead_units": 18,
        "partner_units": 19,
        "targets": 16,
    }


def test_merged_cells_that_left_no_line_carry_down_within_their_goal_only() -> None:
    draft = flat(
        ["1", "做强制造", "新增规上工业企业60家。", "陈一帆", "工信局", "柳林镇、各街道"],
        "技改项目120个。",
        ["2", "守护蓝天", "完成清洁能源改造12项。"],
        *WHOLE[2:],
    )
    first, second, third = draft.tasks[:3]
    assert people(second) == people(first)
    assert second.sources["lead_units"].inherited
    assert (second.goal, second.label) == ("做强制造", "1")
    assert not second.check
    assert people(third) == ([], [], [])
    assert third.check == ["lead_officials", "lead_units", "partner_units"]
    assert third.suggested["lead_units"] == ["工信局"]


def test_a_single_unit_where_cells_were_merged_leads_nothing() -> None:
    draft = flat(
        ["1", "做强制造", "新增规上工业企业60家。", "陈一帆", "工信局", "柳林镇、各街道"],
        ["引进设备融资2亿元。", "财政局"],
        ["完成技改项目120个。", "各相关部门"],
        *WHOLE[2:],
    )
    _, alone, helping = draft.tasks[:3]
    assert alone.lead_units == []
    assert alone.sources["lead_units"].doubt == Doubt.ROLE_OPEN
    assert alone.suggested["lead_units"] == ["财政局"]
    assert helping.lead_units == []
    assert helping.partner_units == ["各相关部门"]
    assert helping.suggested["lead_units"] == ["财政局"]


def test_a_table_without_numbers_and_officials_keeps_its_deadlines() -> None:
    draft = flat(
        ["“暖心学堂”工程", "新建幼儿园3所，新增学位900个。", "区教育局", "柳林镇 各街道", "2026年9月底"],
        ["“畅行澄岚”工程", "建成道路5条。", "区交通运输局", "柳林镇 区住建局", "2026年12月"],
        ["改造公交候车亭40座。", "区交通运输局", "各街道", "上半年"],
        headings=["项目名称", "主要内容", "牵头单位", "配合单位", "完成时限"],
        title="澄岚区2026年民生实事项目责任分解表",
    )
    assert draft.plans[0].kind == "livelihood"
    assert [task.deadline_text for task in draft.tasks] == ["2026年9月底", "2026年12月", "上半年"]
    assert [task.goal for task in draft.tasks] == [
        "“暖心学堂”工程",
        "“畅行澄岚”工程",
        "“畅行澄岚”工程",
    ]
    assert people(draft.tasks[0]) == ([], ["区教育局"], ["柳林镇", "各街道"])
    assert [task.label for task in draft.tasks] == [None, None, None]


def test_of_one_column_of_units_the_first_leads() -> None:
    draft = flat(
        ["1", "新建幼儿园3所。", "教育局、财政局、各街道", "年底前"],
        ["2", "建成道路5条。", "交通运输局、住建局", "10月底"],
        headings=["序号", "任务内容", "责任单位", "完成时间"],
    )
    assert people(draft.tasks[0]) == ([], ["教育局"], ["财政局", "各街道"])
    assert draft.responsible_units_meaning == "first_leads"
    assert [task.label for task in draft.tasks] == ["1", "2"]
    assert draft.tasks[1].deadline_text == "10月底"


def test_columns_may_stand_in_any_order() -> None:
    headings = ["序号", "牵头部门", "协办单位", "责任领导", "实事名称", "内容及标准"]
    order = (0, 4, 5, 3, 1, 2)
    rows = [[row[n] for n in order] for row in WHOLE]
    draft = flat(*rows, headings=headings)
    assert [people(task) for task in draft.tasks] == [people(task) for task in flat(*WHOLE).tasks]
    assert texts(draft) == [row[2] for row in WHOLE]


def test_headings_and_names_broken_over_lines_are_closed() -> None:
    draft = flat(
        ["1", "聚力推动", "产业转型", "(1)新增规上工业企业60家。", "陈一帆", "应急管理局", "(安委办)"],
        ["区安委会", "成员单位"],
        ["(2)技改项目120个。", "林 岚", "工信局", "柳林", "开发区", "(岚江镇)", "各街道"],
        ["2", "聚力壮大", "市场主体", "(3)净增“四上”单位150家。", "周明远", "统计局", "各街道"],
        headings=["序号", "目标", "名称", "工 作 标 准", "区政府", "分管领导", "牵头单位", "配合", "单位"],
    )
    assert [task.goal for task in draft.tasks] == ["聚力推动产业转型", "聚力推动产业转型", "聚力壮大市场主体"]
    assert [task.label for task in draft.tasks] == ["(1)", "(2)", "(3)"]
    assert people(draft.tasks[0]) == (["陈一帆"], ["应急管理局（安委办）"], ["区安委会成员单位"])
    assert draft.tasks[1].lead_officials == ["林岚"]
    assert "柳林开发区（岚江镇）" in draft.tasks[1].partner_units


def test_a_long_name_behind_a_number_is_the_section_over_the_goals_below() -> None:
    section = "聚焦产业强区不动摇,高效统筹存量和增量,推动产城融合"
    other = "聚焦科创引领不动摇,高效统筹要素和生态,推动创新融合"
    draft = flat(
        ["1", section, "聚力攻坚", "(1)新增项目7个。", "陈一帆", "发改局", "各街道"],
        ["产业转型", "(2)技改项目120个。", "陈一帆", "工信局", "各街道"],
        ["2", other, "突出创新", "(3)新增科技企业90家。", "林岚", "科技局", "各街道"],
        ["建强平台", "(4)新增载体3个。", "林岚", "科技局", "各街道"],
    )
    assert [(task.section, task.goal) for task in draft.tasks] == [
        (section, "聚力攻坚"),
        (section, "产业转型"),
        (other, "突出创新"),
        (other, "建强平台"),
    ]


def test_numbered_headings_across_the_table_are_sections() -> None:
    draft = flat("一、推进产业强区", *WHOLE[:2], "二、增进民生福祉", *WHOLE[2:])
    assert [task.section for task in draft.tasks] == ["推进产业强区"] * 2 + ["增进民生福祉"] * 3
    assert [task.goal for task in draft.tasks] == [row[1] for row in WHOLE]


def test_dashes_say_that_nobody_does_it() -> None:
    draft = flat(
        ["1", "甲", "新增企业60家。", "—", "工信局", "各街道"],
        ["2", "乙", "新建学校3所。", "林岚", "教育局", "——"],
        ["3", "丙", "新建道路5条。", "林岚", "/", "交通运输局、各街道"],
        headings=["序号", "项目名称", "工作标准", "牵头领导", "牵头单位", "责任单位"],
    )
    assert [people(task) for task in draft.tasks] == [
        ([], ["工信局"], ["各街道"]),
        (["林岚"], ["教育局"], []),
        (["林岚"], [], ["交通运输局", "各街道"]),
    ]


def test_further_columns_are_kept_beside_the_task() -> None:
    headings = ["序号", "项目名称", "主要内容", "责任领导", "牵头单位", "备注"]
    rows = [[*row[:5], "续建"] for row in WHOLE]
    draft = flat(*rows, headings=headings)
    assert [task.extras for task in draft.tasks] == [[("备注", "续建")]] * len(WHOLE)


def test_several_tables_with_annex_marks_are_several_plans() -> None:
    second = "澄岚区2026年民生实事项目任务分解表"
    lines = [
        *("澄岚区人民政府办公室文件", "各街道，区各部门：", "附件1", TITLE, *HEADINGS, *chain(*WHOLE[:3])),
        *("附件2", second, *HEADINGS, *chain(*WHOLE[3:])),
    ]
    draft = parse("a.txt", "\n".join(lines).encode())
    assert [(heading.title, heading.kind) for heading in draft.plans] == [
        (TITLE, "report"),
        (second, "livelihood"),
    ]
    assert [task.plan for task in draft.tasks] == [1, 1, 1, 2, 2]
    assert [piece.text for piece in draft.unused] == ["澄岚区人民政府办公室文件", "各街道，区各部门："]


def test_headings_repeated_on_a_new_page_are_no_task() -> None:
    draft = flat(*WHOLE[:3], HEADINGS, *WHOLE[3:])
    assert texts(draft) == [row[2] for row in WHOLE]
    assert len(draft.plans) == 1


@pytest.mark.parametrize("framed", [False, True])
def test_a_word_file_with_a_cell_in_each_paragraph_is_read_alike(framed: bool) -> None:
    cells = [*HEADINGS, *chain(*WHOLE)]
    data = docx([TITLE, [[cell] for cell in cells]] if framed else [TITLE, *cells])
    draft = parse("计划.docx", data)
    assert draft.layout == "flattened"
    assert [people(task) for task in draft.tasks] == [people(task) for task in flat(*WHOLE).tasks]


# --- documents that lost what repeats ---


@pytest.fixture
def lost() -> PlanDraft:
    """A plan of which every line that repeats an earlier one is missing."""
    return flat(*without_repeats(LABELLED))


def test_a_document_without_any_repeated_line_says_that_lines_were_lost(lost: PlanDraft) -> None:
    assert lost.problems == [Problem.LINES_LOST]
    assert problem_text(Problem.LINES_LOST)
    assert len(lost.tasks) == len(LABELLED)


def test_whoever_was_not_printed_there_is_to_be_checked(lost: PlanDraft) -> None:
    task = lost.tasks[3]  # its lead was lost, or another's line is missing
    assert people(task)[0] == []
    assert task.sources["lead_officials"].doubt == Doubt.LINES_LOST
    assert task.suggested["lead_officials"] == ["林岚"]
    assert "partner_units" in task.check


def test_a_lead_is_carried_only_where_the_wording_speaks_of_its_field(lost: PlanDraft) -> None:
    assert lost.tasks[1].lead_units == ["工信局"]
    assert lost.tasks[1].sources["lead_units"].inherited
    assert lost.tasks[9].lead_units == ["交通运输局"]
    assert lost.tasks[6].lead_units == []


def test_no_lead_of_a_document_that_lost_lines_is_invented(lost: PlanDraft) -> None:
    for task, row in zip(lost.tasks, LABELLED, strict=True):
        assert set(task.lead_units) <= set(row)
        assert task.lead_units or "lead_units" in task.check


def test_an_official_goes_with_the_lead(lost: PlanDraft) -> None:
    assert lost.tasks[1].lead_officials == ["陈一帆"]
    assert "lead_officials" not in lost.tasks[1].check


def test_the_rest_of_a_lead_unit_whose_name_was_lost_names_nobody() -> None:
    rows = [*without_repeats(LABELLED), "(11)规范国有资产管理。", "(国资办)", "新运集团"]
    task = flat(*rows).tasks[-1]
    assert task.lead_units == []
    assert {"lead_units", "partner_units"} <= set(task.check)


def test_a_second_table_whose_headings_were_lost_is_read_under_those_of_the_first() -> None:
    title = "澄岚区2026年民生实事项目任务分解表"
    rows = [
        *without_repeats(LABELLED),
        *("附件2", title, "项目名称", "主要内容", "“暖心学堂”工程", "新建托育机构2家。", "区教育局"),
        *("柳林镇 各街道 区财政局", "开展家庭教育讲座100场。", "团区委", "区妇联 岚江街道 各社区"),
    ]
    draft = flat(*rows)
    assert [heading.title for heading in draft.plans] == [TITLE, title]
    assert texts(draft)[-2:] == ["新建托育机构2家。", "开展家庭教育讲座100场。"]
    assert draft.tasks[-2].goal == "“暖心学堂”工程"
    assert draft.tasks[-2].lead_units == ["区教育局"]
    assert draft.tasks[-2].partner_units == ["柳林镇", "各街道", "区财政局"]


# --- documents of other families ---


def document(text: str) -> Document:
    lines = text.splitlines()
    return Document("a.txt", [Paragraph(line, Place("a.txt", line=n + 1)) for n, line in enumerate(lines)])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "政府工作报告\n各位代表：\n2026年重点工作\n一、做强产业。新增企业60家。\n二、改善民生。",
        "一、做强产业\n责任单位：工信局、各街道\n牵头领导：陈一帆\n新增企业60家。\n责任单位：教育局",
        "1.新增企业60家。（工信局、各街道）\n2.新建幼儿园3所。（教育局）",
        "牵头单位\n责任单位\n配合单位",
        "序号\n姓名\n职务\n1\n陈一帆\n局长",
    ],
)
def test_other_documents_are_not_taken_for_flattened_tables(text: str) -> None:
    assert flattened.detect(document(text)) == 0


def test_a_table_with_real_cells_is_left_to_its_own_family() -> None:
    for name, data in (("a.docx", docx(plan(*WHOLE))), ("a.txt", tabbed(plan(*WHOLE)))):
        assert parse(name, data).layout == "table"
