"""Characters of a PDF to lines, and these to paragraphs: a line that is full goes on in the next. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from imports.readers.pdf_page import Glyph, is_wide
from imports.wording import annex, heading, numbered

#: base lines of one line differ by less than this share of the font's size
_ONE_LINE = 0.5
#: gaps, in sizes of the font: between words of Latin letters, between Chinese words, between pieces of a line
_LATIN_GAP, _WIDE_GAP, PIECE_GAP = 0.15, 0.6, 1.6
#: what a line may not begin with, and what it may not end with
_CLOSING = frozenset("，。、；：！？）》〉”’』」】〕］｝…—·,.;:!?)]}%％℃‰~～")
_OPENING = frozenset("（《〈“‘『「【〔［｛([{￥＄$")
_SENTENCE_END = "。；;！!？?：:"
_LATIN = re.compile("[A-Za-z]{2}")


@dataclass(slots=True)
class Line:
    """A line of text or, where wide gaps divide it, a piece of one.

    `first` is how much room its first word needs, which decides whether it had to leave the line above.
    """

    text: str
    x0: float
    x1: float
    y: float
    em: float
    first: float

    @property
    def top(self) -> float:
        return self.y - 0.88 * self.em

    @property
    def bottom(self) -> float:
        return self.y + 0.12 * self.em

    @property
    def width(self) -> float:
        return self.x1 - self.x0


def lines_of(glyphs: Iterable[Glyph], piece_gap: float = PIECE_GAP) -> list[list[Line]]:
    """The lines of some characters from top to bottom, each as its pieces from left to right."""
    lines = []
    for row in _rows(sorted(glyphs, key=lambda glyph: glyph.y)):
        row.sort(key=lambda glyph: glyph.x0)
        lines.append([_line(piece) for piece in _pieces(_once(row), piece_gap)])
    return lines


def _rows(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    row: list[Glyph] = []
    for glyph in glyphs:
        if row and glyph.y - row[0].y > _ONE_LINE * max(glyph.em, row[0].em):
            yield row
            row = []
        row.append(glyph)
    if row:
        yield row


def _once(row: list[Glyph]) -> Iterator[Glyph]:
    """Without what is printed twice in nearly one place to look bold."""
    last: Glyph | None = None
    for glyph in row:
        if last and last.text == glyph.text and glyph.x0 - last.x0 < 0.3 * (last.x1 - last.x0):
            continue
        last = glyph
        yield glyph


def _pieces(row: Iterable[Glyph], gap: float) -> Iterator[list[Glyph]]:
    piece: list[Glyph] = []
    for glyph in row:
        if piece and glyph.x0 - piece[-1].x1 > gap * glyph.em:
            yield piece
            piece = []
        piece.append(glyph)
    if piece:
        yield piece


def _line(glyphs: list[Glyph]) -> Line:
    signs: list[str] = []
    for before, glyph in zip([None, *glyphs], glyphs, strict=False):
        if before and _apart(before, glyph):
            signs.append(" ")
        signs.append(glyph.text)
    text = "".join(signs)
    base = max(glyphs, key=lambda glyph: glyph.em)
    return Line(text, glyphs[0].x0, glyphs[-1].x1, base.y, base.em, _first(glyphs))


def _apart(before: Glyph, glyph: Glyph) -> bool:
    narrow = not is_wide(before.text) and not is_wide(glyph.text)
    return glyph.x0 - before.x1 > (_LATIN_GAP if narrow else _WIDE_GAP) * glyph.em


def _first(glyphs: list[Glyph]) -> float:
    """The room for a line's first word with the signs that may not part from it."""
    end = 0
    while end < len(glyphs) - 1 and glyphs[end].text in _OPENING:
        end += 1
    while end < len(glyphs) - 1 and _in_word(glyphs[end], glyphs[end + 1]):
        end += 1
    while end < len(glyphs) - 1 and glyphs[end + 1].text in _CLOSING:
        end += 1
    return glyphs[end].x1 - glyphs[0].x0


def _in_word(glyph: Glyph, after: Glyph) -> bool:
    one, other = glyph.text, after.text
    letters = one.isalnum() and other.isalnum() and not is_wide(one) and not is_wide(other)
    return letters and not _apart(glyph, after)


def joined(pieces: Sequence[Line]) -> Line:
    """The pieces of a line as one."""
    if len(pieces) == 1:
        return pieces[0]
    em = max(piece.em for piece in pieces)
    text = "  ".join(piece.text for piece in pieces)
    return replace(pieces[0], text=text, x1=max(piece.x1 for piece in pieces), em=em)


# --- from lines to paragraphs ---


def goes_on(line: Line, below: Line, left: float, right: float, slack: float = -0.05) -> bool:
    """Whether a line between two margins ends only because the next line's first word had no room.

    `slack` is how much more room than that there may be, in sizes of the font.
    """
    before, after = line.x0 - left, right - line.x1
    centred = before > 0.5 * line.em and abs(before - after) < 0.6 * line.em
    return (before + after if centred else after) < below.first + slack * line.em


def cell_text(lines: Sequence[Line], left: float, right: float) -> str:
    """The text of a cell between two margins, its paragraphs on a line each."""
    text = ""
    for position, line in enumerate(lines):
        above = lines[position - 1] if position else None
        if above and goes_on(above, line, left, right) and not _new_item(above, line):
            text += glue(text, line.text)
        else:
            text += "\n" * bool(text) + line.text
    return text


def glue(text: str, more: str) -> str:
    """What follows a text on its next line, with a space where two Latin words meet."""
    return " " * bool(text and _LATIN.fullmatch(text[-1] + more[0])) + more


def _new_item(above: Line, line: Line) -> bool:
    """A number after the end of a sentence begins an item, even where the line above is full."""
    return above.text[-1] in _SENTENCE_END and numbered(line.text) is not None


def begins_item(text: str) -> bool:
    """Whether a line reads like a heading or an item of a list."""
    return heading(text) is not None or numbered(text) is not None or annex(text) is not None


def plain(text: str) -> str:
    """A text for comparing lines of different pages: without white space, letters and digits half-width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
