"""The imports of a district: the list, an upload, the file that was uploaded."""

from typing import cast

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from imports.forms import UploadForm
from imports.models import ImportBatch
from imports.services.stage import receive
from tasks.models import SourceFile, User
from tasks.permissions import Action
from tasks.scope import Scope, in_district

UNPROCESSABLE = 422


def batch_of(scope: Scope, pk: int) -> ImportBatch:
    """The batch at an address. Raises Http404 for one of another district."""
    batches = ImportBatch.objects.select_related(
        "source", "district", "year", "created_by", "applied_by", "undone_by"
    )
    return get_object_or_404(batches, pk=pk, district=scope.district)


@require_http_methods(["GET", "HEAD", "POST"])
@in_district(Action.IMPORT)
def import_list(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The district's imports, the newest first, and the form for another."""
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        batch = receive(file.name, file.read(), user=cast(User, request.user), district=scope.district)
        return redirect("import_preview", code=scope.district.code, pk=batch.pk)
    batches = ImportBatch.objects.filter(district=scope.district).select_related(
        "source", "created_by", "year"
    )
    page = Paginator(batches, 25).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "limit": settings.UPLOAD_LIMIT}
    return render(request, "imports/list.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
@in_district(Action.IMPORT)
def source_file(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The document as it was uploaded: always to be saved, never shown, whatever it holds."""
    source = get_object_or_404(SourceFile, pk=pk, district=scope.district)
    try:
        file = source.file.open("rb")
    except (FileNotFoundError, ValueError):
        raise Http404(_("The file is not there any more.")) from None
    answer = FileResponse(
        file, as_attachment=True, filename=source.name, content_type="application/octet-stream"
    )
    return cast(HttpResponse, answer)
