"""What the columns of a plan's table hold: from its heading row and, where that is open, its cells. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from imports.column_words import Role, column_role
from imports.deadlines import parse_deadline
from imports.document import Cell, Table
from imports.draft import Meaning
from imports.stated_targets import is_value
from imports.targets import find_targets
from imports.wording import numbered, squeeze

#: heading rows stand near the top: a title, a note and a row of units may precede them
_DEEPEST_HEADING = 8
_WIDEST_HEADING = 200
_WORDING = (Role.NAME, Role.WORK, Role.CONTENT)
_PEOPLE = (Role.OFFICIAL, Role.LEAD, Role.PARTNER, Role.UNITS)
#: a column that is printed in fewer of the rows is carried down, hence a goal rather than the wording
_WELL_FILLED = 0.7
_OFTEN = 0.3
_MOSTLY_VALUES = 0.6
_NUMERAL = re.compile("[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?")
_LONGEST_TITLE, _LONGEST_MEASURE, _LONGEST_WHEN = 30, 8, 16
#: what a count of anything looks like, to ask whether a word is what things are counted in
_COUNTED = "完成3{}"
_ANY_YEAR = 2020
_ABOUT_TIME = re.compile("进度|节点|时|日期|目标|计划|要求|安排")


class Use(Enum):
    """What a column is used for."""

    SECTION = "section"
    NUMBER = "number"
    LABEL = "label"
    GOAL = "goal"
    TEXT = "text"
    OFFICIALS = "officials"
    LEADS = "leads"
    PARTNERS = "partners"
    UNITS = "units"
    DEADLINE = "deadline"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of meaning: grid columns from `start` up to but not including `end`."""

    heading: str
    use: Use
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table, from left to right; `words` are its heading row as printed."""

    columns: tuple[Column, ...]
    words: tuple[str, ...]
    livelihood: bool

    def of(self, use: Use) -> list[Column]:
        return [column for column in self.columns if column.use is use]

    def has(self, use: Use) -> bool:
        return any(column.use is use for column in self.columns)

    def meaning(self) -> Meaning | None:
        """What a column headed 责任单位 means here, judged by its neighbours; None when there is none."""
        if not self.has(Use.UNITS):
            return None
        if self.has(Use.LEADS):
            return "partners"
        return "all_lead" if self.has(Use.PARTNERS) else "first_leads"

    @property
    def strength(self) -> float:
        """How surely this is a plan's table, 0 to 1."""
        people = any(self.has(use) for use in (Use.OFFICIALS, Use.LEADS, Use.PARTNERS, Use.UNITS))
        numbered_rows = self.has(Use.NUMBER) or self.has(Use.LABEL)
        return (
            0.5 + 0.3 * people + 0.1 * numbered_rows + 0.1 * (self.has(Use.OFFICIALS) or self.has(Use.LEADS))
        )


@dataclass(frozen=True, slots=True)
class _Head:
    text: str
    role: Role | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Headed:
    """A table's columns, the index of its heading row, and that of its first row below."""

    columns: Columns
    heading: int
    body: int


def find_columns(table: Table) -> Headed | None:
    """The table's columns and where its rows begin; None without a heading row that is understood."""
    rows = range(min(len(table.rows), _DEEPEST_HEADING))
    return next((found for index in rows if (found := columns_at(table, index))), None)


def columns_at(table: Table, index: int) -> Headed | None:
    """The columns if rows[index] is a heading row, alone or with the row of finer headings below it."""
    heads = [
        _Head(squeeze(cell.shown), column_role(cell.shown), *_extent(cell)) for cell in table.rows[index]
    ]
    below = index + 1
    if len(heads) > _WIDEST_HEADING:
        return None
    if below < len(table.rows) and _is_finer(table.rows[below], heads):
        heads = _with_finer(heads, table.rows[below])
        below += 1
    if not _is_heading_row(heads):
        return None
    body = [row for row in table.rows[below : below + 400] if not section_cells(row)]
    heads = _valued(_split(heads, body), body)
    columns = tuple(_uses(heads, body))
    if not any(column.use is Use.TEXT for column in columns):
        return None
    words = tuple(head.text for head in heads)
    return Headed(Columns(columns, words, any("实事" in word for word in words)), index, below)


def section_cells(row: list[Cell]) -> list[Cell]:
    """The numeral and the title of a row that is a heading in cells (一 | 教育惠民 | | |), else none."""
    printed = [cell for cell in row if cell.text.strip()]
    if len(printed) != 2 or len(row) < 4 or any(cell.covered for cell in row) or printed[0] is not row[0]:
        return []
    numeral, title = (squeeze(cell.text) for cell in printed)
    is_title = len(title) <= _LONGEST_TITLE and title[-1] not in "。；：;:"
    return printed if _NUMERAL.fullmatch(numeral) and is_title and row[1] is printed[1] else []


def _extent(cell: Cell) -> tuple[int, int]:
    return cell.column, cell.column + cell.colspan


