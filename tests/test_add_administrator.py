"""The command by which whoever installs lets the first administrator of a district in."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tasks.models import District, Membership, User
from tests.cast import Cast


def run(*words: str) -> str:
    out = StringIO()
    call_command("add_administrator", *words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_it_enters_district_and_user_and_prints_a_password_for_one_sign_in() -> None:
    printed = run("首任管理员", "--district", "新澜区", "--code", "990777")
    found = re.search(r"[A-Za-z0-9]{14}", printed)
    assert found, printed
    user = User.objects.get(username="首任管理员")
    assert user.check_password(found[0])
    assert user.must_change_password
    place = Membership.objects.get(user=user)
    assert (place.district.code, place.district.short_name, place.role) == (
        "990777",
        "新澜区",
        "administrator",
    )


def test_it_gives_a_district_its_own_code(cast: Cast) -> None:
    District.objects.create(code="new-1", short_name="新澜区")
    run(cast.administrator.username, "--district", "new-1", "--code", "990778")
    assert District.objects.get(short_name="新澜区").code == "990778"
    assert Membership.objects.filter(user=cast.administrator, district__code="990778").exists()


def test_once_more_changes_nothing_and_prints_no_password(cast: Cast) -> None:
    before = Membership.objects.count()
    printed = run(cast.administrator.username, "--district", cast.district.code)
    assert Membership.objects.count() == before
    assert not re.search(r"[A-Za-z0-9]{14}", printed)


def test_it_takes_no_code_that_another_district_has(cast: Cast) -> None:
    with pytest.raises(CommandError, match=cast.district.code):
        run("谁", "--district", "新澜区", "--code", cast.district.code)
    assert not User.objects.filter(username="谁").exists()


def test_it_enters_no_district_without_a_code(cast: Cast) -> None:
    with pytest.raises(CommandError, match="新澜区"):
        run("谁", "--district", "新澜区")
