"""Reporting, verifying, sending back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from tasks.errors import Refused
from tasks.models import ProgressReport, Responsibility, Target, Task, User
from tasks.services.report import report, return_claim, verify
from tests.cast import Cast

Status = ProgressReport.Status
MAR, MAR_LATE, APR, MAY = date(2026, 3, 10), date(2026, 3, 30), date(2026, 4, 10), date(2026, 5, 10)


def say(
    cast: Cast, percent: float | str | None = 40, day: date | None = MAR, **fields: Any
) -> ProgressReport:
    """The industry bureau's reporter on the first task."""
    given: dict[str, Any] = {
        "task": cast.tasks[0],
        "user": cast.reporter,
        "status": Status.IN_PROGRESS,
        "note": "已完成摸底。",
    }
    value = None if percent is None else Decimal(str(percent))
    return report(**(given | {"percent": value, "day": day} | fields))


def fresh(task: Task) -> Task:
    return Task.objects.get(pk=task.pk)


def test_it_keeps_what_was_said_by_whom_and_when(cast: Cast) -> None:
    row = ProgressReport.objects.get(pk=say(cast).pk)
    assert (row.task, row.unit, row.period.month) == (cast.tasks[0], cast.industry, 3)
    assert (row.percent, row.status, row.note) == (Decimal(40), "in_progress", "已完成摸底。")
    assert (row.reported_by, timezone.localdate(row.reported_at), row.late) == (cast.reporter, MAR, False)
    past = row.history.get()
    assert (past.history_user, timezone.localdate(past.history_date), past.history_type) == (
        cast.reporter,
        MAR,
        "+",
    )


def test_it_reports_for_today_unless_told(cast: Cast) -> None:
    row = say(cast, day=None)
    assert timezone.localdate(row.reported_at) == timezone.localdate()


def test_it_replaces_what_was_said_in_the_same_period(cast: Cast) -> None:
    first, second = say(cast, 40), say(cast, 45, note="已开工2家。")
    assert first.pk == second.pk
    row = ProgressReport.objects.get()
    assert (row.percent, row.note) == (Decimal(45), "已开工2家。")
    assert [past.percent for past in row.history.order_by("history_id")] == [40, 45]


def test_it_keeps_a_row_for_each_period(cast: Cast) -> None:
    say(cast, 40, MAR)
    say(cast, 50, APR)
    assert list(ProgressReport.objects.order_by("period").values_list("percent", flat=True)) == [40, 50]


def test_it_marks_what_comes_after_the_due_day(cast: Cast) -> None:
    assert say(cast, day=MAR_LATE).late
    assert not say(cast, day=date(2026, 4, 28)).late


def test_it_does_not_mark_a_correction_of_what_came_in_time(cast: Cast) -> None:
    say(cast, day=MAR)
    assert not say(cast, day=MAR_LATE).late


def test_it_stands_anew_at_once(cast: Cast) -> None:
    say(cast, 90)
    span = cast.tasks[0].spans.get(end=None)
    assert (span.standing, span.percent, span.start) == ("ahead", Decimal(90), MAR)


def test_it_leaves_no_gap_before_a_report(cast: Cast) -> None:
    say(cast, 90, MAR)
    say(cast, 95, date(2026, 12, 20))
    standings = cast.tasks[0].spans.order_by("start").values_list("standing", flat=True)
    assert list(standings) == ["ahead", "on_schedule", "behind", "on_schedule"]


@pytest.mark.parametrize(
    ("percent", "status"), [(100, Status.IN_PROGRESS), (60, Status.COMPLETE), (None, Status.COMPLETE)]
)
def test_it_takes_complete_and_all_for_the_same_claim(cast: Cast, percent: int | None, status: str) -> None:
    row = say(cast, percent, status=status)
    assert (row.percent, row.status) == (Decimal(100), "complete")
    assert fresh(cast.tasks[0]).status == Task.Status.CLAIMED
    assert cast.tasks[0].spans.get(end=None).standing == "claimed"


def test_it_does_not_take_almost_all_for_all(cast: Cast) -> None:
    assert say(cast, 99.999).percent == Decimal("99.99")
    assert fresh(cast.tasks[0]).status == Task.Status.OPEN


