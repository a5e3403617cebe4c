"""The document beside its rows: the part of it that a row was read from, and the rows read from each part."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from imports.document import Place
from imports.document_json import document_from_json
from imports.forms import RowForm
from imports.models import ImportBatch, ImportRow, ReadDocument
from imports.source_window import Asked, line_at, lines_of, window
from imports.views.batches import batch_of
from tasks.permissions import Action
from tasks.scope import Scope, in_district


@require_safe
@in_district(Action.IMPORT)
def source(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The lines around those that `?row=` was read from, or around the line `?at=`."""
    batch = batch_of(scope, pk)
    return render(request, "imports/source.html", {"batch": batch, **source_of(batch, request.GET)})


def source_of(batch: ImportBatch, query: Any) -> dict[str, Any]:
    """For imports/source.html: the window that an address asks for; None where no document was kept."""
    kept = ReadDocument.objects.filter(batch=batch).first()
    row = _row(batch, query.get("row", ""))
    form = RowForm(row=row) if row and batch.status == ImportBatch.Status.STAGED else None
    if kept is None:
        return {"window": None, "row": row, "row_form": form}
    lines = lines_of(document_from_json(kept.data))
    places = {name: _place(batch, source) for name, source in row.data["source"].items()} if row else {}
    own = places.get("text")
    asked = Asked(own, frozenset(places.values()), _rows_by_place(batch))
    at = query.get("at", "")
    middle = int(at[:9]) if at.isdecimal() else line_at(lines, [own] if own else places.values())
    return {"window": window(lines, middle, asked), "row": row, "row_form": form}


def _rows_by_place(batch: ImportBatch) -> dict[Place, list[int]]:
    """Which rows' wording stands where."""
    found: dict[Place, list[int]] = defaultdict(list)
    rows = ImportRow.objects.filter(batch=batch).order_by("number")
    for number, place in rows.values_list("number", "data__source__text__place"):
        if place:
            found[_place(batch, {"place": place})].append(number)
    return found


def _row(batch: ImportBatch, number: str) -> ImportRow | None:
    return batch.rows.filter(number=int(number[:9])).first() if number.isdecimal() else None


def _place(batch: ImportBatch, source: dict[str, Any]) -> Place:
    """A stored place as the document has it, where the file's name is the batch's."""
    return Place.from_json({**source["place"], "file": batch.source.name})
