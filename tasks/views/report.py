"""Reporting progress: from a row of the list without leaving it, and on a page of its own."""

from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tasks.errors import Refused
from tasks.filters import TaskFilter
from tasks.forms import ReportForm
from tasks.models import ProgressReport, Task, User
from tasks.reporting import form_for
from tasks.scope import Scope, in_district
from tasks.services.report import report as send
from tasks.services.years import period_called
from tasks.standing import Standing
from tasks.tables import TaskTable, for_rows
from tasks.views.task_list import lights

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@in_district()
def report(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Ask for a report on a task, for this period or one that was asked for, and take it."""
    today = timezone.localdate()
    task = get_object_or_404(for_rows(scope.tasks().standing_on(today), today), pk=pk)
    if not scope.access.may_report(task):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    try:
        form = report_form(task, cast(User, request.user), data, period_asked(request))
    except Refused as refused:
        raise Http404(str(refused)) from None
    if form.is_valid() and _sent(request, task, form):
        return _row(request, scope, task) if _in_list(request) else redirect(_back(request, scope, task))
    return _asked(request, scope, task, form)


def period_asked(request: HttpRequest) -> str:
    """The key of the period that a form was shown for, which travels with it; empty where none is named."""
    return request.POST.get("for_period") or request.GET.get("for_period") or ""


def report_form(task: Task, user: User, data: QueryDict | None = None, key: str = "") -> ReportForm:
    """The form of the period with that key, or today's, with what its unit said before and `user` has typed.

    Raises Refused where there is no such period.
    """
    today = timezone.localdate()
    return form_for(task, user, today, period_called(task.year, key, today), data)


def _sent(request: HttpRequest, task: Task, form: ReportForm) -> bool:
    try:
        row = send(task, user=cast(User, request.user), period=form.period.key, **form.content())
    except Refused as refused:
        form.refuse(refused)
        return False
    messages.success(request, _thanks(task, row))
    return True


def _thanks(task: Task, row: ProgressReport) -> str:
    """What has become of the report."""
    span = task.spans.get(end=None)
    words = {"period": row.period, "standing": Standing(span.standing).label}
    if row.status == ProgressReport.Status.COMPLETE and task.status == Task.Status.CLAIMED:
        return _("Reported complete for %(period)s; it waits to be verified.") % words
    return _("Reported for %(period)s. The task now stands: %(standing)s.") % words


def _in_list(request: HttpRequest) -> bool:
    """Whether a row of the list asks, by script, rather than a page."""
    return bool(cast(Any, request).htmx)


def _asked(request: HttpRequest, scope: Scope, task: Task, form: ReportForm) -> HttpResponse:
    """The form, as a page or into its row; with what was typed and what is wrong with it."""
    template = "tasks/report_in_list.html" if _in_list(request) else "tasks/report.html"
    back = _back(request, scope, task)
    status = UNPROCESSABLE if form.is_bound else 200
    response = render(request, template, {"task": task, "form": form, "back": back}, status=status)
    if form.is_bound and _in_list(request):
        response["HX-Retarget"] = f"#report-{task.pk}"
        response["HX-Reswap"] = "innerHTML"
    return response


def _row(request: HttpRequest, scope: Scope, task: Task) -> HttpResponse:
    """The task's row as it is now, with the counts of the list that it stands in."""
    shown = TaskFilter(QueryDict(urlsplit(cast(Any, request).htmx.current_url or "").query), scope)
    attrs = {**TaskTable.Meta.row_attrs, "class": "row-saved"}
    table = TaskTable(
        scope.tasks().standing_on(shown.today).filter(pk=task.pk),
        scope=scope,
        day=shown.today,
        row_attrs=attrs,
    )
    return render(request, "tasks/reported.html", {"row": table.rows[0], "lights": lights(shown)})


def _back(request: HttpRequest, scope: Scope, task: Task) -> str:
    """Where the person came from, if that is one of our pages; else the task."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return asked
    return reverse("task", kwargs={**scope.place, "pk": task.pk})
