"""Instructions of leaders: given on a task, answered by its lead unit, all of them on one page."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, Prefetch, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tasks.errors import Refused
from tasks.models import Instruction, Responsibility, Task, User
from tasks.permissions import Action, reporting_unit
from tasks.request_forms import AnswerForm, InstructionForm
from tasks.scope import Scope, in_district
from tasks.services import instruct as service
from tasks.views.back import back
from tasks.views.matters import instructions_in, tabs

UNPROCESSABLE = 422
PAGE_SIZE = 25


@require_safe
@in_district()
def instructions(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Those that wait for an answer, one's own first and then the most urgent; then those answered."""
    return _page(request, scope)


@require_POST
@in_district()
def instruct(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A leader writes on a task."""
    task = get_object_or_404(scope.tasks(), pk=pk)
    if not scope.access.may(Action.INSTRUCT):
        raise PermissionDenied
    form, where = InstructionForm(request.POST), reverse("task", kwargs={**scope.place, "pk": pk})
    if form.is_valid():
        try:
            service.instruct(task, user=cast(User, request.user), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The instruction is with the lead unit."))
            return redirect(where)
    words = {"task": task, "form": form, "back": where, "instruction": None}
    return render(request, "instructions/form.html", words, status=UNPROCESSABLE)


@require_POST
@in_district()
def answer(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The lead unit answers."""
    rows = Instruction.objects.filter(task__in=scope.tasks()).select_related("task__year", "given_by")
    row = get_object_or_404(rows, pk=pk)
    if not scope.access.may_report(row.task):
        raise PermissionDenied
    form = AnswerForm(request.POST, auto_id=f"i{pk}_%s")
    where = back(request, reverse("instructions", kwargs=scope.place))
    if form.is_valid():
        try:
            service.answer(row, user=cast(User, request.user), words=form.cleaned_data["answer"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Answered."))
            return redirect(where)
    words: dict[str, Any] = {"task": row.task, "form": form, "back": where, "instruction": row}
    return render(request, "instructions/form.html", words, status=UNPROCESSABLE)


def for_task(scope: Scope, task: Task) -> dict[str, Any]:
    """For the task's page: its instructions, and the form for who may write another."""
    rows = _full(Instruction.objects.filter(task=task)).order_by("-given_at", "-pk")
    return {
        "instructions": [_shown(scope, row, task) for row in rows],
        "instruction_form": InstructionForm() if scope.access.may(Action.INSTRUCT) else None,
    }


def _page(request: HttpRequest, scope: Scope) -> HttpResponse:
    own = Case(When(awaited_by=scope.access.user, then=True), default=False, output_field=BooleanField())
    rows = _full(instructions_in(scope)).annotate(own=own)
    # those without a day come after all that have one
    due = Coalesce("due", Value("9999-12-31"))
    waiting = rows.filter(answered_at=None).order_by("-own", due, "given_at", "pk")
    answered = Paginator(
        rows.filter(answered_at__isnull=False).order_by("-own", "-answered_at", "-pk"), PAGE_SIZE
    )
    page = answered.get_page(request.GET.get("page"))
    words = {
        "tabs": tabs(scope, "instructions"),
        "waiting": [_shown(scope, row, row.task) for row in waiting],
        "page": page,
        "answered": [_shown(scope, row, row.task) for row in page.object_list],
    }
    return render(request, "instructions/list.html", words)


def _full(rows: QuerySet[Instruction]) -> QuerySet[Instruction]:
    people = Responsibility.objects.select_related("unit", "official")
    rows = rows.select_related("task__reporter", "given_by", "answered_by", "unit")
    return rows.prefetch_related(Prefetch("task__responsibilities", people))


def _shown(scope: Scope, row: Instruction, task: Task) -> dict[str, Any]:
    waits = row.answered_at is None
    form: Form | None = (
        AnswerForm(auto_id=f"i{row.pk}_%s") if waits and scope.access.may_report(task) else None
    )
    return {
        "row": row,
        "task": task,
        "unit": row.unit or reporting_unit(task),
        "late": waits and row.due is not None and row.due < timezone.localdate(),
        "form": form,
    }
