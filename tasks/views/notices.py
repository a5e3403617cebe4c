"""The bell: what one was told, the newest first, each leading to where it happened."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tasks.models import Notice, Task, User
from tasks.notices import words
from tasks.permissions import visible_notices, visible_tasks

PAGE_SIZE = 50


def bell(request: HttpRequest) -> dict[str, Any]:
    """For every template: how many lines wait to be read; asked only where a page says so."""
    return {"unread": SimpleLazyObject(lambda: _unread(cast(User, request.user)).count())}


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What one was told, by day."""
    mine = visible_notices(request.user).select_related("district", "task__year")
    page = Paginator(mine, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"page": page, "days": list(_by_day(page))})


@require_POST
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one line: go where it leads, or stay (`stay`)."""
    row = get_object_or_404(visible_notices(request.user).select_related("district", "task__year"), pk=pk)
    if row.read_at is None:
        row.read_at = timezone.now()
        row.save(update_fields=["read_at"])
    if "stay" in request.POST:
        return redirect("notices")
    if row.task and not visible_tasks(request.user, Task.objects.filter(pk=row.task.pk)).exists():
        messages.info(request, _("This task is no longer among those that you can see."))
        return redirect("notices")
    return redirect(address_of(row))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Read them all."""
    read = _unread(cast(User, request.user)).update(read_at=timezone.now())
    said = ngettext("%(number)s notice marked as read.", "%(number)s notices marked as read.", read)
    messages.success(request, said % {"number": read})
    return redirect("notices")


def address_of(row: Notice) -> str:
    """Where `row` leads: its task, or the page that it names; else the first page."""
    if row.task:
        place = {"code": row.district.code, "number": row.task.year.number, "pk": row.task.pk}
        return reverse("task", kwargs=place)
    try:
        kwargs = {"code": row.district.code, "number": row.params["year"]}
        return reverse(row.params["page"], kwargs=kwargs) + str(row.params.get("query", ""))
    except (KeyError, NoReverseMatch):
        return reverse("home")


def _unread(user: User) -> Any:
    return visible_notices(user).filter(read_at=None)


def _by_day(rows: Iterable[Notice]) -> Iterable[dict[str, Any]]:
    for each, group in groupby(rows, key=lambda row: timezone.localdate(row.sent_at)):
        yield {"day": each, "lines": [{"row": row, "words": words(row.code, row.params)} for row in group]}
