"""Files beside reports: taken in, attached when the report is sent, taken away again."""

import hashlib
import secrets
from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.file_kinds import KINDS, kind_of
from tasks.models import Attachment, Period, ProgressReport, Task, Unit, User
from tasks.permissions import Access, reporting_unit
from tasks.services.gone import refuse_merged
from tasks.services.history import Deed
from tasks.services.years import period_called, refuse_shut

LONGEST_NAME = 200


def attach(
    task: Task, file: "File[bytes]", *, user: User, day: date | None = None, period: str = ""
) -> Attachment:
    """Keep `file` beside the report of the period with the key `period`; it is attached when that is sent.

    By default that is the period of `day` (today).
    Raises PermissionDenied for who does not report this task, Refused for a file of another kind than its
    name says, one of no kind that is taken, too large or one too many, or where the period is locked.
    """
    _unit(task, user)
    name = _clean_name(file.name or "")
    _refuse_size(file, name)
    kind = kind_of(name, file)
    if kind is None:
        sentence = _("%(name)s is not taken: %(kinds)s are, and the content must be what the name says.")
        raise Refused(sentence % {"name": name, "kinds": "、".join(KINDS)}, field="file")
    with transaction.atomic():
        task = Task.objects.select_for_update(of=("self",)).select_related("year__district").get(pk=task.pk)
        unit = _unit(task, user)  # it may have gone to another unit meanwhile
        refuse_merged(task)
        today = day or timezone.localdate()
        place = period_called(task.year, period, today)
        refuse_shut(place, today)
        if beside(task, unit, place).count() >= settings.ATTACHMENTS_A_REPORT:
            sentence = _("No more than %(number)s files belong to one report.")
            raise Refused(sentence % {"number": settings.ATTACHMENTS_A_REPORT}, field="file")
        row = Attachment(task=task, unit=unit, period=place, beyond=place.beyond, name=name)
        return _keep(row, file, kind, user)


def beside(task: Task, unit: Unit | None, period: Period) -> QuerySet[Attachment]:
    """The files of the unit's report of `period`, sent or waiting."""
    rows = Attachment.objects.filter(task=task, unit=unit, period=period, beyond=period.beyond)
    return rows.filter(removed_at=None)


def take_in(row: ProgressReport, deed: Deed) -> None:
    """The files that waited beside the draft belong to the report now; in the transaction that writes it."""
    waiting = list(beside(row.task, row.unit, row.period).filter(report=None))
    for file in waiting:
        file.report = row
    deed.save_all(waiting, "report")


def remove(attachment: Attachment, *, user: User, day: date | None = None) -> None:
    """Take a file away: one that waits is gone, of one that was sent the name stays in the history.

    Raises PermissionDenied for who does not report for its unit, Refused once the report has been passed or
    its period is locked.
    """
    deed = Deed.on(day, user)
    with transaction.atomic():
        task = Task.objects.select_for_update(of=("self",)).get(pk=attachment.task_id)
        row = Attachment.objects.select_related("report", "period").get(pk=attachment.pk)
        if row.unit_id not in Access(user, task.year.district).unit_ids:
            raise PermissionDenied
        if row.removed_at:
            return
        row.removed_at = deed.at
        if row.report is None:
            Attachment.objects.filter(pk=row.pk).update(removed_at=deed.at)
            transaction.on_commit(lambda: row.file.storage.delete(str(row.file.name)))
            return
        _refuse_settled(row.report, row.period)
        deed.save(row, "removed_at")


def may_see(attachment: Attachment, access: Access) -> bool:
    """Whether who sees its task may have the file too: what was not sent yet is its unit's own."""
    return attachment.report_id is not None or attachment.unit_id in access.unit_ids


def _refuse_settled(report: ProgressReport, period: Period) -> None:
    if period.locked_at and not report.beyond:
        sentence = _("The reporting period %(period)s is locked. Ask the supervisor.")
        raise Refused(sentence % {"period": period})
    if report.review == ProgressReport.Review.PASSED:
        raise Refused(_("This report has been passed: its files stay."))


def _unit(task: Task, user: User) -> Unit:
    unit = reporting_unit(task)
    if unit is None or not Access(user, task.year.district).may_report(task):
        raise PermissionDenied
    return unit


def _clean_name(name: str) -> str:
    """The last part of a path, without signs that no file name holds; the ending is kept."""
    name = "".join(sign for sign in name.replace("\\", "/").split("/")[-1] if sign.isprintable()).strip(" .")
    return name if len(name) <= LONGEST_NAME else name[-LONGEST_NAME:]


def _refuse_size(file: "File[bytes]", name: str) -> None:
    if file.size > settings.ATTACHMENT_LIMIT:
        sentence = _("%(name)s is larger than %(limit)s.")
        limit = filesizeformat(settings.ATTACHMENT_LIMIT)
        raise Refused(sentence % {"name": name, "limit": limit}, field="file")
    if not file.size:
        raise Refused(_("%(name)s is empty.") % {"name": name}, field="file")


def _keep(row: Attachment, file: "File[bytes]", kind: str, user: User) -> Attachment:
    """Store the bytes under a name that tells nothing; without history, as a draft has none."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    row.size, row.sha256 = file.size, digest.hexdigest()
    row.uploaded_by, row.uploaded_at = user, timezone.now()
    row.file.save(f"{secrets.token_hex(16)}.{kind}", file, save=False)
    try:
        Attachment.objects.bulk_create([row])
    except BaseException:
        row.file.storage.delete(str(row.file.name))
        raise
    return row
