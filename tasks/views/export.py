"""What goes out as files: lists of tasks as they are filtered, papers about one task."""

import io
from collections.abc import Iterator
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tasks.changes import entries
from tasks.filters import TaskFilter
from tasks.legend import legend_in_force
from tasks.outputs import ledger, task_papers
from tasks.outputs.books import XLSX
from tasks.outputs.paper import DOCX
from tasks.permissions import Action, reporting_unit
from tasks.scope import Scope, in_district
from tasks.stocktake import Item, items


@require_safe
@in_district()
def ledger_book(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The list asked for, as a workbook."""
    tasks = TaskFilter(request.GET, scope)
    name = f"{ledger.title_of(tasks)}.xlsx"
    file = io.BytesIO(ledger.workbook(tasks))
    return cast(HttpResponse, FileResponse(file, as_attachment=True, filename=name, content_type=XLSX))


@require_safe
@in_district()
def ledger_lines(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The list asked for, as CSV; it begins to arrive before it is all read."""
    tasks = TaskFilter(request.GET, scope)

    def told() -> Iterator[str]:
        with legend_in_force(scope.legend):  # the view is over when this is asked for
            yield from ledger.lines(tasks)

    answer = StreamingHttpResponse(told(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = str(content_disposition_header(True, f"{ledger.title_of(tasks)}.csv"))
    return cast(HttpResponse, answer)


@require_safe
@in_district()
def task_record(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """All about one task, for the file."""
    item = _item(scope, pk)
    return _paper(task_papers.record(item, entries(item.task)), _("Record of %(task)s"), item)


@require_safe
@in_district()
def task_notice(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A supervision notice to the unit that reports the task."""
    item = _item(scope, pk)
    if not scope.access.may(Action.URGE):
        raise PermissionDenied
    unit = reporting_unit(item.task)
    data = task_papers.notice(item, unit.full_name or unit.name if unit else "")
    return _paper(data, _("Supervision notice, %(task)s"), item)


def _item(scope: Scope, pk: int) -> Item:
    day = timezone.localdate()
    found = items(scope.tasks().filter(pk=pk).standing_on(day), day)
    if not found:
        raise Http404
    return found[0]


def _paper(data: bytes, name: str, item: Item) -> HttpResponse:
    """`data` to be saved as a .docx that is called after the task."""
    words = name % {"task": item.task.text[:20].rstrip("。，；")}
    file = FileResponse(io.BytesIO(data), as_attachment=True, filename=f"{words}.docx", content_type=DOCX)
    return cast(HttpResponse, file)
