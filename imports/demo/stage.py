"""What every part of the demo shares: who acts, and the moment at which they do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from unittest.mock import patch

from django.utils import timezone

from tasks.models import District, Task, User
from tasks.permissions import reporting_unit

OFFICE_HOURS = time(9)


@dataclass(frozen=True)
class Cast:
    """The district with those who act in it."""

    district: District
    administrator: User
    supervisor: User
    leader: User
    #: By the key of the unit they report for.
    reporters: dict[int, User]

    def reporter_of(self, task: Task) -> User:
        """Who reports `task`, whose responsibilities are fetched."""
        unit = reporting_unit(task)
        return self.reporters[unit.pk] if unit else self.supervisor


@contextmanager
def clock(moment: datetime) -> Iterator[None]:
    """Whatever is written inside says that it happened at `moment`."""
    with patch.object(timezone, "now", return_value=moment):
        yield


def morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, OFFICE_HOURS))
