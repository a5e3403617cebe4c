"""The background worker does what is queued and what the day asks for, and does not give up."""

import fcntl
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from tasks.models import StandingSpan
from tasktrack import worker
from tasktrack.worker import AnotherWorker, Worker
from tests.cast import Cast

done: list[str] = []


@task()
def note(words: str) -> None:
    done.append(words)


@task()
def fail() -> None:
    raise RuntimeError("as it may happen")


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


def statuses() -> list[str]:
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))


def begun_by(name: str, tries: int = 1) -> DBTaskResult[..., None]:
    """A task that the worker `name` had begun so often when it was killed."""
    note.enqueue("again")
    result = DBTaskResult.objects.latest("enqueued_at")
    for _ in range(tries):
        result.claim(name)
    return result


@pytest.mark.django_db
def test_it_does_what_is_queued_in_order(work: Callable[[], None]) -> None:
    for words in ("first", "second"):
        note.enqueue(words)
    work()
    assert done == ["first", "second"]


@pytest.mark.django_db
def test_a_task_that_fails_keeps_nobody_from_the_next(work: Callable[[], None]) -> None:
    fail.enqueue()
    note.enqueue("next")
    work()
    assert (done, statuses()) == (["next"], ["FAILED", "SUCCESSFUL"])


def test_it_asks_how_tasks_stand_once_a_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[date] = []
    monkeypatch.setattr(worker, "refresh_due", asked.append)
    today = [date(2026, 3, 1)]
    monkeypatch.setattr(timezone, "localdate", lambda: today[0])
    mine = Worker()
    mine.do_daily()
    mine.do_daily()
    today[0] += timedelta(days=1)
    mine.do_daily()
    assert asked == [date(2026, 3, 1), date(2026, 3, 2)]


def test_standing_is_up_to_date_after_its_round(cast: Cast) -> None:
    Worker().do_daily()
    assert StandingSpan.objects.filter(end=None).values("task").distinct().count() == len(cast.tasks) + 1


@pytest.mark.django_db
def test_it_throws_away_sessions_that_have_expired() -> None:
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days)
        )
    Worker().do_daily()
    assert [session.session_key for session in Session.objects.all()] == ["new"]


@pytest.mark.django_db(transaction=True)
def test_it_goes_on_after_the_database_was_busy(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds: list[int] = []

    def busy_twice(day: date) -> None:
        rounds.append(1)
        if len(rounds) < 3:
            raise OperationalError("database is locked")
        mine.stop()

    monkeypatch.setattr(worker, "refresh_due", busy_twice)
    mine = Worker(interval=0.01)
    note.enqueue("meanwhile")
    mine.run()
    assert (len(rounds), done) == (3, ["meanwhile"])
    assert [record.message for record in caplog.records] == ["The worker will try again: do_daily"] * 2


@pytest.mark.django_db(transaction=True)
def test_told_to_stop_it_ends_the_task_in_hand_and_takes_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Worker(interval=0.01)
    note.enqueue("in hand")
    note.enqueue("left")
    monkeypatch.setattr(DBTaskResult, "set_successful", _and_stop(mine, DBTaskResult.set_successful))
    mine.run()
    assert (done, statuses()) == (["in hand"], ["SUCCESSFUL", "READY"])


def _and_stop(mine: Worker, original: Callable[..., None]) -> Callable[..., None]:
    def stop_then(result: DBTaskResult[..., None], value: object) -> None:
        mine.stop()
        original(result, value)

    return stop_then


@pytest.mark.django_db
def test_it_takes_up_what_its_predecessor_had_begun(work: Callable[[], None]) -> None:
    mine = Worker()
    begun_by(mine.name)
    mine.take_up_dropped()
    work()
    assert done == ["again"]


@pytest.mark.django_db
def test_it_leaves_what_the_worker_of_another_installation_has_in_hand() -> None:
    begun_by("another")
    Worker().take_up_dropped()
    assert statuses() == [TaskResultStatus.RUNNING]


@pytest.mark.django_db
def test_a_task_that_killed_its_worker_three_times_has_failed() -> None:
    mine = Worker()
    result = begun_by(mine.name, tries=3)
    mine.take_up_dropped()
    result.refresh_from_db()
    assert (result.status, result.exception_class_path) == ("FAILED", "tasktrack.worker.KilledItsWorker")


@pytest.mark.django_db
def test_there_is_one_for_an_installation() -> None:
    with (Path(settings.VAR_DIR) / "worker.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(AnotherWorker):
            Worker().run()


@pytest.mark.django_db(transaction=True)
def test_it_has_one_name_for_all_its_lives() -> None:
    names = []
    for _ in range(2):
        mine = Worker()
        mine.stop()
        mine.run()
        names.append(mine.name)
    assert names[0] == names[1]
