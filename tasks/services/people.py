"""Units and officials of a district by the names that documents call them."""

import re
from collections.abc import Iterable
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.models import District, Official, Unit
from tasks.services.history import Deed

Named = TypeVar("Named", Unit, Official)
#: How documents name several bodies at once: 各街道, 区各有关部门, 有关单位, 相关镇.
SEVERAL = re.compile("各|(有关|相关)(部门|单位|镇|乡|街道|板块|企业|责任)")


def unit_named(district: District, name: str) -> Unit | None:
    """The unit called `name`: by short name before full name before other names; spaces do not count.

    Raises Refused where several are called so.
    """
    return _find(district.units.all(), name)


def official_named(district: District, name: str) -> Official | None:
    """The official called `name`, by name before other names; spaces do not count.

    Raises Refused where several are called so.
    """
    return _find(district.officials.all(), name)


def unit_or_new(district: District, name: str, deed: Deed) -> Unit:
    """The unit called `name`, entered if unknown, last in the official order.

    What names several bodies is entered as an open collective: nobody reports until a person says who does.
    """
    collective = Unit.Collective.OPEN if SEVERAL.search(name) else Unit.Collective.NONE
    new = Unit(district=district, name=_tidy(name), collective=collective)
    return unit_named(district, name) or _enter(new, deed)


def official_or_new(district: District, name: str, deed: Deed) -> Official:
    """The official called `name`, entered if unknown, last in the official order."""
    return official_named(district, name) or _enter(Official(district=district, name=_tidy(name)), deed)


def _tidy(name: str) -> str:
    return "".join(name.split()).replace("(", "（").replace(")", "）")


def _find(rows: Iterable[Named], name: str) -> Named | None:
    # aliases are lists in JSON, which SQLite cannot search: a district has a few hundred names at most
    wanted, candidates = _tidy(name), list(rows)
    for names_of in (_short, _full, _others):
        found = [row for row in candidates if wanted in map(_tidy, names_of(row))]
        found = [row for row in found if row.active] or found
        if len(found) > 1:
            sentence = _("“%(name)s” may be any of these: %(choices)s. Enter it by hand.")
            raise Refused(sentence % {"name": wanted, "choices": "、".join(map(str, found))})
        if found:
            return found[0]
    return None


def _short(row: Unit | Official) -> list[str]:
    return [row.name]


def _full(row: Unit | Official) -> list[str]:
    return [row.full_name] if isinstance(row, Unit) else []


def _others(row: Unit | Official) -> list[str]:
    return list(row.aliases)


def _enter(row: Named, deed: Deed) -> Named:
    rows = type(row)._default_manager.filter(district=row.district)
    row.position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            deed.save(row)
    except IntegrityError:  # somebody entered the same name a moment ago
        return rows.get(name=row.name)
    return row
