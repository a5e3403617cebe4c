"""Units and officials that a confirmed import names and the district does not know yet."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from imports.draft import PEOPLE
from imports.matching import Value
from imports.services.names import People
from tasks.models import District, Official, Unit
from tasks.services.history import Deed
from tasks.services.names import Names, collective_of, counted_in


def enter_people(
    people: People, district: District, values: Iterable[Mapping[str, Value]], deed: Deed
) -> dict[str, list[Any]]:
    """Enter the names that `values` hold and nobody knows, last in the official order, as they appear."""
    told = list(values)
    officials = _unknown(people.officials, told, ["lead_officials"])
    units = _unknown(people.units, told, [name for name in PEOPLE if name != "lead_officials"])
    return {
        "officials": _enter_officials(people.officials, district, officials, deed),
        "units": _enter_units(people.units, district, units, deed),
    }


def _unknown(known: Names[Any], values: Iterable[Mapping[str, Value]], fields: Sequence[str]) -> list[str]:
    named = (name for each in values for field in fields for name in each.get(field, ()))
    return [name for name in dict.fromkeys(named) if not known.fitting(name)]


def _enter_officials(
    known: Names[Official], district: District, names: Sequence[str], deed: Deed
) -> list[Official]:
    first = _next(known)
    rows = [
        Official(district=district, name=name, position=position)
        for position, name in enumerate(names, start=first)
    ]
    deed.create_all(rows)
    known.add(rows)
    return rows


def _enter_units(known: Names[Unit], district: District, names: Sequence[str], deed: Deed) -> list[Unit]:
    first = _next(known)
    rows = [
        Unit(district=district, name=name, position=position)
        for position, name in enumerate(names, start=first)
    ]
    everybody = [*known.rows, *rows]
    for unit in rows:
        unit.collective = collective_of(unit.name, everybody)
    deed.create_all(rows)
    known.add(rows)
    for unit in rows:
        if unit.collective == Unit.Collective.CLOSED:
            unit.members.set(counted_in(unit.name, everybody))
    return rows


def _next(known: Names[Any]) -> int:
    return max((row.position for row in known.rows), default=0) + 1
