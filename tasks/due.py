"""What a task owes in a reporting period: two marks beside its standing, which never change its light."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tasks.models import Period, ProgressReport, StandingSpan, Task, Unit
from tasks.models.plan import Cadence
from tasks.models.queries import TaskQuerySet
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
    mine = [row for row in reports if row.is_of(period) and made_by(row, unit)]
    good = [row for row in mine if not row.returned_reason]
    if good:
        return Mark.LATE if any(row.late for row in good) else None
    owed = standing is not None and standing not in OWES_NOTHING and _is_due(task, period)
    return Mark.MISSING if owed else None


def made_by(row: ProgressReport, unit: Unit) -> bool:
    """Whether `unit` made the report `row`, or one that has been merged into it."""
    own = row.unit_id == unit.pk  # asked first: the other question may be one to the database
    return own or row.unit.merged_into_id == unit.pk


def _is_due(task: Task, period: Period) -> bool:
    """Whether the task's cadence, or else its plan's, asks for a report of this month.

    What is reported with another task is not due itself, and beyond the year's end nothing is.
    """
    if task.reported_with_id or period.beyond:
        return False
    return period.month % MONTHS[Cadence(task.cadence or task.plan.cadence)] == 0


# ---- the same for whole lists, in one query ----
class Reported(StrEnum):
    """What has become of the report that a task's reporting unit owes in a period.

    A task that owes nothing and was not reported either is none of these.
    """

    WAITING = "waiting"
    PASSED = "passed"
    RETURNED = "returned"
    MISSING = "missing"


Review = ProgressReport.Review


def mark_of(task: Any) -> Mark | None:
    """The mark of a task that `in_period` was asked about; none where it was not."""
    if getattr(task, "reported", None) in (Reported.MISSING, Reported.RETURNED):
        return Mark.MISSING
    return Mark.LATE if getattr(task, "reported_late", False) else None


def last_day(period: Period, year: int) -> date:
    """The last day of the month that `period` is, in the year so numbered."""
    return date(year, period.month, monthrange(year, period.month)[1])


def in_period(tasks: TaskQuerySet, period: Period, day: date) -> TaskQuerySet:
    """`tasks` with `reported`, a Reported or None, and `reported_late`, as known of `period` on `day`.

    Whether a report is owed is asked of how the task stood on that day, or on the period's last if that is
    earlier; so a period that is over is judged by its own end. Before it opens nobody owes anything. Of a
    period that is locked by then its figures tell, with the unit that reported in those days.
    """
    if is_kept(period, day):
        return _as_kept(tasks, period)
    end = min(day, last_day(period, period.year.number))
    unit = OuterRef("reporting_unit_id")
    mine = _made(period, day).filter(Q(unit=unit) | Q(unit__merged_into=unit), task=OuterRef("pk"))
    good = mine.exclude(review=Review.RETURNED)
    owed = Q(pk__in=[]) if day < period.opens else Q(Exists(_owing_on(end))) & _cadence_asks(period)
    kinds = [
        When(Exists(good.filter(review=Review.PASSED)), then=Value(Reported.PASSED.value)),
        When(Exists(good), then=Value(Reported.WAITING.value)),
        When(Q(Exists(mine)) & Q(Exists(_owing_on(end))), then=Value(Reported.RETURNED.value)),
        When(Q(reporting_unit_id__isnull=False) & owed, then=Value(Reported.MISSING.value)),
    ]
    return tasks.with_reporting_unit().annotate(
        reported=Case(*kinds, default=Value(None), output_field=CharField()),
        reported_late=Exists(good.filter(late=True)),
    )


def is_kept(period: Period, day: date) -> bool:
    """Whether what is known of `period` on `day` is what its lock has kept."""
    return bool(period.locked_at and not period.beyond and timezone.localdate(period.locked_at) <= day)


def _as_kept(tasks: TaskQuerySet, period: Period) -> TaskQuerySet:
    kept = tasks.annotate(kept=FilteredRelation("figures", condition=Q(figures__period=period)))
    reported = When(~Q(kept__reported=""), then=F("kept__reported"))
    return kept.annotate(
        reported=Case(reported, default=Value(None), output_field=CharField()),
        reported_late=Case(When(Q(kept__late=True), then=Value(True)), default=Value(False)),
        reporting_unit_id=F("kept__unit_id"),
    )


def _made(period: Period, day: date) -> QuerySet[Any]:
    """The reports of `period` as they were at the end of `day`; of a day that is over their history tells."""
    if day >= timezone.localdate():
        return ProgressReport.objects.filter(period=period, beyond=0)
    night = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    known = ProgressReport.history.filter(history_date__lt=night)
    same_time = Q(history_date=OuterRef("history_date"), history_id__gt=OuterRef("history_id"))
    later = known.filter(Q(history_date__gt=OuterRef("history_date")) | same_time, id=OuterRef("id"))
    made: QuerySet[Any] = known.filter(~Exists(later), period=period, beyond=0).exclude(history_type="-")
    return made


def _owing_on(day: date) -> QuerySet[StandingSpan]:
    spans = StandingSpan.objects.filter(Q(end=None) | Q(end__gt=day), task=OuterRef("pk"), start__lte=day)
    return spans.exclude(standing__in=[standing.value for standing in OWES_NOTHING])


def _cadence_asks(period: Period) -> Q:
    asked = [cadence for cadence, months in MONTHS.items() if period.month % months == 0]
    return Q(cadence__in=asked) | Q(cadence="", plan__cadence__in=asked)
