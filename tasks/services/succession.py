"""Handing over: a successor takes in one act what an official or a clerk had; history keeps the old name."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.models import (
    District,
    Instruction,
    Membership,
    Notice,
    Official,
    ReportDraft,
    Responsibility,
    Task,
    Unit,
    User,
    Watch,
)
from tasks.models.queries import TaskQuerySet
from tasks.permissions import Access, Action, accounts_in
from tasks.services.history import Deed
from tasks.services.notify import notify

Role = Membership.Role


@dataclass(frozen=True)
class Held:
    """What somebody hands over: tasks not completed, units in charge of, roles of accounts, drafts."""

    tasks: list[Task] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    roles: list[Membership] = field(default_factory=list)
    drafts: int = 0

    def __bool__(self) -> bool:
        return bool(self.tasks or self.units or self.roles)


def open_tasks(district: District) -> TaskQuerySet:
    """What is still to be done, of whichever year; what is completed keeps the names it has."""
    tasks = Task.objects.current().filter(year__district=district)
    return tasks.exclude(status=Task.Status.COMPLETED)


@contextmanager
def changing_people(district: District, user: User) -> Iterator[None]:
    """One transaction on who is who in a district, one after the other. Raises PermissionDenied."""
    with transaction.atomic():
        District.objects.select_for_update().get(pk=district.pk)
        if not Access(user, district).may(Action.ADMINISTER):
            raise PermissionDenied
        yield


def lock(tasks: TaskQuerySet) -> list[Task]:
    """`tasks` locked in the order in which everybody locks."""
    mine = Task.objects.filter(pk__in=tasks.order_by().values("pk")).order_by("pk")
    return list(mine.select_for_update(of=("self",)))


# ---- officials ----
def held_by_official(official: Official) -> Held:
    """What a successor of `official` takes over."""
    tasks = open_tasks(official.district).filter(responsibilities__official=official).distinct()
    roles = Membership.objects.today().filter(official=official).select_related("user", "unit", "official")
    ordered = tasks.in_document_order().select_related("year")
    return Held(list(ordered), list(official.units.all()), list(roles))


def succeed_official(before: Official, after: Official, *, user: User, day: date | None = None) -> Held:
    """`after` answers for every open task of `before` and is in charge of the same units; `before` has left.

    Accounts that read as `before` no longer do; those that read as `after` follow what they followed, and
    await the answers to their instructions. Returns what was handed over. Raises PermissionDenied for who
    does not administer the district, Refused where there is nothing to hand over or nobody else to take it.
    """
    deed = Deed.on(day, user)
    with changing_people(before.district, user):
        if before.pk == after.pk or before.district_id != after.district_id:
            raise Refused(_("Choose somebody else of this district."))
        for official in (before, after):
            official.refresh_from_db()  # another may have handed over since
        tasks = lock(open_tasks(before.district).filter(responsibilities__official=before))
        held = held_by_official(before)
        if not held:
            raise Refused(_("%(name)s has nothing to hand over.") % {"name": before})
        _pass_tasks(tasks, before, after, deed)
        before.active, after.active = False, True
        for official in (before, after):
            deed.save(official, "active")
        after.units.add(*held.units)
        before.units.clear()
        for role in held.roles:
            end(role, deed)
        readers = Membership.objects.today().filter(official=after).values("user")
        coming = list(User.objects.filter(is_active=True, pk__in=readers).order_by("pk"))
        _pass_followed([role.user for role in held.roles], coming, before.district, deed)
        _tell(coming, before.district, before, len(held.tasks), user)
    return held


def _pass_tasks(tasks: list[Task], before: Official, after: Official, deed: Deed) -> None:
    rows = list(Responsibility.objects.filter(task__in=tasks, official__in=(before, after)))
    already = {row.task_id for row in rows if row.official_id == after.pk}
    theirs = [row for row in rows if row.official_id == before.pk]
    for row in theirs:
        if row.task_id in already:
            deed.delete(row)
        else:
            row.official, row.confirmed_by = after, deed.user
    deed.save_all([row for row in theirs if row.task_id not in already], "official", "confirmed_by")


def _pass_followed(going: list[User], coming: list[User], district: District, deed: Deed) -> None:
    """Watched tasks to all accounts of the successor, answers awaited to the first."""
    if not coming:
        return
    watched = Watch.objects.filter(user__in=going, task__year__district=district)
    for task in watched.order_by("task").values_list("task", flat=True).distinct():
        for account in coming:
            Watch.objects.get_or_create(user=account, task_id=task)
    open_ = Instruction.objects.filter(answered_at=None, task__year__district=district)
    rows = list(open_.filter(awaited_by__in=going).order_by("pk").select_for_update(of=("self",)))
    for row in rows:
        row.awaited_by = coming[0]
    deed.save_all(rows, "awaited_by")


# ---- clerks ----
def held_by_clerk(clerk: User, district: District) -> Held:
    """What a successor of `clerk` takes over in `district`: whom they report for, what they have begun."""
    roles = Membership.objects.today().filter(user=clerk, district=district, role=Role.REPORTER)
    roles = roles.select_related("user", "unit", "official")
    drafts = ReportDraft.objects.filter(user=clerk, task__year__district=district).count()
    return Held(roles=list(roles), drafts=drafts)


def succeed_clerk(
    before: User, after: User, district: District, *, user: User, day: date | None = None
) -> Held:
    """`after` reports for the units that `before` reported for, with the drafts and the unread notices.

    Returns what was handed over. Raises PermissionDenied for who does not administer the district, Refused
    where `before` reports for nobody.
    """
    deed = Deed.on(day, user)
    with changing_people(district, user):
        held = held_by_clerk(before, district)
        if before.pk == after.pk:
            raise Refused(_("Choose somebody else of this district."))
        if not held:
            raise Refused(_("%(name)s has nothing to hand over.") % {"name": before})
        for role in held.roles:
            give(after, role, deed, end(role, deed))
        _pass_drafts(before, after, district)
        notices = Notice.objects.filter(user=before, district=district, read_at=None)
        notices.update(user=after)
        units = [role.unit for role in held.roles if role.unit]
        number = open_tasks(district).reported_by(units).count()
        _tell([after], district, before, number, user)
    return held


def _pass_drafts(before: User, after: User, district: District) -> None:
    mine = ReportDraft.objects.filter(user=before, task__year__district=district)
    theirs = ReportDraft.objects.filter(user=after).values_list("task", "period", "beyond")
    there = set(theirs)
    for draft in mine:
        if (draft.task_id, draft.period_id, draft.beyond) not in there:
            draft.user = after
            draft.save(update_fields=["user"])


def _tell(users: Iterable[User], district: District, before: Official | User, number: int, by: User) -> None:
    notify(users, "handed_over", district, by=by, name=before, number=number)


# ---- roles ----
def end(role: Membership, deed: Deed) -> date | None:
    """From the day of `deed` on it is in force no more; one that began that very day goes altogether.

    Returns the last day that it would have had.
    """
    last = role.to_date
    yesterday = timezone.localdate(deed.at) - timedelta(days=1)
    if role.from_date and role.from_date > yesterday:
        deed.delete(role)
        return last
    role.to_date = yesterday
    deed.save(role, "to_date")
    return last


def give(account: User, like: Membership, deed: Deed, last: date | None = None) -> None:
    """Let `account` be what `like` is, from the day of `deed` on until `last`, unless it is so already."""
    day = timezone.localdate(deed.at)
    same = Q(district=like.district_id, role=like.role, unit=like.unit_id, official=like.official_id)
    if account.memberships.filter(same).on(day).exists():
        return
    row = Membership(
        user=account,
        district=like.district,
        role=like.role,
        unit=like.unit,
        official=like.official,
        from_date=day,
        to_date=last,
    )
    row.full_clean()
    deed.save(row)


def clerks(district: District) -> list[User]:
    """The accounts that report for some unit of `district` today."""
    held = Membership.objects.today().filter(district=district, role=Role.REPORTER)
    return list(accounts_in([district.pk]).filter(pk__in=held.values("user")).order_by("username"))
