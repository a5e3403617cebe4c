"""Tasks told in full, for a meeting: how each stands and why, what its unit last said, what it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.safestring import SafeString

from tasks.legend import Light, Reason
from tasks.measures import gone
from tasks.models import Period, ProgressReport, Responsibility
from tasks.models.queries import TaskQuerySet
from tasks.services.states import known
from tasks.standing import stand
from tasks.tables import People, for_rows, measure, path_of

Role = Responsibility.Role


@dataclass(frozen=True)
class Item:
    """One task as it stands on `day`, fetched by `items`; `reasons` as of that day."""

    task: Any
    day: date
    reasons: Sequence[Reason]

    @property
    def path(self) -> list[str]:
        return list(path_of(self.task))

    @property
    def officials(self) -> list[str]:
        return People(self.task).names(Role.LEAD_OFFICIAL)

    @property
    def units(self) -> list[str]:
        return People(self.task).names(Role.LEAD_UNIT)

    @property
    def partners(self) -> list[str]:
        return People(self.task).names(Role.PARTNER_UNIT)

    @property
    def measure(self) -> SafeString:
        return measure(self.task, gone(self.task, self.task.year.number, self.day))

    @property
    def said(self) -> ProgressReport | None:
        """The last report that was not sent back."""
        return next(iter(self.task.said), None)

    @property
    def needs_words(self) -> bool:
        """Whether it is told in full: what is late, or has something to be settled."""
        late = self.task.light in (Light.RED.value, Light.AMBER.value)
        return late or bool(self.said and (self.said.problems or self.said.matters))


def items(tasks: TaskQuerySet, day: date, period: Period | None = None) -> list[Item]:
    """`tasks`, which `standing_on` was asked of, the worst first; in a fixed number of queries.

    With a `period` each also knows what has become of its report in it.
    """
    good = ProgressReport.objects.filter(reported_at__date__lte=day, returned_reason="")
    good = good.select_related("period__year", "unit").order_by(
        "-period__month", "-beyond", "-reported_at", "-pk"
    )
    rows = for_rows(tasks.worst_first(), day, period).select_related("year")
    rows = rows.prefetch_related(Prefetch("reports", good[:1], to_attr="said"))
    found = cast(Sequence[Any], list(rows))
    why = reasons(found, day)
    return [Item(task, day, why[task.pk]) for task in found]


def reasons(tasks: Sequence[Any], day: date) -> dict[int, Sequence[Reason]]:
    """Why each of `tasks` stands so, with what is asked by `day`, in a fixed number of queries.

    What was written when a task came to stand so names that day; it stays for days that are over, and where
    today's round is still to come.
    """
    kept = {task.pk: [Reason.from_json(reason) for reason in task.reasons or ()] for task in tasks}
    if day < timezone.localdate():
        return dict(kept)
    stands = {task.pk: task.standing for task in tasks}
    now = {task.pk: stand(task.state, day, task.rules) for task in known(list(kept))}
    fresh = {pk: stance.reasons for pk, stance in now.items() if stance.standing.value == stands[pk]}
    return {**kept, **fresh}
