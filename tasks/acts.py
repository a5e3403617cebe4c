"""Acts of supervision in the history of a task: requests, instructions, and steps taken for a reason."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tasks.models import ChangeRequest, Instruction, Task

CREATED = "+"


def histories(task: Task) -> list[Any]:
    """The versions of what has been asked, decided and written about `task`; one query each."""
    return [
        ChangeRequest.history.filter(task_id=task.pk).select_related("unit"),
        Instruction.history.filter(task_id=task.pk).select_related("unit"),
    ]


def entered(act: Iterable[Any]) -> str:
    """The first act of all, and why it was done where that has been said."""
    why = next((row.history_change_reason for row in act if row.instance_type is Task), "")
    return _("entered the task: %(why)s") % {"why": why} if why else _("entered the task")


def what(row: Any, before: Any) -> str:
    """The act that a version of a row tells of; empty where it is only a part, or not one of these."""
    tell = _TELL.get(row.instance_type)
    return tell(row, before) if tell else ""


def _task(row: Any, before: Any) -> str:
    return row.history_change_reason or ""


def _request(row: Any, before: Any) -> str:
    words = {"unit": row.unit, "kind": row.get_kind_display(), "reason": Truncator(row.reason).chars(60)}
    if row.history_type == CREATED:
        return _("asked on behalf of %(unit)s: %(kind)s (%(reason)s)") % words
    if before and before.state == row.state:
        return ""
    said = _("request of %(unit)s, %(kind)s: %(state)s") % (words | {"state": row.get_state_display()})
    return f"{said}（{row.decision}）" if row.decision else said


def _instruction(row: Any, before: Any) -> str:
    if row.history_type == CREATED:
        return _("wrote an instruction: %(text)s") % {"text": Truncator(row.text).chars(60)}
    if row.answered_at and not (before and before.answered_at):
        words = {"unit": row.unit or "", "text": Truncator(row.answer).chars(60)}
        return _("answered the instruction for %(unit)s: %(text)s") % words
    return ""


_TELL = {Task: _task, ChangeRequest: _request, Instruction: _instruction}
