"""The overview of one district and year."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tasks.dashboards import Overview
from tasks.filters import TaskFilter, changed
from tasks.permissions import Action
from tasks.scope import Scope, in_district
from tasks.waiting import waiting_for

#: What the numbers may be narrowed to.
ASKED = ("plan", "section", "official", "unit", "lead", "on")


@require_safe
@in_district()
def overview(request: HttpRequest, scope: Scope) -> HttpResponse:
    """How the year stands: a sentence, and counts by standing, plan, section, official and unit."""
    asked = {name: request.GET.get(name, "") for name in ASKED}
    numbers = Overview(TaskFilter(changed(QueryDict(), **asked), scope))
    context = {
        "numbers": numbers,
        "filters": [numbers.tasks.form[name] for name in ASKED],
        "narrowed": any(asked.values()),
        "tables": _tables(numbers),
        "may_import": scope.access.may(Action.IMPORT),
        "may_act": scope.access.may(Action.VERIFY),
        "waiting": _waiting(scope) if numbers.tasks.day == numbers.tasks.today else [],
    }
    return render(request, "tasks/overview.html", context)


def _waiting(scope: Scope) -> list[dict[str, Any]]:
    found = waiting_for(scope, timezone.localdate())
    return [{"label": each.label, "count": each.count, "url": each.url(scope)} for each in found]


def _tables(numbers: Overview) -> list[dict[str, Any]]:
    tables: list[dict[str, Any]] = [
        {"id": "plans", "heading": _("By plan"), "of": _("Plan"), "lines": numbers.by_plan},
        {"id": "sections", "heading": _("By section"), "of": _("Section"), "lines": numbers.by_section},
        {
            "id": "officials",
            "heading": _("By lead official"),
            "of": _("Lead official"),
            "lines": numbers.by_official,
        },
        {"id": "units", "heading": _("By lead unit"), "of": _("Lead unit"), "lines": numbers.by_unit},
    ]
    return [table for table in tables if table["lines"]]
