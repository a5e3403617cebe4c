"""Several people at once, each on a connection of their own."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from tasks.errors import Refused
from tasks.models import (
    Membership,
    Origin,
    Period,
    ProgressReport,
    Responsibility,
    SourceFile,
    StandingSpan,
    Task,
    Unit,
    User,
    Year,
)
from tasks.services.report import report, return_claim, verify
from tasks.services.settle import settle
from tasks.services.standing import refresh_due
from tasks.services.years import open_year
from tests.cast import Cast, make_task, make_user

pytestmark = pytest.mark.django_db(transaction=True)

DAY = date(2026, 5, 10)
ROUNDS = 4


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call returned or raised, all having begun together."""
    outcomes: list[Any] = [None] * len(calls)
    barrier = Barrier(len(calls))

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            outcomes[number] = call()
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number, call)) for number, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def say(task: Task, user: User, percent: int) -> ProgressReport:
    mine = Task.objects.get(pk=task.pk)
    return report(mine, user=user, percent=Decimal(percent), status="in_progress", note="推进中。", day=DAY)


def open_spans(task: Task) -> list[StandingSpan]:
    return list(task.spans.filter(end=None))


def failures(outcomes: list[Any]) -> list[Exception]:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def test_it_runs_on_a_database_that_several_connections_share() -> None:
    assert connection.vendor != "sqlite" or not connection.is_in_memory_db()  # type: ignore[attr-defined]


def test_it_keeps_what_every_reporter_said_of_one_task(cast: Cast) -> None:
    second = make_user("second_reporter", "工小武")
    Membership.objects.create(user=second, district=cast.district, role="reporter", unit=cast.industry)
    task, people = cast.tasks[0], [cast.reporter, second] * 4
    outcomes = at_once([partial(say, task, user, 10 + n) for n, user in enumerate(people)])
    assert failures(outcomes) == []
    row = ProgressReport.objects.get()
    said = list(row.history.order_by("history_id").values_list("percent", flat=True))
    assert sorted(said) == [10 + n for n in range(len(people))]
    assert row.percent == said[-1]
    assert [span.percent for span in open_spans(task)] == [row.percent]


def test_it_takes_reports_on_many_tasks_at_once(cast: Cast) -> None:
    tasks = [make_task(cast.plan, None, 50 + n, f"建成第{n}处驿站。", cast.industry) for n in range(8)]
    outcomes = at_once([partial(say, task, cast.reporter, 40) for task in tasks])
    assert failures(outcomes) == []
    assert ProgressReport.objects.count() == len(tasks)


@pytest.mark.parametrize("judge", [verify, partial(return_claim, reason="缺少验收材料")])
def test_it_judges_a_claim_or_takes_it_back_but_never_both(cast: Cast, judge: Callable[..., Task]) -> None:
    for number in range(ROUNDS):
        task = make_task(cast.plan, None, 50 + number, f"建成第{number}处驿站。", cast.industry)
        say(task, cast.reporter, 100)
        judging = partial(judge, Task.objects.get(pk=task.pk), user=cast.supervisor, day=DAY)
        judged, said = at_once([judging, partial(say, task, cast.reporter, 60)])
        _assert_in_one_order(Task.objects.get(pk=task.pk), judged, said)


def _assert_in_one_order(task: Task, judged: Any, said: Any) -> None:
    """What is stored is what one order of the two would have left."""
    span = open_spans(task)[0]
    if task.status == Task.Status.COMPLETED:
        assert (isinstance(said, Refused), isinstance(judged, Exception)) == (True, False)
        assert (span.standing, task.reports.get().percent) == ("completed", Decimal(100))
    else:
        assert not isinstance(said, Exception)
        assert (task.status, task.reports.get().percent, span.percent) == ("open", Decimal(60), Decimal(60))
        assert isinstance(judged, Refused) or task.reports.get().returned_reason == ""


def test_it_completes_a_task_once(cast: Cast) -> None:
    task = cast.tasks[0]
    say(task, cast.reporter, 100)
    judges = [cast.supervisor, cast.administrator] * 2
    outcomes = at_once([partial(verify, Task.objects.get(pk=task.pk), user=user, day=DAY) for user in judges])
    assert [type(error) for error in failures(outcomes)] == [Refused] * 3
    assert task.history.filter(status=Task.Status.COMPLETED).count() == 1


def test_it_keeps_one_open_interval_when_the_daily_round_meets_a_report(cast: Cast) -> None:
    rounds = [partial(refresh_due, DAY)] * 3
    reports = [partial(say, cast.tasks[0], cast.reporter, 40), partial(say, cast.tasks[1], cast.reporter, 90)]
    outcomes = at_once([*rounds, *reports])
    assert failures(outcomes) == []
    for task in Task.objects.all():
        assert len(open_spans(task)) == 1
    assert [open_spans(task)[0].percent for task in cast.tasks[:2]] == [40, 90]


def test_it_settles_a_doubt_once(cast: Cast) -> None:
    source = SourceFile.objects.create(district=cast.district, name="x", file="x", sha256="0", size=1)
    task = cast.tasks[4]
    Origin.objects.create(
        task=task, source_file=source, field="lead_units", doubt="merge", suggested=["教育局"]
    )
    people = [cast.supervisor, cast.administrator] * 2
    outcomes = at_once(
        [
            partial(settle, Task.objects.get(pk=task.pk), user=user, fields=["lead_units"], as_read=True)
            for user in people
        ]
    )
    assert [type(error) for error in failures(outcomes)] == [Refused] * 3
    assert Responsibility.objects.filter(task=task).count() == 1


def test_it_enters_a_new_unit_once(cast: Cast) -> None:
    source = SourceFile.objects.create(district=cast.district, name="x", file="x", sha256="0", size=1)
    for task in cast.tasks:
        Origin.objects.create(
            task=task, source_file=source, field="partner_units", doubt="merge", suggested=["水务局"]
        )
    outcomes = at_once(
        [
            partial(
                settle,
                Task.objects.get(pk=task.pk),
                user=cast.supervisor,
                fields=["partner_units"],
                as_read=True,
            )
            for task in cast.tasks
        ]
    )
    assert failures(outcomes) == []
    unit = Unit.objects.get(district=cast.district, name="水务局")
    assert Responsibility.objects.filter(unit=unit).count() == len(cast.tasks)


def test_it_opens_a_year_once(cast: Cast) -> None:
    outcomes = at_once([partial(open_year, cast.district, 2031)] * 4)
    assert failures(outcomes) == []
    assert Period.objects.filter(year=Year.objects.get(number=2031)).count() == 12
