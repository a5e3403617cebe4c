"""Progress: a unit reports, a supervisor verifies or sends back.

A period takes reports from its first day until it is locked, also when it is over; a new one is late then.
The task always stands as the latest period says, whenever that was said: what comes in for an earlier one
changes neither its percentage nor its state nor its milestones. When the year is over, reports go on month
by month behind its last period (models.Period). Tasks that are reported with another get the same reports.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.flow import NONE, REPORT, TASK
from tasks.integrity import refuse_strangers
from tasks.measures import Computed, computed, with_current
from tasks.models import Period, ProgressReport, Responsibility, Target, TargetValue, Task, Unit, User
from tasks.permissions import Access, Action, reporting_unit
from tasks.services.attachments import take_in
from tasks.services.content import ALL, Content, said, says_the_same, version
from tasks.services.drafts import forget
from tasks.services.evidence import refuse_bare_claim
from tasks.services.gone import refuse_merged
from tasks.services.history import Deed
from tasks.services.linked import all_changing
from tasks.services.standing import changing
from tasks.services.steps import take_back, turn, turning
from tasks.services.tell import tell, tell_of_report
from tasks.services.urge import answered_by_report, moot
from tasks.services.years import period_called, present, refuse_shut
from tasks.templatetags.look import plain

Status, Review = ProgressReport.Status, ProgressReport.Review


class Overtaken(Refused):
    """Another report came meanwhile; `row` is what it says."""

    def __init__(self, row: ProgressReport) -> None:
        self.row = row
        sentence = _("%(who)s reported this meanwhile, at %(when)s. Yours is kept; send it to replace that.")
        when = date_format(timezone.localtime(row.reported_at), "H:i")
        super().__init__(sentence % {"who": row.reported_by or row.unit, "when": when})


def report(
    task: Task,
    *,
    user: User,
    percent: Decimal | None,
    status: str,
    note: str,
    values: dict[int, Decimal] | None = None,
    day: date | None = None,
    seen: str | None = None,
    period: str = "",
    **parts: Any,
) -> ProgressReport:
    """Report on `task` for the period with the key `period`, by default that of `day` (today).

    Once more for the same period replaces what was said. What is said for an earlier one is late; the latest
    period says how the task stands. When the year is over reports go on, month by month, behind its last one.

    `parts`: what else `Content.of` takes. Without a percent that of the figures counts. Saying 100 % or
    complete claims the task complete; a later report of less takes that back. `seen`: the `version` of the
    report that the person saw. Tasks reported with this one get the same. Raises PermissionDenied for who
    does not report this task, Overtaken where another came meanwhile, Refused for what is not allowed now.
    """
    content = Content.of(percent, status, note, values or {}, **parts)
    deed = Deed.on(day, user)
    with all_changing(task, day) as (today, served):
        unit = _unit_reporting(task, user)
        _refuse_closed(task)
        row = _row(task, unit, today, period)
        if _is_there(row, content, user, seen):
            return row
        refuse_bare_claim(row, content.status, content.note)
        figures = _figures(task, row, content, today)
        _refuse_unfounded(content, figures)
        _make(row, content, figures, deed)
        take_in(row, deed)
        forget(task, row.period, user)
        for each in served:
            _serve(each, row, content, deed)
    return row


def repeat(
    task: Task, *, user: User, seen: str | None = None, day: date | None = None, period: str = ""
) -> ProgressReport:
    """Report that nothing has changed since the last period: its figures and words again, marked as such.

    `period` is the key of that reported for, by default that of `day` (today).
    Raises PermissionDenied for who does not report this task, Refused where there is nothing to repeat or the
    report of this period exists already.
    """
    with all_changing(task, day) as (today, _served):
        row = _row(task, _unit_reporting(task, user), today, period)
        if row.pk and not row.unchanged:
            raise Refused(_("This period's report has been made already: change it instead."))
        last = _before(row).order_by("period__month", "beyond", "reported_at").last()
        if last is None:
            raise Refused(_("There is no earlier report to repeat: say how far it is."))
        if last.status == Status.COMPLETE or last.returned_reason:
            raise Refused(_("The last report was sent back: say what has changed since."))
        same = replace(said(last), unchanged=True, done=None)
        return report(task, user=user, day=day, seen=seen, period=period, **vars(same))


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
        row.period = Period.objects.select_related("year").get(pk=row.period_id)  # it may be locked by now
        content = to_be_entered(row, today)
        if row._state.adding:
            row.late = not row.beyond and today > row.period.due
        _write(row, content, deed)
        _follow(row.task, _latest(row), deed)
    return row


def to_be_entered(row: ProgressReport, day: date) -> Content:
    """What `row` says. Raises Refused if on `day` that cannot be entered of this task, period or unit.

    A new one for the last period of a year that is over goes behind it once that is locked.
    """
    content, now = said(row), present(row.task.year, day)
    if row._state.adding and row.period_id == now.pk and row.period.locked_at:
        row.beyond = now.beyond
    _refuse_closed(row.task)
    row.period.beyond = row.beyond
    refuse_shut(row.period, day)
    if row._state.adding and _same_place(row).exists():
        raise Refused(_("This period's report has been made already: change it instead."))
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
        moot(task, _("The task is complete."), deed)
        tell_of_report(claim, "verified", by=user)
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
        take_back(claim, deed)
        task.status = TASK.after(task.status, "return")
        deed.save(task, "status")
        tell_of_report(claim, "claim_returned", by=user, reason=reason)
    return task


def _with_leads(task: Task) -> None:
    units = Responsibility.objects.select_related("unit")
    prefetch_related_objects([task], Prefetch("responsibilities", units))  # asked for twice


def _unit_reporting(task: Task, user: User) -> Unit:
    _with_leads(task)
    unit = reporting_unit(task)
    if unit is None or not Access(user, task.year.district).may_report(task):
        raise PermissionDenied
    return unit


def _refuse_closed(task: Task) -> None:
    refuse_merged(task)
    TASK.after(task.status, "report")
    if task.reported_with_id:
        sentence = _("This is reported with another task: %(task)s")
        raise Refused(sentence % {"task": task.reported_with})


def _refuse_unfounded(content: Content, figures: Computed) -> None:
    if figures.by_number and content.needs_reason(figures.percent):
        sentence = _("The figures come to %(computed)s%%. Say why the percentage is another.")
        words = {"computed": plain(figures.percent)}
        raise Refused(sentence % words, field="percent_reason")


def _leads(unit: Unit, task: Task) -> bool:
    lead = task.responsibilities.filter(role=Responsibility.Role.LEAD_UNIT, unit=unit)
    return not unit.collective and lead.exists()


def _row(task: Task, unit: Unit, day: date, key: str) -> ProgressReport:
    """The unit's one report of the period. A correction of what came in time is not late."""
    period = period_called(task.year, key, day)
    refuse_shut(period, day)
    return _row_of(task, unit, period, day)


