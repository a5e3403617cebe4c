"""Units and officials of a district: found by the names that documents call them, entered where unknown."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.models import District, Official, Unit
from tasks.services.history import Deed
from tasks.services.names import Named, Names, collective_of, counted_in, tidy


def unit_named(district: District, name: str) -> Unit | None:
    """The unit called `name`, if there is one. Raises Refused where several are called so."""
    return _only(Names(list(district.units.all())), name)


def official_named(district: District, name: str) -> Official | None:
    """The official called `name`, if there is one. Raises Refused where several are called so."""
    return _only(Names(list(district.officials.all())), name)


def unit_or_new(district: District, name: str, deed: Deed) -> Unit:
    """The unit called `name`, entered if unknown, last in the official order.

    A collective is entered with the members that its name tells; one that tells none is open.
    """
    everybody = list(district.units.all())
    unit = _only(Names(everybody), name)
    if unit:
        return unit
    name = tidy(name)
    unit = _enter(Unit(district=district, name=name, collective=collective_of(name, everybody)), deed)
    if unit.collective == Unit.Collective.CLOSED:
        unit.members.set(counted_in(name, everybody))
    return unit


def official_or_new(district: District, name: str, deed: Deed) -> Official:
    """The official called `name`, entered if unknown, last in the official order."""
    return official_named(district, name) or _enter(Official(district=district, name=tidy(name)), deed)


def _only(names: Names[Named], name: str) -> Named | None:
    found = names.fitting(name)
    if len(found) > 1:
        sentence = _("“%(name)s” may be any of these: %(choices)s. Enter it by hand.")
        raise Refused(sentence % {"name": name, "choices": "、".join(map(str, found))})
    return found[0] if found else None


def _enter(row: Named, deed: Deed) -> Named:
    rows = type(row)._default_manager.filter(district=row.district)
    row.position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            deed.save(row)
    except IntegrityError:  # somebody entered the same name a moment ago
        return rows.get(name=row.name)
    return row
