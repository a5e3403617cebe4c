"""Who did something and when: every row that services write carries it into its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from django.db import models
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from tasks.models import User

Row = TypeVar("Row", bound=models.Model)
NOON = time(12)


@dataclass(frozen=True)
class Deed:
    """One act of one person (None: of the system itself); outside a request nothing else could tell whose."""

    user: User | None
    at: datetime

    @classmethod
    def on(cls, day: date | None, user: User | None) -> "Deed":
        """Now; for a day that is not today its noon, since the hour is not known."""
        now = timezone.localtime()
        if day is None or day == now.date():
            return cls(user, now)
        return cls(user, timezone.make_aware(datetime.combine(day, NOON)))

    def save(self, row: models.Model, *fields: str) -> None:
        """Save `row`, or only `fields` of it."""
        self._sign(row)
        row.save(update_fields=fields or None)

    def save_because(self, why: str, row: models.Model, *fields: str) -> None:
        """Save `row`, or only `fields` of it, and keep in its history why."""
        row._change_reason = why  # type: ignore[attr-defined]
        self.save(row, *fields)
        row._change_reason = None  # type: ignore[attr-defined]

    def create_all(self, rows: Sequence[Row]) -> list[Row]:
        """Insert rows of one model; they come back with their keys."""
        if not rows:
            return []
        for row in rows:
            self._sign(row)
        return list(bulk_create_with_history(rows, type(rows[0]), batch_size=500))

    def save_all(self, rows: Sequence[Row], *fields: str) -> None:
        """Update `fields` of rows of one model."""
        if not rows:
            return
        for row in rows:
            self._sign(row)
        bulk_update_with_history(rows, type(rows[0]), list(fields), batch_size=500)

    def delete(self, row: models.Model) -> None:
        """Delete `row`; its history keeps it, and who deleted it."""
        self._sign(row)
        row.delete()

    def _sign(self, row: models.Model) -> None:
        row._history_user = self.user  # type: ignore[attr-defined]
        row._history_date = self.at  # type: ignore[attr-defined]
