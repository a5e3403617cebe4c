"""Who has reported in a period and who has not, unit by unit: each number leads to the list it counts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.http import urlencode

from tasks.due import Reported, in_period, is_kept
from tasks.filters import REPORTS
from tasks.models import Period, PeriodFigure, Unit, Urge
from tasks.scope import Scope

#: The columns, as they are called in an address (tasks.filters.REPORTS); "open" is the sum of two others.
COLUMNS = tuple(name for name in REPORTS if name != "open")


@dataclass(frozen=True)
class Cell:
    """How many tasks of one unit, and the list of them."""

    name: str
    label: Any
    count: int
    url: str


@dataclass(frozen=True)
class Line:
    """One reporting unit, or all of them (no unit)."""

    unit: Unit | None
    cells: list[Cell]
    #: not reported, or sent back and not made again
    open: Cell
    #: how many of those have not been urged about today
    to_urge: int

    @property
    def share(self) -> float:
        """How much of what was asked for has come, 0 to 1."""
        counts = {cell.name: cell.count for cell in self.cells}
        return counts["reported"] / counts["due"] if counts["due"] else 1.0


@dataclass
class Board:
    """The numbers of one period, as one user sees them on `day`, in two queries."""

    scope: Scope
    period: Period
    day: date

    @cached_property
    def lines(self) -> list[Line]:
        """Units in official order, those that were asked for anything."""
        return [self._line(unit, self._counts[unit.pk]) for unit in self._units]

    @cached_property
    def total(self) -> Line:
        whole: Counter[str] = Counter()
        for counts in self._counts.values():
            whole.update(counts)
        return self._line(None, whole)

    @cached_property
    def _counts(self) -> dict[int, Counter[str]]:
        """By unit, how many of its tasks are counted in each column."""
        tasks = self.scope.known_tasks() if is_kept(self.period, self.day) else self.scope.tasks()
        tasks = in_period(tasks, self.period, self.day).filter(Q(reported__isnull=False))
        found: dict[int, Counter[str]] = {}
        today = Urge.objects.filter(task=OuterRef("pk"), unit=OuterRef("reporting_unit_id"), day=self.day)
        rows = tasks.order_by().annotate(urged_today=Exists(today))
        names = (F("reporting_unit_id"), F("reported"), F("reported_late"), F("urged_today"))
        for unit, reported, late, urged in rows.values_list(*names):
            found.setdefault(unit, Counter()).update(_columns(Reported(reported), late, urged))
        return found

    @cached_property
    def _units(self) -> list[Unit]:
        """In official order; of a locked period under the names that they had then."""
        units = list(Unit.objects.filter(pk__in=self._counts))
        if is_kept(self.period, self.day):
            kept = PeriodFigure.objects.filter(period=self.period, unit__in=units)
            names = dict(kept.values_list("unit", "unit_name").distinct())
            for unit in units:
                unit.name = names.get(unit.pk) or unit.name
        return units

    def _line(self, unit: Unit | None, counts: "Counter[str]") -> Line:
        cells = {name: self._cell(name, unit, counts[name]) for name in REPORTS}
        return Line(unit, [cells[name] for name in COLUMNS], cells["open"], counts["to_urge"])

    def _cell(self, name: str, unit: Unit | None, count: int) -> Cell:
        words: dict[str, str | int] = {"report": name, "period": self.period.month}
        if unit:
            words["reporter"] = unit.pk
        url = reverse("task_list", kwargs=self.scope.place)
        return Cell(name, REPORTS[name][0], count, f"{url}?{urlencode(words)}")


def _columns(reported: Reported, late: bool, urged: bool) -> Iterator[str]:
    """Where a task with this report is counted."""
    open_ = reported in (Reported.MISSING, Reported.RETURNED)
    yield "due"
    yield reported.value
    yield "open" if open_ else "reported"
    if open_ and not urged:
        yield "to_urge"
    if late:
        yield "late"
