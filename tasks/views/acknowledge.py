"""Tasks to be acknowledged: the unit's page, the supervisor's, and one task's."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tasks.acknowledging import WAITING, counts, with_answers
from tasks.errors import Refused
from tasks.forms_assign import DecideForm, ObjectForm
from tasks.models import Acknowledgement, Breakdown, Responsibility, Task, Unit, User
from tasks.models.queries import TaskQuerySet
from tasks.permissions import Action, reporting_unit
from tasks.scope import Scope, in_district
from tasks.services.acknowledge import acknowledge as say_yes
from tasks.services.acknowledge import insist, object_to, reassign
from tasks.tables import FINISHED
from tasks.views.back import back, taken, task_page
from tasks.views.supervision_tabs import tabs

State = Acknowledgement.State
UNPROCESSABLE = 422


@require_safe
@in_district()
def acknowledge(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What waits for one's units' answer, and for supervisors what waits for theirs."""
    may_decide = scope.access.may(Action.DECIDE)
    if not (scope.access.unit_ids or may_decide):
        raise PermissionDenied
    context = {
        "tabs": tabs(scope, "acknowledge"),
        "asks": scope.district.asks_acknowledgement,
        "mine": _mine(scope) if scope.access.unit_ids else None,
        "all": _all(scope, request.GET.get("unit", "")) if may_decide else None,
    }
    return render(request, "acknowledge/page.html", context)


