"""Lines of a PDF outside its tables, as paragraphs: also where a page break parts them. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from imports.readers.pdf_lines import Line, begins_item, glue, goes_on, joined

#: an indent of two characters; a little less, for narrow ones
_INDENT = 1.4
#: a space above a line, in heights of its font, by more than between the lines before, parts paragraphs
_SPACE = 0.6
#: margins of one page differ by no more than so many characters
_UNEVEN = 3
_SENTENCE_END = "。；;！!？?：:"


@dataclass(slots=True)
class Text:
    """A paragraph under collection: its lines and the page on which it begins."""

    page: int
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        text = ""
        for line in self.lines:
            text += glue(text, line.text)
        return text


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of pages of one size begin and end."""

    left: float
    right: float


def margins_of(rows: Sequence[list[Line]], width: float) -> Margins:
    """The margins of running text on pages of one width: the edges that several lines share.

    Where few lines are full the right margin is taken to be as wide as the left one.
    """
    if not rows:
        return Margins(0.0, width)
    em = sorted(row[0].em for row in rows)[len(rows) // 2] or 1.0
    left = _shared([row[0].x0 for row in rows], em, min)
    right = _shared([row[-1].x1 for row in rows], em, max)
    return Margins(left, max(right, width - left) if right < width - left - _UNEVEN * em else right)


def _shared(edges: list[float], em: float, outer: Callable[[Iterable[float]], float]) -> float:
    """The outermost edge that two lines or more share; the outermost of all where none do."""
    times = Counter(round(edge / em) for edge in edges)
    shared = outer([place for place, count in times.items() if count > 1] or list(times))
    return outer(edge for edge in edges if round(edge / em) == shared)


class Paragraphs:
    """Joins lines to paragraphs in reading order."""

    def __init__(self) -> None:
        self.found: list[Text] = []
        self._open = False
        self._gap = 0.0

    def close(self) -> None:
        """What follows is no part of the last paragraph."""
        self._open = False

    def add(self, row: list[Line], page: int, margins: Margins) -> Text | None:
        """Add a line; the paragraph that it begins, or None where it goes on with the last one."""
        line = joined(row)
        last = self.found[-1] if self._open and self.found else None
        if last and self._belongs(last, line, page, margins):
            last.lines.append(line)
            return None
        self._open = True
        self._gap = 0.0
        self.found.append(Text(page, [line]))
        return self.found[-1]

    def _belongs(self, last: Text, line: Line, page: int, margins: Margins) -> bool:
        above = last.lines[-1]
        if abs(line.em - above.em) > 0.2 * above.em or line.x0 - margins.left > _INDENT * line.em:
            return len(last.lines) > 1 and self._is_block(last, line) and self._runs_on(above, line, margins)
        gap = line.y - above.y
        if page == last.page and gap > 0 and self._gap and gap > self._gap + _SPACE * line.em:
            return False
        if begins_item(line.text) and above.text[-1] in _SENTENCE_END:
            return False
        runs_on = self._runs_on(above, line, margins)
        if runs_on and gap > 0:
            self._gap = gap
        return runs_on

    def _runs_on(self, above: Line, line: Line, margins: Margins) -> bool:
        return goes_on(above, line, margins.left, margins.right)

    def _is_block(self, last: Text, line: Line) -> bool:
        """Whether a line stands as far in as all the lines before it but the first."""
        return abs(line.em - last.lines[-1].em) <= 0.2 * line.em and all(
            abs(line.x0 - each.x0) < 0.3 * line.em for each in last.lines[1:]
        )
