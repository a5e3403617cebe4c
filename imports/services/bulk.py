"""Rows that go, many at once, each leaving the line in its history that a single deletion would."""

from collections.abc import Sequence
from typing import Any

from django.db import models, router
from django.db.models.deletion import Collector
from simple_history.utils import get_history_model_for_model

from tasks.services.history import Deed

_AT_ONCE = 400


def remove_all(rows: Sequence[models.Model], deed: Deed) -> None:
    """Delete rows of one model that nothing points to."""
    if not rows:
        return
    model: Any = type(rows[0])
    past = get_history_model_for_model(model)
    past.objects.bulk_create([_last_line(past, row, deed) for row in rows], batch_size=_AT_ONCE)
    for start in range(0, len(rows), _AT_ONCE):
        mine = model._base_manager.filter(pk__in=[row.pk for row in rows[start : start + _AT_ONCE]])
        mine._raw_delete(
            mine.db
        )  # delete() would ask for each row what follows it, and write its history alone


def remove(rows: Sequence[models.Model], deed: Deed) -> None:
    """Delete rows with all that belongs to them. Raises ProtectedError where something protects them."""
    if not rows:
        return
    for row in rows:
        row._history_user, row._history_date = deed.user, deed.at  # type: ignore[attr-defined]
    collector = Collector(using=router.db_for_write(type(rows[0])))
    collector.collect(rows)
    collector.delete()


def _last_line(past: Any, row: models.Model, deed: Deed) -> models.Model:
    kept = {field.attname: getattr(row, field.attname) for field in past.tracked_fields}
    line: models.Model = past(history_type="-", history_date=deed.at, history_user=deed.user, **kept)
    return line
