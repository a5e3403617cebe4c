"""What has moved and what is open on a day, for lists of tasks that `standing_on` was asked of before."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from tasks.legend import Light, Standing
from tasks.models import ChangeRequest, Instruction, ProgressReport, StandingSpan
from tasks.models.queries import TaskQuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: How a task may have turned since a day, as it is asked for in an address.
TURNED: dict[str, "_StrPromise"] = {
    "red": _("turned red"),
    "amber": _("turned amber"),
    "recovered": _("recovered"),
    "completed": _("newly completed"),
}
LATE = (Light.RED.value, Light.AMBER.value)


def end_of_last_month(day: date) -> date:
    """What movement is measured from, unless said otherwise."""
    return day.replace(day=1) - timedelta(days=1)


def turned(tasks: TaskQuerySet, how: str, since: date) -> TaskQuerySet:
    """Those that stand `how` and did not on the day `since`; recovered: from red, amber to green, done."""
    if how == "recovered":
        good = Q(light__in=[Light.GREEN.value, Light.DONE.value])
        return tasks.filter(good & Q(Exists(_then(since, light__in=LATE))))
    if how == "completed":
        done = Standing.COMPLETED.value
        return tasks.filter(Q(standing=done) & ~Exists(_then(since, standing=done)))
    # what was red and is amber has not turned amber: it has become better
    then = _then(since, light__in=LATE if how == Light.AMBER else (how,))
    return tasks.filter(Q(light=how) & ~Exists(then))


def _then(day: date, **stood: Any) -> Any:
    spans = StandingSpan.objects.filter(Q(end=None) | Q(end__gt=day), task=OuterRef("pk"), start__lte=day)
    return spans.filter(**stood)


def with_matters(tasks: TaskQuerySet, day: date) -> TaskQuerySet:
    """Those that are not complete and whose latest report by `day` names something to coordinate."""
    said = ProgressReport.objects.filter(task=OuterRef("pk"), reported_at__date__lte=day, returned_reason="")
    latest = said.order_by("-period__month", "-beyond", "-reported_at", "-pk")
    open_ = Q(standing=None) | ~Q(standing=Standing.COMPLETED.value)
    return tasks.alias(latest_matters=Subquery(latest.values("matters")[:1])).filter(
        open_ & Q(latest_matters__gt="")
    )


def instructed(tasks: TaskQuerySet, day: date) -> TaskQuerySet:
    """Those with a leader's instruction that has not been answered by `day`."""
    rows = Instruction.objects.filter(task=OuterRef("pk"), given_at__date__lte=day)
    return tasks.filter(Exists(rows.filter(Q(answered_at=None) | Q(answered_at__date__gt=day))))


def asking(tasks: TaskQuerySet, day: date) -> TaskQuerySet:
    """Those with an extension, a change or a suspension asked for and not decided by `day`."""
    rows = ChangeRequest.objects.filter(task=OuterRef("pk"), asked_at__date__lte=day)
    undecided = Q(state=ChangeRequest.State.PENDING) | Q(decided_at__date__gt=day)
    return tasks.filter(Exists(rows.filter(undecided)))
