"""One row of an import: corrected beside the document, and judged anew at once."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from imports.filters import RowFilter
from imports.forms import RowForm
from imports.models import ImportBatch, ImportRow
from imports.services.edit import edit
from imports.services.reshape import join, split
from imports.views.batches import UNPROCESSABLE, batch_of
from imports.views.preview import over, table_of, totals
from imports.views.source import source_of
from tasks.errors import Refused
from tasks.models import User
from tasks.permissions import Action
from tasks.scope import Scope, in_district


@require_http_methods(["GET", "HEAD", "POST"])
@in_district(Action.IMPORT)
def row(request: HttpRequest, scope: Scope, pk: int, position: int) -> HttpResponse:
    """The form of row `position` with the document below; a POST corrects it."""
    batch = batch_of(scope, pk)
    found = batch.rows.filter(number=position).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, batch, found, RowForm(row=found))
    form = RowForm(request.POST, row=found)
    if not form.is_valid():
        return _shown(request, batch, found, form, status=UNPROCESSABLE)
    if request.POST.get("how") in ("split", "join"):
        return _reshape(request, scope, batch, found, form)
    try:
        found = edit(batch, position, form.cleaned_data, user=cast(User, request.user))
    except Refused as refused:
        messages.error(request, str(refused))
        return over(request, scope, batch)
    messages.success(request, _("Row %(number)s has been corrected.") % {"number": position})
    return _done(request, scope, batch, found)


def _reshape(
    request: HttpRequest, scope: Scope, batch: ImportBatch, found: ImportRow, form: RowForm
) -> HttpResponse:
    """Divide the row, a task a line of its wording, or join it with the one below."""
    user = cast(User, request.user)
    others = {name: value for name, value in form.cleaned_data.items() if name not in ("text", "targets")}
    try:
        edit(batch, found.number, others, user=user)
        if request.POST["how"] == "join":
            join(batch, found.number, user=user)
            messages.success(request, _("Two rows are one now."))
        else:
            texts = [line.strip() for line in form.cleaned_data["text"].splitlines() if line.strip()]
            split(batch, found.number, texts, user=user)
            messages.success(request, _("The row is %(count)s rows now.") % {"count": len(texts)})
    except Refused as refused:
        form.add_error("text", str(refused))
        return _shown(request, batch, found, form, status=UNPROCESSABLE)
    return over(request, scope, batch, f"?row={found.number}#row-{found.number}")


def _shown(
    request: HttpRequest, batch: ImportBatch, found: ImportRow, form: RowForm, status: int = 200
) -> HttpResponse:
    context = {"batch": batch, **source_of(batch, {"row": str(found.number)}), "row_form": form}
    inside = cast(Any, request).htmx
    return render(request, "imports/source.html" if inside else "imports/row.html", context, status=status)


def _done(request: HttpRequest, scope: Scope, batch: ImportBatch, found: ImportRow) -> HttpResponse:
    place = {"code": scope.district.code, "pk": batch.pk}
    if not cast(Any, request).htmx:
        return redirect(f"{reverse('import_preview', kwargs=place)}?row={found.number}#row-{found.number}")
    batch.refresh_from_db()
    shown = RowFilter(batch, request.GET)
    rows = ImportRow.objects.filter(pk=found.pk)
    context = {**totals(shown), **source_of(batch, {"row": str(found.number)})}
    context |= {"table": table_of(rows, scope, batch, oob=True)}
    return render(request, "imports/corrected.html", context)
