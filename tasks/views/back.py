"""Where a form leads when it is done, and how what a service refuses is told."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tasks.errors import Refused
from tasks.models import Task
from tasks.scope import Scope


def back(request: HttpRequest, otherwise: str) -> str:
    """The page that the form names as `next`, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    secure = request.is_secure()
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=secure)
    return asked if ours else otherwise


def task_page(scope: Scope, task: Task) -> str:
    return reverse("task", kwargs={**scope.place, "pk": task.pk})


def done(request: HttpRequest, act: Callable[[], object], said: str) -> bool:
    """Do `act` and say so, or say why not."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, said)
    return True


def taken(request: HttpRequest, form: forms.BaseForm, act: Callable[[], object], said: str) -> bool:
    """The same for a form that is shown again, with what was typed, where the service refuses."""
    try:
        act()
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, said)
    return True


def refused(request: HttpRequest, sentence: str, typed: str, where: str) -> HttpResponse:
    """Why it could not be done, with what was typed in a form that the page does not show any more."""
    context = {"sentence": sentence, "typed": typed, "back": where}
    return render(request, "refused.html", context, status=422)
