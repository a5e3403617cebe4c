"""What a comparison of people says of each line, as people read it."""

from collections.abc import Iterator
from typing import Any

from tasks.models import Membership
from tasks.services.people_compare import COLLECTIVES, Found


def shown(name: str, value: Any) -> str:
    """A value of a field as people read it."""
    if name == "collective":
        return next((words for words, code in COLLECTIVES.items() if code == value), "")
    return "、".join(value) if isinstance(value, list) else str(value)


def fields_shown(found: Found) -> Iterator[tuple[str, str, str]]:
    """Heading, before and after of what a line changes."""
    for name, (before, after) in found.changes.items():
        yield found.kind.heading(name), shown(name, before), shown(name, after)
    if found.held:
        yield found.kind.heading("role"), "", held_words(found.held)


def held_words(held: tuple[str, str, str]) -> str:
    role, unit, official = held
    return " ".join(filter(None, [str(Membership.Role(role).label), unit or official]))
