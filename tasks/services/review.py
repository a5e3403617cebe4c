"""Review (审核): a supervisor passes a report or sends it back; one that claims completion is verified.

A report that was sent back counts for nothing until it is made again. Whoever judges says which version of
the report they saw: what the unit has sent since is not judged unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.flow import REPORT, TASK
from tasks.models import District, ProgressReport, Task, User
from tasks.permissions import Access, Action
from tasks.services.gone import refuse_merged
from tasks.services.history import Deed
from tasks.services.notify import notify, of_unit
from tasks.services.report import return_claim, verify
from tasks.services.several import hold
from tasks.services.standing import changing
from tasks.services.steps import take_back
from tasks.services.tell import tell_of_report

ALL = Decimal(100)
LONGEST = 300
Review, Status = ProgressReport.Review, ProgressReport.Status


@dataclass
class Outcome:
    """What became of passing several reports; `left`: why those were not passed, by report."""

    passed: list[ProgressReport] = field(default_factory=list)
    left: dict[int, str] = field(default_factory=dict)


def pass_report(
    report: ProgressReport,
    *,
    user: User,
    seen: datetime | None = None,
    verified_percent: Decimal | None = None,
    day: date | None = None,
) -> ProgressReport:
    """Pass `report`, with the percentage that was verified, if it was; a claim of completion is verified.

    `seen`: when the version that was judged had been reported. Raises PermissionDenied for who may not,
    Refused where it waits no longer, or was reported again since.
    """
    deed, verified_percent = Deed.on(day, user), _percent(verified_percent)
    with transaction.atomic():
        told = not claims_completion(report)  # of that verifying tells
        for each in _with_served(report):
            _pass(each, deed, seen if each == report else None, verified_percent, day)
        if told:
            notify(of_unit(report.unit), *_told(report, "report_passed"), by=user, period=report.period_name)
    report.refresh_from_db()
    return report


def pass_many(
    seen: dict[int, datetime], district: District, *, user: User, day: date | None = None
) -> Outcome:
    """Pass the reports of `district` with these keys, as they were seen; who sent them is told once a unit.

    What claims completion is left, as a task is only struck off by itself; so is what was reported again or
    judged meanwhile. Raises PermissionDenied for who may not.
    """
    if not Access(user, district).may(Action.VERIFY):
        raise PermissionDenied
    outcome, deed = Outcome(), Deed.on(day, user)
    rows = ProgressReport.objects.filter(pk__in=seen, task__year__district=district)
    with transaction.atomic():
        hold(list(rows.values_list("task_id", flat=True)))
        for report in rows.select_related("task__year__district", "unit", "period__year").order_by("task_id"):
            try:
                with transaction.atomic():
                    _refuse_claim(report)
                    for each in _with_served(report):
                        _pass(each, deed, seen[report.pk] if each == report else None, None, day)
            except Refused as refused:
                outcome.left[report.pk] = str(refused)
            else:
                outcome.passed.append(report)
        _tell(outcome.passed, district, user)
    return outcome


def send_back(
    report: ProgressReport, *, user: User, reason: str, seen: datetime | None = None, day: date | None = None
) -> ProgressReport:
    """Send `report` back to its unit, saying why: it counts for nothing until it is made again.

    Of one that claims completion the task is open again. Raises PermissionDenied for who may not, Refused
    without a reason, where it has been sent back already, was reported again since, its task has been
    verified complete, or its period is locked.
    """
    deed, reason = Deed.on(day, user), reason.strip()
    with transaction.atomic():
        told = not claims_completion(report)  # of that sending back a claim tells
        for each in _with_served(report):
            _return(each, deed, reason, seen if each == report else None, day)
        if told:
            period = report.period_name
            tell_of_report(report, "report_returned", by=user, period=period, reason=reason)
    report.refresh_from_db()
    return report


def claims_completion(report: ProgressReport) -> bool:
    """Whether `report` is what its task's state of being reported complete rests on."""
    if report.status != Status.COMPLETE or report.task.status != Task.Status.CLAIMED:
        return False
    claims = report.task.reports.filter(status=Status.COMPLETE, returned_reason="")
    latest = claims.order_by("period__month", "beyond", "reported_at").last()
    return latest is not None and latest.pk == report.pk


