"""The reporter's page: what others gave for a task, and that it has been urged."""

from datetime import timedelta
from typing import Any

import pytest

from tasks.services import contribute
from tasks.services.urge import urge
from tests.cast import Cast
from tests.pages import DAY, address, freeze, signed_in, stand_today, words_on


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today()


def test_what_partners_gave_and_urges_stand_in_the_card(cast: Cast) -> None:
    task, street = cast.tasks[0], cast.streets[0]
    question: dict[str, Any] = {"question": "请提供拆迁进度。", "due": DAY + timedelta(days=5)}
    asked = contribute.ask(task, user=cast.reporter, units=[street], day=DAY, **question)
    given = contribute.Given(note="已完成拆迁12户。")
    contribute.answer(task, asked[0].pk, user=cast.street_reporter, given=given)
    urge(task, user=cast.supervisor, text="请抓紧推进。", day=DAY)
    page = words_on(signed_in(cast.reporter).get(address("reporting", cast)))
    assert "望湖街道：已完成拆迁12户。" in page
    assert "请抓紧推进。" in page
    contribute.take(task, asked[0].pk, user=cast.reporter)
    assert "已完成拆迁12户" not in words_on(signed_in(cast.reporter).get(address("reporting", cast)))
