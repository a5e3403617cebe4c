"""The parts of a report: what looks back, what is promised for the year, what lies beyond. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from imports.layouts.report_lines import Kind, Line

_PAST = re.compile(
    r"回顾|过去[一五]年|过去的[一五]年|上[一]?年(?:度)?(?:工作|完成|执行)|(?:执行|完成|落实)情况|主要成绩|工作总结"
    r"|存在的?(?:主要)?(?:困难|问题|不足)|问题(?:和|与)(?:不足|困难|挑战)|困难(?:和|与)(?:问题|挑战)"
)
_LATER = re.compile(
    r"(?:今后|未来)(?:五|几|三)年|“?十[四五六七八]五”?(?:时期|期间|规划|发展)|远景|五年的?(?:奋斗)?目标"
)
_OUTLINE = re.compile(
    r"总体(?:要求|思路|考虑)|指导思想|发展思路|工作思路|基本(?:要求|思路)|(?:预期|奋斗|发展|主要)目标|形势"
)
_WORK = re.compile(r"任务|重点|安排|举措|措施|部署|工作$|打算|建设|抓好|做好|推进|实事")
_AIMS = re.compile("目标|指标")
_PROMISED = re.compile(r"\d(?!\d*年)")
_CLOSING = re.compile(r"结束语|结语")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年?")
_THIS_YEAR = re.compile(r"今年|新的?一年|本年度?|下一步|下一阶段")
#: a heading without a number that names a part of a report
_PART_WORDS = re.compile(
    r"回顾|执行情况|(?:工作|任务)安排|目标任务|总体要求|重点工作|重点任务|自身建设|主要任务|工作打算"
    r"|(?:预期|主要|工作|奋斗|发展|总体)目标"
)
#: what a paragraph opens with where no heading says what part it belongs to
_LOOKING_BACK = re.compile(
    r"(?:各位代表[！!,，:：])?(?:过去(?:的)?(?:[一五]年|[这]?一年)|一年来|回顾|回首|20\d\d年[,，]面对)"
)
_LOOKING_AHEAD = re.compile(
    r"(?:各位代表[！!,，:：])?(?:今年|新的一年|做好今年|展望|20\d\d年(?:是|工作|政府工作|经济社会发展|全区|全县|全市))"
)


class Role(Enum):
    """What a part of a report is for."""

    FRONT = "front"
    PAST = "past"
    LATER = "later"
    OUTLINE = "outline"
    WORK = "work"
    LIST = "list"
    GLOSSARY = "glossary"
    RESOLUTION = "resolution"
    CLOSING = "closing"


@dataclass(slots=True)
class Section:
    """Lines of text under one heading; `headings` are all that stand over them, the part's own first."""

    role: Role
    headings: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    #: headings with and without a number that stand right below this one's
    numbered_below: int = 0
    plain_below: int = 0

    @property
    def divided(self) -> bool:
        """Whether what is promised stands under further headings; a single plain line may be anything."""
        return self.numbered_below > 0 or self.plain_below > 1


def report_year(lines: Sequence[Line]) -> int | None:
    """The year that a report promises things for: its headings' latest, else the one after the review."""
    parts = [line.title for line in lines if line.kind in (Kind.PART, Kind.FIRST) or _names_part(line)]
    ahead = [year for title in parts if not _PAST.search(title) for year in _years(title)]
    back = [year for title in parts if _PAST.search(title) for year in _years(title)]
    if ahead or back:
        return max([*ahead, *(year + 1 for year in back)])
    titles = [year for line in lines if line.kind is Kind.TITLE for year in _years(line.title)]
    return max(titles) if titles else _spoken(lines[:12])


def _spoken(lines: Sequence[Line]) -> int | None:
    """The year of the day when the report was given; a report given in autumn is about the year to come."""
    for line in lines:
        day = re.search(r"(20\d\d)年(\d{1,2})月", line.text[:120])
        if day:
            return int(day[1]) + (int(day[2]) >= 10)
    return None


def _years(title: str) -> list[int]:
    return [int(year) for year in _YEAR.findall(title)]


def _names_part(line: Line) -> bool:
    return line.kind is Kind.PLAIN and _PART_WORDS.search(line.title) is not None


