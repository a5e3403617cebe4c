"""The report family: work reports that assign nobody; what they promise, sentence by sentence. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from imports.document import Document, Place, Table
from imports.draft import Meaning, PlanDraft, PlanHeading, Problem, Reason, Unused
from imports.layouts.columns import find_columns
from imports.layouts.flat_lines import is_unit_line
from imports.layouts.report_lines import Kind, Line, is_title, lines_of, with_stopped_headings
from imports.layouts.report_parts import Role, Section, divide, report_year, without_headings
from imports.layouts.report_tasks import SectionReader, Style, Tasks, style_of
from imports.wording import is_livelihood, is_notice, is_plan_title, notice_subject, squeeze

NAME = "report"
_REASONS = {
    Role.FRONT: Reason.FRAMING,
    Role.CLOSING: Reason.FRAMING,
    Role.PAST: Reason.PAST_YEAR,
    Role.LATER: Reason.LATER_YEARS,
    Role.GLOSSARY: Reason.GLOSSARY,
    Role.RESOLUTION: Reason.RESOLUTION,
}
_PROMISED = (Role.WORK, Role.OUTLINE, Role.LIST)
#: signs of a report given to an assembly
_SIGNS = (
    re.compile(r"政府工作报告$|执行情况.{0,40}报告$|工作报告$"),
    re.compile(r"(?:向大会|向会议)?(?:作|报告).{0,12}(?:工作|情况)[,，].{0,8}请.{0,8}审[议查]"),
    re.compile(r"各位代表"),
    re.compile(r"(?:20\d\d年|过去[一五]年).{0,12}(?:工作)?回顾$"),
    re.compile(r"20\d\d年.{0,20}(?:工作安排|目标任务|重点工作|主要任务|总体要求|工作打算)"),
)
#: the sign that a report is spoken: 各位代表
_ADDRESS = 2
_ASSIGNMENT = re.compile(
    r"(?:牵头|责任|主办|配合|协办|承办|分管)(?:单位|部门|领导|人)\s*[：:]"
    r"|[（(〔\[【][^（）()〔〕]{0,60}(?:局|委|办|部|院|街道|镇|中心|集团|公司|政府|单位)(?:[^（）()〔〕]{0,20})?[）)〕\]】][。；;]?$"
    r"|[（(][^（）()]{2,60}(?:牵头|负责|配合)[^（）()]{0,12}[）)][。；;]?$"
)
#: what a covering notice hands out instead of a report
_HANDED_OUT = re.compile("分解|分工|责任|方案|清单|任务")
_FRONT_TEXT = 60
#: a report that assigns nobody has no more lines than this that only name units
_MOST_UNIT_LINES = 4


def detect(document: Document) -> float:
    """How surely the document is of this family: signs of a report, and no assignment anywhere."""
    prose, tables = 0, 0
    signs: set[int] = set()
    assigned = titled = units = notices = covering = 0
    for block in document.blocks:
        if isinstance(block, Table):
            if find_columns(block):
                tables += sum(len(cell.text) for row in block.rows for cell in row)
            continue
        prose += len(block.text)
        line = squeeze(block.text)
        assigned += _ASSIGNMENT.search(line[-120:]) is not None or _ASSIGNMENT.search(line[:40]) is not None
        signs.update(n for n, sign in enumerate(_SIGNS) if sign.search(line[:200]))
        units += is_unit_line(block.text)
        titled += is_title(line) or is_plan_title(line)
        notices += _HANDED_OUT.search(notice_subject(line) or "") is not None
        covering += is_notice(line)
    if covering and _ADDRESS not in signs:
        return 0.0  # a letter that sends a plan; a report that is sent is spoken to somebody
    if assigned > 1 or units > _MOST_UNIT_LINES or notices or tables >= prose or not (signs or titled):
        return 0.0
    if not read(document, [], None).tasks:
        return 0.0
    return min(0.45 + 0.15 * len(signs), 0.95) * (prose / (prose + tables))


def read(document: Document, titles: list[str], meaning: Meaning | None) -> PlanDraft:
    """The plan draft of a report: see imports/layouts/table.py; `meaning` plays no part here."""
    lines, unused = lines_of(document)
    lines = with_stopped_headings(lines)
    draft = PlanDraft(document.name, layout=NAME, unused=unused)
    draft.year = report_year(lines)
    given = list(titles)
    for group in _groups(lines):
        _read_group(group, draft, given)
    for number, task in enumerate(draft.tasks, start=1):
        task.number = number
    return draft


@dataclass(slots=True)
class _Group:
    """A report or list of the document: the lines of its title, and what follows."""

    titles: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def _groups(lines: Sequence[Line]) -> list[_Group]:
    groups = [_Group()]
    begun = False  # the group has text of its own, so that a title begins another
    for line in lines:
        if line.kind is Kind.TITLE:
            if begun:
                groups.append(_Group())
                begun = False
            groups[-1].titles.append(line)
        else:
            groups[-1].lines.append(line)
            begun = begun or len(line.text) > _FRONT_TEXT or line.kind not in (Kind.TEXT, Kind.PLAIN)
    return groups


def _read_group(group: _Group, draft: PlanDraft, given: list[str]) -> None:
    title = _title(group.titles)
    listed = title is not None and bool(draft.plans) and _is_list(title.title)
    if title and is_livelihood(title.title):
        listed = True
    sections = divide(group.lines, draft.year, listed)
    if not listed and len(sections) == 1:
        sections = list(without_headings(sections[0]))
    tasks = Tasks(len(draft.plans) + 1)
    if not listed and draft.plans and not any(section.headings for section in sections):
        for section in sections:  # an annex that is no plan
            section.role = section.role if section.role in _REASONS else Role.FRONT
    _read_sections(sections, tasks, listed)
    if tasks.tasks:
        draft.plans.append(_plan(title, tasks.tasks[0].plan, draft, given))
        draft.tasks += tasks.tasks
    kept = [title] if title and tasks.tasks else []
    draft.unused += [
        Unused(line.text, line.place, Reason.OTHER_TITLE) for line in group.titles if line not in kept
    ]
    draft.unused += tasks.unused


def _read_sections(sections: Sequence[Section], tasks: Tasks, listed: bool) -> None:
    styles = _styles(sections)
    for section, style in zip(sections, styles, strict=True):
        if section.role not in _PROMISED:
            for line in [*section.headings[-1:], *section.lines]:
                tasks.leave(line.text, line, _REASONS[section.role])
            continue
        SectionReader(tasks, style, listed).read(section)
        if listed and section.headings and not section.lines and not section.divided:
            tasks.add_heading(*section.headings[-2:])
    _leave_headings(sections, tasks)


def _leave_headings(sections: Sequence[Section], tasks: Tasks) -> None:
    """Headings that name no task's section or goal are left over."""
    used = {
        (source.place, source.excerpt)
        for task in tasks.tasks
        for name in ("section", "goal", "text")
        if (source := task.sources.get(name))
    }
    for section in sections:
        for line in section.headings[-1:] if section.role in _PROMISED else ():
            if (line.place, line.text) not in used:
                tasks.leave(line.text, line, Reason.OTHER_TITLE)


