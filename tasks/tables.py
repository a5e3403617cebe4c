"""Lists as people read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import django_tables2 as tables
from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q, Subquery
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.due import in_period, mark_of
from tasks.measures import gone, with_current
from tasks.models import Origin, Period, ProgressReport, Responsibility, Target, Task
from tasks.models.queries import TaskQuerySet
from tasks.permissions import Action
from tasks.scope import Scope
from tasks.services.years import open_period
from tasks.standing import Light
from tasks.templatetags.look import period_tag, plain, progress_bar, standing_badge
from tasks.watching import star, with_watched

Role = Responsibility.Role
DOCUMENT_ORDER = ("plan__position", "plan_id", "position", "pk")
NOTHING = SafeString('<span class="quiet">–</span>')
FINISHED = (Task.Status.COMPLETED, Task.Status.SUSPENDED)


def for_rows(tasks: TaskQuerySet, day: date, period: Period | None = None) -> TaskQuerySet:
    """`tasks` with all that a row says of them on `day`, in as many queries for one as for fifty.

    `period` is the one whose reports are due on that day, unless `tasks` were asked about one already.
    """
    reports = ProgressReport.objects.filter(reported_at__date__lte=day)
    last = (
        reports.filter(task=OuterRef("pk"))
        .order_by()
        .values("task")
        .annotate(last=Max("period__month"))
        .values("last")
    )
    doubts = Origin.objects.filter(~Q(doubt=""), task=OuterRef("pk"), settlement="")
    rows = tasks.annotate(last_month=Subquery(last), doubtful=Exists(doubts))
    if period is not None and "reported" not in tasks.query.annotations:
        rows = in_period(rows, period, day)
    return rows.select_related("goal__parent", "plan").prefetch_related(
        Prefetch("responsibilities", Responsibility.objects.select_related("unit", "official")),
        Prefetch("targets", with_current(Target.objects.all(), day)),
    )


@dataclass(frozen=True)
class People:
    """Those who answer for one task, each role in the document's order, from its fetched responsibilities."""

    task: Task

    def of(self, role: str) -> list[Responsibility]:
        mine = (row for row in self.task.responsibilities.all() if row.role == role)
        return sorted(mine, key=lambda row: (row.position, row.pk))

    def names(self, *roles: str) -> list[str]:
        return [str(row.official or row.unit) for role in roles for row in self.of(role)]


def first_and_more(names: list[str], *, leads: int) -> SafeString:
    """「工信局 +7」: the first lead, and how many more there are; all names show when pointed at."""
    if not names:
        return NOTHING
    whole = "、".join(names)
    if not leads:
        return format_html('<span class="quiet" title="{}">{} +{}</span>', whole, _("none named"), len(names))
    more = format_html(' <span class="quiet">+{}</span>', len(names) - 1) if len(names) > 1 else ""
    return format_html('<span title="{}">{}{}</span>', whole, names[0], more)


def measure(task: Any, share_gone: float) -> SafeString:
    """How far a task is: the figure of its only target or else its percent, over the bar."""
    share = None if task.percent is None else task.percent / Decimal(100)
    bar = progress_bar(share, share_gone, task.light or Light.GREY)
    return format_html(
        '<div class="measure"><span class="measure-words">{}</span>{}</div>', _figure(task), bar
    )


def _figure(task: Any) -> SafeString:
    targets = list(task.targets.all())
    if len(targets) == 1 and targets[0].current is not None:
        words = '<b>{}</b>/{}<span class="unit">{}</span>'
        return format_html(words, plain(targets[0].current), plain(targets[0].value), targets[0].unit)
    if task.percent is None:
        return NOTHING
    return format_html('<b>{}</b><span class="unit">%</span>', plain(task.percent))


def path_of(task: Task) -> Iterator[str]:
    """The headings above a task, the widest first; one that only repeats the one above it is left out."""
    goal = task.goal
    if goal and goal.parent:
        yield goal.parent.title
    if goal and not (goal.parent and goal.parent.title == goal.title):
        yield goal.title


def _column(words: Any, css: str, **more: Any) -> tables.Column:
    return tables.Column(
        verbose_name=words, empty_values=(), attrs={"td": {"class": css}, "th": {"class": css}}, **more
    )


