"""Tables in plain text whose cells went one to a line, each behind a tab, as seen in exports of Word tables.

A cell is a line that begins with a tab; a line without one continues the cell above, across a blank line too.
A lone tab is an empty cell. A blank line before the next tab ends a row, unless it only ended a cell's last
paragraph: the heading row tells how many cells a row has. Pure.
"""

import re
from dataclasses import dataclass, field

from imports.column_words import column_role
from imports.document import Cell, Paragraph, Place, Table
from imports.readers.raw_rows import RawCell, Row, is_heading, whole_rows, width_of
from imports.wording import annex, heading, is_plan_title

#: what continues the last cell of a full row is short and no sentence; anything else stands below the table
_LONGEST_CONTINUATION = 30
_NOTE = re.compile(r"(?:备?注|说明|联系人|联系电话|填表|制表|单位[：:])")


@dataclass(slots=True)
class _Region:
    """A table under collection. `width` is the length of its first row, once that has ended, else 0."""

    rows: list[Row] = field(default_factory=list)
    width: int = 0
    #: cells in the short rows just before the last one, which may be the beginning of it
    before: int = 0

    def start_row(self) -> None:
        if self.rows:
            self.width = self.width or len(self.rows[-1])
            self.before = 0 if self.is_full() else self.before + len(self.rows[-1])
        self.rows.append([])

    def is_full(self) -> bool:
        length = len(self.rows[-1])
        return bool(self.width) and (length >= self.width or self.before + length == self.width)


class TabCells:
    """Splits the lines of one text into paragraphs and tables, in a single pass."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self._file = file
        self._lines = lines
        self._tables = 0
        self._last_width = 0
        self._next_text = _next_indexes([bool(line.strip()) for line in lines])
        self._next_cell = _next_indexes([line.startswith("\t") for line in lines])

    def blocks(self) -> list[Paragraph | Table]:
        blocks: list[Paragraph | Table] = []
        index = 0
        while index < len(self._lines):
            if self._lines[index].startswith("\t"):
                region, index = self._collect(index)
                blocks += self._as_blocks(region)
            else:
                if self._lines[index].strip():
                    blocks.append(self._paragraph(index + 1, self._lines[index]))
                index += 1
        return blocks

    def _collect(self, index: int) -> tuple[_Region, int]:
        """The table whose first cell is at `index`, and the index of the first line after it."""
        region, gap = _Region(), 0
        while index < len(self._lines):
            line = self._lines[index]
            if line.startswith("\t"):
                if gap or not region.rows:
                    region.start_row()
                region.rows[-1].append(RawCell(index + 1, index + 1, [line], gap))
                gap = 0
            elif not line.strip():
                gap += 1
            elif self._continues(index, gap, region):
                region.rows[-1][-1].lines.append(line)
                region.rows[-1][-1].end = index + 1
                gap = 0
            else:
                break
            index += 1
        return region, index

    def _continues(self, index: int, gap: int, region: _Region) -> bool:
        """Whether the line without a tab at `index`, after `gap` blank lines, is part of the cell before."""
        text = self._lines[index].strip()
        full = region.is_full()
        if gap == 0:
            return not (full and _stands_alone(text))
        if not full:
            # the heading row is followed by its rows, a short row by what completes it, or the table is over
            follows = self._next_cell[index]
            ends = follows is None or self._is_heading_row(follows)
            return not ends or (gap == 1 and not region.width and not _stands_alone(text))
        if gap > 1 or _stands_alone(text) or len(text) > _LONGEST_CONTINUATION or text[-1] in "。；！：":
            return False
        return not self._is_title_of_next(index)

    def _is_title_of_next(self, index: int) -> bool:
        """The last line before the heading row of another table belongs to that table."""
        after = self._next_text[index + 1] if index + 1 < len(self._lines) else None
        return after is not None and self._lines[after].startswith("\t") and self._is_heading_row(after)

    def _is_heading_row(self, index: int) -> bool:
        words = [line for line in self._lines[index : index + 8] if line.strip()][:3]
        return sum(line.startswith("\t") and column_role(line) is not None for line in words) >= 2

    def _as_blocks(self, region: _Region) -> list[Paragraph | Table]:
        """The region as a table, or as paragraphs when it is only indented text."""
        width = width_of(region.rows)
        if not is_heading(region.rows[0]) and width != self._last_width:
            return [self._paragraph(cell.line, cell.text) for row in region.rows for cell in row if cell.text]
        self._last_width = width
        self._tables += 1
        rows, intact = whole_rows(region.rows, width)
        return [
            Table(
                [self._row(number, row) for number, row in enumerate(rows, start=1)],
                Place(self._file, line=rows[0][0].line, table=self._tables),
                states_merges=False,
                intact=intact,
            )
        ]

    def _row(self, number: int, row: Row) -> list[Cell]:
        return [
            Cell(
                cell.text,
                Place(self._file, line=cell.line, table=self._tables, row=number, column=column + 1),
                column,
            )
            for column, cell in enumerate(row)
        ]

    def _paragraph(self, line: int, text: str) -> Paragraph:
        return Paragraph(text.strip(), Place(self._file, line=line))


def _next_indexes(flags: list[bool]) -> list[int | None]:
    """For every index the nearest index from it on whose flag is set."""
    following: list[int | None] = [None] * len(flags)
    upcoming = None
    for index in range(len(flags) - 1, -1, -1):
        upcoming = index if flags[index] else upcoming
        following[index] = upcoming
    return following


def _stands_alone(text: str) -> bool:
    """A numbered heading, an annex mark, a title or a note never continues the last cell of a row."""
    return (
        heading(text) is not None
        or annex(text) is not None
        or is_plan_title(text)
        or _NOTE.match(text) is not None
    )
