"""Units and periods: what each has reported, late or not at all; every number is the list that it counts."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django.db.models import F

from tasks.due import Reported
from tasks.filters import TaskFilter
from tasks.models import Period, Unit, Year


@dataclass(frozen=True)
class Cell:
    """What one unit was asked for in one period; the addresses are lists."""

    due: int
    open: int
    late: int
    url: str
    open_url: str
    late_url: str

    @property
    def state(self) -> str:
        """missing, late or reported, the worst; empty where nothing was asked for."""
        if not self.due:
            return ""
        return "missing" if self.open else "late" if self.late else "reported"


@dataclass(frozen=True)
class Row:
    unit: Unit
    cells: list[Cell]


@dataclass
class Matrix:
    """The periods that have begun by the day asked about, one query each; units in official order.

    `address(report=…, period=…, reporter=…)` is the list of what a number counts.
    """

    tasks: TaskFilter
    address: Callable[..., str]

    @cached_property
    def periods(self) -> list[Period]:
        year = self.tasks.scope.year
        rows = list(year.periods.filter(opens__lte=self.tasks.day).order_by("month")) if year else []
        for row in rows:
            row.year = cast(Year, year)
        return rows

    @cached_property
    def rows(self) -> list[Row]:
        asked = {unit for counts in self._counts.values() for unit in counts}
        return [
            Row(unit, [self._cell(unit, period, self._counts[period.month]) for period in self.periods])
            for unit in Unit.objects.filter(pk__in=asked)
        ]

    @cached_property
    def _counts(self) -> dict[int, dict[int, Counter[str]]]:
        """By month and unit."""
        return {period.month: self._of(period) for period in self.periods}

    def _of(self, period: Period) -> dict[int, Counter[str]]:
        asked = self.tasks.also(report="due", period=str(period.month))
        asked.period_asked = period
        found: dict[int, Counter[str]] = {}
        names = (F("reporting_unit_id"), F("reported"), F("reported_late"))
        for unit, reported, late in asked.qs.order_by().values_list(*names):
            open_ = reported in (Reported.MISSING, Reported.RETURNED)
            found.setdefault(unit, Counter()).update(due=1, open=int(open_), late=int(bool(late)))
        return found

    def _cell(self, unit: Unit, period: Period, counts: dict[int, Counter[str]]) -> Cell:
        number, place = counts.get(unit.pk, Counter()), {"period": period.month, "reporter": unit.pk}
        urls = [self.address(report=name, **place) for name in ("due", "open", "late")]
        return Cell(number["due"], number["open"], number["late"], *urls)