class TaskTable(tables.Table):  # type: ignore[misc]
    """Tasks of one scope as they stand on one day; the worst first unless an order is asked for."""

    standing = _column(gettext_lazy("Standing"), "col-standing")
    text = _column(gettext_lazy("Task"), "col-title")
    official = _column(gettext_lazy("Lead official"), "col-short")
    unit = _column(gettext_lazy("Lead unit"), "col-short")
    deadline = _column(gettext_lazy("Deadline"), "col-short")
    percent = _column(gettext_lazy("Progress"), "col-progress")
    last_month = _column(gettext_lazy("Last report"), "col-short")
    star = _column("", "col-star", orderable=False)
    act = _column("", "col-act", orderable=False)

    class Meta:
        attrs: ClassVar = {"id": "tasks", "class": "table dense"}
        row_attrs: ClassVar = {"id": lambda record: f"task-{record.pk}"}

    def __init__(
        self, tasks: TaskQuerySet, *, scope: Scope, day: date, period: Period | None = None, **options: Any
    ) -> None:
        """`period`: the one whose reports the list is about, where `tasks` were asked for by it."""
        self.scope, self.day, self.place = scope, day, scope.place
        watches = scope.access.may(Action.WATCH)
        tasks = with_watched(tasks, scope.access.user) if watches else tasks
        options["exclude"] = (*(() if scope.access.unit_ids else ("act",)), *(() if watches else ("star",)))
        self.period = period or (open_period(scope.year, day) if scope.year else None)
        super().__init__(
            for_rows(tasks, day, self.period), empty_text=_("No task fits these filters."), **options
        )

    def address(self, name: str, task: Task) -> str:
        return reverse(name, kwargs={**self.place, "pk": task.pk})

    # ---- cells ----
    def render_standing(self, record: Any) -> SafeString:
        return standing_badge(record.standing) if record.standing else NOTHING

    def render_text(self, record: Any) -> SafeString:
        doubt = format_html(' <span class="doubt">{}</span>', _("to check")) if record.doubtful else ""
        path = format_html_join(" › ", "{}", ((title,) for title in path_of(record)))
        label = format_html("{} ", record.label) if record.label else ""
        return format_html(
            '<div class="clamp"><a class="row-link" href="{}" data-open>{}</a></div>'
            '<span class="under">{}{}{}</span><div id="report-{}" data-slot></div>',
            self.address("task", record),
            record.text,
            label,
            path,
            doubt,
            record.pk,
        )

    def render_official(self, record: Task) -> SafeString:
        names = People(record).names(Role.LEAD_OFFICIAL)
        return first_and_more(names, leads=len(names))

    def render_unit(self, record: Task) -> SafeString:
        people = People(record)
        return first_and_more(
            people.names(Role.LEAD_UNIT, Role.PARTNER_UNIT), leads=len(people.of(Role.LEAD_UNIT))
        )

    def render_deadline(self, record: Task) -> SafeString:
        if record.deadline is None:
            words = record.deadline_text or _("year's end")
            return format_html(
                '<span class="quiet" title="{}">{}</span>', _("No day is given in the plan."), words
            )
        same_year = record.deadline.year == self.place["number"]
        day = _day_of_year(record.deadline) if same_year else date_format(record.deadline)
        return format_html('<span title="{}">{}</span>', record.deadline_text, day)

    def render_percent(self, record: Any) -> SafeString:
        return measure(record, gone(record, self.place["number"], self.day))

    def render_last_month(self, record: Any) -> SafeString | str:
        tag = period_tag(mark_of(record), self.period)
        if record.last_month is None:
            return tag or NOTHING
        return format_html("{} {}", _("reported for month %(month)s") % {"month": record.last_month}, tag)

    def render_star(self, record: Any) -> SafeString:
        return star(self.scope, record.pk, on=record.watched)

    def render_act(self, record: Task) -> SafeString | str:
        served = record.reported_with_id is not None
        if served or record.status in FINISHED or not self.scope.access.may_report(record):
            return ""
        return format_html(
            '<a class="button button-small" href="{0}" hx-get="{0}" hx-target="#report-{1}">{2}</a>',
            self.address("report", record),
            record.pk,
            _("Report"),
        )

    # ---- orders: what is missing comes last either way, equals stand in the document's order ----
    def order_standing(self, tasks: TaskQuerySet, descending: bool) -> tuple[TaskQuerySet, bool]:
        return _ordered(tasks, F("severity"), descending)

    def order_text(self, tasks: TaskQuerySet, descending: bool) -> tuple[TaskQuerySet, bool]:
        order = (f"-{name}" if descending else name for name in DOCUMENT_ORDER)
        return tasks.order_by(*order), True

    def order_official(self, tasks: TaskQuerySet, descending: bool) -> tuple[TaskQuerySet, bool]:
        return _ordered(tasks, _first("official__position", Role.LEAD_OFFICIAL), descending)

    def order_unit(self, tasks: TaskQuerySet, descending: bool) -> tuple[TaskQuerySet, bool]:
        return _ordered(tasks, _first("unit__position", Role.LEAD_UNIT), descending)

    def order_deadline(self, tasks: TaskQuerySet, descending: bool) -> tuple[TaskQuerySet, bool]:
        return _ordered(tasks, F("deadline"), descending)

    def order_percent(self, tasks: TaskQuerySet, descending: bool) -> tuple[TaskQuerySet, bool]:
        return _ordered(tasks, F("percent"), descending)

    def order_last_month(self, tasks: TaskQuerySet, descending: bool) -> tuple[TaskQuerySet, bool]:
        return _ordered(tasks, F("last_month"), descending)


def _day_of_year(day: date) -> str:
    return _("%(month)s-%(day)s") % {"month": day.month, "day": day.day}


def _ordered(tasks: TaskQuerySet, by: Any, descending: bool) -> tuple[TaskQuerySet, bool]:
    order = by.desc(nulls_last=True) if descending else by.asc(nulls_last=True)
    return tasks.order_by(order, *DOCUMENT_ORDER), True


def _first(path: str, role: str) -> Combinable:
    """The place in the official order of the first of a task's officials or units in `role`."""
    rows = Responsibility.objects.filter(task=OuterRef("pk"), role=role).order_by("position", "pk")
    return Subquery(rows.values(path)[:1])