@require_POST
@in_district()
def acknowledge_send(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Acknowledge the tasks ticked, or all that wait."""
    if not scope.access.unit_ids:
        raise PermissionDenied
    tasks = with_answers(scope.tasks()).filter(Q(asked_unit__in=scope.access.unit_ids))
    if "all" in request.POST:
        chosen = list(tasks.filter(Q(answer__in=WAITING)))
    else:
        chosen = list(scope.tasks().filter(pk__in=_keys(request)))
    try:
        number = len(say_yes(chosen, user=cast(User, request.user)))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        said = ngettext("%(number)s task acknowledged.", "%(number)s tasks acknowledged.", number)
        messages.success(request, said % {"number": number})
    return redirect(back(request, reverse("acknowledge", kwargs=scope.place)))


@require_http_methods(["GET", "HEAD", "POST"])
@in_district()
def object_page(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A unit objects to leading a task."""
    task = the_task(scope, pk)
    if not scope.access.may_report(task):
        raise PermissionDenied
    form = ObjectForm(request.POST if request.method == "POST" else None, district=scope.district)
    after = back(request, task_page(scope, task))
    said = _("Your objection waits for the supervisor's decision.")
    user = cast(User, request.user)
    if form.is_valid() and taken(
        request, form, lambda: object_to(task, user=user, **form.cleaned_data), said
    ):
        return redirect(after)
    return _asked(request, "acknowledge/object.html", {"task": task, "form": form, "back": after})


@require_http_methods(["GET", "HEAD", "POST"])
@in_district(Action.DECIDE)
def decide_objection(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A supervisor gives the task to another unit, or leaves it where it is."""
    task = the_task(scope, pk)
    row = answer_of(task)
    initial = {"unit": row.proposed if row else None}
    data = request.POST if request.method == "POST" else None
    form = DecideForm(data, district=scope.district, initial=initial)
    after = back(request, reverse("acknowledge", kwargs=scope.place))
    user = cast(User, request.user)
    if form.is_valid() and taken(request, form, lambda: _decide(task, user, form), _("Decided.")):
        return redirect(after)
    context = {"task": task, "row": row, "form": form, "back": after}
    return _asked(request, "acknowledge/decide.html", context)


def for_task(scope: Scope, task: Task) -> dict[str, Any]:
    """What the task's page says of its acknowledgement."""
    row = answer_of(task)
    asked = scope.district.asks_acknowledgement and task.status not in FINISHED
    state = row.state if row else ""
    return {
        "asked_unit": reporting_unit(task) if asked else None,
        "unreported": reporting_unit(task) is None and scope.access.may(Action.EDIT),
        "answer": row,
        "may_answer": scope.access.may_report(task),
        "answer_waits": state in WAITING or state == State.OBJECTED,
        "may_object": state in ("", State.ACKNOWLEDGED),
        "may_decide": scope.access.may(Action.DECIDE),
    }


def answer_of(task: Task) -> Acknowledgement | None:
    """The answer of the unit that reports `task` now."""
    unit = reporting_unit(task)
    rows = Acknowledgement.objects.select_related("unit", "proposed", "answered_by", "decided_by")
    return rows.filter(task=task, unit=unit).first() if unit else None


def _mine(scope: Scope) -> dict[str, Any]:
    """What one's units have answered and not yet answered, in the document's order."""
    tasks = with_answers(scope.tasks()).filter(Q(asked_unit__in=scope.access.unit_ids))
    rows = list(_with_people(tasks.in_document_order()))
    answers = _answers(rows)
    lines = [{"task": row, "answer": answers.get((row.pk, cast(Any, row).asked_unit))} for row in rows]
    waiting = [line for line in lines if cast(Any, line["task"]).answer in WAITING]
    objected = [line for line in lines if cast(Any, line["task"]).answer == State.OBJECTED]
    missing = [line for line in lines if cast(Any, line["task"]).broken_down in ("", "returned")]
    return {"waiting": waiting, "objected": objected, "unbroken": missing, "number": len(rows)}


def _all(scope: Scope, chosen: str) -> dict[str, Any]:
    """Objections and breakdowns that wait for a decision, and who has not answered."""
    tasks = with_answers(scope.tasks())
    objected = list(_with_people(tasks.filter(Q(answer=State.OBJECTED)).in_document_order()))
    answers = _answers(objected)
    waiting = Breakdown.objects.filter(task__in=scope.tasks(), state=Breakdown.State.SUBMITTED)
    key = int(chosen) if chosen.isdecimal() else 0
    unit = Unit.objects.filter(district=scope.district, pk=key).first()
    missing = tasks.filter(Q(answer__in=WAITING, asked_unit=unit.pk)).in_document_order() if unit else None
    return {
        "objections": [answers[row.pk, cast(Any, row).asked_unit] for row in objected],
        "breakdowns": waiting.select_related("task", "unit", "filed_by").order_by("filed_at"),
        "units": _units(tasks),
        "unit": unit,
        "missing": missing,
    }


def _units(tasks: TaskQuerySet) -> list[dict[str, Any]]:
    """How each unit has answered, in official order; those that have not answered everything first."""
    found = counts(tasks)
    lines = []
    for unit in Unit.objects.filter(pk__in=found):
        numbers = found[unit.pk].items()
        lines.append(
            {
                "unit": unit,
                "asked": sum(n for _states, n in numbers),
                "acknowledged": sum(n for (answer, _b), n in numbers if answer == State.ACKNOWLEDGED),
                "objected": sum(n for (answer, _b), n in numbers if answer == State.OBJECTED),
                "missing": sum(n for (answer, _b), n in numbers if answer in WAITING),
                "broken_down": sum(n for (_a, filed), n in numbers if filed == Breakdown.State.APPROVED),
            }
        )
    return sorted(lines, key=lambda line: not line["missing"])


def _with_people(tasks: TaskQuerySet) -> TaskQuerySet:
    people = Responsibility.objects.select_related("unit", "official")
    return tasks.select_related("plan", "goal__parent").prefetch_related(Prefetch("responsibilities", people))


def _answers(tasks: list[Task]) -> dict[tuple[int, int], Acknowledgement]:
    rows = Acknowledgement.objects.filter(task__in=tasks)
    rows = rows.select_related("task", "unit", "proposed", "answered_by", "decided_by")
    return {(row.task_id, row.unit_id): row for row in rows}


def _decide(task: Task, user: User, form: DecideForm) -> None:
    given = form.cleaned_data
    if given["decision"] == "insist":
        insist(task, user=user, words=given["words"])
    else:
        reassign(task, user=user, unit=given["unit"], words=given["words"])


def the_task(scope: Scope, pk: int) -> Task:
    """The task of an address, with who answers for it. Raises Http404 where the reader does not see it."""
    people = Responsibility.objects.select_related("unit", "official").prefetch_related("unit__members")
    tasks = scope.tasks().select_related("goal__parent", "plan", "year__district", "reporter")
    return get_object_or_404(tasks.prefetch_related(Prefetch("responsibilities", people)), pk=pk)


def _keys(request: HttpRequest) -> list[int]:
    return [int(key) for key in request.POST.getlist("task") if key.isdecimal()]


def _asked(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = UNPROCESSABLE if context["form"].is_bound else 200
    return render(request, template, context, status=status)
