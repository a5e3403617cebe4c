"""Tables of a PDF over pages: parts joined, repeated headings dropped, rows and merges closed. Pure."""

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from imports.document import Cell, Place, Table
from imports.readers.pdf_grid import NEAR
from imports.readers.pdf_lines import cell_text
from imports.readers.pdf_parts import Fragment, Part, band, is_headed
from imports.readers.pdf_seams import Habits, Seams, nearest_foot, paddings

#: a heading, with the title above it and the finer row below, takes up at most so many rows
_HEADING_ROWS = 5
#: of two parts of one table, so many of the columns' edges are the same
_SHARED = 0.6


def is_next(above: Sequence[Fragment], below: Fragment) -> bool:
    """Whether a table may go on at the top of the next page: the same edges, but for merged columns."""
    last = above[-1]
    if below.page != last.page + 1 or abs(below.xs[-1] - last.xs[-1]) > 2 * NEAR:
        return False
    edges = merged_edges(above[-3:])
    shared = sum(_is_near(edges, x) for x in below.xs)
    return shared == len(below.xs) or shared >= _SHARED * max(len(below.xs), len(edges))


def merged_edges(fragments: Iterable[Fragment]) -> list[float]:
    """The edges of all columns from left to right; near ones are one."""
    edges: list[float] = []
    for x in sorted({x for fragment in fragments for x in fragment.xs}):
        if not edges or x - edges[-1] > NEAR:
            edges.append(x)
    return edges


def _is_near(edges: list[float], x: float) -> bool:
    return abs(edges[_nearest(edges, x)] - x) <= NEAR


def _nearest(edges: list[float], x: float) -> int:
    place = bisect_left(edges, x)
    around = range(max(0, place - 1), min(len(edges), place + 1))
    return min(around, key=lambda index: abs(edges[index] - x))


def table_of(fragments: list[Fragment], place: Place, habits: Habits) -> Table:
    """One table of its parts on following pages; `place` names file, page and table."""
    fragments = _without_repeats(fragments)
    edges = merged_edges(fragments)
    for part in (part for fragment in fragments for part in fragment.parts):
        column = _nearest(edges, part.x0)
        part.column = column, max(column + 1, _nearest(edges, part.x1))
    pages = _close_seams(fragments, Seams(fragments, habits))
    heads = [part for fragment in fragments for part in fragment.parts if part.head is None]
    return Table(_Rows(heads, pages, place).rows(), place, states_merges=True)


def _without_repeats(fragments: list[Fragment]) -> list[Fragment]:
    """Without the heading rows that a page repeats."""
    heads = _heads(fragments[0])
    kept = [fragments[0]]
    for fragment in fragments[1:]:
        rows = range(min(_HEADING_ROWS, fragment.rows), 0, -1)
        repeated = next((row for row in rows if heads and band(fragment, 0, row) in heads), 0)
        if repeated < fragment.rows:
            kept.append(fragment.from_row(repeated))
    return kept


def _heads(fragment: Fragment) -> list[str]:
    """What a table's heading prints, with what stands above it and without; empty when it has none."""
    first = next(
        (row for row in range(min(_HEADING_ROWS, fragment.rows)) if is_headed(fragment.row(row))), None
    )
    if first is None:
        return []
    end = max(part.r1 for part in fragment.row(first))
    return [band(fragment, 0, end), band(fragment, first, end)] if end <= _HEADING_ROWS else []


def _close_seams(fragments: list[Fragment], seams: Seams) -> list[int]:
    """Count every part's rows in the whole table, join what page breaks cut; the page of every row."""
    pages = [fragments[0].page] * fragments[0].rows
    joins: list[tuple[Part, Part]] = []
    starts = [0]
    for above, below in itertools.pairwise(fragments):
        broken = seams.is_broken_row(above, below)
        if broken:
            joins += [(nearest_foot(above, part), part) for part in below.row(0)]
        else:
            joins += seams.merged(above, below)
        starts.append(len(pages) - broken)
        pages += [below.page] * (below.rows - broken)
    for start, fragment in zip(starts, fragments, strict=True):
        for part in fragment.parts:
            part.r0, part.r1 = part.r0 + start, part.r1 + start
    for upper, lower in joins:
        upper.go_on(lower)
    return pages


class _Rows:
    """Cells in rows and columns, from parts that know where they begin."""

    def __init__(self, parts: list[Part], pages: list[int], place: Place) -> None:
        self._parts = parts
        self._pages = pages
        self._place = place
        self._pads = paddings(parts)

    def rows(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [[] for _ in self._pages]
        for part in self._parts:
            column, span = part.column[0], part.column[1] - part.column[0]
            pad = self._pads[part.column]
            text = cell_text(part.whole, part.x0 + pad, part.x1 - pad)
            first = Cell(text, self._at(part.r0, column), column, span, part.r1 - part.r0)
            rows[part.r0].append(first)
            for row in range(part.r0 + 1, part.r1):
                rows[row].append(Cell("", self._at(row, column), column, span, anchor=first))
        for cells in rows:
            cells.sort(key=lambda cell: cell.column)
        return rows

    def _at(self, row: int, column: int) -> Place:
        where = self._place
        return Place(where.file, page=self._pages[row], table=where.table, row=row + 1, column=column + 1)
