"""Read lines of people against a district: which are new, changed, the same or wrong, and by which cell."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tasks.models import District, Membership, Official, Unit, User
from tasks.people_book import CLOSED, KINDS, NOTHING, OPEN, SINGLE, Kind
from tasks.permissions import accounts_in, may_change_account
from tasks.services.names import Names, tidy
from tasks.services.people_reading import Line

_DIVIDERS = str.maketrans("，,；;/\n\t ", "、、、、、、、、")
COLLECTIVES = {SINGLE: "", CLOSED: Unit.Collective.CLOSED.value, OPEN: Unit.Collective.OPEN.value}
_MODELS: dict[str, type[models.Model]] = {"units": Unit, "officials": Official, "accounts": User}


def names_in(text: str) -> list[str]:
    """The names that a cell lists, each once."""
    return list(dict.fromkeys(filter(None, map(tidy, text.translate(_DIVIDERS).split("、")))))


def role_names() -> dict[str, str]:
    """The words of each role, by its code, as the workbook has them."""
    with translation.override("zh-hans"):
        return {value: str(label) for value, label in Membership.Role.choices}


@dataclass
class Found:
    """One line compared: what it wants by field, what is there, what is wrong."""

    kind: Kind
    line: Line
    name: str
    there: Any = None
    wants: dict[str, Any] = field(default_factory=dict)
    has: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    #: role, unit's name, official's name, where the account does not have it
    held: tuple[str, str, str] | None = None

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Before and after by field."""
        return {
            name: (self.has.get(name, ""), value)
            for name, value in self.wants.items()
            if _differ(self.has.get(name, ""), value)
        }

    @property
    def verdict(self) -> str:
        """wrong, new, changed or same."""
        if self.wrong:
            return "wrong"
        if self.there is None:
            return "new"
        return "changed" if self.changes or self.held else "same"

    def blame(self, name: str, words: str) -> None:
        """Say what is wrong with a field, by its cell."""
        place = self.line.places.get(name) or f"{self.kind.title}!{self.line.row}"
        who = self.line.said.get("name", "") or self.name
        where = _("%(place)s (%(name)s)") % {"place": place, "name": who} if who else place
        self.wrong.append(f"{where}{_(': ')}{words}")


@dataclass(frozen=True)
class Comparison:
    found: list[Found]

    def of(self, *verdicts: str) -> list[Found]:
        return [each for each in self.found if each.verdict in verdicts]

    def counts(self) -> dict[str, int]:
        counted = Counter(each.verdict for each in self.found)
        return {verdict: counted[verdict] for verdict in ("new", "changed", "same", "wrong")}

    def digest(self) -> str:
        """What tells this outcome from another: confirmed is what was seen."""
        told = [(e.kind.name, e.name, e.verdict, repr(e.changes), e.held, e.wrong) for e in self.found]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


