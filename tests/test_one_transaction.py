"""Every act of the month is one transaction: where its last write fails, nothing of it is left."""

from typing import Any

import pytest
from django.db import connection, transaction

from tasks.models import Task, User
from tests.at_once import left_behind
from tests.cast import Cast
from tests.role_table import ACTS
from tests.scenes import Scene, second_reporter, tick
from tests.tries import TRIES, prepared_for

WRITES = ("INSERT", "UPDATE", "DELETE")


class Interrupted(Exception):
    """The power went."""


class Writing:
    """Counts what is written; raises Interrupted instead of the write with this number."""

    def __init__(self, interrupted_at: int = 0) -> None:
        self.number, self.interrupted_at = 0, interrupted_at

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(WRITES):
            self.number += 1
            if self.number == self.interrupted_at:
                raise Interrupted
        return execute(sql, params, many, context)


@pytest.fixture
def stage(cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    tick(monkeypatch)
    second_reporter(cast)
    return cast


def _stored(scene: Scene) -> list[str]:
    tasks = list(Task.objects.filter(year=scene.cast.year).order_by("pk"))
    periods = [
        f"{each.month} {each.opens} {each.due} {each.locked_at}" for each in scene.cast.year.periods.all()
    ]
    return [*left_behind(tasks), *periods, f"{scene.month.history.count()} versions of the month"]


@pytest.mark.parametrize("act", ACTS)
def test_an_act_that_is_interrupted_leaves_nothing(stage: Cast, act: str) -> None:
    before, attempt = TRIES[act]
    scene = prepared_for(stage, before)
    user: User = getattr(stage, ACTS[act].split()[0])
    stored = _stored(scene)
    writing = Writing()
    with transaction.atomic(), connection.execute_wrapper(writing):
        attempt(scene, user)
        transaction.set_rollback(True)
    assert writing.number
    for number in {writing.number, (writing.number + 1) // 2}:
        with connection.execute_wrapper(Writing(number)), pytest.raises(Interrupted):
            attempt(scene, user)
        assert _stored(scene) == stored
