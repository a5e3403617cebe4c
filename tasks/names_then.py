"""Under which name a unit was known when something happened; it may have been renamed since."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from copy import copy
from datetime import datetime
from typing import Any

from tasks.models import Unit

#: The fields of a version that name a unit.
FIELDS = ("unit", "reporter")


def give(rows: list[Any], when: str = "history_date") -> list[Any]:
    """Let each of these versions, whose units have been read with them, show the names of its own day.

    `when` names the field that says which: of what is no version, but a report, the time it was made.

    One query, whatever the number of rows; what else refers to the same units keeps their present names.
    """
    names = _names({unit.pk for row in rows for _field, unit in _units(row)})
    for row in rows:
        for field, unit in _units(row):
            then = _on(names.get(unit.pk, []), getattr(row, when))
            if then and then != unit.name:
                known = copy(unit)
                known.name = then
                setattr(row, field, known)
    return rows


def _units(row: Any) -> Iterator[tuple[str, Unit]]:
    for field in FIELDS:
        unit = row.__dict__.get("_state").fields_cache.get(field)
        if isinstance(unit, Unit):
            yield field, unit


def _names(keys: Iterable[int]) -> dict[int, list[tuple[datetime, str]]]:
    """The names of each unit since when, the oldest first."""
    found: dict[int, list[tuple[datetime, str]]] = {}
    versions = Unit.history.filter(id__in=set(keys)).order_by("history_date", "history_id")
    for key, since, name in versions.values_list("id", "history_date", "name"):
        found.setdefault(key, []).append((since, name))
    return found


def _on(names: list[tuple[datetime, str]], when: datetime) -> str:
    """The name on that moment; before the first that is known, the first."""
    if not names:
        return ""
    at = bisect_right([since for since, _name in names], when)
    return names[max(at - 1, 0)][1]
