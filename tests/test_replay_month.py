"""A year with everything in it: how a task stood on a past day is what was shown, locked figures stay.

Targets with planned values, nodes, extensions, pauses, closings, reopenings, merged tasks and renamed units.
A ledger of its own says what was to be seen on each day, without the product's rule, spans or queries.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db.models import F

from tasks.errors import Refused
from tasks.models import Period, PeriodFigure, ProgressReport, StandingSpan, Target, Task, User
from tasks.services import breakdown, closing, periods, reshape
from tasks.services import request as requests
from tasks.services.history import Deed
from tasks.services.report import report
from tasks.services.review import pass_report, send_back
from tasks.services.standing import refresh_due
from tests.cast import Cast, make_task
from tests.pages import freeze

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range(365)]
TASKS = 8
PROMISED = 100
WORST_FIRST = ("far_behind", "behind", "on_schedule", "ahead")


@dataclass
class Node:
    due: date
    share: int
    done: bool = False


@dataclass
class Page:
    """What the ledger knows of one task."""

    deadline: date
    status: str = "open"
    #: what was said in each month: the value, and whether it was sent back
    said: dict[int, tuple[int, bool]] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    planned: dict[date, int] = field(default_factory=dict)

    def shown(self, day: date) -> str:
        """What is settled first; then the worst of figure and nodes, and behind where a node was missed."""
        if self.status != "open":
            return "other" if self.status == "suspended" else self.status
        if day > self.deadline:
            return "overdue"
        found = [_standing(points) for points in self._points(day)] if self.said else []
        if not found:
            return "not_reported"
        if any(day > node.due and not node.done for node in self.nodes.values()):
            found.append("behind")
        return min(found, key=WORST_FIRST.index)

    def _points(self, day: date) -> list[Fraction]:
        gone = Fraction((day - FIRST).days + 1, (self.deadline - FIRST).days + 1)
        points = []
        good = [self.said[month][0] for month in sorted(self.said) if not self.said[month][1]]
        if good:
            passed = [value for due, value in self.planned.items() if day > due]
            asked = Fraction(max([0, *passed]), PROMISED) if self.planned else gone
            points.append(Fraction(good[-1], PROMISED) - asked)
        if self.nodes:
            nodes = self.nodes.values()
            done = Fraction(sum(node.share for node in nodes if node.done), 100)
            due = Fraction(sum(node.share for node in nodes if day > node.due), 100)
            points.append(done - min(gone, due))
        return [100 * each for each in points]


def _standing(points: Fraction) -> str:
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
    done: Counter[str] = field(default_factory=Counter)
    #: the figures of each locked month, as they were when it was locked
    frozen: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)

    def begin(self) -> None:
        Task.objects.all().delete()
        for number in range(TASKS):
            deadline = FIRST + timedelta(days=self.chance.choice([150, 240, 300, 364]))
            unit = self.chance.choice([self.cast.industry, self.cast.education])
            task = make_task(self.cast.plan, None, number, f"第{number}项", unit, deadline=deadline)
            Target.objects.create(task=task, metric="驿站", value=PROMISED, unit="处")
            self.pages[task.pk] = Page(deadline)

    def act(self, day: date) -> None:
        """Some of what may happen on a day; what the product refuses, the ledger does not enter."""
        likely: list[tuple[float, Callable[[Task, Page, date], None]]] = [
            (0.06, self._report),
            (0.01, self._send_back),
            (0.03, self._pass),
            (0.008, self._extend),
            (0.006, self._suspend),
            (0.006, self._resume),
            (0.008, self._break_down),
            (0.02, self._reopen),
            (0.0007, self._merge),
        ]
        for pk in list(self.pages):
            for probability, step in likely:
                if self.chance.random() < probability and pk in self.pages:
                    self._try(step, Task.objects.select_related("year__district").get(pk=pk), day)
        if day.day == 3 and day.month > 1:
            self._lock(day)
        if day.day == 15:
            self._rename(day)

    def _try(self, step: Callable[[Task, Page, date], None], task: Task, day: date) -> None:
        name = step.__name__.strip("_")
        try:
            step(task, self.pages[task.pk], day)
        except Refused:
            name += ", refused"
        self.done[name] += 1

    def _clerk(self, task: Task) -> User:
        unit = task.responsibilities.get(role="lead_unit").unit
        return self.cast.reporter if unit == self.cast.industry else self.cast.education_reporter

    def _report(self, task: Task, page: Page, day: date) -> None:
        gone = ((day - FIRST).days + 1) / 365
        value = min(99, int(100 * gone * self.chance.uniform(0.5, 1.4)))
        complete = self.chance.random() < 0.1
        steps = list(task.milestones.all())
        done = {step.pk for step in steps if step.done_on or self.chance.random() < gone}
        said: dict[str, Any] = {"percent": None, "status": "in_progress"}
        if complete:
            said = {"percent": Decimal(100), "status": "complete", "percent_reason": "已验收。"}
        values = {target.pk: Decimal(value) for target in task.targets.filter(position=0)}
        report(task, user=self._clerk(task), note="推进中。", values=values, done=done, day=day, **said)
        page.said[day.month] = (value, False)
        page.status = "claimed" if complete else "open"
        for step in steps:
            page.nodes[step.title].done = step.pk in done

    def _latest(self, task: Task) -> ProgressReport:
        found = task.reports.select_related("task__year__district", "unit", "period__year")
        row = found.order_by("period__month").last()
        if row is None:
            raise Refused("nothing reported")
        return row

    def _send_back(self, task: Task, page: Page, day: date) -> None:
        row = self._latest(task)
        send_back(row, user=self.cast.supervisor, reason="数据不实", day=day)
        page.said[row.period.month] = (page.said[row.period.month][0], True)
        if page.status == "claimed":
            page.status = "open"

    def _pass(self, task: Task, page: Page, day: date) -> None:
        row = self._latest(task)
        pass_report(row, user=self.cast.supervisor, day=day)
        if page.status == "claimed":
            page.status = "completed"

    def _asked(self, task: Task, day: date, wish: requests.Wish) -> None:
        row = requests.ask(task, wish, user=self._clerk(task), day=day)
        requests.grant(row, user=self.cast.supervisor, day=day)

    def _extend(self, task: Task, page: Page, day: date) -> None:
        later = min(LAST, page.deadline + timedelta(days=30))
        self._asked(task, day, requests.Wish("extension", "施工图审查延后。", deadline=later))
        page.deadline = later

    def _suspend(self, task: Task, page: Page, day: date) -> None:
        self._asked(task, day, requests.Wish("suspension", "等待规划调整。"))
        page.status = "suspended"

    def _resume(self, task: Task, page: Page, day: date) -> None:
        requests.resume(task, user=self.cast.supervisor, day=day)
        page.status = "open"

    def _reopen(self, task: Task, page: Page, day: date) -> None:
        claimed = task.reports.filter(status="complete", returned_reason="")
        last = claimed.order_by("period__month").last()
        closing.reopen(task, user=self.cast.supervisor, reason="缺项。", day=day)
        assert last
        page.said[last.period.month] = (page.said[last.period.month][0], True)
        page.status = "open"

    def _break_down(self, task: Task, page: Page, day: date) -> None:
        """Two nodes and what is planned by their days, approved at once; another one takes its place."""
        span = (page.deadline - FIRST).days
        days = [FIRST + timedelta(days=each) for each in sorted(self.chance.sample(range(20, span), 2))]
        nodes = {title: Node(due, share) for title, due, share in zip("甲乙", days, (40, 60), strict=True)}
        planned = {days[0]: self.chance.randint(10, 50), days[1]: PROMISED}
        target = task.targets.get(position=0).pk
        plan = breakdown.Plan(
            "工大力",
            "0712-5550101",
            nodes=[breakdown.Node(title, each.due, Decimal(each.share)) for title, each in nodes.items()],
            values={target: {due: Decimal(value) for due, value in planned.items()}},
        )
        latest = task.breakdowns.exclude(state="replaced").last()
        seen = latest.pk if latest else None
        row = breakdown.file(task, user=self._clerk(task), plan=plan, reason="调整。", seen=seen, day=day)
        breakdown.approve(task, row.pk, user=self.cast.supervisor, day=day)
        for title, node in nodes.items():
            node.done = title in page.nodes and page.nodes[title].done
        page.nodes, page.planned = nodes, planned

    def _merge(self, task: Task, page: Page, day: date) -> None:
        into = next(pk for pk in self.pages if pk != task.pk)
        head, taken = Task.objects.get(pk=into), [target.pk for target in task.targets.all()]
        reshape.merge(head, [task], user=self.cast.supervisor, targets=taken, day=day)
        del self.pages[task.pk]

    def _lock(self, day: date) -> None:
        month = Period.objects.get(year=self.cast.year, month=day.month - 1)
        periods.lock(month, user=self.cast.supervisor, day=day)
        self.frozen[month.month] = figures(month.month)

    def _rename(self, day: date) -> None:
        """A name says nothing about how a task stands, on no day."""
        self.cast.industry.name = f"工信局（{day.month}月更名）"
        Deed.on(day, self.cast.administrator).save(self.cast.industry, "name")


def figures(month: int) -> list[tuple[Any, ...]]:
    rows = PeriodFigure.objects.filter(period__month=month).order_by("task_id")
    return list(rows.values_list())


@pytest.mark.parametrize("seed", [5])
def test_a_past_day_and_a_locked_month_stay_what_they_were(
    cast: Cast, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    year = Year(cast, random.Random(seed))
    year.begin()
    ledger: dict[date, dict[int, str]] = {}
    for day in DAYS:
        freeze(monkeypatch, day)
        refresh_due(day)
        year.act(day)
        ledger[day] = {pk: page.shown(day) for pk, page in year.pages.items()}
        live = StandingSpan.objects.filter(end=None, task__merged_into=None)
        assert dict(live.values_list("task", "standing")) == ledger[day], day
    for day in DAYS:
        then = dict(Task.objects.standing_on(day).values_list("pk", F("standing")))
        assert then | ledger[day] == then, day
    for month, rows in year.frozen.items():
        assert figures(month) == rows
        last = date(2026, month + 1, 1) - timedelta(days=1)
        kept = dict(PeriodFigure.objects.filter(period__month=month).values_list("task", "standing"))
        assert kept == {pk: ledger[last][pk] for pk in kept}
    _assert_everything_happened(year, ledger)


def _assert_everything_happened(year: Year, ledger: dict[date, dict[int, str]]) -> None:
    acts = {"report", "send_back", "pass", "extend", "suspend", "resume", "break_down", "reopen", "merge"}
    assert acts <= set(year.done), acts - set(year.done)
    shown = {standing for day in ledger.values() for standing in day.values()}
    assert {*WORST_FIRST, "completed", "claimed", "overdue", "other", "not_reported"} == shown
    assert len(year.frozen) == 11
