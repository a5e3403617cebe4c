"""Who may see and do what: the one source for views, querysets and the admin.

Whoever may not see a thing gets 404; whoever may see but not change it 403.

                                      administrator  supervisor  reporter               leader  viewer
    see tasks                         all            all         its units', or all*    all     all
    report, acknowledge, break down,
      request, answer for a task      reports: admin –           the first lead unit's  –       –
    contribute to a task              –              –           its units', if asked** –       –
    review, verify, reopen, send back yes            yes         –                      –       –
    urge                              yes            yes         –                      –       –
    decide requests, objections,
      breakdowns                      yes            yes         –                      –       –
    tasks by hand, reassign           yes            yes         –                      –       –
    settle what is in doubt           yes            yes         –                      –       –
    lock a period                     yes            yes         –                      –       –
    reopen a period                   yes            –           –                      –       –
    instruct                          –              –           –                      yes     –
    watch                             yes            yes         –                      yes     –
    import                            yes            –           –                      –       –
    people, handing over, plans,
      settings (admin)                yes            –           –                      –       –

    *  where the district lets its reporters see every task
    ** further lead units may without being asked

A superuser is an administrator of every district. Roles are held in one district from one day to another, and
an account that was disabled may nothing;
Django's own permissions, groups and staff flag decide nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from tasks.models.district import District
from tasks.models.people import Membership, Unit, User
from tasks.models.plan import Responsibility, Task
from tasks.models.supervision import Notice

if TYPE_CHECKING:
    from tasks.models.queries import TaskQuerySet

Role = Membership.Role


class Action(StrEnum):
    """What can be done in a district. Reporting is a matter of the task: see `Access.may_report`."""

    SEE = "see"
    SEE_ALL = "see_all"
    VERIFY = "verify"
    SETTLE = "settle"
    URGE = "urge"
    DECIDE = "decide"
    EDIT = "edit"
    LOCK = "lock"
    INSTRUCT = "instruct"
    WATCH = "watch"
    IMPORT = "import"
    ADMINISTER = "administer"


SUPERVISION = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
ROLES: dict[Action, frozenset[Role]] = {
    Action.SEE: frozenset(Role),
    Action.SEE_ALL: frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.LEADER, Role.VIEWER}),
    Action.VERIFY: SUPERVISION,
    Action.SETTLE: SUPERVISION,
    Action.URGE: SUPERVISION,
    Action.DECIDE: SUPERVISION,
    Action.EDIT: SUPERVISION,
    Action.LOCK: SUPERVISION,
    Action.INSTRUCT: frozenset({Role.LEADER}),
    Action.WATCH: SUPERVISION | {Role.LEADER},
    Action.IMPORT: frozenset({Role.ADMINISTRATOR}),
    Action.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
}


@dataclass(frozen=True)
class Access:
    """What one user may do in one district today; its memberships are read once."""

    user: User
    district: District

    @cached_property
    def memberships(self) -> list[Membership]:
        if not self.user.is_active:
            return []
        mine = Membership.objects.today().filter(user=self.user, district=self.district)
        return list(mine.select_related("unit", "official"))

    @cached_property
    def roles(self) -> frozenset[str]:
        if self.user.is_superuser and self.user.is_active:
            return frozenset({Role.ADMINISTRATOR})
        return frozenset(m.role for m in self.memberships)

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """The units this user reports for."""
        return frozenset(m.unit_id for m in self.memberships if m.role == Role.REPORTER and m.unit_id)

    def may(self, action: Action) -> bool:
        if action is Action.SEE_ALL and self.district.reporters_see_all and Role.REPORTER in self.roles:
            return True
        return bool(self.roles & ROLES[action])

    def may_report(self, task: Task) -> bool:
        """Whether this user reports `task`: a reporter of the unit that reports it."""
        unit = reporting_unit(task)
        return unit is not None and unit.pk in self.unit_ids

    def contributing_units(self, task: Task) -> frozenset[int]:
        """Those of this user's units that lead or partner `task` without being the one that reports it."""
        unit, mine = reporting_unit(task), self.unit_ids
        reached = {pk for row in task.responsibilities.all() if row.unit for pk in _reach(row.unit)}
        return frozenset(mine & reached) - ({unit.pk} if unit else set())


