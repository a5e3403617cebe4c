"""Urging: about one task on its page, about many after naming them, and the unit's answer."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tasks.errors import Refused
from tasks.filters import TaskFilter
from tasks.models import Task, Urge, User
from tasks.permissions import Action, reporting_unit
from tasks.scope import Scope, in_district
from tasks.services import urge as service
from tasks.tables import for_rows
from tasks.views.back import refused, task_page
from tasks.views.report import UNPROCESSABLE

#: More than a district's year of tasks is never urged about at once.
MOST = 1000


class UrgeForm(forms.Form):
    """What one wants to say when urging; it may be left out."""

    text = forms.CharField(
        label=gettext_lazy("Words to the unit"),
        required=False,
        max_length=service.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AnswerForm(forms.Form):
    """What the unit says to having been urged."""

    urge = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Answer to the urge"),
        max_length=service.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def for_task(scope: Scope, task: Task) -> dict[str, Any]:
    """What the page of a task says of urges: all of them, and the forms of who may urge or answer."""
    urges = list(task.urges.select_related("unit", "sent_by", "answered_by"))
    unit, today = reporting_unit(task), timezone.localdate()
    open_task = unit is not None and task.status not in service.FINISHED
    urged_today = any(row.day == today and unit and row.unit_id == unit.pk for row in urges)
    return {
        "urges": urges,
        "urge_unit": unit,
        "urge_form": UrgeForm() if open_task and scope.access.may(Action.URGE) and not urged_today else None,
        "answering": {
            row.pk for row in urges if not row.answered_at and row.unit_id in scope.access.unit_ids
        },
    }


@require_POST
@in_district()
def urge_task(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Urge the unit that reports a task."""
    task = get_object_or_404(scope.tasks(), pk=pk)
    return _done(request, scope, task, lambda user: _urged(task, user, request.POST.get("text", "")))


@require_POST
@in_district()
def answer_urge(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Take a unit's answer to an urge about a task."""
    task, form = get_object_or_404(scope.tasks(), pk=pk), AnswerForm(request.POST)
    form.is_valid()
    row = get_object_or_404(Urge, task=task, pk=form.cleaned_data.get("urge") or 0)
    return _done(request, scope, task, lambda user: _answered(row, user, request.POST.get("text", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@in_district(Action.URGE)
def urge_many(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Name what one is about to urge, unit by unit, let some of it be left out, and urge about the rest."""
    asked = TaskFilter(request.GET, scope)
    form = UrgeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = [int(pk) for pk in request.POST.getlist("task") if pk.isdecimal()][:MOST]
        if chosen:
            outcome = service.urge_many(
                scope.tasks().filter(pk__in=chosen).values_list("pk", flat=True),
                scope.district,
                user=cast(User, request.user),
                text=form.cleaned_data["text"],
            )
            _say(request, outcome)
            return redirect(_back(request, scope))
        form.add_error(None, _("Choose at least one task."))
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    chosen_before = set(request.POST.getlist("task")) if form.is_bound else None
    context = {**_named(asked), "form": form, "back": _back(request, scope), "chosen": chosen_before}
    return render(request, "urge/many.html", context, status=status)


def _named(asked: TaskFilter) -> dict[str, Any]:
    """The tasks that would be urged about, by the units that report them; and those that cannot be."""
    today = asked.today
    tasks = for_rows(asked.qs.worst_first(), today).select_related("reporter")[:MOST]
    done = {
        (row.task_id, row.unit_id): row
        for row in Urge.objects.filter(day=today, task__year=asked.scope.year).select_related("sent_by")
    }
    units: dict[Any, list[dict[str, Any]]] = {}
    nobody = []
    for task in tasks:
        unit = reporting_unit(task)
        if unit is None or task.status in service.FINISHED:
            nobody.append(task)
        else:
            units.setdefault(unit, []).append({"task": task, "urged": done.get((task.pk, unit.pk))})
    groups = [
        {"unit": unit, "lines": units[unit]} for unit in sorted(units, key=lambda u: (u.position, u.pk))
    ]
    waits = [unit for unit, lines in units.items() for line in lines if not line["urged"]]
    return {"groups": groups, "nobody": nobody, "count": len(waits), "units": len(set(waits))}


def _urged(task: Task, user: User, text: str) -> str:
    row = service.urge(task, user=user, text=text)
    return _("%(unit)s has been urged.") % {"unit": row.unit}


def _answered(row: Urge, user: User, text: str) -> str:
    service.answer(row, user=user, text=text)
    return _("Your answer has been sent.")


def _done(request: HttpRequest, scope: Scope, task: Task, act: Any) -> HttpResponse:
    """Do `act` and say so, or why not with what had been typed."""
    try:
        messages.success(request, act(cast(User, request.user)))
    except Refused as error:
        return refused(request, str(error), request.POST.get("text", ""), task_page(scope, task))
    return redirect(task_page(scope, task))


def _say(request: HttpRequest, outcome: service.Outcome) -> None:
    number = len(outcome.urged)
    units = len({row.unit_id for row in outcome.urged})
    if number:
        said = ngettext(
            "Urged about %(number)s task, %(units)s units.",
            "Urged about %(number)s tasks, %(units)s units.",
            number,
        )
        messages.success(request, said % {"number": number, "units": units})
    if outcome.already:
        said = ngettext(
            "%(number)s was left out: its unit has been urged about it today.",
            "%(number)s were left out: their units have been urged about them today.",
            len(outcome.already),
        )
        messages.warning(request, said % {"number": len(outcome.already)})


def _back(request: HttpRequest, scope: Scope) -> str:
    """The board of the period that was asked about, or the list."""
    query = request.GET
    if "report" in query:
        month = query.get("period", "")
        return reverse("board", kwargs=scope.place) + (f"?period={month}" if month.isdecimal() else "")
    return reverse("task_list", kwargs=scope.place) + (f"?{query.urlencode()}" if query else "")
