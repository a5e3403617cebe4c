"""One task becomes several, or several one. What was reported stays where it was said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.flow import TASK
from tasks.models import (
    Acknowledgement,
    Breakdown,
    ChangeRequest,
    Origin,
    Responsibility,
    Target,
    Task,
    User,
    Watch,
)
from tasks.permissions import reporting_unit_now
from tasks.services.assign import followed_up
from tasks.services.by_hand import Number, People, give, promise, refuse_uneditable
from tasks.services.history import Deed
from tasks.services.notify import notify, of_unit
from tasks.services.settle import settled_by_hand
from tasks.services.several import changing_all
from tasks.services.standing import changing, refresh
from tasks.services.tell import tell_reporters

Role = Responsibility.Role


@dataclass(frozen=True)
class Part:
    """One of the tasks that a task is split into; `targets` are keys of its targets."""

    text: str
    people: People
    targets: Collection[int] = ()
    deadline: date | None = None


def split(task: Task, parts: Sequence[Part], *, user: User, day: date | None = None) -> list[Task]:
    """Split `task`: its first part is the task itself and keeps the reports, the others begin anew.

    Targets that no part takes stay with the first. Raises PermissionDenied for who may not, Refused where
    something is still to be decided, a part says nothing, or a target with values is to leave its reports.
    """
    deed = Deed.on(day, user)
    with changing(task, day):
        refuse_uneditable(task, user)
        refuse_undecided(task)
        targets = {target.pk: target for target in task.targets.select_for_update()}
        _refuse_parts(parts, targets)
        whole = Truncator(task.text).chars(60)
        origins = list(task.origins.exclude(field="targets"))
        new = [_part(task, part, whole, deed) for part in parts[1:]]
        for each, part in zip(new, parts[1:], strict=True):
            _take_targets(each, [targets[pk] for pk in part.targets], deed)
            _copy_origins(each, origins, deed)
        _keep_first(task, parts[0], whole, deed)
        settled_by_hand(task, user=user, fields=("text", "targets"))
        refresh(Task.objects.filter(pk__in=[each.pk for each in new]), day)
    return [task, *new]


def merge(
    into: Task,
    others: Sequence[Task],
    *,
    user: User,
    targets: Collection[int] = (),
    people: bool = True,
    day: date | None = None,
) -> Task:
    """Merge `others` into `into`: they are in no list any more, their reports can be read from it.

    `targets`: keys of targets of the others that it is to promise too, its figures beginning anew; with
    `people` it gets their lead officials, and their units as partners. Raises PermissionDenied for who may
    not, Refused where something is still to be decided about one of the others.
    """
    deed = Deed.on(day, user)
    others = [other for other in others if other.pk != into.pk]
    with changing_all([into, *others], day):
        refuse_uneditable(into, user)
        TASK.after(into.status, "report")
        if into.status == Task.Status.CLAIMED:
            raise Refused(_("This task is reported complete: verify that or send it back first."))
        if not others:
            raise Refused(_("Choose the tasks that are to be merged into this one."))
        for other in others:
            refuse_uneditable(other, user)
            refuse_undecided(other)
            if other.year_id != into.year_id:
                raise Refused(_("Only tasks of one year can be merged."))
        taken = list(Target.objects.filter(pk__in=targets, task__in=others).order_by("task_id", "position"))
        promise(into, map(_number, taken), deed)
        if people:
            give(into, _everybody(into, others), deed)
        for other in others:
            _merge_away(other, into, deed)
        tell_reporters("task_merged", into, by=user)
    return into


# ---- what must be decided before ----
def refuse_undecided(task: Task) -> None:
    """Raise Refused, naming what is open, where something about the (locked) task waits for a decision."""
    TASK.after(task.status, "suspend")
    open_ = {
        _("the report that it is complete"): task.status == Task.Status.CLAIMED,
        _("requests"): task.requests.filter(state=ChangeRequest.State.PENDING).exists(),
        _("the breakdown"): task.breakdowns.filter(state=Breakdown.State.SUBMITTED).exists(),
        _("an objection"): task.acknowledgements.filter(state=Acknowledgement.State.OBJECTED).exists(),
        _("instructions"): task.instructions.filter(answered_at=None).exists(),
        _("contributions asked for"): task.contributions.filter(answered_at=None).exists(),
    }
    if any(open_.values()):
        words = {
            "task": Truncator(task.text).chars(30),
            "what": "、".join(name for name, is_open in open_.items() if is_open),
        }
        raise Refused(_("First deal with what is open about “%(task)s”: %(what)s.") % words)


# ---- splitting ----
def _refuse_parts(parts: Sequence[Part], targets: dict[int, Target]) -> None:
    if len(parts) < 2:
        raise Refused(_("Give at least two parts."))
    if not all(part.text.strip() for part in parts):
        raise Refused(_("Each part needs its wording."))
    taken = [pk for part in parts for pk in part.targets]
    if len(taken) != len(set(taken)):
        raise Refused(_("A target can go to one part only."))
    if set(taken) - set(targets):
        raise Refused(_("One of the targets is no longer there. Open the page anew."))
    for part in parts[1:]:
        for pk in part.targets:
            if targets[pk].values.exists():
                words = {"target": targets[pk].metric}
                raise Refused(
                    _("Values have been reported on “%(target)s”: it stays with the first part.") % words
                )


def _part(task: Task, part: Part, whole: str, deed: Deed) -> Task:
    """A new task beside `task`, behind it in the list."""
    new = Task(year=task.year, plan=task.plan, goal=task.goal, label=task.label, position=task.position)
    new.text, new.start, new.deadline = part.text.strip(), task.start, part.deadline
    new.deadline_text = task.deadline_text if part.deadline == task.deadline else ""
    new.cadence, new.source, new.source_note = task.cadence, task.source, task.source_note
    _refuse_dates(new)
    deed.save_because(_("split off from “%(task)s”") % {"task": whole}, new)
    give(new, part.people, deed)
    tell_reporters("task_added", new, by=deed.user, unit=reporting_unit_now(new) or "—")
    return new


def _keep_first(task: Task, part: Part, whole: str, deed: Deed) -> None:
    task.text, task.deadline = part.text.strip(), part.deadline
    _refuse_dates(task)
    deed.save_because(_("split “%(task)s” into several") % {"task": whole}, task, "text", "deadline")
    before = reporting_unit_now(task)
    give(task, part.people, deed)
    followed_up(task, before, deed)
    tell_reporters("task_split", task, by=deed.user)


def _refuse_dates(task: Task) -> None:
    if task.start and task.deadline and task.start > task.deadline:
        raise Refused(_("A part would end before the task starts."))


def _take_targets(new: Task, targets: Sequence[Target], deed: Deed) -> None:
    for position, target in enumerate(targets, 1):
        target.task, target.position = new, position
        deed.save(target, "task", "position")


def _copy_origins(new: Task, origins: Sequence[Origin], deed: Deed) -> None:
    """A part comes from the same place in the document as the whole."""
    names = [each.attname for each in Origin._meta.concrete_fields if each.name not in ("id", "task")]
    deed.create_all(
        [Origin(task=new, **{name: getattr(origin, name) for name in names}) for origin in origins]
    )


# ---- merging ----
def _number(target: Target) -> Number:
    return Number(target.metric, target.value, target.unit, target.comparator, target.kind)


def _everybody(into: Task, others: Sequence[Task]) -> People:
    """Those of `into`, then those of the others: officials as officials, units as partners."""
    rows: models.QuerySet[Responsibility] = Responsibility.objects.select_related("unit", "official")
    own = list(rows.filter(task=into).order_by("position", "pk"))
    added = list(rows.filter(task__in=others).order_by("task_id", "role", "position", "pk"))
    return People(
        officials=[row.official for row in [*own, *added] if row.official],
        leads=[row.unit for row in own if row.unit and row.role == Role.LEAD_UNIT],
        partners=[row.unit for row in own if row.unit and row.role == Role.PARTNER_UNIT]
        + [row.unit for row in added if row.unit],
    )


def _merge_away(other: Task, into: Task, deed: Deed) -> None:
    """`other` goes, and what hung on it hangs on `into`."""
    words = {"task": Truncator(into.text).chars(60)}
    for each in other.merged.select_for_update(of=("self",)).order_by("pk"):
        each.merged_into = into
        deed.save(each, "merged_into")
    head = into if into.reported_with_id in (None, other.pk) else into.reported_with
    for each in other.served.select_for_update(of=("self",)).order_by("pk"):
        each.reported_with = None if each.pk == into.pk else head
        deed.save(each, "reported_with")
        if each.pk == into.pk:
            into.reported_with = None
    other.merged_into, other.reported_with = into, None
    deed.save_because(_("merged into “%(task)s”") % words, other, "merged_into", "reported_with")
    words = {"task": Truncator(other.text).chars(60)}
    deed.save_because(_("“%(task)s” was merged into this task") % words, into, "note")
    _pass_watches(other, into)
    unit = reporting_unit_now(other)
    if unit is not None and unit != reporting_unit_now(into):
        page: dict[str, Any] = {"page": "task_list", "year": into.year.number}
        notify(of_unit(unit), "merged_away", into.year.district, by=deed.user, gone=words["task"], **page)


def _pass_watches(other: Task, into: Task) -> None:
    """Who watched the one watches the other."""
    users = set(Watch.objects.filter(task=other).values_list("user", flat=True))
    there = set(Watch.objects.filter(task=into).values_list("user", flat=True))
    Watch.objects.bulk_create(Watch(task=into, user_id=user) for user in sorted(users - there))
