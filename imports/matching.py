"""What was read against what is stored: which row is which task, and what differs. Pure.

Rows and tasks are matched one to one by plan, goal path and wording, never by their printed numbers. What the
document says is compared with what the task holds now and with what the last import put there (its base), so
that a person's later correction is never taken for the document's.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

from imports.draft import LISTS, Doubt
from imports.wording import fold

#: One field's value: words, or names in the document's order. Nothing is "" or [].
Value = str | list[str]
Values = Mapping[str, Value]
#: The fields that are compared, in the order in which people read them.
COMPARED = (
    "section",
    "goal",
    "label",
    "text",
    "lead_officials",
    "lead_units",
    "partner_units",
    "deadline_text",
    "targets",
    "note",
)
#: Wordings that share fewer of their pairs of neighbouring signs are two tasks.
LIKE = 0.6


class Verdict(StrEnum):
    """What a confirmation would make of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    ERROR = "error"


class Kind(StrEnum):
    """Why a field differs: the document changed it, so did a person, or the document leaves it in doubt."""

    CHANGE = "change"
    CONFLICT = "conflict"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Read:
    """One task as read, its names as the district calls them.

    `printed` are the values of all fields; `offered` the readings of those in `doubts` (field → code).
    """

    number: int
    plan: str
    printed: Values
    offered: Values = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[dict[str, Any]] = ()

    def as_read(self) -> dict[str, Value]:
        """Every field as it is read, doubtful or not."""
        return {**self.printed, **self.offered}

    def left_empty(self) -> dict[str, Value]:
        """Doubtful fields empty; a wording in doubt stays as printed, since no task is without one."""
        return {name: self._unless_doubtful(name, value) for name, value in self.printed.items()}

    def _unless_doubtful(self, name: str, value: Value) -> Value:
        if name not in self.doubts or name == "text":
            return value
        return [] if name in LISTS else ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A task as stored. `base`: what the last import put there. `asked`: doubts put to a person, by field."""

    key: int
    plan: str
    values: Values
    version: str = ""
    base: Values | None = None
    asked: Mapping[str, Sequence[tuple[str, Value]]] = field(default_factory=dict)


@dataclass(slots=True)
class Finding:
    """What became of one row: its verdict, the stored task it is (or None), and what differs by field.

    A change is {"before", "after", "kind"}; `checks` are the fields, with their doubts, that wait.
    """

    read: Read
    verdict: Verdict
    stored: Stored | None = None
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Matching:
    """A finding for each row, in order, and the stored tasks that no row speaks of any more."""

    findings: list[Finding]
    unmatched: list[Stored]


def match(reads: Sequence[Read], stored: Sequence[Stored]) -> Matching:
    """Compare all rows of a document with the stored tasks of its plans, both in their own order."""
    pairs = pair(reads, stored)
    findings = [compare(read, pairs.get(read.number)) for read in reads]
    taken = {task.key for task in pairs.values()}
    return Matching(findings, [task for task in stored if task.key not in taken])


# --- which row is which task ----------------------------------------------------------------------


def pair(reads: Sequence[Read], stored: Sequence[Stored]) -> dict[int, Stored]:
    """The stored task of each row that has one, by the row's number. Equal rows pair in their order."""
    pairs: dict[int, Stored] = {}
    for with_path, values_of in ((True, _now), (True, _base), (False, _now), (False, _base)):
        left = _left(reads, stored, pairs)
        pairs.update(_pair_equal(*left, with_path, values_of))
    pairs.update(_pair_alike(*_left(reads, stored, pairs)))
    return pairs


def _left(
    reads: Sequence[Read], stored: Sequence[Stored], pairs: Mapping[int, Stored]
) -> tuple[list[Read], list[Stored]]:
    taken = {task.key for task in pairs.values()}
    return [r for r in reads if r.number not in pairs], [s for s in stored if s.key not in taken]


def _now(task: Stored) -> Values | None:
    return task.values


def _base(task: Stored) -> Values | None:
    return task.base


def _pair_equal(
    reads: Iterable[Read],
    stored: Iterable[Stored],
    with_path: bool,
    values_of: Callable[[Stored], Values | None],
) -> dict[int, Stored]:
    waiting: defaultdict[Hashable, list[Stored]] = defaultdict(list)
    for task in stored:
        values = values_of(task)
        if values is not None:
            waiting[_key(task.plan, values, with_path)].append(task)
    pairs = {}
    for read in reads:
        candidates = waiting.get(_key(read.plan, read.printed, with_path))
        if candidates:
            pairs[read.number] = candidates.pop(0)
    return pairs


