"""Tasks by hand: added, split, merged, moved, given to others, reported together with another one."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reselect, reswap, retarget

from tasks import names_then
from tasks.errors import Refused
from tasks.filters import TaskFilter
from tasks.hand_forms import NewForm, NumberForms, PartForm, PlaceForm, ReassignForm, Roster, numbers
from tasks.models import ProgressReport, Responsibility, Task, User
from tasks.permissions import Action
from tasks.reporting import with_files
from tasks.scope import Scope, in_district
from tasks.services import by_hand, reshape
from tasks.views.back import refused

UNPROCESSABLE = 422
#: How many tasks a search for another one shows.
FOUND = 20
MOST_PARTS = 6
#: What a form sends that nobody has typed.
NOT_TYPED = ("csrfmiddlewaretoken", "next", "decision", "on", "urge", "kind")
asks = require_http_methods(["GET", "HEAD", "POST"])


@asks
@in_district(Action.EDIT)
def new(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Add a task that is in no document."""
    data = request.POST if request.method == "POST" else None
    year, roster = scope.year, Roster(scope.district)
    if year is None:
        raise Http404
    form, figures = NewForm(data, year=year, roster=roster), NumberForms(data, prefix="targets")
    if data is not None and form.is_valid() and figures.is_valid():
        try:
            task = by_hand.add(year, form.new(numbers(figures)), user=_user(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The task is entered."))
            return redirect(_address(scope, task))
    context = {"form": form, "figures": figures, "roster": roster}
    return render(request, "by_hand/new.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@asks
@in_district()
def move(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Put a task under another heading or into another list."""
    task = _editable(scope, pk)
    form = PlaceForm(_sent(request), year=task.year, task=task)

    def act() -> None:
        plan, goal = form.where()
        by_hand.move(task, plan=plan or task.plan, goal=goal, user=_user(request))

    return _form(request, scope, task, form, act, _("Moved."), _("Move the task"))


@asks
@in_district()
def people(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Give a task to others."""
    task, roster = _editable(scope, pk), Roster(scope.district)
    form = ReassignForm(_sent(request), roster=roster, task=task)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        by_hand.reassign(task, form.people(), user=_user(request), reason=reason)

    words = _("Who answers for the task")
    return _form(request, scope, task, form, act, _("Changed who answers for it."), words, roster=roster)


@asks
@in_district()
def split(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Make several tasks of one; `parts` says how many."""
    task, roster, data = _editable(scope, pk), Roster(scope.district), _sent(request)
    number = _parts(request.POST.get("parts") or request.GET.get("parts"))
    forms = [
        PartForm(data, roster=roster, task=task, first=not each, prefix=f"part{each}")
        for each in range(number)
    ]
    wrong = [form for form in forms if not form.is_valid()]  # each one, so that each says what is wrong
    if data is not None and not wrong:
        try:
            made = reshape.split(task, [form.part() for form in forms], user=_user(request))
        except Refused as refused:
            forms[0].add_error(None, str(refused))
        else:
            messages.success(request, _("Split into %(number)s tasks.") % {"number": len(made)})
            return redirect(_address(scope, task))
    context = {
        "task": task,
        "forms": forms,
        "number": number,
        "choices": range(2, MOST_PARTS + 1),
        "roster": roster,
        "back": _address(scope, task),
    }
    return render(request, "by_hand/split.html", context, status=200 if data is None else UNPROCESSABLE)


@asks
@in_district()
def merge(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Find other tasks and merge them into this one."""
    task, error = _editable(scope, pk), ""
    chosen = [int(key) for key in request.POST.getlist("task") if key.isdecimal()]
    targets = [int(key) for key in request.POST.getlist("target") if key.isdecimal()]
    if request.method == "POST":
        others = list(scope.tasks().filter(pk__in=chosen))
        with_people = bool(request.POST.get("people"))
        try:
            reshape.merge(task, others, user=_user(request), targets=targets, people=with_people)
        except Refused as refused:
            error = str(refused)
        else:
            messages.success(request, _("Merged %(number)s tasks into this one.") % {"number": len(others)})
            return redirect(_address(scope, task))
    return _search(request, scope, task, "by_hand/merge.html", error, chosen=chosen, targets=targets)


@asks
@in_district()
def link(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Find the same promise in another list, to report both together."""
    task, error = _editable(scope, pk), ""
    if request.method == "POST":
        key = request.POST.get("task", "")
        to = get_object_or_404(scope.tasks(), pk=int(key) if key.isdecimal() else 0)
        try:
            by_hand.link(task, to, user=_user(request))
        except Refused as refused:
            error = str(refused)
        else:
            messages.success(request, _("The two are reported together from now on."))
            return redirect(_address(scope, task))
    return _search(request, scope, task, "by_hand/link.html", error)


@require_POST
@in_district()
def unlink(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Report the task for itself again."""
    task = _editable(scope, pk)
    try:
        by_hand.unlink(task, user=_user(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The task is reported for itself again."))
    return redirect(_address(scope, task))


def for_task(scope: Scope, task: Task) -> dict[str, Any]:
    """For the task's page: what may be done by hand, what it is reported with, what was merged into it."""
    reports = ProgressReport.objects.select_related("period__year", "unit", "reported_by")
    reports = reports.prefetch_related("values__target", with_files())
    reports = reports.order_by("-period__month", "-beyond", "-reported_at")
    merged = list(Task.objects.filter(merged_into=task).prefetch_related(Prefetch("reports", reports)))
    names_then.give([report for each in merged for report in cast(Any, each).reports.all()], "reported_at")
    seen = scope.tasks()
    return {
        "may_edit": scope.access.may(Action.EDIT),
        "reported_with": seen.filter(pk=task.reported_with_id).first() if task.reported_with_id else None,
        "served": list(seen.filter(reported_with=task).select_related("plan")),
        "merged": merged,
    }


def went_to(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Where a task that is in no list any more went: to the one it was merged into, if one sees that; 404."""
    gone, into = _merged(scope, pk)
    messages.info(request, _("“%(task)s” was merged into this task.") % {"task": gone})
    return redirect(_address(scope, into))


def told_where(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The same for a form that somebody sent meanwhile: it says so and gives back what they had typed."""
    gone, into = _merged(scope, pk)
    said = _("“%(task)s” has been merged into “%(into)s” meanwhile.") % {"task": gone, "into": into}
    typed = [str(words) for name, words in request.POST.items() if name not in NOT_TYPED and words]
    response = refused(request, said, "\n".join(typed), _address(scope, into))
    return reselect(retarget(reswap(response, "outerHTML"), "main"), "main")


def _merged(scope: Scope, pk: int) -> tuple[Task, Task]:
    """A task that is in no list any more, and the one that it was merged into. Raises Http404."""
    gone = get_object_or_404(Task, pk=pk, year=scope.year, merged_into__isnull=False)
    return gone, get_object_or_404(scope.tasks(), pk=gone.merged_into_id)


# ---- shared ----
def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _address(scope: Scope, task: Task) -> str:
    return reverse("task", kwargs={**scope.place, "pk": task.pk})


def _parts(said: str | None) -> int:
    number = int(said) if said and said.isdecimal() and len(said) < 3 else 2
    return min(max(number, 2), MOST_PARTS)


def _editable(scope: Scope, pk: int) -> Task:
    """A task that this person sees and may edit; else 404 or 403."""
    task = get_object_or_404(scope.tasks().select_related("plan", "goal__parent", "year__district"), pk=pk)
    if not scope.access.may(Action.EDIT):
        raise PermissionDenied
    return task


def _form(
    request: HttpRequest,
    scope: Scope,
    task: Task,
    form: Form,
    act: Callable[[], None],
    said: str,
    title: str,
    roster: Roster | None = None,
) -> HttpResponse:
    """One form about one task: done and said, or shown again with what was typed."""
    if form.is_valid():
        try:
            act()
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect(_address(scope, task))
    context = {"task": task, "form": form, "title": title, "roster": roster, "back": _address(scope, task)}
    return render(request, "by_hand/form.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _search(
    request: HttpRequest, scope: Scope, task: Task, template: str, error: str, **more: Any
) -> HttpResponse:
    """Other tasks by words: those asked for, and those chosen already."""
    words = (request.POST.get("q") or request.GET.get("q") or "").strip()
    chosen = more.get("chosen", [])
    query = QueryDict(mutable=True)
    query["q"] = words
    found = TaskFilter(query, scope).qs.exclude(pk=task.pk).exclude(pk__in=chosen) if words else None
    rows = list(_rows(found.in_document_order())[: FOUND + 1]) if found is not None else []
    picked = list(_rows(scope.tasks().filter(pk__in=chosen).in_document_order())) if chosen else []
    context = {
        "task": task,
        "words": words,
        "found": [*picked, *rows[:FOUND]],
        "more": len(rows) > FOUND,
        "error": error,
        "back": _address(scope, task),
        **more,
    }
    return render(request, template, context, status=UNPROCESSABLE if error else 200)


def _rows(tasks: Any) -> Any:
    people = Responsibility.objects.filter(role=Responsibility.Role.LEAD_UNIT).select_related("unit")
    people = people.order_by("position", "pk")
    return tasks.select_related("plan", "goal").prefetch_related(
        "targets", Prefetch("responsibilities", people, to_attr="leads")
    )