def _styles(sections: Sequence[Section]) -> list[Style]:
    """How each section's part opens its paragraphs; by the whole plan where a part is too short to tell."""
    parts: dict[int, list[str]] = {}
    keys = []
    for number, section in enumerate(sections):
        key = id(section.headings[0]) if section.headings else number
        keys.append(key)
        if section.role in _PROMISED and not (len(section.headings) == 1 and section.divided):
            parts.setdefault(key, []).extend(line.text for line in section.lines)
    whole = style_of([text for texts in parts.values() for text in texts]) or Style(leads=True, commas=False)
    found = {key: style_of(texts) or whole for key, texts in parts.items()}
    depths: dict[int, int] = {}
    for key, section in zip(keys, sections, strict=True):
        depths[key] = max(depths.get(key, 0), len(section.headings))
    return [replace(found.get(key, whole), depth=depths[key]) for key in keys]


def _title(lines: Sequence[Line]) -> Line | None:
    """The fullest of the lines that a report's title is printed on."""
    named = [line for line in lines if line.title]
    return max(
        named, key=lambda line: (re.search(r"20\d\d", line.title) is not None, len(line.title)), default=None
    )


def _is_list(title: str) -> bool:
    return is_livelihood(title) or (is_plan_title(title) and "报告" not in title)


def _plan(title: Line | None, number: int, draft: PlanDraft, given: list[str]) -> PlanHeading:
    file = draft.document
    if not title and not given and Problem.NO_TITLE not in draft.problems:
        draft.problems.append(Problem.NO_TITLE)
    text = given.pop(0) if given else title.title if title else file.rpartition(".")[0] or file
    return PlanHeading(
        number, text, "livelihood" if is_livelihood(text) else "report", title.place if title else Place(file)
    )
