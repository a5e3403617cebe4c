"""A whole year acted day by day: how a task stood on any past day is what was shown on that day.

What was shown is recomputed on each day from a ledger of its own, in plain floats, without the product's
rule, spans or queries; afterwards the product is asked about every one of those days.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import F

from tasks.errors import Refused
from tasks.models import ProgressReport, StandingSpan, Task
from tasks.services.history import Deed
from tasks.services.report import report
from tasks.services.review import pass_report, send_back
from tasks.services.standing import changing, refresh_due
from tests.cast import Cast, make_task
from tests.pages import freeze

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
TASKS = 12
DAYS = [FIRST + timedelta(days=n) for n in range(365)]


@dataclass
class Page:
    """What the ledger knows of one task."""

    deadline: date
    status: str = "open"
    #: what was said in each month: its percent, and whether it was sent back
    said: dict[int, tuple[float, bool]] = field(default_factory=dict)

    @property
    def percent(self) -> float | None:
        good = [self.said[month][0] for month in sorted(self.said) if not self.said[month][1]]
        return good[-1] if good else None

    def shown(self, day: date) -> str:
        """The rule in few words: what is settled first, then the points short of time or ahead of it."""
        if self.status != "open":
            return self.status
        if day > self.deadline:
            return "overdue"
        if self.percent is None:
            return "not_reported"
        gone = ((day - FIRST).days + 1) / ((self.deadline - FIRST).days + 1)
        points = self.percent - 100 * gone
        if points >= 5:
            return "ahead"
        if points >= -5:
            return "on_schedule"
        return "behind" if points >= -15 else "far_behind"


@dataclass
class Year:
    """A cast of tasks, what happens to them, and the ledger."""

    cast: Cast
    chance: random.Random
    pages: dict[int, Page] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        Task.objects.all().delete()
        for number in range(TASKS):
            deadline = FIRST + timedelta(days=self.chance.choice([120, 200, 272, 330, 364]))
            unit = self.chance.choice([self.cast.industry, self.cast.education])
            task = make_task(self.cast.plan, None, number, f"第{number}项", unit, deadline=deadline)
            self.pages[task.pk] = Page(deadline)

    def act(self, day: date) -> None:
        """Some of what may happen on a day; what the product refuses, the ledger does not enter."""
        for pk in self.pages:
            task = Task.objects.select_related("year__district").get(pk=pk)
            roll = self.chance.random()
            if roll < 0.05:
                self._try("report", self._report, task, day)
            elif roll < 0.058:
                self._try("send back", self._send_back, task, day)
            elif roll < 0.075:
                self._try("pass", self._pass, task, day)
            elif roll < 0.079:
                self._try("extend", self._extend, task, day)

    def _try(self, name: str, step: object, task: Task, day: date) -> None:
        try:
            step(task, day)  # type: ignore[operator]
        except Refused:
            name += ", refused"
        self.done[name] = self.done.get(name, 0) + 1

    def _report(self, task: Task, day: date) -> None:
        page = self.pages[task.pk]
        # nothing falls on a border between two standings
        gone = ((day - FIRST).days + 1) / 365
        percent = min(100, int(100 * gone * self.chance.uniform(0.4, 1.5))) + Decimal("0.37")
        if percent > 100 or self.chance.random() < 0.06:
            percent = Decimal(100)
        unit = task.responsibilities.get(role="lead_unit").unit
        user = self.cast.reporter if unit == self.cast.industry else self.cast.education_reporter
        report(task, user=user, percent=percent, status="in_progress", note="推进中。", day=day)
        page.said[day.month] = (float(percent), False)
        page.status = "claimed" if percent == 100 else "open"

    def _latest(self, task: Task) -> ProgressReport:
        found = task.reports.select_related("task__year__district", "unit", "period__year")
        row = found.order_by("period__month").last()
        if row is None:
            raise Refused("nothing reported")
        return row

    def _send_back(self, task: Task, day: date) -> None:
        row = self._latest(task)
        send_back(row, user=self.cast.supervisor, reason="数据不实", day=day)
        page = self.pages[task.pk]
        page.said[row.period.month] = (page.said[row.period.month][0], True)
        page.status = "open"

    def _pass(self, task: Task, day: date) -> None:
        row = self._latest(task)
        pass_report(row, user=self.cast.supervisor, day=day)
        page = self.pages[task.pk]
        if page.status == "claimed" and row.status == "complete":
            page.status = "completed"

    def _extend(self, task: Task, day: date) -> None:
        page = self.pages[task.pk]
        later = min(LAST, page.deadline + timedelta(days=30))
        with changing(task, day):
            task.deadline = later
            Deed.on(day, self.cast.supervisor).save(task, "deadline")
        page.deadline = later


@pytest.mark.parametrize("seed", [3, 17])
def test_how_a_task_stood_on_a_past_day_is_what_was_shown_then(
    cast: Cast, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    year = Year(cast, random.Random(seed))
    year.begin()
    ledger: dict[date, dict[int, str]] = {}
    live: dict[date, dict[int, str]] = {}
    for day in DAYS:
        freeze(monkeypatch, day)
        refresh_due(day)
        year.act(day)
        ledger[day] = {pk: page.shown(day) for pk, page in year.pages.items()}
        live[day] = dict(StandingSpan.objects.filter(end=None).values_list("task", "standing"))
    assert live == ledger
    for day in DAYS:
        then = dict(Task.objects.standing_on(day).values_list("pk", F("standing")))
        assert then == ledger[day], day
    happened = set(year.done)
    assert happened >= {"report", "send back", "pass", "extend"}
    assert {"completed", "overdue", "behind", "ahead"} <= {
        s for shown in ledger.values() for s in shown.values()
    }
