"""What every page of the administration shares: own rows only, own rows to choose from, few queries."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from tasks.admin.forms import KnownChoice, LinesOfOneRow, Names, PlainForm, district_id_of
from tasks.admin_site import administered, is_superuser
from tasks.models import Origin, Period, StandingSpan

#: What goes with the row that it hangs on, though nobody may delete it for itself.
CONSEQUENCES = (Origin, Period, StandingSpan)

OwnOnly = admin.RelatedOnlyFieldListFilter


class OwnRows:
    """Rows of the districts that the person administers, by `district_path`; on pages and in lines."""

    district_path: ClassVar[str]
    form: Any = PlainForm

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)  # type: ignore[misc]
        return rows if is_superuser(request) else self.own(rows, administered(request))

    def own(self, rows: Any, districts: frozenset[int]) -> Any:
        """Of `rows` those of `districts`."""
        return rows.filter(**{f"{self.district_path}__in": districts})

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """What can be chosen is what the person sees on that model's own page."""
        page = self.admin_site._registry.get(db_field.remote_field.model)  # type: ignore[attr-defined]
        if isinstance(page, OwnRows):
            return page.get_queryset(request)
        return super().get_field_queryset(db, db_field, request)  # type: ignore[misc]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", KnownChoice(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "aliases":
            return Names(label=db_field.verbose_name, required=False, help_text=_("One a line."))
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


class OwnPage(OwnRows, admin.ModelAdmin):  # type: ignore[type-arg]
    """The pages of one model."""

    #: set once and for all, since other rows hang on it
    fixed: ClassVar[tuple[str, ...]] = ()
    may_add = may_change = may_delete = True
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._own(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._own(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add and self._own(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change and self._own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_delete and self._own(request, obj)

    def _own(self, request: HttpRequest, obj: Any) -> bool:
        if is_superuser(request):
            return True
        districts = administered(request)
        return bool(districts) if obj is None else self.is_own(obj, districts)

    def is_own(self, obj: Any, districts: frozenset[int]) -> bool:
        return district_id_of(obj, self.district_path) in districts

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), *(self.fixed if obj else ()))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        own = administered(request)
        only = {"district": str(next(iter(own)))} if len(own) == 1 else {}
        return only | super().get_changeform_initial_data(request)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        rows, counts, needed, protected = super().get_deleted_objects(objs, request)
        return rows, counts, needed - {model._meta.verbose_name for model in CONSEQUENCES}, protected


class OwnHistoryPage(OwnPage, SimpleHistoryAdmin):  # type: ignore[misc]
    """The pages of a model whose history is kept. A former state can be looked at, not brought back."""

    object_history_list_template = "admin/history_list.html"

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        self._find(request, object_id)
        response: HttpResponse = super().history_view(request, object_id, extra_context)
        return response

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        self._find(request, object_id)
        if not version_id.isdecimal() or request.method == "POST":
            raise Http404
        response: HttpResponse = super().history_form_view(request, object_id, version_id, extra_context)
        return response

    def _find(self, request: HttpRequest, object_id: str) -> None:
        if self.get_object(request, object_id) is None:
            raise Http404


class ByOtherNames:
    """Found by its other names too: they are lists in JSON, which SQLite cannot search."""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        rows, double = super().get_search_results(request, queryset, search_term)  # type: ignore[misc]
        term = search_term.strip()
        named = [
            pk for pk, names in queryset.values_list("pk", "aliases") if any(term in name for name in names)
        ]
        return (rows | queryset.filter(pk__in=named) if term and named else rows), double


class ReadOnly:
    """Written by the system or by an import; here only to be looked at."""

    may_add = may_change = may_delete = False


class Lines(OwnRows, admin.TabularInline):  # type: ignore[type-arg]
    """Rows of one model as lines on the page of the row that they belong to."""

    formset: Any = LinesOfOneRow
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)