def _key(plan: str, values: Values, with_path: bool) -> Hashable:
    names = ("section", "goal", "text") if with_path else ("text",)
    return (fold(plan), *(fold(str(values[name])) for name in names))


def _pair_alike(reads: Iterable[Read], stored: Iterable[Stored]) -> dict[int, Stored]:
    """Rows reworded under the same goal: each with the task most like it, the likest pairs first."""
    groups: defaultdict[Hashable, tuple[list[Read], list[Stored]]] = defaultdict(lambda: ([], []))
    for read in reads:
        groups[_path(read.plan, read.printed)][0].append(read)
    for task in stored:
        groups[_path(task.plan, task.values)][1].append(task)
    return {number: task for some, others in groups.values() for number, task in _alike(some, others)}


def _path(plan: str, values: Values) -> Hashable:
    return (fold(plan), fold(str(values["section"])), fold(str(values["goal"])))


def _alike(reads: list[Read], stored: list[Stored]) -> Iterable[tuple[int, Stored]]:
    ones = [_signs(read.printed) for read in reads]
    others = [_signs(task.values) for task in stored]
    found = [
        (-likeness, here, there)
        for here, one in enumerate(ones)
        for there, other in enumerate(others)
        if (likeness := _likeness(one, other)) >= LIKE
    ]
    here_taken, there_taken = set(), set()
    for _less, here, there in sorted(found):
        if here not in here_taken and there not in there_taken:
            here_taken.add(here)
            there_taken.add(there)
            yield reads[here].number, stored[there]


def _signs(values: Values) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(fold(str(values["text"]))))


def _likeness(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> float:
    """The share, 0 to 1, of neighbouring signs that two wordings have in common (Dice's coefficient)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


# --- what differs ---------------------------------------------------------------------------------


def compare(read: Read, task: Stored | None) -> Finding:
    """One row against the task that it is, or against none."""
    if read.problems:
        return Finding(read, Verdict.ERROR, task)
    if task is None:
        return Finding(read, Verdict.NEW, checks=dict(read.doubts))
    changes = {name: change for name in COMPARED if (change := _change(name, read, task))}
    in_doubt = [name for name, change in changes.items() if change["kind"] == Kind.DOUBT]
    checks = {name: read.doubts.get(name, Doubt.REWORDED) for name in in_doubt}
    return Finding(read, _verdict(changes), task, changes, checks)


def _verdict(changes: Mapping[str, Mapping[str, Any]]) -> Verdict:
    if any(change["kind"] == Kind.CONFLICT for change in changes.values()):
        return Verdict.CONFLICT
    return Verdict.CHANGED if changes else Verdict.SAME


def _change(name: str, read: Read, task: Stored) -> dict[str, Any] | None:
    now = task.values[name]
    if name in read.doubts:
        offered = read.offered[name]
        if same(name, offered, now) or (read.doubts[name], offered) in task.asked.get(name, ()):
            return None
        return {"before": now, "after": offered, "kind": Kind.DOUBT.value}
    said = read.printed[name]
    if same(name, said, now) or (task.base is not None and same(name, said, task.base[name])):
        return None  # the document says what it said before; what a person made of it since stays
    kind = _kind(name, task)
    if kind is Kind.DOUBT and (Doubt.REWORDED, said) in task.asked.get(name, ()):
        return None
    return {"before": now, "after": said, "kind": kind.value}


def _kind(name: str, task: Stored) -> Kind:
    if task.base is None or not _untouched(name, task.values, task.base):
        return Kind.CONFLICT
    return Kind.DOUBT if name == "text" else Kind.CHANGE


def _untouched(name: str, now: Values, base: Values) -> bool:
    same_day = name != "deadline_text" or now.get("deadline") == base.get("deadline")
    return same_day and same(name, now[name], base[name])


def same(name: str, one: Value, other: Value) -> bool:
    """Whether two values say the same: widths and white space do not count, nor the order of partners."""
    if name not in LISTS:
        return fold(str(one)) == fold(str(other))
    if name == "partner_units":
        return sorted(one) == sorted(other)
    return [fold(each) for each in one] == [fold(each) for each in other]
