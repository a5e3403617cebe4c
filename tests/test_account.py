"""Signing in and out, wrong passwords, passwords that were given out."""

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tasks.models import District, User
from tests.cast import Cast
from tests.pages import HTMX, address, page, signed_in

NEW = "一个够长的新口令9"
SECRECY = "不得处理涉密信息"


@pytest.fixture
def client(cast: Cast) -> Client:
    return Client()


def sign_in(client: Client, username: str, password: str = Cast.PASSWORD, **more: str) -> Any:
    return client.post(reverse("sign_in"), {"username": username, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def change(client: Client, old: str = Cast.PASSWORD, new: str = NEW, again: str = NEW, **more: str) -> Any:
    typed = {"old_password": old, "new_password1": new, "new_password2": again, **more}
    return client.post(reverse("password_change"), typed)


def words(response: Any) -> str:
    return str(response.content.decode())


def given_out(user: User) -> Client:
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    return signed_in(user)


# ---- signing in ----
def test_the_page_forbids_classified_information_and_says_whom_to_ask(client: Client) -> None:
    shown = words(client.get(reverse("sign_in")))
    assert SECRECY in shown
    assert "管理员" in shown


def test_it_says_that_it_is_a_demo_only_in_a_demo(cast: Cast, client: Client) -> None:
    assert "演示" not in words(client.get(reverse("sign_in")))
    District.objects.filter(pk=cast.district.pk).update(demo=True)
    assert "演示" in words(client.get(reverse("sign_in")))


def test_it_signs_in_and_goes_to_the_first_page(cast: Cast, client: Client) -> None:
    answer = sign_in(client, "supervisor")
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("home"))
    assert is_signed_in(client)


def test_it_goes_on_to_the_page_that_was_asked_for(cast: Cast, client: Client) -> None:
    wanted = address("task_list", cast, query="?q=school")
    sent = client.get(wanted)
    assert sent.status_code == 302
    form = page(client.get(sent.headers["Location"])).forms[0]
    answer = sign_in(client, "viewer", next=form.fields["next"])
    assert client.get(answer.headers["Location"]).context["tasks"].data["q"] == "school"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_it_goes_nowhere_else(cast: Cast, client: Client, elsewhere: str) -> None:
    assert sign_in(client, "viewer", next=elsewhere).headers["Location"] == reverse("home")


def test_who_is_signed_in_is_not_asked_again(cast: Cast) -> None:
    assert signed_in(cast.viewer).get(reverse("sign_in")).headers["Location"] == reverse("home")


@pytest.mark.parametrize(("username", "password"), [("viewer", "falsch"), ("nobody-at-all", Cast.PASSWORD)])
def test_what_is_wrong_is_said_with_what_to_do_and_tells_no_names(
    cast: Cast, client: Client, username: str, password: str
) -> None:
    answer = sign_in(client, username, password)
    assert answer.status_code == 200
    assert not is_signed_in(client)
    said = words(answer)
    assert "用户名或密码不正确" in said
    assert "管理员" in said
    assert f'value="{username}"' in said
    assert password not in said


def test_an_account_that_was_shut_stays_out(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.viewer.pk).update(is_active=False)
    assert "已停用" in words(sign_in(client, "viewer"))
    assert "用户名或密码不正确" in words(sign_in(client, "viewer", "another-password-2026"))
    assert not is_signed_in(client)
    assert signed_in(cast.viewer).get(reverse("home")).status_code == 302


# ---- wrong passwords ----
def test_too_many_wrong_passwords_pause_this_name_and_say_for_how_long(cast: Cast, client: Client) -> None:
    answers = [sign_in(client, "viewer", "falsch") for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    last = answers[-1]
    assert last.status_code == 429
    assert "15" in words(last)
    assert SECRECY in words(last)
    assert sign_in(client, "viewer").status_code == 429
    assert not is_signed_in(client)
    assert sign_in(client, "leader").status_code == 302


def test_the_pause_ends(cast: Cast, client: Client) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, "viewer", "falsch")
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(
            attempt_time=attempt.attempt_time.replace(year=2020)
        )
    assert sign_in(client, "viewer").status_code == 302


def test_a_right_password_forgets_the_wrong_ones(cast: Cast, client: Client) -> None:
    for _ in range(2):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            sign_in(client, "viewer", "falsch")
        assert sign_in(client, "viewer").status_code == 302
        client.logout()


# ---- signing out ----
def test_it_signs_out_by_a_button_only(cast: Cast) -> None:
    client = signed_in(cast.viewer)
    assert client.get(reverse("sign_out")).status_code == 405
    assert is_signed_in(client)
    assert client.post(reverse("sign_out")).headers["Location"] == reverse("sign_in")
    assert not is_signed_in(client)


# ---- changing the password ----
def test_a_new_password_serves_from_now_on(cast: Cast) -> None:
    client = signed_in(cast.viewer)
    assert change(client).headers["Location"] == reverse("home")
    assert is_signed_in(client)
    other = Client()
    sign_in(other, "viewer")
    assert not is_signed_in(other)
    sign_in(other, "viewer", NEW)
    assert is_signed_in(other)


def test_other_browsers_are_signed_out_by_a_new_password(cast: Cast) -> None:
    here, there = signed_in(cast.viewer), signed_in(cast.viewer)
    change(here)
    assert there.get(address("task_list", cast)).status_code == 302


def test_the_rules_are_shown(cast: Cast) -> None:
    shown = words(signed_in(cast.viewer).get(reverse("password_change")))
    for rule in ("至少8位", "不要与用户名、姓名、邮箱相似", "不要用常见密码", "不能全是数字"):
        assert rule in shown
    assert "你" not in shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"old": "falsch"}, "当前密码不正确"),
        ({"new": "12345678", "again": "12345678"}, "太常见"),
        ({"new": "907146258313", "again": "907146258313"}, "不能全是数字"),
        ({"new": "short", "again": "short"}, "密码太短，至少8位"),
        ({"new": "viewer-1", "again": "viewer-1"}, "与用户名过于相似"),
        ({"again": "another-one-9"}, "不"),
        ({"new": Cast.PASSWORD, "again": Cast.PASSWORD}, "相同"),
        ({"new": "", "again": ""}, "必填"),
    ],
)
def test_what_breaks_a_rule_is_refused_in_words(cast: Cast, typed: dict[str, str], said: str) -> None:
    answer = change(signed_in(cast.viewer), **typed)
    assert answer.status_code == 200
    errors = page(answer).xpath("//*[contains(@class, 'errors')]")
    assert said in errors[0].text_content()
    assert User.objects.get(pk=cast.viewer.pk).check_password(Cast.PASSWORD)


