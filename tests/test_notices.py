"""The bell: who is told what, in which words, and how it is read."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from tasks import notices
from tasks.models import Membership, Notice, Watch
from tasks.services.notify import followers, notify, of_unit, supervisors
from tests.cast import Cast, make_user


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
