"""Contributions: what is asked of one's units, one task's, asking, giving, taking in."""

from datetime import timedelta
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tasks.contributions import further_leads, given, of_task, waiting, words
from tasks.forms_contribute import AskForm, GiveForm
from tasks.models import Contribution, Task, Unit, User
from tasks.permissions import Action
from tasks.scope import Scope, in_district
from tasks.services.contribute import answer, ask, offer, take, withdraw
from tasks.tables import FINISHED
from tasks.views.acknowledge import the_task
from tasks.views.back import back, done, taken, task_page
from tasks.views.supervision_tabs import tabs

UNPROCESSABLE = 422
#: How long a unit usually has, and how many given ones a page shows.
DAYS, SHOWN = 5, 100


@require_safe
@in_district()
def contributions(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What is asked of one's units and what they gave; for supervisors all that is asked."""
    units = scope.access.unit_ids
    if not (units or scope.access.may(Action.DECIDE)):
        raise PermissionDenied
    rows = Contribution.objects.filter(task__in=scope.tasks())
    mine = rows.filter(unit__in=units)
    lines = [{"row": row, "form": GiveForm(task=row.task, row=row)} for row in waiting(mine)]
    context = {
        "tabs": tabs(scope, "contributions"),
        "reports": bool(units),
        "asked": lines,
        "given": given(mine)[:SHOWN],
        "others": waiting(rows) if scope.access.may(Action.DECIDE) else (),
        "partnered": _partnered(scope) if units else (),
    }
    return render(request, "contributions/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_district()
def ask_page(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The reporting unit asks others for a note or a value."""
    task = the_task(scope, pk)
    if not scope.access.may_report(task):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = AskForm(data, task=task, due=timezone.localdate() + timedelta(days=DAYS))
    after = back(request, task_page(scope, task))
    user = cast(User, request.user)
    if form.is_valid() and taken(
        request, form, lambda: ask(task, user=user, **form.cleaned_data), _("Asked.")
    ):
        return redirect(after)
    return _asked(request, "contributions/ask.html", {"task": task, "form": form, "back": after})


@require_http_methods(["GET", "HEAD", "POST"])
@in_district()
def contribute(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A unit answers what it was asked, or gives of itself what it has as a further lead unit."""
    task = the_task(scope, pk)
    row = _row(scope, task, request.POST.get("row") or request.GET.get("row") or "")
    data = request.POST if request.method == "POST" else None
    form = GiveForm(data, task=task, row=row, mine=scope.access.unit_ids)
    after = back(request, task_page(scope, task))
    user = cast(User, request.user)
    if form.is_valid() and taken(request, form, lambda: _give(task, row, user, form), _("Sent.")):
        return redirect(after)
    context = {"task": task, "row": row, "form": form, "back": after}
    return _asked(request, "contributions/give.html", context)


@require_POST
@in_district()
def take_in(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The reporting unit takes in what another gave; by script only the part of the page is drawn anew."""
    task, user = the_task(scope, pk), cast(User, request.user)
    if not scope.access.may_report(task):
        raise PermissionDenied
    key = request.POST.get("row", "")
    row = int(key) if key.isdecimal() else 0
    done(request, lambda: take(task, row, user=user), _("Taken in."))
    if cast(Any, request).htmx:
        return render(
            request, "tasks/contributions.html", {"task": task, **for_task(scope, task), "oob": True}
        )
    return redirect(f"{task_page(scope, task)}#contributions")


@require_POST
@in_district()
def withdraw_question(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """What was asked and not answered is asked no more."""
    task, key = the_task(scope, pk), request.POST.get("row", "")
    row = int(key) if key.isdecimal() else 0
    done(request, lambda: withdraw(task, row, user=cast(User, request.user)), _("Not asked any more."))
    return redirect(back(request, f"{task_page(scope, task)}#contributions"))


def for_task(scope: Scope, task: Task) -> dict[str, Any]:
    """What tasks/contributions.html shows of a task: `contributions` with what may be done about each."""
    access, mine = scope.access, scope.access.unit_ids
    may_report = access.may_report(task)
    sees = may_report or access.may(Action.DECIDE)
    rows = (
        of_task(task)
        if sees
        else of_task(task).filter(unit__in=mine)
        if mine
        else Contribution.objects.none()
    )
    goes_on = task.status not in FINISHED
    return {
        "contributions": [
            {
                "row": row,
                "words": words(row),
                "may_answer": row.unit_id in mine and not row.taken_at,
                "may_withdraw": sees and not row.answered_at,
                "may_take": may_report and bool(row.answered_at) and not row.taken_at,
            }
            for row in rows[:SHOWN]
        ],
        "may_ask": may_report and goes_on,
        "may_offer": goes_on and bool(mine) and bool(further_leads(task, mine)),
    }


def _row(scope: Scope, task: Task, key: str) -> Contribution | None:
    """What was asked, if it was asked of one of the reader's units; None for a further lead unit's own."""
    row = of_task(task).filter(pk=int(key)).first() if key.isdecimal() else None
    mine = scope.access.unit_ids
    if (row is None and not further_leads(task, mine)) or (row and row.unit_id not in mine):
        raise PermissionDenied
    return row


def _give(task: Task, row: Contribution | None, user: User, form: GiveForm) -> None:
    given = form.cleaned_data
    if row:
        answer(task, row.pk, user=user, given=form.given(), seen=given["seen"])
    else:
        offer(task, user=user, unit=given["unit"], given=form.given(), target=given.get("target"))


def _partnered(scope: Scope) -> Any:
    """The tasks that one's units have a part in and others report."""
    units = scope.access.unit_ids
    mine = Unit.objects.filter(pk__in=units)
    reported = Task.objects.reported_by(mine).filter(year=scope.year)
    tasks = scope.tasks().of_units(mine).exclude(pk__in=reported.values("pk"))
    return tasks.standing_on(timezone.localdate()).in_document_order()


def _asked(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = UNPROCESSABLE if context["form"].is_bound else 200
    return render(request, template, context, status=status)
