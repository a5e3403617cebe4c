"""Who leads and who helps in a flattened table, and what cannot be known of it. Pure.

A cell that is empty or merged leaves no line, so a row's lines of units do not say which of them lead. Where
every row prints one line a column, the position tells; else what the lines hold: streets and collectives
help, and a single department before them leads. Nobody becomes a lead by position alone where lines are
missing: such a field stays empty and offers what stands nearest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from imports.competence import departments, names_field, strongest
from imports.draft import Doubt, FieldSource
from imports.layouts.carry import Names
from imports.layouts.columns import Column, Use
from imports.layouts.flat_cells import UnitCell, cells_of
from imports.layouts.flat_grid import GridRow, Slot
from imports.layouts.flat_lines import Kind, Line
from imports.layouts.flat_names import source_of
from imports.units import NameBook, split_officials, split_units

#: so many of a table's rows print each column on one line, where the position of a line tells its column
_MOSTLY = 0.8
_NEARLY_ALL, _FEW = 0.95, 4
_OFTEN_LISTED = 0.25
#: so many units on the only line of a row are rather those who help
_CROWD = 3


@dataclass(frozen=True, slots=True)
class Table:
    """What is known of the whole table."""

    slots: Sequence[Slot]
    #: repeated lines are missing from the document
    lost: bool
    #: one line is one cell, so that a row with a line for every column is complete
    line_is_cell: bool
    #: every row prints its official and units, so that nothing is merged and a single unit leads
    unmerged: bool
    #: departments that the document has named so far: only these can have been lost as repeated
    seen: set[int]
    known: NameBook


def know(
    slots: Sequence[Slot], rows: Sequence[GridRow], lost: bool, seen: set[int], known: NameBook
) -> Table:
    """What the rows of one table tell about it; `seen` grows with the reading, over all tables."""
    unit_slots = [n for n, slot in enumerate(slots) if slot.kind is Kind.UNIT]
    printed = [(slots[n], row.lines[n]) for row in rows for n in unit_slots if n in row.lines]
    lines = [line for _, cells in printed for line in cells]
    listed = sum(line.listed for line in lines) >= _OFTEN_LISTED * len(lines)
    several = [(slot, cells) for slot, cells in printed if len(slot.columns) > 1]
    full = sum(len(cells_of(cells)) == len(slot.columns) for slot, cells in several)
    return Table(
        slots,
        lost,
        listed or full >= _MOSTLY * len(several),
        _unmerged(slots, rows) and not lost,
        seen,
        known,
    )


def _unmerged(slots: Sequence[Slot], rows: Sequence[GridRow]) -> bool:
    """Whether every row prints its own cells: an official in each, or the same first unit in rows on end."""
    worded = [row for row in rows if any(slots[n].kind is Kind.TEXT for n in row.lines)]
    kinds = [{slots[n].kind for n in row.lines} for row in worded]
    with_units = sum(Kind.UNIT in each for each in kinds)
    with_officials = sum({Kind.UNIT, Kind.OFFICIAL} <= each for each in kinds)
    first = [
        next((lines[0].bare for n, lines in row.lines.items() if slots[n].kind is Kind.UNIT), "")
        for row in worded
    ]
    again = sum(one == other != "" for one, other in pairwise(first))
    least = max(_NEARLY_ALL * len(worded), _FEW)
    return with_officials >= least or (with_units >= least and again > 1)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a row prints of its units: None where it prints nothing for the field."""

    leads: Names | None = None
    others: Names | None = None