def _row_of(task: Task, unit: Unit, period: Period, day: date) -> ProgressReport:
    late = not period.beyond and day > period.due
    row = ProgressReport(task=task, period=period, unit=unit, beyond=period.beyond, late=late)
    row = _same_place(row).first() or row
    row.task, row.period, row.unit = task, period, unit
    return row


def _same_place(row: ProgressReport) -> QuerySet[ProgressReport]:
    place = {name: getattr(row, name) for name in ("task", "period", "beyond", "unit")}
    return ProgressReport.objects.filter(**place)


def _before(row: ProgressReport) -> QuerySet[ProgressReport]:
    """The reports on its task of the periods before its own, by whichever unit."""
    month = row.period.month
    last = Q(period__month__lt=month) | Q(period__month=month, beyond__lt=row.beyond)
    return row.task.reports.filter(last)


def _after(row: ProgressReport) -> QuerySet[ProgressReport]:
    """What its unit has said on its task for later periods, and still counts."""
    month = row.period.month
    later = Q(period__month__gt=month) | Q(period__month=month, beyond__gt=row.beyond)
    return row.task.reports.filter(later, unit=row.unit, returned_reason="")


def _is_there(row: ProgressReport, content: Content, user: User, seen: str | None) -> bool:
    """Whether this very report has been made. Raises Overtaken for another that `user` has not seen."""
    if seen is None or seen == version(row):
        return False
    if row.reported_by_id == user.pk and says_the_same(content, row):
        return True
    raise Overtaken(row)


