"""Whom each act is told to: who must act next, and who watches the task. Nobody is told of their own act."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch

from tasks.legend import Light
from tasks.models import (
    Instruction,
    Notice,
    ProgressReport,
    Responsibility,
    StandingSpan,
    Task,
    Unit,
    User,
    Watch,
    Year,
)
from tasks.models.queries import TaskQuerySet
from tasks.permissions import reporting_unit, reporting_unit_now
from tasks.services.notify import followers, notify, of_unit, supervisors

#: What turns the course of a task: who watches it hears of it too.
TURNS = {
    "claimed",
    "verified",
    "claim_returned",
    "reopened",
    "request_granted",
    "resumed",
    "objected",
    "reassigned",
}
#: How long ago something may have turned red to be told still; the daily round may have paused.
LATELY = timedelta(days=7)


def tell(unit: Unit | None, code: str, task: Task, /, *, by: User | None, **params: Any) -> None:
    """Tell those who report for `unit` (None: the district's supervisors) of `code` on `task`.

    `params` fill the words of `code`. Called in the transaction of what they are told of.
    """
    district = task.year.district
    users: Iterable[User] = supervisors(district) if unit is None else of_unit(unit)
    if code in TURNS:
        users = chain(users, followers(task))
    notify(users, code, district, task, by=by, **params)


def tell_reporters(code: str, task: Task, /, *, by: User | None, **params: Any) -> None:
    """The same for the unit that reports `task` now; where nobody does, the supervisors hear of it."""
    tell(reporting_unit_now(task), code, task, by=by, **params)


def tell_of_report(row: ProgressReport, code: str, /, *, by: User | None, **params: Any) -> None:
    """Tell of `code` those who made the report `row`, and those who report its task now, if that changed."""
    now = reporting_unit_now(row.task)
    users = [*of_unit(row.unit), *(of_unit(now) if now else ())]
    users += followers(row.task) if code in TURNS else []
    notify(users, code, row.task.year.district, row.task, by=by, **params)


def tell_instructed(row: Instruction) -> None:
    """The people of the reporting unit, and the supervisors: a leader has written."""
    unit = reporting_unit_now(row.task)
    for told in {unit, None}:
        tell(told, "instructed", row.task, by=row.given_by, text=row.text)


def tell_answered(row: Instruction) -> None:
    """The leader who wrote, or their successor: the unit has answered."""
    if row.awaited_by:
        words: dict[str, Any] = {"unit": row.unit, "answer": row.answer, "by": row.answered_by}
        notify([row.awaited_by], "instruction_answered", row.task.year.district, row.task, **words)


def tell_confirmed(year: Year, tasks: TaskQuerySet, by: User | None) -> None:
    """Each unit that reports some of `tasks`, newly confirmed from a document: one line, however many."""
    given: dict[Unit, list[Task]] = {}
    people = Prefetch("responsibilities", Responsibility.objects.select_related("unit"))
    for task in tasks.select_related("reporter").prefetch_related(people):
        unit = reporting_unit(task)
        if unit is not None:
            given.setdefault(unit, []).append(task)
    for unit, theirs in given.items():
        words: dict[str, Any] = {
            "unit": unit,
            "number": len(theirs),
            "page": "acknowledge",
            "year": year.number,
        }
        notify(of_unit(unit), "acknowledge_many", year.district, by=by, **words)


def tell_turned_red(day: date) -> int:
    """Tell who watches a task that it has turned red, once; returns of how many tasks. Run it daily."""
    with transaction.atomic():
        tasks = Task.objects.current().filter(Exists(_newly_red(day)), Exists(_watches()))
        turned = list(tasks.select_related("year__district").order_by("pk").select_for_update(of=("self",)))
        for task in turned:
            notify(followers(task), "turned_red", task.year.district, task)
    return len(turned)


def _newly_red(day: date) -> Any:
    """The span of a task that is red now and was not before, unless it has been told."""
    of_task = {"task": OuterRef("task")}
    before = StandingSpan.objects.filter(**of_task, end=OuterRef("start"))
    told = Notice.objects.filter(**of_task, code="turned_red", sent_at__date__gte=OuterRef("start"))
    red = StandingSpan.objects.filter(task=OuterRef("pk"), end=None, light=Light.RED, start__gt=day - LATELY)
    return red.filter(Exists(before.exclude(light=Light.RED)), ~Exists(told))


def _watches() -> Any:
    return Watch.objects.filter(task=OuterRef("pk"))
