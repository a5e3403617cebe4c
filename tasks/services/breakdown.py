"""A unit's breakdown of a task: filed, approved or sent back, and taken back while it waits.

What is in force stays so until a later one is approved; only then the task's milestones and planned values
are others, and how it stands is asked anew from that day on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.flow import BREAKDOWN, NONE, TASK
from tasks.integrity import refuse_strangers
from tasks.models import (
    Breakdown,
    BreakdownStep,
    Milestone,
    PlannedValue,
    Responsibility,
    Target,
    Task,
    Unit,
    User,
)
from tasks.permissions import Access, Action, reporting_unit
from tasks.services.gone import refuse_merged
from tasks.services.history import Deed
from tasks.services.standing import changing
from tasks.services.tell import tell
from tasks.standing import span_in_year

State = Breakdown.State
ALL = Decimal(100)
#: Shares are kept in hundredths: three thirds may fall this short of all.
ROUNDING = Decimal("0.05")


@dataclass(frozen=True)
class Node:
    """A step of the work, its day, and its share of the whole in percent; 0 where none is given."""

    title: str
    due: date
    share: Decimal = Decimal(0)


@dataclass(frozen=True)
class Plan:
    """What a unit files: who does it, nodes, and values by day for targets, by their keys."""

    person: str
    phone: str
    contact: str = ""
    nodes: Sequence[Node] = ()
    values: Mapping[int, Mapping[date, Decimal]] = field(default_factory=dict)


def file(
    task: Task, *, user: User, plan: Plan, reason: str = "", seen: int | None = None, day: date | None = None
) -> Breakdown:
    """File `plan` for `task`; one that still waits is replaced by it.

    `seen`: the key of the latest breakdown (not of those replaced) when the person began; where it is another
    meanwhile, `plan` is refused. A change of one in force needs a reason. Raises PermissionDenied for who
    does not report the task, Refused for what cannot be, or not now.
    """
    deed, reason = Deed.on(day, user), reason.strip()
    with changing(task, day):
        unit = _unit_reporting(task, user)
        refuse_merged(task)
        TASK.after(task.status, "report")
        rows = _stored(task)
        _refuse_unseen(rows, seen)
        _checked(task, plan)
        in_force = any(row.state == State.APPROVED for row in rows)
        if in_force and not reason:
            raise Refused(_("A breakdown is in force: say why it changes."))
        for row in rows:
            if row.state == State.SUBMITTED:
                _decide(row, "withdraw", "", deed)
        row = _filed(Breakdown(task=task, unit=unit, reason=reason if in_force else ""), plan, deed)
        tell(None, "breakdown_filed", task, by=user, unit=unit)
    return row


def approve(task: Task, breakdown: int, *, user: User, words: str = "", day: date | None = None) -> Breakdown:
    """Approve the waiting breakdown with this key: its nodes and values are the task's from now on.

    Raises PermissionDenied for who may not decide, Refused where it waits no more.
    """
    deed = Deed.on(day, user)
    with changing(task, day):
        row = _to_decide(task, breakdown, user)
        BREAKDOWN.after(row.state, "approve")
        former = [each for each in _stored(task) if each.state == State.APPROVED]
        for each in former:
            each.state = BREAKDOWN.after(each.state, "replace")
            deed.save(each, "state")
        _decide(row, "approve", words.strip(), deed)
        _replace_milestones(task, row, former, deed)
        _replace_values(task, row, deed)
        tell(row.unit, "breakdown_approved", task, by=user)
    return row


def send_back(task: Task, breakdown: int, *, user: User, reason: str, day: date | None = None) -> Breakdown:
    """Send the waiting breakdown with this key back, saying why; what is in force stays so.

    Raises PermissionDenied for who may not decide, Refused without a reason or where it waits no more.
    """
    deed, reason = Deed.on(day, user), reason.strip()
    with changing(task, day):
        row = _to_decide(task, breakdown, user)
        BREAKDOWN.after(row.state, "return")
        if not reason:
            raise Refused(_("Say why it is sent back, so that the unit knows what is missing."))
        _decide(row, "return", reason, deed)
        tell(row.unit, "breakdown_returned", task, by=user, reason=reason)
    return row


def withdraw(task: Task, breakdown: int, *, user: User) -> Breakdown:
    """Take the waiting breakdown with this key back.

    Raises PermissionDenied for who does not report the task, Refused where it waits no more.
    """
    deed = Deed.on(None, user)
    with changing(task):
        _unit_reporting(task, user)
        row = _by_key(task, breakdown)
        _decide(row, "withdraw", "", deed)
    return row


def _unit_reporting(task: Task, user: User) -> Unit:
    units = Responsibility.objects.select_related("unit")
    prefetch_related_objects([task], Prefetch("responsibilities", units))  # asked for twice
    unit = reporting_unit(task)
    if unit is None or not Access(user, task.year.district).may_report(task):
        raise PermissionDenied
    return unit


def _stored(task: Task) -> list[Breakdown]:
    """The breakdowns of `task`, the latest first."""
    return list(Breakdown.objects.select_for_update().filter(task=task).order_by("-filed_at", "-pk"))


def _by_key(task: Task, key: int) -> Breakdown:
    row = next((row for row in _stored(task) if row.pk == key), None)
    return row or Breakdown(task=task, state=NONE)


def _to_decide(task: Task, key: int, user: User) -> Breakdown:
    if not Access(user, task.year.district).may(Action.DECIDE):
        raise PermissionDenied
    return _by_key(task, key)


def _refuse_unseen(rows: Sequence[Breakdown], seen: int | None) -> None:
    latest = next((row.pk for row in rows if row.state != State.REPLACED), None)
    if latest != seen:
        raise Refused(_("Somebody else of your unit has filed a breakdown meanwhile. Look at it first."))


def _decide(row: Breakdown, step: str, words: str, deed: Deed) -> None:
    row.state = BREAKDOWN.after(row.state, step)
    row.decided_by, row.decided_at, row.decision = deed.user, deed.at, words
    deed.save(row)


def _filed(row: Breakdown, plan: Plan, deed: Deed) -> Breakdown:
    row.state = BREAKDOWN.after(NONE, "file")
    row.person, row.contact, row.phone = plan.person.strip(), plan.contact.strip(), plan.phone.strip()
    row.filed_by, row.filed_at = deed.user, deed.at
    refuse_strangers(row)
    deed.save(row)
    steps = [
        BreakdownStep(breakdown=row, due=n.due, title=n.title.strip(), share=n.share) for n in plan.nodes
    ]
    for target, values in plan.values.items():
        steps += [
            BreakdownStep(breakdown=row, due=due, target_id=target, value=value)
            for due, value in sorted(values.items())
        ]
    BreakdownStep.objects.bulk_create(steps)
    return row


# ---- what cannot be filed ----
def _checked(task: Task, plan: Plan) -> None:
    """Raise Refused, with the first thing that is wrong."""
    if not (plan.person.strip() and plan.phone.strip()):
        raise Refused(_("Name the person responsible and a telephone number."))
    if not plan.nodes and not any(plan.values.values()):
        raise Refused(_("Give at least one node, or one value of a target by a day."))
    _check_days(task, [node.due for node in plan.nodes])
    _check_shares(plan.nodes)
    targets = {target.pk: target for target in task.targets.all()}
    if set(plan.values) - set(targets):
        raise Refused(_("One of the values is for a target that this task does not have."))
    for key, values in plan.values.items():
        _check_days(task, values)
        _check_values(targets[key], values)


def _check_days(task: Task, days: Iterable[date]) -> None:
    start, deadline = span_in_year(task.year.number, task.start, task.deadline)
    for day in sorted(days):
        if not min(start, deadline) <= day <= deadline:
            sentence = _(
                "%(day)s is not between the task's start, %(start)s, and its deadline, %(deadline)s."
            )
            words = {"day": day, "start": start, "deadline": deadline}
            raise Refused(sentence % {name: date_format(each) for name, each in words.items()})


def _check_shares(nodes: Sequence[Node]) -> None:
    if any(not node.title.strip() for node in nodes):
        raise Refused(_("A share belongs to a node: say what is to be done by that day."))
    if len({node.title.strip() for node in nodes}) < len(nodes):
        raise Refused(_("Two nodes have the same title: tell them apart."))
    total = sum((node.share for node in nodes), Decimal(0))
    if any(node.share for node in nodes) and not ALL - ROUNDING <= total <= ALL + ROUNDING:
        sentence = _(
            "The shares add up to %(total)s%%, not to 100%%. Leave all of them empty to weigh the same."
        )
        raise Refused(sentence % {"total": f"{total.normalize():f}"})


def _check_values(target: Target, values: Mapping[date, Decimal]) -> None:
    if target.kind != Target.Kind.CUMULATIVE:
        return
    sign = -1 if target.value < 0 else 1
    in_order = [sign * value for _day, value in sorted(values.items())]
    if any(later < earlier for earlier, later in pairwise(in_order)):
        sentence = _("“%(metric)s” adds up over the year: a later value may not be less than one before it.")
        raise Refused(sentence % {"metric": target.metric})


# ---- what is in force ----
def _replace_milestones(task: Task, row: Breakdown, former: Sequence[Breakdown], deed: Deed) -> None:
    """The nodes become the task's milestones. Those of the former breakdown go, but what has the same title
    stays, and with it the day on which it was done; those that the plan itself gave stay anyway.
    """
    there = {milestone.title: milestone for milestone in task.milestones.all()}
    new: list[Milestone] = []
    kept: list[Milestone] = []
    nodes = list(row.steps.filter(target=None))
    for node in nodes:
        milestone = there.get(node.title)
        if milestone is None:
            new.append(Milestone(task=task, title=node.title, due=node.due, share=node.share))
        elif (milestone.due, milestone.share) != (node.due, node.share):
            milestone.due, milestone.share = node.due, node.share
            kept.append(milestone)
    gone = BreakdownStep.objects.filter(breakdown__in=former, target=None).values_list("title", flat=True)
    for title in set(gone) - {node.title for node in nodes}:
        if title in there:
            deed.delete(there[title])
    deed.create_all(new)
    deed.save_all(kept, "due", "share")


def _replace_values(task: Task, row: Breakdown, deed: Deed) -> None:
    there = {(p.target_id, p.due): p for p in PlannedValue.objects.filter(target__task=task)}
    new: list[PlannedValue] = []
    changed: list[PlannedValue] = []
    for target, due, value in _values_of(row):
        planned = there.pop((target, due), None)
        if planned is None:
            new.append(PlannedValue(target_id=target, due=due, value=value))
        elif planned.value != value:
            planned.value = value
            changed.append(planned)
    for planned in there.values():
        deed.delete(planned)
    deed.create_all(new)
    deed.save_all(changed, "value")


def _values_of(row: Breakdown) -> list[tuple[int, date, Decimal]]:
    steps = row.steps.exclude(target=None)
    return [(s.target_id, s.due, s.value) for s in steps if s.target_id and s.value is not None]
