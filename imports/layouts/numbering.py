"""The number that a line of a plan opens with (一、 （一） 1. ① 1.1 任务一), and how deep it stands. Pure."""

import re
from dataclasses import dataclass

from imports.wording import squeeze

_CHINESE = "一二三四五六七八九十百〇零两"
_DIGIT = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_THING = "任务|项目|实事|事项|目标|工作|举措|措施|行动|工程"

#: how deep each style stands, the most encompassing first; a style is named by its first number
_STYLES: tuple[tuple[str, float, str], ...] = (
    ("第一部分", 0.0, rf"第\s*(?P<n>[{_CHINESE}]{{1,4}}|\d{{1,3}})\s*(?:部分|章|篇|板块)"),
    ("第一节", 1.0, rf"第\s*(?P<n>[{_CHINESE}]{{1,4}}|\d{{1,3}})\s*节"),
    ("一、", 2.0, rf"(?P<n>[{_CHINESE}]{{1,4}})\s*(?=[、.．：:])"),
    ("第一条", 2.5, rf"第\s*(?P<n>[{_CHINESE}]{{1,4}}|\d{{1,3}})\s*[条项件类]"),
    ("任务一", 2.6, rf"(?:{_THING})\s*(?P<n>[{_CHINESE}]{{1,4}}|\d{{1,3}})(?=\s*[、.．：:\s])"),
    ("（一）", 3.0, rf"[(（]\s*(?P<n>[{_CHINESE}]{{1,4}})\s*[)）]"),
    ("1.1", 4.0, r"(?P<n>\d{1,3}(?:\s?[.．\-–—]\s?\d{1,3}){1,3})(?=[\s.．、]|[^\d\s.．、%％‰\-–—~～])"),
    ("1.", 4.0, r"(?P<n>\d{1,5})(?=\s*[、.．](?:(?!\d)|20\d\d年)|[:：](?!\d))"),
    ("1)", 4.5, r"(?P<n>\d{1,3})\s*[)）]"),
    ("（1）", 5.0, r"[(（]\s*(?P<n>\d{1,4})\s*[)）]"),
    ("①", 6.0, r"(?P<n>[①-⑳])"),
)
_PATTERNS = tuple((style, rank, re.compile(rf"\s*(?P<label>{form})")) for style, rank, form in _STYLES)
_AFTER = re.compile(r"[\s、.．：:]*")
#: 1.5亿元 and 3-5家 are quantities, not numbers of a list
_MEASURE = re.compile(r"[\s]*[万亿千百个家项条公米亩元吨人套所座年月日%％‰]")


@dataclass(frozen=True, slots=True)
class Number:
    """A line's own number: its style, its value, how deep it stands, as printed, and the rest of the line."""

    style: str
    ordinal: int
    rank: float
    label: str
    rest: str


def number_of(line: str) -> Number | None:
    """The number that a line opens with, or None."""
    for style, rank, pattern in _PATTERNS:
        match = pattern.match(line)
        if match is None or (style == "1.1" and _MEASURE.match(line, match.end())):
            continue
        label = squeeze(match["label"])
        parts = re.split(r"[.．\-–—]", squeeze(match["n"])) if style == "1.1" else [match["n"]]
        deeper = 0.4 * (len(parts) - 1) if style == "1.1" else 0.0
        rest = line[_AFTER.match(line, match.end()).end() :].strip()  # type: ignore[union-attr]
        return Number(style, _value(parts[-1]), rank + deeper, label, rest)
    return None


def _value(numeral: str) -> int:
    """The value of 12, ⑫, 十二 or 一百零二."""
    if numeral.isdecimal():
        return int(numeral)
    if "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    hundreds, hundred, rest = numeral.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = 100 * _DIGIT.get(hundreds, 1) if hundred else 0
    value += 10 * _DIGIT.get(tens.strip("零〇"), 1) if ten else 0
    return value + _DIGIT.get(ones.strip("零〇") or "〇", 0)
