"""A task's breakdown: the unit files it, the supervisor approves it or sends it back."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tasks.forms_breakdown import BreakdownForm, DecideBreakdownForm, with_more_rows
from tasks.models import Breakdown, BreakdownStep, Task, User
from tasks.permissions import Action
from tasks.scope import Scope, in_district
from tasks.services.breakdown import approve, file, send_back, withdraw
from tasks.tables import FINISHED
from tasks.views.acknowledge import the_task
from tasks.views.back import back, taken, task_page

State = Breakdown.State
UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@in_district()
def breakdown(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The form of a breakdown, for the unit that reports the task."""
    task = the_task(scope, pk)
    if not scope.access.may_report(task):
        raise PermissionDenied
    rows = filed(task)
    latest = rows[0] if rows else None
    in_force = any(row.state == State.APPROVED for row in rows)
    more = "more" in request.POST
    data = (with_more_rows(request.POST) if more else request.POST) if request.method == "POST" else None
    form = BreakdownForm(data, task=task, latest=latest, in_force=in_force)
    if data is not None and not more and form.is_valid() and _filed(request, task, form):
        return redirect(back(request, task_page(scope, task)))
    status = UNPROCESSABLE if data is not None and not more else 200
    context = {"task": task, "form": form, "latest": latest, "in_force": in_force, "fresh": more}
    return render(request, "acknowledge/breakdown.html", context, status=status)


@require_POST
@in_district()
def decide_breakdown(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A supervisor approves the waiting breakdown or sends it back; the unit takes it back."""
    task, user = the_task(scope, pk), cast(User, request.user)
    form = DecideBreakdownForm(request.POST)
    if form.is_valid() and taken(request, form, *_act(task, user, form.cleaned_data)):
        return redirect(f"{task_page(scope, task)}#breakdown")
    return render(
        request, "acknowledge/decide_breakdown.html", {"task": task, "form": form}, status=UNPROCESSABLE
    )


def _act(task: Task, user: User, given: dict[str, Any]) -> tuple[Callable[[], object], str]:
    """What is done, and what is said of it."""
    row, words = given["breakdown"] or 0, given["words"]
    if given["decision"] == "withdraw":
        return partial(withdraw, task, row, user=user), _("Taken back.")
    if given["decision"] == "approve":
        return partial(approve, task, row, user=user, words=words), _("The breakdown is in force.")
    return partial(send_back, task, row, user=user, reason=words), _("Sent back.")


def for_task(scope: Scope, task: Task) -> dict[str, Any]:
    """What the task's page says of its breakdown: the one that waits or was sent back, the one in force."""
    rows = filed(task)
    latest = rows[0] if rows else None
    return {
        "breakdown_latest": latest if latest and latest.state != State.APPROVED else None,
        "breakdown_in_force": next((row for row in rows if row.state == State.APPROVED), None),
        "may_break_down": scope.access.may_report(task) and task.status not in FINISHED,
        "may_decide_breakdown": scope.access.may(Action.DECIDE),
    }


def filed(task: Task) -> list[Breakdown]:
    """The breakdowns of `task` but those replaced, the latest first, with their steps."""
    steps = BreakdownStep.objects.select_related("target").order_by("due", "target__position", "pk")
    rows = Breakdown.objects.filter(task=task).exclude(state=State.REPLACED).order_by("-filed_at", "-pk")
    rows = rows.select_related("unit", "filed_by", "decided_by")
    return list(rows.prefetch_related(Prefetch("steps", steps)))


def _filed(request: HttpRequest, task: Task, form: BreakdownForm) -> bool:
    given, user = form.cleaned_data, cast(User, request.user)
    reason, seen = given.get("reason", ""), given["seen"]
    said = _("The breakdown waits to be approved.")
    return taken(
        request, form, lambda: file(task, user=user, plan=form.plan(), reason=reason, seen=seen), said
    )