@pytest.mark.parametrize("day", [MAR, APR])
def test_it_takes_a_claim_back_when_less_is_reported(cast: Cast, day: date) -> None:
    say(cast, 100, MAR)
    say(cast, 80, day)
    assert fresh(cast.tasks[0]).status == Task.Status.OPEN
    assert cast.tasks[0].spans.get(end=None).standing == "ahead"


def test_it_opens_a_task_that_was_not_to_start_yet(cast: Cast) -> None:
    task = cast.tasks[0]
    task.status = Task.Status.NOT_STARTED
    task.save()
    say(cast, 0, status=Status.NOT_STARTED)
    assert fresh(task).status == Task.Status.NOT_STARTED
    say(cast, 5)
    assert fresh(task).status == Task.Status.OPEN


def test_it_brings_the_callers_task_up_to_date(cast: Cast) -> None:
    task = cast.tasks[0]
    say(cast, 100)
    assert task.status == Task.Status.CLAIMED
    verify(task, user=cast.supervisor, day=MAR)
    assert (task.status, task.completed_on) == (Task.Status.COMPLETED, MAR)


def test_it_keeps_the_values_of_targets_with_their_history(cast: Cast) -> None:
    target = Target.objects.create(task=cast.tasks[0], metric="新增规上企业", value=30)
    say(cast, None, values={target.pk: Decimal(3)})
    row = say(cast, None, values={target.pk: Decimal(6)})
    value = row.values.get()
    assert value.value == 6
    assert [past.value for past in value.history.order_by("history_id")] == [3, 6]
    assert [past.history_user for past in value.history.all()] == [cast.reporter] * 2
    assert cast.tasks[0].spans.get(end=None).percent == 20


@pytest.mark.parametrize("percent", [-1, 100.01, 1000, "NaN", "Infinity"])
def test_it_refuses_what_is_no_percentage(cast: Cast, percent: float | str) -> None:
    with pytest.raises(Refused, match="100"):
        say(cast, percent)
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("value", ["NaN", "10000000000000000"])
def test_it_refuses_a_value_that_cannot_be_kept(cast: Cast, value: str) -> None:
    target = Target.objects.create(task=cast.tasks[0], metric="新增规上企业", value=30)
    with pytest.raises(Refused):
        say(cast, values={target.pk: Decimal(value)})


def test_it_refuses_a_value_for_another_tasks_target(cast: Cast) -> None:
    target = Target.objects.create(task=cast.tasks[1], metric="智能工厂", value=5)
    with pytest.raises(Refused):
        say(cast, values={target.pk: Decimal(1)})
    assert not ProgressReport.objects.exists()


def test_it_refuses_a_report_that_says_nothing(cast: Cast) -> None:
    with pytest.raises(Refused):
        say(cast, None, note=" \n")
    assert say(cast, None, note="", status=Status.BLOCKED).status == "blocked"


@pytest.mark.parametrize("status", [Task.Status.COMPLETED, Task.Status.SUSPENDED])
def test_it_refuses_a_report_on_a_task_that_is_closed(cast: Cast, status: str) -> None:
    Task.objects.filter(pk=cast.tasks[0].pk).update(status=status, completed_on=MAR)
    with pytest.raises(Refused):
        say(cast)
    assert not ProgressReport.objects.exists()


def test_it_refuses_a_report_in_a_locked_period(cast: Cast) -> None:
    cast.year.periods.filter(month=3).update(locked_at=timezone.now())
    with pytest.raises(Refused, match="3"):
        say(cast, day=MAR)
    say(cast, day=APR)


