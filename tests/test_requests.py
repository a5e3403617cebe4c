"""Requests (延期、调整、中止): asked by the lead unit, decided by supervision, looked back on."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from tasks.models import ChangeRequest, Target, Task
from tests.cast import Cast
from tests.pages import DAY, address, freeze, page, say, signed_in, stand_today, words_on

State = ChangeRequest.State


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    Task.objects.filter(pk=cast.tasks[0].pk).update(deadline=date(2026, 10, 31))
    stand_today()


def ask(cast: Cast, kind: str, **given: Any) -> Any:
    place = {"code": cast.district.code, "number": 2026, "pk": cast.tasks[0].pk, "kind": kind}
    return signed_in(cast.reporter).post(
        reverse("request_ask", kwargs=place), {"reason": "雨季停工。", **given}
    )


def decide(cast: Cast, step: str, words: str = "") -> Any:
    row = ChangeRequest.objects.get(state=State.PENDING)
    place = {"code": cast.district.code, "number": 2026, "pk": row.pk}
    return signed_in(cast.supervisor).post(
        reverse("request_decide", kwargs=place), {"step": step, "words": words}
    )


def task(cast: Cast) -> Task:
    return Task.objects.get(pk=cast.tasks[0].pk)


def test_a_granted_extension_moves_the_deadline_and_is_counted(cast: Cast) -> None:
    assert ask(cast, "extension", deadline="2026-11-30").status_code == 302
    assert task(cast).deadline == date(2026, 10, 31)
    assert decide(cast, "grant").status_code == 302
    assert task(cast).deadline == date(2026, 11, 30)
    shown = words_on(signed_in(cast.leader).get(address("requests", cast)))
    assert "雨季停工。" in shown
    assert "30天" in shown
    moved = task(cast).history.filter(deadline=date(2026, 11, 30)).last()
    assert moved
    assert moved.history_user == cast.supervisor


@pytest.mark.parametrize("deadline", ["2026-10-31", "2026-10-01", "", "soon"])
def test_an_extension_goes_to_a_later_day(cast: Cast, deadline: str) -> None:
    answer = ask(cast, "extension", deadline=deadline)
    assert answer.status_code == 422
    assert "雨季停工。" in answer.content.decode()
    assert not ChangeRequest.objects.exists()


def test_after_the_deadline_no_extension_is_asked_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch, date(2026, 11, 2))
    stand_today(date(2026, 11, 2))
    assert ask(cast, "extension", deadline="2026-12-31").status_code == 422
    assert not ChangeRequest.objects.exists()


def test_a_granted_change_gives_the_task_another_promise(cast: Cast) -> None:
    target = Target.objects.create(task=cast.tasks[0], metric="企业", value=30, unit="家")
    assert ask(cast, "change", text="新增企业25家。", **{f"value_{target.pk}": "25"}).status_code == 302
    decide(cast, "grant")
    target.refresh_from_db()
    assert (task(cast).text, target.value) == ("新增企业25家。", Decimal(25))


def test_a_suspended_task_is_taken_up_again(cast: Cast) -> None:
    ask(cast, "suspension")
    decide(cast, "grant", "同意。")
    assert task(cast).status == Task.Status.SUSPENDED
    client = signed_in(cast.supervisor)
    client.post(address("resume", cast, cast.tasks[0]), {"reason": "复工。"})
    assert task(cast).status not in (Task.Status.SUSPENDED, Task.Status.COMPLETED)
    say(task(cast), cast.reporter, 40)


def test_a_refusal_needs_words_and_leaves_the_task_as_it_was(cast: Cast) -> None:
    ask(cast, "suspension")
    answer = decide(cast, "refuse")
    assert answer.status_code == 422
    assert ChangeRequest.objects.get().state == State.PENDING
    decide(cast, "refuse", "理由不充分。")
    row = ChangeRequest.objects.get()
    assert (row.state, row.decision) == (State.REFUSED, "理由不充分。")
    assert task(cast).status != Task.Status.SUSPENDED


def test_the_unit_takes_its_request_back_and_may_ask_anew(cast: Cast) -> None:
    ask(cast, "suspension")
    assert ask(cast, "suspension").status_code == 422
    row = ChangeRequest.objects.get()
    place = {"code": cast.district.code, "number": 2026, "pk": row.pk}
    signed_in(cast.reporter).post(reverse("request_withdraw", kwargs=place))
    assert ChangeRequest.objects.get().state == State.WITHDRAWN
    assert ask(cast, "suspension").status_code == 302


def test_what_was_decided_meanwhile_is_told_and_the_words_stay(cast: Cast) -> None:
    ask(cast, "suspension")
    row = ChangeRequest.objects.get()
    decide(cast, "grant", "同意。")
    place = {"code": cast.district.code, "number": 2026, "pk": row.pk}
    answer = signed_in(cast.administrator).post(
        reverse("request_decide", kwargs=place), {"step": "refuse", "words": "再议，先不停。"}
    )
    assert answer.status_code == 422
    assert "再议，先不停。" in answer.content.decode()
    assert task(cast).status == Task.Status.SUSPENDED


def test_who_does_not_report_the_task_is_offered_no_request(cast: Cast) -> None:
    place = {"code": cast.district.code, "number": 2026, "pk": cast.tasks[0].pk, "kind": "extension"}
    for user in (cast.supervisor, cast.leader, cast.viewer, cast.street_reporter):
        assert signed_in(user).get(reverse("request_ask", kwargs=place)).status_code == 403
    shown = page(signed_in(cast.reporter).get(reverse("request_ask", kwargs=place)))
    assert shown.xpath("//input[@name='deadline']/@min") == ["2026-11-01"]
    assert date(2026, 11, 1) > DAY
