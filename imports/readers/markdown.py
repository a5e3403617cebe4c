"""Markdown, as note programs and converters write it: the marks taken off, a line staying a line. Pure."""

import re

_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?=\S)")
_CLOSING = re.compile(r"\s+#+\s*$")
_BULLET = re.compile(r"\s{0,8}[-*+]\s+(?=\S)")
_QUOTE = re.compile(r"\s{0,3}(?:>\s?){1,3}")
_STRESS = re.compile(r"(\*{1,3}|_{2,3}|~~|`)(?=\S)([^\n]{1,500}?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]]{0,300})\]\([^)\s]{0,500}\)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
#: a rule between parts, the frame of what stands before the text, a fence
_FRAME = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,}|```.{0,20})\s*")
#: a file that does not say so by its name has at least so many marked headings
_FEW = 2


def is_marked_down(name: str, lines: list[str]) -> bool:
    """Whether a text is Markdown, by its name or by its headings."""
    if name.lower().endswith((".md", ".markdown")):
        return True
    return sum(_HEADING.match(line) is not None for line in lines) >= _FEW


def plain(lines: list[str]) -> list[str]:
    """The same lines as they are meant to be read; rows between pipes keep their pipes."""
    return [_plain(line) for line in lines]


def _plain(line: str) -> str:
    if _FRAME.fullmatch(line):
        return ""
    line = _QUOTE.sub("", line, count=1) if line.lstrip().startswith(">") else line
    if _HEADING.match(line):
        line = _CLOSING.sub("", _HEADING.sub("", line, count=1))
    line = _BULLET.sub("", line, count=1) if _BULLET.match(line) else line
    return _LINK.sub(r"\1", _BREAK.sub(" ", _STRESS.sub(r"\2", line)))
