"""What units and supervisors did about who does a task and how: the words that its history has for that."""

from collections.abc import Callable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tasks.models import Acknowledgement, Breakdown, Contribution, Milestone, PlannedValue, Task
from tasks.templatetags.look import plain

DELETED = "-"


def histories(task: Task) -> list[Any]:
    """The versions of what belongs to `task`, a query a model."""
    return [
        Acknowledgement.history.filter(task_id=task.pk).select_related("unit"),
        Breakdown.history.filter(task_id=task.pk).select_related("unit"),
        Contribution.history.filter(task_id=task.pk).select_related("unit"),
        Milestone.history.filter(task_id=task.pk),
        PlannedValue.history.filter(target__task_id=task.pk).select_related("target"),
    ]


def what(row: Any, before: Any) -> str:
    """The act that a version tells of; empty for what is only part of another."""
    say = SAYS.get(row.instance_type)
    return say(row, before) if say and row.history_type != DELETED else ""


def part(row: Any) -> tuple[str, str] | None:
    """What a version is called and what it says, for a milestone or a planned value; None for others."""
    if row.instance_type is Milestone:
        share = f"（{plain(row.share)}%）" if row.share else ""
        return _("milestone"), f"{row.title} {_done_or_due(row)}{share}"
    if row.instance_type is PlannedValue:
        return _("planned value"), f"{row.target.metric} {date_format(row.due)} {plain(row.value)}"
    return None


def _done_or_due(row: Any) -> str:
    if row.done_on:
        return _("done on %(day)s") % {"day": date_format(row.done_on)}
    return date_format(row.due)


def _acknowledgement(row: Any, before: Any) -> str:
    if before and before.state == row.state:
        return ""
    words = {"unit": row.unit, "reason": row.reason, "decision": row.decision}
    return str(
        {
            "acknowledged": _("acknowledged the task for %(unit)s"),
            "objected": _("objected for %(unit)s: %(reason)s"),
            "insisted": _("refused the objection of %(unit)s: %(decision)s"),
            "reassigned": _("granted the objection of %(unit)s"),
        }[row.state]
        % words
    )


def _breakdown(row: Any, before: Any) -> str:
    if row.state == "replaced" and before and before.state == "approved":
        return ""  # what took its place says so
    words = {"unit": row.unit, "decision": row.decision}
    return str(
        {
            "submitted": _("filed a breakdown for %(unit)s"),
            "approved": _("approved the breakdown of %(unit)s"),
            "returned": _("sent back the breakdown of %(unit)s: %(decision)s"),
            "replaced": _("took back a breakdown of %(unit)s"),
        }[row.state]
        % words
    )


def _contribution(row: Any, before: Any) -> str:
    words = {"unit": row.unit}
    if row.taken_at:
        return _("took in what %(unit)s contributed") % words
    if row.answered_at:
        return _("contributed for %(unit)s") % words
    return _("asked %(unit)s for a contribution") % words


SAYS: dict[type, Callable[[Any, Any], str]] = {
    Acknowledgement: _acknowledgement,
    Breakdown: _breakdown,
    Contribution: _contribution,
}
