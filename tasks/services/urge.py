"""Urging (催办): a unit is reminded of a task, by a person or by the district's rules, and answers.

Nobody is urged twice a day for the same thing: one row a task, unit and day, held by a constraint. Those who
report for a unit are told once for all that it is urged about together.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from tasks.due import Reported, in_period
from tasks.errors import Refused
from tasks.models import District, Period, ProgressReport, Responsibility, Task, Unit, Urge, User, Year
from tasks.models.queries import TaskQuerySet
from tasks.permissions import Access, Action, reporting_unit
from tasks.services.history import Deed
from tasks.services.notify import notify, of_unit, supervisors
from tasks.services.years import open_period
from tasks.standing import Standing

Cause = Urge.Cause
FINISHED = (Task.Status.COMPLETED, Task.Status.SUSPENDED)
LONGEST = 500


@dataclass
class Outcome:
    """What became of urging about several tasks."""

    urged: list[Urge] = field(default_factory=list)
    #: what the unit was urged about that day already
    already: list[Urge] = field(default_factory=list)
    #: what no unit reports, or is finished
    nobody: list[Task] = field(default_factory=list)


@dataclass(frozen=True)
class _Wanted:
    """What one urge is to say, before it is known whether it may."""

    cause: str
    text: str = ""
    #: particulars of the notice: the period, the day that has passed
    particulars: dict[str, Any] = field(default_factory=dict)


def urge(task: Task, *, user: User, text: str = "", day: date | None = None) -> Urge:
    """Urge the unit that reports `task`, in words of one's own or none.

    Raises PermissionDenied for who may not, Refused where nobody reports the task, where it is finished, and
    where its unit has been urged about it on `day` (today): the sentence says by whom.
    """
    outcome = urge_many([task.pk], task.year.district, user=user, text=text, day=day)
    if outcome.already:
        raise Refused(_was_urged(outcome.already[0]))
    if not outcome.urged:
        raise Refused(_("No unit reports this task now, so that nobody can be urged."))
    return outcome.urged[0]


def urge_many(
    pks: Iterable[int], district: District, *, user: User, text: str = "", day: date | None = None
) -> Outcome:
    """Urge about the tasks of `district` with these keys; what cannot be urged is told, and hinders no other.

    Raises PermissionDenied for who may not, Refused for words that are too long.
    """
    if not Access(user, district).may(Action.URGE):
        raise PermissionDenied
    wanted = _Wanted(Cause.BY_HAND, _checked(text))
    tasks = Task.objects.current().filter(year__district=district)
    return _urge(tasks, dict.fromkeys(pks, wanted), Deed.on(day, user), day or timezone.localdate())


def urge_by_rules(day: date) -> int:
    """What the rules of every district ask for on `day`; returns how often somebody was urged. Run it daily.

    Asked again on the same day it urges nobody twice; a day on which nobody asked is made up for.
    """
    last = Q(number=day.year - 1, periods__month=12, periods__locked_at=None)  # it still takes reports
    years = Year.objects.filter(Q(number=day.year) | last).select_related("district").distinct()
    return sum(len(_by_rules(year, day).urged) for year in years)


def answer(urged: Urge, *, user: User, text: str) -> Urge:
    """What the unit says to having been urged; who urged is told.

    Raises PermissionDenied for who does not report for the unit, Refused without words or where somebody has
    answered already.
    """
    deed, text = Deed.on(None, user), _checked(text)
    with transaction.atomic():
        row = Urge.objects.select_for_update(of=("self",)).get(pk=urged.pk)
        if row.unit_id not in Access(user, row.task.year.district).unit_ids:
            raise PermissionDenied
        if row.answered_at:
            raise Refused(_("%(name)s has answered already.") % {"name": row.answered_by or row.unit})
        if not text:
            raise Refused(_("Say something in answer."))
        row.answer, row.answered_by, row.answered_at = text, user, deed.at
        deed.save(row, "answer", "answered_by", "answered_at")
        district = row.task.year.district
        told = [row.sent_by] if row.sent_by else supervisors(district)
        notify(told, "urge_answered", district, row.task, by=user, unit=row.unit, answer=text)
    return row


def answered_by_report(row: ProgressReport, deed: Deed) -> None:
    """What the rules reminded a unit of is done once it has reported; a person's urge waits for its answer.

    To be called in the transaction that writes the report `row`.
    """
    open_ = Urge.objects.filter(task=row.task_id, unit=row.unit_id, answered_at=None)
    _settle(open_.exclude(cause=Cause.BY_HAND), _("Reported for %(period)s.") % {"period": row.period}, deed)


def moot(task: Task, why: str, deed: Deed) -> None:
    """Nothing is urged about a task that is finished or suspended: what was open says `why` it is not.

    To be called in the transaction that makes it so.
    """
    _settle(Urge.objects.filter(task=task, answered_at=None), why, deed)


def _settle(urges: QuerySet[Urge], words: str, deed: Deed) -> None:
    rows = list(urges)
    for urged in rows:
        urged.answer, urged.answered_by, urged.answered_at = words, deed.user, deed.at
    deed.save_all(rows, "answer", "answered_by", "answered_at")


# ---- the rules ----
def _by_rules(year: Year, day: date) -> Outcome:
    """By a district's rules, about the tasks of one year."""
    wanted: dict[int, _Wanted] = {}
    every = timedelta(days=year.district.urge_overdue_every)
    tasks = Task.objects.current().filter(year=year)
    if every:
        wanted |= _overdue(tasks, day, every)
    if period := open_period(year, day):
        period.year = year
        wanted |= _unreported(tasks, period, day, every)
    if not wanted:
        return Outcome()
    return _urge(tasks, wanted, Deed.on(day, None), day)


