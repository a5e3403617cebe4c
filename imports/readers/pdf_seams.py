"""What a page break does to a table of a PDF: is a row broken, does a merged cell go on below? Pure.

Some programs leave a cell open where the break cuts it; then its missing line decides. Others close every
cell at the foot of the page; then the text decides: words that ran out of room go on in the first row of the
next page, and a cell is merged with the one above where its text stands for both.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from imports.readers.pdf_lines import goes_on
from imports.readers.pdf_parts import Fragment, Part, is_headed

_SENTENCE_END = "。；;！!？?"
_COUNT = re.compile(r"[\d\s().（）、.\-—一二三四五六七八九十百]+")
#: room of so many sizes of the font shows that text was set elsewhere on purpose
_SHIFTED = 1.2
#: a broken row leaves at most so much room at the foot, and so much at the head of the next page
_FOOT, _HEAD = 3.5, 2.0
_WIDEST_PADDING = 8.0
#: a page with so much room left, in sizes of the font, was full for a whole row and not for a line of it
_UNUSED = 3.5
#: words that break off in the middle of a sentence may have had room for a little more, in sizes of the font
_SLACK = 0.15
#: so many cells show what is usual in a column
_MANY = 6
#: so many of a column's cells may head it
_HEADS = 2

Pair = tuple[Part, Part]


@dataclass(frozen=True, slots=True)
class Habits:
    """How the program that made a file breaks tables.

    `cut_open`: it leaves cells open where a break cuts them. `foot`: how far down a table reaches on any page
    of this size.
    """

    cut_open: bool
    foot: float


def is_cut_open(fragments: Iterable[Fragment]) -> bool:
    """Whether cells are left open where a break cuts them: some at the foot of a page are, others not."""
    return any(len({part.open_below for part in _feet(each)}) == 2 for each in fragments)


class Seams:
    """The breaks of one table."""

    def __init__(self, fragments: Sequence[Fragment], habits: Habits) -> None:
        self._habits = habits
        self._framed = not any(part.open_above for part in fragments[0].row(0))
        parts = [part for fragment in fragments for part in fragment.parts]
        self._pads = paddings(parts)
        self._merged: Counter[tuple[int, int]] = Counter()
        self._empty: Counter[tuple[int, int]] = Counter()
        for fragment in fragments:
            for part in fragment.parts:
                self._merged[part.column] += part.r1 - part.r0 - 1
                at_edge = part.r0 == 0 or part.r1 == fragment.rows
                self._empty[part.column] += not part.lines and not at_edge
        self._filled = self._always_filled(parts)
        self._middle = _is_middle(parts)

    def _always_filled(self, parts: Sequence[Part]) -> set[tuple[int, int]]:
        """The columns of the numbers and of the wording, where every row prints something of its own."""
        texts: dict[tuple[int, int], list[str]] = {}
        for part in parts:
            if part.lines:
                texts.setdefault(part.column, []).append(part.text)
        longest = max(texts, key=lambda column: sum(map(len, texts[column])), default=None)
        return {
            column
            for column, each in texts.items()
            if len(each) >= _MANY and not self._merged[column] and not self._empty[column]
            if column == longest or sum(map(_is_count, each)) >= len(each) - _HEADS
        }

    def is_broken_row(self, above: Fragment, below: Fragment) -> bool:
        """Whether the first row of a page is the rest of the last row of the page before."""
        feet, heads = _feet(above), below.row(0)
        if all(part.open_below for part in feet) and self._framed:
            return True
        if any(part.open_below for part in feet) or is_headed(feet):
            return False
        blank = _is_blank(feet, above.rows) or _is_blank(heads, 1)
        if blank or any(lower.column in self._filled and not lower.lines for lower in heads):
            return True
        return not (self._habits.cut_open and self._framed) and self._all_run_on(above, below)

    def _all_run_on(self, above: Fragment, below: Fragment) -> bool:
        both = [(upper, lower) for upper, lower in pairs(above, below) if upper.lines and lower.lines]
        room = self._habits.foot - above.bottom
        if not both or room > _UNUSED * max(upper.em for upper, _ in both):
            return False
        return all(self._runs_on(upper, lower) for upper, lower in both)

    def merged(self, above: Fragment, below: Fragment) -> list[Pair]:
        """The cells that go on below a break between two rows."""
        found = pairs(above, below)
        if len({part.open_below for part in _feet(above)}) == 2:
            return [pair for pair in found if pair[0].open_below]
        if self._habits.cut_open or is_headed(_feet(above)):
            return []
        return [pair for pair in found if self._is_merged(*pair)]

    def _runs_on(self, upper: Part, lower: Part) -> bool:
        """Whether a cell's text goes on in another as in the next line."""
        if _is_count(upper.text) or upper.lines[-1].text[-1] in _SENTENCE_END:
            return False
        if upper.room_below > _FOOT * upper.em or lower.room_above > _HEAD * lower.em:
            return False
        pad = self._pads[upper.column]
        return goes_on(upper.lines[-1], lower.lines[0], upper.x0 + pad, upper.x1 - pad, _SLACK)

    def _is_merged(self, upper: Part, lower: Part) -> bool:
        if upper.lines and lower.lines:
            runs_on = bool(self._merged[upper.column]) and self._runs_on(upper, lower)
            return (_sinks(upper) and _rises(lower)) or (runs_on and upper.room_below < upper.em)
        if lower.lines:
            return self._middle and not upper.lines and _rises(lower)
        return (self._middle and bool(upper.lines) and _sinks(upper)) or self._is_often_merged(upper)

    def _is_often_merged(self, part: Part) -> bool:
        """Whether the column merges more cells than it leaves empty; a table without merges has none here."""
        column = part.column
        return bool(self._merged.total()) and self._merged[column] >= self._empty[column]


