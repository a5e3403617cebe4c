"""How a task stands on a day: the one rule. Pure functions of plain values, no database.

What counts as done, and what it is compared with ("asked"), both as shares of the whole:

| measure              | share done               | asked on a day                                          |
|----------------------|--------------------------|---------------------------------------------------------|
| cumulative target    | current / value          | time gone                                               |
|   with planned values | the same                | the most planned for a day that has passed / value      |
| growth, level target | current against value    | all, on any day: the figure does not add up over a year |
| milestones           | shares of those done     | time gone, but no more than the shares of those due     |
| lead unit's percent  | percent                  | time gone; only where nothing above measures the work   |
| percent set by hand  | percent                  | time gone; instead of everything else                   |
| ceiling              | all, less its excess     | all; a limit kept neither helps nor holds back          |

Planned values are a stair: nothing is asked before the first has passed, then no less than was planned for
any day that has; time gone asks nothing of such a target.

Points are a hundred times done less asked. A task stands as its worst measure, and at least behind while a
milestone is past due. A target without a value is not judged. Settled before any measure, in this order:

1. Completed, claimed and suspended tasks stand so on every day.
2. Past the deadline all others are overdue, reported or not.
3. Before its start, or while marked as not started by plan (until one of its milestones is past due), a task
   is "other".
4. Never reported is "not reported", unless the percent is set by hand; so is what gives nothing to measure.

Days: a day counts as gone on that day, so the time gone of a year is 1/365 on 1 January, all on 31 December.
A deadline or a due date has passed on the day after. A start later than the deadline counts as the deadline.

All comparison is in exact fractions; floats are only handed out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

from tasks.legend import Light, Reason, Standing
from tasks.stated import Kind, MilestoneState, Override, Rules, Status, TargetState, TaskState

__all__ = [
    "Kind",
    "Light",
    "MilestoneState",
    "Override",
    "Reason",
    "Rules",
    "Stance",
    "Standing",
    "Status",
    "TargetState",
    "TaskState",
    "span_in_year",
    "stand",
    "time_gone",
]

#: What lies beyond any threshold: how far off a figure is whose promised value is zero.
FAR_OFF = 2


@dataclass(frozen=True, slots=True)
class Stance:
    """How a task stands on one day.

    `percent` is 0 to 100, rounded down to two places, so that 100 is never less than all; None if nothing
    says how much is done. `time_gone` is 0 to 1. `reasons` come worst first. `holds_until` is the first day
    on which the standing is another without new input, None if never.
    """

    standing: Standing
    percent: Decimal | None
    time_gone: float
    reasons: tuple[Reason, ...]
    holds_until: date | None

    @property
    def light(self) -> Light:
        return self.standing.light


def stand(task: TaskState, day: date, rules: Rules) -> Stance:
    """How `task`, as now known, stands on `day`. See the head of this file for the rule."""
    measures = _measures(task)
    standing = _standing(task, measures, day, rules)
    return Stance(
        standing=standing,
        percent=_percent(task, measures),
        time_gone=time_gone(task.start, task.deadline, day),
        reasons=tuple(_reasons(task, measures, day, rules)),
        holds_until=_holds_until(task, measures, day, rules, standing),
    )


def time_gone(start: date, deadline: date, day: date) -> float:
    """The share, 0 to 1, of the days from `start` to `deadline` (both counted) gone when `day` ends."""
    return float(_gone(start, deadline, day))


def span_in_year(year: int, start: date | None, deadline: date | None) -> tuple[date, date]:
    """Start and deadline of a task, the year's first and last day where the plan gives none."""
    return start or date(year, 1, 1), deadline or date(year, 12, 31)


def _gone(start: date, deadline: date, day: date) -> Fraction:
    start = min(start, deadline)
    days = (deadline - start).days + 1
    return Fraction(min(max((day - start).days + 1, 0), days), days)


