"""Addresses of imports."""

from django.urls import path

from imports.views import batches, confirm, names, preview, rows, source

IMPORTS = "d/<slug:code>/imports/"

urlpatterns = [
    path(IMPORTS, batches.import_list, name="import_list"),
    path(f"{IMPORTS}<int:pk>/", preview.preview, name="import_preview"),
    path(f"{IMPORTS}<int:pk>/state/", preview.state, name="import_state"),
    path(f"{IMPORTS}<int:pk>/answer/", preview.answer, name="import_answer"),
    path(f"{IMPORTS}<int:pk>/choose/", preview.choose, name="import_choose"),
    path(f"{IMPORTS}<int:pk>/source/", source.source, name="import_source"),
    path(f"{IMPORTS}<int:pk>/rows/<int:position>/", rows.row, name="import_row"),
    path(f"{IMPORTS}<int:pk>/names/", names.names, name="import_names"),
    path(f"{IMPORTS}<int:pk>/confirm/", confirm.confirm, name="import_confirm"),
    path(f"{IMPORTS}<int:pk>/discard/", confirm.discard, name="import_discard"),
    path(f"{IMPORTS}<int:pk>/undo/", confirm.undo, name="import_undo"),
    path(f"{IMPORTS}<int:pk>/file/", batches.source_file, name="import_file"),
]
