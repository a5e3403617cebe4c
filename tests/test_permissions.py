"""Who may see and do what: each role against each action, and what decides nothing."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.utils import timezone

from tasks.models import Membership, Responsibility, Task, User
from tasks.permissions import (
    ROLES,
    Access,
    Action,
    accounts_in,
    districts_of,
    may_change_account,
    reporting_unit,
    visible_tasks,
)
from tests.cast import Cast, make_user

Role = Membership.Role
#: What each role may, in the words of DESIGN: a role or an action that is added has to be written here too.
MAY: dict[str, set[Action]] = {
    "administrator": set(Action) - {Action.INSTRUCT},
    "supervisor": set(Action) - {Action.INSTRUCT, Action.IMPORT, Action.ADMINISTER},
    "reporter": {Action.SEE},
    "leader": {Action.SEE, Action.SEE_ALL, Action.INSTRUCT, Action.WATCH},
    "viewer": {Action.SEE, Action.SEE_ALL},
    "nobody": set(),
    "other_administrator": set(),
    "superuser": set(Action) - {Action.INSTRUCT},
}


def seen(cast: Cast, user: User) -> list[int]:
    """The positions of the cast's tasks that `user` sees; 0 stands for the other district's."""
    tasks = visible_tasks(user, Task.objects.all())
    return sorted(0 if task == cast.other_task else task.position for task in tasks)


def hold(user: User, cast: Cast, role: str, **more: object) -> Membership:
    return Membership.objects.create(user=user, district=cast.district, role=role, **more)


# ---- actions ----
@pytest.mark.parametrize("who", MAY)
@pytest.mark.parametrize("action", Action)
def test_a_role_may_what_it_may_and_no_more(cast: Cast, who: str, action: Action) -> None:
    user = getattr(cast, who)
    expected = action in MAY[who]
    assert Access(user, cast.district).may(action) is expected
    assert (cast.district in districts_of(user, action)) is expected


def test_every_role_and_every_action_has_its_rule() -> None:
    assert set(ROLES) == set(Action)
    assert {role.value for role in Role} <= set(MAY)


def test_several_roles_add_up(cast: Cast) -> None:
    hold(cast.reporter, cast, Role.SUPERVISOR)
    access = Access(cast.reporter, cast.district)
    assert access.may(Action.VERIFY)
    assert access.may_report(cast.tasks[0])


@pytest.mark.parametrize(
    ("from_days", "to_days", "counts"),
    [(None, None, True), (0, 0, True), (-1, 1, True), (1, None, False), (None, -1, False), (None, 0, True)],
)
def test_a_role_counts_from_its_first_day_to_its_last(
    cast: Cast, from_days: int | None, to_days: int | None, counts: bool
) -> None:
    def day(days: int | None) -> date | None:
        return None if days is None else timezone.localdate() + timedelta(days=days)

    hold(cast.nobody, cast, Role.VIEWER, from_date=day(from_days), to_date=day(to_days))
    assert Access(cast.nobody, cast.district).may(Action.SEE) is counts
    assert (cast.district in districts_of(cast.nobody)) is counts
    assert bool(seen(cast, cast.nobody)) is counts


def test_djangos_own_rights_decide_nothing(cast: Cast) -> None:
    group = Group.objects.create(name="全部")
    group.permissions.set(Permission.objects.all())
    user = make_user("staff", "员", is_staff=True)
    user.groups.add(group)
    assert not districts_of(user).exists()
    assert seen(cast, user) == []
    assert not Access(user, cast.district).may(Action.SEE)


def test_who_is_not_signed_in_sees_nothing(cast: Cast) -> None:
    assert not districts_of(AnonymousUser()).exists()
    assert not visible_tasks(AnonymousUser(), Task.objects.all()).exists()


# ---- tasks ----
@pytest.mark.parametrize(
    ("who", "positions"),
    [
        ("administrator", [1, 2, 3, 4, 5]),
        ("supervisor", [1, 2, 3, 4, 5]),
        ("leader", [1, 2, 3, 4, 5]),
        ("viewer", [1, 2, 3, 4, 5]),
        ("reporter", [1, 2]),
        ("education_reporter", [2, 3]),
        ("street_reporter", [1, 4]),
        ("nobody", []),
        ("other_administrator", [0]),
        ("superuser", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_everybody_sees_their_tasks(cast: Cast, who: str, positions: list[int]) -> None:
    assert seen(cast, getattr(cast, who)) == positions


def test_reporters_see_all_where_the_district_says_so(cast: Cast) -> None:
    cast.district.reporters_see_all = True
    cast.district.save()
    assert seen(cast, cast.reporter) == [1, 2, 3, 4, 5]
    assert Access(cast.reporter, cast.district).may(Action.SEE_ALL)
    assert not Access(cast.nobody, cast.district).may(Action.SEE_ALL)
    assert not Access(cast.reporter, cast.district).may_report(cast.tasks[2])


@pytest.mark.parametrize(
    ("task", "who"),
    [(0, "reporter"), (1, "reporter"), (2, "education_reporter"), (3, None), (4, None)],
)
def test_one_unit_reports_a_task(cast: Cast, task: int, who: str | None) -> None:
    everybody = [*MAY, "education_reporter", "street_reporter"]
    may = [
        name for name in everybody if Access(getattr(cast, name), cast.district).may_report(cast.tasks[task])
    ]
    assert may == ([who] if who else [])


@pytest.mark.parametrize("collective", ["all_streets", "departments"])
def test_a_collective_waits_for_a_unit_to_be_named(cast: Cast, collective: str) -> None:
    task = cast.tasks[4]
    Responsibility.objects.create(task=task, role="lead_unit", unit=getattr(cast, collective), position=0)
    Responsibility.objects.create(task=task, role="lead_unit", unit=cast.industry, position=1)
    assert reporting_unit(Task.objects.get(pk=task.pk)) is None


def test_the_first_of_several_lead_units_reports(cast: Cast) -> None:
    cast.tasks[1].responsibilities.filter(unit=cast.industry).update(position=5)
    assert reporting_unit(Task.objects.get(pk=cast.tasks[1].pk)) == cast.education


# ---- accounts ----
def shared(cast: Cast) -> User:
    user = make_user("shared", "双职")
    hold(user, cast, Role.VIEWER)
    Membership.objects.create(user=user, district=cast.other_district, role=Role.VIEWER)
    return user


ACCOUNTS: list[tuple[str, Callable[[Cast], User], bool, bool]] = [
    ("of one's district", lambda cast: cast.viewer, True, True),
    ("of two districts", shared, True, False),
    ("of another district", lambda cast: cast.other_administrator, False, False),
    ("of none", lambda cast: cast.nobody, False, False),
    ("a superuser's", lambda cast: cast.superuser, False, False),
]


@pytest.mark.parametrize(("whose", "made", "sees", "changes"), ACCOUNTS, ids=[row[0] for row in ACCOUNTS])
def test_an_administrator_changes_accounts_that_are_good_for_nothing_else(
    cast: Cast, whose: str, made: Callable[[Cast], User], sees: bool, changes: bool
) -> None:
    account = made(cast)
    assert accounts_in([cast.district.pk]).filter(pk=account.pk).exists() is sees
    assert may_change_account(cast.administrator, account) is changes
    assert may_change_account(cast.superuser, account)
    assert not may_change_account(cast.supervisor, account)


def test_a_superuser_with_a_role_here_stays_a_superuser(cast: Cast) -> None:
    hold(cast.superuser, cast, Role.VIEWER)
    assert not accounts_in([cast.district.pk]).filter(pk=cast.superuser.pk).exists()
    assert not may_change_account(cast.administrator, cast.superuser)
