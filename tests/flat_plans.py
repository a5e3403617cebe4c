"""A plan flattened to a cell a line, whole and without what repeats: for tests."""

from collections.abc import Iterable, Sequence

from imports.draft import PlanDraft, TaskDraft
from imports.parse import parse

TITLE = "澄岚区2026年政府工作报告责任分解方案"
HEADINGS = ["序号", "目标名称", "工作标准", "牵头领导", "牵头单位", "责任单位"]


def flat(*lines: str | Sequence[str], headings: Sequence[str] = HEADINGS, title: str = TITLE) -> PlanDraft:
    """What is read from a title, headings and cells, each on a line of its own."""
    cells: list[str] = []
    for line in lines:
        cells += [line] if isinstance(line, str) else line
    return parse("计划.txt", "\n".join([title, *headings, *cells]).encode())


def texts(draft: PlanDraft) -> list[str]:
    return [task.text for task in draft.tasks]


def people(task: TaskDraft) -> tuple[list[str], list[str], list[str]]:
    return task.lead_officials, task.lead_units, task.partner_units


WHOLE = [
    ["1", "做强制造", "新增规上工业企业60家。", "陈一帆", "工信局", "柳林镇、各街道"],
    ["2", "守护蓝天", "完成清洁能源改造12项。", "林岚", "生态环境局", "柳林镇、各街道"],
    ["3", "优化供给", "新建幼儿园3所。", "周明远", "教育局", "各街道、财政局"],
    ["4", "改善出行", "建成道路5条。", "周明远", "交通运输局", "柳林镇、各街道"],
    ["5", "扩大就业", "新增就业1.2万人。", "林岚", "人社局", "各街道、总工会"],
]

LABELLED = [
    ["1", "做强制造", "(1)新增规上工业企业60家。", "陈一帆", "工信局", "柳林镇", "各街道", "统计局"],
    ["(2)技改项目120个，规上企业全覆盖。", "陈一帆", "工信局", "柳林镇", "各街道", "统计局"],
    ["2", "守护蓝天", "(3)完成大气污染治理项目12项。", "林岚", "生态环境局", "各街道"],
    ["(4)全区招商签约项目30个。", "林岚", "商务局", "柳林镇", "各街道"],
    ["(5)污染减排任务全面完成。", "林岚", "生态环境局", "统计局"],
    ["3", "优化供给", "(6)新建幼儿园3所。", "周明远", "教育局", "—"],
    ["(7)新增学位2700个。", "周明远", "教育局", "财政局"],
    ["(8)推动老旧小区改造。", "周明远", "住建局", "财政局"],
    ["4", "改善出行", "(9)新建改建道路5条。", "周明远", "交通运输局", "区各有关部门"],
    ["(10)新增公交线路3条。", "周明远", "交通运输局", "岚江街道"],
]


def without_repeats(rows: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(cell for row in rows for cell in row))
