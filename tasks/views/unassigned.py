"""Tasks that nobody reports: without a lead unit, or led by a collective that waits for a name."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tasks.errors import Refused
from tasks.forms_assign import AssignForm, single_units
from tasks.models import Official, Origin, Responsibility, Task, Unit, User
from tasks.models.queries import TaskQuerySet
from tasks.permissions import Action
from tasks.scope import Scope, in_district
from tasks.services.assign import assign_many, name_reporter
from tasks.services.names import Names
from tasks.services.settle import settle
from tasks.views.supervision_tabs import tabs

UNPROCESSABLE = 422
A_PAGE = 50
FIELD = "lead_units"


@require_http_methods(["GET", "HEAD", "POST"])
@in_district(Action.EDIT)
def unassigned(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Give leads to tasks that have none, one or many at a time; name who reports for a collective."""
    if request.method != "POST":
        return _page(request, scope, AssignForm(district=scope.district))
    if request.POST.get("name_for"):
        return _name(request, scope)
    if "suggested" in request.POST:
        return _suggested(request, scope)
    return _assign(request, scope)


def without_lead(scope: Scope) -> TaskQuerySet:
    """Those that no unit leads."""
    return scope.tasks().without_lead_unit().in_document_order()


def without_reporter(scope: Scope) -> TaskQuerySet:
    """Those led by a collective for which nobody has been named, with `lead`, its key."""
    leads = Responsibility.objects.filter(task=OuterRef("pk"), role=Responsibility.Role.LEAD_UNIT)
    leads = leads.order_by("position", "pk")
    tasks = scope.tasks().annotate(lead=Subquery(leads.values("unit")[:1]))
    tasks = tasks.alias(kind=Subquery(leads.values("unit__collective")[:1]))
    return tasks.filter(Q(kind__gt=""), reporter=None).in_document_order()


def _assign(request: HttpRequest, scope: Scope) -> HttpResponse:
    form = AssignForm(request.POST, district=scope.district)
    ticked = _ticked(request, scope)
    if form.is_valid() and not ticked:
        form.add_error(None, _("Tick at least one task."))
    if form.is_valid():
        try:
            done, left = assign_many(ticked, user=cast(User, request.user), to=form.assignment(), seen=())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            _say(request, len(done), len(left))
            return redirect(reverse("unassigned", kwargs=scope.place))
    return _page(request, scope, form, status=UNPROCESSABLE)


def _suggested(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Each of the tasks ticked gets the lead that its document suggests."""
    done = 0
    for task in _ticked(request, scope):
        try:
            settle(task, user=cast(User, request.user), fields=[FIELD], as_read=True)
        except Refused as refused:
            messages.warning(request, f"{task}{_(': ')}{refused}")
        else:
            done += 1
    if done:
        _say(request, done, 0)
    elif not request.POST.getlist("task"):
        messages.error(request, _("Tick at least one task."))
    return redirect(reverse("unassigned", kwargs=scope.place))


def _name(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Name who reports for one task's collective."""
    key = request.POST["name_for"]
    typed = request.POST.get(f"reporter_{key}", "")
    unit = Names(list(single_units(scope.district))).get(typed)
    task = scope.tasks().filter(pk=int(key) if key.isdecimal() else 0).first()
    wrong = "" if unit else _("Not known here: %(names)s. Enter names as the list of units has them.")
    if unit and task:
        try:
            name_reporter(task, user=cast(User, request.user), unit=unit)
        except Refused as refused:
            wrong = str(refused)
        else:
            messages.success(request, _("%(unit)s reports “%(task)s”.") % {"unit": unit, "task": task})
            return redirect(reverse("unassigned", kwargs=scope.place))
    messages.error(request, wrong % {"names": typed or "–"} if not unit else wrong)
    return _page(request, scope, AssignForm(district=scope.district), status=UNPROCESSABLE)


def _page(request: HttpRequest, scope: Scope, form: AssignForm, status: int = 200) -> HttpResponse:
    page = Paginator(_for_rows(without_lead(scope)), A_PAGE).get_page(request.GET.get("page"))
    collectives = list(_for_rows(without_reporter(scope)))
    leads = Unit.objects.prefetch_related("members").in_bulk({cast(Any, task).lead for task in collectives})
    context = {
        "tabs": tabs(scope, "unassigned"),
        "form": form,
        "page": page,
        "number": page.paginator.count + len(collectives),
        "ticked": {int(key) for key in request.POST.getlist("task") if key.isdecimal()},
        "collectives": [
            {"task": task, "lead": leads[cast(Any, task).lead], "typed": _typed(request, task)}
            for task in collectives
        ],
        "leads": leads.values(),
        "units": Unit.objects.filter(district=scope.district, active=True),
        "singles": single_units(scope.district),
        "officials": Official.objects.filter(district=scope.district, active=True),
    }
    return render(request, "acknowledge/unassigned.html", context, status=status)


def _for_rows(tasks: TaskQuerySet) -> TaskQuerySet:
    """With who answers for them beside, and the leads that their documents suggest as `suggestions`."""
    people = Responsibility.objects.select_related("unit", "official")
    open_leads: QuerySet[Origin] = Origin.objects.filter(field=FIELD, settlement="").exclude(suggested=[])
    return tasks.select_related("plan", "goal__parent").prefetch_related(
        Prefetch("responsibilities", people), Prefetch("origins", open_leads, to_attr="suggestions")
    )


def _typed(request: HttpRequest, task: Task) -> str:
    return request.POST.get(f"reporter_{task.pk}", "")


def _ticked(request: HttpRequest, scope: Scope) -> list[Task]:
    keys = [int(key) for key in request.POST.getlist("task") if key.isdecimal()]
    return list(scope.tasks().filter(pk__in=keys))


def _say(request: HttpRequest, done: int, left: int) -> None:
    said = ngettext("%(number)s task has a lead unit now.", "%(number)s tasks have a lead unit now.", done)
    messages.success(request, said % {"number": done})
    if left:
        said = ngettext(
            "%(number)s had been given one meanwhile and was left as it is.",
            "%(number)s had been given one meanwhile and were left as they are.",
            left,
        )
        messages.warning(request, said % {"number": left})
