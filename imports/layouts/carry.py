"""Values that carry down a table, and when a carried value is in doubt (what a merge does not settle). Pure.

A merged cell prints once and is empty below. Where the file states its merges, a covered cell holds what the
merge prints and an unmerged empty cell is empty. Where it does not (text), an empty cell inherits from the
row above; that is in doubt for the leader of a row that names its lead unit anew.
"""

import re
from dataclasses import dataclass, field, replace

from imports.assignment import in_clauses
from imports.document import Table
from imports.draft import Doubt, FieldSource
from imports.layouts.columns import Column, Columns, Use
from imports.layouts.rows import Row, Slot, State
from imports.units import NameBook, Units, split_officials, split_units
from imports.wording import is_nothing, is_same_as_above, refers_elsewhere

#: a cell beyond this length holds neither names nor a goal; it is not carried into every row below it
_LONGEST = 3000
#: 工信局牵头，各街道配合 in one cell
_CLAUSE = re.compile(r"(?:牵头|配合|协助|协同|参与)(?:[，,；;。\n]|$)")
#: 牵头单位及负责人: a person behind each unit, who is not the unit
_WITH_PERSON = re.compile("(?:单位|部门)[和及、与/]{1,2}.{0,4}(?:人|人员)$")
_PERSON = re.compile(
    r"[（(][\u4e00-\u9fff]{2,3}[）)]"
    r"|(?<=[\u4e00-\u9fff])[ \t\u3000\n:：]{1,4}[\u4e00-\u9fff]{2,3}(?=$|[\s、，,；;])"
)
PEOPLE_USES = (Use.OFFICIALS, Use.LEADS, Use.UNITS, Use.PARTNERS)


def inherited(source: FieldSource) -> FieldSource:
    """The same source for a row below it."""
    return replace(source, inherited=True, excerpt=source.excerpt[:_LONGEST])


@dataclass(frozen=True, slots=True)
class Names:
    """The names under one column in one row, with their source; `leads` as in units.Units."""

    names: tuple[str, ...] = ()
    leads: int = 0
    source: FieldSource = field(default_factory=FieldSource)

    def inherited(self) -> "Names":
        return replace(self, source=inherited(self.source))

    def doubtful(self, doubt: str, keep: bool) -> "Names":
        """The same in doubt: offered as a suggestion, and kept as the value or not."""
        source = replace(self.source, doubt=doubt, suggestion=self.suggestion or None)
        return replace(self, names=self.names if keep else (), source=source)

    @property
    def suggestion(self) -> list[str]:
        """What a person would be offered: the names, or what stands in for them while they are in doubt."""
        offer = self.source.suggestion
        return list(self.names) or (list(offer) if isinstance(offer, list) else [])

    @property
    def settled_empty(self) -> bool:
        return not self.names and not self.source.doubt


