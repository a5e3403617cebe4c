"""How plausible a piece of Chinese is, judged by the rest of its own document. Pure.

A reading of damaged text is weighed against what is printed: both are scored by how often the document has
their signs, and each sign after the one before it. The unit is nats: ln of a probability.
"""

import math
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from opencc import OpenCC

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
#: how much a sign counts before the document is looked at: common, any other Chinese sign, neither
_COMMON, _RARE, _STRANGE = 0.5, 0.01, 0.001
_USUAL = 3
#: so many occurrences outweigh what is generally common
_TRUST = 2.0


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def simplified(text: str) -> str:
    """Traditional characters as simplified ones (OpenCC t2s); everything else as it is."""
    return str(_converter("t2s").convert(text))


@cache
def to_traditional(text: str) -> str:
    """Simplified characters as traditional ones (OpenCC s2t)."""
    return str(_converter("s2t").convert(text))


def narrow(text: str) -> str:
    """Full-width letters, digits and signs half-width; the length stays."""
    return text.translate(_WIDE)


@cache
def _prior(sign: str, traditional: bool) -> float:
    if sign in "，、。：；“”（）《》,.:;()%" or sign.isdigit():
        return _COMMON
    try:
        lead = (simplified(sign) if traditional else sign).encode("gb2312")[0]
    except UnicodeEncodeError:
        return _RARE if "\u3400" <= sign <= "\u9fff" else _STRANGE
    return _COMMON if 0xB0 <= lead <= 0xD7 else _RARE if lead > 0xD7 else _STRANGE


class Plausible:
    """What the sound parts of a document teach: its signs and pairs of signs."""

    def __init__(self, texts: Iterable[str], traditional: bool) -> None:
        self._traditional = traditional
        self._signs: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            line = narrow(text)
            self._signs.update(line)
            self._pairs.update(pairwise(line))
        self._total = sum(self._signs.values()) + 2000.0

    def pairs(self) -> Iterable[tuple[str, str]]:
        """Every two signs that follow each other somewhere."""
        return self._pairs

    def usual(self) -> list[str]:
        """Signs that the document has several times."""
        return [sign for sign, times in self._signs.items() if times >= _USUAL]

    def after(self, before: str, sign: str) -> float:
        """ln of the probability that `sign` follows `before`; at most 0. Full-width counts as half-width."""
        before, sign = narrow(before), narrow(sign)
        alone = (self._signs[sign] + _prior(sign, self._traditional)) / self._total
        seen = self._signs[before] if before else 0
        return math.log((self._pairs[before, sign] + _TRUST * alone) / (seen + _TRUST))
