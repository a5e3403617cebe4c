"""Progress: a unit reports, a supervisor verifies or sends back."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.flow import NONE, REPORT, TASK
from tasks.integrity import refuse_strangers
from tasks.models import Period, ProgressReport, Responsibility, TargetValue, Task, Unit, User
from tasks.permissions import Access, Action, reporting_unit
from tasks.services.evidence import refuse_bare_claim
from tasks.services.history import Deed
from tasks.services.standing import changing
from tasks.services.years import period_on

ALL = Decimal(100)
LARGEST_VALUE = Decimal(10) ** 16
Status, Review = ProgressReport.Status, ProgressReport.Review


@dataclass(frozen=True)
class Content:
    """What a report says. Complete and 100 % are one statement: either brings the other."""

    percent: Decimal | None
    status: str
    note: str
    values: dict[int, Decimal] = field(default_factory=dict)

    @classmethod
    def of(cls, percent: Decimal | None, status: str, note: str, values: dict[int, Decimal]) -> "Content":
        """As said by a person. Raises Refused for what nobody can mean."""
        if percent is not None:
            percent = _checked(percent)
        if status == Status.COMPLETE or percent == ALL:
            percent, status = ALL, Status.COMPLETE
        content = cls(percent, status, note.strip(), _checked_values(values))
        if content.is_empty:
            raise Refused(_("This report says nothing yet. Give a percentage, a status or a sentence."))
        return content

    @property
    def is_empty(self) -> bool:
        says_something = self.percent is not None or self.note or self.values
        return not says_something and self.status == Status.IN_PROGRESS


def report(
    task: Task,
    *,
    user: User,
    percent: Decimal | None,
    status: str,
    note: str,
    values: dict[int, Decimal] | None = None,
    day: date | None = None,
) -> ProgressReport:
    """Report on `task` for the period of `day` (today); once more in the same period replaces what was said.

    `values` are the figures reached, by the key of their target. Saying 100 % or complete claims the task
    complete; a later report of less takes that back. Raises PermissionDenied for who does not report this
    task, Refused for what the present state does not allow.
    """
    content, deed = Content.of(percent, status, note, values or {}), Deed.on(day, user)
    with changing(task, day) as today:
        unit = _unit_reporting(task, user)
        _refuse_closed(task)
        row = _row(task, unit, today)
        refuse_bare_claim(row, content.status, content.note)
        _write(row, content, deed)
        _write_values(task, row, content, deed)
        _follow(task, row, deed)
    return row


def enter(row: ProgressReport, *, user: User, day: date | None = None) -> ProgressReport:
    """Write `row`, new or corrected, for a unit that cannot report itself; the task follows as if it had.

    Its target values are the caller's, who writes them in the same transaction and asks `refresh` after that.
    Raises PermissionDenied for who does not administer the district, Refused for what the present state does
    not allow.
    """
    deed = Deed.on(day, user)
    with changing(row.task, day) as today:
        if not Access(user, row.task.year.district).may(Action.ADMINISTER):
            raise PermissionDenied
        content = to_be_entered(row, today)
        if row._state.adding:
            row.late = today > row.period.due
        _write(row, content, deed)
        _follow(row.task, _latest(row), deed)
    return row


def to_be_entered(row: ProgressReport, day: date) -> Content:
    """What `row` says. Raises Refused if on `day` that cannot be entered of this task, period or unit."""
    values = {value.target_id: value.value for value in row.values.all()} if not row._state.adding else {}
    content = Content.of(row.percent, row.status, row.note, values)
    _refuse_closed(row.task)
    _refuse_locked(row.period)
    if day < row.period.opens:
        raise Refused(_("The reporting period %(period)s has not begun.") % {"period": row.period})
    if row._state.adding and not _leads(row.unit, row.task):
        sentence = _("%(unit)s does not lead this task: enter the report of a lead unit.")
        raise Refused(sentence % {"unit": row.unit})
    return content


def verify(task: Task, *, user: User, day: date | None = None) -> Task:
    """Confirm that a task reported complete is complete, as of `day` (today).

    Raises PermissionDenied for who may not, Refused if nobody has reported it complete.
    """
    deed = Deed.on(day, user)
    with changing(task, day) as today:
        claim = _claim(task, user, "verify")
        claim.verified_percent, claim.verified_by, claim.verified_at = ALL, user, deed.at
        _review(claim, Review.PASSED, deed, "verified_percent", "verified_by", "verified_at")
        task.status, task.completed_on = TASK.after(task.status, "verify"), today
        deed.save(task, "status", "completed_on")
    return task


def return_claim(task: Task, *, user: User, reason: str, day: date | None = None) -> Task:
    """Send back the report that a task is complete, saying why; the task is open and stands as before it.

    Raises PermissionDenied for who may not, Refused without a reason or if nobody has reported it complete.
    """
    deed, reason = Deed.on(day, user), reason.strip()
    with changing(task, day):
        claim = _claim(task, user, "return")
        if not reason:
            raise Refused(_("Say why it is sent back, so that the unit knows what is missing."))
        claim.returned_reason = reason
        _review(claim, Review.RETURNED, deed, "returned_reason")
        task.status = TASK.after(task.status, "return")
        deed.save(task, "status")
    return task


def _checked(percent: Decimal) -> Decimal:
    """In the two places that are stored, rounded down so that 100 is never less than all."""
    if not percent.is_finite() or not 0 <= percent <= ALL:
        raise Refused(_("The percentage must be between 0 and 100."))
    return percent.quantize(Decimal("0.01"), ROUND_DOWN)


def _checked_values(values: dict[int, Decimal]) -> dict[int, Decimal]:
    if not all(value.is_finite() and abs(value) < LARGEST_VALUE for value in values.values()):
        raise Refused(_("One of the values is too large to be kept."))
    return values


def _unit_reporting(task: Task, user: User) -> Unit:
    units = Responsibility.objects.select_related("unit")
    prefetch_related_objects([task], Prefetch("responsibilities", units))  # asked for twice
    unit = reporting_unit(task)
    if unit is None or not Access(user, task.year.district).may_report(task):
        raise PermissionDenied
    return unit


def _refuse_closed(task: Task) -> None:
    TASK.after(task.status, "report")


def _leads(unit: Unit, task: Task) -> bool:
    lead = task.responsibilities.filter(role=Responsibility.Role.LEAD_UNIT, unit=unit)
    return not unit.collective and lead.exists()


def _open_period(task: Task, day: date) -> Period:
    period = period_on(task.year, day)
    _refuse_locked(period)
    return period


def _refuse_locked(period: Period) -> None:
    if period.locked_at:
        sentence = _("The reporting period %(period)s is locked. Ask the supervisor.")
        raise Refused(sentence % {"period": period})


def _row(task: Task, unit: Unit, day: date) -> ProgressReport:
    """The unit's one report of the period. A correction of what came in time is not late."""
    period = _open_period(task, day)
    there = ProgressReport.objects.filter(task=task, period=period, unit=unit).first()
    row = there or ProgressReport(late=day > period.due)
    row.task, row.period, row.unit = task, period, unit
    return row