def _overdue(tasks: TaskQuerySet, day: date, every: timedelta) -> dict[int, _Wanted]:
    late = tasks.standing_on(day).filter(Q(standing=Standing.OVERDUE))
    late = late.exclude(urges__day__gt=day - every)
    return {pk: _Wanted(Cause.OVERDUE, "", {"due": due}) for pk, due in late.values_list("pk", "deadline")}


def _unreported(tasks: TaskQuerySet, period: Period, day: date, every: timedelta) -> dict[int, _Wanted]:
    cause, since = _cause(period, day, every)
    if not cause:
        return {}
    waits = in_period(tasks, period, day).filter(Q(reported__in=[Reported.MISSING, Reported.RETURNED]))
    lately = Urge.objects.filter(task=OuterRef("pk"), cause=cause, day__gte=since)
    waits = waits.exclude(Exists(lately))
    wanted = _Wanted(cause, "", {"period": period, "due": period.due})
    return dict.fromkeys(waits.values_list("pk", flat=True), wanted)


def _cause(period: Period, day: date, every: timedelta) -> tuple[str, date]:
    """Why one urges about a report on `day`, and since when that must not have been done already."""
    before = timedelta(days=period.year.district.urge_days_before)
    if day == period.due:
        return (Cause.DUE if period.year.district.urge_on_due else "", day)
    if day > period.due:
        return (Cause.MISSING if every else "", day - every + timedelta(days=1))
    begins = period.due - before
    return (Cause.SOON_DUE if day >= begins and before else "", begins)


# ---- writing ----
def _urge(tasks: TaskQuerySet, wanted: dict[int, _Wanted], deed: Deed, day: date) -> Outcome:
    outcome = Outcome()
    with transaction.atomic():
        rows = _new(_locked(tasks, wanted), wanted, deed, day, outcome)
        outcome.urged = deed.create_all(rows)
        _tell(outcome.urged, wanted, deed)
    return outcome


def _locked(tasks: TaskQuerySet, pks: Iterable[int]) -> list[Task]:
    """In one order for everybody, so that two who urge at once never wait for one another."""
    mine = tasks.filter(pk__in=list(pks)).order_by("pk").select_for_update(of=("self",))
    leads = Responsibility.objects.filter(role=Responsibility.Role.LEAD_UNIT).select_related("unit")
    found = list(mine.select_related("year__district", "reporter"))
    prefetch_related_objects(found, Prefetch("responsibilities", leads))
    return found


def _new(
    tasks: list[Task], wanted: dict[int, _Wanted], deed: Deed, day: date, outcome: Outcome
) -> list[Urge]:
    there = {(row.task_id, row.unit_id): row for row in _of_day([task.pk for task in tasks], day)}
    rows = []
    for task in tasks:
        unit = reporting_unit(task)
        if unit is None or task.status in FINISHED:
            outcome.nobody.append(task)
        elif (task.pk, unit.pk) in there:
            outcome.already.append(there[task.pk, unit.pk])
        else:
            wish = wanted[task.pk]
            row = Urge(task=task, unit=unit, day=day, cause=wish.cause, text=wish.text)
            row.sent_by, row.sent_at = deed.user, deed.at
            rows.append(row)
    return rows


def _of_day(pks: list[int], day: date) -> Iterable[Urge]:
    return Urge.objects.filter(task__in=pks, day=day).select_related("unit", "sent_by")


def _tell(urged: list[Urge], wanted: dict[int, _Wanted], deed: Deed) -> None:
    """One notice a unit, however many its tasks are."""
    by_unit: defaultdict[Unit, list[Urge]] = defaultdict(list)
    for row in urged:
        by_unit[row.unit].append(row)
    for unit, rows in by_unit.items():
        code, more = _words(rows, wanted[rows[0].task_id], deed.user)
        notify(of_unit(unit), code, rows[0].task.year.district, by=deed.user, unit=unit, **more)


def _words(rows: list[Urge], wanted: _Wanted, user: User | None) -> tuple[str, dict[str, Any]]:
    """The code and the particulars of what one unit is told."""
    first = rows[0]
    if len(rows) == 1:
        code = "urged" if user else f"urged_{first.cause}"
        return code, {"task": first.task, "text": first.text, **wanted.particulars}
    leads = {
        "page": "task_list",
        "year": first.task.year.number,
        "query": f"?urged=1&reporter={first.unit_id}",
    }
    return "urged_many" if user else "urged_many_by_rule", {"number": len(rows), "text": first.text, **leads}


def _checked(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST:
        raise Refused(_("Say it in %(number)s characters at most.") % {"number": LONGEST})
    return text


def _was_urged(row: Urge) -> str:
    when = timezone.localtime(row.sent_at).strftime("%H:%M")
    if row.sent_by is None:
        sentence = _("%(unit)s was reminded of this today at %(when)s by the district's rules.")
    else:
        sentence = _("%(unit)s was urged about this today at %(when)s by %(name)s.")
    return sentence % {"unit": row.unit, "when": when, "name": row.sent_by}
