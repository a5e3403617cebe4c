"""The numbers of an overview: each is a link to the list that it counts, counted through that list's filter.

Numbers that differ in one word (a plan, a unit, a standing) are not asked for one by one: the tasks that the
filter gives are read once, with what they are counted under.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypedDict

from django.db.models import F
from django.urls import reverse
from django.utils.http import urlencode

from tasks.filters import NONE, OPEN, Choice, TaskFilter, changed
from tasks.indicators import Indicator, indicators
from tasks.matrix import Matrix
from tasks.models import Goal, Responsibility, Unit
from tasks.movement import TURNED
from tasks.standing import Light, Standing
from tasks.trend import Point, trend

Role = Responsibility.Role
#: The standings that the overview's first sentence tells of; some even if there are none.
SAID = (
    *(Standing.COMPLETED, Standing.CLAIMED),
    *(Standing.OVERDUE, Standing.FAR_BEHIND, Standing.BEHIND, Standing.NOT_REPORTED),
)
ALWAYS_SAID = (Standing.COMPLETED, Standing.OVERDUE)
#: Under each key of a choice, the tasks that choosing it gives.
Groups = dict[str, set[int]]


class Part(TypedDict):
    """A count of tasks that stand one way, as the components draw it."""

    standing: str
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class Number:
    """A count, and the list of what it counts."""

    count: int
    url: str


@dataclass(frozen=True)
class Said:
    """A number in words."""

    label: Any
    number: Number
    name: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a table of counts: a plan, a section, a unit, an official. `rest`: those that have none."""

    label: str
    total: Number
    parts: list[Part]
    rest: bool = False
    #: the page of what the line is about, empty where it has none
    page: str = ""

    @property
    def share_late(self) -> float:
        """How many of its tasks have a red or amber light, 0 to 1."""
        late = (Light.RED, Light.AMBER)
        number = sum(part["count"] for part in self.parts if Standing(part["standing"]).light in late)
        return number / self.total.count if self.total.count else 0.0


def parts(counts: dict[Any, int], address: Callable[..., str], current: str = "") -> list[Part]:
    """A part for each standing, the worst first, each the list that `address(standing=…)` is.

    Where `current` is chosen already, its part leads to the list without it.
    """
    return [
        Part(
            standing=standing.value,
            label=str(standing.label),
            count=counts.get(standing.value, 0),
            url=address(standing="" if standing.value == current else standing.value),
            current=standing.value == current,
        )
        for standing in Standing
    ]


