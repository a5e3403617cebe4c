"""What somebody has typed of a report and not sent. It has no history, and goes when the report is sent."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.models import Period, ProgressReport, ReportDraft, Task, User
from tasks.permissions import Access, reporting_unit
from tasks.services.content import version
from tasks.services.gone import refuse_merged
from tasks.services.years import period_called

#: More than this in one field is not typed by hand.
LONGEST = 10_000
SEEN = "seen"


@transaction.atomic
def save(
    task: Task, *, user: User, content: Mapping[str, Any], day: date | None = None, period: str = ""
) -> ReportDraft | None:
    """Keep what `user` has typed for a period: the fields of the form as they were sent.

    `period` is its key, by default that of `day` (today).
    None where nothing is typed: an earlier draft goes. Raises PermissionDenied for who does not report this
    task, Refused where `user` has sent it meanwhile from elsewhere, or for what is too long to be kept.
    """
    # held, so that what is typed does not come back after the report that is being sent
    held = Task.objects.select_for_update(of=("self",)).select_related("year__district").get(pk=task.pk)
    if not Access(user, held.year.district).may_report(held):
        raise PermissionDenied
    refuse_merged(held)
    place = period_called(held.year, period, day or timezone.localdate())
    _refuse_late(held, place, user, str(content.get(SEEN, "")))
    if any(len(str(value)) > LONGEST for value in content.values()):
        raise Refused(_("This is too long to be kept."))
    if not any(value for name, value in content.items() if name != SEEN):
        forget(task, place, user)
        return None
    typed = {"content": dict(content), "saved_at": timezone.now()}
    draft, _made = ReportDraft.objects.update_or_create(
        task=task, period=place, beyond=place.beyond, user=user, defaults=typed
    )
    return draft


def mine(user: User, period: Period, tasks: Collection[Task]) -> dict[int, ReportDraft]:
    """The drafts of `user` in `period`, by the key of their task."""
    rows = ReportDraft.objects.filter(user=user, period=period, beyond=period.beyond)
    rows = rows.filter(task__in=[task.pk for task in tasks])
    return {draft.task_id: draft for draft in rows}


def forget(task: Task, period: Period, user: User) -> None:
    """The report has been sent, or nothing is left of what was typed."""
    ReportDraft.objects.filter(task=task, period=period, beyond=period.beyond, user=user).delete()


def _refuse_late(task: Task, period: Period, user: User, seen: str) -> None:
    """A draft that arrives after its own report would come back as if it had not been sent."""
    sent = ProgressReport.objects.filter(
        task=task, period=period, beyond=period.beyond, unit=reporting_unit(task), reported_by=user
    )
    row = sent.first()
    if row and version(row) != seen:
        raise Refused(_("You have sent this report meanwhile."))
