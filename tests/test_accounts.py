"""Accounts: new passwords on slips, shut, opened, let in again."""

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tasks.errors import Refused
from tasks.models import User
from tasks.services import accounts
from tests.cast import Cast
from tests.pages import signed_in, words_on

SIGN_IN = "/account/sign-in/"


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


def sign_in(user: User, password: str) -> bool:
    client = Client()
    client.post(reverse("sign_in"), {"username": user.username, "password": password})
    return "_auth_user_id" in client.session


def shut_out(user: User) -> None:
    AccessAttempt.objects.create(
        username=user.username,
        ip_address="192.0.2.7",
        failures_since_start=settings.AXES_FAILURE_LIMIT,
        attempt_time=timezone.now(),
    )


def test_a_new_password_stands_on_its_slip_and_must_be_changed(cast: Cast) -> None:
    (slip,) = accounts.reset_passwords([cast.reporter], cast.district, user=cast.administrator)
    assert (slip.name, slip.username) == ("工小文", "reporter")
    assert "工信局" in slip.role
    assert anew(cast.reporter).check_password(slip.password)
    assert anew(cast.reporter).must_change_password
    assert slip.password not in str(list(cast.reporter.history.values()))


def test_who_signs_in_with_it_is_asked_for_another_one(cast: Cast) -> None:
    (slip,) = accounts.reset_passwords([cast.reporter], cast.district, user=cast.administrator)
    client = Client()
    answer = client.post(
        reverse("sign_in"), {"username": slip.username, "password": slip.password}, follow=True
    )
    assert answer.redirect_chain[-1][0].startswith(reverse("password_change"))


def test_passwords_can_be_read_aloud_and_differ() -> None:
    given = {accounts.readable_password(User(username="a")) for _each in range(50)}
    assert len(given) == 50
    assert not any(set(password) & set("0O1lIoqv") for password in given)


def test_a_shut_account_cannot_sign_in_and_an_opened_one_can(cast: Cast) -> None:
    assert sign_in(cast.reporter, cast.PASSWORD)
    accounts.disable(cast.reporter, cast.district, user=cast.administrator)
    assert not sign_in(cast.reporter, cast.PASSWORD)
    with pytest.raises(Refused):
        accounts.disable(cast.reporter, cast.district, user=cast.administrator)
    accounts.enable(cast.reporter, cast.district, user=cast.administrator)
    assert sign_in(cast.reporter, cast.PASSWORD)


def test_who_is_signed_in_is_shut_out_at_once(cast: Cast) -> None:
    client = signed_in(cast.reporter)
    place = reverse("overview", args=[cast.district.code, cast.year.number])
    assert client.get(place).status_code == 200
    accounts.disable(cast.reporter, cast.district, user=cast.administrator)
    assert client.get(place)["Location"].startswith(reverse("sign_in"))


def test_who_was_locked_out_may_try_again(cast: Cast) -> None:
    shut_out(cast.reporter)
    assert accounts.locked(["reporter", "viewer"]) == {"reporter"}
    accounts.unlock(cast.reporter, cast.district, user=cast.administrator)
    assert accounts.locked(["reporter"]) == set()
    with pytest.raises(Refused):
        accounts.unlock(cast.reporter, cast.district, user=cast.administrator)


def test_nobody_shuts_or_resets_their_own_account(cast: Cast) -> None:
    with pytest.raises(Refused):
        accounts.disable(cast.administrator, cast.district, user=cast.administrator)
    with pytest.raises(Refused):
        accounts.reset_passwords([cast.administrator], cast.district, user=cast.administrator)


def test_only_an_administrator_of_the_district_may(cast: Cast) -> None:
    for user in (cast.supervisor, cast.leader, cast.other_administrator, cast.nobody):
        with pytest.raises(PermissionDenied):
            accounts.reset_passwords([cast.reporter], cast.district, user=user)


def test_an_account_of_another_district_or_of_a_superuser_is_out_of_reach(cast: Cast) -> None:
    cast.other_administrator.memberships.create(district=cast.district, role="viewer")
    for account in (cast.other_administrator, cast.superuser, cast.nobody):
        with pytest.raises(PermissionDenied):
            accounts.disable(account, cast.district, user=cast.administrator)


def test_the_history_says_who_did_it(cast: Cast) -> None:
    accounts.disable(cast.reporter, cast.district, user=cast.administrator)
    row = cast.reporter.history.latest()
    assert (row.is_active, row.history_user) == (False, cast.administrator)


# ---- the page ----
def test_the_page_shows_who_never_signed_in_is_locked_or_shut(cast: Cast) -> None:
    shut_out(cast.viewer)
    accounts.disable(cast.leader, cast.district, user=cast.administrator)
    client, place = signed_in(cast.administrator), reverse("people", args=[cast.district.code])
    whole = words_on(client.get(place))
    assert all(name in whole for name in ("工小文", "教小青", "已锁定", "已停用"))
    assert "岳外" not in whole
    locked = words_on(client.get(place, {"state": "locked"}))
    assert "阅小安" in locked
    assert "工小文" not in locked
    assert "工小文" in words_on(client.get(place, {"q": "工信"}))


def test_many_passwords_are_reset_at_once_and_shown_once(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    chosen = {"account": [cast.reporter.pk, cast.viewer.pk, cast.other_administrator.pk]}
    answer = client.post(reverse("people_reset", args=[cast.district.code]), chosen)
    slips = answer.context["slips"]
    assert {slip.username for slip in slips} == {"reporter", "viewer"}
    assert all(slip.password in words_on(answer) for slip in slips)
    assert "no-store" in answer["Cache-Control"]
    assert anew(cast.other_administrator).check_password(cast.PASSWORD)


def test_a_refusal_is_told_in_the_persons_language(cast: Cast) -> None:
    for language, words in (("zh-hans", "未锁定"), ("en", "not locked")):
        with override(language), pytest.raises(Refused, match=words):
            accounts.unlock(cast.reporter, cast.district, user=cast.administrator)