@dataclass(frozen=True, slots=True)
class _Measure:
    """One thing to judge by: the share done, what is asked of it on a day, and the words to say so."""

    code: str
    share: Fraction
    asked: Callable[[date], Fraction]
    params: tuple[tuple[str, str], ...] = ()

    @property
    def is_limit(self) -> bool:
        return self.code == "limit"

    def points(self, day: date) -> Fraction:
        return (self.share - self.asked(day)) * 100

    def standing(self, day: date, rules: Rules) -> Standing:
        points = self.points(day)
        tolerance = 0 if self.is_limit else rules.tolerance_points
        if points >= tolerance:
            return Standing.AHEAD
        if points >= -tolerance:
            return Standing.ON_SCHEDULE
        return Standing.BEHIND if points >= -rules.red_points else Standing.FAR_BEHIND

    def reason(self, day: date) -> Reason:
        shares = {"share": _printed(self.share * 100), "asked": _printed(self.asked(day) * 100)}
        return Reason.of(self.code, **shares, day=day.isoformat(), **dict(self.params))


def _measures(task: TaskState) -> list[_Measure]:
    def by_time(day: date) -> Fraction:
        return _gone(task.start, task.deadline, day)

    if task.override is not None:
        share = Fraction(task.override.percent) / 100
        return [_Measure("override", share, by_time, (("why", task.override.reason),))]
    measures = [_target(t, t.current, by_time) for t in task.targets if t.current is not None]
    if task.milestones:
        measures.append(_steps(task.milestones, by_time))
    if task.percent is not None and all(measure.is_limit for measure in measures):
        measures.append(_Measure("self_rated", Fraction(task.percent) / 100, by_time))
    return measures


def _target(target: TargetState, current: Decimal, by_time: Callable[[date], Fraction]) -> _Measure:
    params = (("metric", target.metric), ("current", _plain(current)), ("value", _plain(target.value)))
    if target.is_limit:
        return _Measure("limit", 1 - _excess(current, target.value), _all, params)
    if target.kind == Kind.CUMULATIVE:
        share = Fraction(current) / Fraction(target.value)
        code, asked = ("planned", target.planned_on) if target.is_planned else ("cumulative", by_time)
        return _Measure(code, share, asked, params)
    return _Measure("whole", 1 + _excess(current, target.value), _all, params)


def _excess(current: Decimal, value: Decimal) -> Fraction:
    """By how much `current` exceeds `value`, as a share of it; negative if it falls short."""
    if value == 0:
        return Fraction(FAR_OFF * ((current > 0) - (current < 0)))
    return (Fraction(current) - Fraction(value)) / abs(Fraction(value))


def _all(day: date) -> Fraction:
    return Fraction(1)


def _steps(milestones: Sequence[MilestoneState], by_time: Callable[[date], Fraction]) -> _Measure:
    """The milestones together. None is asked for before its date, so late dates make no task behind early."""
    shares = _shares(milestones)
    done = sum((s for m, s in zip(milestones, shares, strict=True) if m.done_on), Fraction(0))

    def asked(day: date) -> Fraction:
        due = sum((s for m, s in zip(milestones, shares, strict=True) if day > m.due), Fraction(0))
        return min(by_time(day), due)

    return _Measure("milestones", done, asked)


def _shares(milestones: Sequence[MilestoneState]) -> list[Fraction]:
    """Their shares of the work, scaled down if they add up to more than all of it."""
    stated = [Fraction(milestone.share) / 100 for milestone in milestones]
    total = sum(stated, Fraction(0))
    if total == 0:
        return [Fraction(1, len(milestones))] * len(milestones)
    return [share / max(total, Fraction(1)) for share in stated]


def _standing(task: TaskState, measures: Sequence[_Measure], day: date, rules: Rules) -> Standing:
    if task.status in _SETTLED:
        return _SETTLED[task.status]
    if day > task.deadline:
        return Standing.OVERDUE
    if _waits(task, day):
        return Standing.OTHER
    if not task.is_known or not measures:
        return Standing.NOT_REPORTED
    return _worst(task, measures, day, rules)


