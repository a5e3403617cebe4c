"""The first page: where somebody's work is."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tasks.models import District, User
from tasks.permissions import Access, Action, districts_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The present overview of one's district; with several districts a choice, with none whom to ask."""
    user = cast(User, request.user)
    districts = list(districts_of(user).prefetch_related("years"))
    if len(districts) == 1 and (place := _place(districts[0])):
        return redirect(reverse("overview", kwargs=place))
    if len(districts) == 1 and Access(user, districts[0]).may(Action.IMPORT):
        return redirect("import_list", code=districts[0].code)
    return render(request, "tasks/home.html", {"districts": districts})


def _place(district: District) -> dict[str, Any] | None:
    """The district's present year, or else its latest, as part of an address."""
    year = district.current_year
    return {"code": district.code, "number": year.number} if year else None
