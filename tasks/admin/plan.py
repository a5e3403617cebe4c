"""Districts, years, plans, goals, and the files that they came from."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tasks.admin.forms import PlainForm
from tasks.admin.own import ByOtherNames, OwnHistoryPage, OwnOnly, OwnPage, ReadOnly
from tasks.admin_site import is_superuser
from tasks.models import District, Goal, Plan, SourceFile, Task, Year
from tasks.services.standing import refresh
from tasks.services.years import open_year


@admin.register(District)
class DistrictAdmin(ByOtherNames, OwnHistoryPage):
    """Superusers enter districts and take them away; their administrators say how they work."""

    district_path = "pk"
    list_display = ("code", "short_name", "full_name", "reporters_see_all")
    search_fields = ("code", "short_name", "full_name")
    formfield_overrides: ClassVar = {models.URLField: {"assume_scheme": "https"}}

    def own(self, rows: Any, districts: frozenset[int]) -> Any:
        return rows.filter(pk__in=districts)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if is_superuser(request) else ("code",)


@admin.register(Year)
class YearAdmin(OwnHistoryPage):
    district_path = "district"
    fixed = ("district", "number")
    list_display = ("number", "district", "tolerance_points", "red_points")
    list_filter = (("district", OwnOnly),)
    list_select_related = ("district",)
    search_fields = ("number", "district__short_name")
    autocomplete_fields = ("district",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A year comes with its twelve periods; other points are another answer to how its tasks stand."""
        super().save_model(request, obj, form, change)
        if not change:
            open_year(obj.district, obj.number, user=request.user)  # type: ignore[arg-type]
        elif {"tolerance_points", "red_points"} & set(form.changed_data):
            refresh(Task.objects.filter(year=obj))


@admin.register(Plan)
class PlanAdmin(OwnHistoryPage):
    district_path = "year__district"
    fixed = ("year",)
    list_display = ("title", "year", "kind", "cadence", "position")
    list_filter = (("year", OwnOnly), "kind")
    list_select_related = ("year",)
    search_fields = ("title",)
    autocomplete_fields = ("year",)


class GoalForm(PlainForm):
    def clean_parent(self) -> Goal | None:
        parent: Goal | None = self.cleaned_data["parent"]
        above = parent
        while above:
            if above.pk == self.instance.pk:
                raise ValidationError(_("A goal cannot stand below itself."))
            above = above.parent
        return parent


@admin.register(Goal)
class GoalAdmin(OwnHistoryPage):
    district_path = "plan__year__district"
    form = GoalForm
    fixed = ("plan",)
    list_display = ("title", "label", "kind", "parent", "plan", "position")
    list_filter = (("plan", OwnOnly), "kind")
    list_select_related = ("plan", "parent")
    search_fields = ("title", "label")
    autocomplete_fields = ("plan", "parent")


@admin.register(SourceFile)
class SourceFileAdmin(ReadOnly, OwnPage):
    district_path = "district"
    list_display = ("name", "district", "size", "uploaded_by", "uploaded_at")
    list_filter = (("district", OwnOnly),)
    list_select_related = ("district", "uploaded_by")
    search_fields = ("name", "sha256")
    fields = ("name", "district", "size", "sha256", "uploaded_by", "uploaded_at")
