"""The rules of a district: set on their page, checked, tried by mail and webhook."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tasks import delivery
from tasks.errors import Refused
from tasks.models import District
from tasks.services import rules
from tests.cast import Cast
from tests.pages import page, signed_in, words_on

GIVEN: dict[str, Any] = {
    "asks_acknowledgement": "on",
    "urge_days_before": 5,
    "urge_overdue_every": 0,
    "webhook": "https://office.example/notices",
}


def url(cast: Cast) -> str:
    return reverse("rules", args=[cast.district.code])


def now(cast: Cast) -> District:
    return District.objects.get(pk=cast.district.pk)


def test_an_administrator_sets_them_and_history_says_who(cast: Cast) -> None:
    answer = signed_in(cast.administrator).post(url(cast), GIVEN, follow=True)
    assert answer.status_code == 200
    row = now(cast)
    assert (row.urge_days_before, row.urge_on_due, row.urge_overdue_every) == (5, False, 0)
    assert row.webhook == "https://office.example/notices"
    assert row.history.latest().history_user == cast.administrator


def test_saving_what_stands_there_writes_nothing(cast: Cast) -> None:
    before = cast.district.history.count()
    assert rules.set_rules(cast.district, user=cast.administrator, urge_days_before=3) == []
    assert cast.district.history.count() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("urge_days_before", "28"),
        ("urge_days_before", "-1"),
        ("urge_overdue_every", "91"),
        ("urge_overdue_every", "often"),
        ("webhook", "ftp://office.example/"),
        ("webhook", "file:///etc/passwd"),
        ("webhook", "no address"),
    ],
)
def test_what_cannot_be_stays_in_the_form_with_the_reason(cast: Cast, name: str, value: str) -> None:
    answer = signed_in(cast.administrator).post(url(cast), {**GIVEN, name: value})
    assert answer.status_code == 422
    assert page(answer).xpath(f"//input[@name='{name}']/@value") == [value]
    assert now(cast).urge_days_before == 3


def test_only_administrators_set_and_try_them(cast: Cast) -> None:
    for user in (cast.supervisor, cast.reporter, cast.leader, cast.viewer, cast.other_administrator):
        with pytest.raises(PermissionDenied):
            rules.set_rules(cast.district, user=user, urge_days_before=5)
        for asked in ("try_mail", "try_webhook"):
            assert signed_in(user).post(url(cast), {asked: "1"}).status_code in (403, 404)


def test_a_mail_is_tried_at_once_and_says_where_it_went(cast: Cast) -> None:
    with pytest.raises(Refused):
        delivery.try_mail(cast.district, cast.administrator)
    cast.administrator.email = "guan@office.example"
    cast.administrator.save()
    answer = signed_in(cast.administrator).post(url(cast), {"try_mail": "1"}, follow=True)
    assert "guan@office.example" in words_on(answer)
    (sent,) = mail.outbox
    assert sent.to == ["guan@office.example"]
    assert "澄岚区" in sent.body


def test_the_address_is_tried_and_a_failure_says_why(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused):
        delivery.try_webhook(cast.district, cast.administrator)
    District.objects.filter(pk=cast.district.pk).update(webhook="http://127.0.0.1:9/notices")
    answer = signed_in(cast.administrator).post(url(cast), {"try_webhook": "1"}, follow=True)
    assert page(answer).xpath("//*[contains(@class, 'message-error')]")
    posted: list[dict[str, Any]] = []
    monkeypatch.setattr(delivery, "by_webhook", lambda digest: posted.append(delivery._as_json(digest)))
    assert delivery.try_webhook(now(cast), cast.administrator) == "http://127.0.0.1:9/notices"
    assert posted[0]["notices"][0]["code"] == "test"