def reporting_unit(task: Task) -> Unit | None:
    """The unit that reports `task`: its first lead unit. Where that is a collective, the one named for it."""
    leads = [r for r in task.responsibilities.all() if r.role == Responsibility.Role.LEAD_UNIT]
    first = min(leads, key=lambda r: (r.position, r.pk), default=None)
    if first is None or first.unit is None:
        return None
    if first.unit.collective:
        return task.reporter if task.reporter_id else None
    return first.unit


def reporting_unit_now(task: Task) -> Unit | None:
    """The same as it is stored now, whatever of `task` has been read before."""
    people = Responsibility.objects.select_related("unit")
    now = Task.objects.select_related("reporter").prefetch_related(Prefetch("responsibilities", people))
    return reporting_unit(now.get(pk=task.pk))


def _reach(unit: Unit) -> set[int]:
    """The units that `unit` stands for: itself, or the members of a collective."""
    return {member.pk for member in unit.members.all()} if unit.collective else {unit.pk}


def districts_of(user: User | AnonymousUser, action: Action = Action.SEE) -> QuerySet[District]:
    """The districts in which `user` may do `action` today."""
    if not user.is_active:  # nor is who is not signed in
        return District.objects.none()
    if user.is_superuser:
        return District.objects.all() if Role.ADMINISTRATOR in ROLES[action] else District.objects.none()
    held = Membership.objects.today().filter(user=user, role__in=ROLES[action])
    return District.objects.filter(pk__in=held.values("district"))


def visible_tasks(user: User | AnonymousUser, tasks: "TaskQuerySet", *, gone: bool = False) -> "TaskQuerySet":
    """Of `tasks`, those `user` may see: a whole district's, or what a reporter's units lead or partner.

    With `gone` also those that have been merged into another.
    """
    if not user.is_active:  # nor is who is not signed in
        return tasks.none()
    tasks = tasks if gone else tasks.current()
    if user.is_superuser:
        return tasks
    reporter = Membership.objects.today().filter(user=user, role=Role.REPORTER)
    whole = districts_of(user, Action.SEE_ALL).values("pk")
    open_to_reporters = District.objects.filter(reporters_see_all=True, pk__in=reporter.values("district"))
    own = reporter.values("unit")
    units = Unit.objects.filter(Q(pk__in=own) | Q(merged_into__in=own))
    everything = Q(year__district__in=whole) | Q(year__district__in=open_to_reporters.values("pk"))
    return tasks.filter(everything | Q(pk__in=Task.objects.of_units(units).values("pk")))


def visible_notices(user: User | AnonymousUser) -> QuerySet[Notice]:
    """What `user` was told in districts that they still belong to."""
    if not user.is_active:  # nor is who is not signed in
        return Notice.objects.none()
    return Notice.objects.filter(user=user, district__in=districts_of(user).values("pk"))


def accounts_in(districts: Collection[int]) -> QuerySet[User]:
    """The accounts that administrators of `districts` see: of who was, is or will be something there."""
    theirs = Membership.objects.filter(district__in=districts)
    return User.objects.filter(is_superuser=False, pk__in=theirs.values("user"))


def may_change_account(user: User, account: User) -> bool:
    """Whether `user` may rename `account`, give it a new password or shut it.

    Not where the account is good for another district too: whoever can sign in with it could do so there.
    """
    if user.is_superuser:
        return True
    own = districts_of(user, Action.ADMINISTER).values("pk")
    here, held = account.memberships.filter(district__in=own), account.memberships
    return not account.is_superuser and here.exists() and not held.exclude(district__in=own).exists()
