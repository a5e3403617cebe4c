"""A confirmed import is taken back: what nobody has touched since; the rest stays and is named."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet

from imports.models import ImportBatch, ImportRow
from imports.services import targets
from imports.services.bulk import remove, remove_all
from imports.services.decide import locked
from imports.services.touched import GONE, UNANSWERED_REMINDER, Reason, reasons
from imports.services.writing import WORDS
from tasks.models import (
    Goal,
    Official,
    Origin,
    Period,
    Plan,
    Responsibility,
    StandingSpan,
    Task,
    Unit,
    Urge,
    User,
    Year,
)
from tasks.services.history import Deed
from tasks.services.standing import refresh

Status, Outcome = ImportBatch.Status, ImportRow.Outcome
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Left:
    """A task that stays as it is, and why: `reason`, `who`, `when`, `what` as touched.Reason has them."""

    row: int
    task: int | None
    text: str
    reason: str
    who: str = ""
    when: str = ""
    what: dict[str, int] = field(default_factory=dict)


@dataclass
class Undoing:
    """What undoing takes away, what it gives its former values back, and what it leaves."""

    removed: list[ImportRow] = field(default_factory=list)
    restored: list[ImportRow] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def prospect(batch: ImportBatch) -> Undoing:
    """What undoing `batch` would do now; writes nothing."""
    rows = list(batch.rows.exclude(outcome="").order_by("number"))
    touched, found = reasons(batch, rows), Undoing()
    for row in rows:
        why = touched.get(row.task_id) if row.task_id else Reason(GONE)
        if why:
            text = str(row.data["text"])
            found.left.append(Left(row.number, row.task_id, text, why.code, why.who, why.when, why.what))
        else:
            (found.removed if row.outcome == Outcome.CREATED else found.restored).append(row)
    return found


@transaction.atomic
def undo(batch: ImportBatch, *, user: User | None) -> Undoing:
    """Take back what `batch` wrote. Raises Refused where it is not in force, because somebody was faster."""
    batch, deed = locked(batch, Status.APPLIED), Deed.on(None, user)
    mine = Task.objects.filter(pk__in=batch.rows.exclude(outcome="").values("task")).order_by("pk")
    list(mine.select_for_update(of=("self",)).values_list("pk", flat=True))
    found = prospect(batch)
    _restore(found.restored, batch, deed)
    _restore_order(batch)
    _remove_tasks([row.task_id for row in found.removed if row.task_id], deed)
    kept = _remove_entered(batch, deed)
    batch.refresh_from_db(fields=["year"])
    batch.status, batch.undone_by, batch.undone_at = Status.UNDONE, deed.user, deed.at
    batch.effects = {**batch.effects, "undone": _summary(found, kept)}
    deed.save(batch)
    return found


def _summary(found: Undoing, kept: Sequence[str]) -> dict[str, Any]:
    return {
        "removed": len(found.removed),
        "restored": len(found.restored),
        "left": [asdict(left) for left in found.left],
        "kept": list(kept),
    }


# --- giving back -------------------------------------------------------------------------------------


def _restore(rows: Sequence[ImportRow], batch: ImportBatch, deed: Deed) -> None:
    """Give changed tasks their former values, their former people, and their open questions."""
    tasks = Task.objects.in_bulk([row.task_id for row in rows if row.task_id])
    goals = Goal.objects.in_bulk({row.before["goal"] for row in rows if row.before["goal"]})
    for row in rows:
        task, before = tasks[row.task_id or 0], row.before
        task.goal = goals.get(before["goal"])
        task.deadline = date.fromisoformat(before["deadline"]) if before["deadline"] else None
        for name in WORDS:
            setattr(task, name, before[name])
    deed.save_all(list(tasks.values()), "goal", "deadline", *WORDS)
    _restore_people(rows, deed)
    targets.restore(
        {row.task_id or 0: row.before["targets"] for row in rows if "targets" in row.before}, deed
    )
    _restore_origins(rows, batch, deed)
    refresh(Task.objects.filter(pk__in=tasks))


def _restore_people(rows: Sequence[ImportRow], deed: Deed) -> None:
    replaced = {row.task_id: row.before["roles"] for row in rows}
    written = Responsibility.objects.filter(task__in=replaced)
    remove_all([each for each in written if each.role in replaced[each.task_id]], deed)
    former = [(row.task_id or 0, each) for row in rows for each in row.before["responsibilities"]]
    units = Unit.objects.in_bulk([each["unit_id"] for _task, each in former if each["unit_id"]])
    officials = Official.objects.in_bulk(
        [each["official_id"] for _task, each in former if each["official_id"]]
    )
    deed.create_all(
        [
            Responsibility(task_id=task, **each)
            for task, each in former
            if each["unit_id"] in units or each["official_id"] in officials
        ]
    )


def _restore_order(batch: ImportBatch) -> None:
    """Tasks stand where they stood before the document, unless a later one has moved them."""
    places: dict[str, list[int]] = batch.effects.get("places", {})
    moved = []
    for task in Task.objects.filter(pk__in=[int(key) for key in places]):
        before, after = places[str(task.pk)]
        if task.position == after:
            task.position = before
            moved.append(task)
    Task.objects.bulk_update(moved, ["position"], batch_size=200)


def _restore_origins(rows: Sequence[ImportRow], batch: ImportBatch, deed: Deed) -> None:
    tasks = [row.task_id for row in rows]
    remove_all(list(Origin.objects.filter(task__in=tasks, source_file=batch.source)), deed)
    settled = [pk for row in rows for pk in row.before.get("settled", ())]
    reopened = list(Origin.objects.filter(pk__in=settled))
    for origin in reopened:
        origin.settlement, origin.settled_by, origin.settled_at = Origin.Settlement.OPEN, None, None
    deed.save_all(reopened, "settlement", "settled_by", "settled_at")


# --- taking away -------------------------------------------------------------------------------------


def _remove_tasks(tasks: Sequence[int], deed: Deed) -> None:
    targets.remove_of(tasks, deed)
    for model in (Origin, Responsibility):
        remove_all(list(model.objects.filter(task__in=tasks)), deed)
    remove_all(list(Urge.objects.filter(UNANSWERED_REMINDER, task__in=tasks)), deed)
    StandingSpan.objects.filter(task__in=tasks).delete()
    remove(list(Task.objects.filter(pk__in=tasks)), deed)


def _remove_entered(batch: ImportBatch, deed: Deed) -> list[str]:
    """Remove the headings, plans, people and the year that the import entered, if nothing uses them by now.

    Returns the names of the units and officials that stay.
    """
    effects = batch.effects
    goals = Goal.objects.filter(pk__in=effects.get("goals", []))
    remove(_unused(goals.filter(kind=Goal.Kind.GOAL), batch), deed)
    remove(_unused(goals.filter(kind=Goal.Kind.SECTION), batch), deed)
    remove(_unused(Plan.objects.filter(pk__in=effects.get("plans", [])), batch), deed)
    units = Unit.objects.filter(pk__in=effects.get("units", []))
    remove(_unused(units.exclude(collective=""), batch), deed)  # before those that they count in
    remove(_unused(units.filter(collective=""), batch), deed)
    officials = Official.objects.filter(pk__in=effects.get("officials", []))
    remove(_unused(officials, batch), deed)
    kept = [str(row) for row in (*officials.all(), *units.all())]
    if effects.get("year"):
        _remove_year(effects["year"], deed)
    return kept


def _remove_year(pk: int, deed: Deed) -> None:
    """A year that holds nothing and that nobody has set up; its periods go with it."""
    year = Year.objects.filter(pk=pk, plans=None, tasks=None).first()
    set_up = Period.history.filter(year_id=pk, history_type="~")
    if year and not year.history.filter(history_type="~").exists() and not set_up.exists():
        year.batches.update(year=None)
        remove([year], deed)


def _relations(model: type[models.Model]) -> list[Any]:
    """What may point to a row of `model`, also where that has no name for it; histories do not count."""
    relations = [each for each in model._meta.get_fields(include_hidden=True) if _points_here(each)]
    return [each for each in relations if not _is_history(each.related_model)]


def _is_history(model: Any) -> bool:
    return hasattr(model, "history_object") or hasattr(model, "m2m_history_id")


def _points_here(field: Any) -> bool:
    relation = field.is_relation and field.auto_created and not field.concrete
    return bool(relation) and not field.related_model._meta.auto_created


def _unused(rows: QuerySet[Row], batch: ImportBatch) -> list[Row]:
    """Those that nothing points to and nobody has changed since."""
    model = rows.model
    for relation in _relations(model):
        pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        rows = rows.exclude(Exists(pointing))
    changed = model.history.filter(  # type: ignore[attr-defined]
        history_type="~", history_date__gt=batch.applied_at
    )
    return list(rows.exclude(pk__in=changed.values("id")))
