"""How far a task and each of its targets is: what lists and pages draw bars of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from tasks.models import Period, PlannedValue, ProgressReport, Target, TargetValue, Task
from tasks.standing import (
    Kind,
    Light,
    MilestoneState,
    Rules,
    TargetState,
    TaskState,
    span_in_year,
    stand,
    time_gone,
)


def with_current(
    targets: "QuerySet[Target]",
    day: date,
    period: Period | None = None,
    besides: ProgressReport | None = None,
) -> "QuerySet[Target]":
    """With the value reached by `day` as `current`: None before the first, not what was returned.

    Where `period` is given, by what was said for it and those before it; what the report `besides` says is
    left aside.
    """
    values = TargetValue.objects.filter(target=OuterRef("pk"), report__returned_reason="")
    values = values.filter(report__reported_at__date__lte=day)
    values = values.exclude(report=besides.pk) if besides and besides.pk else values
    if period:
        values = values.filter(report__period__month__lte=period.month, report__beyond__lte=period.beyond)
    latest = values.order_by(
        "-report__period__month", "-report__beyond", "-report__reported_at", "-report_id"
    )
    return targets.annotate(current=Subquery(latest.values("value")[:1])).prefetch_related("planned")


def gone(task: Task, year: int, day: date) -> float:
    """The share, 0 to 1, of `task`'s time that has passed on `day`."""
    return time_gone(*span_in_year(year, task.start, task.deadline), day)


@dataclass(frozen=True)
class Measure:
    """One target: the value reached, its share of what was promised (None for a limit), its light.

    `asked` is the share, 0 to 1, that is asked by the day: of a cumulative target time gone, or what its
    breakdown plans; None for others. `plan` is the planned value that is asked, None where time asks.
    """

    target: Target
    current: Decimal | None
    share: Decimal | None
    light: Light
    asked: float | None = None
    plan: PlannedValue | None = None


def measures(task: Task, day: date) -> list[Measure]:
    """A measure for each target of `task`, fetched by `with_current`, as each alone would stand on `day`."""
    return [_measure(task, target, day) for target in task.targets.all()]


def _measure(task: Task, target: Any, day: date) -> Measure:
    start, deadline = span_in_year(task.year.number, task.start, task.deadline)
    state = _state(target, {})
    asked, plan = None, None
    if state.is_planned:
        asked = float(state.planned_on(day))
        plan = max(
            (row for row in target.planned.all() if row.due < day), key=lambda row: row.due, default=None
        )
    elif state.kind == Kind.CUMULATIVE:
        asked = time_gone(start, deadline, day)
    if target.current is None:
        return Measure(target, None, None, Light.GREY, asked, plan)
    alone = stand(TaskState(start, deadline, targets=(state,), ever_reported=True), day, task.year.rules)
    share = None if alone.percent is None else alone.percent / 100
    # a number reached in full is good on any day, also after the deadline
    return Measure(target, target.current, share, Light.GREEN if share == 1 else alone.light, asked, plan)


@dataclass(frozen=True)
class Computed:
    """What the figures of a task come to together, 0 to 100; `by_number`: some target with a value counts.

    None where neither target nor milestone measures the work.
    """

    percent: Decimal | None
    by_number: bool


def computed(
    task: Task, values: Mapping[int, Decimal | None] | None = None, done: Collection[int] | None = None
) -> Computed:
    """By the rule of standing, for `task` with its milestones and its targets fetched by `with_current`.

    `values` by the key of their target, and `done`, the keys of the milestones reached, take the place of
    what is stored.
    """
    given = {key: value for key, value in (values or {}).items() if value is not None}
    targets = tuple(_state(target, given) for target in task.targets.all())
    steps = tuple(
        MilestoneState(
            row.title, row.due, row.share, row.due if _reached(row.pk, row.done_on, done) else None
        )
        for row in task.milestones.all()
    )
    start, deadline = span_in_year(task.year.number, task.start, task.deadline)
    state = TaskState(start, deadline, targets=targets, milestones=steps, ever_reported=True)
    counted = any(target.current is not None and not target.is_limit for target in targets)
    return Computed(stand(state, start, Rules()).percent, counted)


def _state(target: Any, given: Mapping[int, Decimal]) -> TargetState:
    current = given.get(target.pk, target.current)
    planned = tuple((row.due, row.value) for row in target.planned.all())
    return TargetState(target.metric, target.comparator, target.value, Kind(target.kind), current, planned)


def _reached(pk: int, done_on: date | None, done: Collection[int] | None) -> bool:
    return done_on is not None if done is None else pk in done
