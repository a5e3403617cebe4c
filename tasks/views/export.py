"""Lists of tasks as files, as they are filtered."""

import io
from collections.abc import Iterator
from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tasks.filters import TaskFilter
from tasks.legend import legend_in_force
from tasks.outputs import ledger
from tasks.outputs.books import XLSX
from tasks.scope import Scope, in_district


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
