"""A table's part on one page of a PDF: its cells with the lines of text in them. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from imports.column_words import column_role
from imports.readers.pdf_grid import NEAR, Grid
from imports.readers.pdf_lines import Line, plain

#: as many column words as make a row a heading
_HEADS = 2
#: lines of one cell are no farther apart, in heights of their font
_LEADING = 1.2


@dataclass(slots=True)
class Part:
    """A cell, or the part of one that stands on a page.

    `x0` and `x1` count from the table's left edge, and so do its lines; `top` and `bottom` are on its page.
    Rows count from 0 within the page's part of the table, `r1` not included.
    """

    r0: int
    r1: int
    x0: float
    x1: float
    top: float
    bottom: float
    lines: list[Line] = field(default_factory=list)
    #: no line closes it above, below
    open_above: bool = False
    open_below: bool = False
    #: what goes on of this cell on later pages, and the first part of the cell that this part goes on with
    later: list["Part"] = field(default_factory=list)
    head: "Part | None" = None
    #: the first column of the whole table that it covers, and the first beyond it
    column: tuple[int, int] = (0, 1)

    @property
    def first(self) -> "Part":
        """The first part of the cell."""
        return self.head or self

    def go_on(self, part: "Part") -> None:
        """Take a part of a later page as the rest of this cell."""
        head = self.first
        part.head = head
        head.later.append(part)
        head.r1 = max(head.r1, part.r1)

    @property
    def whole(self) -> list[Line]:
        """The lines of all its parts."""
        return [line for part in (self, *self.later) for line in part.lines]

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)

    @property
    def room_above(self) -> float:
        return self.lines[0].top - self.top

    @property
    def room_below(self) -> float:
        return self.bottom - self.lines[-1].bottom

    @property
    def em(self) -> float:
        return max(line.em for line in self.lines)

    def beside(self, other: "Part") -> bool:
        """Whether both stand between the same edges."""
        return abs(self.x0 - other.x0) <= NEAR and abs(self.x1 - other.x1) <= NEAR


@dataclass(slots=True)
class Fragment:
    """The part of a table that stands on one page; `xs` and `ys` are the edges of its columns and rows."""

    page: int
    xs: list[float]
    ys: list[float]
    parts: list[Part]
    #: where the table's left edge is on the page
    left: float

    @property
    def rows(self) -> int:
        return len(self.ys) - 1

    @property
    def top(self) -> float:
        return self.ys[0]

    @property
    def bottom(self) -> float:
        return self.ys[-1]

    def row(self, index: int) -> list[Part]:
        """The parts that begin in a row."""
        return [part for part in self.parts if part.r0 == index]

    def from_row(self, row: int) -> "Fragment":
        """The same from a row on; of a cell that begins above only what stands below."""
        return Fragment(self.page, self.xs, self.ys[row:], list(self._below(row)), self.left) if row else self

    def _below(self, row: int) -> Iterator[Part]:
        edge = self.ys[row]
        for part in self.parts:
            if part.r0 >= row:
                yield replace(part, r0=part.r0 - row, r1=part.r1 - row)
            elif part.r1 > row:
                lines = [line for line in part.lines if line.y > edge]
                yield replace(part, r0=0, r1=part.r1 - row, top=edge, lines=lines, open_above=True)


def fragment_of(grid: Grid, page: int, lines: list[list[Line]]) -> Fragment:
    """A page's table with the lines of each of its regions."""
    left = grid.xs[0]
    parts = []
    for region, texts in zip(grid.regions, lines, strict=True):
        columns = range(region.c0, region.c1)
        part = Part(
            region.r0,
            region.r1,
            grid.xs[region.c0] - left,
            grid.xs[region.c1] - left,
            grid.ys[region.r0],
            grid.ys[region.r1],
            [replace(line, x0=line.x0 - left, x1=line.x1 - left) for line in texts],
            region.r0 == 0 and all(column in grid.open_above for column in columns),
            region.r1 == len(grid.ys) - 1 and all(column in grid.open_below for column in columns),
        )
        parts.append(part)
    return Fragment(page, [x - left for x in grid.xs], list(grid.ys), parts, left)


def overhanging(fragment: Fragment, rows: list[list[Line]]) -> list[list[Line]]:
    """Give lines that hang out below an open cell to it; the rows that are left."""
    feet = [part for part in fragment.parts if part.open_below and part.lines]
    return [left for row in rows if (left := [piece for piece in row if not _hangs(fragment, feet, piece)])]


def _hangs(fragment: Fragment, feet: list[Part], piece: Line) -> bool:
    """Whether a line is the next of a cell that is open below; it is given to that cell then."""
    x0, x1 = piece.x0 - fragment.left, piece.x1 - fragment.left
    for part in feet:
        inside = part.x0 <= x0 and x1 <= part.x1 and piece.y > part.lines[-1].y
        if inside and piece.top - part.lines[-1].bottom < _LEADING * piece.em and piece.y > part.bottom:
            part.lines.append(replace(piece, x0=x0, x1=x1))
            return True
    return False


def band(fragment: Fragment, start: int, end: int) -> str:
    """All that stands between two edges of rows, column by column, for finding it again on other pages."""
    top, bottom = fragment.ys[start], fragment.ys[end]
    found = [
        (round(part.x0), part.r0, number, line.text)
        for part in fragment.parts
        if part.r0 < end and part.r1 > start
        for number, line in enumerate(part.lines)
        if top < line.y <= bottom
    ]
    return plain("".join(text for *_, text in sorted(found)))


def is_headed(row: list[Part]) -> bool:
    """Whether a row prints the words that head columns."""
    return sum(column_role(part.text) is not None for part in row) >= _HEADS
