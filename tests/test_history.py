"""Every change keeps who, when, before and after; also where rows are written in bulk."""

from datetime import date
from decimal import Decimal

from django.apps import apps
from django.db import models
from django.utils import timezone

from tasks.models import (
    Responsibility,
    Task,
    Unit,
)
from tasks.services.history import Deed
from tasks.services.report import report, verify
from tests.cast import Cast

#: What is itself a record: a stored file and its text, an interval of standing, a row as read, the figures of
#: a locked period, the steps of a breakdown as it was filed, a notice as it was sent.
RECORDS = {
    "SourceFile",
    "ReadDocument",
    "StandingSpan",
    "ImportRow",
    "PeriodFigure",
    "BreakdownStep",
    "Notice",
}
#: What one person keeps for themselves until it is said or sent.
PRIVATE = {"ReportDraft", "StagedSheet", "Watch"}


def test_it_keeps_a_history_of_everything_that_people_change() -> None:
    ours = [model for app in ("tasks", "imports") for model in apps.get_app_config(app).get_models()]
    assert {model.__name__ for model in ours if not _is_kept(model)} == RECORDS | PRIVATE


def _is_kept(model: type[models.Model]) -> bool:
    """Whether changes of `model` have a history, or it is part of one."""
    return model.__name__.startswith("Historical") or hasattr(model, "history")


def test_it_never_keeps_a_password_in_the_history(cast: Cast) -> None:
    fields = {field.name for field in type(cast.nobody.history.latest())._meta.get_fields()}
    assert not fields & {"password", "last_login"}


def test_it_records_both_ends_of_a_change(cast: Cast) -> None:
    task = cast.tasks[0]
    deed = Deed.on(None, cast.supervisor)
    task.deadline = date(2026, 9, 30)
    deed.save(task, "deadline")
    new, old = task.history.order_by("-history_id")[:2]
    delta = new.diff_against(old)
    assert [(change.field, change.old, change.new) for change in delta.changes] == [
        ("deadline", date(2026, 12, 31), date(2026, 9, 30))
    ]
    assert (new.history_user, new.history_date) == (cast.supervisor, deed.at)


def test_it_records_who_outside_a_request(cast: Cast) -> None:
    task = cast.tasks[0]
    at = date(2026, 5, 4)
    report(task, user=cast.reporter, percent=Decimal(100), status="complete", note="已完成。", day=at)
    verify(task, user=cast.supervisor, day=date(2026, 5, 6))
    found = [
        (past.status, past.history_user, timezone.localdate(past.history_date))
        for past in task.history.order_by("history_id")
        if past.history_user
    ]
    assert found == [
        ("claimed", cast.reporter, at),
        ("completed", cast.supervisor, date(2026, 5, 6)),
    ]


def test_it_records_rows_written_in_bulk(cast: Cast) -> None:
    deed = Deed.on(date(2026, 2, 3), cast.administrator)
    rows = [
        Responsibility(task=task, role="partner_unit", unit=cast.departments, position=9)
        for task in cast.tasks[1:]
    ]
    made = deed.create_all(rows)
    assert all(row.pk for row in made)
    for row in made:
        row.position = 1
    later = Deed.on(date(2026, 2, 4), cast.supervisor)
    later.save_all(made, "position")
    for row in made:
        before, after = row.history.order_by("history_id")
        assert (before.position, before.history_user, before.history_date) == (9, cast.administrator, deed.at)
        assert (after.position, after.history_user, after.history_date) == (1, cast.supervisor, later.at)
        assert (before.history_type, after.history_type) == ("+", "~")
    stored = Responsibility.objects.filter(unit=cast.departments, role="partner_unit", position=1)
    assert stored.count() == len(made) + 1  # one was there


def test_it_does_nothing_for_no_rows(cast: Cast) -> None:
    deed = Deed.on(None, cast.administrator)
    before = Task.history.count()
    assert deed.create_all([]) == []
    deed.save_all([], "position")
    assert Task.history.count() == before


def test_it_records_the_members_of_a_collective(cast: Cast) -> None:
    cast.all_streets.members.remove(cast.streets[1])
    new, old = cast.all_streets.history.order_by("-history_id")[:2]
    assert [change.field for change in new.diff_against(old).changes] == ["members"]


def test_it_keeps_what_was_deleted(cast: Cast) -> None:
    unit = Unit.objects.create(district=cast.district, name="临时专班")
    pk = unit.pk
    unit.delete()
    last = Unit.history.filter(id=pk).order_by("history_id").last()
    assert last is not None
    assert (last.history_type, last.name) == ("-", "临时专班")


def test_it_dates_an_act_of_another_day_at_noon_of_that_day(cast: Cast) -> None:
    at = timezone.localtime(Deed.on(date(2026, 2, 3), None).at)
    assert (at.date(), at.hour) == (date(2026, 2, 3), 12)
    assert timezone.localdate(Deed.on(None, None).at) == timezone.localdate()
