"""How a task stands: the table of cases is the rule by example."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tasks.standing import (
    Kind,
    Light,
    MilestoneState,
    Override,
    Reason,
    Rules,
    Standing,
    Status,
    TargetState,
    TaskState,
    span_in_year,
    stand,
    time_gone,
)

RULES = Rules()
START = date(2023, 1, 1)
#: A hundred days, so that on its n-th day n points of the time are gone.
DEADLINE = date(2023, 4, 10)


def nth(day: int) -> date:
    return START + timedelta(days=day - 1)


def task(**values: Any) -> TaskState:
    """A task of a hundred days, reported on unless said otherwise."""
    return TaskState(**{"start": START, "deadline": DEADLINE, "ever_reported": True, **values})


def rated(percent: str, **values: Any) -> TaskState:
    return task(percent=Decimal(percent), **values)


def target(
    current: str | None, value: str, kind: Kind = Kind.CUMULATIVE, comparator: str = "="
) -> TargetState:
    return TargetState(
        "metric", comparator, Decimal(value), kind, None if current is None else Decimal(current)
    )


def measured(*targets: TargetState, **values: Any) -> TaskState:
    return task(targets=targets, **values)


def step(due: int, share: str = "0", done: int | None = None) -> MilestoneState:
    return MilestoneState("step", nth(due), Decimal(share), None if done is None else nth(done))


def planned(current: str | None, *stair: tuple[int, str], value: str = "100") -> TargetState:
    """A cumulative target whose breakdown plans these values by these days of the hundred."""
    return replace(target(current, value), planned=tuple((nth(day), Decimal(by)) for day, by in stair))


def stepped(*steps: MilestoneState, **values: Any) -> TaskState:
    return task(milestones=steps, **values)


@dataclass
class Case:
    says: str
    task: TaskState
    day: int
    standing: Standing
    percent: str | None
    #: the day, counted from the start as 1, on which it stands otherwise
    until: int | None


ONE_DAY = {"start": nth(40), "deadline": nth(40)}
BACKWARDS = {"start": nth(60), "deadline": nth(40)}
BY_HAND = Override(Decimal(45), "measured on site")
S = Standing

#: Read a line as: this task, on the n-th of its hundred days, stands so, is so much done, until that day.
# fmt: off
CASES = [
    Case("five points ahead are ahead", rated("45"), 40, S.AHEAD, "45", 41),
    Case("less than five points ahead are on schedule", rated("44.99"), 40, S.ON_SCHEDULE, "44.99", 50),
    Case("five points short are still on schedule", rated("35"), 40, S.ON_SCHEDULE, "35", 41),
    Case("more than five points short are behind", rated("34.99"), 40, S.BEHIND, "34.99", 50),
    Case("fifteen points short are still behind", rated("25"), 40, S.BEHIND, "25", 41),
    Case("more than fifteen points short are far behind", rated("24.99"), 40, S.FAR_BEHIND, "24.99", 101),
    Case("nothing done on the first day is on schedule", rated("0"), 1, S.ON_SCHEDULE, "0", 6),
    Case("all done at the deadline is on schedule", rated("100"), 100, S.ON_SCHEDULE, "100", 101),
    Case("all done early is ahead until time comes near", rated("100"), 50, S.AHEAD, "100", 96),
    Case("the last day may still change it", rated("94.5"), 99, S.ON_SCHEDULE, "94.5", 100),
    Case("all done but not reported complete is overdue", rated("100"), 101, S.OVERDUE, "100", None),
    Case("past the deadline is overdue", rated("90"), 101, S.OVERDUE, "90", None),
    Case("far behind turns overdue after the deadline", rated("0"), 100, S.FAR_BEHIND, "0", 101),
    # what people have said settles it
    Case("verified complete is complete, also late",
         rated("60", status=Status.COMPLETED), 400, S.COMPLETED, "100", None),
    Case("reported complete waits for verification",
         rated("100", status=Status.CLAIMED), 90, S.CLAIMED, "100", None),
    Case("waiting for verification is not overdue",
         rated("100", status=Status.CLAIMED), 400, S.CLAIMED, "100", None),
    Case("suspended is other, also past the deadline",
         rated("10", status=Status.SUSPENDED), 400, S.OTHER, "10", None),
    Case("not started by plan is other up to the deadline",
         task(status=Status.NOT_STARTED), 99, S.OTHER, None, 101),
    Case("not started by plan is overdue past it",
         task(status=Status.NOT_STARTED), 101, S.OVERDUE, None, None),
    Case("not started by plan ends with a missed milestone",
         stepped(step(50), status=Status.NOT_STARTED), 50, S.OTHER, "0", 51),
    # reported or not
    Case("never reported is not reported", task(ever_reported=False), 90, S.NOT_REPORTED, None, 101),
    Case("never reported is overdue past the deadline",
         task(ever_reported=False), 101, S.OVERDUE, None, None),
    Case("never reported stays so with a missed milestone",
         stepped(step(10), ever_reported=False), 50, S.NOT_REPORTED, None, 101),
    Case("a report that gives no figure is none", task(), 50, S.NOT_REPORTED, None, 101),
    Case("a percent set by hand needs no report",
         task(ever_reported=False, override=BY_HAND), 40, S.AHEAD, "45", 41),
    # start and deadline
    Case("before its start it waits", rated("0"), -10, S.OTHER, "0", 1),
    Case("before its start it waits, never reported", task(ever_reported=False), 0, S.OTHER, None, 1),
    Case("the whole of a one-day task is asked on its day",
         rated("84", **ONE_DAY), 40, S.FAR_BEHIND, "84", 41),
    Case("a one-day task waits until its day", rated("100", **ONE_DAY), 39, S.OTHER, "100", 40),
    Case("a one-day task done on its day is on schedule",
         rated("100", **ONE_DAY), 40, S.ON_SCHEDULE, "100", 41),
    Case("a start past the deadline is the deadline", rated("100", **BACKWARDS), 39, S.OTHER, "100", 40),
    Case("a start past the deadline delays nothing", rated("100", **BACKWARDS), 41, S.OVERDUE, "100", None),
    # cumulative targets: value x time gone
    Case("cumulative, on schedule", measured(target("24", "60")), 40, S.ON_SCHEDULE, "40", 46),
    Case("cumulative, five points ahead exactly", measured(target("27", "60")), 40, S.AHEAD, "45", 41),
    Case("cumulative, a third is an exact third", measured(target("1", "3")), 38, S.ON_SCHEDULE, "33.33", 39),
    Case("more than promised counts as all of it", measured(target("90", "60")), 90, S.AHEAD, "100", 101),
    Case("a reduction by an amount counts up to it",
         measured(target("-50", "-100")), 50, S.ON_SCHEDULE, "50", 56),
    Case("less than nothing done counts as nothing", measured(target("-3", "60")), 4, S.BEHIND, "0", 11),
    # cumulative targets with planned values: a stair, not time gone
    Case("nothing is asked before the first planned day",
         measured(planned("0", (50, "40"))), 50, S.ON_SCHEDULE, "0", 51),
    Case("the planned value is asked on the day after its own",
         measured(planned("30", (50, "40"))), 51, S.BEHIND, "30", 101),
    Case("what was planned is on schedule though time is ahead of it",
         measured(planned("10", (25, "10"), (90, "100"))), 60, S.ON_SCHEDULE, "10", 91),
    Case("behind its plan though ahead of time",
         measured(planned("30", (10, "60"))), 20, S.FAR_BEHIND, "30", 101),
    Case("five points more than planned are ahead",
         measured(planned("15", (10, "10"), (50, "50"))), 20, S.AHEAD, "15", 51),
    Case("a plan that falls back asks no less",
         measured(planned("20", (10, "40"), (20, "10"))), 30, S.FAR_BEHIND, "20", 101),
    Case("a planned reduction by an amount counts up to it",
         measured(planned("-40", (10, "-50"), value="-100")), 11, S.BEHIND, "40", 101),
    Case("a target without a value is not judged by its plan",
         measured(planned(None, (10, "60")), percent=Decimal(20)), 20, S.ON_SCHEDULE, "20", 26),
    Case("planned values of a level are not asked",
         measured(replace(target("84", "85", Kind.LEVEL), planned=((nth(5), Decimal(90)),))),
         6, S.ON_SCHEDULE, "98.82", 101),
    # growth and level: the value itself, on any day
    Case("growth reached is on schedule early",
         measured(target("6", "6", Kind.GROWTH)), 1, S.ON_SCHEDULE, "100", 101),
    Case("growth reached is on schedule late",
         measured(target("6", "6", Kind.GROWTH)), 99, S.ON_SCHEDULE, "100", 101),
    Case("growth short by a twentieth is on schedule",
         measured(target("5.7", "6", Kind.GROWTH)), 9, S.ON_SCHEDULE, "95", 101),
    Case("growth short by a tenth is behind early",
         measured(target("5.4", "6", Kind.GROWTH)), 1, S.BEHIND, "90", 101),
    Case("growth short by a third is far behind",
         measured(target("4", "6", Kind.GROWTH)), 1, S.FAR_BEHIND, "66.66", 101),
    Case("growth beyond the promise is ahead",
         measured(target("6.3", "6", Kind.GROWTH)), 99, S.AHEAD, "100", 101),
    Case("a negative growth compares upward",
         measured(target("-4", "-5", Kind.GROWTH)), 50, S.AHEAD, "100", 101),
    Case("a negative growth missed", measured(target("-6", "-5", Kind.GROWTH)), 50, S.FAR_BEHIND, "80", 101),
    Case("zero growth missed is far behind",
         measured(target("-0.1", "0", Kind.GROWTH)), 50, S.FAR_BEHIND, "0", 101),
    Case("level short by a little is on schedule",
         measured(target("84", "85", Kind.LEVEL)), 5, S.ON_SCHEDULE, "98.82", 101),
    # ceilings: behind only above
    Case("a ceiling kept is on schedule",
         measured(target("12", "30", Kind.CEILING)), 90, S.ON_SCHEDULE, None, 101),
    Case("a ceiling met is kept", measured(target("30", "30", Kind.CEILING)), 90, S.ON_SCHEDULE, None, 101),
    Case("a ceiling just broken is behind",
         measured(target("30.01", "30", Kind.CEILING)), 2, S.BEHIND, None, 101),
    Case("a ceiling broken by 15 points is behind",
         measured(target("34.5", "30", Kind.CEILING)), 2, S.BEHIND, None, 101),
    Case("a ceiling broken by more is far behind",
         measured(target("35", "30", Kind.CEILING)), 2, S.FAR_BEHIND, None, 101),
    Case("a ceiling of none, kept", measured(target("0", "0", Kind.CEILING)), 2, S.ON_SCHEDULE, None, 101),
    Case("a ceiling of none, broken", measured(target("1", "0", Kind.CEILING)), 2, S.FAR_BEHIND, None, 101),
    Case("a promise of none is a ceiling", measured(target("1", "0")), 2, S.FAR_BEHIND, None, 101),
    Case("at most is a ceiling, whatever its kind",
         measured(target("4", "5.5", Kind.LEVEL, "<=")), 2, S.ON_SCHEDULE, None, 101),
    Case("a range is a target and a ceiling",
         measured(target("4", "5", comparator=">="), target("4", "7", comparator="<=")),
         75, S.AHEAD, "80", 76),
    Case("a ceiling kept leaves the lead unit's percent to count",
         measured(target("12", "30", Kind.CEILING), percent=Decimal(20)), 40, S.FAR_BEHIND, "20", 101),
    # several measures
    Case("the worst target decides, the mean is the percent",
         measured(target("50", "100"), target("20", "100")), 30, S.BEHIND, "35", 36),
    Case("a target over its value does not make up for another",
         measured(target("300", "100"), target("0", "100")), 50, S.FAR_BEHIND, "50", 101),
    Case("a target without a value is not judged",
         measured(target("50", "100"), target(None, "100")), 50, S.ON_SCHEDULE, "50", 56),
    Case("without any value the lead unit's percent counts",
         measured(target(None, "100"), percent=Decimal(50)), 50, S.ON_SCHEDULE, "50", 56),
    Case("a measured task does not ask the lead unit's percent",
         measured(target("10", "100"), percent=Decimal(99)), 50, S.FAR_BEHIND, "10", 101),
    Case("set by hand it asks neither target nor percent",
         measured(target("10", "100"), percent=Decimal(99), override=BY_HAND), 40, S.AHEAD, "45", 41),
    # milestones
    Case("a milestone is not asked before its date", stepped(step(90)), 90, S.ON_SCHEDULE, "0", 91),
    Case("a milestone past due is behind at least",
         stepped(step(3, "4"), step(100, "96")), 4, S.BEHIND, "0", 101),
    Case("a milestone past due by much is far behind", stepped(step(50)), 51, S.FAR_BEHIND, "0", 101),
    Case("a milestone done late is done",
         stepped(step(50, "50", done=60), step(100, "50")), 75, S.ON_SCHEDULE, "50", 101),
    Case("a milestone done early is ahead",
         stepped(step(50, "50", done=20), step(100, "50")), 20, S.AHEAD, "50", 51),
    Case("much done by early milestones is ahead of time",
         stepped(step(10, "90", done=10), step(100, "10")), 15, S.AHEAD, "90", 86),
    Case("milestones without shares weigh the same",
         stepped(step(50, done=20), step(100)), 50, S.AHEAD, "50", 51),
    Case("shares of less than all stay so", stepped(step(50, "30", done=50)), 60, S.ON_SCHEDULE, "30", 101),
    Case("shares of more than all are scaled",
         stepped(step(50, "100", done=50), step(100, "100")), 60, S.ON_SCHEDULE, "50", 101),
    Case("a milestone past due holds back a target ahead",
         measured(target("90", "100"), milestones=(step(10, "5"),)), 20, S.BEHIND, "45", 101),
    Case("a milestone past due holds back a percent set by hand",
         stepped(step(39), override=BY_HAND), 40, S.BEHIND, "45", 61),
]
# fmt: on


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says.replace(" ", "_"))
def test_it_stands_as_the_table_says(case: Case) -> None:
    stance = stand(case.task, nth(case.day), RULES)
    until = None if case.until is None else nth(case.until)
    percent = None if case.percent is None else Decimal(case.percent)
    assert (stance.standing, stance.percent, stance.holds_until) == (case.standing, percent, until)


def test_the_district_sets_the_points() -> None:
    strict = Rules(tolerance_points=0, red_points=2)
    on = [stand(rated(percent), nth(40), strict).standing for percent in ("40", "39.99", "38", "37.99")]
    assert on == [S.AHEAD, S.BEHIND, S.BEHIND, S.FAR_BEHIND]


def test_a_standing_carries_its_light_and_the_time_gone() -> None:
    stance = stand(rated("30"), nth(40), RULES)
    assert (stance.light, stance.time_gone) == (Light.AMBER, 0.4)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says.replace(" ", "_"))
def test_every_reason_survives_storage_and_can_be_read(case: Case) -> None:
    reasons = stand(case.task, nth(case.day), RULES).reasons
    assert reasons
    assert tuple(Reason.from_json(reason.as_json()) for reason in reasons) == reasons
    for reason in reasons:
        assert str(reason) not in ("", reason.code)


def test_the_worst_measure_is_the_first_reason() -> None:
    good, bad = replace(target("60", "100"), metric="homes"), replace(target("20", "100"), metric="schools")
    reasons = stand(measured(good, bad, target(None, "5")), nth(50), RULES).reasons
    assert [(reason.code, dict(reason.params)["metric"]) for reason in reasons] == [
        ("cumulative", "schools"),
        ("cumulative", "homes"),
        ("no_value", "metric"),
    ]


def test_a_reason_says_what_was_done_and_what_was_asked() -> None:
    (reason,) = stand(rated("12.5"), nth(40), RULES).reasons
    assert reason == Reason.of("self_rated", share="12.5", asked="40", day="2023-02-09")


@pytest.mark.parametrize("points", [(-1, 15), (16, 15), (5, 101)])
def test_points_out_of_order_are_refused(points: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="out of order"):
        Rules(*points)


# Time


def test_a_year_passes_by_its_own_number_of_days() -> None:
    for year, days in ((2023, 365), (2024, 366)):
        start, deadline = span_in_year(year, None, None)
        assert (start, deadline) == (date(year, 1, 1), date(year, 12, 31))
        assert time_gone(start, deadline, date(year, 1, 1)) == 1 / days
        assert time_gone(start, deadline, date(year, 3, 1)) == (days - 305) / days
        assert time_gone(start, deadline, date(year, 12, 31)) == 1


def test_what_the_plan_gives_is_not_replaced_by_the_year() -> None:
    assert span_in_year(2023, date(2022, 5, 1), date(2025, 6, 30)) == (date(2022, 5, 1), date(2025, 6, 30))


def test_the_last_day_there_is_may_be_a_deadline() -> None:
    endless = rated("50", deadline=date.max)
    assert stand(endless, START, RULES).standing is S.AHEAD
    assert stand(endless, date.max, RULES).holds_until is None
