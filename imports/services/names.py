"""The units and officials of one district by what documents call them: all read once, for a comparison."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from imports.collectives import rejoin
from imports.models import NameRule
from tasks.models import District, Official, Unit
from tasks.services.names import Names, tidy


def kind_of(field: str) -> str:
    """Whether a field holds officials or units."""
    return NameRule.Kind.OFFICIAL if field == "lead_officials" else NameRule.Kind.UNIT


@dataclass
class People:
    """The units and officials of one district; of a district not entered yet, nobody."""

    units: Names[Unit]
    officials: Names[Official]
    #: what a person has said that names mean: (kind, name) → another name, or "" for nobody
    rules: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, district: District | None) -> "People":
        if district is None:
            return cls(Names(), Names())
        rules = NameRule.objects.filter(district=district).values_list("kind", "name", "means")
        return cls(
            Names(list(district.units.all())),
            Names(list(district.officials.all())),
            {(kind, tidy(name)): means for kind, name, means in rules},
        )

    def stored(self, field: str, names: Iterable[str]) -> list[str]:
        """The names in one field as the district calls them, each once, in their order."""
        called = self._called(field)
        whole = names if field == "lead_officials" else rejoin(names)
        meant = (self.meant(field, name) for name in whole)
        return list(dict.fromkeys(called.stored(name) for name in meant if name))

    def meant(self, field: str, name: str) -> str:
        """The name that a person has said `name` stands for, "" for nobody; else itself."""
        return self.rules.get((kind_of(field), tidy(name)), name)

    def _called(self, field: str) -> Names[Unit] | Names[Official]:
        return self.officials if field == "lead_officials" else self.units

    def choices(self, field: str, name: str) -> list[str]:
        """The rows among which a name cannot choose, by their own names; empty where it is clear."""
        fitting = self._called(field).fitting(self.meant(field, name))
        return [row.name for row in fitting] if len(fitting) > 1 else []