class Comparing:
    """One pass over all lines, in a fixed number of queries."""

    def __init__(self, lines: Mapping[str, Sequence[Line]], district: District, user: User) -> None:
        self.lines, self.district, self.user = lines, district, user
        self.units = list(district.units.prefetch_related("members"))
        self.officials = list(district.officials.prefetch_related("units"))
        self.named, self.known = Names(self.units), Names(self.officials)
        #: what new rows are called, by each of their names
        self.new_units: dict[str, str] = {}
        self.new_officials: dict[str, str] = {}

    def compare(self) -> Comparison:
        units = [self._unit(line) for line in self._of("units")]
        _once(units)
        self.new_units = _new_names(units)
        for each in units:
            self._members(each)
        officials = [self._official(line) for line in self._of("officials")]
        _once(officials)
        self.new_officials = _new_names(officials)
        return Comparison([*units, *officials, *Accounts(self).found(self._of("accounts"))])

    def _of(self, name: str) -> Sequence[Line]:
        return self.lines.get(name, ())

    # --- units ---
    def _unit(self, line: Line) -> Found:
        found = _found("units", line)
        self._recognise(found, self.named)
        unit = found.there
        if unit is not None:
            found.has = {**unit_fields(unit), "members": _names(unit.members.all())}
        _texts(found, "name", "full_name", "contact", "phone")
        _position(found)
        _aliases(found)
        said = line.said.get("collective")
        if said and said not in COLLECTIVES:
            found.blame("collective", _("must be one of %(choices)s") % {"choices": "、".join(COLLECTIVES)})
        elif said:
            found.wants["collective"] = COLLECTIVES[said]
        return found

    def _members(self, found: Found) -> None:
        """Who a collective stands for; its kind follows where only members were given."""
        said = found.line.said.get("members")
        if said is None:
            return
        names = [] if said == NOTHING else names_in(said)
        members = [self._unit_name(found, "members", name) for name in names]
        if found.name in members:
            found.blame("members", _("a unit is not its own member"))
        if members and found.wants.get("collective", found.has.get("collective", "")) == "":
            found.wants["collective"] = Unit.Collective.CLOSED.value
        found.wants["members"] = [name for name in members if name]

    def _unit_name(self, found: Found, name: str, called: str) -> str:
        """What the district calls a unit that a cell names; blames the cell where it cannot be told."""
        fitting = self.named.fitting(called)
        if not fitting and tidy(called) in self.new_units:
            return self.new_units[tidy(called)]
        if len(fitting) != 1:
            found.blame(name, _("no unit is called “%(name)s” here") % {"name": called})
            return ""
        return fitting[0].name

    def _recognise(self, found: Found, names: Any) -> None:
        """The row that is called so; another name of somebody is told, so that nobody is entered twice."""
        fitting = names.fitting(found.name)
        exact = [row for row in fitting if row.name == found.name]
        found.there = exact[0] if exact else None
        if found.there is None and fitting:
            words = _("this is another name of %(name)s")
            found.blame("name", words % {"name": "、".join(map(str, fitting))})
        elif not found.name:
            found.blame("name", _("is missing"))

    # --- officials ---
    def _official(self, line: Line) -> Found:
        found = _found("officials", line)
        self._recognise(found, self.known)
        if found.there is not None:
            found.has = {**official_fields(found.there), "units": _names(found.there.units.all())}
        _texts(found, "name", "title", "phone")
        _position(found)
        _aliases(found)
        said = line.said.get("units")
        if said is not None:
            names = [] if said == NOTHING else names_in(said)
            units = [self._unit_name(found, "units", name) for name in names]
            found.wants["units"] = [name for name in units if name]
        return found

    def official_name(self, found: Found, called: str) -> str:
        fitting = self.known.fitting(called)
        if not fitting and tidy(called) in self.new_officials:
            return self.new_officials[tidy(called)]
        if len(fitting) != 1:
            found.blame("official", _("no lead official is called “%(name)s” here") % {"name": called})
            return ""
        return fitting[0].name

    def unit_of_account(self, found: Found, called: str) -> str:
        name = self._unit_name(found, "unit", called)
        kept = next((unit for unit in self.units if unit.name == name), None)
        if kept is not None and kept.collective:
            found.blame("unit", _("a collective reports through its members; name one of them"))
        return name


class Accounts:
    """The lines of accounts: who signs in, and as what."""

    def __init__(self, comparing: Comparing) -> None:
        self.comparing, self.district, self.user = comparing, comparing.district, comparing.user
        self.roles = {words: code for code, words in role_names().items()}
        self.roles |= {str(label): code for code, label in Membership.Role.choices}

    def found(self, lines: Sequence[Line]) -> list[Found]:
        names = [line.said.get("username", "") for line in lines]
        users = {user.username.lower(): user for user in User.objects.filter(self._called(names))}
        here = set(accounts_in([self.district.pk]).values_list("pk", flat=True))
        held = Membership.objects.today().filter(district=self.district, user__in=list(users.values()))
        self.held = {_as_told(each) for each in held.select_related("unit", "official")}
        over = Membership.objects.filter(
            district=self.district, user__in=list(users.values()), to_date__lt=timezone.localdate()
        )
        self.ended = {
            _as_told(each): each.to_date
            for each in over.select_related("unit", "official").order_by("to_date")
        }
        found = [self._account(line, users, here) for line in lines]
        self._agree(found)
        return found

    @staticmethod
    def _called(names: Sequence[str]) -> models.Q:
        asked = models.Q(username__in=names)
        return asked | models.Q(username__in=[name.lower() for name in names])

    def _account(self, line: Line, users: Mapping[str, User], here: set[int]) -> Found:
        found = _found("accounts", line)
        found.name = line.said.get("username", "")
        user = users.get(found.name.lower())
        self._username(found, user, here)
        if user is not None and not found.wrong:
            found.there = user
            found.has = {"name": user.name, "phone": user.phone, "username": user.username}
        _texts(found, "name", "phone", "username")
        if not line.said.get("name") and user is None:
            found.blame("name", _("is missing"))
        held = self._role(found)
        if held and not found.wrong and (not user or (user.pk, *held) not in self.held):
            found.held = held
            self._refuse_ended(found, user)
        if user and found.changes and not may_change_account(self.user, user):
            found.blame(
                "name", _("this account is good for another district too; it is changed by a superuser")
            )
        return found

    def _refuse_ended(self, found: Found, user: User | None) -> None:
        """A workbook from before a handing over does not give back what was handed over."""
        ended = self.ended.get((user.pk, *found.held)) if user and found.held else None
        if ended:
            said = _("this role ended on %(day)s; to give it again, open the account under People")
            found.blame("role", said % {"day": ended})

    def _username(self, found: Found, user: User | None, here: set[int]) -> None:
        if not found.name:
            found.blame("username", _("is missing"))
            return
        try:
            UnicodeUsernameValidator()(found.name)
        except ValidationError as error:
            found.blame("username", " ".join(error.messages))
        if user and (user.pk not in here or user.username != found.name):
            found.blame("username", _("is taken by somebody else; choose another"))

    def _role(self, found: Found) -> tuple[str, str, str] | None:
        said = found.line.said
        code = self.roles.get(said.get("role", ""))
        if code is None:
            found.blame(
                "role", _("must be one of %(choices)s") % {"choices": "、".join(role_names().values())}
            )
            return None
        unit = self.comparing.unit_of_account(found, said["unit"]) if "unit" in said else ""
        official = self.comparing.official_name(found, said["official"]) if "official" in said else ""
        if code == Membership.Role.REPORTER and not said.get("unit"):
            found.blame("unit", _("a reporter belongs to a unit"))
        return code, unit, official

    @staticmethod
    def _agree(found: Sequence[Found]) -> None:
        """Several lines of one account give it several roles; they call the person one name."""
        first: dict[str, Found] = {}
        seen: set[tuple[str, object]] = set()
        for each in found:
            other = first.setdefault(each.name, each)
            said, before = each.line.said.get("name"), other.line.said.get("name")
            if each.name and said and before and said != before:
                each.blame("name", _("row %(row)s calls this account otherwise") % {"row": other.line.row})
            if each.held and (each.name, each.held) in seen:
                each.blame("role", _("stands twice"))
            seen.add((each.name, each.held))


