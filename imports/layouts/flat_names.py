"""Section and goal of a flattened table's rows: which of the lines under one heading is which. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from imports.draft import FieldSource
from imports.layouts.carry import inherited
from imports.layouts.columns import Use
from imports.layouts.flat_grid import GridRow, Slot
from imports.layouts.flat_lines import Kind, Line
from imports.wording import heading, squeeze

#: a section is named at such greater length than the goals below it
_LONGER = 1.5
_LONG = 10


@dataclass(frozen=True, slots=True)
class Name:
    """A printed name without white space and its source; None where nothing is printed."""

    text: str | None = None
    source: FieldSource = field(default_factory=FieldSource)

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Name":
        if not lines:
            return cls()
        text = "".join(line.bare for line in lines)
        found = heading(text)
        return cls(found.title if found else squeeze(text), source_of(lines))

    def inherited(self) -> "Name":
        return Name(self.text, inherited(self.source))


def source_of(lines: Sequence[Line]) -> FieldSource:
    """The source of a cell over several lines: the place of its first, the wording of all."""
    return FieldSource(lines[0].place, "\n".join(line.text for line in lines))


class Names:
    """Reads the names of one table's rows from top to bottom."""

    def __init__(self, slots: Sequence[Slot], rows: Sequence[GridRow]) -> None:
        self._numbers = [n for n, slot in enumerate(slots) if slot.kind is Kind.NUMBER]
        self._names = [n for n, slot in enumerate(slots) if slot.kind is Kind.NAME]
        self._uses = {n: [column.use for column in slots[n].columns] for n in self._names}
        self._own_section = any(Use.SECTION in uses for uses in self._uses.values())
        self.sectioned = self._own_section or self._has_sections(rows)
        self.section, self.goal, self.number = Name(), Name(), Name()

    def forget(self) -> None:
        self.section, self.goal, self.number = Name(), Name(), Name()

    def read(self, row: GridRow) -> bool:
        """Take up what a row prints; returns whether it begins another section or goal."""
        number = [line for n in self._numbers for line in row.lines.get(n, ())]
        section, goal = self._divided(row, bool(number))
        if number:
            self.number = Name(squeeze(number[0].bare).rstrip(".、．"), source_of(number))
        elif goal and not self.sectioned:
            self.number = Name()
        else:
            self.number = self.number.inherited()
        self.section = Name.of(section) if section else self.section.inherited()
        if goal:
            self.goal = Name.of(goal)
        else:
            self.goal = Name() if section else self.goal.inherited()
        return bool(section or goal)

    def _divided(self, row: GridRow, numbered: bool) -> tuple[list[Line], list[Line]]:
        section: list[Line] = []
        goal: list[Line] = []
        for n in self._names:
            lines = row.lines.get(n, [])
            if self._uses[n] == [Use.SECTION]:
                section += lines
            elif Use.SECTION in self._uses[n]:
                first = _first_cell(lines) if len(lines) > 1 else 0
                section += lines[:first]
                goal += lines[first:]
            elif self.sectioned and numbered and not self._own_section:
                first = _first_cell(lines)
                section += lines[:first]
                goal += lines[first:]
            else:
                goal += lines
        return section, goal

    def _has_sections(self, rows: Sequence[GridRow]) -> bool:
        """One heading over sections and goals: a numbered name is much longer than one without."""
        numbered = [names for number, names in self._blocks(rows) if number]
        others = [len(line.bare) for number, names in self._blocks(rows) if not number for line in names]
        several = [names for names in numbered if len(names) > 1]
        if not others or not several:
            return False
        least = max(_LONG, _LONGER * median(others))
        longer = sum(len(names[0].bare) >= least for names in several)
        return 2 * longer > len(several) and 2 * len(several) >= len(numbered)

    def _blocks(self, rows: Iterable[GridRow]) -> Iterable[tuple[bool, list[Line]]]:
        for row in rows:
            names = [line for n in self._names for line in row.lines.get(n, ())]
            if names:
                yield any(n in row.lines for n in self._numbers), names


def _first_cell(lines: Sequence[Line]) -> int:
    """How many lines the first cell takes: more than one where it is broken at a comma."""
    count = 1
    while count < len(lines) and lines[count - 1].broken_off:
        count += 1
    return min(count, len(lines))