@dataclass
class Overview:
    """The numbers of one district, year and day, as one user sees them, in a fixed number of queries."""

    tasks: TaskFilter

    @cached_property
    def total(self) -> Number:
        return Number(len(self._facts), self.address())

    @cached_property
    def standings(self) -> list[Part]:
        return self._parts(self._facts)

    @property
    def sentence(self) -> list[Part]:
        """What is said first: what is finished, what is late, what nobody knows of."""
        said = {
            part["standing"]: part
            for part in self.standings
            if part["count"] or part["standing"] in ALWAYS_SAID
        }
        return [said[standing] for standing in SAID if standing in said]

    @cached_property
    def by_plan(self) -> list[Line]:
        groups = defaultdict(set)
        for pk, fact in self._facts.items():
            groups[str(fact["plan_id"])].add(pk)
        return list(self._lines("plan", groups, self.tasks.choices.plan))

    @cached_property
    def by_section(self) -> list[Line]:
        groups = defaultdict(set)
        for pk, fact in self._facts.items():
            for key in _sections(fact) or [NONE]:
                groups[key].add(pk)
        return list(self._lines("section", groups, self.tasks.choices.sections))

    @cached_property
    def by_official(self) -> list[Line]:
        groups = defaultdict(set)
        for row in self._leads:
            if row["role"] == Role.LEAD_OFFICIAL:
                groups[str(row["official_id"])].add(row["task_id"])
        return list(self._lines("official", self._with_rest(groups), self.tasks.choices.official))

    @cached_property
    def by_unit(self) -> list[Line]:
        """What each unit leads, itself or in a closed collective, which has a line of its own too."""
        groups, members = defaultdict(set), _members(self.tasks)
        for row in self._leads:
            if row["role"] == Role.LEAD_UNIT:
                for unit in (row["unit_id"], *members[row["unit_id"]]):
                    groups[str(unit)].add(row["task_id"])
        lines = list(self._lines("unit", self._with_rest(groups), self.tasks.choices.unit, lead="1"))
        if self.tasks.scope.district.ranks_units:
            lines.sort(key=lambda line: (line.rest, -line.share_late))
        return lines

    @property
    def claimed(self) -> Number:
        """Reported complete, waiting to be verified."""
        part = next(part for part in self.standings if part["standing"] == Standing.CLAIMED)
        return Number(part["count"], part["url"])

    @cached_property
    def to_check(self) -> Number:
        return self._number(check="1")

    @cached_property
    def without_unit(self) -> Number:
        return self._number(unit=NONE)

    @cached_property
    def without_official(self) -> Number:
        return self._number(official=NONE)

    @cached_property
    def moved(self) -> list[Said]:
        """How tasks turned since the last month's end."""
        since = self.tasks.measured_from.isoformat()
        return [Said(label, self._number(turned=how, since=since), how) for how, label in TURNED.items()]

    @cached_property
    def open(self) -> list[Said]:
        """What needs a leader now."""
        said = [Said(words, self._number(open=name), name) for name, (words, _having) in OPEN.items()]
        return [each for each in said if each.number.count]

    @cached_property
    def trend(self) -> list[Point]:
        return trend(self.tasks, self.address)

    @cached_property
    def matrix(self) -> Matrix:
        return Matrix(self.tasks, self.address)

    @cached_property
    def indicators(self) -> list[Indicator]:
        return indicators(self.tasks)

    def address(self, **words: str | int) -> str:
        """The list of the tasks counted here, asked for further by `words`."""
        query = changed(self.tasks.data, **{name: str(word) for name, word in words.items()}).urlencode()
        return self._list + (f"?{query}" if query else "")

    @cached_property
    def _list(self) -> str:
        return reverse("task_list", kwargs=self.tasks.scope.place)

    @cached_property
    def _facts(self) -> dict[int, dict[str, Any]]:
        """How each task stands, and the headings it stands under."""
        headings = ("plan_id", "goal_id", "goal__kind", "goal__parent_id", "goal__parent__kind")
        rows = self.tasks.qs.order_by().values("pk", *headings, stands=F("standing"))
        return {row["pk"]: row for row in rows}

    @cached_property
    def _leads(self) -> list[Any]:
        """Who leads which task."""
        leads = Responsibility.objects.filter(task__in=self.tasks.qs.order_by().values("pk"))
        leads = leads.filter(role__in=[Role.LEAD_OFFICIAL, Role.LEAD_UNIT]).order_by()
        return list(leads.values("role", "task_id", "unit_id", "official_id"))

    def _number(self, **words: str) -> Number:
        return Number(self.tasks.also(**words).qs.count(), self.address(**words))

    def _parts(self, pks: Iterable[int], **words: str) -> list[Part]:
        counts = Counter(self._facts[pk]["stands"] for pk in pks)
        return parts(counts, lambda **standing: self.address(**words, **standing))

    def _with_rest(self, groups: Groups) -> Groups:
        led = set().union(*groups.values())
        return {**groups, NONE: self._facts.keys() - led}

    def _lines(self, name: str, groups: Groups, choices: list[Choice], **more: str) -> Iterable[Line]:
        """A line for each choice that has tasks, in the order of the choices; what has none comes last.

        No lines where one of them has been chosen: another would ask for other tasks than are counted here.
        """
        if self.tasks.data.get(name):
            return
        for key, label in sorted(choices, key=lambda choice: choice[0] == NONE):
            if pks := groups.get(key):
                words = {name: key, **({} if key == NONE else more)}
                total = Number(len(pks), self.address(**words))
                page = "" if key == NONE else self._page(name, key)
                yield Line(str(label), total, self._parts(pks, **words), rest=key == NONE, page=page)

    def _page(self, name: str, key: str) -> str:
        """Where a section, an official or a unit is told of in full, on the day asked about."""
        address = {"section": "goal", "official": "official", "unit": "unit"}.get(name)
        if address is None:
            return ""
        day = self.tasks.data.get("on", "")
        place = {**self.tasks.scope.place, "pk": int(key)}
        return reverse(address, kwargs=place) + (f"?{urlencode({'on': day})}" if day else "")


def _sections(fact: dict[str, Any]) -> list[str]:
    """The sections that a task counts under."""
    above = [("goal_id", "goal__kind"), ("goal__parent_id", "goal__parent__kind")]
    return [str(fact[goal]) for goal, kind in above if fact[kind] == Goal.Kind.SECTION]


def _members(tasks: TaskFilter) -> dict[int, list[int]]:
    """The members of the district's closed collectives."""
    members: dict[int, list[int]] = defaultdict(list)
    collectives = Unit.objects.filter(district=tasks.scope.district, collective=Unit.Collective.CLOSED)
    for collective, member in collectives.filter(members__isnull=False).values_list("pk", "members"):
        members[collective].append(member)
    return members
