"""The intervals over which a task stood one way, as they are kept."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import Milestone, ProgressReport, StandingSpan, Target, TargetValue, Task, Unit
from tasks.models.queries import TaskQuerySet
from tasks.services.history import Deed
from tasks.services.standing import refresh, refresh_due
from tests.cast import Cast, make_task

JAN, MAR, MAY = date(2026, 1, 10), date(2026, 3, 10), date(2026, 5, 10)


def one(task: Task) -> TaskQuerySet:
    return Task.objects.filter(pk=task.pk)


def spans(task: Task) -> list[tuple[date, date | None, str]]:
    return [(span.start, span.end, span.standing) for span in task.spans.order_by("start")]


def put(task: Task, unit: Unit, percent: int | None, day: date, **fields: object) -> ProgressReport:
    """A report as a service would leave it."""
    period = task.year.periods.get(month=day.month)
    value = None if percent is None else Decimal(percent)
    at = Deed.on(day, None).at
    return ProgressReport.objects.create(
        task=task, period=period, unit=unit, percent=value, reported_at=at, **fields
    )


def test_it_says_of_a_new_task_that_nothing_was_reported(cast: Cast) -> None:
    assert refresh(one(cast.tasks[0]), JAN) == 1
    span = cast.tasks[0].spans.get()
    assert (span.start, span.end) == (JAN, None)
    assert (span.standing, span.light, span.severity, span.percent) == ("not_reported", "grey", 3, None)
    assert span.reasons == [{"code": "never_reported"}]
    assert span.holds_until == date(2027, 1, 1)


def test_it_writes_nothing_while_the_answer_is_the_same(cast: Cast) -> None:
    task = cast.tasks[0]
    put(task, cast.industry, 19, MAR)
    refresh(one(task), MAR)
    with CaptureQueriesContext(connection) as queries:
        assert refresh(one(task), date(2026, 3, 12)) == 0
    assert not [q for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert spans(task) == [(MAR, None, "on_schedule")]


def test_it_moves_only_the_day_until_which_the_same_answer_holds(cast: Cast) -> None:
    task = cast.tasks[0]
    put(task, cast.industry, 19, MAR)
    refresh(one(task), MAR)
    before = task.spans.get()
    task.year.tolerance_points = 10
    task.year.save()
    assert refresh(one(task), MAR) == 0
    after = task.spans.get()
    assert after.pk == before.pk
    assert after.holds_until is not None
    assert before.holds_until is not None
    assert after.holds_until > before.holds_until


def test_it_begins_a_new_interval_when_the_answer_changes(cast: Cast) -> None:
    task = cast.tasks[0]
    refresh(one(task), JAN)
    put(task, cast.industry, 90, MAR)
    assert refresh(one(task), MAR) == 1
    assert spans(task) == [(JAN, MAR, "not_reported"), (MAR, None, "ahead")]


def test_it_replaces_what_was_said_on_the_same_day(cast: Cast) -> None:
    task = cast.tasks[0]
    report = put(task, cast.industry, 90, MAR)
    refresh(one(task), MAR)
    report.percent = Decimal(1)
    report.save()
    assert refresh(one(task), MAR) == 1
    assert spans(task) == [(MAR, None, "far_behind")]
    assert task.spans.get().percent == 1


def test_it_keeps_each_percent_with_the_days_on_which_it_was_known(cast: Cast) -> None:
    task = cast.tasks[0]
    for percent, day in ((18, MAR), (20, date(2026, 4, 1))):
        put(task, cast.industry, percent, day)
        refresh(one(task), day)
    assert [span.percent for span in task.spans.order_by("start")] == [18, 20]
    known: Any = Task.objects.filter(pk=task.pk).standing_on(date(2026, 3, 20)).get()
    assert known.percent == 18


def test_it_never_rewrites_the_past(cast: Cast) -> None:
    task = cast.tasks[0]
    refresh(one(task), JAN)
    put(task, cast.industry, 60, MAY)
    refresh(one(task), MAY)
    put(task, cast.industry, 1, MAR)
    refresh(one(task), MAR)
    assert spans(task) == [(JAN, MAY, "not_reported"), (MAY, None, "ahead")]


def test_it_takes_up_those_whose_answer_has_run_out_and_those_without_one(cast: Cast) -> None:
    first, second, *others = cast.tasks
    put(first, cast.industry, 20, JAN)
    refresh(one(first), JAN)
    runs_out = first.spans.get().holds_until
    assert runs_out is not None
    assert refresh_due(date(2026, 1, 20)) == len(others) + 2  # the second one, and the other district's
    assert refresh_due(runs_out) == 1
    assert [standing for _start, _end, standing in spans(first)] == ["ahead", "on_schedule"]
    assert second.spans.count() == 1


def test_it_fills_the_days_on_which_nobody_asked(cast: Cast) -> None:
    task = cast.tasks[0]
    put(task, cast.industry, 10, JAN)
    refresh(one(task), JAN)
    refresh_due(date(2027, 1, 20), one(task))
    found = spans(task)
    assert [standing for _start, _end, standing in found] == [
        "ahead",
        "on_schedule",
        "behind",
        "far_behind",
        "overdue",
    ]
    assert [end for _start, end, _standing in found[:-1]] == [start for start, _end, _standing in found[1:]]
    assert found[-1] == (date(2027, 1, 1), None, "overdue")


def test_it_gives_a_daily_round_and_a_late_one_the_same_intervals(cast: Cast) -> None:
    daily, late = cast.tasks[0], make_task(cast.plan, None, 9, "建成澄岚公园。", cast.industry)
    daily.deadline = late.deadline = None
    for task in (daily, late):
        task.save()
        put(task, cast.industry, 30, JAN)
        refresh(one(task), JAN)
    for day in range(11, 365, 3):
        refresh_due(date.fromordinal(date(2026, 1, 1).toordinal() + day), one(daily))
    for task in (daily, late):
        refresh_due(date(2026, 12, 31), one(task))
    assert spans(daily) == spans(late)
    assert len(spans(late)) == 4


@pytest.mark.parametrize("late", [True, False])
def test_it_takes_no_colour_from_a_late_or_missing_report(cast: Cast, late: bool) -> None:
    task = cast.tasks[0]
    put(task, cast.industry, 40, MAR, late=late)
    refresh(one(task), date(2026, 5, 20))  # April and May were not reported
    assert task.spans.get().standing == "on_schedule"


def test_it_takes_the_percent_of_the_unit_that_reports(cast: Cast) -> None:
    task = cast.tasks[1]  # the industry bureau first, the education bureau second
    put(task, cast.industry, 20, MAR)
    put(task, cast.education, 99, MAY)
    refresh(one(task), MAY)
    assert task.spans.get().percent == 20


def test_it_takes_the_former_units_percent_until_the_new_one_reports(cast: Cast) -> None:
    task = cast.tasks[2]
    put(task, cast.industry, 33, MAR)
    refresh(one(task), MAR)
    assert task.spans.get().percent == 33
    put(task, cast.education, 20, MAY)
    refresh(one(task), MAY)
    assert task.spans.get(end=None).percent == 20


def test_it_takes_the_last_percent_that_was_given(cast: Cast) -> None:
    task = cast.tasks[0]
    put(task, cast.industry, 30, MAR)
    put(task, cast.industry, None, MAY)
    refresh(one(task), MAY)
    assert task.spans.get().percent == 30


def test_it_counts_a_report_that_was_sent_back_for_nothing(cast: Cast) -> None:
    task = cast.tasks[0]
    put(task, cast.industry, 30, MAR)
    put(task, cast.industry, 100, MAY, review="returned", returned_reason="缺少验收材料")
    refresh(one(task), MAY)
    assert task.spans.get().percent == 30


def test_it_stands_by_the_last_value_of_each_target(cast: Cast) -> None:
    task = cast.tasks[0]
    target = Target.objects.create(task=task, metric="新增规上企业", value=30, unit="家")
    for value, day in ((3, MAR), (24, MAY)):
        report = put(task, cast.industry, None, day)
        TargetValue.objects.create(report=report, target=target, value=value)
    refresh(one(task), MAY)
    span = task.spans.get()
    assert (span.standing, span.percent) == ("ahead", Decimal(80))
    assert span.reasons[0]["current"] == "24"


def test_it_says_anew_what_a_target_has_reached_even_if_the_percent_is_the_same(cast: Cast) -> None:
    task = cast.tasks[0]
    limit = Target.objects.create(task=task, metric="事故起数", comparator="<=", value=10, unit="起")
    for value, day in ((2, MAR), (3, date(2026, 3, 20))):
        report = ProgressReport.objects.filter(task=task).first() or put(task, cast.industry, 20, day)
        TargetValue.objects.update_or_create(report=report, target=limit, defaults={"value": value})
        refresh(one(task), day)
    reasons = [reason for span in task.spans.order_by("start") for reason in span.reasons]
    assert [reason["current"] for reason in reasons if reason["code"] == "limit"] == ["2", "3"]


def test_it_turns_behind_on_the_day_after_a_milestone(cast: Cast) -> None:
    task = cast.tasks[0]
    put(task, cast.industry, None, MAR)
    Milestone.objects.create(task=task, title="完成选址", due=date(2026, 3, 31), share=10)
    refresh(one(task), MAR)
    refresh_due(date(2026, 4, 30), one(task))
    assert spans(task) == [(MAR, date(2026, 4, 1), "on_schedule"), (date(2026, 4, 1), None, "behind")]


def test_it_stands_by_a_percent_set_by_hand(cast: Cast) -> None:
    task = cast.tasks[0]
    put(task, cast.industry, 5, MAY)
    task.override_percent, task.override_reason = Decimal(60), "实地核查"
    task.save()
    refresh(one(task), MAY)
    assert (task.spans.get().standing, task.spans.get().percent) == ("ahead", Decimal(60))


def test_it_uses_the_thresholds_of_the_year(cast: Cast) -> None:
    task = cast.tasks[0]
    put(task, cast.industry, 20, MAY)  # 130 of 365 days gone
    cast.year.red_points = 50
    cast.year.save()
    refresh(one(task), MAY)
    assert task.spans.get().standing == "behind"


def test_it_asks_the_same_number_of_questions_for_any_number_of_tasks(cast: Cast) -> None:
    def count(tasks: int) -> int:
        made = [
            make_task(cast.plan, cast.goal, 100 + n, f"建成第{n}处口袋公园。", cast.industry)
            for n in range(tasks)
        ]
        for task in made:
            report = put(task, cast.industry, 12, MAR)
            target = Target.objects.create(task=task, metric="口袋公园", value=2)
            TargetValue.objects.create(report=report, target=target, value=1)
            Milestone.objects.create(task=task, title="开工", due=MAY)
        among = Task.objects.filter(pk__in=[task.pk for task in made])
        refresh(among, JAN)
        ProgressReport.objects.filter(task__in=made).update(percent=70)
        TargetValue.objects.filter(report__task__in=made).update(value=2)
        with CaptureQueriesContext(connection) as queries:
            assert refresh(among, MAR) == tasks
        return len(queries)

    assert count(3) == count(40)


def test_it_closes_an_interval_before_it_opens_another(cast: Cast) -> None:
    task = cast.tasks[0]
    refresh(one(task), JAN)
    put(task, cast.industry, 90, MAR)
    refresh(one(task), MAR)
    assert StandingSpan.objects.filter(task=task, end=None).count() == 1


def test_it_accepts_a_query_with_joins_and_an_order(cast: Cast) -> None:
    found = Task.objects.of_unit(cast.streets[0]).standing_on(JAN).worst_first()
    assert refresh(found, JAN) == 2
