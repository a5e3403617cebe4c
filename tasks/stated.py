"""What the rule of standing is asked about: a task, its targets and milestones, a year's thresholds. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

AT_MOST = "<="


class Status(StrEnum):
    """What people have said of the task as a whole."""

    NOT_STARTED = "not_started"
    OPEN = "open"
    CLAIMED = "claimed"
    COMPLETED = "completed"
    SUSPENDED = "suspended"


class Kind(StrEnum):
    """How a target's value is to be compared with time."""

    CUMULATIVE = "cumulative"
    GROWTH = "growth"
    LEVEL = "level"
    CEILING = "ceiling"


@dataclass(frozen=True, slots=True)
class Rules:
    """A district's thresholds of one year, in points (hundredths of the whole), 0 <= tolerance <= red <= 100.

    Raises ValueError if they are not in that order.
    """

    tolerance_points: int = 5
    red_points: int = 15

    def __post_init__(self) -> None:
        if not 0 <= self.tolerance_points <= self.red_points <= 100:
            raise ValueError(f"thresholds out of order: {self.tolerance_points}, {self.red_points}")


@dataclass(frozen=True, slots=True)
class TargetState:
    """A number promised, and what has been reached of it (None: no value reported yet).

    `planned`: what an approved breakdown promises by which days; only a cumulative target is judged by it.
    """

    metric: str
    comparator: str
    value: Decimal
    kind: Kind
    current: Decimal | None = None
    planned: tuple[tuple[date, Decimal], ...] = ()

    @property
    def is_limit(self) -> bool:
        """Not to be exceeded: a ceiling, an "at most" (the upper end of a range), a count of zero."""
        of_nothing = self.kind == Kind.CUMULATIVE and self.value == 0
        return self.kind == Kind.CEILING or self.comparator == AT_MOST or of_nothing

    @property
    def is_planned(self) -> bool:
        """Whether planned values, not time, say what is asked of it."""
        return bool(self.planned) and self.kind == Kind.CUMULATIVE and not self.is_limit

    def planned_on(self, day: date) -> Fraction:
        """The share of its value that was planned for the days that have passed on `day`."""
        passed = (Fraction(by) / Fraction(self.value) for due, by in self.planned if day > due)
        return max([Fraction(0), *passed])


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """A dated step. `share` is in percent of the work; where no step has one, they weigh the same."""

    title: str
    due: date
    share: Decimal = Decimal(0)
    done_on: date | None = None

    def missed_on(self, day: date) -> bool:
        return self.done_on is None and day > self.due


@dataclass(frozen=True, slots=True)
class Override:
    """A percent (0 to 100) set by hand, and why."""

    percent: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class TaskState:
    """All that the rule asks of a task. `percent` is the lead unit's own, 0 to 100, None if not given."""

    start: date
    deadline: date
    status: Status = Status.OPEN
    percent: Decimal | None = None
    targets: tuple[TargetState, ...] = ()
    milestones: tuple[MilestoneState, ...] = ()
    override: Override | None = None
    ever_reported: bool = False

    @property
    def begins(self) -> date:
        return min(self.start, self.deadline)

    @property
    def is_known(self) -> bool:
        return self.ever_reported or self.override is not None
