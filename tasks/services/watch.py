"""A leader follows tasks: a mark of one's own, which concerns nobody else and has no history."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tasks.models import Task, User, Watch
from tasks.permissions import Access, Action


@transaction.atomic
def watch(task: Task, *, user: User, on: bool) -> bool:
    """Follow `task`, or no longer; done twice it changes nothing. Returns whether it is followed now.

    Raises PermissionDenied for who may not.
    """
    if not Access(user, task.year.district).may(Action.WATCH):
        raise PermissionDenied
    Task.objects.select_for_update(of=("self",)).get(pk=task.pk)  # one after the other
    if on:
        Watch.objects.get_or_create(user=user, task=task)
    else:
        Watch.objects.filter(user=user, task=task).delete()
    return on
