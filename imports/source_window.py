"""A part of a document as it is shown beside the rows read from it: paragraphs and rows of tables. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from imports.document import Cell, Document, Paragraph, Place, Table

#: so many lines (a paragraph or a row of a table each) are shown before and after the one asked for
BEFORE, AFTER = 12, 28


@dataclass(frozen=True, slots=True)
class Spot:
    """A paragraph or a cell. `rows`: the numbers of the rows whose wording stands in it.

    `marked`: a field of the row asked for was read from it; `own`: that row's wording.
    """

    text: str
    place: Place
    colspan: int = 1
    covered: bool = False
    marked: bool = False
    own: bool = False
    rows: tuple[int, ...] = ()


@dataclass(slots=True)
class Part:
    """A paragraph, which has one line of one spot, or rows of one table on end."""

    is_table: bool
    lines: list[list[Spot]] = field(default_factory=list)


@dataclass(slots=True)
class Window:
    """Lines `start` up to but not including `end` of `total`, counted from 0."""

    parts: list[Part]
    start: int
    end: int
    total: int

    @property
    def before(self) -> int | None:
        """The middle of the window above; None at the top."""
        return max(self.start - AFTER + 1, 0) if self.start else None

    @property
    def after(self) -> int | None:
        """The middle of the window below; None at the bottom."""
        return self.end + BEFORE - 1 if self.end < self.total else None


Line = tuple[Table | None, Sequence[Cell] | Paragraph]


def lines_of(document: Document) -> list[Line]:
    """Every line of a document in reading order: its table (None for a paragraph), and what stands in it."""
    lines: list[Line] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines.append((None, block))
        else:
            lines += [(block, row) for row in block.rows]
    return lines


def line_at(lines: Sequence[Line], places: Iterable[Place]) -> int:
    """The first line in which one of `places` stands; 0 when there is none."""
    wanted = set(places)
    for index, (_table, content) in enumerate(lines):
        spots = [content] if isinstance(content, Paragraph) else content
        if any(spot.place in wanted for spot in spots):
            return index
    return 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row was read from: `own` its wording, `places` all of it; `rows`: place → numbers of rows."""

    own: Place | None = None
    places: frozenset[Place] = frozenset()
    rows: Mapping[Place, Sequence[int]] = field(default_factory=dict)


def window(lines: Sequence[Line], middle: int, asked: Asked) -> Window:
    """The lines around `middle`, those that were asked for marked."""
    middle = min(max(middle, 0), max(len(lines) - 1, 0))
    start, end = max(middle - BEFORE, 0), min(middle + AFTER, len(lines))
    parts: list[Part] = []
    last: Table | None = None
    for table, content in lines[start:end]:
        if isinstance(content, Paragraph):
            parts.append(Part(False, [[_spot(content, asked)]]))
        else:
            if not parts or table is not last:
                parts.append(Part(True))
            parts[-1].lines.append([_cell(cell, asked) for cell in content])
        last = table
    return Window(parts, start, end, len(lines))


def _spot(paragraph: Paragraph, asked: Asked) -> Spot:
    place = paragraph.place
    rows = tuple(asked.rows.get(place, ()))
    return Spot(paragraph.text, place, marked=place in asked.places, own=place == asked.own, rows=rows)


def _cell(cell: Cell, asked: Asked) -> Spot:
    """A cell that a merge from above covers shows what the merge prints, and is meant where that is."""
    place = cell.anchor.place if cell.anchor else cell.place
    return Spot(
        cell.shown,
        place,
        cell.colspan,
        cell.covered,
        marked=place in asked.places,
        own=cell.place == asked.own,
        rows=tuple(asked.rows.get(cell.place, ())),
    )
