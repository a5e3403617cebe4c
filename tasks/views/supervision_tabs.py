"""The pages about who does what, as tabs of one another: what their reader may open."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tasks.permissions import Action
from tasks.scope import Scope


def tabs(scope: Scope, current: str) -> list[dict[str, Any]]:
    """For components/tabs.html; `current` is the name of the address that is shown."""
    pages = [("acknowledge", _("Acknowledge")), ("contributions", _("Contributions"))]
    if scope.access.may(Action.EDIT):
        pages.insert(1, ("unassigned", _("Unassigned")))
    return [
        {"label": label, "url": reverse(name, kwargs=scope.place), "current": name == current}
        for name, label in pages
    ]
