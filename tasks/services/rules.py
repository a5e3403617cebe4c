"""How a district works: what it asks of its units, when its rules urge, where its notices go."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tasks.models import District, User
from tasks.permissions import Access, Action
from tasks.services.history import Deed

#: What can be set here.
RULES = (
    *("asks_acknowledgement", "reporters_see_all", "ranks_units"),
    *("urge_days_before", "urge_on_due", "urge_overdue_every", "sends_mail", "webhook"),
)


def set_rules(district: District, *, user: User, **rules: Any) -> list[str]:
    """Set those of RULES that are given; returns the names of those that are otherwise now.

    Raises PermissionDenied for who does not administer the district.
    """
    deed = Deed.on(None, user)
    with transaction.atomic():
        row = District.objects.select_for_update().get(pk=district.pk)
        _refuse_others(row, user)
        changed = [name for name in RULES if name in rules and getattr(row, name) != rules[name]]
        for name in changed:
            setattr(row, name, rules[name])
        if changed:
            deed.save(row, *changed)
    return changed


def _refuse_others(district: District, user: User) -> None:
    if not Access(user, district).may(Action.ADMINISTER):
        raise PermissionDenied
