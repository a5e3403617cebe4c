"""A draft against one year of one district, in a few queries for any number of tasks; writes nothing."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch

from imports.deadlines import parse_deadline
from imports.draft import LISTS, PEOPLE, PlanHeading, TaskDraft
from imports.matching import COMPARED, Finding, Matching, Read, Stored, Value, Values, Verdict, match
from imports.models import ImportBatch, ImportRow
from imports.services.names import People
from imports.wording import fold
from tasks.models import District, Goal, Official, Origin, Plan, Responsibility, Task, Unit, Year
from tasks.services.names import collective_of, tidy
from tasks.target_words import words_of

ROLES = {
    "lead_officials": Responsibility.Role.LEAD_OFFICIAL,
    "lead_units": Responsibility.Role.LEAD_UNIT,
    "partner_units": Responsibility.Role.PARTNER_UNIT,
}


def longest(model: type, field_name: str) -> int:
    """How many signs a field of a model holds."""
    return int(model._meta.get_field(field_name).max_length)  # type: ignore[attr-defined]


LIMITS = {
    "section": longest(Goal, "title"),
    "goal": longest(Goal, "title"),
    "label": longest(Task, "label"),
    "deadline_text": longest(Task, "deadline_text"),
    "lead_officials": longest(Official, "name"),
    "lead_units": longest(Unit, "name"),
    "partner_units": longest(Unit, "name"),
}


@dataclass
class Ground:
    """What a draft is compared with: the people of a district, the plans of a year and their tasks."""

    district: District | None
    number: int | None
    people: People
    plans: dict[str, Plan] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)
    stored: list[Stored] = field(default_factory=list)


def ground(district: District | None, number: int | None, titles: Iterable[str]) -> Ground:
    """Read what `titles` of year `number` of `district` hold today; nothing while there is no such year."""
    found = Ground(district, number, People.of(district))
    year = Year.objects.filter(district=district, number=number).first() if district and number else None
    if year is None:
        return found
    found.plans = {fold(plan.title): plan for plan in year.plans.all()}
    wanted = {found.plans[key].pk for title in titles if (key := fold(title)) in found.plans}
    tasks = list(tasks_of(wanted))
    found.tasks = {task.pk: task for task in tasks}
    bases = _bases(found.tasks, found.people)
    found.stored = [_stored(task, bases.get(task.pk)) for task in tasks]
    return found


def titles_of(plans: Iterable[PlanHeading]) -> dict[int, str]:
    """The titles under which plans are stored, by their number in the draft."""
    return {plan.id: plan.title[: longest(Plan, "title")] for plan in plans}


def compare(plans: Sequence[PlanHeading], tasks: Sequence[TaskDraft], on: Ground) -> Matching:
    """Every task of a draft against what is stored."""
    titles = titles_of(plans)
    matching = match([read(task, titles[task.plan], on.people) for task in tasks], on.stored)
    for finding in matching.findings:
        _refuse_early_deadline(finding, on)
    return matching


# --- what was read --------------------------------------------------------------------------------


def read(task: TaskDraft, plan: str, people: People) -> Read:
    """A task of a draft as values that can be compared, with what forbids to store it."""
    printed = {name: _value(name, _said(task, name), people) for name in COMPARED}
    offers = task.suggested
    offered = {
        name: _storable(name, _value(name, offers.get(name) or _said(task, name), people))
        for name in task.check
    }
    doubts = {name: task.sources[name].doubt for name in task.check}
    problems = [*_faults(task, printed), *_unclear(task, people)]
    return Read(task.number, plan, printed, offered, doubts, problems)


def _said(task: TaskDraft, name: str) -> Any:
    if name == "targets":
        return [words_of(target) for target in task.targets]
    if name == "note":
        return "\n".join(f"{heading}：{text}" if heading else text for heading, text in task.extras if text)
    return getattr(task, name)


def _value(name: str, said: Any, people: People) -> Value:
    if name in PEOPLE:
        return people.stored(name, said or [])
    return list(said or []) if name in LISTS else str(said or "")


def _storable(name: str, value: Value) -> Value:
    """A reading without what is too long to be one; the excerpt still shows it to who decides."""
    limit = LIMITS.get(name)
    if limit is None:
        return value
    if isinstance(value, list):
        return [words for words in value if len(words) <= limit]
    return value if len(value) <= limit else ""


def _faults(task: TaskDraft, printed: Values) -> Iterable[dict[str, Any]]:
    if not str(printed["text"]).strip():
        yield _problem("no_wording", "text", task)
    for name, limit in LIMITS.items():
        value = [] if name in task.check else printed[name]
        for words in value if isinstance(value, list) else [value]:
            if len(words) > limit:
                yield _problem("too_long", name, task, words=words[:40], limit=limit)


def _unclear(task: TaskDraft, people: People) -> Iterable[dict[str, Any]]:
    for name in PEOPLE:
        for called in [*getattr(task, name), *(task.suggested.get(name) or [])]:
            choices = people.choices(name, called)
            if choices:
                yield _problem("several", name, task, words=called, choices=choices)


def _problem(code: str, name: str, task: TaskDraft, **params: Any) -> dict[str, Any]:
    source = task.sources.get(name)
    return {"code": code, "field": name, "place": source.place.to_json() if source else {}, **params}


def _refuse_early_deadline(finding: Finding, on: Ground) -> None:
    """A task that a person made start later than its new deadline cannot take it."""
    change = finding.changes.get("deadline_text")
    start = on.tasks[finding.stored.key].start if finding.stored else None
    deadline = parse_deadline(str(change["after"]), on.number) if change else None
    if start and deadline and deadline < start:
        problem = {"code": "before_start", "field": "deadline_text", "place": {}, "day": start.isoformat()}
        finding.verdict = Verdict.ERROR
        finding.read = Read(**{**_slots(finding.read), "problems": [problem]})


def _slots(read: Read) -> dict[str, Any]:
    return {name: getattr(read, name) for name in read.__slots__}


# --- what is stored -------------------------------------------------------------------------------


def tasks_of(plans: Iterable[int]) -> Iterable[Task]:
    """The tasks of these plans in the document's order, with all that `values_of` asks for."""
    tasks = Task.objects.filter(plan__in=plans).select_related("plan", "goal__parent").in_document_order()
    people = Responsibility.objects.select_related("unit", "official")
    return tasks.prefetch_related(
        Prefetch("responsibilities", people),
        Prefetch("origins", Origin.objects.exclude(doubt="")),
        "targets",
    )


