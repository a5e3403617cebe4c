"""The milestones that a report says are reached: they count while it does."""

from django.utils import timezone
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.models import Milestone, ProgressReport
from tasks.services.content import Content
from tasks.services.history import Deed


def turning(row: ProgressReport, content: Content) -> list[Milestone]:
    """The milestones that `content` turns; `row`, not saved here, remembers those that it says are reached.

    Raises Refused for a milestone of another task.
    """
    if content.done is None:
        return []
    steps = list(row.task.milestones.all())
    if content.done - {step.pk for step in steps}:
        raise Refused(_("One of the milestones is not of this task."))
    turned = [step for step in steps if (step.pk in content.done) != bool(step.done_on)]
    here = {step.pk for step in turned}
    row.reached = sorted((set(row.reached) | here) & content.done)
    return turned


def turn(steps: list[Milestone], content: Content, deed: Deed) -> None:
    """Those of `steps` said to be reached are, as of today; those no longer said to be are not."""
    for step in steps:
        step.done_on = timezone.localdate(deed.at) if step.pk in (content.done or ()) else None
    deed.save_all(steps, "done_on")


def take_back(row: ProgressReport, deed: Deed) -> None:
    """What was reached by the report `row`, which is sent back, is not until it is reported again."""
    steps = list(Milestone.objects.filter(task=row.task_id, pk__in=row.reached, done_on__isnull=False))
    for step in steps:
        step.done_on = None
    deed.save_all(steps, "done_on")
