"""The grid of a web page's table: rowspan and colspan laid out as browsers do, in linear time. Pure."""

from collections.abc import Iterable

from imports.document import Cell, Place
from imports.readers.html_walk import Grid, RawCell

#: no plan has more columns; a larger span is damage, and must not cost memory
_WIDEST = 256
#: a merge from above: its first cell, how many more rows it covers
_Open = tuple[Cell, int]


def lay_grid(grid: Grid, place: Place) -> list[list[Cell]]:
    """The rows as Document wants them. `place` names the file and the table; rows and columns are added."""
    rows: list[list[Cell]] = []
    number = 0
    for group in grid.groups:
        merges: dict[int, _Open] = {}
        for index, raw in enumerate(group):
            number += 1
            row, merges = _row(raw, merges, len(group) - index - 1, _at(place, number, None))
            if row:
                rows.append(row)
    return rows


def _row(
    raw: Iterable[RawCell], merges: dict[int, _Open], rows_left: int, place: Place
) -> tuple[list[Cell], dict[int, _Open]]:
    """One row's cells, and the merges that reach the row below."""
    row: list[Cell] = []
    below: dict[int, _Open] = {}
    column = 0
    for cell in raw:
        column = _cover(column, merges, below, row, place)
        laid = Cell(cell.text, _at(place, place.row, column + 1), column, _span(cell, column, merges))
        row.append(laid)
        more = rows_left if cell.rowspan == 0 else min(cell.rowspan - 1, rows_left)
        if more > 0 and column < _WIDEST:
            below[column] = laid, more
        column += laid.colspan
    for start in sorted(merges):
        if start >= column:
            column = _cover(start, merges, below, row, place)
    return row, below


def _span(cell: RawCell, column: int, merges: dict[int, _Open]) -> int:
    """How many columns a cell takes: at most up to the next cell that reaches down from above."""
    if cell.colspan <= 1:
        return 1
    span = max(1, min(cell.colspan, _WIDEST - column))
    return next((n for n in range(1, span) if column + n in merges), span)


def _cover(
    column: int, merges: dict[int, _Open], below: dict[int, _Open], row: list[Cell], place: Place
) -> int:
    """Add the cells that merges from above cover from `column` on; the first column that is free."""
    while column in merges:
        anchor, more = merges[column]
        anchor.rowspan += 1
        row.append(Cell("", _at(place, place.row, column + 1), column, anchor.colspan, anchor=anchor))
        if more > 1:
            below[column] = anchor, more - 1
        column += anchor.colspan
    return column


def _at(place: Place, row: int | None, column: int | None) -> Place:
    return Place(place.file, table=place.table, row=row, column=column)
