"""Work reports that assign nobody: indicators, sections, lead phrases, lists in a paragraph; no past year."""

from hypothesis import given
from hypothesis import strategies as st

from imports.draft import PEOPLE, PlanDraft, Reason
from imports.output import to_json
from imports.parse import parse
from imports.wording import squeeze

REPORT = """政府工作报告
——2026年1月12日在澄岚区第五届人民代表大会第六次会议上
区长 陆清
各位代表：
现在，我代表区人民政府向大会报告工作，请予审议，并请各位政协委员提出意见。
一、2025年工作回顾
过去一年，我们完成地区生产总值820亿元，增长5.8%，新增规上企业56家。
各位代表！成绩来之不易。
二、2026年工作安排
今年经济社会发展的主要预期目标是：地区生产总值增长5.5%左右，一般公共预算收入增长4%，其中税收占比85%以上，居民收入与经济增长同步。
围绕上述目标，重点抓好以下工作：
（一）聚焦产业升级，建设现代化产业体系。一是做强制造业。新增规上工业企业60家，技改投资增长10%以上。二是壮大服务业。建成文旅项目8个。
（二）聚焦城乡融合，提升城市品质。完善基础设施。新改建道路12条，改造老旧小区15个。优化生态环境。空气优良天数比例达到82%以上。
（三）办好十件民生实事。1.新建幼儿园3所；2.改造农贸市场5个；3.新增停车泊位2000个。
各位代表！让我们团结一心，奋力谱写新篇章！
"""


def read(text: str = REPORT) -> PlanDraft:
    return parse("报告.txt", text.encode())


def test_a_report_is_known_by_its_own_signs() -> None:
    draft = read()
    assert (draft.layout, draft.district, draft.year) == ("report", "澄岚区", 2026)


def test_nobody_is_assigned() -> None:
    assert not any(getattr(task, name) for task in read().tasks for name in PEOPLE)


def test_the_review_of_the_past_year_promises_nothing() -> None:
    draft = read()
    left = "".join(piece.text for piece in draft.unused if piece.reason == Reason.PAST_YEAR)
    assert "新增规上企业56家" in left
    assert not any("56家" in task.text for task in draft.tasks)


def test_every_indicator_is_a_task() -> None:
    found = [task.text for task in read().tasks if task.section == "主要预期目标"]
    assert found == [
        "地区生产总值增长5.5%左右",
        "一般公共预算收入增长4%，其中税收占比85%以上",
        "居民收入与经济增长同步",
    ]


def test_phrases_within_a_paragraph_name_the_goals_of_what_follows() -> None:
    found = [(task.section, task.goal, task.text) for task in read().tasks][3:7]
    industry, town = "聚焦产业升级，建设现代化产业体系", "聚焦城乡融合，提升城市品质"
    assert found == [
        (industry, "做强制造业", "新增规上工业企业60家，技改投资增长10%以上。"),
        (industry, "壮大服务业", "建成文旅项目8个。"),
        (town, "完善基础设施", "新改建道路12条，改造老旧小区15个。"),
        (town, "优化生态环境", "空气优良天数比例达到82%以上。"),
    ]


def test_a_livelihood_list_run_into_a_paragraph_is_read_item_by_item() -> None:
    found = [(task.label, task.text.rstrip("。")) for task in read().tasks[-3:]]
    assert found == [("1", "新建幼儿园3所"), ("2", "改造农贸市场5个"), ("3", "新增停车泊位2000个")]


def test_a_livelihood_list_run_into_one_sentence_is_read_item_by_item() -> None:
    text = (
        REPORT.replace("（三）办好十件民生实事。1.", "（三）办好民生实事：")
        .replace("；2.", "；")
        .replace("；3.", "；")
    )
    found = [task.text.rstrip("。") for task in read(text).tasks[-3:]]
    assert found == ["新建幼儿园3所", "改造农贸市场5个", "新增停车泊位2000个"]


HEADED = (
    REPORT[: REPORT.index("（一）")]
    + """（一）聚焦产业升级
全年开工项目50个。完成投资80亿元。
新增企业20家。
（二）聚焦城乡融合，提升城市品质
完善基础设施。新改建道路12条，改造老旧小区15个。
优化生态环境。空气优良天数比例达到82%以上。
"""
)


def test_a_heading_on_its_own_line_may_end_in_a_full_stop() -> None:
    stopped = HEADED.replace("产业升级\n", "产业升级。\n").replace("城市品质\n", "城市品质。\n")
    found = [(task.section, task.goal, task.label, task.text) for task in read(stopped).tasks]
    assert found == [(task.section, task.goal, task.label, task.text) for task in read(HEADED).tasks]
    assert "聚焦产业升级" in {name for task in found for name in task[:2]}
    assert not any("聚焦产业升级" in text for *_, text in found)


def test_numbered_sentences_below_each_other_are_promises_and_no_headings() -> None:
    items = ["（一）推进校园改造。", "（二）优化公交线路。", "（三）改善社区养老。"]
    text = REPORT[: REPORT.index("（一）")] + "\n".join(items) + "\n各位代表！让我们奋力谱写新篇章！\n"
    assert [task.text for task in read(text).tasks][-3:] == [item[3:] for item in items]


@given(st.integers(0, 14), st.text("澄岚政务金木水火土1。、", min_size=2, max_size=20))
def test_a_line_put_anywhere_is_found_again(place: int, line: str) -> None:
    lines = REPORT.splitlines()
    lines.insert(place, line)
    found = squeeze(str(to_json(read("\n".join(lines)))).replace("\\n", ""))
    assert all(piece in found for piece in line.replace("、", "。").split("。"))