class People:
    """Reads the columns of people and units row by row, carrying down what the table carries down."""

    def __init__(self, columns: Columns, table: Table, known: NameBook, units_lead: bool) -> None:
        self._columns = [column for column in columns.columns if column.use in PEOPLE_USES]
        self._lead_uses = (Use.LEADS, Use.UNITS) if units_lead else (Use.LEADS,)
        self._states_merges = table.states_merges
        self._intact = table.intact
        self._known = known
        self._above: dict[Column, Names] = {}

    def forget(self) -> None:
        """Nothing carries over: a new table, or a heading across the whole table."""
        self._above = {}

    def read(self, row: Row, new_goal: bool) -> dict[Column, Names]:
        """The names of a row. `new_goal`: the row begins another goal than the row above."""
        slots = {column: row.slots[column] for column in self._columns}
        found = {column: self._one(column, slot, slots, new_goal) for column, slot in slots.items()}
        elsewhere = next((slot for slot in slots.values() if refers_elsewhere(slot.text)), None)
        if elsewhere:
            found = {
                column: self._referring(names, slots[column], elsewhere) for column, names in found.items()
            }
        elif row.short or not self._intact:
            found = {column: self._short(column, names, slots[column]) for column, names in found.items()}
        self._above = found
        return found

    def printed_anew(self, row: Row) -> dict[Column, Names]:
        """Only the names that the row itself prints, with nothing carried down."""
        printed = {column: self._printed(column, row.slots[column]) for column in self._columns}
        return {
            column: names for column, names in printed.items() if row.slots[column].printed and names.names
        }

    def _one(self, column: Column, slot: Slot, slots: dict[Column, Slot], new_goal: bool) -> Names:
        above = self._above.get(column)
        if slot.text and not is_same_as_above(slot.text):
            names = self._printed(column, slot)
            return names.inherited() if slot.state is State.COVERED else names
        if slot.text and above:
            return above.inherited()
        if self._states_merges or above is None or slot.state is State.LEFT:
            return Names(source=FieldSource(slot.place))
        return self._carried(column, above, slots, new_goal)

    def _carried(self, column: Column, above: Names, slots: dict[Column, Slot], new_goal: bool) -> Names:
        below = above.inherited()
        unsettled = column.use is Use.OFFICIALS and self._lead_anew(slots) and not above.settled_empty
        if unsettled or above.source.doubt:
            doubt = above.source.doubt or Doubt.LEAD_CHANGED
            return below.doubtful(doubt, keep=not new_goal or doubt == Doubt.BROKEN_NAME)
        return below

    def _lead_anew(self, slots: dict[Column, Slot]) -> bool:
        """Whether the row prints a lead unit of its own."""
        return any(slot.printed for column, slot in slots.items() if column.use in self._lead_uses)

    def _printed(self, column: Column, slot: Slot) -> Names:
        source = FieldSource(slot.place, slot.text)
        if len(slot.text) > _LONGEST:
            return Names(source=replace(source, doubt=Doubt.TOO_LONG))
        if is_nothing(slot.text) or refers_elsewhere(slot.text):
            return Names(source=source)
        if column.use is Use.OFFICIALS:
            return Names(tuple(split_officials(slot.text)), source=source)
        text = slot.text
        if _WITH_PERSON.search(column.heading):
            text = _PERSON.sub("", text)
        if _CLAUSE.search(text):
            said = in_clauses(text, self._known)
            names = Names((*said.leads, *said.partners, *said.units), len(said.leads), source)
            return names.doubtful(Doubt.BROKEN_NAME, keep=True) if said.doubtful else names
        units: Units = split_units(text, self._known)
        names = Names(tuple(units.names), units.leads, source)
        return names.doubtful(Doubt.BROKEN_NAME, keep=True) if units.doubtful else names

    def _referring(self, names: Names, slot: Slot, elsewhere: Slot) -> Names:
        """A reference in one cell leaves all to be checked; only what is printed beside it is known."""
        if slot.printed and not refers_elsewhere(slot.text):
            return names.doubtful(Doubt.REFERS_ELSEWHERE, keep=True)
        return Names(source=FieldSource(elsewhere.place, elsewhere.text, doubt=Doubt.REFERS_ELSEWHERE))

    def _short(self, column: Column, names: Names, slot: Slot) -> Names:
        """Where cells were lost nothing is sure; what a row does not print stays empty."""
        if slot.state is State.MISSING or (slot.state is State.EMPTY and not self._intact):
            above = self._above.get(column, Names())
            return above.inherited().doubtful(Doubt.SHORT_ROW, keep=False)
        return names.doubtful(names.source.doubt or Doubt.SHORT_ROW, keep=slot.printed)


@dataclass(frozen=True, slots=True)
class Words:
    """One value that carries down: a goal, a number, a deadline."""

    text: str | None = None
    source: FieldSource = field(default_factory=FieldSource)


def carry_words(slot: Slot, above: Words | None, states_merges: bool, offer: bool = False) -> Words:
    """A column of single values in one row; `above` is None in the first row.

    `offer`: where an unmerged empty cell is empty, suggest the value above it to a person.
    """
    if slot.text and not is_same_as_above(slot.text):
        source = FieldSource(slot.place, slot.text)
        if slot.state is State.COVERED:
            source = inherited(source)
        if len(slot.text) > _LONGEST:
            return Words(source=replace(source, doubt=Doubt.TOO_LONG))
        return Words(None if is_nothing(slot.text) else slot.text, source)
    if above is None or slot.state in (State.LEFT, State.MISSING):
        return Words(source=FieldSource(slot.place))
    if states_merges and not slot.text:
        above_text = above.text or above.source.suggestion
        if offer and slot.state is State.EMPTY and isinstance(above_text, str):
            return Words(None, FieldSource(slot.place, doubt=Doubt.EMPTY_BELOW, suggestion=above_text))
        return Words(source=FieldSource(slot.place))
    return Words(above.text, inherited(above.source))
