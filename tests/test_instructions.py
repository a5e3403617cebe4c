"""Instructions (批示): a leader writes on a task, its lead unit answers."""

from typing import Any

import pytest
from django.urls import reverse

from tasks.models import Instruction, Notice
from tests.cast import Cast
from tests.pages import address, freeze, page, signed_in, stand_today, words_on


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today()


def write(cast: Cast, user: Any, **given: str) -> Any:
    return signed_in(user).post(
        address("instruct", cast, cast.tasks[0]), {"text": "请倒排工期。", "due": "2026-09-20", **given}
    )


def answer(cast: Cast, user: Any, words: str) -> Any:
    place = {"code": cast.district.code, "number": 2026, "pk": Instruction.objects.get().pk}
    return signed_in(user).post(reverse("instruction_answer", kwargs=place), {"answer": words})


def test_a_leader_writes_and_the_lead_unit_is_told(cast: Cast) -> None:
    assert write(cast, cast.leader).status_code == 302
    assert Notice.objects.get(code="instructed", user=cast.reporter).task == cast.tasks[0]
    assert "请倒排工期。" in words_on(signed_in(cast.reporter).get(address("instructions", cast)))


def test_the_lead_unit_answers_once_and_the_leader_is_told(cast: Cast) -> None:
    write(cast, cast.leader)
    assert answer(cast, cast.reporter, "已排出周计划。").status_code == 302
    row = Instruction.objects.get()
    assert (row.answer, row.answered_by, row.unit) == ("已排出周计划。", cast.reporter, cast.industry)
    assert Notice.objects.get(code="instruction_answered").user == cast.leader
    again = answer(cast, cast.reporter, "再答一次。")
    assert again.status_code == 422
    assert "再答一次。" in again.content.decode()
    assert Instruction.objects.get().answer == "已排出周计划。"


@pytest.mark.parametrize("given", [{"text": " "}, {"due": "2026-09-09"}, {"text": "长" * 1001}])
def test_what_says_nothing_or_asks_too_early_stays_in_the_form(cast: Cast, given: dict[str, str]) -> None:
    assert write(cast, cast.leader, **given).status_code == 422
    assert not Instruction.objects.exists()


@pytest.mark.parametrize("who", ["administrator", "supervisor", "reporter", "viewer"])
def test_only_a_leader_writes(cast: Cast, who: str) -> None:
    assert write(cast, getattr(cast, who)).status_code == 403


@pytest.mark.parametrize("who", ["supervisor", "leader", "viewer", "street_reporter"])
def test_only_who_reports_the_task_answers(cast: Cast, who: str) -> None:
    write(cast, cast.leader)
    assert answer(cast, getattr(cast, who), "代答。").status_code == 403
    assert not page(signed_in(getattr(cast, who)).get(address("instructions", cast))).xpath(
        "//textarea[@name='answer']"
    )


def test_ones_own_come_first_and_those_without_a_day_last(cast: Cast) -> None:
    for text, due in (("无期限。", ""), ("二十日前。", "2026-09-20"), ("十五日前。", "2026-09-15")):
        write(cast, cast.leader, text=text, due=due)
    said = words_on(signed_in(cast.leader).get(address("instructions", cast)))
    assert said.index("十五日前。") < said.index("二十日前。") < said.index("无期限。")
