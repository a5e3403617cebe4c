"""The rows of a flattened table: which line stands in which column. Pure.

That is told by the order of the columns and by what the lines hold.

The cheapest way through the table is sought (Viterbi): each line stands in one slot, a slot is a column or
neighbouring columns of one kind. A line goes on in the slot of the line above, moves right within the row or
begins a new row. The cost is the number of lines times the square of the number of slots.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from imports.layouts.columns import Column, Columns, Use
from imports.layouts.flat_lines import Kind, Line

_KINDS = {
    Use.SECTION: Kind.NAME,
    Use.GOAL: Kind.NAME,
    Use.NUMBER: Kind.NUMBER,
    Use.LABEL: Kind.LABEL,
    Use.TEXT: Kind.TEXT,
    Use.OFFICIALS: Kind.OFFICIAL,
    Use.LEADS: Kind.UNIT,
    Use.PARTNERS: Kind.UNIT,
    Use.UNITS: Kind.UNIT,
    Use.DEADLINE: Kind.DEADLINE,
    Use.EXTRA: Kind.EXTRA,
}
#: what it costs to find no line for a column
_SKIPPED = {Kind.TEXT: 6.0, Kind.UNIT: 0.8, Kind.OFFICIAL: 0.4, Kind.DEADLINE: 0.4}
_SKIPPED_ELSE = 0.2
_NEW_ROW = 1.0
_LATE_START = 8.0
_LONG = 20
_MOSTLY = 0.6
_SEVERAL = (Kind.NAME, Kind.UNIT, Kind.OFFICIAL, Kind.EXTRA)


@dataclass(frozen=True, slots=True)
class Slot:
    """A column, or neighbouring columns whose lines look alike."""

    kind: Kind
    columns: tuple[Column, ...]


@dataclass(slots=True)
class GridRow:
    """One row: the lines under each slot, by its position."""

    lines: dict[int, list[Line]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Habits:
    """How this table prints its wording: with a number of its own, with a full stop."""

    labelled: bool
    stopped: bool
    #: signs in the longest line
    width: int

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Habits":
        long = [line for line in lines if len(line.bare) > _LONG]
        labels = [line.label for line in lines if line.label]
        on_end = sum(after.follows(label) for label, after in pairwise(labels))
        plain = sum(line.label is None and line.ends_sentence for line in long)
        stopped = sum(line.ends_sentence for line in long)
        return cls(
            on_end > 1 and on_end >= _MOSTLY * (len(labels) - 1) and plain < len(labels),
            _MOSTLY * len(long) <= stopped > 2,
            max((len(line.bare) for line in lines), default=0),
        )

    def speaks_for(self, line: Line) -> float:
        """What speaks for a line that begins a wording."""
        if line.label:
            return 3.0 if self.labelled else 1.0
        unstopped = self.stopped and not line.ends_sentence and not line.counts
        return -4.0 * self.labelled - 3.0 * unstopped


@dataclass(frozen=True, slots=True)
class _Step:
    """How a line got to a slot: its score so far, the slot of the line above, whether a row begins."""

    score: float
    above: int
    new_row: bool


def slots_of(columns: Columns) -> list[Slot]:
    """The columns from left to right, neighbours of one kind taken together."""
    slots: list[Slot] = []
    for column in columns.columns:
        kind = _KINDS[column.use]
        if slots and slots[-1].kind is kind and kind in (Kind.NAME, Kind.UNIT):
            slots[-1] = Slot(kind, (*slots[-1].columns, column))
        else:
            slots.append(Slot(kind, (column,)))
    return slots


def rows_of(lines: Sequence[Line], slots: Sequence[Slot], habits: Habits) -> list[GridRow]:
    """The rows that the lines of a table make under its columns, every line in one of them."""
    if not lines:
        return []
    skipped = [0.0]  # what the slots before each position cost when they are passed over
    for slot in slots:
        skipped.append(skipped[-1] + _SKIPPED.get(slot.kind, _SKIPPED_ELSE))
    text = next(n for n, slot in enumerate(slots) if slot.kind is Kind.TEXT)
    ways = _Ways(slots, skipped, text, habits)
    table = [[ways.first(lines[0], at) for at in range(len(slots))]]
    for above, line in pairwise(lines):
        table.append(ways.next(table[-1], above, line))
    last = max(range(len(slots)), key=lambda at: table[-1][at].score - ways.ending(at))
    return _walk_back(lines, table, last)


def _walk_back(lines: Sequence[Line], table: list[list[_Step]], at: int) -> list[GridRow]:
    steps: list[tuple[int, bool]] = []
    for ways in reversed(table):
        steps.append((at, ways[at].new_row))
        at = ways[at].above
    rows: list[GridRow] = []
    for line, (slot, new_row) in zip(lines, reversed(steps), strict=True):
        if new_row or not rows:
            rows.append(GridRow())
        rows[-1].lines.setdefault(slot, []).append(line)
    return rows


class _Ways:
    """The scores of going from one line to the next."""

    def __init__(self, slots: Sequence[Slot], skipped: list[float], text: int, habits: Habits) -> None:
        self._kinds = [slot.kind for slot in slots]
        self._text = text
        self._habits = habits
        #: for each slot: what a cell that begins there costs after a line in each other slot
        self._costs = [
            [self._cost(skipped, before, at) for before in range(len(slots))] for at in range(len(slots))
        ]

    def _cost(self, skipped: list[float], before: int, at: int) -> float:
        if before < at:
            return skipped[at] - skipped[before + 1]
        return self.ending(before) + _NEW_ROW - self._starting(at)

    def first(self, line: Line, at: int) -> _Step:
        return _Step(self._starting(at) + line.scores[self._kinds[at]], at, True)

    def next(self, table: list[_Step], above: Line, line: Line) -> list[_Step]:
        """The best way to each slot for a line, given the ways to the line above."""
        reached = [step.score for step in table]
        return [self._best(at, reached, above, line) for at in range(len(reached))]

    def _best(self, at: int, reached: list[float], above: Line, line: Line) -> _Step:
        costs = self._costs[at]
        score, before = max(
            (score - cost, -n) for n, (score, cost) in enumerate(zip(reached, costs, strict=True))
        )
        score += line.scores[self._kinds[at]] + self._begins(at, above, line)
        going_on = reached[at] + self._going_on(self._kinds[at], above, line)
        if going_on >= score:
            return _Step(going_on, at, False)
        return _Step(score, -before, -before >= at)

    def _starting(self, at: int) -> float:
        """What it costs to begin a row at a slot: rows begin with a number, a name or the wording."""
        return -_LATE_START if at > self._text else -_SKIPPED_ELSE * at

    def ending(self, at: int) -> float:
        """What it costs to end a row at a slot: one without wording is none."""
        return _SKIPPED[Kind.TEXT] if at < self._text else 0.0

    def _begins(self, at: int, above: Line, line: Line) -> float:
        """What speaks for a cell that begins here, beside the line's own looks."""
        if self._kinds[at] is Kind.TEXT:
            return self._habits.speaks_for(line)
        return -6.0 if line.opens_parenthesis or above.broken_off else 0.0

    def _going_on(self, kind: Kind, above: Line, line: Line) -> float:
        """What speaks for a line that goes on in the slot of the line above."""
        if kind is Kind.TEXT:
            return line.goes_on_as_text(above, self._habits.width)
        if kind not in _SEVERAL:
            return -9.0
        fits = line.scores[kind]
        if above.broken_off or line.opens_parenthesis:
            return max(fits, 2.0)
        if kind is Kind.UNIT:
            return 5.0 if line.completes_unit(above) else max(fits, line.unit_piece)
        if kind is Kind.OFFICIAL and line.completes_person(above):
            return 5.0
        return fits - (0.6 if kind is Kind.NAME else 0.2)
