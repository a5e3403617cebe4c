"""Requests for a later deadline, another promise or a pause: asked, decided, looked back on."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tasks.errors import Refused
from tasks.flow import TASK
from tasks.models import ChangeRequest, Task, User
from tasks.permissions import Action
from tasks.request_forms import AskForm, DecisionForm
from tasks.scope import Scope, in_district
from tasks.services import request as service
from tasks.standing import span_in_year
from tasks.templatetags.look import plain
from tasks.views.back import back, refused
from tasks.views.matters import requests_in, tabs

UNPROCESSABLE = 422
PAGE_SIZE = 25
Kind, State = ChangeRequest.Kind, ChangeRequest.State


@dataclass(frozen=True)
class Side:
    """One thing that a request would change: as it is, and as it would be; `more` says by how much."""

    label: str
    before: str
    after: str
    more: str = ""


@require_safe
@in_district()
def requests(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Those that wait, the oldest first, then those decided, the latest first."""
    return _page(request, scope)


@require_http_methods(["GET", "HEAD", "POST"])
@in_district()
def ask(request: HttpRequest, scope: Scope, pk: int, kind: str) -> HttpResponse:
    """The form of a request of one kind, and what was typed in it."""
    task = get_object_or_404(scope.tasks().prefetch_related("targets"), pk=pk)
    if kind not in Kind.values:
        raise Http404
    if not scope.access.may_report(task):
        raise PermissionDenied
    deadline = span_in_year(task.year.number, None, task.deadline)[1]
    form = AskForm(
        request.POST if request.method == "POST" else None, task=task, kind=kind, deadline=deadline
    )
    if form.is_valid() and _asked(request, task, form):
        return redirect(_task(scope, task))
    late = kind == Kind.EXTENSION and timezone.localdate() > deadline
    words = {
        "task": task,
        "form": form,
        "kind": Kind(kind),
        "deadline": deadline,
        "closed": service.too_late(deadline) if late else "",
        "back": _task(scope, task),
    }
    return render(request, "requests/ask.html", words, status=UNPROCESSABLE if form.is_bound else 200)


