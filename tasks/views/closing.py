"""Completion and closing: tasks reported complete with their evidence, those verified lately."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tasks.errors import Refused
from tasks.forms import ReturnForm
from tasks.models import Attachment, ProgressReport, Responsibility, Task, User
from tasks.permissions import Action, reporting_unit
from tasks.request_forms import ReasonForm
from tasks.scope import Scope, in_district
from tasks.services import closing as service
from tasks.services.report import return_claim, verify
from tasks.views.back import back
from tasks.views.matters import claims_in, closed_in, tabs

UNPROCESSABLE = 422
PAGE_SIZE = 25


@require_safe
@in_district()
def closing(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Those that wait to be verified, then those verified, the latest first."""
    return _page(request, scope)


@require_POST
@in_district()
def judge(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """From the list of claims: a supervisor closes the task, or sends it back with a reason."""
    task = get_object_or_404(scope.tasks(), pk=pk)
    if not scope.access.may(Action.VERIFY):
        raise PermissionDenied
    form = ReturnForm(request.POST, auto_id=f"t{pk}_%s")
    try:
        said = _judged(request, task, form)
    except Refused as refused:
        form.add_error("reason", str(refused))
        return _page(request, scope, form, pk)
    messages.success(request, said)
    return redirect(reverse("closing", kwargs=scope.place))


def _judged(request: HttpRequest, task: Task, form: ReturnForm) -> str:
    user = cast(User, request.user)
    form.fields["reason"].required = request.POST.get("step") != "verify"
    if not form.is_valid():
        raise Refused(_("Say why it is sent back, in at most 300 characters."))
    if request.POST.get("step") == "verify":
        verify(task, user=user)
        return _("Verified and closed.")
    return_claim(task, user=user, reason=form.cleaned_data["reason"])
    return _("Sent back.")


@require_POST
@in_district()
def reopen(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A supervisor opens a closed task again, saying why."""
    task = get_object_or_404(scope.tasks(), pk=pk)
    if not scope.access.may(Action.VERIFY):
        raise PermissionDenied
    form, user = ReasonForm(request.POST), cast(User, request.user)
    where = back(request, reverse("task", kwargs={**scope.place, "pk": pk}))
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        service.reopen(task, user=user, reason=reason)
    except Refused as refused:
        form.errors.pop("reason", None)
        form.add_error("reason", str(refused))
        words = {"task": task, "form": form, "back": where}
        return render(request, "closing/reopen.html", words, status=UNPROCESSABLE)
    messages.success(request, _("The task is open again."))
    return redirect(where)


def for_task(scope: Scope, task: Task) -> dict[str, Any]:
    """For the task's page: whether it can be reopened here."""
    return {
        "may_reopen": scope.access.may(Action.VERIFY) and task.status == Task.Status.COMPLETED,
        "reopen_form": ReasonForm(),
    }


# ---- the page ----
def _page(
    request: HttpRequest, scope: Scope, form: ReturnForm | None = None, about: int | None = None
) -> HttpResponse:
    waiting = list(_full(claims_in(scope)).in_document_order())  # type: ignore[attr-defined]
    closed = Paginator(_full(closed_in(scope)).order_by("-completed_on", "-pk"), PAGE_SIZE)
    page = closed.get_page(request.GET.get("page"))
    gone = form is not None and about not in {task.pk for task in waiting}
    words = {
        "tabs": tabs(scope, "closing"),
        "waiting": [_claim(task, form, about) for task in waiting],
        "page": page,
        "closed": [_claim(task) for task in page.object_list],
        "may_verify": scope.access.may(Action.VERIFY),
        "gone": form if gone else None,
    }
    return render(request, "closing/list.html", words, status=UNPROCESSABLE if form else 200)


def _full(tasks: Any) -> QuerySet[Task]:
    people = Responsibility.objects.select_related("unit", "official")
    claims = ProgressReport.objects.filter(status=ProgressReport.Status.COMPLETE, returned_reason="")
    claims = claims.select_related("period__year", "unit", "reported_by", "verified_by")
    files = Attachment.objects.filter(removed_at=None)
    claims = claims.prefetch_related("values__target", Prefetch("attachments", files, to_attr="files"))
    claims = claims.order_by("-period__month", "-beyond", "-reported_at")
    full: QuerySet[Task] = tasks.select_related("goal__parent", "plan", "reporter").prefetch_related(
        Prefetch("responsibilities", people), Prefetch("reports", claims, to_attr="claims")
    )
    return full


def _claim(task: Any, form: ReturnForm | None = None, about: int | None = None) -> dict[str, Any]:
    return {
        "task": task,
        "unit": reporting_unit(task),
        "claim": next(iter(task.claims), None),
        "form": form if form and task.pk == about else ReturnForm(auto_id=f"t{task.pk}_%s"),
    }
