"""Two acts that overlap, in an order that is forced, and all that they leave behind.

Each act runs in a thread on a connection of its own. Both stop before the statement with which they take
their first lock, so that each has read what it reads before; then the first takes its lock, and only when it
holds it the second asks for its own. No sleeping: barriers and events.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Barrier, BrokenBarrierError, Event, Thread
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.db.models import Q

from tasks.errors import Refused
from tasks.models import (
    Acknowledgement,
    Attachment,
    Breakdown,
    ChangeRequest,
    Contribution,
    Instruction,
    Milestone,
    Notice,
    PeriodFigure,
    PlannedValue,
    ProgressReport,
    ReportDraft,
    Responsibility,
    StandingSpan,
    Target,
    TargetValue,
    Task,
    Unit,
    Urge,
    User,
    Watch,
)

Act = Callable[[], Any]
#: What a person can be told: done, told why not in a sentence, or that it is not theirs (any more).
DONE, TOLD, BARRED = "done", "told", "barred"
Names = dict[Any, dict[int, str]]
PLACEHOLDER = re.compile(r"%\(|%s|\{\w*\}")
#: Everything that hangs on a task, and the way to it.
HANGS_ON: dict[type[models.Model], str] = {
    Task: "pk",
    TargetValue: "report__task",
    PlannedValue: "target__task",
    **dict.fromkeys((ProgressReport, Target, Milestone, Responsibility, StandingSpan), "task"),
    **dict.fromkeys((ChangeRequest, Instruction, Urge, Acknowledgement, Breakdown, Contribution), "task"),
    **dict.fromkeys((Attachment, ReportDraft, Watch, PeriodFigure, Notice), "task"),
}
#: Rows whose history has no way to the task: theirs is asked for by the keys of the rows.
THROUGH = {TargetValue: ("report_id", ProgressReport), PlannedValue: ("target_id", Target)}


# ---- running ----
@dataclass
class _Gate:
    """Where two threads wait for one another."""

    both_ready: Barrier = field(default_factory=lambda: Barrier(2))
    first_holds: Event = field(default_factory=Event)


class _Lane:
    """One of the two acts; to be used as a wrapper of each statement that its connection executes."""

    def __init__(self, act: Act, gate: _Gate, *, first: bool) -> None:
        self.act, self.gate, self.first, self.locked = act, gate, first, False
        self.result: Any = None

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.locked or not ("FOR UPDATE" in sql or sql.startswith("BEGIN")):
            return execute(sql, params, many, context)
        self.locked = True
        with suppress(BrokenBarrierError):  # the other one is through without any lock
            self.gate.both_ready.wait()
        if not self.first:
            self.gate.first_holds.wait()
        try:
            return execute(sql, params, many, context)
        finally:
            if self.first:
                self.gate.first_holds.set()

    def run(self) -> None:
        try:
            with connection.execute_wrapper(self):
                self.result = self.act()
        except Exception as error:
            self.result = error
        finally:
            if not self.locked:
                self.gate.both_ready.abort()
            if self.first:
                self.gate.first_holds.set()
            connection.close()


def overlapping(first: Act, second: Act) -> list[Any]:
    """What both returned or raised; `first` holds its lock before `second` asks for one."""
    gate = _Gate()
    lanes = [_Lane(first, gate, first=True), _Lane(second, gate, first=False)]
    threads = [Thread(target=lane.run) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [lane.result for lane in lanes]


def one_by_one(acts: Sequence[Act]) -> list[Any]:
    """The same without overlap."""
    results: list[Any] = []
    for act in acts:
        try:
            results.append(act())
        except Exception as error:
            results.append(error)
    return results


def said(result: Any) -> str:
    """What a person is told by `result`; an error that nobody may be shown by its name."""
    if isinstance(result, PermissionDenied):
        return BARRED
    if isinstance(result, Refused):
        sentence = str(result)
        assert len(sentence) > 5, "a refusal says why"
        assert not PLACEHOLDER.search(sentence), sentence
        return TOLD
    if isinstance(result, Exception):
        return f"{type(result).__name__}({result})"
    return DONE


# ---- what is left behind ----
def left_behind(tasks: Sequence[Task]) -> list[str]:
    """Every row that hangs on `tasks` and every version of it, in words that two runs have in common."""
    places = {task.pk: number for number, task in enumerate(tasks)}
    names = {model: {row.pk: str(row) for row in model._default_manager.all()} for model in (User, Unit)}
    lines: list[str] = []
    for model, way in HANGS_ON.items():
        rows = model._default_manager.filter(**{f"{way}__in": list(places)})
        lines += [_line("row", model, row, places, names) for row in rows]
        if hasattr(model, "history"):
            lines += [_past(model, row, places, names) for row in _versions(model, way, places)]
    return sorted(lines)


def _versions(model: Any, way: str, places: dict[int, int]) -> Any:
    if model is Task:
        return model.history.filter(id__in=list(places))
    if model in THROUGH:
        name, through = THROUGH[model]
        keys = through.history.filter(task_id__in=list(places)).values("id")  # type: ignore[attr-defined]
        return model.history.filter(Q(**{f"{name}__in": keys}))
    return model.history.filter(task_id__in=list(places))


def _past(model: type[models.Model], row: Any, places: dict[int, int], names: Names) -> str:
    who, why = names[User].get(row.history_user_id, "–"), row.history_change_reason or ""
    return _line(f"past {row.history_type} {who} {why}", model, row, places, names)


def _line(kind: str, model: type[models.Model], row: Any, places: dict[int, int], names: Names) -> str:
    columns = [each for each in model._meta.concrete_fields if _told(each)]
    words = [f"{each.name}={_word(each, row, places, names)}" for each in columns]
    return " ".join([kind, model.__name__, *words])


def _told(column: Any) -> bool:
    """Keys, times and names of files are others in each run."""
    fleeting = (models.DateTimeField, models.FileField, models.AutoField, models.BigAutoField)
    return not isinstance(column, fleeting)


def _word(column: Any, row: Any, places: dict[int, int], names: Names) -> str:
    value = getattr(row, column.attname)
    if not isinstance(column, models.ForeignKey) or value is None:
        return str(value)
    if column.related_model is Task:
        return f"#{places.get(value, 'another')}"
    return names.get(column.related_model, {}).get(value, "one")
