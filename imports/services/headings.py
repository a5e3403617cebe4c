"""The headings of plans, found by what is printed: a section, a goal below it. Missing ones are entered."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from imports.services.compare import path_of
from imports.wording import fold
from tasks.models import Goal, Plan
from tasks.services.history import Deed

Key = tuple[int, str, str]


class Path(NamedTuple):
    """Where a task stands in its plan; both may be empty. `label` is the goal's own number."""

    plan: Plan
    section: str
    goal: str
    label: str = ""


@dataclass
class Goals:
    """The headings of some plans. A title that comes again under the same section is the same heading."""

    _found: dict[Key, Goal] = field(default_factory=dict)
    _last: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, plans: Iterable[Plan]) -> "Goals":
        goals = cls()
        there = Goal.objects.filter(plan__in={plan.pk for plan in plans}).select_related("parent")
        for goal in there.order_by("plan", "position", "pk"):
            path = path_of(goal)
            goals._found.setdefault(_key(goal.plan_id, str(path["section"]), str(path["goal"])), goal)
            goals._last[goal.plan_id] = max(goal.position, goals._last.get(goal.plan_id, 0))
        return goals

    def find(self, path: Path) -> Goal | None:
        """The nearest heading above a task; None where it stands under none. Enter it before."""
        return self._found.get(_key(path.plan.pk, path.section, path.goal))

    def enter(self, paths: Iterable[Path], deed: Deed) -> list[Goal]:
        """Enter what is missing, in order of appearance: all sections first, as goals point to them."""
        sections: list[Goal] = []
        goals: list[Goal] = []
        for path in paths:
            section = self._section(path, sections)
            if path.goal and _key(path.plan.pk, path.section, path.goal) not in self._found:
                goal = self._new(path, Goal.Kind.GOAL, path.goal)
                goal.parent, goal.label = section, path.label
                goals.append(goal)
        deed.create_all(sections)
        for goal in goals:
            goal.parent = goal.parent  # takes up the key that its section has now
        deed.create_all(goals)
        return [*sections, *goals]

    def _section(self, path: Path, sections: list[Goal]) -> Goal | None:
        if not path.section:
            return None
        key = _key(path.plan.pk, path.section, "")
        if key not in self._found:
            sections.append(self._new(Path(path.plan, path.section, ""), Goal.Kind.SECTION, path.section))
        return self._found[key]

    def _new(self, path: Path, kind: Goal.Kind, title: str) -> Goal:
        position = self._last.get(path.plan.pk, 0) + 1
        self._last[path.plan.pk] = position
        goal = Goal(plan=path.plan, kind=kind, title=title, position=position)
        self._found[_key(path.plan.pk, path.section, path.goal)] = goal
        return goal


def _key(plan: int, section: str, goal: str) -> Key:
    return plan, fold(section), fold(goal)
