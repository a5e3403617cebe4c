"""Worked examples of how a task stands: shown beside the rules, and tested as they are shown. Pure.

Each is about a year of a hundred days, so that on its n-th day n points of the time are gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from tasks.standing import (
    Kind,
    MilestoneState,
    Rules,
    Stance,
    Standing,
    Status,
    TargetState,
    TaskState,
    stand,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FIRST = date(2023, 1, 1)
DAYS = 100


def _on(day: int) -> date:
    return FIRST + timedelta(days=day - 1)


@dataclass(frozen=True)
class Example:
    """A task in words, as the rule sees it on one of the hundred days; how it stands by the usual rules."""

    kind: "_StrPromise"
    says: "_StrPromise"
    task: TaskState
    day: int
    standing: Standing

    def by(self, rules: Rules) -> Stance:
        """How it stands by the rules of a year."""
        return stand(self.task, _on(self.day), rules)


def _task(**values: Any) -> TaskState:
    return TaskState(**{"start": FIRST, "deadline": _on(DAYS), "ever_reported": True, **values})


def _rated(percent: int, **values: Any) -> TaskState:
    return _task(percent=Decimal(percent), **values)


def _number(current: str, value: str, kind: Kind = Kind.CUMULATIVE, comparator: str = "=") -> TaskState:
    return _task(targets=(TargetState("metric", comparator, Decimal(value), kind, Decimal(current)),))


def _several(*tasks: TaskState) -> TaskState:
    return _task(targets=tuple(target for task in tasks for target in task.targets))


def _planned(current: str, *stair: tuple[int, str]) -> TaskState:
    (target,) = _number(current, "100").targets
    steps = tuple((_on(day), Decimal(value)) for day, value in stair)
    return _task(targets=(replace(target, planned=steps),))


def _steps(*steps: tuple[int, int, bool]) -> TaskState:
    """Of milestones: day, share, whether it is done."""
    return _task(
        milestones=tuple(
            MilestoneState("step", _on(day), Decimal(share), _on(day) if done else None)
            for day, share, done in steps
        )
    )


_CUMULATIVE, _GROWTH, _LEVEL, _CEILING = (_("cumulative"), _("growth"), _("level"), _("ceiling"))
_NODES, _OWN, _SPAN, _REPORTS, _STATUS = (
    _("milestones"),
    _("without a number"),
    _("deadlines"),
    _("reports"),
    _("status"),
)
S = Standing

EXAMPLES: Sequence[Example] = (
    Example(_CUMULATIVE, _("45 of 100 built, 40% of the time gone"), _number("45", "100"), 40, S.AHEAD),
    Example(_CUMULATIVE, _("36 of 100 built, 40% of the time gone"), _number("36", "100"), 40, S.ON_SCHEDULE),
    Example(_CUMULATIVE, _("30 of 100 built, 40% of the time gone"), _number("30", "100"), 40, S.BEHIND),
    Example(_CUMULATIVE, _("20 of 100 built, 40% of the time gone"), _number("20", "100"), 40, S.FAR_BEHIND),
    Example(
        _CUMULATIVE,
        _("two numbers, one at 60 of 100, the other at 20 of 100: the worse one counts"),
        _several(_number("60", "100"), _number("20", "100")),
        40,
        S.FAR_BEHIND,
    ),
    Example(
        _CUMULATIVE,
        _("breakdown: 20 by day 50, then 100; 25 built on day 80"),
        _planned("25", (50, "20"), (100, "100")),
        80,
        S.AHEAD,
    ),
    Example(
        _GROWTH,
        _("growth of 6% promised, 5.8% reached: compared with the figure itself, not with time"),
        _number("5.8", "6", Kind.GROWTH, ">="),
        40,
        S.ON_SCHEDULE,
    ),
    Example(
        _GROWTH,
        _("growth of 6% promised, 4% reached"),
        _number("4", "6", Kind.GROWTH, ">="),
        40,
        S.FAR_BEHIND,
    ),
    Example(_LEVEL, _("90% promised, 92% reached"), _number("92", "90", Kind.LEVEL), 40, S.ON_SCHEDULE),
    Example(
        _CEILING,
        _("no more than 5 promised, 4 counted"),
        _number("4", "5", Kind.CEILING, "<="),
        40,
        S.ON_SCHEDULE,
    ),
    Example(
        _CEILING,
        _("no more than 5 promised, 6 counted"),
        _number("6", "5", Kind.CEILING, "<="),
        40,
        S.FAR_BEHIND,
    ),
    Example(
        _NODES,
        _("milestones of 30% by day 30 and 70% by day 100; the first is done"),
        _steps((30, 30, True), (100, 70, False)),
        40,
        S.ON_SCHEDULE,
    ),
    Example(
        _NODES,
        _("the same, the first one missed: at least behind"),
        _steps((30, 10, False), (100, 90, False)),
        32,
        S.BEHIND,
    ),
    Example(_OWN, _("no number, no milestone: the unit's own 35%, 40% gone"), _rated(35), 40, S.ON_SCHEDULE),
    Example(_OWN, _("the unit's own 20%, 40% gone"), _rated(20), 40, S.FAR_BEHIND),
    Example(
        _SPAN,
        _("to be done within the first half: 40% reported, 80% of its time gone"),
        _rated(40, deadline=_on(50)),
        40,
        S.FAR_BEHIND,
    ),
    Example(_SPAN, _("the same task extended to the year's end"), _rated(40), 40, S.ON_SCHEDULE),
    Example(_SPAN, _("its deadline has passed, 95% reported"), _rated(95, deadline=_on(50)), 51, S.OVERDUE),
    Example(_SPAN, _("begins later by plan"), _task(start=_on(60)), 40, S.OTHER),
    Example(_REPORTS, _("never reported"), _task(ever_reported=False), 40, S.NOT_REPORTED),
    Example(
        _REPORTS,
        _("35% last period, nothing this period: a mark says so, the colour does not change"),
        _rated(35),
        40,
        S.ON_SCHEDULE,
    ),
    Example(
        _REPORTS,
        _("reported late at 35%: marked as late, the colour does not change"),
        _rated(35),
        40,
        S.ON_SCHEDULE,
    ),
    Example(_STATUS, _("reported complete"), _rated(100, status=Status.CLAIMED), 40, S.CLAIMED),
    Example(_STATUS, _("verified complete"), _rated(100, status=Status.COMPLETED), 40, S.COMPLETED),
    Example(_STATUS, _("suspended"), _rated(10, status=Status.SUSPENDED), 40, S.OTHER),
)
