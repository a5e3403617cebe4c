"""Imports in the administration, to be found and looked at. What is done with them is done on their pages."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from imports.models import ImportBatch
from tasks.admin.own import OwnHistoryPage, OwnOnly, ReadOnly


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