def _pass(
    report: ProgressReport, deed: Deed, seen: datetime | None, percent: Decimal | None, day: date | None
) -> None:
    with changing(report.task, day):
        row = _judged(report, deed, seen, "pass")
        if claims_completion(row):
            verify(row.task, user=_person(deed), day=day)
            return
        row.review, row.reviewed_by, row.reviewed_at = Review.PASSED, deed.user, deed.at
        if percent is not None:
            row.verified_percent, row.verified_by, row.verified_at = percent, deed.user, deed.at
        fields = ("verified_percent", "verified_by", "verified_at") if percent is not None else ()
        deed.save(row, "review", "reviewed_by", "reviewed_at", *fields)


def _return(report: ProgressReport, deed: Deed, reason: str, seen: datetime | None, day: date | None) -> None:
    with changing(report.task, day):
        row = _judged(report, deed, seen, "return")
        if not reason or len(reason) > LONGEST:
            raise Refused(
                _("Say why it is sent back, in %(number)s characters at most.") % {"number": LONGEST}
            )
        if claims_completion(row):
            return_claim(row.task, user=_person(deed), reason=reason, day=day)
            return
        if row.task.status == Task.Status.COMPLETED:
            TASK.after(row.task.status, "return")  # which refuses it
        if row.period.locked_at and not row.beyond:
            sentence = _("The reporting period %(period)s is locked: its reports stay as they are.")
            raise Refused(sentence % {"period": row.period})
        row.review, row.reviewed_by, row.reviewed_at = Review.RETURNED, deed.user, deed.at
        row.returned_reason = reason
        deed.save(row, "review", "reviewed_by", "reviewed_at", "returned_reason")
        take_back(row, deed)


def _judged(report: ProgressReport, deed: Deed, seen: datetime | None, step: str) -> ProgressReport:
    """The report as it is now, its task being locked, for one who may judge it and has seen this version."""
    if not Access(_person(deed), report.task.year.district).may(Action.VERIFY):
        raise PermissionDenied
    refuse_merged(report.task)
    row = ProgressReport.objects.select_related("period__year").get(pk=report.pk)
    row.task = report.task
    # whoever saw it waiting is told that it has been passed; without that a passed one may be sent back
    REPORT.after(row.review, step if seen is None else "pass")
    if seen is not None and row.reported_at != seen:
        raise Refused(_("The unit has reported again in the meantime. Look at what it says now."))
    return row


def _person(deed: Deed) -> User:
    if deed.user is None:
        raise PermissionDenied
    return deed.user


def _with_served(report: ProgressReport) -> Sequence[ProgressReport]:
    """`report` and those that say the same of tasks in other lists; in one order for everybody."""
    served = report.serves.filter(review=Review.WAITING).select_related("task__year", "period__year")
    return sorted([report, *served], key=lambda row: row.task_id)


def _refuse_claim(report: ProgressReport) -> None:
    if claims_completion(report):
        raise Refused(_("This report says that the task is complete: verify it by itself."))


def _told(report: ProgressReport, code: str) -> tuple[str, District, Task]:
    return code, report.task.year.district, report.task


def _tell(passed: Sequence[ProgressReport], district: District, user: User) -> None:
    by_unit: dict[int, list[ProgressReport]] = {}
    for report in passed:
        by_unit.setdefault(report.unit_id, []).append(report)
    for reports in by_unit.values():
        first = reports[0]
        if len(reports) == 1:
            notify(of_unit(first.unit), *_told(first, "report_passed"), by=user, period=first.period_name)
            continue
        leads = {"page": "task_list", "year": first.period.year.number}
        query = f"?report=passed&period={first.period.month}&reporter={first.unit_id}"
        words = {"by": user, "number": len(reports), "period": first.period_name, "query": query, **leads}
        notify(of_unit(first.unit), "reports_passed", district, **words)  # type: ignore[arg-type]


def _percent(percent: Decimal | None) -> Decimal | None:
    if percent is None:
        return None
    if not percent.is_finite() or not 0 <= percent <= ALL:
        raise Refused(_("The percentage must be between 0 and 100."))
    return percent.quantize(Decimal("0.01"), ROUND_DOWN)
