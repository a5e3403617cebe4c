"""Where flattened tables begin and end, and which columns they have: headings that stand one a line. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from imports.column_words import Role, column_role
from imports.document import Cell, Document, Paragraph, Table
from imports.layouts.columns import Columns, columns_at
from imports.layouts.flat_lines import Line
from imports.wording import annex, fold, is_plan_title

#: a heading cell stands on so many lines at most, and a table has so many columns at most
_TALLEST = 3
_WIDEST = 14
#: so many lines at most may stand between a title and the first heading below it
_REACH = 6
_NEAR = 3
#: words that alone could head a column, and are as often half of a heading broken over two lines
_FIRST_HALF = frozenset(
    [
        "目标",
        "工作",
        "任务",
        "项目",
        "实事",
        "重点",
        "责任",
        "牵头",
        "配合",
        "协办",
        "完成",
        "主要",
        "分管",
        "区政府",
        "市政府",
        "县政府",
    ]
)
_SECOND_HALF = frozenset(
    ["名称", "标准", "内容", "任务", "目标", "单位", "部门", "领导", "时限", "时间", "措施", "要求"]
)
_WORDING = (Role.NAME, Role.WORK, Role.CONTENT)
_PEOPLE = (Role.OFFICIAL, Role.LEAD, Role.PARTNER, Role.UNITS)
#: what the first lines of a heading over several lines hold
_BEGINNING = re.compile(
    r"(?:[区市县旗序备单名及和与、(（]|区委|政府|人民|目标|工作|任务|项目|实事|民生|重点|责任|牵头|配合|协办|协同|完成|主要|主办"
    r"|承办|分管|年度|具体|包保|挂钩|联系|计划|时间|内容|措施|标准|领导|单位|部门){1,4}"
)
_NO_HEADING = re.compile(r"[：:。]$|[“”《》]|^(?!20\d\d年)\d")
_GROUPING = re.compile(r"(?:责任|任务|工作)?分工(?:情况)?")


@dataclass(frozen=True, slots=True)
class Heads:
    """The headings of one table: lines[start:end], divided into cells."""

    start: int
    end: int
    cells: tuple[Cell, ...]

    @property
    def roles(self) -> list[Role | None]:
        return [column_role(cell.text) for cell in self.cells]

    @property
    def sure(self) -> bool:
        """Whether these alone head a plan's table: a column of wording, one of people or a date."""
        roles = self.roles
        return (
            len(roles) > 2
            and any(role in _WORDING for role in roles)
            and any(role in (*_PEOPLE, Role.DEADLINE) for role in roles)
        )

    @property
    def possible(self) -> bool:
        """Whether they may, after a table whose headings were not printed again."""
        return len(self.cells) > 1 and any(role in _WORDING for role in self.roles)


@dataclass(slots=True)
class Segment:
    """One flattened table: what stands before it, its columns, and its lines below the headings."""

    before: list[Paragraph]
    columns: Columns
    body: list[Line]


def lines_of(document: Document) -> list[Line]:
    """The lines in order, cells of tables of one column among them; empty with other tables."""
    lines: list[Line] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            pieces = [(block.text, block.place)]
        elif all(len(row) <= 1 for row in block.rows):
            pieces = [(cell.text, cell.place) for row in block.rows for cell in row if not cell.covered]
        else:
            return []
        lines += [
            Line(part.strip(), place) for text, place in pieces for part in text.splitlines() if part.strip()
        ]
    return lines


def find_segments(lines: Sequence[Line], lost: bool) -> tuple[list[Segment], list[Line]]:
    """The flattened tables of a document and the lines after the last; no tables where none is sure.

    `lost`: lines that repeat an earlier one are missing, so that a later table may lack headings that an
    earlier one prints.
    """
    found = [
        heads
        for heads in _all_heads(lines)
        if heads.sure or (lost and heads.possible and _below_title(lines, heads.start))
    ]
    while found and not found[0].sure:
        found.pop(0)
    segments: list[Segment] = []
    start, words = 0, None
    for number, heads in enumerate(found):
        upto = found[number + 1].start if number + 1 < len(found) else len(lines)
        end = _end_of_body(lines, heads.end, upto)
        columns = _columns(heads, segments[-1].columns if segments and lost else None)
        printed = tuple(fold(cell.text) for cell in heads.cells)
        if segments and heads.start == start and (printed == words or columns is None):
            segments[-1].body += lines[heads.end : end]  # the headings of a new page
        elif columns:
            before = [Paragraph(line.text, line.place) for line in lines[start : heads.start]]
            segments.append(Segment(before, columns, list(lines[heads.end : end])))
            words = printed
        else:
            continue
        start = end
    if lost and segments:
        start = _without_headings(lines, start, segments)
    return segments, list(lines[start:])


