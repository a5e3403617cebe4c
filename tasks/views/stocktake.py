"""One official, one unit, one goal: their numbers, then their tasks in full; and what is a leader's own."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tasks.dashboards import Number, Overview
from tasks.filters import TaskFilter, changed
from tasks.legend import Light
from tasks.models import Goal, Instruction, Official, Unit
from tasks.models.queries import TaskQuerySet
from tasks.permissions import Action
from tasks.scope import Scope, in_district
from tasks.stocktake import Item, items

#: So many tasks are told in full on one page; the list has the others.
MOST = 200


@require_safe
@in_district()
def official(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """What one official leads."""
    row = get_object_or_404(Official, pk=pk, district=scope.district)
    numbers = _numbers(request, scope, official=str(pk))
    context = {"title": row.name, "subtitle": row.title, "numbers": numbers, "items": _items(numbers)}
    return render(request, "stocktake/page.html", context)


@require_safe
@in_district()
def unit(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """What one unit leads; what it partners is a number with its list."""
    row = get_object_or_404(Unit, pk=pk, district=scope.district)
    numbers = _numbers(request, scope, unit=str(pk), lead="1")
    every = numbers.tasks.also(lead="")
    partnered = Number(every.qs.count() - numbers.total.count, numbers.address(lead=""))
    context = {
        "title": row.name,
        "subtitle": row.full_name if row.full_name != row.name else "",
        "numbers": numbers,
        "items": _items(numbers),
        "partnered": partnered,
        "all": Number(every.qs.count(), numbers.address(lead="")),
    }
    return render(request, "stocktake/page.html", context)


@require_safe
@in_district()
def goal(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """What stands under one heading."""
    row = get_object_or_404(Goal.objects.select_related("plan", "parent"), pk=pk, plan__year=scope.year)
    numbers = _numbers(request, scope, goal=str(pk))
    above = f"{row.plan} › {row.parent}" if row.parent else str(row.plan)
    context = {"title": row.title, "subtitle": above, "numbers": numbers, "items": _items(numbers)}
    return render(request, "stocktake/page.html", context)


@require_safe
@in_district()
def mine(request: HttpRequest, scope: Scope) -> HttpResponse:
    """For a leader: what is late of one's own, what one follows, one's instructions and their answers."""
    if not scope.access.may(Action.INSTRUCT):
        raise PermissionDenied
    own = [row.official_id for row in scope.access.memberships if row.official_id]
    late = _late(_numbers(request, scope).tasks.qs.filter(Q(responsibilities__official__in=own)))
    day = _numbers(request, scope).tasks.day
    lists = [_own_numbers(request, scope, pk) for pk in own]
    watched = TaskFilter(changed(QueryDict(), watched="1"), scope)
    words = Instruction.objects.filter(task__in=scope.tasks(), awaited_by=scope.access.user)
    words = words.select_related("task", "unit", "answered_by", "given_by")
    context = {
        "numbers": lists,
        "late": items(late, day),
        "watched": items(watched.qs, day),
        "waiting": words.filter(answered_at=None).order_by("due", "given_at"),
        "answered": words.filter(answered_at__isnull=False).order_by("-answered_at")[:10],
    }
    return render(request, "stocktake/mine.html", context)


def _numbers(request: HttpRequest, scope: Scope, **asked: str) -> Overview:
    words = changed(QueryDict(), **asked, on=request.GET.get("on", ""))
    return Overview(TaskFilter(words, scope))


def _own_numbers(request: HttpRequest, scope: Scope, pk: int) -> Overview:
    return _numbers(request, scope, official=str(pk))


def _late(tasks: TaskQuerySet) -> TaskQuerySet:
    return tasks.filter(Q(light__in=[Light.RED.value, Light.AMBER.value])).distinct()


def _items(numbers: Overview) -> dict[str, Any]:
    """Those told in full first, then the others; how many are left to the list."""
    told: list[Item] = items(numbers.tasks.qs, numbers.tasks.day)
    full = [item for item in told if item.needs_words]
    return {
        "full": full[:MOST],
        "short": [item for item in told if not item.needs_words][:MOST],
        "heading": _("Late, or with something to settle"),
    }
