"""Numbers of spreadsheets as their number format shows them, dates as Chinese offices print them. Pure.

Source: ECMA-376 part 1, 18.8.30 and 18.8.31 (format codes and built-in formats, those of zh-CN).
"""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_YEAR_MONTH, _MONTH_DAY, _FULL_DATE, _TIME = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"', "h:mm"
#: the built-in formats by number, as Chinese office programs show them; all others are General
BUILT_IN: dict[int, str] = {
    1: "0",
    2: "0.00",
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((3, 37, 38, 41, 42), "#,##0"),
    **dict.fromkeys((4, 39, 40, 43, 44), "#,##0.00"),
    **dict.fromkeys((14, 15, 30, 31), _FULL_DATE),
    **dict.fromkeys((16, 28, 29, 51, 53, 54, 58), _MONTH_DAY),
    **dict.fromkeys((17, 27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), _TIME),
    22: _FULL_DATE + " " + _TIME,
    46: "[h]:mm",
}
GENERAL = "General"
_LONGEST_CODE = 255
#: beyond this a number has no decimals left to be rounded
_ROUNDED = 1e12
_LAST_DAY = 2_958_465
_TOKEN = re.compile(r'"[^"]*"?|[\\!].|[_*].|\[[^\]]*\]|general|.', re.DOTALL | re.IGNORECASE)
_PLACEHOLDERS = frozenset("0#?.,")


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format code, taken apart. `plain`: shown as it is, between prefix and suffix."""

    dated: str = ""
    plain: bool = True
    prefix: str = ""
    suffix: str = ""
    percent: bool = False
    digits: int = 0
    #: at most and at least so many decimals
    decimals: int = 0
    fixed: int = 0
    signed: bool = False


def shown(value: float, code: str = GENERAL, since_1904: bool = False) -> str:
    """A number as a cell with this format code shows it: 12, 5.5%, 60家, 2026年12月31日, 2026年12月.

    Thousands are not divided, and a code that is not understood shows the number itself. `since_1904`: days
    count from 1904, as in workbooks of old Macintoshes.
    """
    if not math.isfinite(value):
        return str(value)
    sections = _sections(code[:_LONGEST_CODE])
    section = sections[0]
    if section.dated:
        return _date(value, section.dated, since_1904) or plain(value)
    if value < 0 and len(sections) > 1:
        section = sections[1]
        sign = "" if section.signed else "-"
        return sign + _number(-value, section)
    return _number(value, section)


def plain(value: float) -> str:
    """A number without any format: 12.0 → 12, 0.30000000000000004 → 0.3, never with an exponent."""
    if value == int(value):
        return str(int(value))
    return format(Decimal(f"{value:.12g}"), "f")


def printed_date(moment: datetime, parts: str = "ymd") -> str:
    """A moment with the parts that are asked for, of y m d and t for the time of day: 2026年12月31日."""
    date = "".join(
        f"{number}{sign}"
        for part, number, sign in zip("ymd", (moment.year, moment.month, moment.day), "年月日", strict=True)
        if part in parts
    )
    time = f"{moment:%H:%M}" if "t" in parts and (moment.hour or moment.minute or not date) else ""
    return " ".join(filter(None, (date, time)))


def _number(value: float, section: _Section) -> str:
    value *= 100 if section.percent else 1
    text = plain(value) if section.plain or abs(value) >= _ROUNDED else _rounded(value, section)
    return f"{section.prefix}{text}{'%' if section.percent else ''}{section.suffix}".strip()


def _rounded(value: float, section: _Section) -> str:
    amount = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP)
    whole, _, decimals = format(abs(amount), "f").partition(".")
    kept = decimals[: section.fixed] + decimals[section.fixed :].rstrip("0")
    return "-" * (amount < 0) + whole.zfill(section.digits) + ("." + kept if kept else "")


def _date(value: float, parts: str, since_1904: bool) -> str | None:
    """A day number as a date; None where it is none."""
    if not 0 <= value <= _LAST_DAY:
        return None
    if parts == "elapsed":
        minutes = round(value * 1440)
        return f"{minutes // 60}:{minutes % 60:02}"
    # day 60 is a 29 February 1900 that never was
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 + (value < 60))  # noqa: DTZ001
    return printed_date(start + timedelta(seconds=round(value * 86_400)), parts)


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[str]] = [[]]
    for sign in _TOKEN.findall(code):
        if sign == ";":
            parts.append([])
        else:
            parts[-1].append(sign)
    return tuple(_section(tokens) for tokens in parts)


def _section(tokens: list[str]) -> _Section:
    codes = "".join(token.lower() for token in tokens if len(token) == 1)
    if any(re.fullmatch(r"\[(?:h+|m+|s+)\]", token, re.IGNORECASE) for token in tokens):
        return _Section(dated="elapsed")
    dated = _date_parts(codes)
    if dated and not re.search(r"[0#?]", codes.partition("s")[0]):
        return _Section(dated=dated)
    return _numeric(tokens)


def _date_parts(codes: str) -> str:
    """Which of y m d t a code of letters asks for; an m beside h or s stands for minutes."""
    timeless = re.sub(r"h+[^a-z]{0,3}m{1,2}(?!m)|m{1,2}[^a-z]{0,3}s+|[hs]", "t", codes.replace("am/pm", ""))
    letters = "".join(part for part in "ymdt" if part in timeless)
    era = "y" if "e" in timeless and "y" not in letters and "m" in letters else ""
    return era + letters


def _numeric(tokens: list[str]) -> _Section:
    inside = [n for n, token in enumerate(tokens) if token in _PLACEHOLDERS or token.lower() == "general"]
    if not inside:
        return _Section()
    pattern = "".join(tokens[inside[0] : inside[-1] + 1])
    prefix, suffix = _literal(tokens[: inside[0]]), _literal(tokens[inside[-1] + 1 :])
    percent = "%" in tokens
    signed = any(sign in prefix for sign in "-(（")
    if pattern.lower() == "general":
        return _Section(prefix=prefix, suffix=suffix, percent=percent, signed=signed)
    if not set(pattern) <= _PLACEHOLDERS or pattern.endswith(",") or pattern.count(".") > 1 or "/" in suffix:
        return _Section()
    whole, _, decimals = pattern.partition(".")
    places = min(len(decimals), 12), min(decimals.count("0"), 12)
    return _Section("", False, prefix, suffix, percent, min(whole.count("0"), 20), *places, signed)


def _literal(tokens: list[str]) -> str:
    """What a code prints beside the number: quoted and escaped text and signs that mean nothing else."""
    text = ""
    for sign in tokens:
        if sign.startswith('"'):
            text += sign.strip('"')
        elif sign[0] in "\\!":
            text += sign[1:]
        elif len(sign) == 1 and sign not in "%@":
            text += sign
    return text
