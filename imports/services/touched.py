"""What people have done with the tasks of an import since: that stays, and so do the tasks that it hangs on.

What only the system has produced (notices, reminders by the rules that nobody answered) hinders nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Max, Q

from imports.models import ImportBatch, ImportRow
from tasks.models import (
    Acknowledgement,
    Attachment,
    Breakdown,
    ChangeRequest,
    Contribution,
    Instruction,
    Milestone,
    Origin,
    PeriodFigure,
    ProgressReport,
    ReportDraft,
    Responsibility,
    Target,
    Task,
    Urge,
    Watch,
)

REPORTED, CHANGED, GONE, WORKED_ON = "reported", "changed", "gone", "worked_on"
#: What people do with a task leaves lines in the histories of these.
_TOLD_BY = ((Task, "id"), *((each, "task_id") for each in (Responsibility, Origin, Target, Milestone)))
#: What they do about it has rows of its own, with histories. What a breakdown plans comes with it.
_WORK: dict[str, type[models.Model]] = {
    "report": ProgressReport,
    "acknowledgement": Acknowledgement,
    "breakdown": Breakdown,
    "urge": Urge,
    "request": ChangeRequest,
    "instruction": Instruction,
    "contribution": Contribution,
}
UNANSWERED_REMINDER = Q(answer="") & ~Q(cause=Urge.Cause.BY_HAND)


@dataclass
class Reason:
    """Why a task cannot be taken back: one of the codes above, by `who` and `when` (ISO form).

    `what`: how much of each kind of work hangs on it, by the names that imports.remarks puts into words.
    """

    code: str
    who: str = ""
    when: str = ""
    what: dict[str, int] = field(default_factory=dict)


class _Line(NamedTuple):
    """One trace of work on `task`; `key` tells what it was done to, so that one thing is counted once."""

    task: int
    key: int
    name: str | None
    username: str | None
    at: datetime

    @property
    def reason(self) -> Reason:
        return Reason(WORKED_ON, self.name or self.username or "", self.at.isoformat())


def last_lines() -> dict[str, int]:
    """The newest line in each of the histories that tell of tasks; what is newer has been written since."""
    told = [*(model for model, _path in _TOLD_BY), *_WORK.values()]
    newest = {model: _history(model).aggregate(last=Max("history_id"))["last"] for model in told}
    return {str(model._meta.model_name): last or 0 for model, last in newest.items()}


def reasons(batch: ImportBatch, rows: Sequence[ImportRow]) -> dict[int, Reason]:
    """Why a task cannot be taken back, by its key, for each that cannot."""
    tasks = [row.task_id for row in rows if row.task_id]
    created = [row.task_id for row in rows if row.task_id and row.outcome == ImportRow.Outcome.CREATED]
    found: dict[int, Reason] = {}
    what: defaultdict[int, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for kind, line in _worked_on(batch, tasks, created):
        what[line.task][kind].add(line.key)
        found[line.task] = max(found.get(line.task, line.reason), line.reason, key=lambda each: each.when)
    found |= _told(batch, tasks)
    for task, kinds in what.items():
        found[task].what = {kind: len(keys) for kind, keys in kinds.items()}
    return found


def _told(batch: ImportBatch, tasks: Sequence[int]) -> dict[int, Reason]:
    """Those changed since, with the last change, and those reported on, with the first report."""
    told_by = [(CHANGED, *told, "history_id") for told in _TOLD_BY]
    found = {}
    for code, model, path, order in [*told_by, (REPORTED, ProgressReport, "task_id", "-history_id")]:
        lines = _since(batch, model).filter(**{f"{path}__in": tasks}).order_by(order)
        told = lines.values_list(path, "history_user__name", "history_user__username", "history_date")
        for task, name, username, at in told:
            found[task] = Reason(code, name or username or "", at.isoformat())
    return found


def _worked_on(
    batch: ImportBatch, tasks: Sequence[int], created: Sequence[int]
) -> Iterator[tuple[str, _Line]]:
    """Every trace of what people have done about these tasks.

    A mark of one's own, the figures of a locked period and what is reported or merged into a task vanish only
    with the task itself: they hinder nobody from giving one its former values back.
    """
    for kind, model in _WORK.items():
        lines = _since(batch, model).filter(task_id__in=tasks)
        lines = lines.exclude(UNANSWERED_REMINDER) if model is Urge else lines
        yield from _lines(kind, lines, "task_id", "id", "history_user", "history_date")
    files = Attachment.objects.filter(Q(removed_at=None) | Q(report__isnull=False))
    files = files.filter(task__in=tasks, uploaded_at__gt=batch.applied_at)
    yield from _lines("attachment", files, "task_id", "pk", "uploaded_by", "uploaded_at")
    drafts = ReportDraft.objects.filter(task__in=tasks, saved_at__gt=batch.applied_at)
    yield from _lines("draft", drafts, "task_id", "pk", "user", "saved_at")
    watches = Watch.objects.filter(task__in=created)
    yield from _lines("watch", watches, "task_id", "pk", "user", "since")
    figures = PeriodFigure.objects.filter(task__in=created)
    yield from _lines("figure", figures, "task_id", "pk", "period__locked_by", "frozen_at")
    for path in ("reported_with_id", "merged_into_id"):
        there = Task.objects.filter(**{f"{path}__in": created})
        joined = Task.history.filter(id__in=there.values("pk"), **{f"{path}__in": created})
        yield from _lines("joined", joined, path, "id", "history_user", "history_date")


def _lines(kind: str, rows: Any, task: str, key: str, who: str, at: str) -> Iterator[tuple[str, _Line]]:
    for row in rows.order_by().values_list(task, key, f"{who}__name", f"{who}__username", at):
        yield kind, _Line(*row)


def _history(model: type[models.Model]) -> Any:
    return model.history.all()  # type: ignore[attr-defined]


def _since(batch: ImportBatch, model: type[models.Model]) -> Any:
    """The lines written after the import; those of later imports that have been undone do not count."""
    newest = batch.effects.get("lines", {}).get(str(model._meta.model_name), 0)
    return _history(model).filter(history_id__gt=newest).exclude(history_date__in=_moments_of_undone(batch))


def _moments_of_undone(batch: ImportBatch) -> list[Any]:
    """When later imports that have been undone were confirmed and undone: every line of theirs bears it."""
    undone = ImportBatch.objects.filter(district=batch.district_id, status=ImportBatch.Status.UNDONE)
    pairs = undone.filter(applied_at__gt=batch.applied_at).values_list("applied_at", "undone_at")
    return [moment for pair in pairs for moment in pair]
