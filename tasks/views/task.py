"""One task: what was promised, who answers for it, how far it is, and where that is written."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tasks import changes, names_then
from tasks.due import mark
from tasks.earlier import earlier
from tasks.errors import Refused
from tasks.forms import ReturnForm, SettleForm
from tasks.measures import gone, measures, with_current
from tasks.models import Origin, ProgressReport, Responsibility, Target, Task, User
from tasks.permissions import Action
from tasks.reporting import with_files
from tasks.scope import Scope, in_district
from tasks.services.report import return_claim as send_back
from tasks.services.report import verify as confirm
from tasks.services.settle import settle as decide
from tasks.services.years import open_period, present
from tasks.stocktake import reasons
from tasks.tables import FINISHED, People
from tasks.views import (
    acknowledge,
    breakdown,
    by_hand,
    closing,
    contributions,
    instructions,
    requests,
    urge,
    watch,
)
from tasks.views.back import refused
from tasks.views.report import UNPROCESSABLE, report_form

#: What a document says of a task, in the words of the page.
FIELDS = {
    "text": gettext_lazy("wording"),
    "label": gettext_lazy("number"),
    "section": gettext_lazy("section"),
    "goal": gettext_lazy("goal"),
    "lead_officials": gettext_lazy("lead official"),
    "lead_units": gettext_lazy("lead unit"),
    "partner_units": gettext_lazy("partner unit"),
    "deadline_text": gettext_lazy("deadline"),
    "targets": gettext_lazy("targets"),
}


@require_safe
@in_district()
def task(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The task's page; that of one merged into another leads there."""
    try:
        found = _task(scope, pk)
    except Http404:
        return by_hand.went_to(request, scope, pk)
    return _page(request, scope, found)


@require_POST
@in_district()
def verify(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A supervisor confirms that the task is complete."""
    task = _task(scope, pk)
    return _done(request, scope, task, lambda user: confirm(task, user=user), _("Verified complete."))


@require_POST
@in_district()
def return_claim(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A supervisor sends the claim back, saying why."""
    task, form = _task(scope, pk), ReturnForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if not reason and scope.access.may(Action.VERIFY):
        return _page(request, scope, task, return_form=form, status=UNPROCESSABLE)
    said = _("Sent back.")
    return _done(request, scope, task, lambda user: send_back(task, user=user, reason=reason), said, reason)


@require_POST
@in_district()
def settle(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A person decides what the document left open in one field."""
    task, form = _task(scope, pk), SettleForm(request.POST)
    field, as_read = (
        (form.cleaned_data["field"], form.cleaned_data["as_read"]) if form.is_valid() else ("", False)
    )
    said = _("Taken as read.") if as_read else _("Left as it is.")
    return _done(
        request, scope, task, lambda user: decide(task, user=user, fields=[field], as_read=as_read), said
    )


def _done(
    request: HttpRequest, scope: Scope, task: Task, act: Callable[[User], object], said: str, typed: str = ""
) -> HttpResponse:
    """Do `act` and say so, or why not, on the task's page; what was `typed` is shown again."""
    where = reverse("task", kwargs={**scope.place, "pk": task.pk})
    try:
        act(cast(User, request.user))
    except Refused as error:
        if typed:
            return refused(request, str(error), typed, where)
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(where)


def _task(scope: Scope, pk: int) -> Task:
    today = timezone.localdate()
    people = Responsibility.objects.select_related("unit", "official", "confirmed_by")
    reports = ProgressReport.objects.select_related(
        "period__year", "unit", "reported_by", "verified_by", "served_by__task"
    ).prefetch_related("values__target", with_files())
    tasks = scope.tasks().standing_on(today)
    tasks = tasks.select_related("goal__parent", "plan", "year__district", "reporter")
    tasks = tasks.prefetch_related(
        Prefetch("responsibilities", people.prefetch_related("unit__members")),
        Prefetch("targets", with_current(Target.objects.all(), today)),
        Prefetch(
            "reports",
            reports.order_by("-period__month", "-beyond", "-reported_at"),
        ),
        Prefetch("origins", Origin.objects.select_related("source_file", "settled_by")),
        "milestones",
    )
    found = get_object_or_404(tasks, pk=pk)
    names_then.give(list(cast(Any, found).reports.all()), "reported_at")
    return found


def _page(
    request: HttpRequest,
    scope: Scope,
    task: Task,
    *,
    return_form: ReturnForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today, may = timezone.localdate(), scope.access.may
    may_report = scope.access.may_report(task) and task.status not in FINISHED and not task.reported_with_id
    may_report = may_report and today >= present(task.year, today).begins
    context = {
        "task": task,
        "people": _people(task),
        "reasons": reasons([task], today)[task.pk],
        "period": (period := open_period(task.year, today)),
        "period_mark": mark(task, cast(Any, task).standing, period, cast(Any, task).reports.all()),
        "measures": measures(task, today),
        "gone": gone(task, task.year.number, today),
        "origins": _origins(task),
        "history": changes.entries(task),
        "earlier": earlier(scope.access, task.year, [task], today) if may_report else [],
        "report_form": report_form(task, scope.access.user) if may_report else None,
        "may_verify": may(Action.VERIFY) and task.status == Task.Status.CLAIMED,
        "return_form": return_form or ReturnForm(),
        "may_settle": may(Action.SETTLE),
        "may_import": may(Action.IMPORT),
        **urge.for_task(scope, task),
        **acknowledge.for_task(scope, task),
        **breakdown.for_task(scope, task),
        **contributions.for_task(scope, task),
        **requests.for_task(scope, task),
        **closing.for_task(scope, task),
        **instructions.for_task(scope, task),
        **watch.for_task(scope, task),
        **by_hand.for_task(scope, task),
    }
    return render(request, "tasks/task.html", context, status=status)


def _people(task: Task) -> list[dict[str, Any]]:
    """Who answers for the task, role by role; `inherited`: all of them are."""
    people = {role: People(task).of(role) for role in Responsibility.Role}
    return [
        {"role": role.label, "rows": rows, "inherited": bool(rows) and all(row.inherited for row in rows)}
        for role, rows in people.items()
    ]


def _origins(task: Task) -> dict[str, list[dict[str, Any]]]:
    """Where each field came from; first those that wait for a person, then all."""
    rows = [{"row": row, "label": FIELDS.get(row.field, row.field)} for row in cast(Any, task).origins.all()]
    order = list(FIELDS)
    rows.sort(key=lambda row: order.index(row["row"].field) if row["row"].field in FIELDS else len(order))
    waits = [row for row in rows if row["row"].doubt and not row["row"].settlement]
    return {"open": waits, "all": rows}
