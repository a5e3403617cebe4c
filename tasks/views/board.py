"""The board: who has reported in a period, unit by unit, and one step to urge those who have not."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tasks.board import Board
from tasks.models import Period, Year
from tasks.permissions import Action
from tasks.scope import Scope, in_district
from tasks.services.years import period_on

MONTHS = {str(month) for month in range(1, 13)}


@require_safe
@in_district(Action.SEE_ALL)
def board(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Reported, late, missing, sent back, waiting, by unit, for the period asked for or today's."""
    today = timezone.localdate()
    period = chosen_period(request, scope)
    context = {
        "board": Board(scope, period, today),
        "period": period,
        "days_left": (period.due - today).days,
        "months": months(request, scope, period),
        "may_urge": scope.access.may(Action.URGE) and not period.locked_at,
        **tabs(scope, "board"),
    }
    return render(request, "board/board.html", context)


def chosen_period(request: HttpRequest, scope: Scope) -> Period:
    """The period that the address asks for, else that of today."""
    year, asked = cast(Year, scope.year), request.GET.get("period", "")
    found = year.periods.filter(month=int(asked)).first() if asked in MONTHS else None
    period = found or period_on(year, timezone.localdate())
    period.year = year
    return period


def months(request: HttpRequest, scope: Scope, chosen: Period) -> list[dict[str, Any]]:
    """The periods that have begun, as tabs."""
    today = timezone.localdate()
    begun = Period.objects.filter(year=scope.year, opens__lte=today)
    return [
        {
            "label": _("month %(month)s") % {"month": period.month},
            "url": f"?period={period.month}",
            "current": period.pk == chosen.pk,
        }
        for period in begun
    ]


def tabs(scope: Scope, current: str) -> dict[str, Any]:
    """The pages of supervision, each with its address."""
    pages: list[tuple[str, str, Action]] = [
        ("review", _("Review"), Action.VERIFY),
        ("board", _("Who has reported"), Action.SEE_ALL),
        ("periods", _("Reporting periods"), Action.LOCK),
    ]
    shown = [
        {"label": label, "url": reverse(name, kwargs=scope.place), "current": name == current}
        for name, label, action in pages
        if scope.access.may(action)
    ]
    return {"tabs": shown}