def _figures(task: Task, row: ProgressReport, content: Content, day: date) -> Computed:
    """What the figures come to with this report."""
    targets = with_current(Target.objects.all(), day, row.period, besides=row)
    prefetch_related_objects([task], Prefetch("targets", targets), "milestones")
    stored = {value.target_id: value.value for value in row.values.all()} if row.pk else {}
    return computed(task, {**content.left_of(stored), **content.values}, content.done)


def _make(
    row: ProgressReport,
    content: Content,
    figures: Computed,
    deed: Deed,
    served_by: ProgressReport | None = None,
) -> None:
    """Write the report, its values and the milestones reached; the task follows."""
    row.computed_percent, row.served_by = figures.percent, served_by
    if content.percent is None and figures.percent is not None and figures.percent < ALL:
        content = replace(content, percent=figures.percent)
    # of the milestones the latest period says which are reached
    turned = [] if _after(row).exists() else turning(row, content)
    _write(row, content, deed)
    _write_values(row, content, deed)
    turn(turned, content, deed)
    answered_by_report(row, deed)
    _follow(row.task, _latest(row), deed)


def _write(row: ProgressReport, content: Content, deed: Deed) -> ProgressReport:
    content.put_into(row)
    row.reported_by, row.reported_at, row.returned_reason = deed.user, deed.at, ""
    row.review = REPORT.after(row.review if row.pk else NONE, "send")
    row.verified_percent = row.verified_by = row.verified_at = None  # of what was said before
    refuse_strangers(row)
    deed.save(row)
    return row


def _write_values(row: ProgressReport, content: Content, deed: Deed) -> None:
    if not content.values and not content.emptied:
        return
    if set(content.values) - {target.pk for target in row.task.targets.all()}:
        raise Refused(_("One of the values is for a target that this task does not have."))
    there = {value.target_id: value for value in row.values.all()}
    for target_id in content.emptied & there.keys():
        deed.delete(there[target_id])
    for target_id, value in content.values.items():
        stored = there.get(target_id) or TargetValue(report=row, target_id=target_id)
        if stored.value != value:  # a new one has none yet
            stored.value = value
            deed.save(stored)


def _serve(other: Task, row: ProgressReport, content: Content, deed: Deed) -> None:
    """The same report for a task that is reported with the one of `row`, unless that one is closed."""
    if not TASK.allows(other.status, "report"):
        return
    day = timezone.localdate(deed.at)
    _with_leads(other)
    same = _row_of(other, reporting_unit(other) or row.unit, row.period, day)
    ours = {target.pk: (target.metric, target.unit) for target in row.task.targets.all()}
    named = {ours[pk]: value for pk, value in content.values.items()}
    found = {(t.metric, t.unit): t.pk for t in other.targets.all()}
    values = {found[name]: value for name, value in named.items() if name in found}
    emptied = frozenset(found[ours[pk]] for pk in content.emptied if ours[pk] in found)
    content = replace(content, values=values, emptied=emptied, done=None, percent=row.percent)
    _make(same, content, _figures(other, same, content, day), deed, row)


def _follow(task: Task, row: ProgressReport, deed: Deed) -> None:
    """The task's status follows its unit's latest report."""
    status = _status_after(task, row)
    if status != task.status:
        task.status = status
        deed.save(task, "status")
        if status == Task.Status.CLAIMED:
            tell(None, "claimed", task, by=deed.user, unit=row.unit)


def _latest(row: ProgressReport) -> ProgressReport:
    """The last report of the unit that reports this task, which is not always `row`.

    What was sent back counts for nothing; only a claim that was sent back says that the task is open.
    """
    reports = row.task.reports.filter(unit=reporting_unit(row.task))
    reports = reports.filter(Q(returned_reason="") | Q(status=Status.COMPLETE))
    return reports.order_by("period__month", "beyond", "reported_at").last() or row


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
    claim = claims.order_by("period__month", "beyond", "reported_at").last()
    TASK.after(task.status, step)
    if claim is None:
        raise Refused(_("Nobody has reported this task complete, or it has been taken back."))
    return claim
