"""Requests: a unit asks for a later deadline, another promise or a pause; a supervisor decides."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.flow import REQUEST, TASK
from tasks.integrity import refuse_strangers
from tasks.models import ChangeRequest, Target, Task, Unit, User
from tasks.permissions import Access, Action, reporting_unit
from tasks.services.gone import refuse_merged
from tasks.services.history import Deed
from tasks.services.standing import changing
from tasks.services.tell import tell, tell_reporters
from tasks.services.urge import moot
from tasks.standing import span_in_year

Kind, State = ChangeRequest.Kind, ChangeRequest.State
LARGEST_VALUE = Decimal(10) ** 16


@dataclass(frozen=True)
class Wish:
    """What is asked for and why. `values`: what targets are to promise, by key; some may be as they are."""

    kind: str
    reason: str
    deadline: date | None = None
    text: str = ""
    values: dict[int, Decimal] = field(default_factory=dict)


def ask(task: Task, wish: Wish, *, user: User, day: date | None = None) -> ChangeRequest:
    """Ask for `wish` on behalf of the unit that reports `task`; it waits for a supervisor.

    Raises PermissionDenied for who does not report the task, Refused without a reason, for what changes
    nothing, for an extension after the deadline, and where the task's state or a request of the same kind
    that waits already does not allow it.
    """
    deed = Deed.on(day, user)
    with changing(task, day) as today:
        unit = _unit_asking(task, user)
        _refuse_closed(task)
        if not wish.reason.strip():
            raise Refused(_("Say why, so that it can be decided."))
        if task.requests.filter(kind=wish.kind, state=State.PENDING).exists():
            raise Refused(_("A request of this kind waits for its decision already."))
        row = ChangeRequest(task=task, unit=unit, kind=wish.kind, reason=wish.reason.strip())
        _FILL[wish.kind](row, task, wish, today)
        row.asked_by, row.asked_at = user, deed.at
        refuse_strangers(row)
        deed.save(row)
        words = {"unit": unit, "kind": row.get_kind_display(), "reason": row.reason}
        tell(None, "request_made", task, by=user, **words)
    return row


def grant(request: ChangeRequest, *, user: User, words: str = "", day: date | None = None) -> ChangeRequest:
    """Grant what was asked for: the task is changed with it.

    Raises PermissionDenied for who may not decide, Refused if it has been decided or withdrawn, or if the
    task has changed meanwhile so that it is no longer what was asked about.
    """
    deed, task = Deed.on(day, user), request.task
    with changing(task, day):
        row = _decided(request, task, user, "grant")
        _refuse_closed(task)
        _DO[row.kind](row, task, deed)
        return _decide(row, words, deed)


def refuse(request: ChangeRequest, *, user: User, words: str, day: date | None = None) -> ChangeRequest:
    """Refuse what was asked for, saying why. Raises PermissionDenied and Refused as `grant` does."""
    deed, task = Deed.on(day, user), request.task
    with changing(task, day):
        row = _decided(request, task, user, "refuse")
        if not words.strip():
            raise Refused(_("Say why it is refused, so that the unit knows."))
        return _decide(row, words, deed)


def withdraw(request: ChangeRequest, *, user: User, day: date | None = None) -> ChangeRequest:
    """Take a request back before it is decided.

    Raises PermissionDenied for who does not report for the unit that asked, Refused if it has been decided.
    """
    deed, task = Deed.on(day, user), request.task
    with changing(task, day):
        row = _locked(request)
        if row.unit_id not in Access(user, task.year.district).unit_ids:
            raise PermissionDenied
        row.state = REQUEST.after(row.state, "withdraw")
        row.decided_by, row.decided_at = user, deed.at
        deed.save(row, "state", "decided_by", "decided_at")
    return row


def resume(task: Task, *, user: User, reason: str = "", day: date | None = None) -> Task:
    """Take a suspended task up again.

    Raises PermissionDenied for who may not, Refused if it is not suspended.
    """
    deed = Deed.on(day, user)
    with changing(task, day):
        if not Access(user, task.year.district).may(Action.DECIDE):
            raise PermissionDenied
        if not TASK.allows(task.status, "resume"):
            raise Refused(_("This task is not suspended."))
        task.status = TASK.after(task.status, "resume")
        why = _("taken up again: %(reason)s") % {"reason": reason.strip()} if reason.strip() else ""
        deed.save_because(why or _("taken up again"), task, "status")
        tell_reporters("resumed", task, by=user)
    return task


# ---- figures ----
@dataclass(frozen=True)
class Moves:
    """How often the deadline was moved by an extension granted, and how far in all."""

    times: int
    days: int


def moves(requests: Iterable[ChangeRequest]) -> Moves:
    """Of one task's requests."""
    granted = [row for row in requests if row.kind == Kind.EXTENSION and row.state == State.GRANTED]
    return Moves(len(granted), sum(row.days or 0 for row in granted))


