"""Who answers for a task, set by a person: units, officials, and who reports for a collective."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.flow import ACKNOWLEDGEMENT
from tasks.integrity import refuse_strangers
from tasks.models import Acknowledgement, Official, Responsibility, Task, Unit, User
from tasks.permissions import Access, Action, reporting_unit_now
from tasks.services.gone import refuse_merged
from tasks.services.history import Deed
from tasks.services.settle import ROLE_OF, settled_by_hand
from tasks.services.standing import changing
from tasks.services.tell import tell

Role = Responsibility.Role


@dataclass(frozen=True)
class Assignment:
    """Who is to answer for a task, each role in its order. None: that role stays as it is."""

    leads: Sequence[Unit] | None = None
    partners: Sequence[Unit] | None = None
    officials: Sequence[Official] | None = None

    @property
    def fields(self) -> dict[str, Sequence[Unit | Official]]:
        """What is set, by the field of a document that names it."""
        given = {"lead_officials": self.officials, "lead_units": self.leads, "partner_units": self.partners}
        return {field: people for field, people in given.items() if people is not None}


def assign(task: Task, *, user: User, to: Assignment, seen: Collection[int] | None = None) -> Task:
    """Set who answers for `task`. A new reporting unit is asked to acknowledge it.

    `seen`: the keys of the lead units that the person saw; where others lead meanwhile nothing is changed.
    Raises PermissionDenied for who may not, Refused where the lead units are others than those seen.
    """
    deed = Deed.on(None, user)
    with changing(task):
        _refuse_unless_editor(task, user)
        _refuse_unseen(task, seen)
        before, lead = reporting_unit_now(task), _first_lead(task)
        for field, people in to.fields.items():
            _set(task, ROLE_OF[field], people, deed)
        _lead_only(task, deed)
        if lead != _first_lead(task):
            _unname(task, deed)
        followed_up(task, before, deed)
        settled_by_hand(task, user=user, fields=to.fields)
    return task


@transaction.atomic
def assign_many(
    tasks: Sequence[Task], *, user: User, to: Assignment, seen: Collection[int] | None = None
) -> tuple[list[Task], list[Task]]:
    """The same for several, in one transaction: those that were changed, and those that others have changed.

    Raises PermissionDenied for who may not, Refused where none is left to be changed.
    """
    done: list[Task] = []
    left: list[Task] = []
    for task in sorted(
        tasks, key=lambda task: task.pk
    ):  # in one order, so that two never wait for each other
        try:
            done.append(assign(task, user=user, to=to, seen=seen))
        except Refused:
            left.append(task)
    if not done:
        raise Refused(_("Somebody has given these tasks a lead unit meanwhile. Look again."))
    return done, left


def name_reporter(task: Task, *, user: User, unit: Unit, seen: int | None = None) -> Task:
    """Name the unit that reports `task`, whose lead is a collective; it is asked to acknowledge.

    `seen`: the key of the unit that was named when the person looked. Raises PermissionDenied for who may
    not, Refused where no collective leads, for a unit that is not of it, or where another was named since.
    """
    deed = Deed.on(None, user)
    with changing(task):
        _refuse_unless_editor(task, user)
        if task.reporter_id != seen:
            raise Refused(_("Somebody else has named who reports meanwhile. Look again."))
        before = reporting_unit_now(task)
        _name(task, unit, deed)
        followed_up(task, before, deed)
    return task


def hand_over(task: Task, unit: Unit, deed: Deed) -> None:
    """Let `unit` report `task` in place of the unit that does; further lead units stay.

    Where a collective leads, `unit` is named to report for it. To be called inside `changing`.
    """
    before = reporting_unit_now(task)
    leads = _people(task, Role.LEAD_UNIT)
    if leads and leads[0].collective:
        _name(task, unit, deed)
    else:
        _set(task, Role.LEAD_UNIT, [unit, *(lead for lead in leads[1:] if lead != unit)], deed)
        _lead_only(task, deed)
    followed_up(task, before, deed)


def followed_up(task: Task, before: Unit | None, deed: Deed) -> None:
    """What follows where another unit than `before` reports: objections are settled, the new one is asked.

    To be called inside `changing`, after those who answer for `task` have been written.
    """
    after = reporting_unit_now(task)
    lead = _first_lead(task)
    if lead is None or not lead.collective:
        _unname(task, deed)
    if after == before:
        return
    for row in Acknowledgement.objects.select_for_update().filter(task=task):
        if after and row.unit_id == after.pk:
            deed.delete(row)  # it answers anew; the history keeps what it said before
        elif ACKNOWLEDGEMENT.allows(row.state, "reassign"):
            row.state = ACKNOWLEDGEMENT.after(row.state, "reassign")
            row.decided_by, row.decided_at = deed.user, deed.at
            deed.save(row)
    if before:
        tell(before, "reassigned", task, by=deed.user, unit=after or "—")
    if after:
        tell(after, "acknowledge_asked", task, by=deed.user, unit=after)


def _refuse_unless_editor(task: Task, user: User) -> None:
    if not Access(user, task.year.district).may(Action.EDIT):
        raise PermissionDenied
    refuse_merged(task)


def _refuse_unseen(task: Task, seen: Collection[int] | None) -> None:
    if seen is not None and {unit.pk for unit in _people(task, Role.LEAD_UNIT)} != set(seen):
        raise Refused(_("Somebody has given this task other lead units meanwhile. Look again."))


def _people(task: Task, role: Role) -> list[Unit]:
    rows = task.responsibilities.filter(role=role).select_related("unit").order_by("position", "pk")
    return [row.unit for row in rows if row.unit]


def _first_lead(task: Task) -> Unit | None:
    return next(iter(_people(task, Role.LEAD_UNIT)), None)


def _unname(task: Task, deed: Deed) -> None:
    """Nobody is named to report for a collective any more."""
    if task.reporter_id:
        task.reporter = None
        deed.save(task, "reporter")


def _name(task: Task, unit: Unit, deed: Deed) -> None:
    leads = _people(task, Role.LEAD_UNIT)
    if not leads or not leads[0].collective:
        raise Refused(_("This task is not led by a collective: its first lead unit reports."))
    members = set(leads[0].members.all())
    if unit.collective or (leads[0].collective == Unit.Collective.CLOSED and unit not in members):
        raise Refused(_("%(unit)s is not one of %(lead)s.") % {"unit": unit, "lead": leads[0]})
    task.reporter = unit
    refuse_strangers(task)
    deed.save(task, "reporter")


def _set(task: Task, role: Role, people: Sequence[Unit | Official], deed: Deed) -> None:
    """Exactly `people` in this role, in their order; rows that stay keep where they came from."""
    there = {row.official_id or row.unit_id: row for row in task.responsibilities.filter(role=role)}
    new: list[Responsibility] = []
    moved: list[Responsibility] = []
    for position, who in enumerate(dict.fromkeys(people)):
        row = there.pop(who.pk, None)
        if row is None:
            new.append(_row(task, role, position, who, deed))
        elif row.position != position:
            row.position = position
            moved.append(row)
    for row in there.values():
        deed.delete(row)
    deed.create_all(new)
    deed.save_all(moved, "position")


def _row(task: Task, role: Role, position: int, who: Unit | Official, deed: Deed) -> Responsibility:
    row = Responsibility(task=task, role=role, position=position, confirmed_by=deed.user)
    if isinstance(who, Official):
        row.official = who
    else:
        row.unit = who
    refuse_strangers(row)
    return row


def _lead_only(task: Task, deed: Deed) -> None:
    """A unit that leads is no partner beside that."""
    leads = [unit.pk for unit in _people(task, Role.LEAD_UNIT)]
    for row in task.responsibilities.filter(role=Role.PARTNER_UNIT, unit__in=leads):
        deed.delete(row)
