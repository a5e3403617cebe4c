"""How a task stands: what holds for every task, on every day, under every rule."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tasks.standing import (
    Kind,
    MilestoneState,
    Override,
    Rules,
    Standing,
    Status,
    TargetState,
    TaskState,
    stand,
    time_gone,
)


def nth(day: int) -> date:
    return date(2023, 1, 1) + timedelta(days=day - 1)


percents = st.decimals(0, 100, places=2)
days_apart = st.integers(0, 130)
kinds = st.sampled_from(Kind)
amounts = st.decimals(-20, 60, places=1)
planned = st.lists(st.tuples(days_apart.map(nth), st.integers(-10, 60).map(Decimal)), max_size=4).map(tuple)
targets = st.builds(
    TargetState,
    metric=st.just("metric"),
    comparator=st.sampled_from(["=", ">=", "<=", "~"]),
    value=st.integers(-5, 40).map(Decimal),
    kind=kinds,
    current=st.none() | amounts,
    planned=st.just(()) | planned,
)
milestones = st.builds(
    MilestoneState,
    title=st.just("step"),
    due=days_apart.map(nth),
    share=st.sampled_from([Decimal(0), Decimal(4), Decimal(30), Decimal("33.33"), Decimal(100)]),
    done_on=st.none() | days_apart.map(nth),
)
tasks = st.builds(
    TaskState,
    start=st.integers(-20, 60).map(nth),
    deadline=st.integers(1, 130).map(nth),
    status=st.sampled_from([Status.OPEN] * 5 + list(Status)),
    percent=st.none() | percents,
    targets=st.lists(targets, max_size=3).map(tuple),
    milestones=st.lists(milestones, max_size=3).map(tuple),
    override=st.none() | st.builds(Override, percents, st.just("why")),
    ever_reported=st.sampled_from([True, True, True, False]),
)
rules = st.tuples(st.integers(0, 20), st.integers(0, 40)).map(lambda points: Rules(min(points), max(points)))
day_numbers = st.integers(-25, 140)

LAST = 145
#: From the standing that time leaves first to the one it comes to last.
COURSE = [
    Standing.OTHER,
    Standing.AHEAD,
    Standing.ON_SCHEDULE,
    Standing.NOT_REPORTED,
    Standing.BEHIND,
    Standing.FAR_BEHIND,
    Standing.OVERDUE,
]


@settings(max_examples=300, deadline=None)
@given(tasks, day_numbers, rules)
def test_it_holds_exactly_until_the_day_it_says(task: TaskState, day: int, rules: Rules) -> None:
    now = stand(task, nth(day), rules)
    later = (nth(n) for n in range(day + 1, LAST))
    first_other = next((d for d in later if stand(task, d, rules).standing is not now.standing), None)
    assert now.holds_until == first_other


@settings(max_examples=200, deadline=None)
@given(tasks, rules)
def test_time_alone_never_improves_a_standing(task: TaskState, rules: Rules) -> None:
    assume(task.status not in (Status.CLAIMED, Status.COMPLETED))
    course = [COURSE.index(stand(task, nth(n), rules).standing) for n in range(-25, LAST, 5)]
    assert course == sorted(course)


@settings(max_examples=300, deadline=None)
@given(tasks, day_numbers, rules, st.data())
def test_more_progress_never_worsens_a_standing(
    task: TaskState, day: int, rules: Rules, data: st.DataObject
) -> None:
    further = replace(
        task,
        percent=None if task.percent is None else data.draw(upward(task.percent)),
        targets=tuple(data.draw(further_on(target)) for target in task.targets),
        milestones=tuple(replace(m, done_on=m.done_on or data.draw(maybe(m.due))) for m in task.milestones),
        override=task.override and replace(task.override, percent=data.draw(upward(task.override.percent))),
    )
    before, after = stand(task, nth(day), rules), stand(further, nth(day), rules)
    assert after.standing.severity >= before.standing.severity
    assert (after.percent or 0) >= (before.percent or 0)


def upward(percent: Decimal) -> st.SearchStrategy[Decimal]:
    return st.decimals(percent, 100, places=2)


def maybe(day: date) -> st.SearchStrategy[date | None]:
    return st.sampled_from([None, day])


def further_on(target: TargetState) -> st.SearchStrategy[TargetState]:
    """The same target with as much or more achieved: a limit by less, a negative amount downward."""
    if target.current is None:
        return st.just(target)
    down = target.is_limit or (target.kind == Kind.CUMULATIVE and target.value < 0)
    step = st.integers(0, 50).map(lambda n: Decimal(-n if down else n) / 4)
    return step.map(lambda more: replace(target, current=(target.current or Decimal(0)) + more))


@settings(deadline=None)
@given(days_apart, days_apart, day_numbers)
def test_time_gone_grows_from_nothing_to_all(start: int, deadline: int, day: int) -> None:
    gone = [time_gone(nth(start), nth(deadline), nth(n)) for n in (-30, day, day + 1, 150)]
    assert gone == sorted(gone)
    assert (gone[0], gone[-1]) == (0, 1)


@settings(deadline=None)
@given(tasks, day_numbers, rules)
def test_a_percent_is_between_none_and_all(task: TaskState, day: int, rules: Rules) -> None:
    percent = stand(task, nth(day), rules).percent
    assert percent is None or 0 <= percent <= 100
