"""The lines of a report as headings and text: which number a line opens with, and what it is. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from imports.document import Document, Paragraph, Place, Table
from imports.draft import Reason, Unused
from imports.wording import annex, heading, is_livelihood, is_plan_title, numbered, squeeze

_LONGEST_HEADING = 40
_NO_HEADING_END = "。；;：:，,！!？?、…"
_PART_NUMBER = re.compile(r"\s*第\s*[一二三四五六七八九十]{1,3}\s*(?:部分|章|篇)")
_NUMBER = re.compile(
    r"\s*(?P<label>[一二三四五六七八九十]{1,3}[、.．]|[(（]\s*[一二三四五六七八九十]{1,3}\s*[)）])"
)
_RESOLUTION = re.compile(r".*(?:关于.*报告)的决议$")
_GLOSSARY = re.compile(
    r"(?:附(?:件|录)?[\d一二三]?[：:]?)?[《（(]?(?:.{0,20}报告[》)）]?(?:中|的|有关|相关)*)?"
    r"(?:有关|部分|相关)?(?:名词|用语|词语|术语|缩略语)(?:和?(?:用语|概念|术语))?(?:的)?(?:解释|注释|说明|释义)[)）]?[：:]?"
)
_NO_PLAIN = re.compile(r"[—\-(（]|(?!20\d\d年(?!\d{1,2}月))\d")
_PLACE_NAME = re.compile(r"[区县市旗]")


class Kind(Enum):
    """What a line is, from the most to the least encompassing heading; TEXT is none."""

    TITLE = "title"
    RESOLUTION = "resolution"
    GLOSSARY = "glossary"
    PART = "第一部分"
    FIRST = "一、"
    SECOND = "（一）"
    THIRD = "1."
    PLAIN = "plain"
    TEXT = "text"


#: headings with numbers, from the most to the least encompassing
_NUMBERED = (Kind.PART, Kind.FIRST, Kind.SECOND, Kind.THIRD)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, whole; for a heading its own number and the title behind it."""

    text: str
    place: Place
    kind: Kind
    title: str = ""
    label: str | None = None


def lines_of(document: Document) -> tuple[list[Line], list[Unused]]:
    """All lines in order, those of tables with a single column among them; other tables are left over."""
    lines: list[Line] = []
    unused: list[Unused] = []
    for block in document.blocks:
        if isinstance(block, Table) and any(len(row) > 1 for row in block.rows):
            unused += [
                Unused(cell.text, cell.place, Reason.UNKNOWN_TABLE)
                for row in block.rows
                for cell in row
                if cell.text.strip()
            ]
        else:
            lines += _lines(block)
    return lines, unused


def _lines(block: Paragraph | Table) -> Iterator[Line]:
    texts = (
        [(block.text, block.place)]
        if isinstance(block, Paragraph)
        else [(cell.text, cell.place) for row in block.rows for cell in row]
    )
    for text, place in texts:
        for line in text.splitlines():
            if line.strip(" \t\u3000\xa0\ufeff"):
                yield _line(line.strip(" \t\u3000\xa0\ufeff"), place)


def _line(text: str, place: Place) -> Line:
    line = squeeze(text)
    kind = _standing_apart(line)
    if kind:
        return Line(text, place, kind, (annex(text) if kind is Kind.TITLE else None) or line)
    found = heading(text) if len(line) <= 70 else None
    if found and line[-1] not in _NO_HEADING_END:
        label = _NUMBER.match(text)
        if _PART_NUMBER.match(text):
            return Line(text, place, Kind.PART, found.title)
        return Line(
            text, place, Kind.FIRST if found.level == 1 else Kind.SECOND, found.title, _bare_label(label)
        )
    if len(line) > _LONGEST_HEADING or line[-1] in _NO_HEADING_END:
        return Line(text, place, Kind.TEXT)
    number = numbered(text)
    if number:
        return Line(text, place, Kind.THIRD, squeeze(number.rest), number.label)
    plain = len(line) >= 4 and _NO_PLAIN.match(line) is None
    return Line(text, place, Kind.PLAIN if plain else Kind.TEXT, line)


def with_stopped_headings(lines: Sequence[Line]) -> list[Line]:
    """The lines, those marked as headings that end in a full stop: （一）聚焦产业升级。 above paragraphs.

    They are headings where most of their kind stand above text; one below another they are items of a list.
    """
    found = {n: heading_line for n, line in enumerate(lines) if (heading_line := _stopped(line))}
    above = {
        n
        for n, (line, following) in enumerate(pairwise(lines))
        if n in found and _goes_deeper(found[n], found.get(n + 1) or _unstopped(following))
    }
    kinds = Counter(line.kind for line in found.values())
    named = Counter(found[n].kind for n in above)
    return [
        found[n] if n in above and 2 * named[found[n].kind] > kinds[found[n].kind] else line
        for n, line in enumerate(lines)
    ]


def _stopped(line: Line) -> Line | None:
    """A numbered line that would be a heading but for its full stop, as that heading."""
    bare = line.text.rstrip()
    if line.kind is not Kind.TEXT or bare[-1:] != "。" or re.search(r"[。：:\d]", _worded(bare)):
        return None
    found = _unstopped(line)
    return found if found.kind in _NUMBERED else None


def _worded(text: str) -> str:
    """A line without the number it opens with and the full stop it ends in."""
    number = numbered(text)
    return (number.rest if number else text)[:-1]


def _unstopped(line: Line) -> Line:
    """The line that this would be without its full stop."""
    if line.kind is not Kind.TEXT:
        return line
    bare = _line(line.text.rstrip("。 "), line.place)
    return Line(line.text, line.place, bare.kind, bare.title, bare.label)


def _goes_deeper(heading_line: Line, following: Line) -> bool:
    """Whether what follows may stand below a heading: text, or a heading of a deeper kind."""
    if following.kind in _NUMBERED:
        return _NUMBERED.index(following.kind) > _NUMBERED.index(heading_line.kind)
    return following.kind in (Kind.TEXT, Kind.PLAIN) and _NUMBER.match(following.text) is None


def _bare_label(match: re.Match[str] | None) -> str | None:
    return squeeze(match["label"]).rstrip("、.．") if match else None


def _standing_apart(line: str) -> Kind | None:
    """Whether a line begins a list, a glossary or a resolution of its own."""
    if len(line) > 80:
        return None
    if _GLOSSARY.fullmatch(line):
        return Kind.GLOSSARY
    if _RESOLUTION.fullmatch(line):
        return Kind.RESOLUTION
    if annex(line) is not None or is_title(line):
        return Kind.TITLE
    return None


def is_title(line: str) -> bool:
    """The title of a report or list, not a heading like 2026年目标任务: it names whose it is, or its kind."""
    if re.search(r"计划.{0,30}(?:执行情况|草案).{0,40}报告$", line) and _PLACE_NAME.search(line):
        return True
    if re.search(r"20\d\d年.{0,16}工作(?:要点|计划)$", line):
        return True
    if not is_plan_title(line):
        return False
    return "政府工作报告" in line or is_livelihood(line) or _PLACE_NAME.search(line) is not None