_SETTLED = {
    Status.COMPLETED: Standing.COMPLETED,
    Status.CLAIMED: Standing.CLAIMED,
    Status.SUSPENDED: Standing.OTHER,
}


def _waits(task: TaskState, day: date) -> bool:
    return day < task.begins or (task.status == Status.NOT_STARTED and not _missed(task, day))


def _missed(task: TaskState, day: date) -> list[MilestoneState]:
    return [milestone for milestone in task.milestones if milestone.missed_on(day)]


def _worst(task: TaskState, measures: Sequence[_Measure], day: date, rules: Rules) -> Standing:
    standings = [measure.standing(day, rules) for measure in measures]
    if all(measure.is_limit for measure in measures):
        standings.append(Standing.ON_SCHEDULE)
    if _missed(task, day):
        standings.append(Standing.BEHIND)
    return min(standings, key=lambda standing: standing.severity)


def _percent(task: TaskState, measures: Sequence[_Measure]) -> Decimal | None:
    """The mean of the shares done, each between none and all; what was verified complete is all done."""
    if task.status == Status.COMPLETED:
        return Decimal(100)
    shares = [min(max(m.share, Fraction(0)), Fraction(1)) for m in measures if not m.is_limit]
    if not shares or not task.is_known:
        return None
    mean = sum(shares, Fraction(0)) / len(shares)
    return Decimal(floor(mean * 10_000)).scaleb(-2)


def _reasons(task: TaskState, measures: Sequence[_Measure], day: date, rules: Rules) -> Iterator[Reason]:
    if task.status in _SETTLED:
        yield Reason.of(task.status.value)
    elif day <= task.deadline and _waits(task, day):
        yield _why_it_waits(task, day)
    else:
        if day > task.deadline:
            yield Reason.of("overdue", day=task.deadline.isoformat())
        yield from _measured(task, measures, day, rules)


def _why_it_waits(task: TaskState, day: date) -> Reason:
    if day < task.begins:
        return Reason.of("before_start", day=task.begins.isoformat())
    return Reason.of("not_started")


def _measured(task: TaskState, measures: Sequence[_Measure], day: date, rules: Rules) -> Iterator[Reason]:
    if not task.is_known:
        yield Reason.of("never_reported")
        return
    for milestone in _missed(task, day):
        yield Reason.of("milestone_missed", title=milestone.title, day=milestone.due.isoformat())
    for measure in sorted(measures, key=lambda m: (m.standing(day, rules).severity, m.points(day))):
        yield measure.reason(day)
    if not measures:
        yield Reason.of("no_figure")
    if task.override is None:
        yield from (Reason.of("no_value", metric=t.metric) for t in task.targets if t.current is None)


def _holds_until(
    task: TaskState, measures: Sequence[_Measure], day: date, rules: Rules, standing: Standing
) -> date | None:
    """The first day after `day` that stands otherwise: between turning days nothing can change."""
    coming = sorted({turn for turn in _turning_days(task, measures, rules) if turn > day})
    return next((turn for turn in coming if _standing(task, measures, turn, rules) is not standing), None)


def _turning_days(task: TaskState, measures: Sequence[_Measure], rules: Rules) -> Iterator[date]:
    """The days on which the start, a due date or time gone crossing a threshold may change the standing."""
    yield task.begins
    planned = (due for target in task.targets if target.is_planned for due, _value in target.planned)
    for due in (task.deadline, *(milestone.due for milestone in task.milestones), *planned):
        if due < date.max:
            yield due + timedelta(days=1)
    days = (task.deadline - task.begins).days + 1
    for measure in measures:
        for points in (rules.tolerance_points, -rules.tolerance_points, -rules.red_points):
            # the first day whose time gone is more than this share leaves it that many points short
            gone = floor((measure.share - Fraction(points, 100)) * days) + 1
            if 1 <= gone <= days:
                yield task.begins + timedelta(days=gone - 1)


def _printed(number: Fraction) -> str:
    return _plain(Decimal(round(number * 10)).scaleb(-1))


def _plain(number: Decimal) -> str:
    """Without exponent or trailing zeros."""
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"
