"""Names that the district does not know: a person says whom each means, once for all documents."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from imports.models import ImportBatch, NameRule
from imports.services.decide import locked
from imports.services.edit import compare_again
from imports.services.names import People
from imports.unit_names import offers
from tasks.errors import Refused
from tasks.models import District, User
from tasks.services.history import Deed
from tasks.services.names import tidy

#: of a batch's newcomers, by their kind
KINDS: dict[str, str] = {NameRule.Kind.OFFICIAL: "officials", NameRule.Kind.UNIT: "units"}


def unknown(batch: ImportBatch) -> dict[str, list[dict[str, Any]]]:
    """The newcomers of a batch by kind, each with the name that it may stand for as `offer`."""
    newcomers = batch.draft.get("newcomers", {})
    units = [each["name"] for each in newcomers.get("units", [])]
    offered = offers(units, known_names(batch.district)[NameRule.Kind.UNIT], _places(batch.district))
    return {
        kind: [{**each, "offer": offered.get(each["name"], "")} for each in newcomers.get(name, [])]
        for kind, name in KINDS.items()
    }


def _places(district: District) -> list[str]:
    return [district.full_name, district.short_name]


def known_names(district: District) -> dict[str, list[str]]:
    """The names of those whom a name may mean, by kind, in the district's order."""
    people = People.of(district)
    return {
        NameRule.Kind.OFFICIAL: [row.name for row in people.officials.rows if row.active],
        NameRule.Kind.UNIT: [row.name for row in people.units.rows if row.active],
    }


@transaction.atomic
def name(batch: ImportBatch, meanings: Mapping[tuple[str, str], str], *, user: User) -> int:
    """Remember for the district what names mean, (kind, name) → another name or "" for nobody.

    All rows are compared again. Returns how many names were settled. Raises Refused where the batch is past
    deciding, or a name is to mean one that neither the district nor the document knows.
    """
    batch = locked(batch, ImportBatch.Status.STAGED)
    known = known_names(batch.district)
    newcomers: dict[str, list[str]] = {
        kind: [each["name"] for each in batch.draft.get("newcomers", {}).get(called, [])]
        for kind, called in KINDS.items()
    }
    rules = []
    for (kind, called), means in meanings.items():
        wanted = tidy(means)
        if called not in newcomers[kind]:
            continue  # somebody else was faster, or it is no question any more
        if wanted and not _may_mean(kind, called, wanted, meanings, {*known[kind], *newcomers[kind]}):
            sentence = _("“%(name)s” cannot stand for “%(means)s”: nobody is called that here.")
            raise Refused(sentence % {"name": called, "means": means})
        rules.append(NameRule(district=batch.district, kind=kind, name=called, means=wanted))
    deed = Deed.on(None, user)
    for rule in rules:
        deed.save(rule)
    compare_again(batch, list(batch.rows.select_for_update().order_by("number")))
    return len(rules)


def _may_mean(
    kind: str, called: str, wanted: str, meanings: Mapping[tuple[str, str], str], names: set[str]
) -> bool:
    """Whether a name that stands for itself is meant, and not this very one."""
    return wanted in names and wanted != called and (kind, wanted) not in meanings
