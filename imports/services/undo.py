"""A confirmed import is taken back: what nobody has touched since; the rest stays and is named."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from imports.models import ImportBatch, ImportRow
from imports.services import targets
from imports.services.bulk import remove, remove_all
from imports.services.decide import locked
from imports.services.writing import WORDS
from tasks.models import (
    Acknowledgement,
    Attachment,
    Breakdown,
    ChangeRequest,
    Contribution,
    Goal,
    Instruction,
    Milestone,
    Official,
    Origin,
    PeriodFigure,
    Plan,
    ProgressReport,
    ReportDraft,
    Responsibility,
    StandingSpan,
    Target,
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
REPORTED, ACTED, CHANGED, GONE = "reported", "acted", "changed", "gone"


@dataclass(frozen=True)
class Left:
    """A task that stays as it is; `reason` is one of the codes above, by `who` and `when` (ISO form)."""

    row: int
    task: int | None
    text: str
    reason: str
    who: str = ""
    when: str = ""


@dataclass
class Undoing:
    """What undoing takes away, what it gives its former values back, and what it leaves."""

    removed: list[ImportRow] = field(default_factory=list)
    restored: list[ImportRow] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def prospect(batch: ImportBatch) -> Undoing:
    """What undoing `batch` would do now; writes nothing."""
    rows = list(batch.rows.exclude(outcome="").order_by("number"))
    reasons, found = _reasons(batch, rows), Undoing()
    for row in rows:
        reason = reasons.get(row.task_id) if row.task_id else (GONE, "", "")
        if reason:
            found.left.append(Left(row.number, row.task_id, str(row.data["text"]), *reason))
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


# --- what has been touched since ---------------------------------------------------------------------


Reason = tuple[str, str, str]
#: What people do with a task leaves lines in the histories of these.
_TOLD_BY = ((Task, "id"), *((each, "task_id") for each in (Responsibility, Origin, Target, Milestone)))
#: What people have said, asked and answered about a task.
_ACTS = (Acknowledgement, Breakdown, Contribution, Urge, ChangeRequest, Instruction, Attachment)


def last_lines() -> dict[str, int]:
    """The newest line in each of the histories that tell of tasks; what is newer has been written since."""
    newest = {model: _history(model).aggregate(last=Max("history_id"))["last"] for model in _histories()}
    return {str(model._meta.model_name): last or 0 for model, last in newest.items()}


def _histories() -> list[type[models.Model]]:
    return [*(model for model, _path in _TOLD_BY), *_ACTS, ProgressReport]


def _history(model: type[models.Model]) -> Any:
    return model.history.all()  # type: ignore[attr-defined]


def _reasons(batch: ImportBatch, rows: Sequence[ImportRow]) -> dict[int, Reason]:
    """Why a task cannot be taken back, for each that cannot: changed since, dealt with or reported on."""
    tasks = [row.task_id for row in rows if row.task_id]
    reasons = _begun(tasks)
    told_by: list[tuple[str, type[models.Model], str, str]] = []
    told_by += [(CHANGED, *told, "history_id") for told in _TOLD_BY]  # the last change is told of
    told_by += [(ACTED, model, "task_id", "-history_id") for model in _ACTS]
    told_by.append((REPORTED, ProgressReport, "task_id", "-history_id"))  # and the first report
    for code, model, path, order in told_by:
        lines = _since(batch, model).filter(**{f"{path}__in": tasks}).order_by(order)
        if code == ACTED:
            lines = lines.exclude(history_user=None)  # what the district's rules did is nobody's work
        told = lines.values_list(path, "history_user__name", "history_user__username", "history_date")
        for task, name, username, at in told:
            reasons[task] = (code, name or username or "", at.isoformat())
    return reasons


def _begun(tasks: Sequence[int]) -> dict[int, Reason]:
    """What has no history and would go with a task all the same: a draft, a figure of a locked period."""
    drafts = ReportDraft.objects.filter(task__in=tasks).values_list(
        "task", "user__name", "user__username", "saved_at"
    )
    figures = PeriodFigure.objects.filter(task__in=tasks).values_list("task", "period__locked_at")
    found: dict[int, Reason] = {task: (ACTED, "", at.isoformat() if at else "") for task, at in figures}
    return found | {task: (ACTED, name or username, at.isoformat()) for task, name, username, at in drafts}


def _since(batch: ImportBatch, model: type[models.Model]) -> Any:
    """The lines written after the import; those of later imports that have been undone do not count."""
    newest = batch.effects.get("lines", {}).get(str(model._meta.model_name), 0)
    return _history(model).filter(history_id__gt=newest).exclude(history_date__in=_moments_of_undone(batch))


def _moments_of_undone(batch: ImportBatch) -> list[Any]:
    """When later imports that have been undone were confirmed and undone: every line of theirs bears it."""
    undone = ImportBatch.objects.filter(district=batch.district_id, status=Status.UNDONE)
    pairs = undone.filter(applied_at__gt=batch.applied_at).values_list("applied_at", "undone_at")
    return [moment for pair in pairs for moment in pair]


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
    if year and not year.history.filter(history_type="~").exists():
        year.batches.update(year=None)
        remove([year], deed)


def _unused(rows: QuerySet[Row], batch: ImportBatch) -> list[Row]:
    """Those that nothing points to and nobody has changed since."""
    model = rows.model
    for relation in model._meta.related_objects:
        pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        rows = rows.exclude(Exists(pointing))
    changed = _history(model).filter(history_type="~", history_date__gt=batch.applied_at)
    return list(rows.exclude(pk__in=changed.values("id")))
