"""Units, officials and accounts from a workbook: kept as read, compared, confirmed as seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.models import District, Membership, Official, Responsibility, StagedSheet, Task, Unit, User
from tasks.outputs.people_book import people_book
from tasks.permissions import Access, Action, accounts_in
from tasks.services.accounts import Ready, Slip, enter_account, slip
from tasks.services.history import Deed
from tasks.services.people_compare import (
    Comparing,
    Comparison,
    Found,
    official_fields,
    role_names,
    unit_fields,
)
from tasks.services.people_reading import Line, read_people
from tasks.services.people_words import shown
from tasks.services.standing import refresh

Body = TypeVar("Body", Unit, Official)
#: an upload that nobody has come back to for so long goes with the next one
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Entered:
    """What a confirmation has done: slips of new accounts, and how many lines by their verdict."""

    slips: list[Slip]
    counts: dict[str, int]


# ---- out ----
def book_of(district: District) -> bytes:
    """The workbook with who is there now: filled in further, it is uploaded again."""
    units = district.units.filter(active=True).prefetch_related("members")
    officials = district.officials.filter(active=True).prefetch_related("units")
    rows = {
        "units": [_texts({**unit_fields(unit), "members": _names(unit.members.all())}) for unit in units],
        "officials": [
            _texts({**official_fields(row), "units": _names(row.units.all())}) for row in officials
        ],
        "accounts": _accounts(district),
    }
    return people_book(rows, list(role_names().values()))


def _texts(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: shown(name, value) for name, value in fields.items()}


def _names(rows: Any) -> list[str]:
    return [row.name for row in rows]


def _accounts(district: District) -> list[dict[str, str]]:
    held = Membership.objects.today().filter(district=district, user__in=accounts_in([district.pk]))
    held = held.select_related("user", "unit", "official").order_by("user__username", "role", "pk")
    words = role_names()
    return [
        {
            "position": str(number),
            "name": each.user.name,
            "username": each.user.username,
            "role": words[each.role],
            "unit": str(each.unit or ""),
            "official": str(each.official or ""),
            "phone": each.user.phone,
        }
        for number, each in enumerate(held, 1)
    ]


# ---- in ----
def stage(name: str, data: bytes, *, user: User, district: District) -> StagedSheet:
    """Keep what a workbook says until it is confirmed; it takes the place of this person's earlier one.

    Raises PermissionDenied for who does not administer the district, Refused for what cannot be read.
    """
    _refuse_others(user, district)
    rows = {kind: [line.as_json() for line in lines] for kind, lines in read_people(data).items()}
    now = timezone.now()
    with transaction.atomic():
        earlier = StagedSheet.objects.filter(user=user, kind=StagedSheet.Kind.PEOPLE)
        earlier.filter(district=district).delete()
        earlier.filter(uploaded_at__lt=now - KEPT).delete()
        return StagedSheet.objects.create(
            district=district,
            kind=StagedSheet.Kind.PEOPLE,
            name=name[:255],
            user=user,
            uploaded_at=now,
            rows=rows,
        )


def compare(staged: StagedSheet, user: User) -> Comparison:
    """What `staged` would change now."""
    lines = {kind: [Line(**line) for line in lines] for kind, lines in staged.rows.items()}
    return Comparing(lines, staged.district, user).compare()


def confirm(staged: StagedSheet, *, user: User, seen: str) -> Entered:
    """Write what is new and what is changed, in one transaction; slips for the new accounts, shown only once.

    `seen` is the digest of the comparison that the person confirmed. Raises PermissionDenied for who does not
    administer the district, Refused where it has been confirmed, or would now change something else.
    """
    _refuse_others(user, staged.district)
    new = {each.name for each in compare(staged, user).of("new") if each.kind.name == "accounts"}
    ready = [Ready.make() for _each in new]  # before anything is locked: hashing takes long
    with transaction.atomic():
        District.objects.select_for_update().get(pk=staged.district_id)  # one after the other
        row = StagedSheet.objects.select_for_update().select_related("district").get(pk=staged.pk)
        _refuse_others(user, row.district)
        if row.confirmed_at:
            raise Refused(_("This has been confirmed already. New slips are made on the page of accounts."))
        comparison = compare(row, user)
        if comparison.digest() != seen:
            raise Refused(_("Something has changed meanwhile. This is how it stands now: look and confirm."))
        slips = _Writing(row.district, Deed.on(None, user), ready).write(comparison)
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
    return Entered(slips, comparison.counts())


def _refuse_others(user: User, district: District) -> None:
    if not Access(user, district).may(Action.ADMINISTER):
        raise PermissionDenied


# ---- written ----
class _Writing:
    """One confirmation: units first, so that what names them finds them."""

    def __init__(self, district: District, deed: Deed, ready: list[Ready]) -> None:
        self.district, self.deed, self.ready = district, deed, ready
        self.units = {unit.name: unit for unit in district.units.all()}
        self.officials = {official.name: official for official in district.officials.all()}
        self.users: dict[str, User] = {}
        self.passwords: dict[str, str] = {}

    def write(self, comparison: Comparison) -> list[Slip]:
        going_in = comparison.of("new", "changed")
        of = {name: [each for each in going_in if each.kind.name == name] for name in ("units", "officials")}
        for each in of["units"]:
            self._body(Unit, self.units, each)
        for each in of["units"]:
            self._units(each, "members", self.units[each.name].members)
        for each in of["officials"]:
            self._body(Official, self.officials, each)
            self._units(each, "units", self.officials[each.name].units)
        self._stand_anew(of["units"])
        for each in (each for each in going_in if each.kind.name == "accounts"):
            self._account(each)
        return [slip(self.users[name], password, self.district) for name, password in self.passwords.items()]

    def _body(self, model: type[Body], rows: dict[str, Body], found: Found) -> None:
        """Enter or change a unit or an official, without the units it names."""
        row = rows.get(found.name) or model(
            district=self.district, name=found.name, position=self._last(model)
        )
        fields = {name: value for name, value in found.wants.items() if name not in ("members", "units")}
        if row.pk and all(getattr(row, name) == value for name, value in fields.items()):
            return
        for name, value in fields.items():
            setattr(row, name, value)
        row.full_clean(exclude=["members"] if model is Unit else ["units"])
        self.deed.save(row)
        rows[found.name] = row

    def _last(self, model: type[Unit] | type[Official]) -> int:
        rows = model._default_manager.filter(district=self.district)
        return (rows.aggregate(last=Max("position"))["last"] or 0) + 1

    def _units(self, found: Found, name: str, related: Any) -> None:
        if name in found.changes:
            related.set([self.units[called] for called in found.wants[name]])

    def _stand_anew(self, found: Sequence[Found]) -> None:
        """Whose figures count is another's where a unit became a collective, or is one no longer."""
        turned = [self.units[each.name] for each in found if each.there and "collective" in each.changes]
        if turned:
            led = Responsibility.objects.filter(unit__in=turned, role=Responsibility.Role.LEAD_UNIT)
            refresh(Task.objects.filter(pk__in=led.values("task")))

    def _account(self, found: Found) -> None:
        user = self.users.get(found.name) or found.there
        if user is None:
            said = found.wants
            ready = self.ready.pop() if self.ready else None
            name, phone = said.get("name", ""), said.get("phone", "")
            user, password = enter_account(found.name, name, phone, self.deed, ready)
            self.passwords[found.name] = password
        elif changed := [name for name in found.changes if name != "username"]:
            for name in changed:
                setattr(user, name, found.wants[name])
            self.deed.save(user, *changed)
        self.users[found.name] = user
        if found.held:
            self._give(user, *found.held)

    def _give(self, user: User, role: str, unit: str, official: str) -> None:
        held = Membership(
            user=user,
            district=self.district,
            role=role,
            unit=self.units.get(unit),
            official=self.officials.get(official),
            from_date=timezone.localdate(self.deed.at),
        )
        held.full_clean()
        self.deed.save(held)
