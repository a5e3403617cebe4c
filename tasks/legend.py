"""The words, marks and colours of how a task stands, and the grounds given for it. Pure: no database."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Light(StrEnum):
    """The traffic light. `label` is lazily translated."""

    label: "_StrPromise"

    def __new__(cls, code: str, label: "_StrPromise") -> Self:
        light = str.__new__(cls, code)
        light._value_ = code
        light.label = label
        return light

    RED = "red", _("red light")
    AMBER = "amber", _("amber light")
    GREEN = "green", _("green light")
    DONE = "done", _("blue-grey light")
    GREY = "grey", _("grey light")


class Standing(StrEnum):
    """Standing against time, the worst first.

    `severity` is the place in that order, from 0, and orders lists; `mark` is the shape that says the same in
    print and to the colour-blind; `label` is lazily translated.
    """

    label: "_StrPromise"
    mark: str
    light: Light
    severity: int

    def __new__(cls, code: str, label: "_StrPromise", mark: str, light: Light) -> Self:
        standing = str.__new__(cls, code)
        standing._value_ = code
        standing.label, standing.mark, standing.light = label, mark, light
        standing.severity = len(cls.__members__)
        return standing

    OVERDUE = "overdue", _("overdue"), "■", Light.RED
    FAR_BEHIND = "far_behind", _("far behind"), "■", Light.RED
    BEHIND = "behind", _("behind"), "▲", Light.AMBER
    NOT_REPORTED = "not_reported", _("not reported"), "○", Light.GREY
    ON_SCHEDULE = "on_schedule", _("on schedule"), "●", Light.GREEN
    AHEAD = "ahead", _("ahead"), "●", Light.GREEN
    CLAIMED = "claimed", _("to be verified"), "✓", Light.DONE
    COMPLETED = "completed", _("completed"), "✓", Light.DONE
    OTHER = "other", _("other"), "◇", Light.GREY


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
    "whole": _("%(metric)s: %(current)s, promised %(value)s"),
    "limit": _("%(metric)s: %(current)s, limit %(value)s"),
    "no_value": _("%(metric)s: no value reported yet"),
}