@pytest.mark.parametrize(
    "who", ["administrator", "supervisor", "leader", "viewer", "education_reporter", "nobody", "superuser"]
)
def test_it_takes_reports_only_from_the_unit_that_reports(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        say(cast, user=getattr(cast, who))
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("who", ["reporter", "education_reporter"])
def test_it_takes_reports_from_the_first_lead_unit_only(cast: Cast, who: str) -> None:
    user: User = getattr(cast, who)
    if who == "reporter":
        assert say(cast, task=cast.tasks[1], user=user).unit == cast.industry
    else:
        with pytest.raises(PermissionDenied):
            say(cast, task=cast.tasks[1], user=user)


def test_it_waits_for_a_collective_until_somebody_names_who_reports(cast: Cast) -> None:
    task = cast.tasks[3]
    with pytest.raises(PermissionDenied):
        say(cast, task=task, user=cast.street_reporter)
    task.responsibilities.update(position=1)
    Responsibility.objects.create(task=task, role="lead_unit", unit=cast.streets[0], position=0)
    say(cast, task=task, user=cast.street_reporter)


def test_it_refuses_a_unit_of_another_district(cast: Cast) -> None:
    cast.tasks[0].responsibilities.filter(role="lead_unit").update(unit=cast.other_unit)
    cast.reporter.memberships.update(unit=cast.other_unit)
    with pytest.raises(ValidationError):
        say(cast)
    assert not ProgressReport.objects.exists()


def test_it_lets_a_supervisor_complete_what_was_claimed(cast: Cast) -> None:
    row = say(cast, 100, MAR)
    verify(cast.tasks[0], user=cast.supervisor, day=APR)
    task = fresh(cast.tasks[0])
    row.refresh_from_db()
    assert (task.status, task.completed_on) == (Task.Status.COMPLETED, APR)
    assert (row.verified_percent, row.verified_by) == (Decimal(100), cast.supervisor)
    assert row.verified_at is not None
    assert timezone.localdate(row.verified_at) == APR
    span = task.spans.get(end=None)
    assert (span.standing, span.start) == ("completed", APR)
    assert task.history.order_by("history_id").last().history_user == cast.supervisor


@pytest.mark.parametrize("who", ["reporter", "education_reporter", "leader", "viewer", "other_administrator"])
def test_it_lets_nobody_else_complete_or_send_back(cast: Cast, who: str) -> None:
    say(cast, 100)
    with pytest.raises(PermissionDenied):
        verify(cast.tasks[0], user=getattr(cast, who))
    with pytest.raises(PermissionDenied):
        return_claim(cast.tasks[0], user=getattr(cast, who), reason="材料不全")
    assert fresh(cast.tasks[0]).status == Task.Status.CLAIMED


@pytest.mark.parametrize("percent", [None, 60])
def test_it_refuses_to_complete_what_nobody_claimed(cast: Cast, percent: int | None) -> None:
    if percent:
        say(cast, percent)
    with pytest.raises(Refused):
        verify(cast.tasks[0], user=cast.supervisor)
    with pytest.raises(Refused):
        return_claim(cast.tasks[0], user=cast.supervisor, reason="材料不全")


def test_it_refuses_to_complete_twice(cast: Cast) -> None:
    say(cast, 100)
    verify(cast.tasks[0], user=cast.supervisor)
    with pytest.raises(Refused):
        verify(cast.tasks[0], user=cast.administrator)
    with pytest.raises(Refused):
        return_claim(cast.tasks[0], user=cast.administrator, reason="材料不全")


def test_it_sends_a_claim_back_with_the_reason(cast: Cast) -> None:
    say(cast, 30, MAR)
    claim = say(cast, 100, APR)
    return_claim(cast.tasks[0], user=cast.supervisor, reason=" 缺少验收材料 ", day=APR)
    claim.refresh_from_db()
    assert claim.returned_reason == "缺少验收材料"
    assert fresh(cast.tasks[0]).status == Task.Status.OPEN
    assert cast.tasks[0].spans.get(end=None).percent == 30
    assert claim.history.order_by("history_id").last().history_user == cast.supervisor


def test_it_asks_for_the_reason_when_it_sends_back(cast: Cast) -> None:
    say(cast, 100)
    with pytest.raises(Refused):
        return_claim(cast.tasks[0], user=cast.supervisor, reason="  ")
    assert fresh(cast.tasks[0]).status == Task.Status.CLAIMED


def test_it_can_be_claimed_again_after_it_was_sent_back(cast: Cast) -> None:
    say(cast, 100)
    return_claim(cast.tasks[0], user=cast.supervisor, reason="缺少验收材料", day=MAR)
    row = say(cast, 100)
    assert (row.returned_reason, fresh(cast.tasks[0]).status) == ("", Task.Status.CLAIMED)
    verify(cast.tasks[0], user=cast.supervisor, day=MAR)


def test_it_writes_nothing_at_all_when_a_step_fails(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("tasks.services.standing._Writing.write", fail)
    before = ProgressReport.history.count()
    with pytest.raises(RuntimeError):
        say(cast, 100)
    assert not ProgressReport.objects.exists()
    assert ProgressReport.history.count() == before
    assert fresh(cast.tasks[0]).status == Task.Status.OPEN
    assert not connection.needs_rollback