@require_POST
@in_district()
def decide(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A supervisor grants or refuses; words typed stay where it cannot be done."""
    row = _visible(scope, pk)
    if not scope.access.may(Action.DECIDE):
        raise PermissionDenied
    step = service.grant if request.POST.get("step") == "grant" else service.refuse
    form = DecisionForm(request.POST, auto_id=f"r{pk}_%s")
    if form.is_valid():
        try:
            step(row, user=cast(User, request.user), words=form.cleaned_data["words"])
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            said = _("Granted.") if step is service.grant else _("Refused.")
            messages.success(request, said)
            return redirect(back(request, reverse("requests", kwargs=scope.place)))
    return _page(request, scope, form=form, about=pk)


@require_POST
@in_district()
def withdraw(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The unit takes its request back."""
    row = _visible(scope, pk)
    return _done(
        request,
        scope,
        row.task,
        lambda user: service.withdraw(row, user=user),
        _("The request is withdrawn."),
    )


@require_POST
@in_district()
def resume(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A supervisor takes a suspended task up again."""
    task = get_object_or_404(scope.tasks(), pk=pk)
    if not scope.access.may(Action.DECIDE):
        raise PermissionDenied
    reason = request.POST.get("reason", "")[:300]
    return _done(
        request,
        scope,
        task,
        lambda user: service.resume(task, user=user, reason=reason),
        _("The task is taken up again."),
        reason,
    )


def for_task(scope: Scope, task: Task) -> dict[str, Any]:
    """For the task's page: its requests, what may be asked or decided, how often the deadline moved."""
    rows = list(_full(ChangeRequest.objects.filter(task=task)))
    open_ = TASK.allows(task.status, "suspend") and not task.merged_into_id
    waiting = {row.kind for row in rows if row.state == State.PENDING}
    mine = scope.access.may_report(task)
    return {
        "requests": _shown(scope, rows),
        "may_ask": [kind for kind in Kind if kind not in waiting] if mine and open_ else [],
        "may_resume": scope.access.may(Action.DECIDE) and TASK.allows(task.status, "resume"),
        "moves": service.moves(rows),
    }


# ---- pages ----
def _page(
    request: HttpRequest, scope: Scope, form: DecisionForm | None = None, about: int | None = None
) -> HttpResponse:
    rows = _full(requests_in(scope))
    waiting = list(rows.filter(state=State.PENDING).order_by("asked_at", "pk"))
    decided = Paginator(rows.exclude(state=State.PENDING).order_by("-decided_at", "-pk"), PAGE_SIZE)
    page = decided.get_page(request.GET.get("page"))
    gone = form is not None and about not in {row.pk for row in waiting}
    words = {
        "tabs": tabs(scope, "requests"),
        "waiting": _shown(scope, waiting, form, about),
        "page": page,
        "decided": _shown(scope, list(page.object_list)),
        "gone": form if gone else None,
    }
    return render(request, "requests/list.html", words, status=UNPROCESSABLE if form else 200)


def _full(rows: QuerySet[ChangeRequest]) -> QuerySet[ChangeRequest]:
    rows = rows.select_related("task__year", "unit", "asked_by", "decided_by")
    return rows.prefetch_related("task__targets", "task__requests")


def _shown(
    scope: Scope, rows: list[ChangeRequest], form: DecisionForm | None = None, about: int | None = None
) -> list[dict[str, Any]]:
    may_decide, mine = scope.access.may(Action.DECIDE), scope.access.unit_ids
    return [
        {
            "row": row,
            "sides": sides(row),
            "moves": service.moves(row.task.requests.all()),
            "form": form if form and row.pk == about else DecisionForm(auto_id=f"r{row.pk}_%s"),
            "may_decide": may_decide and row.state == State.PENDING,
            "may_withdraw": row.unit_id in mine and row.state == State.PENDING,
        }
        for row in rows
    ]


def sides(row: ChangeRequest) -> list[Side]:
    """What `row` would change, from its fetched task and targets."""
    found: list[Side] = []
    if row.old_deadline and row.new_deadline:
        more = _("%(days)s days later") % {"days": row.days}
        found.append(Side(_("Deadline"), date_format(row.old_deadline), date_format(row.new_deadline), more))
    if row.new_text:
        found.append(Side(_("Wording"), row.old_text, row.new_text))
    targets = {str(target.pk): target for target in row.task.targets.all()}
    for key, value in row.new_values.items():
        target = targets.get(key)
        name, unit = (target.metric, target.unit) if target else (_("Target"), "")
        found.append(Side(name, _figure(row.old_values.get(key), unit), _figure(value, unit)))
    return found


def _figure(value: str | None, unit: str) -> str:
    return f"{plain(value)}{unit}" if value is not None else ""  # type: ignore[arg-type]


# ---- acts ----
def _asked(request: HttpRequest, task: Task, form: AskForm) -> bool:
    try:
        service.ask(task, form.wish(), user=cast(User, request.user))
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("Requested; the supervision office decides."))
    return True


def _done(
    request: HttpRequest, scope: Scope, task: Task, act: Any, said: str, typed: str = ""
) -> HttpResponse:
    where = back(request, _task(scope, task))
    try:
        act(cast(User, request.user))
    except Refused as error:
        if typed:
            return refused(request, str(error), typed, where)
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(where)


def _visible(scope: Scope, pk: int) -> ChangeRequest:
    """A request about a task that this person sees; else 404."""
    rows = ChangeRequest.objects.filter(task__in=scope.tasks()).select_related("task__year")
    return get_object_or_404(rows, pk=pk)


def _task(scope: Scope, task: Task) -> str:
    return reverse("task", kwargs={**scope.place, "pk": task.pk})