# ---- a password that was given out ----
def test_a_password_given_out_opens_nothing_else(cast: Cast) -> None:
    client = given_out(cast.administrator)
    for url in (reverse("home"), address("task_list", cast), reverse("admin:index")):
        assert client.get(url).headers["Location"].startswith(reverse("password_change")), url
    assert client.post(address("verify", cast, cast.tasks[0])).headers["Location"] == reverse(
        "password_change"
    )
    assert client.get(reverse("password_change")).status_code == 200
    assert client.post(reverse("set_language"), {"language": "en"}).headers["Location"] == "/"
    assert client.post(reverse("sign_out")).headers["Location"] == reverse("sign_in")


def test_a_row_of_the_list_also_leads_to_the_new_password(cast: Cast) -> None:
    answer = given_out(cast.reporter).get(address("report", cast, cast.tasks[0]), headers=HTMX)
    assert answer.headers["HX-Redirect"] == reverse("password_change")


def test_ones_own_password_opens_the_way_that_was_asked_for(cast: Cast) -> None:
    client, wanted = given_out(cast.viewer), address("task_list", cast, query="?q=1")
    form = page(client.get(client.get(wanted).headers["Location"])).forms
    after = next(f.fields["next"] for f in form if "old_password" in f.fields)
    assert change(client, next=after).headers["Location"] == wanted
    assert not User.objects.get(pk=cast.viewer.pk).must_change_password
    assert client.get(wanted).status_code == 200


def test_the_password_given_out_cannot_be_kept(cast: Cast) -> None:
    change(given_out(cast.viewer), new=Cast.PASSWORD, again=Cast.PASSWORD)
    assert User.objects.get(pk=cast.viewer.pk).must_change_password


def test_a_new_password_goes_nowhere_else(cast: Cast) -> None:
    answer = change(signed_in(cast.viewer), next="https://example.org/")
    assert answer.headers["Location"] == reverse("home")
