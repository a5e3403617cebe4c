"""Reporting periods: locked with a snapshot of all figures, reopened and adjusted by an administrator.

Whoever reports holds the lock of a task and then asks whether the period is open; so a lock of a period first
takes the locks of all its tasks: no report comes between the figures and the lock. So does whoever reopens it
or changes its days, that everybody takes their locks in one order.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from tasks.due import in_period, last_day, made_by, mark
from tasks.errors import Refused
from tasks.flow import PERIOD
from tasks.models import Period, PeriodFigure, ProgressReport, Responsibility, Task, User, Year
from tasks.models.plan import Cadence
from tasks.permissions import Access, Action, reporting_unit
from tasks.services.history import Deed
from tasks.services.notify import notify, reporters, supervisors
from tasks.services.standing import refresh_due

LONGEST = 100
OPEN, LOCKED = "open", "locked"


def lock(period: Period, *, user: User, day: date | None = None) -> Period:
    """Close `period` for reports and keep all its figures as they are; later edits leave them so.

    The figures say how each task stood on the period's last day, or on `day` (today) if that is earlier.
    Raises PermissionDenied for who may not, Refused where it is locked already or has not begun.
    """
    deed, today = Deed.on(day, user), day or timezone.localdate()
    with transaction.atomic():
        row = _locked(period, user, Action.LOCK)
        PERIOD.after(_state(row), "lock")
        refresh_due(today, Task.objects.filter(year=period.year_id))
        if today < row.opens:
            raise Refused(_("The reporting period %(period)s has not begun.") % {"period": row})
        PeriodFigure.objects.filter(period=row).delete()  # of a lock that was taken back
        PeriodFigure.objects.bulk_create(_figures(row, today, deed))
        row.locked_at, row.locked_by = deed.at, user
        deed.save(row, "locked_at", "locked_by")
    return row


def reopen(period: Period, *, user: User, reason: str) -> Period:
    """Let reports into `period` again; the reason is kept in its history.

    The figures stay until it is locked again. Raises PermissionDenied for who may not, Refused without a
    reason or where it is not locked.
    """
    deed, reason = Deed.on(None, user), reason.strip()
    with transaction.atomic():
        row = _locked(period, user, Action.ADMINISTER)
        PERIOD.after(_state(row), "unlock")
        if not reason or len(reason) > LONGEST:
            raise Refused(
                _("Say why it is reopened, in %(number)s characters at most.") % {"number": LONGEST}
            )
        row.locked_at = row.locked_by = None
        row._change_reason = reason  # type: ignore[attr-defined]  # simple_history keeps it
        deed.save(row, "locked_at", "locked_by")
        told = {"page": "periods", "year": row.year.number, "period": row, "reason": reason}
        notify(supervisors(row.year.district), "period_reopened", row.year.district, by=user, **told)  # type: ignore[arg-type]
    return row


def adjust(period: Period, *, user: User, opens: date, due: date) -> Period:
    """Change when `period` opens and its reports are due; both lie in its month, as reports go by the month.

    What came late by the old day and in time by the new one is late no more; nothing becomes late afterwards.
    Those who report are told the new day, unless it has passed.
    Raises PermissionDenied for who may not, Refused where it is locked or the days cannot be.
    """
    deed = Deed.on(None, user)
    with transaction.atomic():
        row = _locked(period, user, Action.ADMINISTER)
        if row.locked_at:
            PERIOD.after(LOCKED, "lock")  # which refuses it, saying so
        if not date(row.year.number, row.month, 1) <= opens <= due <= last_day(row, row.year.number):
            raise Refused(_("A period opens before its reports are due, and both lie in its month."))
        before, row.opens, row.due = row.due, opens, due
        deed.save(row, "opens", "due")
        forgiven = list(row.reports.filter(late=True, reported_at__date__lte=due))
        for report in forgiven:
            report.late = False
        deed.save_all(forgiven, "late")
        if due != before and due >= timezone.localdate(deed.at):
            words: dict[str, Any] = {"page": "reporting", "year": row.year.number, "period": row, "due": due}
            notify(reporters(row.year.district), "period_moved", row.year.district, by=user, **words)
    return row


def set_cadence(pks: Collection[int], year: Year, cadence: str, *, user: User) -> int:
    """Let the tasks of `year` with these keys be reported so often; returns how many changed.

    An empty cadence stands for that of their plan.
    Raises PermissionDenied for who may not, Refused for a cadence that there is not.
    """
    if not Access(user, year.district).may(Action.EDIT):
        raise PermissionDenied
    if cadence and cadence not in Cadence.values:
        raise Refused(_("Choose how often these tasks are reported."))
    deed = Deed.on(None, user)
    with transaction.atomic():
        tasks = Task.objects.current().filter(year=year, pk__in=pks).exclude(cadence=cadence)
        rows = list(tasks.order_by("pk").select_for_update(of=("self",)))
        for row in rows:
            row.cadence = cadence
        deed.save_all(rows, "cadence")
    return len(rows)


def _state(period: Period) -> str:
    return LOCKED if period.locked_at else OPEN


def _locked(period: Period, user: User, action: Action) -> Period:
    """The period as it is now, held after all its tasks are; for one who may do `action` there."""
    _lock_tasks(period.year_id)
    rows = Period.objects.select_for_update(of=("self",)).select_related("year__district")
    row = rows.get(pk=period.pk)
    if not Access(user, row.year.district).may(action):
        raise PermissionDenied
    return row


def _lock_tasks(year: int) -> None:
    list(Task.objects.filter(year=year).order_by("pk").select_for_update(of=("self",)).values_list("pk"))


# ---- figures ----
def _figures(period: Period, today: date, deed: Deed) -> list[PeriodFigure]:
    """One for every task that was known on the period's last day, or today if that is earlier."""
    day = min(today, last_day(period, period.year.number))
    leads = Responsibility.objects.filter(role=Responsibility.Role.LEAD_UNIT).select_related("unit")
    reports = ProgressReport.objects.filter(period=period, beyond=0).select_related("unit")
    reports = reports.prefetch_related("values")
    tasks: Any = Task.objects.current().filter(year=period.year).standing_on(day)
    tasks = in_period(tasks.filter(standing__isnull=False), period, today)
    tasks = tasks.select_related("plan", "reporter")
    tasks = tasks.prefetch_related(
        Prefetch("responsibilities", leads), Prefetch("reports", reports, to_attr="of_period")
    )
    return [_figure(task, period, deed) for task in tasks]


def _figure(task: Any, period: Period, deed: Deed) -> PeriodFigure:
    unit = reporting_unit(task)
    mine = [row for row in task.of_period if unit and made_by(row, unit) and not row.returned_reason]
    report: ProgressReport | None = next((row for row in mine if row.unit == unit), None)
    report = report or next(iter(mine), None)
    return PeriodFigure(
        period=period,
        task=task,
        unit=unit,
        unit_name=unit.name if unit else "",
        reported=task.reported or "",
        late=task.reported_late,
        standing=task.standing,
        light=task.light,
        mark=mark(task, task.standing, period, task.of_period) or "",
        computed_percent=task.percent,
        reported_percent=report.percent if report else None,
        verified_percent=report.verified_percent if report else None,
        said=_said(report) if report else {},
        deadline=task.deadline,
        frozen_at=deed.at,
    )


def _said(report: ProgressReport) -> dict[str, Any]:
    words = ("status", "note", "stage", "problems", "matters", "next_steps")
    values = {str(value.target_id): f"{value.value.normalize():f}" for value in report.values.all()}
    return {**{name: getattr(report, name) for name in words if getattr(report, name)}, "values": values}
