"""Files beside reports: put there, fetched, taken away."""

from pathlib import PurePath
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tasks.errors import Refused
from tasks.models import Attachment, Task, User
from tasks.permissions import reporting_unit
from tasks.reporting import Card
from tasks.scope import Scope, in_district
from tasks.services.attachments import attach, beside, may_see
from tasks.services.attachments import remove as take_away
from tasks.services.years import period_called, present
from tasks.views.report import period_asked

UNPROCESSABLE = 422


@require_POST
@in_district()
def attachment_add(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Files for this period's report of a task."""
    task = get_object_or_404(_with_people(scope), pk=pk)
    if not scope.access.may_report(task):
        raise PermissionDenied
    error, key = "", period_asked(request)
    try:
        for file in request.FILES.getlist("file"):
            attach(task, file, user=cast(User, request.user), period=key)
    except Refused as refused:
        error = str(refused)
    return _files(request, scope, task, error, key)


@require_safe
@in_district()
def attachment(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The file: always to be saved, never shown, whatever it holds."""
    row = _row(scope, pk)
    try:
        file = row.file.open("rb")
    except (FileNotFoundError, ValueError):
        raise Http404(_("The file is not there any more.")) from None
    kind = "application/octet-stream"
    answer = FileResponse(file, as_attachment=True, filename=PurePath(row.name).name, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, answer)


@require_POST
@in_district()
def attachment_remove(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Its unit takes a file away."""
    row, error = _row(scope, pk), ""
    if row.unit_id not in scope.access.unit_ids:
        raise PermissionDenied
    try:
        take_away(row, user=cast(User, request.user))
    except Refused as refused:
        error = str(refused)
    row.period.beyond = row.beyond
    return _files(request, scope, _with_people(scope).get(pk=row.task_id), error, row.period.key)


def _row(scope: Scope, pk: int) -> Attachment:
    """A file that this user may have. Raises Http404 for any other, also for one that was taken away."""
    seen = scope.tasks().order_by().values("pk")  # and what was merged into one of these
    rows = Attachment.objects.filter(Q(task__in=seen) | Q(task__merged_into__in=seen), removed_at=None)
    row = get_object_or_404(rows, pk=pk)
    if not may_see(row, scope.access):
        raise Http404
    return row


def _with_people(scope: Scope) -> Any:
    tasks = scope.tasks().select_related("year__district")
    return tasks.prefetch_related("responsibilities__unit", "responsibilities__official")


def _files(request: HttpRequest, scope: Scope, task: Task, error: str, key: str) -> HttpResponse:
    """The files of the report for that period as they are now; without script the page that they stand on."""
    today = timezone.localdate()
    try:
        period = period_called(task.year, key, today)
    except Refused as refused:
        raise Http404(str(refused)) from None
    card = Card(task, period, earlier=period.key != present(task.year, today).key)
    if not cast(Any, request).htmx:
        return redirect(reverse("reporting_card", kwargs={**scope.place, "pk": task.pk}) + card.query)
    rows = beside(task, reporting_unit(task), period)
    context = {"task": task, "card": card, "files": rows.select_related("report"), "error": error}
    status = UNPROCESSABLE if error else 200
    return render(request, "reporting/files.html", context, status=status)
