"""Units renamed and merged: what is open goes on under the new name, the past keeps the old one."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.models import (
    Acknowledgement,
    Attachment,
    Breakdown,
    ChangeRequest,
    Contribution,
    Instruction,
    Membership,
    Responsibility,
    Task,
    Unit,
    Urge,
    User,
)
from tasks.models.queries import TaskQuerySet
from tasks.services.history import Deed
from tasks.services.names import Names, tidy
from tasks.services.notify import notify, of_unit
from tasks.services.standing import refresh
from tasks.services.succession import Held, changing_people, end, give, lock, open_tasks

Role = Responsibility.Role
#: Of two rows that become one the stronger role stays.
_RANK = {Role.LEAD_UNIT: 0, Role.PARTNER_UNIT: 1}


def rename(unit: Unit, *, name: str, full_name: str = "", user: User) -> Unit:
    """Call `unit` otherwise; its names until then still find it in documents.

    Raises PermissionDenied for who does not administer the district, Refused for a name that another has.
    """
    deed, name, full_name = Deed.on(None, user), tidy(name), tidy(full_name)
    with changing_people(unit.district, user):
        unit.refresh_from_db()
        if not name or (name, full_name) == (unit.name, unit.full_name):
            raise Refused(_("This is what the unit is called already."))
        others = Names([each for each in unit.district.units.all() if each.pk != unit.pk])
        taken = [*others.fitting(name), *(others.fitting(full_name) if full_name else [])]
        if taken:
            raise Refused(_("%(unit)s is called so. Merge the two instead.") % {"unit": taken[0]})
        called = [*unit.aliases, unit.name, unit.full_name]
        unit.name, unit.full_name = name, full_name
        unit.aliases = _other_names(called, unit)
        deed.save(unit, "name", "full_name", "aliases")
    return unit


def held_by_unit(unit: Unit) -> Held:
    """What goes over when `unit` is merged into another."""
    tasks = _tasks_of(unit).in_document_order().select_related("year")
    roles = Membership.objects.today().filter(unit=unit).select_related("user", "unit", "official")
    return Held(list(tasks), list(unit.collectives.all()), list(roles))


def merge(unit: Unit, into: Unit, *, user: User, day: date | None = None) -> Held:
    """`into` takes over what `unit` leads, partners, owes and is asked; `unit` is in use no more.

    What is completed and what has been reported stays with `unit`, under its name. Returns what went over.
    Raises PermissionDenied for who does not administer the district, Refused where the two cannot be one.
    """
    deed = Deed.on(day, user)
    with changing_people(unit.district, user):
        for each in (unit, into):
            each.refresh_from_db()  # another may have merged or renamed them since
        _refuse_unmergeable(unit, into)
        tasks = lock(_tasks_of(unit))
        held = held_by_unit(unit)
        _pass_responsibilities(tasks, unit, into, deed)
        _pass_what_waits(tasks, unit, into, deed)
        _pass_people(unit, into, held, deed)
        into.aliases = _other_names([*into.aliases, unit.name, unit.full_name, *unit.aliases], into)
        unit.active, unit.merged_into = False, into
        names = {"unit": unit, "into": into}
        deed.save_because(_("took over from %(unit)s, which was merged into it") % names, into, "aliases")
        deed.save_because(_("merged into %(into)s") % names, unit, "active", "merged_into")
        deed.save_all(_follow(unit, into), "merged_into")
        _pass_collectives(unit, into)
        refresh(Task.objects.filter(pk__in=[task.pk for task in tasks]), day)
        _tell(unit, into, tasks, deed)
    return held


def pass_on(task: Task, deed: Deed) -> None:
    """What is to be done again on `task` is for the units into which those that it names were merged."""
    named = Q(responsibilities__task=task) | Q(pk=task.reporter_id)
    merged = Unit.objects.filter(named, merged_into__isnull=False).distinct()
    for unit in merged.select_related("merged_into"):
        if unit.merged_into:
            _pass_responsibilities([task], unit, unit.merged_into, deed)


def _follow(unit: Unit, into: Unit) -> list[Unit]:
    """Those merged into `unit` earlier, now in `into`."""
    before = list(Unit.objects.filter(merged_into=unit))
    for each in before:
        each.merged_into = into
    return before


def _tell(unit: Unit, into: Unit, tasks: list[Task], deed: Deed) -> None:
    if tasks:
        page: dict[str, Any] = {"page": "task_list", "year": max(task.year.number for task in tasks)}
        words: dict[str, Any] = {"gone": unit, "unit": into, "number": len(tasks)}
        notify(of_unit(into), "units_merged", unit.district, by=deed.user, **words, **page)


def _refuse_unmergeable(unit: Unit, into: Unit) -> None:
    if unit.pk == into.pk or unit.district_id != into.district_id or not into.active:
        raise Refused(_("Choose another unit of this district."))
    if unit.collective or into.collective:
        raise Refused(_("A collective is merged through its members."))
    if not unit.active:
        raise Refused(_("%(unit)s is in use no more.") % {"unit": unit})


def _tasks_of(unit: Unit) -> TaskQuerySet:
    """The open tasks that name `unit` itself."""
    named = Q(responsibilities__unit=unit) | Q(reporter=unit)
    return open_tasks(unit.district).filter(named).distinct()


def _other_names(names: Iterable[str], unit: Unit) -> list[str]:
    return [name for name in dict.fromkeys(names) if name and name not in (unit.name, unit.full_name)]


# ---- what goes over ----
def _pass_responsibilities(tasks: list[Task], unit: Unit, into: Unit, deed: Deed) -> None:
    rows = Responsibility.objects.filter(task__in=tasks, unit__in=(unit, into))
    by_task: dict[int, list[Responsibility]] = {}
    for row in rows.order_by("task_id", "position", "pk"):
        by_task.setdefault(row.task_id, []).append(row)
    moved = []
    for those in by_task.values():
        first, *rest = sorted(those, key=lambda row: (_RANK[Role(row.role)], row.position))
        for row in rest:
            deed.delete(row)
        if first.unit_id != into.pk:
            first.unit, first.confirmed_by = into, deed.user
            moved.append(first)
    deed.save_all(moved, "unit", "confirmed_by")
    named = [task for task in tasks if task.reporter_id == unit.pk]
    for task in named:
        task.reporter = into
    deed.save_all(named, "reporter")


def _pass_what_waits(tasks: list[Task], unit: Unit, into: Unit, deed: Deed) -> None:
    """What the unit has to do still: another has to do it now. What is done stays with who did it."""
    for rows in _waiting(unit, into, tasks):
        waiting = list(rows)
        for row in waiting:
            row.unit = into
        deed.save_all(waiting, "unit")


def _waiting(unit: Unit, into: Unit, tasks: list[Task]) -> "list[QuerySet[Any]]":
    """Rows of `unit`, without those beside which `into` has one of its own."""
    mine, of_task = Q(unit=unit, task__in=tasks), {"unit": into, "task": OuterRef("task")}
    return [
        Acknowledgement.objects.filter(~Exists(Acknowledgement.objects.filter(**of_task)), mine),
        Breakdown.objects.filter(mine).exclude(state=Breakdown.State.REPLACED),
        Contribution.objects.filter(mine, answered_at=None),
        Urge.objects.filter(
            ~Exists(Urge.objects.filter(**of_task, day=OuterRef("day"))), mine, answered_at=None
        ),
        ChangeRequest.objects.filter(mine, state=ChangeRequest.State.PENDING),
        Instruction.objects.filter(mine, answered_at=None),
        Attachment.objects.filter(mine, report=None, removed_at=None),
    ]


def _pass_people(unit: Unit, into: Unit, held: Held, deed: Deed) -> None:
    for role in held.roles:
        last = end(role, deed)
        role.unit = into
        give(role.user, role, deed, last)
    later = Membership.objects.filter(unit=unit, from_date__gt=timezone.localdate(deed.at))
    coming = list(later)
    for role in coming:
        role.unit = into
    deed.save_all(coming, "unit")


def _pass_collectives(unit: Unit, into: Unit) -> None:
    """Whoever counted `unit` in counts `into` in."""
    for collective in unit.collectives.all():
        collective.members.add(into)
        collective.members.remove(unit)
    for official in unit.supervising_officials.all():
        official.units.add(into)
        official.units.remove(unit)
