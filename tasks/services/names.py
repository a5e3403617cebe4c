"""What documents call the units and officials of a district, and what they call several units at once."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tasks.models import Official, Unit

Named = TypeVar("Named", Unit, Official)
#: How documents name several bodies at once: 各街道, 区各有关部门, 有关单位, 相关镇.
SEVERAL = re.compile("各|(有关|相关)(部门|单位|镇|乡|街道|板块|企业|责任)")
#: 各街道, 各镇（街道）, 全区各镇街道: every unit of those kinds, so that its members can be told.
_EVERY = re.compile(r"(?:全?[区市县旗]|辖区)?各(?P<kinds>(?:街道|街|镇|乡|[、（）和及/])+)")
_KINDS = re.compile(r"街道?|镇|乡")
_SPACE = re.compile(r"\s+")
_PARENTHESES = str.maketrans("()", "（）")


def tidy(name: str) -> str:
    """A name as it is stored: no white space, parentheses full-width."""
    return _SPACE.sub("", name).translate(_PARENTHESES)


def kinds_of(name: str) -> list[str]:
    """The kinds of units that a collective's name counts in: 各镇（街道） → 镇, 街道; else none."""
    match = _EVERY.fullmatch(name)
    kinds = _KINDS.findall(match["kinds"]) if match else []
    return ["街道" if kind == "街" else kind for kind in kinds]


def counted_in(name: str, units: Iterable[Unit]) -> list[Unit]:
    """The single units among `units` that the collective called `name` stands for."""
    kinds = tuple(kinds_of(name))
    return [unit for unit in units if kinds and _single(unit) and unit.name.endswith(kinds)]


def _single(unit: Unit) -> bool:
    return not unit.collective and not SEVERAL.search(unit.name)


def collective_of(name: str, units: Iterable[Unit]) -> Unit.Collective:
    """Whether `name` stands for several units: closed where `units` tell its members, else open."""
    if not SEVERAL.search(name):
        return Unit.Collective.NONE
    return Unit.Collective.CLOSED if counted_in(name, units) else Unit.Collective.OPEN


@dataclass
class Names(Generic[Named]):
    """The rows of one district by name. Those in use go first; then a short name, a full one, others last.

    A unit that was merged into another is in use no more: its name finds the one that took it over.
    """

    rows: list[Named] = field(default_factory=list)
    _found: dict[str, list[Named]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ranked: defaultdict[str, list[tuple[int, Named]]] = defaultdict(list)
        for row in self.rows:
            for rank, name in _names(row):
                ranked[tidy(name)].append((rank, row))
        self._found = {name: _best(rows) for name, rows in ranked.items()}

    def fitting(self, name: str) -> list[Named]:
        """Those that `name` names equally well: none when unknown, several when it cannot be told which."""
        return self._found.get(tidy(name), [])

    def get(self, name: str) -> Named | None:
        fitting = self.fitting(name)
        return fitting[0] if len(fitting) == 1 else None

    def stored(self, name: str) -> str:
        """What the district calls it; a name not known, or fitting several, stays itself."""
        row = self.get(name)
        return row.name if row else tidy(name)

    def add(self, rows: Iterable[Named]) -> None:
        """Rows entered since."""
        for row in rows:
            self.rows.append(row)
            self._found[tidy(row.name)] = [row]


def _names(row: Unit | Official) -> Iterable[tuple[int, str]]:
    yield 0, row.name
    if isinstance(row, Unit) and row.full_name:
        yield 1, row.full_name
    yield from ((2, str(name)) for name in row.aliases)


def _best(ranked: list[tuple[int, Named]]) -> list[Named]:
    """Those in use; among them the best-ranked."""
    best = min((not row.active, rank) for rank, row in ranked)
    return list({row.pk: row for rank, row in ranked if (not row.active, rank) == best}.values())
