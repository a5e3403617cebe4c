"""What a unit still has to say, or may say again, about periods that are over and not locked."""

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tasks.due import Mark, last_day, made_by, mark
from tasks.flow import TASK
from tasks.models import (
    Attachment,
    Period,
    PeriodFigure,
    ProgressReport,
    ReportDraft,
    StandingSpan,
    Task,
    Year,
)
from tasks.permissions import Access, reporting_unit
from tasks.services.years import present

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: A task and a period, which may be a month beyond the year's end.
Place = tuple[int, int, int]


class Why(StrEnum):
    """Why an earlier period is offered; the first that applies."""

    RETURNED = "returned"
    DRAFT = "draft"
    FILE = "file"
    MISSING = "missing"
    REOPENED = "reopened"

    @property
    def label(self) -> "_StrPromise":
        return WORDS[self]


WORDS: dict[Why, "_StrPromise"] = {
    Why.RETURNED: _("sent back"),
    Why.DRAFT: _("typed, not sent"),
    Why.FILE: _("a file waits"),
    Why.MISSING: _("not reported"),
    Why.REOPENED: _("reopened"),
}


@dataclass(frozen=True)
class Earlier:
    """A report for an earlier period that can be made now."""

    task: Task
    period: Period
    report: ProgressReport | None
    why: Why

    @property
    def key(self) -> str:
        """As of its card, when it is opened."""
        return f"{self.task.pk}-{self.period.key}"


@dataclass
class _Known:
    """All that is stored of these tasks in a year, by task."""

    spans: dict[int, list[StandingSpan]] = field(default_factory=dict)
    reports: dict[int, list[ProgressReport]] = field(default_factory=dict)
    drafts: set[Place] = field(default_factory=set)
    files: set[Place] = field(default_factory=set)
    reopened: set[int] = field(default_factory=set)


def earlier(access: Access, year: Year, tasks: Iterable[Task], day: date) -> list[Earlier]:
    """For each of `tasks`, all reported by this person, the periods before that of `day` that wait for them.

    Those are periods begun and not locked in which its report was sent back, is missing, or has something
    typed or a file that was never sent; and of a period that was reopened every report. The oldest first, in
    at most six queries. The tasks come with their plan and responsibilities.
    """
    places = _places(year, day)
    mine = [task for task in tasks if TASK.allows(task.status, "report") and not task.reported_with_id]
    if not places or not mine:
        return []
    known = _known(access, mine, places)
    found = ((task, period, _why(task, period, known)) for period in places for task in mine)
    return [Earlier(task, period, _report(task, period, known), why) for task, period, why in found if why]


def _places(year: Year, day: date) -> list[Period]:
    """The periods before the present one that take reports, and the months after the year's end before it."""
    now = present(year, day)
    rows = [
        row for row in year.periods.filter(locked_at=None, opens__lte=day) if now.beyond or row.pk != now.pk
    ]
    for row in rows:
        row.year = year
    rows = [row for row in rows if now.beyond or row.month < now.month]
    after = [copy(now) for _month in range(1, now.beyond)]
    for beyond, row in enumerate(after, 1):
        row.beyond = beyond
    return [*rows, *after]


def _known(access: Access, tasks: Sequence[Task], places: Collection[Period]) -> _Known:
    pks, known = [task.pk for task in tasks], _Known()
    for span in StandingSpan.objects.filter(task__in=pks):
        known.spans.setdefault(span.task_id, []).append(span)
    rows = ProgressReport.objects.filter(task__in=pks).select_related("unit")
    for row in rows.order_by("period__month", "beyond", "reported_at"):
        known.reports.setdefault(row.task_id, []).append(row)
    where = ("task", "period", "beyond")
    known.drafts.update(ReportDraft.objects.filter(user=access.user, task__in=pks).values_list(*where))
    files = Attachment.objects.filter(task__in=pks, unit__in=access.unit_ids, report=None, removed_at=None)
    known.files.update(files.values_list(*where))
    figures = PeriodFigure.objects.filter(period__in={row.pk for row in places})
    known.reopened.update(figures.values_list("period", flat=True).distinct())
    return known


def _report(task: Task, period: Period, known: _Known) -> ProgressReport | None:
    unit, rows = reporting_unit(task), known.reports.get(task.pk, ())
    return next((row for row in rows if row.is_of(period) and unit and made_by(row, unit)), None)


def _why(task: Task, period: Period, known: _Known) -> Why | None:
    row, rows = _report(task, period, known), known.reports.get(task.pk, [])
    place = (task.pk, period.pk, period.beyond)
    owed = mark(task, _standing(task, period, known), period, rows) is Mark.MISSING
    if row and row.returned_reason and (owed or row == rows[-1]):
        return Why.RETURNED
    if place in known.drafts:
        return Why.DRAFT
    if place in known.files:
        return Why.FILE
    if owed:
        return Why.MISSING
    return Why.REOPENED if row and not period.beyond and period.pk in known.reopened else None


def _standing(task: Task, period: Period, known: _Known) -> str | None:
    """How it stood when the period ended: as for the board, a period is judged by its own end."""
    end = last_day(period, period.year.number)
    spans = known.spans.get(task.pk, ())
    held = (span.standing for span in spans if span.start <= end and (span.end is None or span.end > end))
    return next(held, None)
