"""The words, marks and colours of how a task stands, and the grounds given for it. Pure: no database.

A district may have words and colours of its own for a year. As with Django's languages they are in force for
what is done inside `legend_in_force`: every label and colour asked for there is the district's.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Self

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Legend:
    """A district's own words for standings and colours (#rrggbb) for lights, by value; others are usual."""

    words: Mapping[str, str] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_usual(self) -> bool:
        return not self.words and not self.colours


USUAL = Legend()
_in_force: ContextVar[Legend] = ContextVar("legend", default=USUAL)


@contextmanager
def legend_in_force(legend: Legend) -> Iterator[None]:
    """Labels and colours are those of `legend` here."""
    before = _in_force.set(legend)
    try:
        yield
    finally:
        _in_force.reset(before)


class Light(StrEnum):
    """The traffic light."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    DONE = "done"
    GREY = "grey"

    @property
    def label(self) -> "_StrPromise":
        return LIGHTS[self]

    @property
    def colour(self) -> str:
        """As #rrggbb, dark enough on white for words and marks."""
        return _in_force.get().colours.get(self.value) or COLOURS[self]


LIGHTS: dict[Light, "_StrPromise"] = {
    Light.RED: _("red light"),
    Light.AMBER: _("amber light"),
    Light.GREEN: _("green light"),
    Light.DONE: _("blue-grey light"),
    Light.GREY: _("grey light"),
}
COLOURS = {
    Light.RED: "#b3261e",
    Light.AMBER: "#976212",
    Light.GREEN: "#2e7d4f",
    Light.DONE: "#4c6a8c",
    Light.GREY: "#687383",
}


class Standing(StrEnum):
    """Standing against time, the worst first."""

    OVERDUE = "overdue"
    FAR_BEHIND = "far_behind"
    BEHIND = "behind"
    NOT_REPORTED = "not_reported"
    ON_SCHEDULE = "on_schedule"
    AHEAD = "ahead"
    CLAIMED = "claimed"
    COMPLETED = "completed"
    OTHER = "other"

    @property
    def label(self) -> "str | _StrPromise":
        """The district's own word for it, else the usual one."""
        return _in_force.get().words.get(self.value) or STANDINGS[self].label

    @property
    def mark(self) -> str:
        """The shape that says the same in print and to the colour-blind."""
        return STANDINGS[self].mark

    @property
    def light(self) -> Light:
        return STANDINGS[self].light

    @property
    def severity(self) -> int:
        """The place, from 0, of this standing in a list with the worst first."""
        return SEVERITY[self]


class Shown(NamedTuple):
    """How a standing is shown."""

    label: "_StrPromise"
    mark: str
    light: Light


STANDINGS = {
    Standing.OVERDUE: Shown(_("overdue"), "■", Light.RED),
    Standing.FAR_BEHIND: Shown(_("far behind"), "■", Light.RED),
    Standing.BEHIND: Shown(_("behind"), "▲", Light.AMBER),
    Standing.NOT_REPORTED: Shown(_("not reported"), "○", Light.GREY),
    Standing.ON_SCHEDULE: Shown(_("on schedule"), "●", Light.GREEN),
    Standing.AHEAD: Shown(_("ahead"), "●", Light.GREEN),
    Standing.CLAIMED: Shown(_("to be verified"), "✓", Light.DONE),
    Standing.COMPLETED: Shown(_("completed"), "✓", Light.DONE),
    Standing.OTHER: Shown(_("other"), "◇", Light.GREY),
}
SEVERITY = {standing: place for place, standing in enumerate(Standing)}


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground of a standing, kept untranslated: a code and its parameters, days in ISO form."""

    code: str
    params: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: str, **params: str) -> Self:
        return cls(code, tuple(params.items()))

    @classmethod
    def from_json(cls, data: dict[str, str]) -> Self:
        """What `as_json` gave."""
        return cls.of(**data)

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, **dict(self.params)}

    def __str__(self) -> str:
        """In the reader's language. A code that this version does not know stays itself."""
        if self.code not in REASONS:
            return self.code
        params = dict(self.params)
        if "day" in params:
            params["day"] = date_format(date.fromisoformat(params["day"]))
        return str(REASONS[self.code]) % params


REASONS: dict[str, "_StrPromise"] = {
    "completed": _("Verified complete"),
    "claimed": _("Reported complete, not yet verified"),
    "suspended": _("Suspended"),
    "not_started": _("Not to be started yet, by plan"),
    "before_start": _("Starts on %(day)s"),
    "overdue": _("The deadline, %(day)s, has passed"),
    "never_reported": _("Never reported"),
    "no_figure": _("Reported without a figure that says how much is done"),
    "milestone_missed": _("Milestone missed: %(title)s, due on %(day)s"),
    "override": _("Set by hand: %(share)s%% done, %(asked)s%% asked by %(day)s (%(why)s)"),
    "self_rated": _("The lead unit's own figure: %(share)s%% done, %(asked)s%% asked by %(day)s"),
    "milestones": _("Milestones: %(share)s%% done, %(asked)s%% asked by %(day)s"),
    "cumulative": _("%(metric)s: %(current)s of %(value)s, %(share)s%% done, %(asked)s%% asked by %(day)s"),
    "planned": _("%(metric)s: %(current)s of %(value)s, %(share)s%% done, %(asked)s%% planned up to %(day)s"),
    "whole": _("%(metric)s: %(current)s, promised %(value)s"),
    "limit": _("%(metric)s: %(current)s, limit %(value)s"),
    "no_value": _("%(metric)s: no value reported yet"),
}
