"""Tasks by hand: added beside the documents, moved, given to others, reported together with another one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.flow import TASK
from tasks.integrity import refuse_strangers
from tasks.models import Goal, Official, Plan, Responsibility, Target, Task, Unit, User, Year
from tasks.permissions import Access, Action, reporting_unit_now
from tasks.services.assign import followed_up
from tasks.services.gone import refuse_merged
from tasks.services.history import Deed
from tasks.services.settle import settled_by_hand
from tasks.services.several import changing_all
from tasks.services.standing import changing, refresh
from tasks.services.tell import tell_reporters

Role = Responsibility.Role
#: The list that takes what belongs to no other; a name among the district's own data.
OTHER_PLAN = "临时交办"


@dataclass(frozen=True)
class People:
    """Who answers for a task, each role in its order; the first lead unit reports."""

    officials: Sequence[Official] = ()
    leads: Sequence[Unit] = ()
    partners: Sequence[Unit] = ()

    def rows(self, task: Task) -> list[Responsibility]:
        """As responsibilities of `task`, not saved; a name said twice in one role counts once."""
        officials, leads = dict.fromkeys(self.officials), dict.fromkeys(self.leads)
        partners = [each for each in dict.fromkeys(self.partners) if each not in leads]
        rows = [Responsibility(role=Role.LEAD_OFFICIAL, official=each) for each in officials]
        rows += [Responsibility(role=Role.LEAD_UNIT, unit=each) for each in leads]
        rows += [Responsibility(role=Role.PARTNER_UNIT, unit=each) for each in partners]
        places: dict[str, int] = {}
        for row in rows:
            row.task, row.position = task, places.get(row.role, 0)
            places[row.role] = row.position + 1
        return rows


@dataclass(frozen=True)
class Number:
    """A figure to be promised."""

    metric: str
    value: Decimal
    unit: str = ""
    comparator: str = Target.Comparator.EQUAL
    kind: str = Target.Kind.CUMULATIVE


@dataclass(frozen=True)
class New:
    """A task that stands in no document. `plan` None: the list of what belongs to no other."""

    text: str
    source: str
    source_note: str = ""
    plan: Plan | None = None
    goal: Goal | None = None
    label: str = ""
    #: time gone counts from it; None: from the year's start
    start: date | None = None
    deadline: date | None = None
    people: People = field(default_factory=People)
    numbers: Sequence[Number] = ()


def add(year: Year, new: New, *, user: User, day: date | None = None) -> Task:
    """Enter `new` in `year`. Raises PermissionDenied for who may not, Refused for what cannot be a task."""
    deed = Deed.on(day, user)
    with transaction.atomic():
        Year.objects.select_for_update(of=("self",)).get(pk=year.pk)  # its lists are made once
        if not Access(user, year.district).may(Action.EDIT):
            raise PermissionDenied
        if not new.text.strip():
            raise Refused(_("Say what is to be done."))
        if new.source == Task.Source.DOCUMENT:
            raise Refused(_("Say where the task comes from; what a document says is imported."))
        plan = new.plan or (new.goal.plan if new.goal else _other_plan(year, deed))
        task = Task(year=year, plan=plan, goal=new.goal, position=place_of(plan, new.goal))
        task.text, task.label, task.deadline = new.text.strip(), new.label.strip(), new.deadline
        task.source, task.source_note = new.source, new.source_note.strip()
        task.start = new.start
        if new.start and new.deadline and new.start > new.deadline:
            raise Refused(_("A task cannot start after its deadline."))
        refuse_elsewhere(task)
        deed.save(task)
        give(task, new.people, deed)
        promise(task, new.numbers, deed)
        refresh(Task.objects.filter(pk=task.pk), day)
        tell_reporters("task_added", task, by=user, unit=reporting_unit_now(task) or "—")
    return task


def move(task: Task, *, plan: Plan, goal: Goal | None, user: User, day: date | None = None) -> Task:
    """Put `task` under another heading or into another list of its year, behind what stands there.

    Raises PermissionDenied for who may not, Refused where it stands there already or that is elsewhere.
    """
    deed = Deed.on(day, user)
    with changing(task, day):
        refuse_uneditable(task, user)
        if (task.plan_id, task.goal_id) == (plan.pk, goal.pk if goal else None):
            raise Refused(_("The task stands there already."))
        was = task.plan
        task.position = place_of(plan, goal)
        task.plan, task.goal = plan, goal
        refuse_elsewhere(task)
        words = {"before": was.title, "after": plan.title}
        why = _("moved from “%(before)s” to “%(after)s”") % words if was != plan else ""
        deed.save_because(why, task, "plan", "goal", "position")
        settled_by_hand(task, user=user, fields=("goal", "section"))
    return task


def reassign(task: Task, people: People, *, user: User, reason: str = "", day: date | None = None) -> Task:
    """Give `task` to `people` instead of who had it. Raises PermissionDenied, Refused as `move` does."""
    deed = Deed.on(day, user)
    with changing(task, day):
        refuse_uneditable(task, user)
        before = reporting_unit_now(task)
        fields = give(task, people, deed)
        settled_by_hand(task, user=user, fields=fields)
        if reason.strip():
            deed.save_because(reason.strip(), task, "note")
        followed_up(task, before, deed)
    return task


def link(task: Task, to: Task, *, user: User, day: date | None = None) -> Task:
    """Report `task` together with `to`, the same promise in another list: one report serves both.

    There are no chains: linked to a linked one it is linked to that one's head, and what was reported with
    `task` goes with it. Raises PermissionDenied for who may not, Refused where that makes no sense.
    """
    deed, head = Deed.on(day, user), to.reported_with or to
    with changing_all([task, to, head], day):
        refuse_uneditable(task, user)
        refuse_uneditable(to, user)
        if (to.reported_with_id or to.pk) != head.pk:
            raise Refused(_("Somebody has changed this meanwhile. Open the page anew."))
        if task == head or to.pk == task.pk:
            raise Refused(_("This task leads that one already: the two are reported together."))
        if task.year_id != head.year_id:
            raise Refused(_("Only tasks of one year are reported together."))
        if task.reported_with_id == head.pk:
            raise Refused(_("The two are reported together already."))
        for state in (task.status, head.status):
            TASK.after(state, "report")
        why = _("reported together with “%(task)s”") % {"task": head}
        for each in (task, *task.served.select_for_update(of=("self",)).order_by("pk")):
            each.reported_with = head
            deed.save_because(why, each, "reported_with")
    return task


def unlink(task: Task, *, user: User, day: date | None = None) -> Task:
    """Report `task` for itself again. Raises PermissionDenied for who may not, Refused if it does already."""
    deed = Deed.on(day, user)
    with changing(task, day):
        refuse_uneditable(task, user)
        if task.reported_with is None:
            raise Refused(_("This task is reported for itself."))
        why = _("no longer reported together with “%(task)s”") % {"task": task.reported_with}
        task.reported_with = None
        deed.save_because(why, task, "reported_with")
    return task


# ---- shared with the services that split and merge ----
def refuse_uneditable(task: Task, user: User) -> None:
    """Raise PermissionDenied for who may not edit the (locked) task, Refused where it is merged away."""
    if not Access(user, task.year.district).may(Action.EDIT):
        raise PermissionDenied
    refuse_merged(task)


def refuse_elsewhere(task: Task) -> None:
    """Raise Refused where list or heading belong to another year or list."""
    goal = task.goal
    if task.plan.year_id != task.year_id or (goal and goal.plan_id != task.plan_id):
        raise Refused(_("Choose a heading of the same list, and a list of the same year."))
    refuse_strangers(task)


def place_of(plan: Plan, goal: Goal | None) -> int:
    """Behind the last task under `goal`, or behind all of `plan`."""
    under = plan.tasks.filter(goal=goal).aggregate(last=Max("position"))["last"] if goal else None
    if under is not None:
        return int(under)  # equals stand in the order in which they were entered
    return (plan.tasks.aggregate(last=Max("position"))["last"] or 0) + 1


def give(task: Task, people: People, deed: Deed) -> list[str]:
    """Make `people` those who answer for `task`; rows that stay are kept. Returns the fields that changed."""
    wanted = {_who(row): row for row in people.rows(task)}
    there = {_who(row): row for row in task.responsibilities.select_for_update()}
    changed = {role for role, *_rest in set(wanted) ^ set(there)}
    gone = [row for key, row in there.items() if key not in wanted]
    for row in gone:
        deed.delete(row)
    moved = []
    for key, row in there.items():
        if key in wanted and row.position != wanted[key].position:
            row.position = wanted[key].position
            moved.append(row)
            changed.add(row.role)
    deed.save_all(moved, "position")
    new = [row for key, row in wanted.items() if key not in there]
    for row in new:
        row.confirmed_by = deed.user
        refuse_strangers(row)
    deed.create_all(new)
    return [FIELD_OF[role] for role in sorted(changed)]


FIELD_OF = {
    Role.LEAD_OFFICIAL.value: "lead_officials",
    Role.LEAD_UNIT.value: "lead_units",
    Role.PARTNER_UNIT.value: "partner_units",
}


def promise(task: Task, numbers: Iterable[Number], deed: Deed) -> list[Target]:
    """Add `numbers` behind the targets that `task` has."""
    first = (task.targets.aggregate(last=Max("position"))["last"] or 0) + 1
    rows = [
        Target(
            task=task,
            position=place,
            metric=number.metric.strip(),
            comparator=number.comparator,
            value=number.value,
            unit=number.unit.strip(),
            kind=number.kind,
        )
        for place, number in enumerate(numbers, first)
    ]
    return deed.create_all(rows)


def _who(row: Responsibility) -> tuple[str, int | None, int | None]:
    return str(row.role), row.official_id, row.unit_id


def _other_plan(year: Year, deed: Deed) -> Plan:
    """The list of what belongs to no other, made where there is none; the year is locked."""
    plan = year.plans.filter(title=OTHER_PLAN).first()
    if plan is None:
        last = year.plans.aggregate(last=Max("position"))["last"] or 0
        plan = Plan(year=year, title=OTHER_PLAN, kind=Plan.Kind.OTHER, position=last + 1)
        deed.save(plan)
    return plan