def _without_headings(lines: Sequence[Line], start: int, segments: list[Segment]) -> int:
    """Add tables whose headings were all lost: below a title, with lines of units. Returns where they end."""
    while start < len(lines):
        title = next(
            (n for n in range(start, min(start + _REACH, len(lines))) if is_plan_title(lines[n].text)), None
        )
        if title is None:
            return start
        end = next((n for n in range(title + 1, len(lines)) if _begins_annex(lines[n])), len(lines))
        body = list(lines[title + 1 : end])
        if 10 * sum(line.unit == 1 for line in body) < len(body):
            return start
        before = [Paragraph(line.text, line.place) for line in lines[start : title + 1]]
        segments.append(Segment(before, segments[-1].columns, body))
        start = end
    return start


def _below_title(lines: Sequence[Line], index: int) -> bool:
    above = lines[max(0, index - _NEAR) : index]
    return any(is_plan_title(line.text) or _begins_annex(line) for line in above)


def _all_heads(lines: Sequence[Line]) -> list[Heads]:
    found: list[Heads] = []
    index = 0
    while index < len(lines):
        heads = _heads_at(lines, index)
        if heads is None:
            index += 1
        else:
            found.append(heads)
            index = heads.end
    return found


def _heads_at(lines: Sequence[Line], start: int) -> Heads | None:
    """The longest run of heading cells that begins at a line; None for fewer than two."""
    cells: list[Cell] = []
    index = start
    while index < len(lines) and len(cells) < _WIDEST:
        length = _cell_length(lines, index)
        if not length:
            break
        text = "".join(line.bare for line in lines[index : index + length])
        if any(column_role(cell.text) in _WORDING for cell in cells) and _may_be_goal(text):
            break
        if not _GROUPING.fullmatch(text):
            cells.append(Cell(text, lines[index].place, len(cells)))
        index += length
    return Heads(start, index, tuple(cells)) if len(cells) > 1 else None


def _cell_length(lines: Sequence[Line], index: int) -> int:
    """On how many lines the heading cell stands that begins here; 0 when none does."""
    alone = _heads_column(lines[index].bare)
    following = lines[index + 1].bare if index + 1 < len(lines) else ""
    if alone and not (lines[index].bare in _FIRST_HALF and following in _SECOND_HALF):
        return 2 if following[:1] in ("(", "（") and following[-1:] in (")", "）") else 1
    for length in range(2, _TALLEST + 1):
        parts = [line.bare for line in lines[index : index + length]]
        begins = all(_BEGINNING.fullmatch(part) for part in parts[:-1])
        if len(parts) == length and begins and _heads_column("".join(parts)):
            return length
    return int(alone)


def _may_be_goal(text: str) -> bool:
    """The first goal below the headings may end as a heading does: 交通畅行工程."""
    return column_role(text) in (Role.NAME, Role.WORK) and len(text) > 4 and not text.endswith("名称")


def _heads_column(text: str) -> bool:
    return (
        len(text) <= 20
        and not _NO_HEADING.search(text)
        and (column_role(text) is not None or bool(_GROUPING.fullmatch(text)))
    )


def _columns(heads: Heads, above: Columns | None) -> Columns | None:
    """The columns under these headings; with those of the table `above` that were lost as repeated."""
    table = Table([list(heads.cells)], heads.cells[0].place, states_merges=False, intact=False)
    headed = columns_at(table, 0)
    if above is None:
        return headed.columns if headed else None
    roles = set(heads.roles)
    missing = [word for word in above.words if column_role(word) not in roles and not _is_wording(word)]
    first = 0 if not above.words else next((n for n, word in enumerate(above.words) if _is_wording(word)), 0)
    before = [word for word in missing if above.words.index(word) < first]
    after = [word for word in missing if word not in before]
    words = [*before, *(cell.text for cell in heads.cells), *after]
    place = heads.cells[0].place
    row = [Cell(word, place, column) for column, word in enumerate(words)]
    found = columns_at(replace(table, rows=[row]), 0)
    return found.columns if found else None


def _is_wording(word: str) -> bool:
    return column_role(word) in _WORDING


def _end_of_body(lines: Sequence[Line], start: int, upto: int) -> int:
    """Where the rows end: before the annex mark or title that stands close above the next headings."""
    for index in range(max(start, upto - _REACH), upto):
        if annex(lines[index].text) is not None or is_plan_title(lines[index].text):
            return index
    for index in range(start, upto):
        if _begins_annex(lines[index]):
            return index
    return upto


def _begins_annex(line: Line) -> bool:
    return line.bare.startswith("附件") and annex(line.text) is not None
