"""Units renamed and merged: what is open goes on, the past stays, documents are read as before."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from tasks.changes import entries
from tasks.due import Reported, in_period, mark
from tasks.errors import Refused
from tasks.models import Acknowledgement, ChangeRequest, Responsibility, StandingSpan, Task, Unit, Urge
from tasks.permissions import Access, reporting_unit
from tasks.services import unit_changes
from tasks.services.closing import reopen
from tasks.services.names import Names
from tasks.services.review import send_back
from tests.cast import Cast
from tests.pages import DAY, freeze, page, say, signed_in, stand_today, words_on


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today()


def units(task: Task, role: str = "lead_unit") -> list[str]:
    return [str(row.unit) for row in task.responsibilities.filter(role=role).order_by("position")]


def merge(cast: Cast) -> None:
    unit_changes.merge(cast.education, cast.industry, user=cast.administrator)


# ---- renamed ----
def test_a_renamed_unit_is_still_found_by_its_old_name(cast: Cast) -> None:
    unit_changes.rename(cast.industry, name="工业 局", full_name="澄岚区工业局", user=cast.administrator)
    stored = Unit.objects.get(pk=cast.industry.pk)
    assert (stored.name, stored.full_name, stored.aliases) == ("工业局", "澄岚区工业局", ["工信局"])
    assert Names(list(cast.district.units.all())).get("工信局") == cast.industry
    assert units(cast.tasks[0]) == ["工业局"]


def test_the_history_keeps_what_it_was_called(cast: Cast) -> None:
    unit_changes.rename(cast.industry, name="工业局", user=cast.administrator)
    names = [row.name for row in cast.industry.history.order_by("history_id")]
    assert names[-2:] == ["工信局", "工业局"]


def test_the_history_of_a_task_keeps_the_name_of_the_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    Unit.history.update(history_date=timezone.now() - timedelta(days=90))
    say(cast.tasks[0], cast.reporter, 40)
    freeze(monkeypatch, DAY + timedelta(days=1))
    unit_changes.rename(cast.industry, name="工业局", user=cast.administrator)
    freeze(monkeypatch, DAY + timedelta(days=2))
    say(cast.tasks[0], cast.reporter, 50, DAY + timedelta(days=2))
    said = [entry.what for entry in entries(Task.objects.get(pk=cast.tasks[0].pk))]
    assert [[name for name in ("工业局", "工信局") if name in what] for what in said if "40%" in what] == [
        ["工信局"]
    ]
    assert [[name for name in ("工业局", "工信局") if name in what] for what in said if "50%" in what] == [
        ["工业局"]
    ]


@pytest.mark.parametrize("name", ["教育局", "工信局", "", "教 育局"])
def test_a_name_that_is_taken_the_same_or_missing_is_refused(cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        unit_changes.rename(cast.industry, name=name, user=cast.administrator)


# ---- merged ----
def test_what_is_open_goes_over_and_the_stronger_role_stays(cast: Cast) -> None:
    Responsibility.objects.create(task=cast.tasks[2], role="partner_unit", unit=cast.industry)
    merge(cast)
    assert units(cast.tasks[1]) == ["工信局"]
    assert units(cast.tasks[2]) == ["工信局"]
    assert units(cast.tasks[2], "partner_unit") == []
    assert not Unit.objects.get(pk=cast.education.pk).active


def test_its_name_in_a_document_finds_the_unit_that_took_over(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.education.pk).update(aliases=["区教育局"])
    cast.education.refresh_from_db()
    merge(cast)
    names = Names(list(cast.district.units.all()))
    assert [names.get(name) for name in ("教育局", "区教育局")] == [cast.industry] * 2


def test_its_people_report_for_the_other_unit(cast: Cast) -> None:
    merge(cast)
    access = Access(cast.education_reporter, cast.district)
    assert access.may_report(cast.tasks[2])
    ended = cast.education_reporter.memberships.get(unit=cast.education)
    assert ended.to_date == DAY - timedelta(days=1)


def test_a_role_that_is_to_begin_goes_over_too(cast: Cast) -> None:
    later = cast.viewer.memberships.create(
        district=cast.district, role="reporter", unit=cast.education, from_date=DAY + timedelta(days=5)
    )
    merge(cast)
    later.refresh_from_db()
    assert (later.unit, later.from_date) == (cast.industry, DAY + timedelta(days=5))


def test_what_it_completed_is_still_seen_by_its_people_and_those_of_the_next_merger(cast: Cast) -> None:
    done = cast.tasks[2]
    Task.objects.filter(pk=done.pk).update(status="completed", completed_on=DAY)
    merge(cast)
    assert units(done) == ["教育局"]
    assert done in Task.objects.visible_to(cast.education_reporter)
    unit_changes.merge(cast.industry, cast.streets[0], user=cast.administrator)
    assert done in Task.objects.visible_to(cast.education_reporter)


def test_what_is_reopened_is_for_the_other_unit(cast: Cast) -> None:
    done = cast.tasks[2]
    Task.objects.filter(pk=done.pk).update(status="completed", completed_on=DAY)
    merge(cast)
    reopen(done, user=cast.supervisor, reason="现场尚未完工。")
    assert units(done) == ["工信局"]
    assert Access(cast.education_reporter, cast.district).may_report(Task.objects.get(pk=done.pk))


def test_what_was_reported_and_how_it_stood_stays_as_it_was(cast: Cast) -> None:
    row = say(cast.tasks[2], cast.education_reporter, 40, DAY - timedelta(days=30))
    before = list(StandingSpan.objects.filter(end__lte=DAY).values_list("task", "start", "end", "standing"))
    merge(cast)
    row.refresh_from_db()
    assert row.unit == cast.education
    after = StandingSpan.objects.filter(end__lte=DAY).values_list("task", "start", "end", "standing")
    assert set(before) <= set(after)


def test_what_it_was_asked_waits_for_the_other_unit_now(cast: Cast) -> None:
    task, now = cast.tasks[2], timezone.now()
    mine = {"task": task, "unit": cast.education}
    urge = Urge.objects.create(**mine, day=DAY, sent_at=now)
    request = ChangeRequest.objects.create(**mine, kind="suspension", reason="等图纸。", asked_at=now)
    said = Acknowledgement.objects.create(**mine, state="acknowledged", answered_at=now)
    answered = Urge.objects.create(**mine, day=DAY - timedelta(days=9), sent_at=now, answered_at=now)
    merge(cast)
    for row in (urge, request, said):
        row.refresh_from_db()
        assert row.unit == cast.industry
    answered.refresh_from_db()
    assert answered.unit == cast.education


def test_nobody_is_urged_twice_a_day_by_a_merger(cast: Cast) -> None:
    for unit in (cast.education, cast.industry):
        Urge.objects.create(task=cast.tasks[1], unit=unit, day=DAY, sent_at=timezone.now())
    merge(cast)
    assert Urge.objects.filter(task=cast.tasks[1], unit=cast.industry, day=DAY).count() == 1


def test_collectives_and_portfolios_count_the_other_unit(cast: Cast) -> None:
    cast.all_streets.members.add(cast.education)
    cast.official.units.add(cast.education)
    merge(cast)
    assert set(cast.all_streets.members.all()) == {*cast.streets, cast.industry}
    assert list(cast.official.units.all()) == [cast.industry]


def test_who_was_named_to_report_for_a_collective_is_the_other_unit_now(cast: Cast) -> None:
    first, second = cast.streets
    Task.objects.filter(pk=cast.tasks[3].pk).update(reporter=first)
    unit_changes.merge(first, second, user=cast.administrator)
    assert reporting_unit(Task.objects.get(pk=cast.tasks[3].pk)) == second


def test_what_cannot_be_one_is_refused(cast: Cast) -> None:
    for unit, into in (
        (cast.industry, cast.industry),
        (cast.industry, cast.other_unit),
        (cast.industry, cast.all_streets),
        (cast.all_streets, cast.industry),
    ):
        with pytest.raises(Refused):
            unit_changes.merge(unit, into, user=cast.administrator)
    merge(cast)
    with pytest.raises(Refused):
        merge(cast)


def test_only_an_administrator_of_the_district_may(cast: Cast) -> None:
    for user in (cast.supervisor, cast.other_administrator, cast.reporter):
        with pytest.raises(PermissionDenied):
            unit_changes.merge(cast.education, cast.industry, user=user)
        with pytest.raises(PermissionDenied):
            unit_changes.rename(cast.education, name="教体局", user=user)


# ---- the page ----
def test_the_page_shows_what_goes_over_and_does_it(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    asked = f"{reverse('people_units', args=[cast.district.code])}?who={cast.education.pk}"
    assert "开工新建澄岚实验小学" in words_on(client.get(asked))
    refused = client.post(asked, {"act": "rename", "name": "工信局", "full_name": ""})
    assert refused.status_code == 422
    assert "工信局" in refused.content.decode()
    sure = client.post(asked, {"act": "merge", "into": cast.industry.pk})
    assert Unit.objects.get(pk=cast.education.pk).active
    assert page(sure).xpath("//input[@name='sure']")
    client.post(asked, {"act": "merge", "into": cast.industry.pk, "sure": "1"})
    assert units(cast.tasks[2]) == ["工信局"]


def test_what_was_reported_this_month_is_not_missing_after_the_merger(cast: Cast) -> None:
    say(cast.tasks[2], cast.education_reporter, 40)
    month = cast.year.periods.get(month=DAY.month)
    merge(cast)
    task: Any = in_period(Task.objects.filter(pk=cast.tasks[2].pk).standing_on(DAY), month, DAY).get()
    assert task.reported == Reported.WAITING
    assert mark(task, task.standing, month, task.reports.all()) is None


def test_what_is_sent_back_after_the_merger_is_told_to_who_reports_now(cast: Cast) -> None:
    row = say(cast.tasks[2], cast.education_reporter, 40)
    merge(cast)
    send_back(row, user=cast.supervisor, reason="数据不一致。")
    assert cast.reporter.notices.filter(code="report_returned").count() == 1


def test_the_unit_that_takes_over_is_told_once(cast: Cast) -> None:
    merge(cast)
    notice = cast.reporter.notices.get(code="units_merged")
    assert (notice.params["gone"], notice.params["unit"]) == ("教育局", "工信局")
