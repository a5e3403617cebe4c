"""The units and officials of one district by what documents call them: all read once, for a comparison."""

from collections.abc import Iterable
from dataclasses import dataclass

from tasks.models import District, Official, Unit
from tasks.services.names import Names


@dataclass
class People:
    """The units and officials of one district; of a district not entered yet, nobody."""

    units: Names[Unit]
    officials: Names[Official]

    @classmethod
    def of(cls, district: District | None) -> "People":
        if district is None:
            return cls(Names(), Names())
        return cls(Names(list(district.units.all())), Names(list(district.officials.all())))

    def stored(self, field: str, names: Iterable[str]) -> list[str]:
        """The names in one field as the district calls them, each once, in their order."""
        called: Names[Unit] | Names[Official] = self.officials if field == "lead_officials" else self.units
        return list(dict.fromkeys(called.stored(name) for name in names))

    def choices(self, field: str, name: str) -> list[str]:
        """The rows among which a name cannot choose, by their own names; empty where it is clear."""
        called: Names[Unit] | Names[Official] = self.officials if field == "lead_officials" else self.units
        fitting = called.fitting(name)
        return [row.name for row in fitting] if len(fitting) > 1 else []
