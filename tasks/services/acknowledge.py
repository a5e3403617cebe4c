"""A unit acknowledges the tasks that it is given, or objects; a supervisor insists, or gives them away."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.flow import ACKNOWLEDGEMENT, NONE
from tasks.integrity import refuse_strangers
from tasks.models import Acknowledgement, District, Responsibility, Task, Unit, User
from tasks.permissions import Access, Action, reporting_unit, reporting_unit_now
from tasks.services.assign import hand_over
from tasks.services.gone import refuse_merged
from tasks.services.history import Deed
from tasks.services.standing import changing
from tasks.services.tell import tell

State = Acknowledgement.State


@transaction.atomic
def acknowledge(tasks: Sequence[Task], *, user: User) -> list[Acknowledgement]:
    """Acknowledge `tasks`, one or many, for the units that report them; those answered are passed over.

    Raises PermissionDenied if the user reports not every one of them, Refused where none waits for an answer.
    """
    deed, rows = Deed.on(None, user), []
    refused: Refused | None = None
    for row in _rows(_not_merged(_locked(tasks)), user):
        try:
            _answer(row, "acknowledge", deed)
        except Refused as error:
            refused = error
        else:
            rows.append(row)
    if not rows:
        raise refused or Refused(_("Choose at least one task."))
    new = [row for row in rows if row.pk is None]
    deed.save_all([row for row in rows if row.pk], *ANSWER)
    deed.create_all(new)
    return rows


ANSWER = ("state", "reason", "proposed", "answered_by", "answered_at")


def object_to(task: Task, *, user: User, reason: str, proposed: Unit | None = None) -> Acknowledgement:
    """Say that `task` is not the unit's to do, why, and whose it would be.

    Raises PermissionDenied for who does not report it, Refused without a reason or where an answer stands.
    """
    deed, reason = Deed.on(None, user), reason.strip()
    with changing(task):
        refuse_merged(task)
        (row,) = _rows(_locked([task]), user)
        if not reason:
            raise Refused(_("Say why this task is not your unit's."))
        if proposed and proposed.pk == row.unit_id:
            raise Refused(_("Propose another unit than your own, or none."))
        _answer(row, "object", deed)
        row.reason, row.proposed = reason, proposed
        row.decided_by, row.decided_at, row.decision = None, None, ""
        refuse_strangers(row)
        deed.save(row)
        tell(None, "objected", task, by=user, unit=row.unit, reason=reason)
    return row


def insist(task: Task, *, user: User, words: str) -> Acknowledgement:
    """Refuse the objection: the task stays with its unit, which is to acknowledge it.

    Raises PermissionDenied for who may not decide, Refused without words or where no objection waits.
    """
    deed, words = Deed.on(None, user), words.strip()
    with changing(task):
        row = _objection(task, user)
        if not words:
            raise Refused(_("Say why the task stays with the unit."))
        _decide(row, "insist", words, deed)
        tell(row.unit, "objection_refused", task, by=user, unit=row.unit, decision=words)
    return row


def reassign(task: Task, *, user: User, unit: Unit, words: str = "") -> Acknowledgement:
    """Grant the objection: `unit` leads in place of the unit that objected, and is asked to acknowledge.

    Raises PermissionDenied for who may not decide, Refused where none waits or for a unit that cannot.
    """
    deed = Deed.on(None, user)
    with changing(task):
        row = _objection(task, user)
        if unit.collective or unit.pk == row.unit_id:
            raise Refused(_("Choose a single unit, and another than the one that objects."))
        _decide(row, "reassign", words.strip(), deed)
        hand_over(task, unit, deed)
    return row


def _locked(tasks: Sequence[Task]) -> list[Task]:
    """The same, read anew, in one order for everybody, so that two persons never wait for one another."""
    people = Responsibility.objects.select_related("unit")
    mine = Task.objects.filter(pk__in=[task.pk for task in tasks]).order_by("pk")
    mine = mine.select_related("year__district").prefetch_related(Prefetch("responsibilities", people))
    return list(mine.select_for_update(of=("self",)))


def _not_merged(tasks: Sequence[Task]) -> list[Task]:
    """Those that are still in a list. Raises Refused where there were some and none is."""
    kept = [task for task in tasks if not task.merged_into_id]
    if not kept:
        for task in tasks:
            refuse_merged(task)
    return kept


def _rows(tasks: Sequence[Task], user: User) -> list[Acknowledgement]:
    """The answer of the unit that reports each of `tasks`, as it is stored; a new one where there is none."""
    there = {
        (row.task_id, row.unit_id): row
        for row in Acknowledgement.objects.select_for_update().filter(task__in=tasks)
    }
    rows = []
    for task in tasks:
        unit = reporting_unit(task)
        if unit is None or not Access(user, task.year.district).may_report(task):
            raise PermissionDenied
        _refuse_unasked(task.year.district)
        rows.append(there.get((task.pk, unit.pk)) or Acknowledgement(task=task, unit=unit, state=NONE))
    return rows


def _refuse_unasked(district: District) -> None:
    if not district.asks_acknowledgement:
        raise Refused(_("This district asks nobody to acknowledge tasks."))


def _answer(row: Acknowledgement, step: str, deed: Deed) -> None:
    row.state = ACKNOWLEDGEMENT.after(row.state, step)
    row.answered_by, row.answered_at = deed.user, deed.at


def _objection(task: Task, user: User) -> Acknowledgement:
    """The answer of the unit that reports `task` now, for a supervisor to decide about."""
    if not Access(user, task.year.district).may(Action.DECIDE):
        raise PermissionDenied
    unit = reporting_unit_now(task)
    rows = Acknowledgement.objects.select_for_update().filter(task=task, unit=unit)
    return rows.select_related("unit").first() or Acknowledgement(task=task, unit=unit, state=NONE)


def _decide(row: Acknowledgement, step: str, words: str, deed: Deed) -> None:
    row.state = ACKNOWLEDGEMENT.after(row.state, step)
    row.decided_by, row.decided_at, row.decision = deed.user, deed.at, words
    deed.save(row)
