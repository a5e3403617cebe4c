"""Plans without tables: goals with units in brackets, labelled lines, sections by leader and by lead unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.draft import PlanDraft, TaskDraft
from imports.output import from_json, to_json
from imports.parse import parse
from imports.wording import squeeze

NOTICE = """栖岭区人民政府办公室关于印发2026年重点工作责任分解方案的通知
各街道办事处，区各有关部门：
《2026年重点工作责任分解方案》已经区政府同意，现印发给你们，请认真贯彻落实。
栖岭区人民政府办公室
2026年2月10日
"""
GOALS = """2026年重点工作责任分解方案
一、产业发展
（一）做强先进制造业
1.新增规上工业企业30家，技改投资增长12%。（牵头单位：区工信局；配合单位：区统计局、各街道）
2.新建标准厂房20万平方米。（区住建局牵头，区工信局、栖岭经开区按职责分工负责）
（二）提升现代服务业
3.社会消费品零售总额增长6%左右。〔责任单位：区商务局、区文旅局〕
4.举办文旅活动不少于40场。[区文旅局、各街道]
二、民生保障
（一）优质教育
5.新建幼儿园3所，新增学位2700个。（责任领导：林岚；责任单位：区教育局）
6.改造中小学运动场5片。（区教育局牵头；区财政局配合；8月底前完成）
"""
LABELLED = """澄岚区2026年为民办实事项目清单
一、新建口袋公园6个
建设内容：在柳林街道、岚江街道新建口袋公园6个。
牵头领导：陈一帆
责任单位：区城管局
配合单位：各街道、区财政局
完成时限：2026年10月底
二、改造老旧小区12个
建设内容：完成12个老旧小区改造，惠及居民3500户。
牵 头 领 导：林 岚
责 任 单 位：区住建局、区城管局
配 合 单 位：各街道
完 成 时 限：2026年底
"""
INLINE = """2026年栖岭区重点任务
1. 全年招引亿元以上项目50个。责任领导：沈知远；责任单位：商务局；完成时限：12月底
2. 建成数字乡村示范村3个。责任领导：顾蔓；责任单位：农业农村局、各镇；完成时限：三季度
3. 创成国家级文明城区。责任领导：陆清；责任单位：宣传部（文明办）、城管局；完成时限：长期
"""
LEADERS = """2026年栖岭区政府重点工作任务分工
一、区委副书记、区长 陆清
1.地区生产总值增长5.5%以上。
责任单位：区发改局、区统计局
2.一般公共预算收入增长4%。
责任单位：区财政局、区税务局
二、区委常委、常务副区长 沈知远
1.完成重大项目投资120亿元。
责任单位：区发改局
"""
UNITS = """澄岚区2026年政府工作主要任务责任分解
（一）区发展和改革局
1.编制“十五五”规划纲要。
2.争取上级专项资金3亿元。协同单位：区财政局
（二）区工业和信息化局
1.新增省级专精特新企业15家。
2.建成5G基站200个。协同单位：各街道、电信公司
（三）区教育局
1.新增普惠性幼儿园学位800个。
"""
ANNEXES = """附件1
澄岚区2026年政府工作报告目标任务分解
1.新增规上工业企业60家。（工信局牵头，各街道配合）
2.新建幼儿园3所。（教育局牵头，财政局配合）
附件2
澄岚区2026年民生实事项目责任分解表
序号\t项目名称\t工作内容\t牵头单位\t责任单位\t完成时限
1\t口袋公园\t新建口袋公园6个。\t城管局\t各街道\t10月底
2\t老旧小区\t改造老旧小区12个。\t住建局\t各街道\t年底
"""
VARIANTS = [GOALS, NOTICE + GOALS, LABELLED, INLINE, LEADERS, UNITS, ANNEXES]


def read(text: str) -> PlanDraft:
    return parse("计划.txt", text.encode())


def who(task: TaskDraft) -> tuple[list[str], list[str], list[str]]:
    return task.lead_officials, task.lead_units, task.partner_units


@pytest.mark.parametrize("before", ["", NOTICE])
def test_goals_with_units_in_brackets_of_every_form(before: str) -> None:
    draft = read(before + GOALS)
    assert draft.layout == "goals"
    assert [who(task) for task in draft.tasks] == [
        ([], ["区工信局"], ["区统计局", "各街道"]),
        ([], ["区住建局"], ["区工信局", "栖岭经开区"]),
        ([], ["区商务局"], ["区文旅局"]),
        ([], ["区文旅局"], ["各街道"]),
        (["林岚"], ["区教育局"], []),
        ([], ["区教育局"], ["区财政局"]),
    ]
    assert [(task.section, task.goal, task.label) for task in draft.tasks][3:5] == [
        ("产业发展", "提升现代服务业", "4"),
        ("民生保障", "优质教育", "5"),
    ]
    assert draft.tasks[5].text == "改造中小学运动场5片。"
    assert draft.tasks[5].deadline_text == "8月底前完成"


def test_the_covering_notice_promises_nothing_and_names_the_district() -> None:
    draft = read(NOTICE + GOALS + "抄送：区委办公室，区人大常委会办公室。\n")
    assert draft.district == "栖岭区"
    assert len(draft.tasks) == 6
    left = squeeze("".join(piece.text for piece in draft.unused))
    assert all(squeeze(line) in left for line in NOTICE.splitlines())
    assert "抄送：区委办公室" in left


def test_labelled_lines_below_an_item_are_its_fields() -> None:
    draft = read(LABELLED)
    assert draft.layout == "labelled"
    assert [(task.goal, task.text) for task in draft.tasks] == [
        ("新建口袋公园6个", "在柳林街道、岚江街道新建口袋公园6个。"),
        ("改造老旧小区12个", "完成12个老旧小区改造，惠及居民3500户。"),
    ]
    assert [who(task) for task in draft.tasks] == [
        (["陈一帆"], ["区城管局"], ["各街道", "区财政局"]),
        (["林岚"], ["区住建局", "区城管局"], ["各街道"]),
    ]
    assert [task.deadline_text for task in draft.tasks] == ["2026年10月底", "2026年底"]


def test_labels_behind_the_wording_are_its_fields() -> None:
    draft = read(INLINE)
    assert [task.text for task in draft.tasks][1:] == ["建成数字乡村示范村3个。", "创成国家级文明城区。"]
    assert [who(task) for task in draft.tasks] == [
        (["沈知远"], ["商务局"], []),
        (["顾蔓"], ["农业农村局"], ["各镇"]),
        (["陆清"], ["宣传部（文明办）"], ["城管局"]),
    ]
    assert [task.deadline_text for task in draft.tasks] == ["12月底", "三季度", "长期"]


@pytest.mark.parametrize("answers", ["项目负责人", "牵头负责人", "分管负责同志", "包保责任人"])
@pytest.mark.parametrize("by", ["计划完工", "预计完成", "竣工时间", "目标完成时限"])
def test_whoever_answers_for_a_project_leads_it_and_it_is_due_when_it_is_completed(
    answers: str, by: str
) -> None:
    draft = read(
        "澄岚区2026年重点项目责任分解\n"
        f"1.建设科创园1个\n{answers}：副区长 沈知远\n责任单位：区科技局\n{by}：2026年11月\n"
        f"2.建设文化馆1座\n{answers}：副区长 林岚\n责任单位：区文旅局\n{by}：2026年12月底前\n"
    )
    assert [(task.text, *who(task), task.deadline_text) for task in draft.tasks] == [
        ("建设科创园1个", ["沈知远"], ["区科技局"], [], "2026年11月"),
        ("建设文化馆1座", ["林岚"], ["区文旅局"], [], "2026年12月底前"),
    ]


def test_who_is_to_be_asked_and_when_work_begins_stand_beside_the_task() -> None:
    draft = read(
        "澄岚区2026年重点项目责任分解\n"
        "1.建设科创园1个\n责任单位：区科技局\n联系人：沈知远\n计划开工：2026年3月\n"
        "2.建设文化馆1座\n责任单位：区文旅局\n联系人：林岚\n计划开工：2026年4月\n"
    )
    assert [(*who(task), task.deadline_text) for task in draft.tasks] == [
        ([], ["区科技局"], [], None),
        ([], ["区文旅局"], [], None),
    ]
    assert draft.tasks[0].extras == [("联系人", "沈知远"), ("计划开工", "2026年3月")]


def test_what_is_planned_to_be_completed_is_no_deadline() -> None:
    draft = read(INLINE.replace("完成时限：12月底", "计划完成：投资30亿元"))
    assert draft.tasks[0].deadline_text is None


def test_a_section_by_leader_gives_its_leader_to_all_below() -> None:
    draft = read(LEADERS)
    assert draft.layout == "sections"
    assert [who(task) for task in draft.tasks] == [
        (["陆清"], ["区发改局"], ["区统计局"]),
        (["陆清"], ["区财政局"], ["区税务局"]),
        (["沈知远"], ["区发改局"], []),
    ]
    assert [task.sources["lead_officials"].inherited for task in draft.tasks] == [True] * 3


def test_a_section_by_lead_unit_gives_its_unit_to_all_below() -> None:
    draft = read(UNITS)
    assert [who(task) for task in draft.tasks] == [
        ([], ["区发展和改革局"], []),
        ([], ["区发展和改革局"], ["区财政局"]),
        ([], ["区工业和信息化局"], []),
        ([], ["区工业和信息化局"], ["各街道", "电信公司"]),
        ([], ["区教育局"], []),
    ]


def test_among_headings_by_lead_unit_one_that_may_name_a_unit_does() -> None:
    draft = read(UNITS + "（四）澄岚经济开发区\n1.建成标准厂房4万平方米。\n2.引进企业20家。\n")
    assert [task.lead_units for task in draft.tasks[-2:]] == [["澄岚经济开发区"]] * 2


def test_headings_by_subject_lead_nothing() -> None:
    draft = read(GOALS.replace("（一）做强先进制造业", "（一）打造新型园区"))
    assert [who(task) for task in draft.tasks] == [who(task) for task in read(GOALS).tasks]


def test_the_other_name_of_an_office_in_brackets_belongs_to_it_and_assigns_nothing() -> None:
    first, second = "区发展和改革局（区粮食和储备局）", "区教育局（区体育局）"
    text = UNITS.replace("区发展和改革局", first).replace("（三）区教育局", f"（三）{second}")
    leads = [(task.section, task.lead_units) for task in read(text).tasks]
    assert leads[:2] == [(first, [first])] * 2
    assert leads[-1] == (second, [second])


@pytest.mark.parametrize("wording", ["新区融媒体中心", "组建区数据局", "一网通办", "构建产业新格局"])
def test_wording_that_ends_like_an_office_is_assigned_by_the_brackets_behind_it(wording: str) -> None:
    draft = read(f"澄岚区2026年重点工作责任分解\n1.{wording}（区委编办）\n2.新建学校2所（区教育局）\n")
    assert [(task.text, task.lead_units) for task in draft.tasks] == [
        (wording, ["区委编办"]),
        ("新建学校2所", ["区教育局"]),
    ]


def test_annexes_may_be_of_different_families() -> None:
    draft = read(ANNEXES)
    assert draft.layout == "goals+table"
    assert [heading.kind for heading in draft.plans] == ["report", "livelihood"]
    assert [(task.plan, *who(task)) for task in draft.tasks] == [
        (1, [], ["工信局"], ["各街道"]),
        (1, [], ["教育局"], ["财政局"]),
        (2, [], ["城管局"], ["各街道"]),
        (2, [], ["住建局"], ["各街道"]),
    ]


def test_a_remark_says_that_the_first_of_several_leads() -> None:
    text = GOALS.replace("方案\n", "方案\n（列第一位的为牵头单位，下同）\n", 1)
    draft = read(text)
    assert who(draft.tasks[2]) == ([], ["区商务局"], ["区文旅局"])
    assert "列第一位的为牵头单位" in str([piece.text for piece in draft.unused])


CLOSINGS = [
    "区政府办公室将定期调度，通报进展情况。",
    "办公室负责督促落实，每月25日前汇总。联系电话：1234567。",
    "工作中要统筹兼顾，\n确保全面完成年度任务。",
]


@pytest.mark.parametrize("closing", CLOSINGS)
@pytest.mark.parametrize("plan", [GOALS, INLINE, LEADERS])
def test_sentences_that_only_the_last_item_has_behind_who_does_it_close_the_plan(
    plan: str, closing: str
) -> None:
    draft = read(plan + closing + "\n")
    assert [(task.text, task.goal, *who(task)) for task in draft.tasks] == [
        (task.text, task.goal, *who(task)) for task in read(plan).tasks
    ]
    assert closing in "\n".join(piece.text for piece in draft.unused)


def test_a_number_below_the_last_item_is_promised() -> None:
    draft = read(GOALS + "其中标准化足球场2片。\n")
    assert any("标准化足球场2片" in task.text for task in draft.tasks)


# --- whatever the plan ---

UNIT = st.sampled_from(["工信局", "教育局", "住建局", "民政局", "岚江街道", "应急管理局（安委办）", "文旅局"])


@given(
    st.lists(st.tuples(UNIT, st.lists(UNIT, max_size=3, unique=True)), min_size=3, max_size=12),
    st.sampled_from(
        [
            "（{lead}牵头，{partners}配合）",
            "（牵头单位：{lead}；配合单位：{partners}）",
            "【牵头单位：{lead}，配合单位：{partners}】",
        ]
    ),
)
def test_who_stands_in_brackets_comes_back(rows: list[tuple[str, list[str]]], form: str) -> None:
    rows = [(lead, [name for name in partners if name != lead] or ["各街道"]) for lead, partners in rows]
    lines = [
        f"{n}. 新建第{n}号公园{n}个。" + form.format(lead=lead, partners="、".join(partners))
        for n, (lead, partners) in enumerate(rows, start=1)
    ]
    draft = read("\n".join(["澄岚区2026年重点工作任务分解", *lines]))
    assert [task.text for task in draft.tasks] == [f"新建第{n}号公园{n}个。" for n in range(1, len(rows) + 1)]
    assert [(task.lead_units, task.partner_units) for task in draft.tasks] == [
        ([lead], partners) for lead, partners in rows
    ]


@given(
    st.sampled_from(VARIANTS),
    st.integers(0, 40),
    st.text("澄岚政务金木水火土1。、（）：", min_size=2, max_size=20),
)
def test_a_line_put_anywhere_is_found_again(variant: str, place: int, line: str) -> None:
    lines = variant.splitlines()
    lines.insert(place % (len(lines) + 1), line)
    found = squeeze(str(to_json(read("\n".join(lines)))).replace("\\n", ""))
    pieces = [
        piece for piece in line.translate(dict.fromkeys(map(ord, "。、（）："), "|")).split("|") if piece
    ]
    assert all(piece in found for piece in pieces)


@given(st.lists(st.sampled_from([line for text in VARIANTS for line in text.splitlines()]), max_size=30))
def test_lines_in_any_order_are_read_and_numbered_on_end(lines: list[str]) -> None:
    draft = read("\n".join(["澄岚区2026年重点工作任务分解", *lines]))
    assert [task.number for task in draft.tasks] == list(range(1, len(draft.tasks) + 1))
    assert {task.plan for task in draft.tasks} <= {heading.id for heading in draft.plans}
    assert from_json(to_json(draft)) == draft
