"""Reporting periods, reports entered for a unit, and how tasks stood."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from tasks.admin.forms import PlainForm
from tasks.admin.own import Lines, OwnHistoryPage, OwnOnly, OwnPage, ReadOnly
from tasks.errors import Refused
from tasks.models import Period, ProgressReport, StandingSpan, Target, TargetValue, Task, User
from tasks.services.report import enter, to_be_entered
from tasks.services.standing import refresh


@admin.register(Period)
class PeriodAdmin(OwnHistoryPage):
    """The twelve of a year come with it; they are adjusted, locked and reopened on pages of their own."""

    district_path = "year__district"
    may_add = may_delete = False
    fixed = ("year", "month")
    readonly_fields = ("opens", "due", "locked_at", "locked_by")
    list_display = ("__str__", "year", "opens", "due", "locked_at")
    list_filter = (("year", OwnOnly), "month")
    list_select_related = ("year",)
    search_fields = ("year__number", "month")


class ReportForm(PlainForm):
    """Says at once what the service would refuse."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            to_be_entered(self.instance, timezone.localdate())
        except Refused as refused:
            self.add_error(None, str(refused))


class ValueLines(Lines):
    """The figures reached, of the targets of the report's own task."""

    model = TargetValue
    district_path = "report__task__year__district"
    fields = ("target", "value")
    task_id: int | None = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("target")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        self.task_id = obj.task_id
        return super().get_formset(request, obj, **kwargs)

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        return Target.objects.filter(task=self.task_id)


@admin.register(ProgressReport)
class ProgressReportAdmin(OwnHistoryPage):
    """Reports entered or corrected for a unit. What was reported stays: it can be corrected, not deleted."""

    district_path = "task__year__district"
    form = ReportForm
    may_delete = False
    fixed = ("task", "period", "unit")
    list_display = ("task", "period", "unit", "percent", "status", "late", "reported_by", "reported_at")
    list_filter = (("period__year", OwnOnly), "period__month", "status", "late", ("unit", OwnOnly))
    list_select_related = ("task", "period__year", "unit", "reported_by")
    search_fields = ("task__text", "unit__name", "note")
    autocomplete_fields = ("task", "period", "unit")
    fields = (
        *("task", "period", "unit", "percent", "status", "note"),
        *(
            "late",
            "reported_by",
            "reported_at",
            "verified_percent",
            "verified_by",
            "verified_at",
            "returned_reason",
        ),
    )
    readonly_fields = fields[6:]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """The targets are known as soon as the task is."""
        return (ValueLines,) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        enter(obj, user=cast(User, request.user))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        refresh(Task.objects.filter(pk=form.instance.task_id))


@admin.register(StandingSpan)
class StandingSpanAdmin(ReadOnly, OwnPage):
    district_path = "task__year__district"
    list_display = ("task", "standing", "percent", "start", "end")
    list_filter = (("task__year", OwnOnly), "standing", "light")
    list_select_related = ("task",)
    search_fields = ("task__text",)
