"""One row of a plan's table, its cells laid under the table's columns. Pure."""

from dataclasses import dataclass, field
from enum import Enum

from imports.document import Cell, Place
from imports.layouts.columns import Column, Columns, Use


class State(Enum):
    """How a column stands in a row."""

    PRINTED = "printed"
    EMPTY = "empty"
    #: a merge from above covers it: it holds what that cell prints
    COVERED = "covered"
    #: a merge from the left covers it: what is printed there belongs to the column on the left
    LEFT = "left"
    #: the row has no cell for it
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Slot:
    """What a row has under one column; `text` is empty unless printed here or covered from above."""

    state: State
    text: str = ""
    place: Place = field(default_factory=Place)

    @property
    def printed(self) -> bool:
        return self.state is State.PRINTED


@dataclass(frozen=True, slots=True)
class Row:
    """A row under its columns: its slots, the cells that they took, and those that no column takes."""

    slots: dict[Column, Slot]
    cells: tuple[Cell, ...]
    surplus: tuple[Cell, ...]
    place: Place

    def slot(self, columns: Columns, use: Use) -> Slot:
        """The slot of the first column of that use; missing when the table has none."""
        column = next(iter(columns.of(use)), None)
        return self.slots[column] if column else Slot(State.MISSING, place=self.place)

    @property
    def short(self) -> bool:
        return any(slot.state is State.MISSING for slot in self.slots.values())


def lay(cells: list[Cell], columns: Columns) -> Row:
    """Lay a row's cells under the columns: by their grid columns, or one to one where the grid is uneven."""
    starts = {column.start: column for column in columns.columns}
    place = (
        Place(cells[0].place.file, table=cells[0].place.table, row=cells[0].place.row) if cells else Place()
    )
    under: dict[Column, list[Cell]] = {column: [] for column in columns.columns}
    surplus: list[Cell] = []
    one_to_one = len(cells) == len(columns.columns) and any(cell.column not in starts for cell in cells)
    for position, cell in enumerate(cells):
        column = columns.columns[position] if one_to_one else _column_at(columns, cell.column)
        if column is None:
            surplus.append(cell)
        else:
            under[column].append(cell)
    reached = max((cell.column + cell.colspan for cell in cells), default=0)
    slots = {column: _slot(found, column, reached, place) for column, found in under.items()}
    taken = tuple(cell for found in under.values() for cell in found)
    return Row(slots, taken, tuple(surplus), place)


def _column_at(columns: Columns, position: int) -> Column | None:
    return next((column for column in columns.columns if column.start <= position < column.end), None)


def _slot(cells: list[Cell], column: Column, reached: int, row: Place) -> Slot:
    if not cells:
        return Slot(State.LEFT if column.start < reached else State.MISSING, place=row)
    shown = [cell for cell in cells if cell.shown.strip()]
    if not shown:
        return Slot(State.COVERED if cells[0].covered else State.EMPTY, place=cells[0].place)
    text = "\n".join(cell.shown.strip() for cell in shown)
    anchor = shown[0].anchor
    if all(cell.covered for cell in shown) and anchor:
        return Slot(State.COVERED, text, anchor.place)
    return Slot(State.PRINTED, text, shown[0].place)
