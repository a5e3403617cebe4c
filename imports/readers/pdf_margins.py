"""Running heads and page numbers of a PDF: taken out of its text, and kept. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from imports.document import Paragraph, Place
from imports.readers.pdf_blocks import Sheet
from imports.readers.pdf_lines import Line, plain
from imports.wording import is_plan_title

#: the share of a page's height in which they stand, at its top and at its foot
_ZONE = 0.14
#: a line that so many of the pages repeat at one height is a running head
_OFTEN = 0.4
_SAME_HEIGHT = 3.0
_COUNT = r"\d{1,4}"
_NUMBERS = re.compile(
    rf"[-—–―·•~\s]+{_COUNT}[-—–―·•~\s]+|第{_COUNT}页(?:[,/|]?共{_COUNT}页)?|(?:共{_COUNT}页[,/|]?)第{_COUNT}页"
    rf"|第?{_COUNT}/(?:共?{_COUNT})页?|{_COUNT}of{_COUNT}|page{_COUNT}(?:of{_COUNT})?|-{_COUNT}-|{_COUNT}页",
    re.IGNORECASE,
)

Row = list[Line]


def take_margins(sheets: list[Sheet], name: str) -> list[Paragraph]:
    """Remove what is no part of the text from the pages' rows, and return it, each wording once."""
    zones = [list(_zone(sheet)) for sheet in sheets]
    numbers = _numbers(sheets, zones)
    heads = _heads(sheets, zones)
    aside: dict[str, int] = {}
    for sheet in sheets:
        gone = numbers.get(sheet.number, set()) | heads.get(sheet.number, set())
        if not gone:
            continue
        for row in sheet.rows:
            for piece in row:
                if id(piece) in gone:
                    aside.setdefault(piece.text, sheet.number)
        left = ([piece for piece in row if id(piece) not in gone] for row in sheet.rows)
        sheet.rows = [row for row in left if row]
    return _kept(aside, name)


def _kept(aside: dict[str, int], name: str) -> list[Paragraph]:
    """The running heads one by one, the page numbers together."""
    numbers = [text for text in aside if any(sign.isdigit() for sign in text) and len(plain(text)) <= 16]
    heads = [text for text in aside if text not in numbers]
    found = [Paragraph(text, Place(name, page=aside[text])) for text in heads]
    if numbers:
        found.append(Paragraph(" ".join(numbers), Place(name, page=aside[numbers[0]])))
    return found


def _zone(sheet: Sheet) -> Iterator[Row]:
    """The rows at the top and the foot of a page, outside the text between them."""
    tops = [fragment.top for fragment in sheet.fragments]
    feet = [fragment.bottom for fragment in sheet.fragments]
    for row in sheet.rows:
        above = row[0].bottom <= min([_ZONE * sheet.height, *tops])
        below = row[0].top >= max([(1 - _ZONE) * sheet.height, *feet])
        if above or below:
            yield row


# --- page numbers ---


def _numbers(sheets: list[Sheet], zones: list[list[Row]]) -> dict[int, set[int]]:
    """By page, the pieces of text that number it."""
    found: dict[int, set[int]] = defaultdict(set)
    bare: dict[int, list[tuple[int, Line]]] = defaultdict(list)
    for sheet, rows in zip(sheets, zones, strict=True):
        for piece in _outermost(sheet, rows):
            text = plain(piece.text)
            if _NUMBERS.fullmatch(text):
                found[sheet.number].add(id(piece))
            elif text.isdecimal() and len(text) <= 4:
                bare[int(text) - sheet.number].append((sheet.number, piece))
    for places in bare.values():
        pages = {page for page, _ in places}
        if len(pages) >= 2 and 2 * len(pages) >= len(sheets):
            for page, piece in places:
                found[page].add(id(piece))
    return found


def _outermost(sheet: Sheet, rows: list[Row]) -> Iterator[Line]:
    """The pieces of a page's first and last row, and of the next where that is a running head's."""
    for row in rows:
        if row in (*sheet.rows[:2], *sheet.rows[-2:]):
            yield from row


# --- running heads ---


def _heads(sheets: list[Sheet], zones: list[list[Row]]) -> dict[int, set[int]]:
    """By page, the pieces of text that many pages repeat at the same height."""
    places: dict[str, list[tuple[float, int, Line]]] = defaultdict(list)
    for sheet, rows in zip(sheets, zones, strict=True):
        for row in rows:
            for piece in row:
                places[plain(piece.text)].append((piece.y, sheet.number, piece))
    body = {plain(piece.text) for sheet in sheets[:3] for row in sheet.rows for piece in row}
    found: dict[int, set[int]] = defaultdict(set)
    for text, each in places.items():
        for group in _at_one_height(each):
            pages = {page for _, page, _ in group}
            if len(pages) < max(2, _OFTEN * len(sheets)):
                continue
            keeps_first = is_plan_title(text) and text in body
            for _, page, piece in group[keeps_first:]:
                found[page].add(id(piece))
    return found


def _at_one_height(places: list[tuple[float, int, Line]]) -> Iterator[list[tuple[float, int, Line]]]:
    places.sort(key=lambda place: place[:2])
    group = places[:1]
    for before, place in pairwise(places):
        if place[0] - before[0] > _SAME_HEIGHT:
            yield sorted(group, key=lambda each: each[1])
            group = []
        group.append(place)
    yield sorted(group, key=lambda each: each[1])
