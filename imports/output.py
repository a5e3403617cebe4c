"""A plan draft as JSON and back: what `import_plan --json` prints, and how an import is stored. Pure.

The form: document, district, year, plans and tasks; a task's `check`, `suggested` and `source` say what a
person should look at, what is offered and where each field stands. Beside them the draft's own findings:
layout, confidence, responsible_units_meaning, unused, problems.
"""

from dataclasses import asdict
from typing import Any

from imports.document import Place
from imports.draft import FIELDS, FieldSource, PlanDraft, PlanHeading, TargetDraft, TaskDraft, Unused

Json = dict[str, Any]


def to_json(draft: PlanDraft) -> Json:
    """The whole draft; from_json gives an equal one back."""
    return {
        "document": draft.document,
        "district": draft.district,
        "year": draft.year,
        "plans": [plan_to_json(plan) for plan in draft.plans],
        "tasks": [task_to_json(task) for task in draft.tasks],
        "layout": draft.layout,
        "confidence": draft.confidence,
        "responsible_units_meaning": draft.responsible_units_meaning,
        "unused": [
            {"text": piece.text, "place": piece.place.to_json(), "reason": piece.reason}
            for piece in draft.unused
        ],
        "problems": list(draft.problems),
    }


def from_json(data: Json) -> PlanDraft:
    """The draft that to_json wrote. Raises KeyError or TypeError for anything else."""
    return PlanDraft(
        document=data["document"],
        district=data["district"],
        year=data["year"],
        plans=[plan_from_json(plan) for plan in data["plans"]],
        tasks=[draft_task_from_json(task) for task in data["tasks"]],
        layout=data["layout"],
        confidence=data["confidence"],
        responsible_units_meaning=data["responsible_units_meaning"],
        unused=[
            Unused(piece["text"], Place.from_json(piece["place"]), piece["reason"])
            for piece in data["unused"]
        ],
        problems=list(data["problems"]),
    )


def task_to_json(task: TaskDraft) -> Json:
    """One task; draft_task_from_json gives an equal one back."""
    return {
        "n": task.number,
        "plan": task.plan,
        "section": task.section,
        "goal": task.goal,
        "goal_label": task.goal_label,
        "label": task.label,
        "text": task.text,
        "lead_officials": list(task.lead_officials),
        "lead_units": list(task.lead_units),
        "partner_units": list(task.partner_units),
        "deadline_text": task.deadline_text,
        "targets": [target_to_json(target) for target in task.targets],
        "extras": [[heading, text] for heading, text in task.extras],
        "check": task.check,
        "suggested": task.suggested,
        "source": {name: _source_to_json(task.sources[name]) for name in FIELDS if name in task.sources},
    }


def draft_task_from_json(data: Json) -> TaskDraft:
    """The task that task_to_json wrote. Raises KeyError or TypeError for anything else."""
    offers = data["suggested"]
    return TaskDraft(
        number=data["n"],
        plan=data["plan"],
        text=data["text"],
        section=data["section"],
        goal=data["goal"],
        goal_label=data["goal_label"],
        label=data["label"],
        lead_officials=list(data["lead_officials"]),
        lead_units=list(data["lead_units"]),
        partner_units=list(data["partner_units"]),
        deadline_text=data["deadline_text"],
        targets=[target_from_json(each) for each in data["targets"]],
        extras=[(heading, text) for heading, text in data["extras"]],
        sources={
            name: _source_from_json(source, offers.get(name)) for name, source in data["source"].items()
        },
    )


def target_to_json(target: TargetDraft) -> Json:
    """One promised number; target_from_json gives an equal one back."""
    return asdict(target)


def target_from_json(data: Json) -> TargetDraft:
    """The target that target_to_json wrote, or an older version of it did. Raises TypeError for others."""
    return TargetDraft(**data)


def plan_to_json(plan: PlanHeading) -> Json:
    """One list's title and kind; plan_from_json gives an equal one back."""
    return {"id": plan.id, "title": plan.title, "kind": plan.kind, "place": plan.place.to_json()}


def plan_from_json(data: Json) -> PlanHeading:
    """The heading that plan_to_json wrote. Raises KeyError for anything else."""
    return PlanHeading(data["id"], data["title"], data["kind"], Place.from_json(data["place"]))


def _source_to_json(source: FieldSource) -> Json:
    return {
        "place": source.place.to_json(),
        "excerpt": source.excerpt,
        "inherited": source.inherited,
        "doubt": source.doubt,
    }


def _source_from_json(data: Json, suggestion: str | list[str] | None) -> FieldSource:
    return FieldSource(
        Place.from_json(data["place"]), data["excerpt"], data["inherited"], data["doubt"], suggestion
    )
