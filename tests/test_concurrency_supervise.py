"""Supervision by several people at once, each on a connection of their own: the second is told."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from tasks.errors import Refused
from tasks.models import Notice, Period, PeriodFigure, ProgressReport, Task, Urge
from tasks.services.periods import lock, reopen
from tasks.services.review import pass_many, pass_report, send_back
from tasks.services.standing import refresh
from tasks.services.urge import answer, urge, urge_by_rules, urge_many
from tests.cast import Cast
from tests.test_concurrency import DAY, at_once, failures, say

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


def kinds(outcomes: list[Any]) -> list[type]:
    return [type(error) for error in failures(outcomes)]


def again(report: ProgressReport) -> ProgressReport:
    return ProgressReport.objects.select_related("task__year__district", "unit", "period__year").get(
        pk=report.pk
    )


def month(cast: Cast) -> Period:
    return Period.objects.get(year=cast.year, month=DAY.month)


# ---- urging ----
def test_a_unit_is_urged_once_a_day_whoever_presses(cast: Cast) -> None:
    people = [cast.supervisor, cast.administrator] * 2
    outcomes = at_once(
        [partial(urge, Task.objects.get(pk=cast.tasks[0].pk), user=user, day=DAY) for user in people]
    )
    assert kinds(outcomes) == [Refused] * 3
    assert (Urge.objects.count(), Notice.objects.count()) == (1, 1)


def test_two_who_urge_many_and_the_rules_share_them(cast: Cast) -> None:
    refresh(Task.objects.all(), DAY)
    due = month(cast).due
    keys = [task.pk for task in cast.tasks]
    many = [
        partial(urge_many, order, cast.district, user=user, day=due)
        for user, order in ((cast.supervisor, keys), (cast.administrator, keys[::-1]))
    ]
    outcomes = at_once([*many, partial(urge_by_rules, due)])
    assert failures(outcomes) == []
    here = Urge.objects.filter(task__in=cast.tasks)
    assert sorted(here.values_list("task", flat=True)) == sorted(keys[:3])


def test_an_urge_is_answered_once(cast: Cast) -> None:
    row = urge(cast.tasks[0], user=cast.supervisor, day=DAY)
    outcomes = at_once([partial(answer, row, user=cast.reporter, text=f"答{n}") for n in range(4)])
    assert kinds(outcomes) == [Refused] * 3
    assert row.history.filter(answered_at__isnull=False).count() == 1


# ---- review ----
def test_a_report_is_passed_or_sent_back_but_never_both(cast: Cast) -> None:
    for _round in range(ROUNDS):
        report = say(cast.tasks[0], cast.reporter, 40)
        outcomes = at_once(
            [
                partial(pass_report, again(report), user=cast.supervisor, day=DAY),
                partial(pass_report, again(report), user=cast.administrator, day=DAY),
            ]
        )
        assert kinds(outcomes) == [Refused]
        assert again(report).review == "passed"


def test_what_is_said_again_while_it_is_judged_is_not_judged_unseen(cast: Cast) -> None:
    acts: list[Callable[..., Any]] = [pass_report, partial(send_back, reason="不实")]
    for number in range(ROUNDS * 2):
        report = say(cast.tasks[0], cast.reporter, 40)
        seen = report.reported_at - timedelta(hours=1)  # reports of a past day are all of its noon
        ProgressReport.objects.filter(pk=report.pk).update(reported_at=seen)
        judging = partial(acts[number % 2], again(report), user=cast.supervisor, seen=seen, day=DAY)
        judged, said = at_once([judging, partial(say, cast.tasks[0], cast.reporter, 60)])
        assert not isinstance(said, Exception)
        row = again(report)
        # either order of the two ends with the new report waiting, as nobody has seen it
        assert (row.percent, row.review, row.returned_reason) == (Decimal(60), "waiting", "")
        assert isinstance(judged, Refused | ProgressReport)


def test_two_who_pass_the_same_many_pass_each_once(cast: Cast) -> None:
    reports = [say(task, cast.reporter, 40) for task in cast.tasks[:2]]
    seen = {report.pk: again(report).reported_at for report in reports}
    people = [cast.supervisor, cast.administrator]
    outcomes = at_once([partial(pass_many, seen, cast.district, user=user, day=DAY) for user in people])
    assert failures(outcomes) == []
    assert sum(len(outcome.passed) for outcome in outcomes) == 2
    for report in reports:
        assert report.history.filter(review="passed").count() == 1


# ---- periods ----
def test_a_period_is_locked_once_with_one_set_of_figures(cast: Cast) -> None:
    people = [cast.supervisor, cast.administrator] * 2
    outcomes = at_once([partial(lock, month(cast), user=user, day=DAY) for user in people])
    assert kinds(outcomes) == [Refused] * 3
    assert PeriodFigure.objects.count() == len(cast.tasks)


def test_no_report_comes_between_the_figures_and_the_lock(cast: Cast) -> None:
    """What was taken is in the figures; what came too late was refused."""
    for _round in range(ROUNDS):
        ProgressReport.objects.all().delete()
        locking = partial(lock, month(cast), user=cast.supervisor, day=DAY)
        _locked, said = at_once([locking, partial(say, cast.tasks[0], cast.reporter, 40)])
        figure = PeriodFigure.objects.get(task=cast.tasks[0])
        assert figure.reported_percent == (None if isinstance(said, Refused) else 40)
        assert isinstance(said, Refused | ProgressReport)
        reopen(month(cast), user=cast.administrator, reason="再试")


def test_it_is_reopened_once(cast: Cast) -> None:
    lock(month(cast), user=cast.supervisor, day=DAY)
    reopening = partial(reopen, month(cast), user=cast.administrator, reason="补报")
    assert kinds(at_once([reopening] * 3)) == [Refused] * 2
    assert month(cast).locked_at is None
