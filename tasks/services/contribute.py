"""What other units add to a task: asked for by the unit that reports it, answered, offered, taken in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from tasks.contributions import askable, further_leads
from tasks.errors import Refused
from tasks.flow import TASK
from tasks.integrity import refuse_strangers
from tasks.models import Contribution, Responsibility, Target, Task, Unit, User
from tasks.permissions import Access, Action, reporting_unit
from tasks.services.content import LARGEST_VALUE
from tasks.services.gone import refuse_merged
from tasks.services.history import Deed
from tasks.services.standing import changing
from tasks.services.tell import tell
from tasks.services.years import period_on


@dataclass(frozen=True)
class Given:
    """What a unit says: a sentence, a value of the target asked about, or both."""

    note: str = ""
    value: Decimal | None = None


def ask(
    task: Task,
    *,
    user: User,
    units: Sequence[Unit],
    question: str,
    due: date,
    target: Target | None = None,
    day: date | None = None,
) -> list[Contribution]:
    """Ask `units` for a note, or for the value of `target`, by `due`; it is for the period of `day` (today).

    Raises PermissionDenied for who does not report the task; Refused for units that have no part in it or are
    asked already, a day that has passed, or where nothing is asked.
    """
    deed, question = Deed.on(day, user), question.strip()
    with changing(task, day) as today:
        _refuse_unless_reporting(task, user)
        refuse_merged(task)
        TASK.after(task.status, "report")
        _refuse_question(task, units, question, due, target, today)
        period = period_on(task.year, today)
        rows = [
            Contribution(
                task=task, period=period, unit=unit, target=target, question=question, due=due,
                asked_by=user, asked_at=deed.at,
            )
            for unit in dict.fromkeys(units)
        ]  # fmt: skip
        for row in rows:
            refuse_strangers(row)
            tell(row.unit, "contribution_asked", task, by=user, unit=row.unit, due=due, question=question)
        deed.create_all(rows)
    return rows


def answer(
    task: Task, contribution: int, *, user: User, given: Given, seen: datetime | None = None
) -> Contribution:
    """Answer what the contribution with this key asks, or correct the answer until it is taken in.

    `seen`: when it had been answered as the person saw it; where somebody answered since it is refused.
    Raises PermissionDenied for who does not report for the unit asked, Refused where nothing is given or it
    was taken in.
    """
    deed = Deed.on(None, user)
    with changing(task):
        row = _locked(task, contribution)
        if row.unit_id not in Access(user, task.year.district).unit_ids:
            raise PermissionDenied
        if row.taken_at:
            raise Refused(_("This has been taken into the report already: tell the unit that reports."))
        if row.answered_at != seen:
            raise Refused(_("Somebody else of your unit has answered meanwhile. Look at it first."))
        _give(row, given, deed)
    return row


def offer(
    task: Task, *, user: User, unit: Unit, given: Given, target: Target | None = None, day: date | None = None
) -> Contribution:
    """Contribute without being asked, as a further lead unit.

    Raises PermissionDenied for who does not report for such a unit, Refused where nothing is given.
    """
    deed = Deed.on(day, user)
    with changing(task, day) as today:
        _prefetch(task)
        refuse_merged(task)
        TASK.after(task.status, "report")
        if unit not in further_leads(task, Access(user, task.year.district).unit_ids):
            raise PermissionDenied
        row = Contribution(task=task, period=period_on(task.year, today), unit=unit, target=target)
        refuse_strangers(row)
        _give(row, given, deed)
    return row


def take(task: Task, contribution: int, *, user: User) -> Contribution:
    """Note that the unit reporting `task` takes what was given into its report.

    Raises PermissionDenied for who does not report the task, Refused where nothing was given or it was taken.
    """
    deed = Deed.on(None, user)
    with changing(task):
        _refuse_unless_reporting(task, user)
        row = _locked(task, contribution)
        if row.answered_at is None:
            raise Refused(_("The unit has not answered yet."))
        if row.taken_at:
            raise Refused(_("This has been taken in already."))
        row.taken_by, row.taken_at = deed.user, deed.at
        deed.save(row, "taken_by", "taken_at")
    return row


def withdraw(task: Task, contribution: int, *, user: User) -> None:
    """Ask no more what has not been answered: the unit that reports `task`, or who decides for the district.

    Raises PermissionDenied for anybody else, Refused where it has been answered.
    """
    deed = Deed.on(None, user)
    with changing(task):
        if not Access(user, task.year.district).may(Action.DECIDE):
            _refuse_unless_reporting(task, user)
        row = _locked(task, contribution)
        if row.answered_at:
            raise Refused(_("The unit has answered meanwhile. Look at what it says."))
        deed.delete(row)
        tell(row.unit, "contribution_withdrawn", task, by=user, unit=row.unit, question=row.question)


def _give(row: Contribution, given: Given, deed: Deed) -> None:
    note = given.note.strip()
    if given.value is not None and row.target is None:
        raise Refused(_("No value was asked for: say it in words."))
    if given.value is not None and not (given.value.is_finite() and abs(given.value) < LARGEST_VALUE):
        raise Refused(_("One of the values is too large to be kept."))
    if not note and given.value is None:
        raise Refused(_("This says nothing yet. Give a value or a sentence."))
    row.note, row.value = note, given.value
    row.answered_by, row.answered_at = deed.user, deed.at
    deed.save(row)
    if deed.user:
        tell(reporting_unit(row.task), "contribution_given", row.task, by=deed.user, unit=row.unit)


def _refuse_question(
    task: Task, units: Sequence[Unit], question: str, due: date, target: Target | None, today: date
) -> None:
    if not units:
        raise Refused(_("Choose at least one unit."))
    if set(units) - set(askable(task)):
        raise Refused(_("Only units that have a part in this task can be asked."))
    if not question and target is None:
        raise Refused(_("Say what is asked, or choose the target whose value is asked."))
    if due < today:
        raise Refused(_("The day by which it is asked has passed."))
    there = Contribution.objects.filter(task=task, unit__in=units, target=target, question=question)
    again = there.filter(answered_at=None).select_related("unit").first()
    if again:
        raise Refused(
            _("%(unit)s has been asked this already and has not answered yet.") % {"unit": again.unit}
        )


def _refuse_unless_reporting(task: Task, user: User) -> None:
    _prefetch(task)
    if not Access(user, task.year.district).may_report(task):
        raise PermissionDenied


def _prefetch(task: Task) -> None:
    people = Responsibility.objects.select_related("unit").prefetch_related("unit__members")
    prefetch_related_objects([task], Prefetch("responsibilities", people))


def _locked(task: Task, key: int) -> Contribution:
    rows = Contribution.objects.select_for_update(of=("self",)).filter(task=task, pk=key)
    row = rows.select_related("unit", "target").first()
    if row is None:
        raise Refused(_("This is not there any more."))
    return row
