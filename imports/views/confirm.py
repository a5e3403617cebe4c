"""The end of an import: confirmed, laid aside, or taken back."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from imports.filters import RowFilter
from imports.forms import ConfirmForm
from imports.models import ImportBatch
from imports.remarks import applied_words, left_words, undone_words
from imports.services.apply import Undecided, apply
from imports.services.decide import decisions, past
from imports.services.decide import discard as lay_aside
from imports.services.undo import prospect
from imports.services.undo import undo as take_back
from imports.views.batches import UNPROCESSABLE, batch_of
from imports.views.preview import to_preview
from tasks.errors import Refused
from tasks.models import User
from tasks.permissions import Action
from tasks.scope import Scope, in_district
from tasks.templatetags.look import undo_tag

Status = ImportBatch.Status


@require_http_methods(["GET", "HEAD", "POST"])
@in_district(Action.IMPORT)
def confirm(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Import what the preview shows; asked first what becomes of rows that nobody has decided about."""
    batch = batch_of(scope, pk)
    if batch.status != Status.STAGED:
        messages.warning(request, past(batch))
        return to_preview(scope, batch)
    fates = RowFilter(batch, request.GET).fates
    asked = request.method != "POST" or (fates["undecided"] and "undecided" not in request.POST)
    seen = decisions(batch)
    form = ConfirmForm(None if asked else request.POST, undecided=fates["undecided"], seen=seen)
    if not form.is_valid():
        context = {"batch": batch, "form": form, "fates": fates}
        return render(
            request, "imports/confirm.html", context, status=UNPROCESSABLE if form.is_bound else 200
        )
    return _apply(request, scope, batch, form)


def _apply(request: HttpRequest, scope: Scope, batch: ImportBatch, form: ConfirmForm) -> HttpResponse:
    undecided = cast(Undecided, form.cleaned_data.get("undecided", "refuse"))
    try:
        applied = apply(
            batch, user=cast(User, request.user), undecided=undecided, seen=form.cleaned_data["seen"]
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return to_preview(scope, batch)
    undo_url = reverse("import_undo", kwargs={"code": scope.district.code, "pk": batch.pk})
    messages.success(request, applied_words(applied), extra_tags=undo_tag(undo_url))
    place = {"code": scope.district.code, "number": batch.year_number}
    return redirect(f"{reverse('task_list', kwargs=place)}?batch={batch.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@in_district(Action.IMPORT)
def discard(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Lay a batch aside that has not been confirmed; asks first, since decisions about its rows are lost."""
    batch = batch_of(scope, pk)
    if request.method != "POST":
        return render(request, "imports/discard.html", {"batch": batch, "back": _back(scope, batch)})
    try:
        lay_aside(batch, user=cast(User, request.user))
    except Refused as refused:
        messages.error(request, str(refused))
        return to_preview(scope, batch)
    messages.success(request, _("“%(name)s” was laid aside; nothing was imported.") % {"name": batch})
    return redirect("import_list", code=scope.district.code)


@require_http_methods(["GET", "HEAD", "POST"])
@in_district(Action.IMPORT)
def undo(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Take an import back; asks first, naming how many and what would be left."""
    batch = batch_of(scope, pk)
    if batch.status != Status.APPLIED:
        messages.warning(request, past(batch))
        return to_preview(scope, batch)
    if request.method != "POST" or "sure" not in request.POST:
        return _ask(request, scope, batch)
    try:
        undone = take_back(batch, user=cast(User, request.user))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, undone_words(undone))
    return to_preview(scope, batch)


def _ask(request: HttpRequest, scope: Scope, batch: ImportBatch) -> HttpResponse:
    found = prospect(batch)
    left = [{"text": each.text, "row": each.row, "why": left_words(vars(each))} for each in found.left]
    context = {"batch": batch, "found": found, "left": left, "back": _back(scope, batch)}
    return render(request, "imports/undo.html", context)


def _back(scope: Scope, batch: ImportBatch) -> str:
    return reverse("import_preview", kwargs={"code": scope.district.code, "pk": batch.pk})
