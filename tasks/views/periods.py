"""Reporting periods: their days, their state, their figures; and how often tasks are reported."""

from itertools import pairwise
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tasks.board import Board
from tasks.due import Mark
from tasks.errors import Refused
from tasks.filters import TaskFilter
from tasks.models import Period, PeriodFigure, User, Year
from tasks.models.plan import Cadence
from tasks.permissions import Action
from tasks.scope import Scope, in_district
from tasks.services import periods as service
from tasks.standing import Standing
from tasks.tables import for_rows
from tasks.views.back import refused
from tasks.views.board import tabs
from tasks.views.report import UNPROCESSABLE


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class DaysForm(forms.Form):
    """When a period opens and its reports are due."""

    opens = forms.DateField(label=gettext_lazy("Opens"), widget=_day())
    due = forms.DateField(label=gettext_lazy("Reports due"), widget=_day())


class ReopenForm(forms.Form):
    """Why a locked period is opened again."""

    reason = forms.CharField(label=gettext_lazy("Reopened because"), max_length=service.LONGEST)


class CadenceForm(forms.Form):
    """How often the chosen tasks are reported."""

    cadence = forms.ChoiceField(
        label=gettext_lazy("To be reported"),
        choices=[*Cadence.choices, ("", gettext_lazy("as their plan says"))],
        initial=Cadence.QUARTERLY,
        required=False,
    )


@require_safe
@in_district(Action.LOCK)
def periods(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The twelve of the year: when they open, when reports are due, what has come, who locked them."""
    today = timezone.localdate()
    rows = Period.objects.filter(year=scope.year).select_related("locked_by")
    context = {
        "lines": [_line(scope, row, today) for row in rows],
        "may_administer": scope.access.may(Action.ADMINISTER),
        "cadences": _cadences(scope),
        **tabs(scope, "periods"),
    }
    return render(request, "periods/periods.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_district(Action.LOCK)
def period(request: HttpRequest, scope: Scope, month: int) -> HttpResponse:
    """One period: lock it, reopen it, change its days; the figures that its last lock kept."""
    row = get_object_or_404(Period.objects.select_related("locked_by"), year=scope.year, month=month)
    row.year = cast(Year, scope.year)
    days = DaysForm(
        request.POST if "days" in request.POST else None, initial={"opens": row.opens, "due": row.due}
    )
    why = ReopenForm(request.POST if "reopen" in request.POST else None)
    if request.method == "POST":
        try:
            if said := _done(request, row, days, why):
                messages.success(request, said)
                return redirect(reverse("period", kwargs={**scope.place, "month": month}))
        except Refused as error:
            if typed := request.POST.get("reason", ""):
                return refused(request, str(error), typed, request.path)
            messages.error(request, str(error))
    today = timezone.localdate()
    context = {
        "period": row,
        "days_form": days,
        "reopen_form": why,
        "board": Board(scope, row, today),
        "begun": row.opens <= today,
        "before_due": today <= row.due,
        "may_administer": scope.access.may(Action.ADMINISTER),
        "figures": _figures(row),
        "acts": _acts(row),
        **tabs(scope, "periods"),
    }
    return render(request, "periods/period.html", context, status=_status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@in_district(Action.EDIT)
def cadence(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Tasks chosen by the words of a list, green ones unless others are asked for; how often they report."""
    data = request.GET.copy()
    if not data:
        data["light"] = "green"
    asked, form = TaskFilter(data, scope), CadenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = [int(pk) for pk in request.POST.getlist("task") if pk.isdecimal()]
        if chosen:
            number = service.set_cadence(
                chosen, cast(Year, scope.year), form.cleaned_data["cadence"], user=cast(User, request.user)
            )
            said = ngettext("%(number)s task changed.", "%(number)s tasks changed.", number)
            messages.success(request, said % {"number": number})
            return redirect(reverse("periods", kwargs=scope.place))
        form.add_error(None, _("Choose at least one task."))
    tasks = for_rows(asked.qs.worst_first(), asked.day)
    context = {"tasks": tasks, "asked": asked, "form": form, **tabs(scope, "periods")}
    return render(request, "periods/cadence.html", context, status=_status(request))


def _status(request: HttpRequest) -> int:
    return UNPROCESSABLE if request.method == "POST" else 200


def _done(request: HttpRequest, row: Period, days: DaysForm, why: ReopenForm) -> str:
    """What was asked for, done; nothing where a form is wrong."""
    user = cast(User, request.user)
    if "lock" in request.POST:
        service.lock(row, user=user)
        return _("%(period)s is locked; its figures are kept.") % {"period": row}
    if "reopen" in request.POST:
        _administers(request)
        if why.is_valid():
            service.reopen(row, user=user, reason=why.cleaned_data["reason"])
            return _("%(period)s is open again.") % {"period": row}
    if "days" in request.POST:
        _administers(request)
        if days.is_valid():
            service.adjust(row, user=user, **days.cleaned_data)
            return _("The days of %(period)s are changed.") % {"period": row}
    return ""


def _administers(request: HttpRequest) -> None:
    if not cast(Any, request).scope.access.may(Action.ADMINISTER):
        raise PermissionDenied


def _line(scope: Scope, row: Period, today: Any) -> dict[str, Any]:
    row.year = cast(Year, scope.year)
    begun = row.opens <= today
    return {
        "period": row,
        "begun": begun,
        "board": Board(scope, row, today).total if begun else None,
        "current": row.month == today.month and row.year.number == today.year,
    }


def _figures(row: Period) -> list[dict[str, Any]]:
    figures = PeriodFigure.objects.filter(period=row).select_related("task")
    kept = sorted(
        figures, key=lambda each: (Standing(each.standing).severity, each.task.position, each.task_id)
    )
    return [{"figure": each, "mark": Mark(each.mark).label if each.mark else ""} for each in kept]


def _acts(row: Period) -> list[dict[str, Any]]:
    """What was done to the period, the newest first: created, adjusted, locked, reopened and why."""
    past = list(row.history.select_related("history_user").order_by("-history_date", "-history_id"))
    acts = []
    for each, before in pairwise(past):
        if what := _act(each, before):
            acts.append({"when": each.history_date, "who": each.history_user, "what": what})
    return acts


def _act(each: Any, before: Any) -> str:
    if each.locked_at and not before.locked_at:
        return _("locked it")
    if before.locked_at and not each.locked_at:
        return _("reopened it: %(reason)s") % {"reason": each.history_change_reason or "–"}
    if (each.opens, each.due) != (before.opens, before.due):
        return _("changed its days: opens %(opens)s, due %(due)s") % {"opens": each.opens, "due": each.due}
    return ""


def _cadences(scope: Scope) -> list[dict[str, Any]]:
    """How many tasks have a cadence of their own."""
    own = scope.tasks().exclude(cadence="").order_by().values("cadence").annotate(number=Count("pk"))
    return [{"label": Cadence(row["cadence"]).label, "number": row["number"]} for row in own]