def _is_heading_row(heads: list[_Head]) -> bool:
    """Most cells are column words, one of them for wording, one for people, a deadline or a number."""
    printed = [head for head in heads if head.text]
    roles = {head.role for head in printed} - {None}
    if len(roles) < 2 or sum(head.role is not None for head in printed) < 0.6 * len(printed):
        return False
    if not roles.intersection(_WORDING):
        return False
    contents = sum(head.role in _WORDING for head in printed)
    counted = roles.intersection((Role.NUMBER, Role.LABEL)) and contents > 1 and Role.CONTENT in roles
    return bool(roles.intersection((*_PEOPLE, Role.DEADLINE)) or counted)


def _is_finer(row: list[Cell], heads: list[_Head]) -> bool:
    """Whether a row only refines the heading row above it: column words under a group, the rest blank."""
    own = [cell for cell in row if not cell.covered and cell.text.strip()]
    words = {head.text for head in heads}
    blank = len(own) < len(row)
    return (
        bool(own)
        and blank
        and all(column_role(cell.text) is not None for cell in own)
        and not all(squeeze(cell.text) in words for cell in own)
    )


def _with_finer(heads: list[_Head], row: list[Cell]) -> list[_Head]:
    finer = []
    for cell in row:
        start, end = _extent(cell)
        above = next((head for head in heads if head.start <= start < head.end), None)
        text = squeeze(cell.text) if cell.text.strip() and not cell.covered else (above.text if above else "")
        finer.append(_Head(text, column_role(text), start, end))
    return finer


# --- headings over several columns ---


def _split(heads: list[_Head], body: list[list[Cell]]) -> list[_Head]:
    """Divide a heading that stands over two columns of cells: 目标名称 over a theme and its goals."""
    widest = max((len(row) for row in body), default=0)
    if all(head.end - head.start == 1 for head in heads):
        return _split_unspanned(heads, body) if widest == len(heads) + 1 else heads
    starts: dict[int, int] = {}
    for row in body:
        for cell in row:
            starts[cell.column] = starts.get(cell.column, 0) + 1
    divided: list[_Head] = []
    for head in heads:
        inner = [c for c in range(head.start + 1, head.end) if starts.get(c, 0) >= _OFTEN * len(body)]
        if inner and head.role in _WORDING:
            divided += _divide(head, inner[0], heads, body)
        else:
            divided.append(head)
    return divided


def _split_unspanned(heads: list[_Head], body: list[list[Cell]]) -> list[_Head]:
    """Text without merges: one heading too few means that the names' heading stood over two columns."""
    often = sum(len(row) == len(heads) + 1 for row in body) > 0.5 * len(body)
    place = next((n for n, head in enumerate(heads) if head.role is Role.NAME), None)
    if not often or place is None:
        return heads
    wide = replace(heads[place], end=heads[place].end + 1)
    after = [replace(head, start=head.start + 1, end=head.end + 1) for head in heads[place + 1 :]]
    return heads[:place] + _divide(wide, wide.start + 1, heads, body) + after


def _divide(head: _Head, at: int, heads: list[_Head], body: list[list[Cell]]) -> list[_Head]:
    content_elsewhere = any(other.role is Role.CONTENT for other in heads if other is not head)
    if (
        _share(body, head.start, lambda text: numbered(text + " .") is not None or text.strip().isdecimal())
        > 0.5
    ):
        first, second = Role.LABEL, head.role
    elif head.role is Role.CONTENT or not content_elsewhere:
        first, second = Role.NAME, Role.CONTENT
    else:
        first, second = Role.THEME, Role.NAME
    return [replace(head, role=first, end=at), replace(head, role=second, start=at)]


def _share(body: list[list[Cell]], column: int, holds: Callable[[str], bool]) -> float:
    """The share of a column's own printed cells for which something holds."""
    texts = [cell.text for row in body for cell in row if cell.column == column and cell.text.strip()]
    return sum(holds(text) for text in texts) / len(texts) if texts else 0.0


def _valued(heads: list[_Head], body: list[list[Cell]]) -> list[_Head]:
    """With columns whose cells say what they hold, whatever their heading: numbers, measures, dates."""
    heads = _turned(heads, body, (Role.WORK, Role.CONTENT), is_value, Role.TARGET)
    if sum(head.role in _PEOPLE for head in heads) > 1:
        heads = _turned(heads, body, (Role.UNITS,), _is_measure, Role.MEASURE)
    if not any(head.role is Role.DEADLINE for head in heads):
        heads = _turned(
            heads, body, (Role.WORK, Role.CONTENT, Role.OTHER, Role.TARGET), _is_when, Role.DEADLINE
        )
    return heads