# ---- asking ----
def too_late(deadline: date) -> str:
    """Why no extension can be asked for any more, and what to do instead."""
    sentence = _(
        "The deadline, %(day)s, has passed: an extension has to be asked for before it. Say in your "
        "report why it is late and when it will be done, or ask for a change or a suspension."
    )
    return sentence % {"day": date_format(deadline)}


def _unit_asking(task: Task, user: User) -> Unit:
    unit = reporting_unit(task)
    if unit is None or not Access(user, task.year.district).may_report(task):
        raise PermissionDenied
    return unit


def _refuse_closed(task: Task) -> None:
    """Nothing is asked or granted of a task that is complete or suspended."""
    TASK.after(task.status, "suspend")
    refuse_merged(task)


def _ask_extension(row: ChangeRequest, task: Task, wish: Wish, today: date) -> None:
    deadline = span_in_year(task.year.number, None, task.deadline)[1]
    if today > deadline:
        raise Refused(too_late(deadline))
    if wish.deadline is None or wish.deadline <= deadline:
        raise Refused(_("The new deadline must be later than %(day)s.") % {"day": date_format(deadline)})
    row.old_deadline, row.new_deadline = deadline, wish.deadline


def _ask_change(row: ChangeRequest, task: Task, wish: Wish, today: date) -> None:
    text = wish.text.strip()
    if text and text != task.text:
        row.old_text, row.new_text = task.text, text
    targets = {target.pk: target for target in task.targets.all()}
    if set(wish.values) - set(targets):
        raise Refused(_("One of the values is for a target that this task does not have."))
    for pk, value in wish.values.items():
        if not value.is_finite() or abs(value) >= LARGEST_VALUE:
            raise Refused(_("One of the values is too large to be kept."))
        if value != targets[pk].value:
            row.old_values[str(pk)], row.new_values[str(pk)] = str(targets[pk].value), str(value)
    if not row.new_text and not row.new_values:
        raise Refused(_("This changes nothing: give another wording or another value."))


def _ask_suspension(row: ChangeRequest, task: Task, wish: Wish, today: date) -> None:
    """There is nothing to say but why."""


_FILL: dict[str, Callable[[ChangeRequest, Task, Wish, date], None]] = {
    Kind.EXTENSION: _ask_extension,
    Kind.CHANGE: _ask_change,
    Kind.SUSPENSION: _ask_suspension,
}


# ---- deciding ----
def _locked(request: ChangeRequest) -> ChangeRequest:
    """The request as it is now, its task being locked."""
    return ChangeRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)


def _decided(request: ChangeRequest, task: Task, user: User, step: str) -> ChangeRequest:
    if not Access(user, task.year.district).may(Action.DECIDE):
        raise PermissionDenied
    row = _locked(request)
    row.state = REQUEST.after(row.state, step)
    return row


def _decide(row: ChangeRequest, words: str, deed: Deed) -> ChangeRequest:
    row.decision, row.decided_by, row.decided_at = words.strip(), deed.user, deed.at
    deed.save(row, "state", "decision", "decided_by", "decided_at")
    code = "request_granted" if row.state == State.GRANTED else "request_refused"
    tell(row.unit, code, row.task, by=deed.user, kind=row.get_kind_display(), decision=row.decision)
    return row


def _extend(row: ChangeRequest, task: Task, deed: Deed) -> None:
    if row.old_deadline != span_in_year(task.year.number, None, task.deadline)[1]:
        raise Refused(_("The deadline has been changed since this was asked. Let the unit ask again."))
    task.deadline = row.new_deadline
    deed.save(task, "deadline")


def _change(row: ChangeRequest, task: Task, deed: Deed) -> None:
    targets = {str(target.pk): target for target in task.targets.select_for_update()}
    same = all(key in targets and targets[key].value == Decimal(old) for key, old in row.old_values.items())
    if not same or (row.new_text and row.old_text != task.text):
        raise Refused(_("The task has been changed since this was asked. Let the unit ask again."))
    changed: list[Target] = []
    for key, value in row.new_values.items():
        targets[key].value = Decimal(value)
        changed.append(targets[key])
    deed.save_all(changed, "value")
    task.text = row.new_text or task.text
    deed.save(task, "text")


def _suspend(row: ChangeRequest, task: Task, deed: Deed) -> None:
    task.status = TASK.after(task.status, "suspend")
    deed.save(task, "status")
    moot(task, _("The task is suspended."), deed)


_DO: dict[str, Callable[[ChangeRequest, Task, Deed], None]] = {
    Kind.EXTENSION: _extend,
    Kind.CHANGE: _change,
    Kind.SUSPENSION: _suspend,
}
