"""What a task owes in a reporting period: two marks beside its standing, which never change its light."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tasks.models import Period, ProgressReport, Task
from tasks.models.plan import Cadence
from tasks.permissions import reporting_unit
from tasks.standing import Standing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Every how many months a report is due.
MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.HALF_YEARLY: 6}
#: Who stands so owes nothing: finished, said to be finished, suspended or not begun.
OWES_NOTHING = (Standing.COMPLETED, Standing.CLAIMED, Standing.OTHER)


class Mark(StrEnum):
    MISSING = "missing"
    LATE = "late"

    @property
    def label(self) -> "_StrPromise":
        return MARKS[self]


MARKS: dict[Mark, "_StrPromise"] = {Mark.MISSING: _("no report this period"), Mark.LATE: _("late")}


def mark(
    task: Task, standing: str | None, period: Period | None, reports: Iterable[ProgressReport]
) -> Mark | None:
    """The mark of `task`, which stands so, in `period`, by what was reported until then.

    Only its reporting unit owes reports; one that was sent back is still to be made.
    """
    unit = reporting_unit(task)
    if period is None or unit is None:
        return None
    mine = [row for row in reports if row.period_id == period.pk and row.unit_id == unit.pk]
    good = [row for row in mine if not row.returned_reason]
    if good:
        return Mark.LATE if any(row.late for row in good) else None
    owed = standing is not None and standing not in OWES_NOTHING and _is_due(task, period)
    return Mark.MISSING if owed else None


def _is_due(task: Task, period: Period) -> bool:
    """Whether the task's cadence, or else its plan's, asks for a report of this month.

    What is reported with another task is not due itself.
    """
    if task.reported_with_id:
        return False
    return period.month % MONTHS[Cadence(task.cadence or task.plan.cadence)] == 0