def _turned(
    heads: list[_Head],
    body: list[list[Cell]],
    roles: tuple[Role, ...],
    holds: Callable[[str], bool],
    meant: Role,
) -> list[_Head]:
    """With those of `roles` taken for what their cells mostly are (2026年目标: 5.5%); some wording stays."""
    named = [head for head in heads if meant is not Role.DEADLINE or _ABOUT_TIME.search(head.text)]
    found = {
        head for head in named if head.role in roles and _share(body, head.start, holds) > _MOSTLY_VALUES
    }
    if all(head in found for head in heads if head.role in _WORDING):
        return heads
    if meant is Role.DEADLINE:
        found = set(sorted(found, key=lambda head: head.start)[-1:])
    return [replace(head, role=meant) if head in found else head for head in heads]


def _is_measure(text: str) -> bool:
    """Whether a cell holds what things are counted in and nothing else: 亿元, 家, %."""
    word = squeeze(text)
    if not 0 < len(word) <= _LONGEST_MEASURE:
        return False
    return any(squeeze(target.unit) == word for target in find_targets(_COUNTED.format(word)))


def _is_when(text: str) -> bool:
    """Whether a cell holds a day or a time of the year and nothing else: 6月底, 2026年三季度."""
    word = squeeze(text)
    if len(word) > _LONGEST_WHEN or word.isdecimal() or parse_deadline(word, _ANY_YEAR) is None:
        return False
    return not find_targets(word)


# --- from words to uses ---


def _uses(heads: list[_Head], body: list[list[Cell]]) -> list[Column]:
    uses: dict[_Head, Use] = {}
    _settle_wording(heads, body, uses)
    _settle_people(heads, uses)
    simple = {
        Role.THEME: Use.SECTION,
        Role.NUMBER: Use.NUMBER,
        Role.LABEL: Use.LABEL,
        Role.DEADLINE: Use.DEADLINE,
    }
    wording = min((head.start for head, use in uses.items() if use in (Use.TEXT, Use.GOAL)), default=0)
    for head in heads:
        use = simple.get(head.role) if head.role else None
        if use is Use.SECTION and head.start > wording:
            use = None  # 目标类型 behind the wording says something of the task, and stands over none
        # a second column of the same kind is kept beside the task
        if head not in uses:
            uses[head] = use if use and use not in uses.values() else Use.EXTRA
    return [Column(head.text, uses[head], head.start, head.end) for head in heads]


def _settle_wording(heads: list[_Head], body: list[list[Cell]], uses: dict[_Head, Use]) -> None:
    """Choose the column of the tasks' wording, then the goal before it and what stands over the goal."""
    wording = [head for head in heads if head.role in _WORDING]
    if not wording:
        return
    filled = {head: _filled(body, head) >= _WELL_FILLED for head in wording}
    text = max(wording, key=lambda head: (filled[head], _strength(head), _preference(head, wording)))
    uses[text] = Use.TEXT
    before = [head for head in wording if head.start < text.start]
    if before:
        uses[before[-1]] = Use.GOAL
    elif len(wording) > 1 and any(head.role is Role.NAME for head in wording if head is not text):
        uses[next(head for head in wording if head is not text and head.role is Role.NAME)] = Use.GOAL
    if len(before) > 1 and not any(head.role is Role.THEME for head in heads):
        uses[before[0]] = Use.SECTION


def _strength(head: _Head) -> int:
    return {Role.CONTENT: 2, Role.WORK: 1}.get(head.role, 0) if head.role else 0


def _preference(head: _Head, wording: list[_Head]) -> int:
    """Of several like columns the first is the wording when it is surely wording, else the last."""
    position = wording.index(head)
    return -position if head.role is Role.CONTENT else position


def _filled(body: list[list[Cell]], head: _Head) -> float:
    """The share of rows that print something of their own in a column."""
    cells = [cell for row in body for cell in row if head.start <= cell.column < head.end]
    return sum(bool(cell.text.strip()) for cell in cells) / len(cells) if cells else 1.0


def _settle_people(heads: list[_Head], uses: dict[_Head, Use]) -> None:
    officials = sorted((head for head in heads if head.role is Role.OFFICIAL), key=_official_rank)
    for head in officials[:1]:
        uses[head] = Use.OFFICIALS
    leads = sorted(
        (head for head in heads if head.role is Role.LEAD), key=lambda head: "牵头" not in head.text
    )
    units = [head for head in heads if head.role is Role.UNITS]
    for head in leads[:1]:
        uses[head] = Use.LEADS
    for head in units[:1]:
        uses[head] = Use.UNITS
    partners = [head for head in heads if head.role is Role.PARTNER]
    if not leads and not units and partners and "相关" in partners[0].text:
        uses[partners[0]] = Use.UNITS  # nobody else is named who could lead
        partners = partners[1:]
    for head in [*leads[1:], *units[1:], *partners]:
        uses[head] = Use.PARTNERS


def _official_rank(head: _Head) -> int:
    """The leader who leads comes before the one in charge, both before a mere person responsible."""
    if "牵头" in head.text:
        return 0
    if re.search(r"分管|[区市县旗]", head.text):
        return 1
    return 2 if "领导" in head.text else 3
