"""The first page: where somebody's work is."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tasks.dashboards import Overview
from tasks.filters import TaskFilter
from tasks.legend import legend_in_force
from tasks.models import District, User
from tasks.permissions import Access, Action, districts_of
from tasks.scope import Scope, district_scope

#: So many years of each district stand side by side.
YEARS = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The present overview of one's district; with several districts a choice, with none whom to ask."""
    user = cast(User, request.user)
    districts = list(districts_of(user).prefetch_related("years"))
    if len(districts) == 1 and (place := _place(districts[0])):
        return redirect(reverse("overview", kwargs=place))
    if len(districts) == 1 and Access(user, districts[0]).may(Action.IMPORT):
        return redirect("import_list", code=districts[0].code)
    numbers = [_row(user, district) for district in districts] if len(districts) > 1 else []
    return render(request, "tasks/home.html", {"districts": districts, "rows": numbers})


def _row(user: User, district: District) -> dict[str, Any]:
    """One district with its years side by side, the present one first, as this user sees their tasks."""
    years = sorted(district.years.all(), key=lambda year: (year != district.current_year, -year.number))
    scopes = [district_scope(user, district.code, year.number) for year in years[:YEARS]]
    return {
        "district": district,
        "years": [_of_year(scope) for scope in scopes],
    }


def _of_year(scope: Scope) -> dict[str, Any]:
    with legend_in_force(scope.legend):
        numbers = Overview(TaskFilter(QueryDict(), scope))
        return {"scope": scope, "numbers": numbers, "total": numbers.total, "standings": numbers.standings}


def _place(district: District) -> dict[str, Any] | None:
    """The district's present year, or else its latest, as part of an address."""
    year = district.current_year
    return {"code": district.code, "number": year.number} if year else None