class People:
    """Reads the people and units of one table's rows from top to bottom."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._above: dict[Column, Names] = {}

    def forget(self) -> None:
        self._above = {}

    def read(self, row: GridRow, wording: str, new_goal: bool, at: FieldSource) -> dict[Column, Names]:
        """The names under each column; `at` is the row's own source, for what it does not print."""
        printed: dict[Column, Names] = {}
        officials: list[Column] = []
        lines_under = [row.lines.get(n, []) for n in range(len(self._table.slots))]
        dash = self._lone_dash(lines_under)
        # a row that prints its official prints its lead, and so does the first row
        anew = not self._above or any(
            slot.kind is Kind.OFFICIAL and lines
            for slot, lines in zip(self._table.slots, lines_under, strict=True)
        )
        for n, slot in enumerate(self._table.slots):
            lines = lines_under[n]
            if slot.kind is Kind.OFFICIAL:
                officials += slot.columns
                if lines:
                    printed[slot.columns[0]] = _officials(lines)
            elif slot.kind is Kind.UNIT and lines:
                printed |= self._units(slot.columns, lines, wording, anew)
        if dash and not self._table.lost:
            printed = {
                column: names.doubtful(Doubt.SHORT_ROW, keep=True) for column, names in printed.items()
            }
        found = dict(printed)
        carried = self._fill_units(found, printed, wording, new_goal, at) and not dash
        for column in officials:
            if column not in printed:
                found[column] = self._official(column, printed, new_goal, carried, at)
        self._above = found
        self._table.seen.update(
            *(departments(name) for names in printed.values() for name in names.suggestion)
        )
        order = [column for slot in self._table.slots for column in slot.columns if column in found]
        return {column: found[column] for column in order}

    def _lone_dash(self, lines: list[list[Line]]) -> bool:
        """Move the only dash of a row that prints no unit to the last column of units, where most stand."""
        units = [n for n, slot in enumerate(self._table.slots) if slot.kind is Kind.UNIT]
        if not units or any(lines[n] for n in units):
            return False
        for n, slot in enumerate(self._table.slots):
            if slot.kind is Kind.OFFICIAL and lines[n] and all(line.nothing for line in lines[n]):
                lines[units[-1]], lines[n] = lines[n], []
                return True
        return False

    # --- what a row prints ---

    def _units(
        self, columns: tuple[Column, ...], lines: list[Line], wording: str, anew: bool
    ) -> dict[Column, Names]:
        cells = cells_of(lines)
        if len(columns) == 1:
            return {columns[0]: self._only(cells, wording)}
        lead, others = _lead_and_others(columns)
        if len(cells) == len(columns) and self._positional(cells):
            return {column: self._names([cell]) for column, cell in zip(columns, cells, strict=True)}
        backwards = columns[-1] is lead
        found = self._divided(cells[::-1] if backwards else cells, wording, anew)
        printed = {lead: found.leads, others: found.others}
        return {column: names for column, names in printed.items() if names is not None}

    def _positional(self, cells: list[UnitCell]) -> bool:
        if cells[0].headless:
            return False
        if any(cell.nothing for cell in cells):
            return True
        return self._table.line_is_cell and not (self._table.lost and cells[0].helps)

    def _only(self, cells: list[UnitCell], wording: str) -> Names:
        """The one column of units: whole unless lines were lost and nothing vouches for the first."""
        names = self._names(cells)
        whole = (
            cells[0].listed
            or cells[0].nothing
            or (len(cells) > 1 and self._fits(wording, cells[0].names, self._table.seen))
        )
        return names.doubtful(Doubt.LINES_LOST, keep=False) if self._table.lost and not whole else names

    def _divided(self, cells: list[UnitCell], wording: str, anew: bool) -> _Found:
        """Leads and others of two columns, told by what the lines hold."""
        first = next((n for n, cell in enumerate(cells) if cell.helps), len(cells))
        ordinary, rest = cells[:first], cells[first:]
        if all(cell.nothing for cell in cells):
            return _Found(others=self._names(cells))
        if cells[0].headless:
            return self._headless(cells[1:])
        if not ordinary:
            return self._without_departments(rest)
        if len(ordinary) > 1 or (not rest and len(ordinary[0].names) >= _CROWD):
            return self._open(ordinary, rest)
        if self._surely_leads(ordinary[0], wording, anew):
            sure = bool(rest) and (not self._table.lost or _surely_help(rest))
            return _Found(self._names(ordinary), self._helpers(rest, sure) if rest else None)
        return self._open(ordinary, rest)

    def _without_departments(self, cells: list[UnitCell]) -> _Found:
        """Streets, towns and collectives alone."""
        if self._table.lost or _surely_help(cells[:1]):
            return _Found(others=self._helpers(cells, _surely_help(cells)))
        return self._open(cells[:1], cells[1:])  # a street named before others may lead

    def _surely_leads(self, cell: UnitCell, wording: str, anew: bool) -> bool:
        """Whether one department, alone or before those who help, leads; `anew`: a new lead begins."""
        if self._table.unmerged or (anew and not self._table.lost):
            return True
        return self._table.lost and self._fits(wording, cell.names, self._table.seen)

    def _headless(self, rest: list[UnitCell]) -> _Found:
        """The line to which a parenthesis belongs was lost: somebody leads of whom only that is left."""
        leads = Names(source=FieldSource(doubt=Doubt.LINES_LOST))
        if not rest:
            return _Found(leads)
        others = self._names(rest)
        return _Found(leads, others if _surely_help(rest) else others.doubtful(Doubt.ROLE_OPEN, keep=False))

    def _open(self, ordinary: list[UnitCell], rest: list[UnitCell]) -> _Found:
        """Several departments, or one of whom nothing says that it leads."""
        leads = self._names(ordinary[:1]).doubtful(Doubt.ROLE_OPEN, keep=False)
        others = self._names([*ordinary[1:], *rest])
        if not others.names:
            return _Found(leads)
        offer = others.doubtful(Doubt.ROLE_OPEN, keep=False)
        return _Found(leads, replace(offer, names=self._names(rest).names))

    def _helpers(self, cells: list[UnitCell], sure: bool) -> Names:
        """Those who help; streets and towns may lead as well, and of several some may be lost."""
        names = self._names(cells)
        if sure or (self._table.lost and self._table.line_is_cell and len(names.names) > 1):
            return names
        return names.doubtful(Doubt.LINES_LOST if self._table.lost else Doubt.ROLE_OPEN, keep=True)

    def _names(self, cells: list[UnitCell]) -> Names:
        """The names of some cells; none for cells that say so."""
        if not cells:
            return Names()
        source = source_of([line for cell in cells for line in cell.lines])
        text = "\n".join(cell.text for cell in cells if not cell.nothing)
        units = split_units(text, self._table.known)
        names = Names(tuple(units.names), units.leads, source)
        return names.doubtful(Doubt.BROKEN_NAME, keep=True) if units.doubtful else names

    def _fits(self, wording: str, names: Sequence[str], rivals: set[int]) -> bool:
        """Whether the wording speaks of what each of these answers for, and of no rival's field more."""
        own = [names_field(wording, name) for name in names]
        others = rivals.difference(*(departments(name) for name in names))
        return bool(own) and min(own) > 0 and max(own) >= strongest(wording, others)

    # --- what a row does not print ---

    def _fill_units(
        self,
        found: dict[Column, Names],
        printed: dict[Column, Names],
        wording: str,
        new_goal: bool,
        at: FieldSource,
    ) -> bool:
        """Fill unit columns that the row does not print; returns whether the lead is the one above."""
        columns = [column for slot in self._table.slots if slot.kind is Kind.UNIT for column in slot.columns]
        lead = _lead_and_others(tuple(columns))[0] if columns else None
        carried = False
        for column in columns:
            if column in printed:
                continue
            if column is lead:
                found[column] = self._lead(column, printed, wording, new_goal, at)
                carried = bool(found[column].names)
            else:
                lead_anew = lead in printed
                found[column] = self._other(column, new_goal or lead_anew, at)
        return carried

    def _lead(
        self, column: Column, printed: dict[Column, Names], wording: str, new_goal: bool, at: FieldSource
    ) -> Names:
        """The lead of a row that prints none: that of the row above, where no other may have been printed."""
        above = self._above.get(column)
        if above is None and any(
            names.names for each, names in printed.items() if each.use is not Use.OFFICIALS
        ):
            return Names(source=FieldSource(at.place, doubt=Doubt.SHORT_ROW))
        if above is None or new_goal or above.source.doubt:
            return self._unknown(column, at)
        if self._table.lost and not self._fits(wording, above.names, self._table.seen):
            return self._unknown(column, at)
        return above.inherited()

    def _other(self, column: Column, changed: bool, at: FieldSource) -> Names:
        above = self._above.get(column)
        if above is None or changed or self._table.lost or above.source.doubt:
            return self._unknown(column, at)
        return above.inherited()

    def _official(
        self,
        column: Column,
        printed: dict[Column, Names],
        new_goal: bool,
        lead_carried: bool,
        at: FieldSource,
    ) -> Names:
        """The official of a row that prints none: that of the row above only together with its lead."""
        above = self._above.get(column)
        lead_anew = any(each.use in (Use.LEADS, Use.UNITS) for each in printed)
        if above is None or above.source.doubt or new_goal or lead_anew or not lead_carried:
            doubt = Doubt.LEAD_CHANGED if lead_anew else Doubt.SHORT_ROW
            return self._unknown(column, at, doubt)
        return above.inherited()

    def _unknown(self, column: Column, at: FieldSource, doubt: str = Doubt.SHORT_ROW) -> Names:
        """Nothing printed and nothing settled: empty, with what stands above as an offer."""
        above = self._above.get(column)
        if not self._table.lost and (above is None or above.settled_empty):
            return Names(source=FieldSource(at.place))
        offer = list(above.suggestion) if above else []
        code = Doubt.LINES_LOST if self._table.lost else doubt
        return Names(source=FieldSource(at.place, doubt=code, suggestion=offer or None))


def _officials(lines: list[Line]) -> Names:
    """The officials on some lines, a name broken over two of them closed."""
    text = ""
    for n, line in enumerate(lines):
        if not line.nothing:
            closed = n > 0 and line.completes_person(lines[n - 1])
            text += line.bare if closed else "\n" + line.text
    return Names(tuple(split_officials(text)), source=source_of(lines))


def _lead_and_others(columns: tuple[Column, ...]) -> tuple[Column, Column]:
    """The column of those who lead, and the first of the others (the same where there is only one)."""
    for use in (Use.LEADS, Use.UNITS):
        lead = next((column for column in columns if column.use is use), None)
        if lead:
            return lead, next((column for column in columns if column is not lead), lead)
    return columns[0], columns[-1]


def _surely_help(cells: Sequence[UnitCell]) -> bool:
    """Collectives never lead alone, nor does a crowd of streets and towns."""
    names = [name for cell in cells for name in cell.names]
    return any(cell.collective for cell in cells) or (
        len(names) >= _CROWD and all(cell.helps for cell in cells)
    )
