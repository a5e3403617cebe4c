"""The star by which a leader follows a task: on its page, and on its row of the list."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tasks.models import Task, User, Watch
from tasks.permissions import Action
from tasks.scope import Scope, in_district
from tasks.services import watch as service
from tasks.views.back import back
from tasks.watching import star


@require_POST
@in_district()
def watch(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Follow the task, or no longer."""
    task = get_object_or_404(scope.tasks().select_related("year__district"), pk=pk)
    if not scope.access.may(Action.WATCH):
        raise PermissionDenied
    on = service.watch(task, user=cast(User, request.user), on=request.POST.get("on") == "1")
    if cast(Any, request).htmx:
        return HttpResponse(star(scope, pk, on=on))
    return redirect(back(request, reverse("task", kwargs={**scope.place, "pk": pk})))


def for_task(scope: Scope, task: Task) -> dict[str, Any]:
    """For the task's page: its star, for who may watch."""
    if not scope.access.may(Action.WATCH):
        return {"star": ""}
    on = Watch.objects.filter(user=scope.access.user, task=task).exists()
    return {"star": star(scope, task.pk, on=on)}
