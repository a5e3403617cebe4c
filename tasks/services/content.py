"""What a report says, checked before anything is written."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.models import ProgressReport

ALL = Decimal(100)
LARGEST_VALUE = Decimal(10) ** 16
#: From so many points between what is said and what the figures come to, a reason is asked for.
POINTS_ASIDE = Decimal(1)
Status = ProgressReport.Status
#: The parts of a report that are only words, beside the sentence on progress.
WORDS = ("stage", "problems", "matters", "next_steps", "percent_reason")


@dataclass(frozen=True)
class Content:
    """What a report says. Complete and 100 % are one statement: either brings the other.

    `values` by the key of their target; `emptied`: the targets whose value, if this report gave one, is taken
    out again; `done`: the keys of all milestones reached, None to leave them as
    they are.
    """

    percent: Decimal | None
    status: str
    note: str
    values: dict[int, Decimal] = field(default_factory=dict)
    stage: str = ""
    problems: str = ""
    matters: str = ""
    next_steps: str = ""
    percent_reason: str = ""
    unchanged: bool = False
    done: frozenset[int] | None = None
    emptied: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls,
        percent: Decimal | None,
        status: str,
        note: str,
        values: dict[int, Decimal],
        *,
        done: Collection[int] | None = None,
        emptied: Collection[int] = (),
        unchanged: bool = False,
        **words: str,
    ) -> "Content":
        """As said by a person; the parts as in the class, `words` those of WORDS.

        Raises Refused for what nobody can mean.
        """
        if percent is not None:
            percent = _checked(percent)
        if status == Status.COMPLETE or percent == ALL:
            percent, status = ALL, Status.COMPLETE
        said: dict[str, Any] = {name: words.get(name, "").strip() for name in WORDS}
        reached = None if done is None else frozenset(done)
        content = cls(percent, status, note.strip(), _checked_values(values), **said, unchanged=unchanged)
        content = replace(content, done=reached, emptied=frozenset(emptied) - values.keys())
        if content.is_empty:
            raise Refused(_("This report says nothing yet. Give a percentage, a status or a sentence."))
        return content

    @property
    def is_empty(self) -> bool:
        words = self.note or self.stage or self.problems or self.matters or self.next_steps
        says_something = self.percent is not None or words or self.values or self.done
        return not says_something and self.status == Status.IN_PROGRESS

    def needs_reason(self, computed: Decimal | None) -> bool:
        """Whether the percentage stands so far from what the figures come to that a reason is missing."""
        if self.percent is None or computed is None or self.percent_reason:
            return False
        return abs(self.percent - computed) >= POINTS_ASIDE

    def left_of(self, values: dict[int, Decimal]) -> dict[int, Decimal]:
        """Of the values that a report gave, those that are not taken out."""
        return {pk: value for pk, value in values.items() if pk not in self.emptied}

    def put_into(self, row: ProgressReport) -> None:
        """Let `row` say this; its values and the milestones stand elsewhere."""
        for name in ("percent", "status", "note", "unchanged", *WORDS):
            setattr(row, name, getattr(self, name))


def said(row: ProgressReport) -> Content:
    """What a stored report says. Raises Refused for what nobody can mean."""
    values = {value.target_id: value.value for value in row.values.all()} if row.pk else {}
    words = {name: getattr(row, name) for name in WORDS}
    return Content.of(row.percent, row.status, row.note, values, unchanged=row.unchanged, **words)


def _checked(percent: Decimal) -> Decimal:
    """In the two places that are stored, rounded down so that 100 is never less than all."""
    if not percent.is_finite() or not 0 <= percent <= ALL:
        raise Refused(_("The percentage must be between 0 and 100."), field="percent")
    return percent.quantize(Decimal("0.01"), ROUND_DOWN)


def _checked_values(values: dict[int, Decimal]) -> dict[int, Decimal]:
    if not all(value.is_finite() and abs(value) < LARGEST_VALUE for value in values.values()):
        raise Refused(_("One of the values is too large to be kept."))
    return values


def version(row: ProgressReport | None) -> str:
    """What tells a report from what it was before or becomes later; empty where there is none."""
    return row.reported_at.astimezone(UTC).isoformat() if row and row.pk else ""


def says_the_same(content: Content, row: ProgressReport) -> bool:
    """Whether a stored report says just that already: a sending whose answer was lost is sent again."""
    stored = said(row)
    percent = stored.percent if content.percent is None else content.percent
    values = {**content.left_of(stored.values), **content.values}
    return replace(content, percent=percent, values=values, done=None, emptied=frozenset()) == stored
