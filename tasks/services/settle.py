"""A person decides what the document left open."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.integrity import refuse_strangers
from tasks.models import Origin, Responsibility, Task, User
from tasks.permissions import Access, Action
from tasks.services import people
from tasks.services.history import Deed
from tasks.services.standing import changing

Role = Responsibility.Role
#: The fields that name people and units, and the role that each gives.
ROLE_OF = {
    "lead_officials": Role.LEAD_OFFICIAL,
    "lead_units": Role.LEAD_UNIT,
    "partner_units": Role.PARTNER_UNIT,
}
#: Fields of the task itself that a reading can replace.
WORDING = ("text", "label", "deadline_text")


def settle(task: Task, *, user: User, fields: Sequence[str], as_read: bool) -> list[Origin]:
    """Settle the open doubts about `fields` of `task`: take each one's reading, or leave the field as it is.

    Raises PermissionDenied for who may not, Refused if none is open or a reading cannot simply be taken.
    """
    deed = Deed.on(None, user)
    with changing(task):
        if not Access(user, task.year.district).may(Action.SETTLE):
            raise PermissionDenied
        origins = _open(task, fields)
        for origin in origins:
            if as_read:
                _take(task, origin, deed)
            _record(origin, deed, as_read=as_read)
        deed.save_all(origins, "settlement", "settled_by", "settled_at")
    return origins


def settled_by_hand(task: Task, *, user: User, fields: Iterable[str]) -> None:
    """Note that a person has entered `fields` of `task`: what was doubtful there waits for nobody now.

    To be called in the transaction that wrote them.
    """
    deed = Deed.on(None, user)
    waiting = task.origins.filter(field__in=list(fields), settlement=Origin.Settlement.OPEN).exclude(doubt="")
    origins = list(waiting.select_for_update())
    for origin in origins:
        origin.settlement = Origin.Settlement.BY_HAND
        origin.settled_by, origin.settled_at = deed.user, deed.at
    deed.save_all(origins, "settlement", "settled_by", "settled_at")


def _open(task: Task, fields: Iterable[str]) -> list[Origin]:
    waiting = task.origins.filter(field__in=fields, settlement=Origin.Settlement.OPEN).exclude(doubt="")
    origins = list(waiting.select_for_update())
    if not origins:
        raise Refused(_("Nothing is open here any more: somebody has settled it already."))
    return origins


def _record(origin: Origin, deed: Deed, *, as_read: bool) -> None:
    origin.settlement = Origin.Settlement.AS_READ if as_read else Origin.Settlement.EMPTY
    origin.settled_by, origin.settled_at = deed.user, deed.at


def _take(task: Task, origin: Origin, deed: Deed) -> None:
    if origin.field in ROLE_OF:
        _give(task, origin, deed)
    elif origin.field in WORDING:
        _reword(task, origin, deed)
    else:
        raise Refused(_("This cannot be taken as read. Enter it by hand."))


def _give(task: Task, origin: Origin, deed: Deed) -> None:
    """Responsibilities from the names suggested, behind those that the task has already."""
    role = ROLE_OF[origin.field]
    there = list(task.responsibilities.filter(role=role))
    given = {row.official_id or row.unit_id for row in there}
    position = max((row.position + 1 for row in there), default=0)
    rows: list[Responsibility] = []
    for name in origin.suggested:
        row = _responsibility(task, role, name, deed)
        if (row.official_id or row.unit_id) in given:
            continue
        given.add(row.official_id or row.unit_id)
        row.position, row.place, row.inherited = position + len(rows), origin.place, origin.inherited
        refuse_strangers(row)
        rows.append(row)
    deed.create_all(rows)


def _responsibility(task: Task, role: Role, name: str, deed: Deed) -> Responsibility:
    district = task.year.district
    row = Responsibility(task=task, role=role, confirmed_by=deed.user)
    if role is Role.LEAD_OFFICIAL:
        row.official = people.official_or_new(district, name, deed)
    else:
        row.unit = people.unit_or_new(district, name, deed)
    return row


def _reword(task: Task, origin: Origin, deed: Deed) -> None:
    for reading in origin.suggested[:1]:
        setattr(task, origin.field, reading)
        deed.save(task, origin.field)
