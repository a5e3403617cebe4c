"""Which tasks a leader follows: the mark of each in a list, and the star that sets it."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tasks.models import User, Watch
from tasks.models.queries import TaskQuerySet
from tasks.scope import Scope

#: The form that the stars of a page belong to, so that they work without script.
FORM = "watch"


def with_watched(tasks: TaskQuerySet, user: User) -> TaskQuerySet:
    """`tasks` with `watched`: whether `user` follows each."""
    return tasks.annotate(watched=Exists(Watch.objects.filter(user=user, task=OuterRef("pk"))))


def star(scope: Scope, pk: int, *, on: bool) -> SafeString:
    """The button that follows a task or lets it go; in place with script, else by the form called FORM."""
    return format_html(
        '<button type="submit" class="star" id="star-{}" form="{}" name="on" value="{}"'
        ' formaction="{}" hx-post="{}" hx-swap="outerHTML" aria-pressed="{}"'
        ' aria-label="{}" title="{}">{}</button>',
        pk,
        FORM,
        "0" if on else "1",
        *(2 * [reverse("watch", kwargs={**scope.place, "pk": pk})]),
        "true" if on else "false",
        _("Watch this task"),
        _("Watched; take it off the list") if on else _("Watch this task"),
        "★" if on else "☆",
    )
