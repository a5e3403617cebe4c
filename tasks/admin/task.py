"""Tasks, with who does what, targets and milestones as lines."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.admin.forms import LinesOfOneRow, PlainForm
from tasks.admin.own import Lines, OwnHistoryPage, OwnOnly
from tasks.models import Milestone, Plan, Responsibility, StandingSpan, Target, Task, User
from tasks.services.settle import ROLE_OF, settled_by_hand
from tasks.services.standing import refresh, refresh_due

Status = Task.Status
#: What a report and its verification bring about; never set by hand.
REPORTED = (Status.CLAIMED, Status.COMPLETED)
#: The fields of a task by the names under which their doubts are kept.
DOUBTS = {
    "text": "text",
    "label": "label",
    "goal": "goal",
    "deadline": "deadline_text",
    "deadline_text": "deadline_text",
}


class TaskForm(PlainForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if status := cast("forms.ChoiceField | None", self.fields.get("status")):
            status.choices = [(each.value, each.label) for each in Status if each not in REPORTED]

    def clean(self) -> dict[str, Any]:
        """A task's year is its plan's."""
        cleaned = dict(super().clean() or self.cleaned_data)
        plan: Plan | None = cleaned.get("plan")
        if plan:
            self.instance.year = plan.year
        return cleaned


class ResponsibilityLines(Lines):
    model = Responsibility
    district_path = "task__year__district"
    fields = ("role", "position", "official", "unit", "inherited", "confirmed_by")
    readonly_fields = ("inherited", "confirmed_by")
    autocomplete_fields = ("official", "unit")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("official", "unit", "confirmed_by")
        return rows.order_by("role", "position", "pk")


class TargetsOfOneTask(LinesOfOneRow):
    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            if form.instance.values.exists():
                sentence = _("%(target)s has values reported and cannot be deleted.")
                raise ValidationError(sentence % {"target": form.instance})


class TargetLines(Lines):
    model = Target
    district_path = "task__year__district"
    formset = TargetsOfOneTask
    fields = ("position", "metric", "comparator", "value", "unit", "kind", "kind_guessed", "resolve")


class MilestoneLines(Lines):
    model = Milestone
    district_path = "task__year__district"
    fields = ("title", "due", "share", "done_on")


@admin.register(Task)
class TaskAdmin(OwnHistoryPage):
    """What is changed here counts at once for how the task stands."""

    district_path = "year__district"
    form = TaskForm
    fixed = ("plan",)
    inlines = (ResponsibilityLines, TargetLines, MilestoneLines)
    list_display = ("wording", "label", "plan", "lead_units", "deadline", "status", "stands")
    list_filter = (("year", OwnOnly), ("plan", OwnOnly), "status", "cadence")
    list_select_related = ("plan",)
    search_fields = ("text", "label", "responsibilities__unit__name", "responsibilities__official__name")
    autocomplete_fields = ("plan", "goal")
    readonly_fields = ("completed_on",)
    fieldsets = (
        (None, {"fields": ("plan", "goal", "label", "text", "position")}),
        (gettext_lazy("Time"), {"fields": ("start", "deadline", "deadline_text", "cadence")}),
        (
            gettext_lazy("Progress"),
            {"fields": ("status", "completed_on", "override_percent", "override_reason", "note")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        leads = Responsibility.objects.filter(role=Responsibility.Role.LEAD_UNIT).select_related("unit")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch("responsibilities", leads.order_by("position", "pk"), to_attr="leads"),
                Prefetch("spans", StandingSpan.objects.filter(end=None), to_attr="open_spans"),
            )
        )

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Locked while it is being changed, so that a report that comes meanwhile is not written over."""
        task = super().get_object(request, object_id, from_field)
        if task and request.method == "POST" and connection.in_atomic_block:
            task.refresh_from_db(from_queryset=Task.objects.select_for_update(of=("self",)))
        return task

    @admin.display(description=gettext_lazy("wording"), ordering="text")
    def wording(self, task: Task) -> str:
        return str(task)

    @admin.display(description=gettext_lazy("lead unit"))
    def lead_units(self, task: Any) -> str:
        return "、".join(str(lead.unit) for lead in task.leads)

    @admin.display(description=gettext_lazy("standing"))
    def stands(self, task: Any) -> str:
        return "".join(span.get_standing_display() for span in task.open_spans)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Complete is what a unit reports and a supervisor verifies, on the task's own page."""
        reported = ("status",) if obj and obj.status in REPORTED else ()
        return (*super().get_readonly_fields(request, obj), *reported)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:  # how it stood until now is written before it stands otherwise
            refresh_due(timezone.localdate(), Task.objects.filter(pk=obj.pk))
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Who does what is confirmed by who enters it."""
        if formset.model is Responsibility:
            for line in formset.forms:
                if line.has_changed():
                    line.instance.confirmed_by, line.instance.inherited = request.user, False
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        task = form.instance
        settled_by_hand(task, user=cast(User, request.user), fields=_entered(form, formsets))
        refresh(Task.objects.filter(pk=task.pk))


def _entered(form: Any, formsets: Any) -> set[str]:
    """What was entered, by the names under which doubts are kept."""
    entered = {DOUBTS[name] for name in form.changed_data if name in DOUBTS}
    roles = {
        line.instance.role
        for formset in formsets
        if formset.model is Responsibility
        for line in formset.forms
        if line.has_changed()
    }
    return entered | {field for field, role in ROLE_OF.items() if role in roles}
