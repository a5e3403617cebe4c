"""Completion and closing (办结销号): declared with evidence, verified or sent back, reopened."""

from datetime import date
from typing import Any

import pytest

from tasks.models import ProgressReport, Task
from tests.cast import Cast
from tests.pages import DAY, address, freeze, say, signed_in, stand_today, words_on


@pytest.fixture(autouse=True)
def _claimed(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today(date(2026, 1, 1))
    say(cast.tasks[0], cast.reporter, 100, status="complete", note="全部建成并验收。")


def judge(cast: Cast, user: Any, **given: str) -> Any:
    return signed_in(user).post(address("close", cast, cast.tasks[0]), given)


def task(cast: Cast) -> Task:
    return Task.objects.get(pk=cast.tasks[0].pk)


def test_a_claim_waits_with_its_evidence_and_is_not_complete_yet(cast: Cast) -> None:
    assert task(cast).status == Task.Status.CLAIMED
    assert "全部建成并验收。" in words_on(signed_in(cast.supervisor).get(address("closing", cast)))
    assert task(cast).spans.get(end=None).standing == "claimed"


def test_a_supervisor_verifies_and_closes(cast: Cast) -> None:
    assert judge(cast, cast.supervisor, step="verify").status_code == 302
    row = task(cast)
    assert (row.status, row.completed_on) == (Task.Status.COMPLETED, DAY)
    assert row.spans.get(end=None).standing == "completed"
    report = ProgressReport.objects.get()
    assert (report.verified_by, report.review) == (cast.supervisor, "passed")


def test_sending_back_needs_a_reason_and_makes_the_task_open(cast: Cast) -> None:
    assert judge(cast, cast.supervisor, step="return").status_code == 422
    assert task(cast).status == Task.Status.CLAIMED
    assert judge(cast, cast.supervisor, step="return", reason="缺验收单。").status_code == 302
    assert task(cast).status not in (Task.Status.CLAIMED, Task.Status.COMPLETED)
    assert ProgressReport.objects.get().returned_reason == "缺验收单。"


@pytest.mark.parametrize("who", ["reporter", "leader", "viewer"])
def test_only_supervision_closes_and_reopens(cast: Cast, who: str) -> None:
    assert judge(cast, getattr(cast, who), step="verify").status_code == 403
    reopened = signed_in(getattr(cast, who)).post(address("reopen", cast, cast.tasks[0]), {"reason": "复查"})
    assert reopened.status_code == 403
    assert task(cast).status == Task.Status.CLAIMED


def test_a_closed_task_is_reopened_with_a_reason_and_takes_reports_again(cast: Cast) -> None:
    judge(cast, cast.supervisor, step="verify")
    client, url = signed_in(cast.supervisor), address("reopen", cast, cast.tasks[0])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert task(cast).status == Task.Status.COMPLETED
    assert client.post(url, {"reason": "复查发现漏项。"}).status_code == 302
    row = task(cast)
    assert (row.status in (Task.Status.CLAIMED, Task.Status.COMPLETED), row.completed_on) == (False, None)
    assert "复查发现漏项。" in words_on(client.get(address("task", cast, cast.tasks[0])))
    say(row, cast.reporter, 90, percent_reason="漏项未完。")


def test_what_was_closed_meanwhile_is_told(cast: Cast) -> None:
    judge(cast, cast.supervisor, step="verify")
    answer = judge(cast, cast.administrator, step="return", reason="再看看。")
    assert answer.status_code == 422
    assert "再看看。" in answer.content.decode()
    assert task(cast).status == Task.Status.COMPLETED
