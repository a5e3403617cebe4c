"""Running text in pieces: sentences, items of a list in a paragraph, a paragraph's lead phrase. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PAIRS = {
    "“": "”",
    "‘": "’",
    "（": "）",
    "(": ")",
    "《": "》",
    "「": "」",
    "『": "』",
    "【": "】",
    "〔": "〕",
}
_CLOSING = frozenset(_PAIRS.values())
_END = "。！!？?"
#: a lead phrase: without and with commas, in signs, and each clause of the latter
_LEAD, _LONG_LEAD, _CLAUSE = 26, 36, 18
_COMMA = re.compile("[,，]")
_DIGIT = re.compile(r"\d")
_QUOTED = re.compile("“[^“”]{0,40}”")
_NUMERALS = "一二三四五六七八九十"
_WORDS = re.compile(
    rf"(?P<word>(?:[{_NUMERALS}]{{1,3}}(?:是|要)|第[{_NUMERALS}]{{1,3}}[,，、])|首先[,，]|其次[,，]|再次[,，]|最后[,，])"
)
_SIGNS = re.compile(r"(?P<sign>[(（]\d{1,2}[)）]|\d{1,2}(?:[.．](?!\d)|、)|[①-⑳])")
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "最后": 0}


def sentences(text: str, ends: str = _END) -> list[str]:
    """Divide at the signs in `ends`, outside quotes and parentheses where these match; nothing is dropped."""
    pieces, start = [], 0
    for end in _ends(text, ends):
        pieces.append(text[start:end])
        start = end
    pieces.append(text[start:])
    return [stripped for piece in pieces if (stripped := piece.strip())]


def _ends(text: str, ends: str) -> Iterator[int]:
    """Where pieces end, behind the signs in `ends` and what closes behind them."""
    matched = _match(text)
    depth, position = 0, 0
    while position < len(text):
        sign = text[position]
        position += 1
        if matched and sign in _PAIRS:
            depth += 1
        elif matched and sign in _CLOSING:
            depth -= 1
        elif sign in ends and depth == 0:
            while position < len(text) and (
                text[position] in ends or (not matched and text[position] in _CLOSING)
            ):
                position += 1
            yield position


def _match(text: str) -> bool:
    """Whether every quote and parenthesis is closed, in order."""
    waiting: list[str] = []
    for sign in text:
        if sign in _PAIRS:
            waiting.append(_PAIRS[sign])
        elif sign in _CLOSING and (not waiting or waiting.pop() != sign):
            return False
    return not waiting


@dataclass(frozen=True, slots=True)
class Lead:
    """The phrase that names what a paragraph is about, and the rest; `plain` when it has no comma."""

    phrase: str
    rest: str

    @property
    def plain(self) -> bool:
        return _COMMA.search(_QUOTED.sub("", self.phrase)) is None


def lead_of(text: str) -> Lead | None:
    """The lead phrase that a paragraph opens with, or None: short, without a number, with text behind it."""
    end = next((end for end in _ends(text[: _LONG_LEAD + 2], "。：:！!\u3000\t")), 0) or _wide_space(text)
    phrase, rest = text[:end].rstrip("。：:！! \u3000\t"), text[end:].strip(" \u3000\t")
    bare = _QUOTED.sub("“”", phrase)
    if len(phrase) < 4 or len(rest) < 6 or _DIGIT.search(bare) or phrase[0] in _CLOSING:
        return None
    clauses = _COMMA.split(bare)
    if len(clauses) == 1:
        return Lead(phrase, rest) if len(bare) <= _LEAD else None
    fits = len(bare) <= _LONG_LEAD and len(clauses) <= 3 and all(len(clause) <= _CLAUSE for clause in clauses)
    return Lead(phrase, rest) if fits else None


def _wide_space(text: str) -> int:
    """The end of a phrase set off by white space, as where bold print was lost."""
    match = re.match(r"[^\s。；;，,]{4,26} {1,4}(?=\S)", text)
    return match.end() if match else 0


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list within a paragraph, without its number and the semicolon behind it."""

    label: str
    text: str


def items(text: str) -> tuple[str, list[Item]]:
    """What stands before a list within a paragraph, and its items; no items where there are not two in order.

    Lists are counted 一是 二是, 第一、 第二、, 首先 其次, 1. 2., （1）（2） or ① ②.
    """
    for pattern in (_WORDS, _SIGNS):
        marks = list(_in_order(text, pattern))
        if len(marks) >= 2:
            ends = [*(mark.start() for mark in marks[1:]), len(text)]
            found = [
                Item(_label(mark[0]), text[mark.end() : end].strip().rstrip("；;，,、"))
                for mark, end in zip(marks, ends, strict=True)
            ]
            return text[: marks[0].start()].strip(), [item for item in found if item.text]
    return text, []


def marked(text: str) -> Item | None:
    """A paragraph that opens as an item of a list (一是…, 首先…), or None."""
    match = _WORDS.match(text)
    return Item(_label(match[0]), text[match.end() :].strip()) if match else None


def _in_order(text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The marks that count 1, 2, 3… and stand at the beginning of a clause."""
    expected = 1
    for match in pattern.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if before and before not in "。；;：:，,、！!？? \u3000\n“（":
            continue
        if _ordinal(match[0]) in (expected, 0 if expected > 1 else expected):
            yield match
            expected += 1


def _label(mark: str) -> str:
    return mark.rstrip("，,、.．")


def _ordinal(mark: str) -> int:
    word = mark.strip("第是要、，,.．()（）")
    if word in _ORDER:
        return _ORDER[word]
    if word.isdigit():
        return int(word)
    if "①" <= word <= "⑳":
        return ord(word) - ord("①") + 1
    tens, ten, ones = word.rpartition("十")
    return (_NUMERALS.find(tens) + 1 or 1) * 10 * bool(ten) + (_NUMERALS.find(ones) + 1 if ones else 0)
