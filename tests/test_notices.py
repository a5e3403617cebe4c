"""The bell: who is told what, in which words, and how it is read."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from tasks import notices
from tasks.models import Membership, Notice, User, Watch
from tasks.permissions import visible_notices
from tasks.services.notify import followers, notify, of_unit, supervisors
from tests.cast import Cast, make_user
from tests.pages import address, page, queries, signed_in, text


# ---- words ----
@pytest.mark.parametrize("code", notices.WORDS)
def test_every_code_has_words_that_can_be_filled(code: str) -> None:
    with override("en"):
        assert "%" not in notices.words(code, {})


def test_what_is_missing_among_the_particulars_is_left_out() -> None:
    with override("en"):
        assert notices.words("urged", {"by": "督明", "unit": "工信局"}) == "督明 urges 工信局."


def test_a_code_of_another_time_still_says_something() -> None:
    with override("en"):
        assert notices.words("gone", {"by": "督明"}) == "Something has happened here."


# ---- who is told ----
def test_each_is_told_once_and_nobody_of_their_own_act(cast: Cast) -> None:
    people = [cast.reporter, cast.reporter, cast.supervisor]
    notify(people, "urged", cast.district, cast.tasks[0], by=cast.supervisor, unit=cast.industry)
    notice = Notice.objects.get()
    assert (notice.user, notice.task, notice.read_at) == (cast.reporter, cast.tasks[0], None)
    assert notice.params == {"by": "督明", "unit": "工信局"}


def test_who_can_no_longer_sign_in_is_told_nothing(cast: Cast) -> None:
    cast.reporter.is_active = False
    assert notify([cast.reporter], "urged", cast.district) == []


def test_particulars_are_kept_as_plain_words(cast: Cast) -> None:
    (notice,) = notify(
        [cast.reporter],
        "deadline_moved",
        cast.district,
        old=date(2026, 6, 30),
        new=Decimal("1.50"),
        name=None,
    )
    notice.refresh_from_db()
    assert notice.params == {"old": "2026-06-30", "new": "1.5"}


def test_the_reporters_of_a_unit_are_those_of_today(cast: Cast) -> None:
    later, gone = make_user("later", "后来"), make_user("gone", "先前")
    place = {"district": cast.district, "role": "reporter", "unit": cast.industry}
    Membership.objects.create(user=later, from_date=date(2999, 1, 1), **place)
    Membership.objects.create(user=gone, to_date=date(2000, 1, 1), **place)
    assert list(of_unit(cast.industry)) == [cast.reporter]


def test_where_there_is_no_supervisor_the_administrators_are_told(cast: Cast) -> None:
    assert list(supervisors(cast.district)) == [cast.supervisor]
    cast.supervisor.memberships.all().delete()
    assert list(supervisors(cast.district)) == [cast.administrator]


def test_those_who_watch_a_task_are_told_as_long_as_they_belong_to_the_district(cast: Cast) -> None:
    for user in (cast.leader, cast.other_administrator):
        Watch.objects.create(user=user, task=cast.tasks[0])
    assert list(followers(cast.tasks[0])) == [cast.leader]
    assert list(followers(cast.tasks[1])) == []


# ---- the bell ----
def unread(cast: Cast, user: User) -> str:
    (bell,) = page(signed_in(user).get(address("overview", cast))).find_class("bar-bell")
    return text(bell)


def test_the_bell_counts_what_is_unread(cast: Cast) -> None:
    assert unread(cast, cast.viewer) == ""
    notify([cast.viewer, cast.leader], "urged", cast.district, cast.tasks[0], by="督明", unit="工信局")
    notify([cast.viewer], "period_locked", cast.district, by="督明", period="9月")
    Notice.objects.filter(user=cast.leader).update(read_at=timezone.now())
    assert (unread(cast, cast.viewer), unread(cast, cast.leader)) == ("2", "")


def test_what_was_told_in_a_district_that_one_has_left_is_gone(cast: Cast) -> None:
    notify([cast.nobody], "urged", cast.district, cast.tasks[0], by="督明", unit="工信局")
    assert list(visible_notices(cast.nobody)) == []
    assert not page(signed_in(cast.nobody).get("/notices/")).xpath("//main//li")


def test_lines_stand_by_day_the_newest_first(cast: Cast) -> None:
    (old,) = notify([cast.viewer], "urged", cast.district, cast.tasks[0], by="督明", unit="工信局")
    Notice.objects.filter(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=2))
    notify([cast.viewer], "period_locked", cast.district, by="督明", period="9月")
    tree = page(signed_in(cast.viewer).get("/notices/"))
    assert len(tree.find_class("notices")) == 2
    lines = [text(line) for line in tree.xpath("//li//button[@data-open]")]
    assert ("9月" in lines[0], "工信局" in lines[1]) == (True, True)


def test_opening_a_line_reads_it_and_leads_to_its_task(cast: Cast) -> None:
    (row,) = notify([cast.viewer], "urged", cast.district, cast.tasks[0], by="督明", unit="工信局")
    answered = signed_in(cast.viewer).post(f"/notices/{row.pk}/")
    assert answered.headers["Location"] == address("task", cast, cast.tasks[0])
    row.refresh_from_db()
    assert row.read_at is not None


def test_a_line_without_a_task_leads_to_its_page_or_home(cast: Cast) -> None:
    client = signed_in(cast.viewer)
    more: list[dict[str, Any]] = [
        {"page": "board", "year": 2026, "query": "?period=9"},
        {"page": "gone", "year": 1},
    ]
    rows = [row for each in more for row in notify([cast.viewer], "period_locked", cast.district, **each)]
    led = [client.post(f"/notices/{row.pk}/").headers["Location"] for row in rows]
    assert led == [address("board", cast, query="?period=9"), "/"]


def test_one_line_is_read_without_leaving_and_all_at_once(cast: Cast) -> None:
    client = signed_in(cast.viewer)
    rows = [
        row
        for task in cast.tasks[:3]
        for row in notify([cast.viewer], "urged", cast.district, task, unit="工信局")
    ]
    notify([cast.leader], "urged", cast.district, cast.tasks[0], unit="工信局")
    assert client.post(f"/notices/{rows[0].pk}/", {"stay": "1"}).headers["Location"] == "/notices/"
    assert visible_notices(cast.viewer).filter(read_at=None).count() == 2
    client.post("/notices/read/")
    assert visible_notices(cast.viewer).filter(read_at=None).count() == 0
    assert visible_notices(cast.leader).filter(read_at=None).count() == 1


def test_a_line_of_another_is_not_found(cast: Cast) -> None:
    (row,) = notify([cast.leader], "urged", cast.district, cast.tasks[0], unit="工信局")
    assert signed_in(cast.viewer).post(f"/notices/{row.pk}/").status_code == 404


def test_forty_lines_take_as_many_queries_as_two(cast: Cast) -> None:
    client = signed_in(cast.viewer)
    for number in range(2):
        notify([cast.viewer], "urged", cast.district, cast.tasks[number], unit="工信局")
    few = queries(client, "/notices/")
    for _round in range(8):
        for task in cast.tasks:
            notify([cast.viewer], "urged", cast.district, task, unit="工信局")
    assert queries(client, "/notices/") == few


def test_the_bell_costs_one_query(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as captured:
        signed_in(cast.viewer).get(address("overview", cast))
    assert len([query for query in captured if '"tasks_notice"' in query["sql"]]) == 1
