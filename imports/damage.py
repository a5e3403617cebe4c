"""Runs of text whose GBK bytes slipped by one: found, and what they said offered. Pure.

How such a run comes about: a program edited Chinese text byte by byte. Where the second byte of one character
and the first of the next looked like a full-width sign, or like a character to put a gloss behind, it
replaced or cut there. From then on every character was read from the second half of one and the first half of
the next, until an ASCII byte brought both back in step. The orphaned first byte shows as "?". Full-width
letters and signs became half-width, and pairs of bytes without a character (GBK's user-defined areas)
vanished.

    。“三   A1 A3 | A1 B0 | C8 FD    is printed as    ? ! 叭 …    A1 | A3A1 = ！ | B0C8 = 叭 | FD…

Reading is the same way back: bytes, one byte over, characters. What is unknown (the orphan, a lost pair) is
filled by what is most plausible in this document, and a run counts as damaged only where its reading is far
more plausible than what is printed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, product

from imports.office_words import WORDS
from imports.plausible import Plausible, narrow, to_traditional

#: signs that stand for a byte that is no character
ORPHANS = "?\ufffd"
#: in a reading: a character of which only the first byte is left
UNKNOWN = "□"
_TONED = "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹḿ"
_SYLLABLE = rf"[a-zɡɑü]{{0,3}}[{_TONED}][a-zɡɑü]{{0,3}}"
#: a gloss: the reading of one syllable, in parentheses, right behind a Chinese character
GLOSS = re.compile(rf"(?<=[\u3400-\u9fff])[(（]({_SYLLABLE})[)）]")
#: a heading's number is known though the document may print it only once
_NUMBERS = [f"（{numeral}）" for numeral in "一二三四五六七八九十"]
GLOSS_BEHIND = re.compile(rf"[(（]{_SYLLABLE}[)）]")
_SWALLOWED = re.compile(rf"({_SYLLABLE})[)）]")

#: how much more plausible a reading must be than what is printed, in nats, to call a run damaged
_FAR_MORE = 9.0
#: how likely: a character that a gloss names (beyond itself), an orphan as printed, a character unread
_KNOWN_GLOSS, _ORPHAN, _UNREAD = 8.0, -5.0, -7.0
#: the same for two characters of which nothing is left: known to stand together in this document, or not
_KNOWN_PAIR, _ANY_PAIR, _KNOWN_WORD = 1.0, 0.0, 8.0
#: most runs begin at the end of a sentence, or in the space before a paragraph
_AFTER_STOP, _AFTER_SPACE = 0.3, 6.0
#: the end of a gloss behind an orphan is never meant
_IN_A_GLOSS = -8.0
_BEAM = 24
#: of so many readings the lost pairs are sought that the document shows nowhere else
_LIKELY = 4
_LONGEST_RUN = 400
#: a reading that is no better than what is printed after so many signs is given up
_PATIENCE = 10
#: so many readings of one document are tried; what is damaged beyond that stays as it is
_MOST_TRIED = 200_000
#: lead and trail bytes of GBK's user-defined areas, which most programs print as nothing
_UNPRINTED = (
    (range(0xAA, 0xB0), range(0xA1, 0xFF)),
    (range(0xF8, 0xFF), range(0xA1, 0xFF)),
    (range(0xA1, 0xA8), range(0x40, 0xA1)),
)


@dataclass(frozen=True, slots=True)
class Run:
    """A damaged run of a text: printed[start:end] stands for `reading`.

    `starts[n]` is where in the printed text the n-th sign of the reading begins.
    """

    start: int
    end: int
    reading: str
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Path:
    """A reading as far as it goes: its signs and where each begins.

    `half` is the first byte of the sign that comes next, and `at` is where that byte is printed.
    """

    signs: str
    starts: tuple[int, ...]
    half: int
    at: int
    score: float


class Damage:
    """Finds damaged runs in the texts of one document."""

    def __init__(self, texts: Iterable[str], traditional: bool) -> None:
        lines = list(texts)
        self._words = frozenset(to_traditional(word) if traditional else word for word in WORDS)
        self._plausible = Plausible(
            chain(
                _NUMBERS, self._words, (GLOSS.sub("", part) for line in lines for part in _sound_parts(line))
            ),
            traditional,
        )
        self._glossed: dict[str, set[str]] = defaultdict(set)
        for line in lines:
            for match in GLOSS.finditer(line):
                self._glossed[match[1]].add(line[match.start() - 1])
        self._lost = _LostPairs(self._plausible)
        signs = Counter(sign for line in lines for sign in line if sign in ",，")
        self._as_printed = narrow if signs[","] > signs["，"] else _wide
        self._left = _MOST_TRIED

    def runs(self, text: str) -> list[Run]:
        """The damaged runs of one text, in order, apart from each other."""
        found: list[Run] = []
        position = 0
        while (start := _next_orphan(text, position)) >= 0 and self._left > 0:
            run = self._run(text, start)
            if run:
                found.append(run)
            position = run.end if run else start + 1
        return found

    def _run(self, text: str, start: int) -> Run | None:
        """The most plausible reading of a run that begins with the orphan at `start`, if it is one."""
        before = _sign_before(text, start)
        position, paths = self._opened(text, start, before)
        last, printed = text[start], _ORPHAN + (_IN_A_GLOSS if position > start + 1 else 0.0)
        best, most = None, _FAR_MORE
        for index in range(position, min(len(text), start + _LONGEST_RUN) + 1):
            self._left -= len(paths)
            sign = text[index : index + 1]
            cost = printed + (self._plausible.after(last, sign) if sign else 0.0)
            for end, path in self._closed(text, index, paths, before):
                gain = self._onward(path.signs[-1], text, end) + path.score
                gain -= cost + self._onward(sign or last, text, end)
                if gain > most:
                    best, most = Run(start, end, self._as_printed(path.signs), path.starts), gain
            paths = self._further(sign, index, paths, before) if sign else []
            last, printed = sign, cost
            if not paths or (index - start >= _PATIENCE and paths[0].score < printed):
                break
        return best

    def _onward(self, last: str, text: str, end: int) -> float:
        return self._plausible.after(last, text[end]) if end < len(text) else 0.0

    def _opened(self, text: str, start: int, before: str) -> tuple[int, list[_Path]]:
        """Where to read on behind the orphan, and every byte that it can be."""
        swallowed = _SWALLOWED.match(text, start + 1)
        known = self._orphans_before(swallowed[1], before) if swallowed else set()
        usual = {0xA1: _AFTER_STOP if before else _AFTER_SPACE}
        weights = dict.fromkeys(known, _KNOWN_GLOSS) or usual
        paths = [_Path("", (), orphan, start, weights.get(orphan, 0.0)) for orphan in range(0x81, 0xFF)]
        return swallowed.end() if swallowed else start + 1, paths

    def _orphans_before(self, gloss: str, before: str) -> set[int]:
        """A gloss within a character stands behind two halves that together look like the glossed one."""
        half = _halves(before)
        glossed = [_halves(sign) for sign in self._glossed.get(gloss, ())]
        return {pair[1] for pair in glossed if pair and half and pair[0] == half[1]}

    def _further(self, sign: str, index: int, paths: list[_Path], before: str) -> list[_Path]:
        """The likeliest readings one printed sign further on."""
        halves = _halves(sign)
        if halves is None:
            return []
        longer = []
        for rank, path in enumerate(paths):
            if read := _sign(path.half, halves[0]):
                longer.append(self._with(path, read, before, (halves[1], index)))
            if not path.signs:
                continue
            for bonus, first, second in self._lost.between(path.half, halves[0], rank < _LIKELY):
                first_read = self._with(path, first, before, (0, index), bonus)
                longer.append(self._with(first_read, second, before, (halves[1], index)))
        return sorted(longer, key=lambda path: -path.score)[:_BEAM]

    def _closed(self, text: str, index: int, paths: list[_Path], before: str) -> Iterator[tuple[int, _Path]]:
        """Readings that come to their end at this sign, and where the text is in step again."""
        sign = text[index : index + 1]
        if sign and 0x40 <= ord(sign) <= 0x7E:
            gloss = GLOSS_BEHIND.match(text, index + 1)
            end = gloss.end() if gloss else index + 1
            for path in paths:
                if read := _sign(path.half, ord(sign)):
                    yield end, self._with(path, read, before)
        elif not sign or sign in ORPHANS:
            swallowed = _SWALLOWED.match(text, index + 1)
            end = swallowed.end() if swallowed else index + len(sign)
            known = self._glossed.get(swallowed[1], set()) if swallowed else set()
            for path in (path for path in paths if path.signs):
                last = self._glossed_ends(path, known, before) if swallowed else ()
                yield from ((end, each) for each in last)
                if sign and not swallowed:
                    yield from ((end, each) for each in self._word_ends(path, index, before))
                yield end, self._with(path, UNKNOWN, before)

    def _glossed_ends(self, path: _Path, known: set[str], before: str) -> Iterator[_Path]:
        """The last character has lost its second byte, but the gloss behind it says which it is."""
        for read in known:
            if (_halves(read) or (0, 0))[0] == path.half:
                yield self._with(path, read, before, bonus=_KNOWN_GLOSS)

    def _word_ends(self, path: _Path, index: int, before: str) -> Iterator[_Path]:
        """A pair was lost before the last byte: two halves alone say too little, but with a word they do."""
        for first, second in self._lost.beginning(path.half):
            if path.signs[-1] + first + second in self._words:
                first_read = self._with(path, first, before, (0, index), _KNOWN_WORD)
                yield self._with(first_read, second, before)

    def _with(
        self, path: _Path, sign: str, before: str, half: tuple[int, int] = (0, 0), bonus: float = 0.0
    ) -> _Path:
        last = path.signs[-1] if path.signs else before
        likely = _UNREAD if sign == UNKNOWN else self._plausible.after(last, sign)
        score = path.score + bonus + likely
        return _Path(path.signs + sign, (*path.starts, path.at), *half, score)


def _sound_parts(line: str) -> Iterator[str]:
    """A line without what follows an orphan up to the next ASCII letter or gloss: that may be damaged."""
    start = 0
    while (orphan := _next_orphan(line, start)) >= 0:
        yield line[start:orphan]
        again = _AGAIN.search(line, orphan + 1, orphan + 60)
        start = again.end() if again else orphan + 60
    yield line[start:]


_AGAIN = re.compile(r"[@-~](?![a-z]{0,3}[^\x00-\x7f\u3400-\u9fff])|[)）]")
_WIDE_SIGNS = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in ",:;!?()"}
_ORPHAN_SIGN = re.compile(f"[{ORPHANS}]")


def _wide(text: str) -> str:
    return text.translate(_WIDE_SIGNS)


def _next_orphan(text: str, start: int) -> int:
    match = _ORPHAN_SIGN.search(text, start)
    return match.start() if match else -1


def _sign_before(text: str, start: int) -> str:
    """The sign before a position, or the glossed one where a gloss stands there; empty at the beginning."""
    if start and text[start - 1] in ")）":
        gloss = max(text.rfind("(", max(0, start - 10), start), text.rfind("（", max(0, start - 10), start))
        if gloss > 0 and GLOSS.match(text, gloss):
            return text[gloss - 1]
    return text[start - 1] if start else ""


@cache
def _halves(sign: str) -> tuple[int, int] | None:
    """The two GBK bytes of a sign, an ASCII one taken as full-width; None where it has not two."""
    if "!" <= sign <= "~":
        return 0xA3, ord(sign) + 0x80
    encoded = sign.encode("gb18030", "ignore")
    return (encoded[0], encoded[1]) if len(encoded) == 2 else None


@cache
def _sign(first: int, second: int) -> str:
    """The character of two GBK bytes; empty where they are none."""
    if first < 0x81:  # an ASCII sign and another
        return ""
    try:
        return bytes((first, second)).decode("gbk")
    except UnicodeDecodeError:
        return ""


class _LostPairs:
    """Two characters whose inner halves, taken together, print as nothing: by their outer halves."""

    def __init__(self, plausible: Plausible) -> None:
        self._known: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
        self._beginning: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for first, second in plausible.pairs():
            left, right = _halves(first), _halves(second)
            if left and right and _is_unprinted(left[1], right[0]):
                self._known[left[0], right[1]].append((first, second))
                if right[1] >= 0x80:  # a smaller byte is no orphan
                    self._beginning[left[0]].append((first, second))
        self._firsts: dict[int, list[str]] = defaultdict(list)
        self._seconds: dict[int, list[str]] = defaultdict(list)
        for sign in plausible.usual():
            if halves := _halves(sign):
                self._firsts[halves[0]].append(sign)
                self._seconds[halves[1]].append(sign)

    def beginning(self, first: int) -> list[tuple[str, str]]:
        """Pairs of the document whose first half is this."""
        return self._beginning.get(first, [])

    def between(self, first: int, second: int, any_pair: bool) -> Iterator[tuple[float, str, str]]:
        """Pairs with these outer halves: those of the document, and on request of any signs usual in it."""
        yield from ((_KNOWN_PAIR, *pair) for pair in self._known.get((first, second), ()))
        if any_pair:
            usual = product(self._firsts.get(first, ()), self._seconds.get(second, ()))
            yield from ((_ANY_PAIR, *pair) for pair in usual if _is_lost(*pair))


@cache
def _is_lost(first: str, second: str) -> bool:
    left, right = _halves(first), _halves(second)
    return left is not None and right is not None and _is_unprinted(left[1], right[0])


def _is_unprinted(lead: int, trail: int) -> bool:
    return any(lead in leads and trail in trails for leads, trails in _UNPRINTED)
