"""After a task has been verified complete and struck off: it can be reopened, saying why."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.flow import REPORT, TASK
from tasks.models import ProgressReport, Task, User
from tasks.permissions import Access, Action
from tasks.services.history import Deed
from tasks.services.standing import changing
from tasks.services.steps import take_back
from tasks.services.tell import tell_reporters
from tasks.services.unit_changes import pass_on

Status, Review = ProgressReport.Status, ProgressReport.Review


def reopen(task: Task, *, user: User, reason: str, day: date | None = None) -> Task:
    """Open a task again that was verified complete; the report that said so is sent back for the same reason.

    What it verified is kept in its history. Raises PermissionDenied for who may not verify, Refused without a
    reason or if the task is not verified complete.
    """
    deed, reason = Deed.on(day, user), reason.strip()
    with changing(task, day):
        if not Access(user, task.year.district).may(Action.VERIFY):
            raise PermissionDenied
        if not TASK.allows(task.status, "reopen"):
            raise Refused(_("Only a task that has been verified complete can be reopened."))
        if not reason:
            raise Refused(_("Say why it is reopened, so that the unit knows what is missing."))
        _send_back(task, reason, deed)
        task.status, task.completed_on = TASK.after(task.status, "reopen"), None
        why = _("reopened: %(reason)s") % {"reason": reason}
        deed.save_because(why, task, "status", "completed_on")
        pass_on(task, deed)
        tell_reporters("reopened", task, by=user, reason=reason)
    return task


def _send_back(task: Task, reason: str, deed: Deed) -> None:
    """The last claim counts no more; otherwise the task would go on standing as done."""
    claims = task.reports.filter(status=Status.COMPLETE, returned_reason="")
    claim = claims.select_for_update(of=("self",)).order_by("period__month", "beyond", "reported_at").last()
    if claim is None:
        return
    claim.review = REPORT.after(claim.review, "return")
    claim.returned_reason, claim.reviewed_by, claim.reviewed_at = reason, deed.user, deed.at
    claim.verified_percent = claim.verified_by = claim.verified_at = None
    fields = ("review", "returned_reason", "reviewed_by", "reviewed_at")
    deed.save(claim, *fields, "verified_percent", "verified_by", "verified_at")
    take_back(claim, deed)
