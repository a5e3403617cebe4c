"""Those who answer for a task, in a cell of a list."""

from django import template
from django.utils.safestring import SafeString

from tasks.models import Task
from tasks.tables import People, first_and_more

register = template.Library()


@register.simple_tag
def responsible(task: Task, *roles: str) -> SafeString:
    """「工信局 +7」 of those with `roles` on `task`, whose responsibilities are fetched."""
    people = People(task)
    return first_and_more(people.names(*roles), leads=len(people.of(roles[0])))
