"""The main expected figures of a year (主要预期目标): what was promised, what is reached, how it stands."""

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Prefetch, Q

from tasks.filters import TaskFilter
from tasks.measures import with_current
from tasks.models import Target

#: What reports call the heading of these figures.
HEADINGS = ("预期目标", "主要指标", "主要目标")


@dataclass(frozen=True)
class Indicator:
    """One target of one task; `target.current` is what has been reached, None if nothing was reported."""

    task: Any
    target: Any


def indicators(tasks: TaskFilter) -> list[Indicator]:
    """Those of the tasks asked for that are under such a heading, in the document's order; in two queries."""
    named = Q()
    for words in HEADINGS:
        named |= Q(goal__title__contains=words) | Q(goal__parent__title__contains=words)
    targets = Prefetch("targets", with_current(Target.objects.all(), tasks.day), to_attr="figures_of")
    rows = tasks.qs.filter(named).in_document_order().prefetch_related(targets)
    return [Indicator(task, target) for task in cast(Any, rows) for target in task.figures_of]
