"""The first administrator of a district, who lets everybody else in."""

from dataclasses import dataclass

from django.contrib.auth.password_validation import password_changed
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.models import District, Membership, User
from tasks.services.history import Deed

#: letters and digits that nobody mistakes for one another
_SIGNS = "abcdefghijkmnpqrstuvwxyzACDEFGHJKLMNPQRSTUVWXYZ2345679"
_LENGTH = 14


@dataclass(frozen=True)
class Entered:
    """Who administers what; `password` is set for a user entered just now and only good for one sign-in."""

    user: User
    district: District
    password: str = ""


def add_administrator(username: str, district: str, *, code: str = "") -> Entered:
    """Make a user, entered where unknown, administrator of a district named by its code or name.

    `code` gives the district its own code, and enters a district that nobody knows. Raises Refused where the
    district cannot be told, and where the code is another's.
    """
    deed = Deed.on(None, None)
    with transaction.atomic():
        found = _district(district, code, deed)
        user, password = User.objects.filter(username=username).first(), ""
        if user is None:
            password = get_random_string(_LENGTH, _SIGNS)
            user = User(username=username, must_change_password=True)
            user.set_password(password)
            user.full_clean()
            deed.save(user)
            password_changed(password, user)
        place = Membership(user=user, district=found, role=Membership.Role.ADMINISTRATOR)
        if not Membership.objects.filter(user=user, district=found, role=place.role).exists():
            place.full_clean()
            deed.save(place)
    return Entered(user, found, password)


def _district(named: str, code: str, deed: Deed) -> District:
    found = list(District.objects.filter(Q(code=named) | Q(short_name=named) | Q(full_name=named)))
    if len(found) > 1:
        choices = "、".join(f"{each}（{each.code}）" for each in found)
        raise Refused(_("Several districts are called so: %(choices)s. Say its code.") % {"choices": choices})
    if not found and not code:
        sentence = _("No district is called “%(name)s”. Say its code to enter it: --code CODE.")
        raise Refused(sentence % {"name": named})
    district = found[0] if found else District(short_name=named)
    if code and district.code != code:
        if District.objects.filter(code=code).exists():
            raise Refused(_("Another district has the code %(code)s.") % {"code": code})
        district.code = code
        district.full_clean()
        deed.save(district)
    return district
