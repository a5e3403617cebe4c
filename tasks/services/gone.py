"""Nothing more happens to a task that was merged into another: whoever still has it open is told so."""

from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.models import Task


def refuse_merged(task: Task) -> None:
    """Raise Refused where the (locked) task has been merged into another one."""
    if task.merged_into_id:
        raise Refused(_("This task has been merged into another one."))
