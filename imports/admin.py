"""Imports in the administration, to be found and looked at. What is done with them is done on their pages."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from imports.draft import doubt_reason
from imports.models import ImportBatch
from imports.remarks import FIELDS, field_label, place_words
from tasks.admin.own import OwnHistoryPage, OwnOnly, ReadOnly
from tasks.models import Origin


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly, OwnHistoryPage):
    district_path = "district"
    list_display = ("source", "district", "year_number", "status", "created_by", "created_at", "applied_at")
    list_filter = (("district", OwnOnly), "status", "year_number")
    list_select_related = ("source", "district", "created_by")
    search_fields = ("source__name", "source__sha256")
    date_hierarchy = "created_at"
    fields = (
        "page",
        "source",
        "district",
        "year_number",
        "status",
        "counts",
        "parser",
        "parser_version",
        *("created_by", "created_at", "applied_by", "applied_at", "undone_by", "undone_at"),
    )
    readonly_fields = ("page", "created_at")

    @admin.display(description=_("page of the import"))
    def page(self, batch: ImportBatch) -> SafeString:
        place = {"code": batch.district.code, "pk": batch.pk}
        return format_html('<a href="{}">{}</a>', reverse("import_preview", kwargs=place), batch)


class OfField(admin.SimpleListFilter):
    """By the field of the task that was read."""

    title = _("field")
    parameter_name = "field"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return FIELDS.items()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Origin]) -> QuerySet[Origin]:
        return queryset.filter(field=self.value()) if self.value() else queryset


class Decided(admin.SimpleListFilter):
    """By what became of what the document left open; what it settles itself waits for nobody."""

    title = _("settlement")
    parameter_name = "settlement"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(value or "open", label) for value, label in Origin.Settlement.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Origin]) -> QuerySet[Origin]:
        if self.value() is None:
            return queryset
        if self.value() == "open":
            return queryset.exclude(doubt="").filter(settlement="")
        return queryset.filter(settlement=self.value())


@admin.register(Origin)
class OriginAdmin(ReadOnly, OwnHistoryPage):
    """Where each field of a task came from. What waits is settled on the page of its task."""

    district_path = "task__year__district"
    list_display = ("task", "which", "source_file", "inherited", "why", "decided", "settled_by")
    list_filter = (("source_file", OwnOnly), OfField, "inherited", Decided)
    list_select_related = ("task", "source_file", "settled_by")
    search_fields = ("task__text", "excerpt")
    fields = (
        *("task", "which", "source_file", "place_words", "excerpt", "inherited", "why", "suggested"),
        *("decided", "settled_by", "settled_at"),
    )
    readonly_fields = ("which", "place_words", "why", "decided")

    @admin.display(description=_("field"), ordering="field")
    def which(self, origin: Origin) -> str:
        return field_label(origin.field)

    @admin.display(description=_("place"))
    def place_words(self, origin: Origin) -> str:
        return place_words(origin.place)

    @admin.display(description=_("doubt"), ordering="doubt")
    def why(self, origin: Origin) -> str:
        return doubt_reason(origin.doubt)

    @admin.display(description=_("settlement"), ordering="settlement")
    def decided(self, origin: Origin) -> str:
        return origin.get_settlement_display() if origin.doubt or origin.settlement else ""
