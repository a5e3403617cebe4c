"""The list of tasks."""

from typing import Any

from django.core.paginator import EmptyPage, PageNotAnInteger
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tasks.dashboards import Part, parts
from tasks.filters import TaskFilter, changed
from tasks.permissions import Action
from tasks.scope import Scope, in_district
from tasks.tables import TaskTable
from tasks.templatetags.look import address_of

PAGE_SIZES = (25, 50, 100)
PAGE_SIZE = 50


@require_safe
@in_district()
def task_list(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The tasks that the address asks for, counts of their standings above."""
    tasks = TaskFilter(request.GET, scope)
    table = task_table(tasks)
    turn_page(table, request.GET)
    return render(
        request,
        "tasks/task_list.html",
        {
            "tasks": tasks,
            "table": table,
            "lights": lights(tasks),
            "sizes": PAGE_SIZES,
            "may_add": scope.access.may(Action.EDIT),
            "may_watch": scope.access.may(Action.WATCH),
        },
    )


def task_table(tasks: TaskFilter) -> TaskTable:
    """The table of what `tasks` asks for, in the order that it asks for."""
    order = tasks.data.getlist("sort")
    period = tasks.period_asked if tasks.data.get("report") else None
    return TaskTable(tasks.qs.worst_first(), scope=tasks.scope, day=tasks.day, period=period, order_by=order)


def lights(tasks: TaskFilter) -> list[Part]:
    """How many of the tasks asked for stand how; each leads to those."""

    def address(standing: str) -> str:
        return address_of(changed(tasks.data, standing=standing, light=""))

    return parts(tasks.by_standing(), address, tasks.data.get("standing", ""))


def turn_page(table: Any, query: QueryDict) -> None:
    """The page asked for, the nearest where there is none such."""
    per_page = page_size(query)
    try:
        table.paginate(page=query.get("page", 1), per_page=per_page)
    except PageNotAnInteger:
        table.paginate(page=1, per_page=per_page)
    except EmptyPage:
        table.paginate(page=table.paginator.num_pages, per_page=per_page)


def page_size(query: QueryDict) -> int:
    """How many rows a page of the list that is asked for has."""
    size = query.get("per_page", "")
    return int(size) if size in map(str, PAGE_SIZES) else PAGE_SIZE
