"""The same promise in two lists: tasks that are reported with another change together with it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date

from django.db import transaction
from django.db.models import Q

from tasks.models import Task
from tasks.services.standing import changing


@contextmanager
def all_changing(task: Task, day: date | None = None) -> Iterator[tuple[date, list[Task]]]:
    """As `changing`, for `task` and the tasks that are reported with it: the day, and those others."""
    with transaction.atomic(), ExitStack() as stack:
        together = Task.objects.filter(Q(pk=task.pk) | Q(reported_with=task.pk, merged_into=None))
        # locked in the order in which everybody locks, so that nobody waits for another in a circle
        rows = list(together.order_by("pk").select_for_update(of=("self",)))
        today = stack.enter_context(changing(task, day))
        others = [row for row in rows if row.pk != task.pk]
        for other in others:
            stack.enter_context(changing(other, day))
        yield today, others