def _bases(tasks: Mapping[int, Task], people: People) -> dict[int, Values]:
    """What the last import that still holds put into each task, its people as the district calls them now."""
    rows = ImportRow.objects.filter(task__in=tasks, batch__status=ImportBatch.Status.APPLIED)
    rows = rows.exclude(outcome="").order_by("batch__applied_at", "batch_id")
    return {task: _renamed(after, people) for task, after in rows.values_list("task", "after")}


def _renamed(values: Values, people: People) -> Values:
    # what was imported before targets were has none
    return {"targets": [], **values, **{name: people.stored(name, values[name]) for name in PEOPLE}}


def _stored(task: Task, base: Values | None) -> Stored:
    asked: defaultdict[str, list[tuple[str, Value]]] = defaultdict(list)
    for origin in task.origins.all():
        asked[origin.field].append((origin.doubt, _offer(origin)))
    values = values_of(task)
    return Stored(task.pk, task.plan.title, values, _version(values), base, asked)


def _offer(origin: Origin) -> Value:
    return list(origin.suggested) if origin.field in PEOPLE else "".join(origin.suggested[:1])


def values_of(task: Task) -> dict[str, Value]:
    """A task's values as they are stored; `deadline` beside its wording is the day in ISO form."""
    return {
        **path_of(task.goal),
        "label": task.label,
        "text": task.text,
        **{name: _people(task, role) for name, role in ROLES.items()},
        "deadline_text": task.deadline_text,
        "deadline": iso(task.deadline),
        "targets": [words_of(target) for target in task.targets.all()],
        "note": task.note,
    }


def path_of(goal: Goal | None) -> dict[str, Value]:
    """The section and goal that a task stands under; one of them is often none."""
    if goal is None:
        return {"section": "", "goal": ""}
    if goal.kind == Goal.Kind.SECTION:
        return {"section": goal.title, "goal": ""}
    return {"section": goal.parent.title if goal.parent else "", "goal": goal.title}


def _people(task: Task, role: str) -> list[str]:
    rows = sorted(
        (r for r in task.responsibilities.all() if r.role == role), key=lambda r: (r.position, r.pk)
    )
    return [str(row.official or row.unit) for row in rows]


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _version(values: Values) -> str:
    """A fingerprint of everything that a comparison looks at."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


# --- who would be entered -------------------------------------------------------------------------


def newcomers(matching: Matching, people: People) -> dict[str, list[dict[str, Any]]]:
    """The units and officials that the district does not know yet, in order of appearance, with their rows.

    Those that stand only in doubtful fields are not `sure`: they come in only with a row taken as read.
    """
    found: dict[str, dict[str, dict[str, Any]]] = {"lead_officials": {}, "lead_units": {}}
    for finding in matching.findings:
        for name in PEOPLE:
            known = found["lead_officials" if name == "lead_officials" else "lead_units"]
            for called in _unknown(finding, name, people):
                entry = known.setdefault(called, {"name": called, "rows": [], "sure": False})
                entry["rows"].append(finding.read.number)
                entry["sure"] = entry["sure"] or name not in finding.checks
    units = [{**unit, "collective": ""} for unit in found["lead_units"].values()]
    everybody = [*people.units.rows, *(Unit(name=unit["name"]) for unit in units)]
    for unit in units:
        unit["collective"] = collective_of(unit["name"], everybody).value
    return {"officials": list(found["lead_officials"].values()), "units": units}


def _unknown(finding: Finding, name: str, people: People) -> Iterable[str]:
    if finding.verdict in (Verdict.SAME, Verdict.ERROR) or (finding.stored and name not in finding.changes):
        return []
    called = people.officials if name == "lead_officials" else people.units
    return [each for each in finding.read.as_read()[name] if not called.fitting(tidy(each))]
