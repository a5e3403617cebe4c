"""Reporting with a spreadsheet: download, upload, see the difference, confirm."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tasks.books import LARGEST_FILE
from tasks.errors import Refused
from tasks.models import ProgressReport, StagedSheet, User, Year
from tasks.outputs.books import XLSX
from tasks.scope import Scope, in_district
from tasks.services.report_sheet import (
    Change,
    Comparison,
    Difference,
    Sent,
    compare,
    confirm,
    sheet_of,
    stage,
)
from tasks.services.sheet_tasks import due
from tasks.services.years import present
from tasks.views.report import UNPROCESSABLE


class SheetForm(forms.Form):
    """A filled-in workbook."""

    file = forms.FileField(
        label=gettext_lazy("Filled-in sheet"), widget=forms.FileInput(attrs={"accept": ".xlsx"})
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > min(LARGEST_FILE, settings.UPLOAD_LIMIT):
            sentence = _("The file has %(size)s; at most %(limit)s can be read.")
            limit = filesizeformat(min(LARGEST_FILE, settings.UPLOAD_LIMIT))
            raise forms.ValidationError(sentence % {"size": filesizeformat(file.size or 0), "limit": limit})
        return file


@require_safe
@never_cache
@in_district()
def sheet_download(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The sheet of all that this person reports this period."""
    year = _year(scope)
    period = present(year, timezone.localdate())
    words = {"district": scope.district, "period": period, "name": request.user}
    name = _("Reports of %(district)s %(period)s %(name)s.xlsx") % words
    answer = HttpResponse(sheet_of(scope.access, year), content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, name.replace("/", "-")) or ""
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@in_district()
def sheet_upload(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Where the sheet is downloaded and, filled in, uploaded."""
    year, today = _year(scope), timezone.localdate()
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            staged = stage(file.name, file.read(), user=cast(User, request.user), year=year)
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return _to_preview(scope, staged.pk)
    context = {
        "form": form,
        "period": present(year, today),
        "count": len(due(scope.access, year, today)),
        "staged": _staged(scope).first(),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "reporting/sheet.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@in_district()
def sheet_preview(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """What the sheet would change; by POST it does."""
    _year(scope)
    staged = get_object_or_404(_staged(scope), pk=pk)
    sent = _confirmed(request, staged) if request.method == "POST" else Sent()
    if request.method == "POST" and not sent.refused:
        return _to_preview(scope, pk)
    context = {"staged": staged, "refused": sent.refused, **_shown(compare(staged, scope.access))}
    return render(
        request, "reporting/sheet_preview.html", context, status=UNPROCESSABLE if sent.refused else 200
    )


def _to_preview(scope: Scope, pk: int) -> HttpResponse:
    return redirect(reverse("sheet_preview", kwargs={**scope.place, "pk": pk}))


def _year(scope: Scope) -> Year:
    if scope.year is None:
        raise Http404
    if not scope.access.unit_ids:
        raise PermissionDenied
    return scope.year


def _staged(scope: Scope) -> Any:
    """This person's own uploads in this year; nobody else's can be seen."""
    mine = StagedSheet.objects.filter(user=scope.access.user, kind=StagedSheet.Kind.REPORTS)
    return mine.filter(district=scope.district, year=scope.year).select_related("district", "year__district")


def _confirmed(request: HttpRequest, staged: StagedSheet) -> Sent:
    posted = request.POST
    seen = {int(name[5:]): posted[name] for name in posted if name[:5] == "seen-" and name[5:].isdecimal()}
    take = [pk for pk in seen if posted.get(f"take-{pk}") == "sheet"]
    user = cast(User, request.user)
    sent = confirm(staged, user=user, seen=seen, take=take, period=posted.get("for_period", ""))
    count = len(sent.tasks)
    if count:
        words = ngettext("%(count)s report was sent.", "%(count)s reports were sent.", count)
        messages.success(request, words % {"count": count})
    elif not sent.refused:
        messages.info(request, _("Nothing was sent: nothing was chosen, or all of it is there already."))
    return sent


# ---- what is shown ----
def _shown(comparison: Comparison) -> dict[str, Any]:
    kinds = {kind: comparison.of_kind(kind) for kind in ("changed", "conflict", "wrong", "same")}
    rows = {kind: [_row(each) for each in each_kind] for kind, each_kind in kinds.items()}
    wrong = [*comparison.strays, *(sentence for row in kinds["wrong"] for sentence in row.wrong)]
    return {"rows": rows, "wrong": wrong, "comparison": comparison}


def _row(found: Difference) -> dict[str, Any]:
    """For the template: the task, its changes in words, who reported meanwhile."""
    mine = found.mine
    names = {f"value_{t.pk}": t.metric for t in mine.task.targets.all()} if mine else {}
    return {
        "task": mine.task if mine else None,
        "number": found.row.row,
        "version": mine.version if mine else "",
        "report": mine.this if mine else None,
        "changes": [_words(change, names) for change in found.changes],
        "meanwhile": [_words(change, names) for change in found.meanwhile],
        "wrong": found.wrong,
    }


def _words(change: Change, names: dict[str, str]) -> dict[str, str]:
    if change.name == "status":
        labels = {value: str(label) for value, label in ProgressReport.Status.choices}
        before, after = labels.get(change.before, ""), labels.get(change.after, "")
    else:
        unit = "%" if change.name == "percent" else ""
        before, after = (f"{text}{unit}" if text else "" for text in (change.before, change.after))
    label = names.get(change.name) or _label(change.name)
    return {"label": label, "before": before, "after": after or _("emptied")}


def _label(name: str) -> str:
    if name.startswith("value_"):
        return _("value reached")
    return str(cast(Any, ProgressReport._meta.get_field(name)).verbose_name)
