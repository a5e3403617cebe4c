"""What has changed in a task, act by act: who, when, and what stood there before and after."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tasks import acts, changes_by_units, names_then
from tasks.models import Goal, Origin, ProgressReport, Responsibility, Target, TargetValue, Task, User
from tasks.templatetags.look import plain

#: Rows written by one person within this time are one act.
ONE_ACT = timedelta(seconds=2)
CREATED, DELETED = "+", "-"

TASK_FIELDS = (
    *("label", "text", "goal_id", "start", "deadline", "deadline_text", "note", "cadence"),
    *("status", "completed_on", "override_percent", "override_reason", "reporter_id"),
)
REPORT_FIELDS = (
    *("percent", "percent_reason", "status", "note", "stage", "problems", "matters", "next_steps"),
    *("verified_percent", "returned_reason"),
)
TARGET_FIELDS = ("metric", "comparator", "value", "unit", "kind", "resolve")


@dataclass(frozen=True)
class Change:
    """One field before and after: words, or names in their order."""

    label: str
    before: str | list[str]
    after: str | list[str]


@dataclass(frozen=True)
class Entry:
    """One act of one person; without a person, of the system."""

    when: datetime
    who: User | None
    what: str
    changes: list[Change] = field(default_factory=list)


def entries(task: Task) -> list[Entry]:
    """All acts on `task`, the newest first, in a fixed number of queries."""
    rows = _rows(task)
    replay = _Replay(_goals(rows))
    followed = [replay.follow(act) for act in _acts(rows)]
    return [entry for entry in reversed(followed) if entry]


def _rows(task: Task) -> list[Any]:
    """Every version of the task and of what belongs to it, the oldest first."""
    histories = [
        Task.history.filter(id=task.pk).select_related("reporter"),
        Responsibility.history.filter(task_id=task.pk).select_related("unit", "official"),
        Target.history.filter(task_id=task.pk),
        ProgressReport.history.filter(task_id=task.pk).select_related("unit", "period__year"),
        TargetValue.history.filter(target__task_id=task.pk).select_related("target"),
        Origin.history.filter(task_id=task.pk),
        *changes_by_units.histories(task),
        *acts.histories(task),
    ]
    each = (rows.order_by("history_date", "history_id").select_related("history_user") for rows in histories)
    return names_then.give(sorted(chain.from_iterable(each), key=lambda row: row.history_date))


def _goals(rows: Iterable[Any]) -> dict[int | None, str]:
    """The titles of every goal that the task has stood under."""
    keys = {row.goal_id for row in rows if row.instance_type is Task}
    return dict(Goal.objects.filter(pk__in=keys).values_list("pk", "title"))


def _acts(rows: Iterable[Any]) -> Iterator[list[Any]]:
    act: list[Any] = []
    for row in rows:
        if act and not _same_act(act[0], row):
            yield act
            act = []
        act.append(row)
    if act:
        yield act


def _same_act(one: Any, other: Any) -> bool:
    return bool(
        one.history_user_id == other.history_user_id and other.history_date - one.history_date <= ONE_ACT
    )


@dataclass
class _Replay:
    """Goes through the acts from the first one and remembers how each row stood last."""

    goals: dict[int | None, str]
    last: dict[tuple[type, int], Any] = field(default_factory=dict)
    responsible: dict[int, Any] = field(default_factory=dict)

    def follow(self, act: list[Any]) -> Entry | None:
        """What `act` changed; None if nothing that people see."""
        before = self._people()
        is_new = any(row.instance_type is Task and row.history_type == CREATED for row in act)
        whats, changes = [], []
        for row in act:
            key = (row.instance_type, row.id)
            whats.append(_what(row, self.last.get(key)))
            changes += self._changes(row, self.last.get(key))
            self.last[key] = row
        people = list(_people_changes(before, self._people()))
        if is_new:
            return Entry(act[0].history_date, act[0].history_user, acts.entered(act))
        if not (changes or people or any(whats)):
            return None
        what = next((words for words in whats if words), _("changed the task"))
        return Entry(act[0].history_date, act[0].history_user, what, [*people, *changes])

    def _changes(self, row: Any, before: Any) -> list[Change]:
        kind = row.instance_type
        if kind is Responsibility:
            self.responsible[row.id] = row
            if row.history_type == DELETED:
                del self.responsible[row.id]
        elif kind is Task:
            return list(self._fields(row, before, TASK_FIELDS))
        elif kind is ProgressReport and before:
            return list(self._fields(row, before, REPORT_FIELDS))
        elif kind is Target:
            return list(self._fields(row, before, TARGET_FIELDS))
        elif kind is TargetValue and before:
            return _only_if_other(row.target.metric, plain(before.value), plain(row.value))
        return _parts(row, before)

    def _fields(self, row: Any, before: Any, names: Iterable[str]) -> Iterator[Change]:
        for name in names:
            label = str(row.instance_type._meta.get_field(name.removesuffix("_id")).verbose_name)
            after = "" if row.history_type == DELETED else self._words(row, name)
            yield from _only_if_other(label, before and self._words(before, name), after)

    def _words(self, row: Any, name: str) -> str:
        value = getattr(row, name)
        if name == "reporter_id":
            return str(row.reporter or "")
        if name == "goal_id":
            return self.goals.get(value, "")
        if value in (None, ""):
            return ""
        if isinstance(value, Decimal):
            return plain(value)
        if isinstance(value, date):
            return date_format(value)
        shown = getattr(row, f"get_{name}_display", None)
        return str(shown() if shown else value)

    def _people(self) -> dict[str, list[str]]:
        rows = sorted(self.responsible.values(), key=lambda row: (row.role, row.position, row.id))
        return {role: [_name(row) for row in rows if row.role == role] for role in Responsibility.Role}


def _parts(row: Any, before: Any) -> list[Change]:
    """A milestone or planned value before and after."""
    now = changes_by_units.part(row)
    if now is None:
        return []
    was = changes_by_units.part(before) if before else None
    return _only_if_other(now[0], was[1] if was else "", "" if row.history_type == DELETED else now[1])


def _name(row: Any) -> str:
    return str(row.official or row.unit or "")


def _people_changes(before: dict[str, list[str]], after: dict[str, list[str]]) -> Iterator[Change]:
    for role in Responsibility.Role:
        if before[role] != after[role]:
            yield Change(str(role.label), before[role], after[role])


def _only_if_other(label: str, before: str | None, after: str) -> list[Change]:
    return [Change(label, before or "", after)] if (before or "") != after else []


def _what(row: Any, before: Any) -> str:
    """The act that a row's version tells of; empty where it is only part of another."""
    if row.instance_type is Origin:
        return _settled(row)
    if row.instance_type is not ProgressReport:
        return changes_by_units.what(row, before) or acts.what(row, before)
    return _of_report(row, before)


def _of_report(row: Any, before: Any) -> str:
    words = {"period": row.period.name_of(row.beyond), "unit": row.unit, "percent": _("no figure")}
    if row.percent is not None:
        words["percent"] = f"{plain(row.percent)}%"
    if row.returned_reason and not (before and before.returned_reason):
        return _("sent back the report of %(unit)s for %(period)s") % words
    if row.verified_at and not (before and before.verified_at):
        return _("verified the report of %(unit)s for %(period)s") % words
    if before is None or row.reported_at != before.reported_at:
        return _("reported for %(unit)s for %(period)s: %(percent)s") % words
    if row.review == ProgressReport.Review.PASSED != before.review:
        return _("passed the report of %(unit)s for %(period)s") % words
    corrected = any(getattr(row, name) != getattr(before, name) for name in REPORT_FIELDS)
    return _("corrected the report of %(unit)s for %(period)s") % words if corrected else ""


def _settled(row: Any) -> str:
    if row.history_type == CREATED or not row.settlement:
        return ""
    return _("settled what the document left open: %(how)s") % {"how": row.get_settlement_display()}
