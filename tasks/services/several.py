"""Several tasks changed in one act."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tasks.models import Task
from tasks.services.standing import changing


@contextmanager
def changing_all(tasks: Iterable[Task], day: date | None = None) -> Iterator[date]:
    """As `changing`, for several tasks, locked in one order, so that no two acts wait for one another.

    What is reported with one of them or was merged into it is locked too, as both may hang on another then.
    A task may be there twice, as two objects: all are read anew.
    """
    ordered = sorted({id(task): task for task in tasks}.values(), key=lambda task: task.pk)
    with transaction.atomic(), ExitStack() as stack:
        hold([task.pk for task in ordered])
        for task in ordered:
            stack.enter_context(changing(task, day))
        yield day or timezone.localdate()


def hold(keys: Collection[int]) -> None:
    """Lock the tasks with these keys, and those that hang on them, in the order in which everybody does."""
    hang = Q(reported_with__in=keys) | Q(merged_into__in=keys)
    mine = Task.objects.filter(Q(pk__in=keys) | hang).order_by("pk")
    list(mine.select_for_update(of=("self",)).values_list("pk", flat=True))
