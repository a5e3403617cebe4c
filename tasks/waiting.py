"""What waits for one person in a year: each number with the page on which it is dealt with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tasks.acknowledging import WAITING, with_answers
from tasks.due import Reported, in_period
from tasks.earlier import Why, earlier
from tasks.models import (
    Acknowledgement,
    Breakdown,
    ChangeRequest,
    Contribution,
    Instruction,
    Responsibility,
    Task,
    Unit,
    Urge,
)
from tasks.permissions import Action
from tasks.scope import Scope
from tasks.services.years import period_on

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Waiting:
    """A number of things of one kind; `address`: the name of its page, `query` behind it."""

    label: "_StrPromise"
    count: int
    address: str
    query: str = ""

    def url(self, scope: Scope) -> str:
        return reverse(self.address, kwargs=scope.place) + self.query


def waiting_for(scope: Scope, day: date) -> list[Waiting]:
    """What waits for this person on `day`, in the order of the month; in a fixed number of queries."""
    found: list[Waiting] = []
    if scope.access.unit_ids:
        found += _for_reporter(scope, day)
    if scope.access.may(Action.DECIDE):
        found += _for_supervisor(scope)
    if scope.access.may(Action.INSTRUCT):
        mine = Instruction.objects.filter(
            awaited_by=scope.access.user, answered_at=None, task__in=scope.tasks()
        )
        found.append(Waiting(_("instructions not answered yet"), mine.count(), "instructions"))
    return [each for each in found if each.count]


def _for_reporter(scope: Scope, day: date) -> Iterator[Waiting]:
    units, tasks = scope.access.unit_ids, scope.tasks()
    mine = tasks.reported_by(Unit.objects.filter(pk__in=units))
    if scope.year is not None:
        period = period_on(scope.year, day)
        period.year = scope.year
        states = list(in_period(mine, period, day).order_by().values_list(F("reported"), flat=True))
        yield Waiting(_("to report"), states.count(Reported.MISSING), "reporting")
        yield Waiting(_("sent back to you"), states.count(Reported.RETURNED), "reporting")
        people = Prefetch("responsibilities", Responsibility.objects.select_related("unit"))
        rows = mine.select_related("plan").prefetch_related(people)
        due = [each for each in earlier(scope.access, scope.year, rows, day) if each.why != Why.REOPENED]
        yield Waiting(_("for earlier periods"), len(due), "reporting")
    if scope.district.asks_acknowledgement:
        asked = with_answers(tasks).filter(Q(asked_unit__in=units) & Q(answer__in=WAITING))
        yield Waiting(_("to acknowledge"), asked.count(), "acknowledge")
    gifts = Contribution.objects.filter(unit__in=units, answered_at=None, task__in=tasks)
    yield Waiting(_("contributions asked of you"), gifts.count(), "contributions")
    urges = Urge.objects.filter(unit__in=units, answered_at=None, task__in=mine)
    yield Waiting(_("urged"), urges.values("task").distinct().count(), "task_list", "?urged=1")
    words = Instruction.objects.filter(answered_at=None, task__in=mine)
    yield Waiting(_("instructions to answer"), words.count(), "instructions")


def _for_supervisor(scope: Scope) -> Iterator[Waiting]:
    tasks = scope.tasks()
    yield Waiting(_("reports to review"), scope.waiting().count(), "review")
    objections = Acknowledgement.objects.filter(state=Acknowledgement.State.OBJECTED, task__in=tasks)
    yield Waiting(_("objections to decide"), objections.count(), "acknowledge")
    breakdowns = Breakdown.objects.filter(state=Breakdown.State.SUBMITTED, task__in=tasks)
    yield Waiting(_("breakdowns to approve"), breakdowns.count(), "acknowledge")
    requests = ChangeRequest.objects.filter(state=ChangeRequest.State.PENDING, task__in=tasks)
    yield Waiting(_("requests to decide"), requests.count(), "requests")
    yield Waiting(_("completions to verify"), tasks.filter(status=Task.Status.CLAIMED).count(), "closing")
    yield Waiting(_("without a lead unit"), tasks.without_lead_unit().count(), "unassigned")