def pairs(above: Fragment, below: Fragment) -> list[Pair]:
    """The cells at the foot of a page with those at the head of the next between the same edges."""
    feet = _feet(above)
    found = ((next((foot for foot in feet if foot.beside(part)), None), part) for part in below.row(0))
    return [(foot, part) for foot, part in found if foot]


def nearest_foot(above: Fragment, part: Part) -> Part:
    """The cell at the foot of a page that has most of its width in common with a part of the next page."""
    return max(_feet(above), key=lambda foot: min(foot.x1, part.x1) - max(foot.x0, part.x0))


def paddings(parts: Sequence[Part]) -> dict[tuple[int, int], float]:
    """How far text keeps from the sides of its cell, in points, by column."""
    rooms: dict[tuple[int, int], float] = {}
    for part in parts:
        room = min((max(0.0, line.x0 - part.x0) for line in part.lines), default=inf)
        rooms[part.column] = min(room, rooms.get(part.column, inf))
    printed = sorted(room for room in rooms.values() if room < inf)
    usual = min(_WIDEST_PADDING, printed[len(printed) // 2]) if printed else 0.0
    return {column: room if room <= _WIDEST_PADDING else usual for column, room in rooms.items()}


def _is_count(text: str) -> bool:
    return _COUNT.fullmatch(text) is not None


def _feet(fragment: Fragment) -> list[Part]:
    return [part for part in fragment.parts if part.r1 == fragment.rows]


def _is_blank(parts: list[Part], until: int) -> bool:
    """A strip of a row in which nothing is printed: those that stand in this row alone have no text."""
    own = [part for part in parts if part.r1 - part.r0 == 1 and part.r1 == until]
    return bool(own) and not any(part.lines for part in own)


def _is_middle(parts: Sequence[Part]) -> bool:
    """Whether cells with room to spare print their text in the middle rather than at the top."""
    roomy = [part for part in parts if part.lines and part.room_above + part.room_below > 2.5 * part.em]
    return sum(abs(part.room_above - part.room_below) < part.em for part in roomy) > 0.5 * len(roomy)


def _sinks(part: Part) -> bool:
    return part.room_above - part.room_below > _SHIFTED * part.em


def _rises(part: Part) -> bool:
    return part.room_below - part.room_above > _SHIFTED * part.em