def _write(row: ProgressReport, content: Content, deed: Deed) -> ProgressReport:
    row.percent, row.status, row.note = content.percent, content.status, content.note
    row.reported_by, row.reported_at, row.returned_reason = deed.user, deed.at, ""
    row.review = REPORT.after(row.review if row.pk else NONE, "send")
    refuse_strangers(row)
    deed.save(row)
    return row


def _write_values(task: Task, row: ProgressReport, content: Content, deed: Deed) -> None:
    if not content.values:
        return
    if set(content.values) - set(task.targets.values_list("pk", flat=True)):
        raise Refused(_("One of the values is for a target that this task does not have."))
    there = {value.target_id: value for value in row.values.all()}
    for target_id, value in content.values.items():
        stored = there.get(target_id) or TargetValue(report=row, target_id=target_id)
        stored.value = value
        deed.save(stored)


def _follow(task: Task, row: ProgressReport, deed: Deed) -> None:
    """The task's status follows its unit's latest report."""
    status = _status_after(task, row)
    if status != task.status:
        task.status = status
        deed.save(task, "status")


def _latest(row: ProgressReport) -> ProgressReport:
    """The last report of the unit that reports this task, which is not always `row`."""
    reports = row.task.reports.filter(unit=reporting_unit(row.task))
    return reports.order_by("period__month", "reported_at").last() or row


def _status_after(task: Task, row: ProgressReport) -> str:
    if row.status == Status.COMPLETE:
        return Task.Status.OPEN if row.returned_reason else Task.Status.CLAIMED
    if task.status == Task.Status.NOT_STARTED and row.status == Status.NOT_STARTED:
        return Task.Status.NOT_STARTED
    return Task.Status.OPEN


def _review(row: ProgressReport, review: str, deed: Deed, *more: str) -> None:
    row.review, row.reviewed_by, row.reviewed_at = review, deed.user, deed.at
    deed.save(row, "review", "reviewed_by", "reviewed_at", *more)


def _claim(task: Task, user: User, step: str) -> ProgressReport:
    """The report that says `task` is complete, for a supervisor to judge."""
    if not Access(user, task.year.district).may(Action.VERIFY):
        raise PermissionDenied
    claims = task.reports.filter(status=Status.COMPLETE, returned_reason="")
    claim = claims.order_by("period__month", "reported_at").last()
    TASK.after(task.status, step)
    if claim is None:
        raise Refused(_("Nobody has reported this task complete, or it has been taken back."))
    return claim
