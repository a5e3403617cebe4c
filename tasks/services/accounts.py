"""Accounts of a district's people: entered, given a new password on a slip, shut, opened, let in again.

A password that is given out is stored only as its hash: it stands on the slip returned, and nowhere else.
"""

import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import password_changed, validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.models import District, Membership, User
from tasks.permissions import Access, Action, accounts_in, may_change_account
from tasks.services.history import Deed

#: what sounds and looks like nothing else: no l, o, q, v; no 0, 1
_CONSONANTS, _VOWELS, _DIGITS = "bcdfghkmnprstwxyz", "aeiu", "23456789"


@dataclass(frozen=True)
class Slip:
    """What one person is handed on paper, once."""

    name: str
    username: str
    password: str
    role: str


def readable_password(user: User) -> str:
    """A random password that can be read aloud and typed: kuba-mise-tafo-274. Validators agree with it."""
    while True:
        groups = ["".join(_syllable() for _each in range(2)) for _group in range(3)]
        digits = "".join(secrets.choice(_DIGITS) for _each in range(3))
        password = "-".join([*groups, digits])
        try:
            validate_password(password, user)
        except ValidationError:
            continue
        return password


def _syllable() -> str:
    return secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS)


@dataclass(frozen=True)
class Ready:
    """A password that can be given out, and its hash, which takes long to make on purpose."""

    password: str
    hashed: str

    @classmethod
    def make(cls) -> "Ready":
        password = readable_password(User())
        return cls(password, make_password(password))


def give_password(account: User, deed: Deed, ready: Ready | None = None) -> str:
    """A new password for `account`, to be changed at the next sign-in; the caller's transaction writes it.

    `ready`: one made before, so that a transaction that enters many does not last as long as hashing them.
    """
    ready = ready or Ready.make()
    password, account.password = ready.password, ready.hashed
    account.must_change_password = True
    account._change_reason = "password given out"  # type: ignore[attr-defined]
    deed.save(account)
    password_changed(password, account)
    return password


def enter_account(
    username: str, name: str, phone: str, deed: Deed, ready: Ready | None = None
) -> tuple[User, str]:
    """A new account and the password on its slip. Raises Refused where the name is taken or cannot be one."""
    account = User(username=username, name=name, phone=phone)
    account.set_unusable_password()
    try:
        account.full_clean(exclude=["password"])
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    return account, give_password(account, deed, ready)


# ---- one or many, by an administrator ----
def reset_passwords(accounts: Collection[User], district: District, *, user: User) -> list[Slip]:
    """A new password for each; who was signed in no longer is.

    Raises PermissionDenied for who may not, Refused for one's own account.
    """
    deed, slips = Deed.on(None, user), []
    ready = [Ready.make() for _each in accounts]  # before anything is locked: hashing takes long
    with _changing(accounts, district, user) as rows:
        for account, made in zip(rows, ready, strict=True):
            _not_oneself(account, user, _("Your own password is changed under “Change the password”."))
            slips.append(slip(account, give_password(account, deed, made), district))
            forget_failures(account)
    return slips


def slip(account: User, password: str, district: District) -> Slip:
    """What is printed for `account`, with what it is in `district` today."""
    held = Membership.objects.today().filter(user=account, district=district)
    held = held.select_related("unit", "official")
    return Slip(account.name, account.username, password, "；".join(map(role_words, held)))


def role_words(held: Membership) -> str:
    return " ".join(filter(None, [held.get_role_display(), str(held.unit or held.official or "")]))


def disable(account: User, district: District, *, user: User) -> User:
    """Nobody signs in with it any more, from this moment; what was done with it keeps its name."""
    return _switch(account, district, user, False)


def enable(account: User, district: District, *, user: User) -> User:
    return _switch(account, district, user, True)


def unlock(account: User, district: District, *, user: User) -> User:
    """Let somebody try again who has been shut out after too many wrong passwords."""

    def act(row: User, deed: Deed) -> None:
        if not forget_failures(row):
            raise Refused(_("This account is not locked."))
        row._change_reason = "unlocked"  # type: ignore[attr-defined]
        deed.save(row)

    return _one(account, district, user, act)


def _switch(account: User, district: District, user: User, active: bool) -> User:
    def act(row: User, deed: Deed) -> None:
        _not_oneself(row, user, _("Nobody shuts their own account: another administrator does."))
        if row.is_active == active:
            said = _("This account is in use already.") if active else _("This account is shut already.")
            raise Refused(said)
        row.is_active = active
        deed.save(row, "is_active")

    return _one(account, district, user, act)


def _one(account: User, district: District, user: User, act: Callable[[User, Deed], None]) -> User:
    with _changing([account], district, user) as rows:
        act(rows[0], Deed.on(None, user))
    return rows[0]


@contextmanager
def _changing(accounts: Collection[User], district: District, user: User) -> Iterator[list[User]]:
    """One transaction on these accounts, locked in one order for everybody together with who acts.

    Of two administrators who shut one another's account at once the second is told.
    """
    keys = {account.pk for account in accounts}
    with transaction.atomic():
        rows = list(User.objects.select_for_update().filter(pk__in=keys | {user.pk}).order_by("pk"))
        actor = next((row for row in rows if row.pk == user.pk), None)
        if actor is None or not actor.is_active or not Access(user, district).may(Action.ADMINISTER):
            raise PermissionDenied
        here = set(accounts_in([district.pk]).filter(pk__in=keys).values_list("pk", flat=True))
        mine = [row for row in rows if row.pk in keys]
        if keys - here or not all(may_change_account(user, row) for row in mine):
            raise PermissionDenied
        yield mine


def _not_oneself(account: User, user: User, sentence: str) -> None:
    if account.pk == user.pk:
        raise Refused(sentence)


# ---- locked out ----
def _failures() -> Q:
    """The failed tries that still count."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    return Q(attempt_time__gte=since)


def locked(usernames: Collection[str]) -> set[str]:
    """Those who cannot sign in for now, from one computer or more, after too many wrong passwords."""
    tries = AccessAttempt.objects.filter(_failures(), username__in=usernames)
    tries = tries.values("username", "ip_address").annotate(total=Sum("failures_since_start"))
    reached = tries.filter(total__gte=settings.AXES_FAILURE_LIMIT)
    return set(reached.values_list("username", flat=True))


def forget_failures(account: User) -> bool:
    """Whether there were any."""
    deleted, _by_model = AccessAttempt.objects.filter(username=account.username).delete()
    return bool(deleted)
