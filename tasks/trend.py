"""How a year went: month by month how many tasks stood how, and how much was done against time gone."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from tasks.filters import TaskFilter
from tasks.legend import Light
from tasks.models import StandingSpan, Year
from tasks.standing import time_gone

#: From the bottom of a column to its top.
LIGHTS = (Light.RED, Light.AMBER, Light.GREY, Light.GREEN, Light.DONE)


@dataclass(frozen=True)
class Share:
    """How many tasks had one light on a day, and the list of them."""

    light: Light
    count: int
    url: str


@dataclass(frozen=True)
class Point:
    """A month's last day, or the day asked about. `done`, `gone`: 0 to 1; done is None without tasks."""

    day: date
    shares: tuple[Share, ...]
    done: float | None
    gone: float
    url: str

    @property
    def total(self) -> int:
        return sum(share.count for share in self.shares)


def trend(tasks: TaskFilter, address: Callable[..., str]) -> list[Point]:
    """The ends of the months up to the day asked about, and that day, in one query; as was known on each.

    `address(on=…, light=…)` is the list of what a number counts. A task that nobody has said anything of
    counts as nothing done.
    """
    year = tasks.scope.year
    days = list(_days(year, tasks.day)) if year else []
    if year is None or not days:
        return []
    spans = StandingSpan.objects.filter(task__in=tasks.ever().order_by().values("pk"))
    row = spans.aggregate(**{name: what for day in days for name, what in _asked(day)})
    return [_point(year, day, row, address, is_now=day == tasks.today) for day in days]


def _days(year: Year, day: date) -> Iterator[date]:
    if day.year < year.number:
        return
    for month in range(1, 13):
        last = date(year.number, month, monthrange(year.number, month)[1])
        if last >= day:
            break
        yield last
    yield day


def _asked(day: date) -> Iterator[tuple[str, Any]]:
    holds = Q(start__lte=day) & (Q(end=None) | Q(end__gt=day))
    for light in LIGHTS:
        yield f"{light}_{day:%Y%m%d}", Count("pk", filter=holds & Q(light=light.value))
    yield f"percent_{day:%Y%m%d}", Sum("percent", filter=holds)


def _point(year: Year, day: date, row: dict[str, Any], address: Callable[..., str], is_now: bool) -> Point:
    on = "" if is_now else day.isoformat()
    shares = tuple(
        Share(light, row[f"{light}_{day:%Y%m%d}"], address(on=on, light=light.value)) for light in LIGHTS
    )
    total, done = sum(share.count for share in shares), row[f"percent_{day:%Y%m%d}"]
    gone = time_gone(date(year.number, 1, 1), date(year.number, 12, 31), day)
    share = float(done or 0) / total / 100 if total else None
    return Point(day, shares, share, gone, address(on=on))
