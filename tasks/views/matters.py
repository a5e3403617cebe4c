"""What waits to be dealt with: the tabs that requests, completions and instructions share."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tasks.models import ChangeRequest, Instruction, Task
from tasks.models.queries import TaskQuerySet
from tasks.permissions import Action
from tasks.scope import Scope


def own_only(scope: Scope) -> bool:
    """Whether this person is shown what concerns their units only, even where they see every task."""
    return bool(scope.access.unit_ids) and not scope.access.may(Action.DECIDE)


def requests_in(scope: Scope) -> QuerySet[ChangeRequest]:
    """The requests that this person is shown: a unit its own, others those of every task that they see."""
    rows = ChangeRequest.objects.filter(task__in=scope.tasks())
    return rows.filter(unit__in=scope.access.unit_ids) if own_only(scope) else rows


def claims_in(scope: Scope) -> TaskQuerySet:
    """The tasks reported complete that wait to be verified: a unit's own, or all that this person sees."""
    return _own(scope).filter(status=Task.Status.CLAIMED)


def closed_in(scope: Scope) -> TaskQuerySet:
    """The tasks verified complete: a unit's own, or all that this person sees."""
    return _own(scope).filter(status=Task.Status.COMPLETED)


def instructions_in(scope: Scope) -> QuerySet[Instruction]:
    """The instructions that this person is shown: a unit those it must answer, others all that they see."""
    return Instruction.objects.filter(task__in=_own(scope))


def _own(scope: Scope) -> TaskQuerySet:
    tasks = scope.tasks()
    return tasks.reported_by(scope.access.unit_ids) if own_only(scope) else tasks  # type: ignore[arg-type]


def tabs(scope: Scope, current: str) -> list[dict[str, Any]]:
    """The three pages with how much waits on each; three queries."""
    waiting = {
        "requests": (_("Requests"), requests_in(scope).filter(state=ChangeRequest.State.PENDING).count()),
        "closing": (_("Completion and closing"), claims_in(scope).count()),
        "instructions": (_("Instructions"), instructions_in(scope).filter(answered_at=None).count()),
    }
    return [
        {
            "label": label,
            "count": count or "",
            "url": reverse(name, kwargs=scope.place),
            "current": name == current,
        }
        for name, (label, count) in waiting.items()
    ]
