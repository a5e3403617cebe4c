"""In words: where in a document something stood, and why a person must look at it."""

from typing import Any

from django import template

from imports.document import Place
from imports.draft import doubt_reason

register = template.Library()


@register.filter
def place_words(place: dict[str, Any]) -> str:
    """A stored place: 第142行; 表3 第5行 第2列."""
    return Place.from_json(place).label()


@register.filter
def doubt_words(doubt: str) -> str:
    """The reason behind a stored doubt."""
    return doubt_reason(doubt) if doubt else ""