def divide(lines: Sequence[Line], year: int | None, listed: bool) -> list[Section]:
    """The sections of one plan in order; `listed`: it is a list of its own (an annex), all of it promised."""
    part = _part_kind(lines, listed)
    yearly = any(_years(line.title) and not _PAST.search(line.title) for line in lines if line.kind is part)
    sections = [Section(Role.LIST if listed else Role.FRONT)]
    #: the sections that are open at each level, outermost first
    over: list[tuple[int, Section]] = []
    for line in lines:
        last = sections[-1]
        level = _level(line, part)
        if line.kind in (Kind.GLOSSARY, Kind.RESOLUTION):
            sections.append(Section(Role(line.kind.value), lines=[line]))
        elif (
            line.kind is Kind.TEXT
            or last.role in (Role.GLOSSARY, Role.RESOLUTION)
            or _is_indicator(line, last)
        ):
            last.lines.append(line)
        elif level and last.role is Role.FRONT:
            last.lines.append(line)  # a heading before the first part
        else:
            while over and over[-1][0] >= level:
                over.pop()
            parent = over[-1][1] if over else None
            section = Section(_role(line.title, year, yearly, parent, listed), [line])
            if parent:
                section.headings = [*parent.headings, line]
                parent.plain_below += line.kind is Kind.PLAIN
                parent.numbered_below += line.kind is not Kind.PLAIN
            over.append((level, section))
            sections.append(section)
    return sections


def _is_indicator(line: Line, section: Section) -> bool:
    """Whether a line without a number, below a heading that speaks of aims, promises a number itself."""
    if line.kind is not Kind.PLAIN or _names_part(line) or not section.headings:
        return False
    return _AIMS.search(section.headings[-1].title) is not None and _PROMISED.search(line.title) is not None


def _level(line: Line, part: Kind | None) -> int:
    """How far down a heading stands: 0 for the report's parts, 9 for headings without a number."""
    if line.kind is part and (part is not Kind.PLAIN or _names_part(line)):
        return 0
    numbers = [kind for kind in (Kind.PART, Kind.FIRST, Kind.SECOND, Kind.THIRD) if kind is not part]
    return 1 + numbers.index(line.kind) if line.kind in numbers else 9


def _role(title: str, year: int | None, yearly: bool, parent: Section | None, listed: bool) -> Role:
    """What a heading's title says of the text below; a part's own role holds for its sections."""
    if listed:
        return Role.LIST
    outer = parent.role if parent else Role.WORK
    if outer not in (Role.WORK, Role.OUTLINE) or (parent and _WORK.search(title)):
        return Role.WORK if outer is Role.OUTLINE else outer
    years = _years(title)
    this_year = (year in years) or bool(_THIS_YEAR.search(title))
    earlier = bool(years) and year is not None and max(years) < year and not this_year
    said = (
        (Role.CLOSING, bool(_CLOSING.search(title))),
        (Role.PAST, earlier or bool(_PAST.search(title))),
        (Role.LATER, yearly and not this_year and bool(_LATER.search(title))),
        (Role.OUTLINE, bool(_OUTLINE.search(title)) and not _WORK.search(title)),
    )
    return next((role for role, holds in said if holds), outer)


def _part_kind(lines: Sequence[Line], listed: bool) -> Kind | None:
    """Which kind of heading the report's parts have; None where it has no parts."""
    if listed:
        return None
    kinds = {line.kind for line in lines}
    if Kind.PART in kinds:
        return Kind.PART
    first = [line.title for line in lines if line.kind is Kind.FIRST]
    plain = [line.title for line in lines if _names_part(line)]
    if first and (any(_PAST.search(title) for title in first) or len(plain) < 2):
        return Kind.FIRST
    return Kind.PLAIN if plain else Kind.FIRST if first else None


def without_headings(section: Section) -> Iterable[Section]:
    """Front matter without any part, cut where it stops looking back and begins to look ahead."""
    current = Section(Role.FRONT)
    for line in section.lines:
        role = (
            Role.PAST
            if _LOOKING_BACK.match(line.text[:40])
            else Role.WORK
            if _LOOKING_AHEAD.match(line.text[:40])
            else current.role
        )
        if role is not current.role:
            yield current
            current = Section(role)
        current.lines.append(line)
    yield current
