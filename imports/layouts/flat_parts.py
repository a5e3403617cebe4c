"""The headings across a flattened table, and the rows between them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from imports.layouts.columns import Use
from imports.layouts.flat_grid import GridRow, Habits, Slot, rows_of, slots_of
from imports.layouts.flat_heads import Segment
from imports.layouts.flat_lines import Kind, Line
from imports.wording import heading

#: so many rows that print nothing but a short phrase, and this share of all, show a column of goals
_FEW, _SOME = 2, 0.04
_PHRASE = 24


@dataclass(slots=True)
class Part:
    """Rows under one heading across the table; the first part often has none."""

    heading: Line | None = None
    rows: list[GridRow] = field(default_factory=list)


def parts_of(segment: Segment) -> list[Part]:
    """A table's rows, divided at the headings that stand across it."""
    slots = slots_of(segment.columns)
    habits = Habits.of(segment.body)
    crossing = [n for n in range(len(segment.body)) if _crosses(segment.body, n)]
    parts = _divided(segment.body, crossing, slots, habits)
    if (
        crossing
        and segment.columns.has(Use.GOAL)
        and not any(_named(row, slots) for part in parts for row in part.rows)
    ):
        return _divided(segment.body, [], slots, habits)  # the headings are the goals of its column
    return parts


def with_goals(segment: Segment) -> Segment:
    """The table with a column for goals where its rows print some under one heading with the wording."""
    if segment.columns.has(Use.GOAL):
        return segment
    slots = slots_of(segment.columns)
    rows = rows_of(segment.body, slots, Habits.of(segment.body))
    goals = sum(_is_goal(row, slots) and not _numbered(after, slots) for row, after in pairwise(rows))
    if goals < max(_FEW, _SOME * len(rows)):
        return segment
    columns = segment.columns.columns
    at = next(n for n, column in enumerate(columns) if column.use is Use.TEXT)
    goal = replace(columns[at], use=Use.GOAL)
    return replace(segment, columns=replace(segment.columns, columns=(*columns[:at], goal, *columns[at:])))


def _is_goal(row: GridRow, slots: Sequence[Slot]) -> bool:
    """Whether a row prints nothing but a short phrase, beside its number."""
    found = {slots[n].kind: lines for n, lines in row.lines.items()}
    lines = found.pop(Kind.TEXT, [])
    found.pop(Kind.NUMBER, None)
    return not found and len(lines) == 1 and _is_phrase(lines[0])


def _is_phrase(line: Line) -> bool:
    return len(line.bare) <= _PHRASE and not (line.ends_sentence or line.counts or line.label)


def _numbered(row: GridRow, slots: Sequence[Slot]) -> bool:
    return any(slots[n].kind is Kind.NUMBER for n in row.lines)


def _divided(
    body: Sequence[Line], crossing: Sequence[int], slots: Sequence[Slot], habits: Habits
) -> list[Part]:
    ends = [*crossing, len(body)]
    parts = [Part(None, rows_of(body[: ends[0]], slots, habits))]
    for start, end in zip(crossing, ends[1:], strict=True):
        parts.append(Part(body[start], rows_of(body[start + 1 : end], slots, habits)))
    return parts


def _crosses(body: Sequence[Line], index: int) -> bool:
    """Whether a line is a heading across the table: numbered, with no people or date below it."""
    if heading(body[index].text) is None:
        return False
    scores = body[index + 1].scores if index + 1 < len(body) else {}
    after = max((scores.get(kind, 0.0) for kind in (Kind.OFFICIAL, Kind.UNIT, Kind.DEADLINE)), default=0.0)
    return after < max(scores.get(Kind.NAME, 0.0), scores.get(Kind.TEXT, 0.0), scores.get(Kind.NUMBER, 0.0))


def _named(row: GridRow, slots: Sequence[Slot]) -> bool:
    return any(slots[n].kind is Kind.NAME for n in row.lines)
