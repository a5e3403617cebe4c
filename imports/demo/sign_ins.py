"""Who can sign in to the demo, in lines for a terminal."""

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext as _

from imports.demo.people import NEIGHBOUR_SIGN_IN, PASSWORD, SIGN_INS
from tasks.models import Membership


def sign_ins() -> list[str]:
    """A line for each sign-in whose password is still the demo's, after one that says it; none if no demo."""
    names = [person.username for person in [*SIGN_INS, NEIGHBOUR_SIGN_IN]]
    held = Membership.objects.filter(district__demo=True, user__username__in=names, user__is_active=True)
    held = held.select_related("user", "district", "unit", "official").order_by("district", "pk")
    # most share one hash, and checking one takes a good part of a second
    known = {password: check_password(PASSWORD, password) for password in {m.user.password for m in held}}
    lines = [_line(membership) for membership in held if known[membership.user.password]]
    return [_("Password of all: %(password)s") % {"password": PASSWORD}, *lines] if lines else []


def _line(membership: Membership) -> str:
    place = membership.unit or membership.official or ""
    words = [str(membership.district), membership.get_role_display(), str(place)]
    return f"{membership.user.username:<10}  {' '.join(filter(None, words))}"
