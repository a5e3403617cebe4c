"""Handing over: a successor takes over in one act, the past keeps the old name."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from tasks.errors import Refused
from tasks.models import Instruction, Membership, Notice, Official, ReportDraft, Responsibility, Task, User
from tasks.permissions import Access
from tasks.services import succession
from tasks.services.instruct import answer, instruct
from tasks.services.notify import notify
from tasks.services.watch import watch
from tests.cast import Cast, make_task, make_user
from tests.pages import DAY, freeze, say, signed_in, stand_today, words_on


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today()


def officials(task: Task) -> list[str]:
    return [str(row.official) for row in task.responsibilities.filter(role="lead_official")]


def completed(cast: Cast) -> Task:
    fields: dict[str, Any] = {"status": "completed", "completed_on": DAY}
    task = make_task(cast.plan, None, 9, "已办结的任务。", cast.industry, **fields)
    Responsibility.objects.create(task=task, role="lead_official", official=cast.official)
    return task


# ---- officials ----
def test_a_successor_answers_for_every_open_task_and_the_same_units(cast: Cast) -> None:
    cast.official.units.add(cast.industry)
    done = completed(cast)
    held = succession.succeed_official(cast.official, cast.other_official, user=cast.administrator)
    assert held.tasks == [cast.tasks[0]]
    assert officials(cast.tasks[0]) == ["陆清"]
    assert officials(done) == ["沈知远"]
    assert list(cast.other_official.units.all()) == [cast.industry]
    assert not Official.objects.get(pk=cast.official.pk).active


def test_the_history_of_a_task_keeps_the_old_name(cast: Cast) -> None:
    for model in (Task, Responsibility):  # the cast is older than the day
        model.history.update(history_date=timezone.now() - timedelta(days=30))
    succession.succeed_official(cast.official, cast.other_official, user=cast.administrator)
    rows = Responsibility.history.filter(task=cast.tasks[0], role="lead_official").order_by("history_id")
    assert [row.official.name for row in rows][-1] == "陆清"
    assert rows.last().history_user == cast.administrator
    page = signed_in(cast.supervisor).get(
        reverse("task", args=[cast.district.code, cast.year.number, cast.tasks[0].pk])
    )
    assert "沈知远" in words_on(page)


def test_who_answers_beside_already_is_named_once(cast: Cast) -> None:
    Responsibility.objects.create(
        task=cast.tasks[0], role="lead_official", official=cast.other_official, position=1
    )
    succession.succeed_official(cast.official, cast.other_official, user=cast.administrator)
    assert officials(cast.tasks[0]) == ["陆清"]


def test_the_old_officials_account_reads_for_them_no_more(cast: Cast) -> None:
    succession.succeed_official(cast.official, cast.other_official, user=cast.administrator)
    (role,) = cast.leader.memberships.all()
    assert role.to_date == DAY - timedelta(days=1)


def test_there_must_be_something_and_somebody_else(cast: Cast) -> None:
    empty = Official.objects.create(district=cast.district, name="程北辰")
    for before, after in (
        (cast.official, cast.official),
        (empty, cast.official),
        (cast.official, cast.other_official_elsewhere),
    ):
        with pytest.raises(Refused):
            succession.succeed_official(before, after, user=cast.administrator)
    assert officials(cast.tasks[0]) == ["沈知远"]


def test_only_an_administrator_of_the_district_may(cast: Cast) -> None:
    for user in (cast.supervisor, cast.leader, cast.other_administrator):
        with pytest.raises(PermissionDenied):
            succession.succeed_official(cast.official, cast.other_official, user=user)
        with pytest.raises(PermissionDenied):
            succession.succeed_clerk(cast.reporter, cast.viewer, cast.district, user=user)


# ---- clerks ----
def draft(cast: Cast, task: Task, user: User) -> ReportDraft:
    period = cast.year.periods.get(month=DAY.month)
    return ReportDraft.objects.create(
        task=task, period=period, user=user, content={"note": "写了一半"}, saved_at=timezone.now()
    )


def test_a_new_clerk_reports_for_the_same_units_with_the_drafts_and_notices(cast: Cast) -> None:
    new = make_user("new_clerk", "工小新")
    kept = draft(cast, cast.tasks[0], cast.reporter)
    (notice,) = notify([cast.reporter], "urged", cast.district, cast.tasks[0])
    succession.succeed_clerk(cast.reporter, new, cast.district, user=cast.administrator)
    assert Access(new, cast.district).may_report(cast.tasks[0])
    assert not Access(cast.reporter, cast.district).may_report(cast.tasks[0])
    for row in (kept, notice):
        row.refresh_from_db()
        assert row.user == new


def test_what_the_successor_has_typed_already_stays(cast: Cast) -> None:
    colleague = make_user("colleague", "工小武")
    colleague.memberships.create(district=cast.district, role="reporter", unit=cast.industry)
    theirs, mine = draft(cast, cast.tasks[0], cast.reporter), draft(cast, cast.tasks[0], colleague)
    succession.succeed_clerk(cast.reporter, colleague, cast.district, user=cast.administrator)
    assert set(ReportDraft.objects.filter(user=colleague)) == {mine}
    assert ReportDraft.objects.get(pk=theirs.pk).user == cast.reporter
    assert colleague.memberships.count() == 1


def test_what_was_reported_keeps_the_old_clerks_name(cast: Cast) -> None:
    row = say(cast.tasks[0], cast.reporter, 40)
    new = make_user("new_clerk", "工小新")
    succession.succeed_clerk(cast.reporter, new, cast.district, user=cast.administrator)
    row.refresh_from_db()
    assert row.reported_by == cast.reporter
    assert say(cast.tasks[0], new, 50).pk == row.pk


def test_a_role_that_began_today_goes_altogether(cast: Cast) -> None:
    Membership.objects.filter(user=cast.reporter).update(from_date=DAY)
    new = make_user("new_clerk", "工小新")
    succession.succeed_clerk(cast.reporter, new, cast.district, user=cast.administrator)
    assert not cast.reporter.memberships.exists()
    assert Membership.history.filter(user=cast.reporter, history_type="-").exists()


# ---- the pages ----
def test_the_page_shows_what_goes_over_before_it_does(cast: Cast) -> None:
    client, place = signed_in(cast.administrator), reverse("people_official", args=[cast.district.code])
    asked = f"{place}?who={cast.official.pk}"
    assert "新增规模以上工业企业30家" in words_on(client.get(asked))
    assert officials(cast.tasks[0]) == ["沈知远"]
    done = client.post(asked, {"after": "", "name": "程 北辰", "title": ""}, follow=True)
    assert done.status_code == 200
    new = Official.objects.get(name="程北辰")
    assert (new.title, new.position) == (cast.official.title, cast.official.position)
    assert officials(cast.tasks[0]) == ["程北辰"]


@pytest.mark.parametrize("data", [{}, {"after": "1", "name": "程北辰"}, {"name": "陆清"}])
def test_one_successor_is_asked_for_and_what_was_typed_stays(cast: Cast, data: dict[str, str]) -> None:
    place = reverse("people_official", args=[cast.district.code])
    given = {**data, "after": str(cast.other_official.pk)} if "after" in data else data
    answer = signed_in(cast.administrator).post(f"{place}?who={cast.official.pk}", given)
    assert answer.status_code == 422
    assert officials(cast.tasks[0]) == ["沈知远"]


def test_a_new_clerk_gets_a_slip_and_the_old_account_is_shut(cast: Cast) -> None:
    place = reverse("people_clerk", args=[cast.district.code])
    given = {"after": "", "name": "工小新", "username": "gongxx", "phone": "", "shut": "on"}
    answer = signed_in(cast.administrator).post(f"{place}?who={cast.reporter.pk}", given)
    (slip,) = answer.context["slips"]
    assert User.objects.get(username="gongxx").check_password(slip.password)
    assert not User.objects.get(pk=cast.reporter.pk).is_active


def test_a_user_name_that_is_taken_is_told_and_nothing_is_done(cast: Cast) -> None:
    place = reverse("people_clerk", args=[cast.district.code])
    given = {"after": "", "name": "工小新", "username": "viewer", "shut": "on"}
    answer = signed_in(cast.administrator).post(f"{place}?who={cast.reporter.pk}", given)
    assert answer.status_code == 422
    assert "工小新" in answer.content.decode()
    assert Access(cast.reporter, cast.district).may_report(cast.tasks[0])
    assert cast.reporter.memberships.get().to_date in (None, date.max)


def test_a_role_for_a_time_goes_over_for_that_time(cast: Cast) -> None:
    last = DAY + timedelta(days=60)
    cast.reporter.memberships.update(to_date=last)
    after = make_user("after", "继小任")
    succession.succeed_clerk(cast.reporter, after, cast.district, user=cast.administrator)
    assert after.memberships.get(role="reporter").to_date == last


def test_the_successor_follows_what_was_followed_and_awaits_the_answers(cast: Cast) -> None:
    Responsibility.objects.get_or_create(task=cast.tasks[0], role="lead_official", official=cast.official)
    watch(cast.tasks[1], user=cast.leader, on=True)
    told = instruct(cast.tasks[0], user=cast.leader, text="请抓紧。")
    place = f"{reverse('people_official', args=[cast.district.code])}?who={cast.official.pk}"
    given = {"after": cast.other_official.pk, "username": "luq", "shut": "on"}
    slips = signed_in(cast.administrator).post(place, given)
    assert "luq" in slips.content.decode()
    successor = User.objects.get(username="luq")
    assert list(successor.watches.values_list("task", flat=True)) == [cast.tasks[1].pk]
    assert not User.objects.get(pk=cast.leader.pk).is_active
    answer(told, user=cast.reporter, words="本周完成。")
    assert Notice.objects.get(code="instruction_answered").user == successor
    assert Instruction.objects.get().given_by == cast.leader


def test_who_goes_keeps_the_account_where_it_is_good_for_more(cast: Cast) -> None:
    Responsibility.objects.get_or_create(task=cast.tasks[0], role="lead_official", official=cast.official)
    Membership.objects.create(user=cast.leader, district=cast.district, role="viewer")
    place = f"{reverse('people_official', args=[cast.district.code])}?who={cast.official.pk}"
    signed_in(cast.administrator).post(place, {"after": cast.other_official.pk, "shut": "on"})
    assert User.objects.get(pk=cast.leader.pk).is_active
