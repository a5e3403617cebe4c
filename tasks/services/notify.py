"""Telling people: a line in the bell of each, which a mail or a webhook carries out later."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from tasks.models import District, Membership, Notice, Task, Unit, User

Role = Membership.Role


def notify(
    users: Iterable[User],
    code: str,
    district: District,
    task: Task | None = None,
    *,
    by: User | str | None = None,
    page: str = "",
    year: int | None = None,
    query: str = "",
    **params: Any,
) -> list[Notice]:
    """Tell each of `users` once; call it in the transaction of what they are told of.

    `code` is one of tasks.notices.WORDS, `params` fill its words: strings, numbers, days, rows (their names).
    A user given as `by` is named and is not told what they did themselves. A notice leads to its task; one
    without a task to `page`, the name of an address of the district's `year` (a number), with `query` ("?…").
    """
    told = {user.pk: user for user in users if user.is_active and user != by}
    if by is not None:
        params["by"] = by
    particulars = {name: _plain(value) for name, value in params.items() if value is not None}
    leads = {"page": page, "year": year, "query": query}
    particulars |= {name: value for name, value in leads.items() if value}
    now = timezone.now()
    return Notice.objects.bulk_create(
        Notice(user=user, district=district, task=task, code=code, params=particulars, sent_at=now)
        for user in told.values()
    )


def of_unit(unit: Unit) -> QuerySet[User]:
    """Those who report for `unit` today."""
    return _users(Membership.objects.today().filter(unit=unit, role=Role.REPORTER))


def reporters(district: District) -> QuerySet[User]:
    """Those who report for any unit of the district today."""
    return _users(Membership.objects.today().filter(district=district, role=Role.REPORTER))


def supervisors(district: District) -> QuerySet[User]:
    """The district's supervisors today; where there is none, its administrators, who do their work."""
    here = Membership.objects.today().filter(district=district)
    found = _users(here.filter(role=Role.SUPERVISOR))
    return found if found.exists() else _users(here.filter(role=Role.ADMINISTRATOR))


def followers(task: Task) -> QuerySet[User]:
    """Those who watch `task` and still belong to its district."""
    here = Membership.objects.today().filter(district=task.year.district_id)
    belong = Q(pk__in=here.values("user")) | Q(is_superuser=True)
    return User.objects.filter(belong, is_active=True, watches__task=task).distinct().order_by("pk")


def _users(memberships: "QuerySet[Membership]") -> QuerySet[User]:
    return User.objects.filter(pk__in=memberships.values("user"), is_active=True).order_by("pk")


def _plain(value: Any) -> str | int:
    """As it can be kept, and read again in any language."""
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "Y-m-d H:i")
    if isinstance(value, date):
        return date_format(value, "Y-m-d")
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
