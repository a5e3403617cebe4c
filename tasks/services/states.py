"""From stored rows to what the rule of standing asks, in the same few queries for any number of tasks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import Prefetch

from tasks.models import Milestone, PlannedValue, ProgressReport, Responsibility, Target, TargetValue, Task
from tasks.permissions import reporting_unit
from tasks.standing import Kind, MilestoneState, Override, Rules, Status, TargetState, TaskState, span_in_year

Part = TypeVar("Part", Target, Milestone)


@dataclass(frozen=True)
class Known:
    """A task as the rule sees it, with the thresholds of its year."""

    pk: int
    state: TaskState
    rules: Rules
    #: merged into another: it stands no more
    gone: bool = False


@dataclass
class _Reported:
    """What has been reported of some tasks; later periods stand last and win.

    A report that was sent back counts for nothing until it is made again, except that somebody did report.
    """

    tasks: set[int] = field(default_factory=set)
    percents: defaultdict[int, dict[int, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    values: dict[int, Decimal] = field(default_factory=dict)
    #: what breakdowns promise, by target, in the order of days
    planned: defaultdict[int, list[tuple[date, Decimal]]] = field(default_factory=lambda: defaultdict(list))


def known(pks: Collection[int]) -> list[Known]:
    """The tasks with these keys, as the rule of standing sees them now."""
    leads = Responsibility.objects.filter(role=Responsibility.Role.LEAD_UNIT).select_related("unit")
    tasks = Task.objects.filter(pk__in=pks).select_related("year")
    tasks = tasks.prefetch_related(Prefetch("responsibilities", leads))
    targets, milestones = _by_task(Target, pks), _by_task(Milestone, pks)
    reported = _reported(pks)
    if targets:
        reported.values.update(_values(pks))
        for target, due, value in _planned(pks):
            reported.planned[target].append((due, value))
    return [
        Known(
            task.pk,
            _state(task, targets[task.pk], milestones[task.pk], reported),
            task.year.rules,
            task.merged_into_id is not None,
        )
        for task in tasks
    ]


def _by_task(model: type[Part], pks: Collection[int]) -> defaultdict[int, list[Part]]:
    """The rows of `model` of each of these tasks, in their order."""
    parts: defaultdict[int, list[Part]] = defaultdict(list)
    for part in model._default_manager.filter(task__in=pks):
        parts[part.task_id].append(part)
    return parts


def _reported(pks: Collection[int]) -> _Reported:
    found = _Reported()
    reports = ProgressReport.objects.filter(task__in=pks).order_by(
        "period__month", "beyond", "reported_at", "pk"
    )
    for task, unit, percent, returned in reports.values_list("task", "unit", "percent", "returned_reason"):
        found.tasks.add(task)
        if percent is not None and not returned:
            found.percents[task].pop(unit, None)  # so that the last one reported comes last
            found.percents[task][unit] = percent
    return found


def _values(pks: Collection[int]) -> Iterable[tuple[int, Decimal]]:
    values = TargetValue.objects.filter(report__task__in=pks, report__returned_reason="")
    values = values.order_by("report__period__month", "report__beyond", "report__reported_at", "pk")
    return values.values_list("target", "value")


def _planned(pks: Collection[int]) -> Iterable[tuple[int, date, Decimal]]:
    planned = PlannedValue.objects.filter(target__task__in=pks).order_by("target", "due")
    return planned.values_list("target", "due", "value")


def _state(
    task: Task, targets: Sequence[Target], milestones: Sequence[Milestone], reported: _Reported
) -> TaskState:
    start, deadline = span_in_year(task.year.number, task.start, task.deadline)
    return TaskState(
        start=start,
        deadline=deadline,
        status=Status(task.status),
        percent=_own_percent(task, reported.percents[task.pk]),
        targets=tuple(_target(target, reported) for target in targets),
        milestones=tuple(map(_milestone, milestones)),
        override=_override(task),
        ever_reported=task.pk in reported.tasks,
    )


def _override(task: Task) -> Override | None:
    percent = task.override_percent
    return None if percent is None else Override(percent, task.override_reason)


def _own_percent(task: Task, percents: dict[int, Decimal]) -> Decimal | None:
    """The reporting unit's last figure; where it has none yet (the task changed hands), the last one."""
    unit = reporting_unit(task)
    if unit and unit.pk in percents:
        return percents[unit.pk]
    return next(reversed(percents.values()), None)


def _target(target: Target, reported: _Reported) -> TargetState:
    return TargetState(
        target.metric,
        target.comparator,
        target.value,
        Kind(target.kind),
        reported.values.get(target.pk),
        tuple(reported.planned.get(target.pk, ())),
    )


def _milestone(milestone: Milestone) -> MilestoneState:
    return MilestoneState(milestone.title, milestone.due, milestone.share, milestone.done_on)
