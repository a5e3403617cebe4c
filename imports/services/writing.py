"""What a confirmed import writes: people, headings, tasks, who does what, and where each value came from.

Every kind of row is written at once, whatever the number of tasks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from imports.deadlines import parse_deadline
from imports.draft import FIELDS, PEOPLE, FieldSource, PlanHeading, TaskDraft
from imports.matching import Finding, Value
from imports.models import ImportBatch, ImportRow
from imports.services import targets
from imports.services.bulk import remove_all
from imports.services.compare import ROLES, Ground, iso, titles_of
from imports.services.enter import enter_people
from imports.services.headings import Goals, Path
from imports.services.targets import Revision
from imports.wording import fold
from tasks.models import Goal, Origin, Plan, Responsibility, Task, Year
from tasks.services.history import Deed

WORDS = ("label", "text", "deadline_text", "note")
AS_READ = Origin.Settlement.AS_READ


@dataclass(frozen=True)
class Applied:
    """How many tasks a confirmation created, changed and left out, and how many fields wait to be checked."""

    created: int
    changed: int
    waiting: int
    left_out: int


@dataclass
class Entry:
    """One row: what of it is to be written (None: nothing), and whether its doubts are taken as read."""

    row: ImportRow
    draft: TaskDraft
    finding: Finding
    values: dict[str, Value] | None
    as_read: bool
    task: Task | None = None

    @property
    def new(self) -> bool:
        return self.finding.stored is None

    def told(self) -> list[str]:
        """The fields that the document now has a say in: all of a new task, else what differs."""
        names = FIELDS if self.draft.targets else [name for name in FIELDS if name != "targets"]
        return list(names) if self.new else [name for name in names if name in self.finding.changes]

    def offered(self, name: str) -> Value:
        """The reading of a field in doubt."""
        value: Value = self.finding.read.as_read()[name] if self.new else self.finding.changes[name]["after"]
        return value

    def source(self, name: str) -> FieldSource:
        return self.draft.sources.get(name, FieldSource())


@dataclass
class Writer:
    """Writes the rows of one batch into one year."""

    batch: ImportBatch
    year: Year
    on: Ground
    headings: Sequence[PlanHeading]
    deed: Deed
    effects: dict[str, list[int]] = field(default_factory=dict)
    touched: list[int] = field(default_factory=list)
    #: for undo: task → its number in the plan before and now, where that changed
    places: dict[str, list[int]] = field(default_factory=dict)

    def write(self, entries: Sequence[Entry]) -> Applied:
        """Write every row that has values; tasks that stay as they are only follow the document's order."""
        going = [entry for entry in entries if entry.values is not None]
        told = [entry.values or {} for entry in going]
        entered = enter_people(self.on.people, self.batch.district, told, self.deed)
        self.effects.update({name: [row.pk for row in rows] for name, rows in entered.items()})
        plans = self._enter_plans(going)
        goals = Goals.of(plans.values())
        entered_goals = goals.enter((self._path(entry, plans) for entry in going), self.deed)
        self.effects["goals"] = [goal.pk for goal in entered_goals]
        self._write_tasks(going, plans, goals)
        self._write_people(going)
        self._write_targets(going)
        self._write_origins(going)
        self._keep_rows(going)
        self._follow_order(entries)
        return self._applied(entries, going)

    # ---- plans and headings ----
    def _enter_plans(self, going: Sequence[Entry]) -> dict[int, Plan]:
        """The plan of each number in the draft; those that the year does not have come last in it."""
        titles, wanted = titles_of(self.headings), {entry.draft.plan for entry in going}
        position = max((plan.position for plan in self.on.plans.values()), default=0)
        new: dict[str, Plan] = {}
        for heading in self.headings:
            key = fold(titles[heading.id])
            if heading.id in wanted and key not in self.on.plans and key not in new:
                position += 1
                new[key] = Plan(
                    year=self.year, title=titles[heading.id], kind=heading.kind, position=position
                )
        self.deed.create_all(list(new.values()))
        self.effects["plans"] = [plan.pk for plan in new.values()]
        known = {**self.on.plans, **new}
        return {number: known[fold(title)] for number, title in titles.items() if number in wanted}

    def _path(self, entry: Entry, plans: dict[int, Plan]) -> Path:
        values = {**(entry.finding.stored.values if entry.finding.stored else {}), **(entry.values or {})}
        label = entry.draft.goal_label or ""
        return Path(plans[entry.draft.plan], str(values["section"]), str(values["goal"]), label)

    # ---- tasks ----
    def _write_tasks(self, going: Sequence[Entry], plans: dict[int, Plan], goals: "Goals") -> None:
        for entry in going:
            path, stored = self._path(entry, plans), entry.finding.stored
            entry.task = self.on.tasks[stored.key] if stored else Task(plan=path.plan, year=self.year)
            self._set(entry, entry.task, goals.find(path))
        self.deed.create_all([entry.task for entry in going if entry.new and entry.task])
        changed = [entry.task for entry in going if not entry.new and entry.task]
        self.deed.save_all(changed, "goal", "deadline", *WORDS)
        self.touched = [entry.task.pk for entry in going if entry.task]

    def _set(self, entry: Entry, task: Task, goal: Goal | None) -> None:
        """Give `task` its values, noting what they were."""
        values = entry.values or {}
        if not entry.new:
            entry.row.before = _before(task, entry)
        if entry.new or "section" in values or "goal" in values:
            task.goal = goal
        for name in WORDS:
            if name in values:
                setattr(task, name, values[name])
        if "deadline_text" in values:
            task.deadline = self._day(values["deadline_text"])
        if entry.new:
            task.position = entry.draft.number

    def _day(self, text: Value) -> date | None:
        return parse_deadline(str(text), self.year.number)

    # ---- who does what ----
    def _write_people(self, going: Sequence[Entry]) -> None:
        known = [(entry, entry.task) for entry in going if entry.task and not entry.new]
        remove_all([row for entry, task in known for row in _replaced(entry, task)], self.deed)
        self.deed.create_all([row for entry in going for row in self._responsibilities(entry)])

    def _responsibilities(self, entry: Entry) -> Iterable[Responsibility]:
        for name in PEOPLE:
            if name not in (entry.values or {}):
                continue
            source = entry.source(name)
            by_person = name in entry.row.edits or (name in entry.finding.checks and entry.as_read)
            for position, called in enumerate((entry.values or {})[name]):
                row = Responsibility(task=entry.task, role=ROLES[name], position=position)
                if name == "lead_officials":
                    row.official = self.on.people.officials.get(called)
                else:
                    row.unit = self.on.people.units.get(called)
                row.place, row.inherited = source.place.to_json(), source.inherited
                row.confirmed_by = self.deed.user if by_person else None
                yield row

    def _write_targets(self, going: Sequence[Entry]) -> None:
        revision = Revision()
        for entry in going:
            if entry.task and "targets" in (entry.values or {}):
                words = [str(each) for each in (entry.values or {})["targets"]]
                by_person = "targets" in entry.row.edits
                revision.task(entry.task, words, by_person=by_person, new=entry.new)
        revision.write(self.deed)

    # ---- where it came from ----
    def _write_origins(self, going: Sequence[Entry]) -> None:
        self._settle_older(going)
        self.deed.create_all([self._origin(entry, name) for entry in going for name in entry.told()])

    def _origin(self, entry: Entry, name: str) -> Origin:
        source, doubt = entry.source(name), entry.finding.checks.get(name, "")
        origin = Origin(task=entry.task, source_file=self.batch.source, field=name, doubt=doubt)
        origin.place, origin.excerpt = source.place.to_json(), source.excerpt
        origin.inherited = source.inherited
        if doubt:
            offered = entry.offered(name)
            origin.suggested = offered if isinstance(offered, list) else [offered] if offered else []
        if doubt and entry.as_read:
            self._close(origin, AS_READ)
        if name in entry.row.edits:
            self._close(origin, Origin.Settlement.BY_HAND)
        return origin

    def _settle_older(self, going: Sequence[Entry]) -> None:
        """What an earlier document left open about a field is settled when this one fills it."""
        closed = []
        for entry in going:
            older = entry.task.origins.all() if entry.task and not entry.new else []
            mine = [o for o in older if not o.settlement and o.field in (entry.values or {})]
            if entry.row.before:
                entry.row.before["settled"] = [origin.pk for origin in mine]
            closed += [self._close(origin, Origin.Settlement.BY_HAND) for origin in mine]
        self.deed.save_all(closed, "settlement", "settled_by", "settled_at")

    def _close(self, origin: Origin, how: str) -> Origin:
        origin.settlement, origin.settled_by, origin.settled_at = how, self.deed.user, self.deed.at
        return origin

    # ---- the rows ----
    def _keep_rows(self, going: Sequence[Entry]) -> None:
        outcomes = ImportRow.Outcome
        for entry in going:
            stored = entry.finding.stored
            known = (stored.base or stored.values) if stored else {}
            entry.row.task = entry.task
            entry.row.outcome = outcomes.CREATED if entry.new else outcomes.CHANGED
            deadline = entry.task.deadline if entry.task else None
            entry.row.after = {**known, **(entry.values or {}), "deadline": iso(deadline)}
        ImportRow.objects.bulk_update(
            [entry.row for entry in going], ["task", "outcome", "before", "after"], batch_size=200
        )

    def _follow_order(self, entries: Iterable[Entry]) -> None:
        """Tasks stand as in the newest document. Their order says nothing of them, hence no history."""
        moved = []
        for entry in entries:
            task = self.on.tasks[entry.finding.stored.key] if entry.finding.stored else None
            if task and task.position != entry.row.number:
                self.places[str(task.pk)] = [task.position, entry.row.number]
                task.position = entry.row.number
                moved.append(task)
        Task.objects.bulk_update(moved, ["position"], batch_size=200)

    def _applied(self, entries: Sequence[Entry], going: Sequence[Entry]) -> Applied:
        created = sum(entry.new for entry in going)
        waiting = sum(len(entry.finding.checks) for entry in going if not entry.as_read)
        same = sum(entry.row.verdict == ImportRow.Verdict.SAME for entry in entries)
        return Applied(created, len(going) - created, waiting, len(entries) - len(going) - same)


def _before(task: Task, entry: Entry) -> dict[str, Any]:
    """What undoing the change of `task` needs: its own fields, and the responsibilities that are replaced."""
    kept: dict[str, Any] = {name: getattr(task, name) for name in WORDS}
    return {
        **kept,
        "goal": task.goal_id,
        "deadline": iso(task.deadline),
        "roles": [ROLES[name] for name in PEOPLE if name in (entry.values or {})],
        "responsibilities": [_responsibility(row) for row in _replaced(entry, task)],
        **({"targets": targets.kept(task)} if "targets" in (entry.values or {}) else {}),
    }


def _replaced(entry: Entry, task: Task) -> list[Responsibility]:
    roles = {ROLES[name] for name in PEOPLE if name in (entry.values or {})}
    return [row for row in task.responsibilities.all() if row.role in roles]


def _responsibility(row: Responsibility) -> dict[str, Any]:
    names = ("role", "position", "unit_id", "official_id", "place", "inherited", "confirmed_by_id")
    return {name: getattr(row, name) for name in names}