def _as_told(held: Membership) -> tuple[int, str, str, str]:
    return held.user_id, held.role, str(held.unit or ""), str(held.official or "")


# ---- what all kinds have in common ----
def _differ(before: object, after: object) -> bool:
    """Names in another order are the same names."""
    if isinstance(before, list) and isinstance(after, list):
        return sorted(before) != sorted(after)
    return before != after


def unit_fields(unit: Unit) -> dict[str, Any]:
    names = ("position", "name", "full_name", "aliases", "collective", "contact", "phone")
    return {name: getattr(unit, name) for name in names}


def official_fields(official: Official) -> dict[str, Any]:
    return {name: getattr(official, name) for name in ("position", "name", "title", "aliases", "phone")}


def _found(kind: str, line: Line) -> Found:
    called = next(each for each in KINDS if each.name == kind)
    return Found(called, line, tidy(line.said.get(called.key, "")))


def _names(rows: Any) -> list[str]:
    return [row.name for row in rows]


def _texts(found: Found, *names: str) -> None:
    """Fields that are words, in the length that is kept; NOTHING empties one."""
    model = _MODELS[found.kind.name]
    for name in names:
        said = found.line.said.get(name)
        if said is None:
            continue
        text = found.name if name == found.kind.key else "" if said == NOTHING else said
        most = getattr(model._meta.get_field(name), "max_length", None) or 0
        if len(text) > most:
            found.blame(
                name,
                _("has %(length)s signs; at most %(most)s are kept")
                % {
                    "length": len(text),
                    "most": most,
                },
            )
        found.wants[name] = text


def _position(found: Found) -> None:
    said = found.line.said.get("position", "")
    if not said:
        return
    if not said.isdecimal() or len(said) > 6:
        found.blame("position", _("must be a whole number"))
    else:
        found.wants["position"] = int(said)


def _aliases(found: Found) -> None:
    said = found.line.said.get("aliases")
    if said is not None:
        found.wants["aliases"] = [] if said == NOTHING else names_in(said)


def _new_names(found: Sequence[Found]) -> dict[str, str]:
    """What the new rows among `found` are called, by each of their names; a name of two names neither."""
    new = [each for each in found if each.there is None and not each.wrong]
    names = [(tidy(str(name)), each.name) for each in new for name in _called(each)]
    counts = Counter(name for name, _row in set(names))
    return {name: row for name, row in names if name == row or counts[name] == 1}


def _called(found: Found) -> list[str]:
    wants = found.wants
    return [name for name in (found.name, wants.get("full_name", ""), *wants.get("aliases", [])) if name]


def _once(found: Sequence[Found]) -> None:
    seen: dict[str, int] = {}
    for each in found:
        if each.name and each.name in seen:
            each.blame(each.kind.key, _("stands in row %(row)s already") % {"row": seen[each.name]})
        seen.setdefault(each.name, each.line.row)
