"""What shows that a task is complete: the words of the report that says so, or a file beside it."""

from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.models import Attachment, ProgressReport

Status = ProgressReport.Status


def refuse_bare_claim(row: ProgressReport, status: str, note: str) -> None:
    """Raise Refused where `row` is about to say complete with neither a sentence nor a file.

    `row` may be new; its task, unit and period are set. Files that wait beside its draft count.
    """
    if status != Status.COMPLETE or note.strip():
        return
    place = {name: getattr(row, name) for name in ("task", "unit", "period", "beyond")}
    files = Attachment.objects.filter(**place, removed_at=None)
    if not files.exists():
        raise Refused(
            _("Say what shows that it is complete, or add a file: the supervision office verifies it.")
        )
