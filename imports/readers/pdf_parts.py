"""A table's part on one page of a PDF: its cells with the lines of text in them. Pure."""

from dataclasses import dataclass, field, replace

from imports.column_words import column_role
from imports.readers.pdf_grid import NEAR, Grid
from imports.readers.pdf_lines import Line, plain

#: as many column words as make a row a heading
_HEADS = 2


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

    def without_first(self, rows: int) -> "Fragment":
        """The same without its first rows."""
        parts = [
            replace(part, r0=part.r0 - rows, r1=part.r1 - rows) for part in self.parts if part.r0 >= rows
        ]
        return Fragment(self.page, self.xs, self.ys[rows:], parts)


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
    return Fragment(page, [x - left for x in grid.xs], list(grid.ys), parts)


def signature(fragment: Fragment, rows: int) -> list[tuple[str, ...]]:
    """What the first rows print, for finding them again on other pages."""
    found: list[list[str]] = [[] for _ in range(min(rows, fragment.rows))]
    for part in fragment.parts:
        if part.r0 < len(found):
            found[part.r0].append(plain(part.text))
    return [tuple(row) for row in found]


def is_headed(row: tuple[str, ...]) -> bool:
    """Whether a row prints the words that head columns."""
    return sum(column_role(text) is not None for text in row) >= _HEADS
