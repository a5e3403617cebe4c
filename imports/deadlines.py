"""A deadline as printed, to a date. Pure."""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from datetime import date

_CHINESE = {
    word: number
    for number, word in enumerate(
        ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], start=1
    )
}
_YEAR = r"(?:(?P<year>(?:19|20)\d{2})\s*(?:年度?|[./-]))?"
_RELATIVE = r"(?P<relative>今年|本年度?|当年|明年|次年|翌年)?"
_DAY = re.compile(
    rf"(?<!\d){_YEAR}{_RELATIVE}(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*(?:月份?|[./-](?=\d))"
    r"(?:(?P<day>[12]\d|3[01]|0?[1-9])\s*[日号]?(?![\d月])|(?P<third>上旬|中旬|下旬|初|中|底|末)|(?P<to>[前内]))?"
)
_DOTTED = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})[./-](?P<month>1[0-2]|0?[1-9])(?![\d./-])")
_QUARTER = re.compile(rf"{_YEAR}{_RELATIVE}第?(?P<quarter>[一二三四1-4])季度")
_HALF = re.compile(rf"{_YEAR}{_RELATIVE}(?P<half>上半年|下半年)")
_WHOLE = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})年度?(?:全年|[底末内终前]|年[底末内终])?"
    r"|(?P<relative>明年|次年|翌年|今年|本年度?|当年)?(?:全年|年[底末内终]))"
)
#: wordings of a time of the year: the last day before it, or of it. Floods are taken to begin in June, their
#: main season as well, heating in November; where a district knows better a person corrects the date.
_SEASONS = {
    "主?汛期?[之以]?前": (5, 31),
    "春耕(?:备耕)?(?:生产)?[之以]?前": (3, 31),
    "(?:元旦|新年)(?:节)?[之以]?前": (12, 31),
    "(?:五一|劳动节)(?:节)?[之以]?前": (4, 30),
    "六一(?:儿童节)?[之以]?前|儿童节[之以]?前": (5, 31),
    "七一[之以]?前": (6, 30),
    "八一[之以]?前": (7, 31),
    "(?:国庆|十一)(?:节|黄金周)?[之以]?前": (9, 30),
    "(?:秋季|秋学期|9月)?(?:开学|新学年)(?:[之以]?前)?|秋季学期(?:开学)?[之以]?前": (8, 31),
    "暑假(?:期间|结束)?[前内]?": (8, 31),
    "秋季(?:学期)?(?:投入使用|投用|启用)": (9, 1),
    "(?:采暖|供暖|供热)(?:季|期)?[之以]?前|入冬[之以]?前": (10, 31),
    "年中(?!秋)": (6, 30),
    "(?:高考|中考)[之以]?前": (6, 5),
}
_SEASON = re.compile(
    f"{_YEAR}{_RELATIVE}(?:" + "|".join(f"(?P<s{n}>{word})" for n, word in enumerate(_SEASONS)) + ")"
)
#: days of the moon's calendar, which no rule of ours tells: named alone they give no day
_LUNAR = re.compile(
    rf"{_YEAR}{_RELATIVE}(?:农历)?(?:春节|元宵|除夕|腊月|正月|清明|端午|七夕|中秋|重阳|冬至)(?:节)?(?:期间|[之以]?前)?"
)
#: from this day on: a beginning, not an end
_BEGINS = re.compile(rf"{_YEAR}(?:1[0-2]|0?[1-9])月(?:(?:[12]\d|3[01]|0?[1-9])[日号]|初|底)?(?:起|开始)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_WRITTEN_YEAR = re.compile("[一二][〇○零一二三四五六七八九]{3}(?=年)")
_ONLY_YEAR = re.compile(r"(?P<year>(?:19|20)\d{2})")
_ENDS = {"上旬": 10, "初": 10, "中旬": 20, "中": 20}


def parse_deadline(text: str | None, year: int | None) -> date | None:
    """The last day that a deadline's wording allows, or None where it names no day (长期, 持续推进).

    `year` is the plan's year and stands in where the wording names none; without it such wording gives None.
    Of several dates in one wording (6月底前开工，12月底前完工) the latest counts.
    """
    if not text:
        return None
    words = unicodedata.normalize("NFKC", re.sub(r"[\s“”]+", "", text))[:200]
    words = _WRITTEN_YEAR.sub(lambda match: match[0].translate(_DIGITS), words)
    words = _LUNAR.sub("|", _BEGINS.sub("|", words))
    dates = [day for day in _dates(words, year) if day is not None]
    return max(dates, default=None)


def _dates(words: str, year: int | None) -> Iterator[date | None]:
    """Every date named; a wording that a more exact pattern has read is not read again by a vaguer one."""
    for pattern, reading in _READINGS:
        for match in pattern.finditer(words):
            named = _year_of(match, year)
            if match["year"]:
                year = named  # 2026年3月至9月: the year goes on counting
            if named is not None:
                yield reading(match, named)
        words = pattern.sub("|", words)
    if _ONLY_YEAR.fullmatch(words):
        yield date(int(words), 12, 31)


def _year_of(match: re.Match[str], year: int | None) -> int | None:
    if match["year"]:
        return int(match["year"])
    if year is None:
        return None
    return year + (1 if match.groupdict().get("relative") in ("明年", "次年", "翌年") else 0)


def _month_or_day(match: re.Match[str], year: int) -> date:
    groups = match.groupdict()
    month = _CHINESE.get(groups["month"]) or int(groups["month"])
    last = calendar.monthrange(year, month)[1]
    if groups.get("day"):
        return date(year, month, min(int(groups["day"]), last))
    return date(year, month, _ENDS.get(groups.get("third") or "", last))


def _quarter(match: re.Match[str], year: int) -> date:
    number = _CHINESE.get(match["quarter"]) or int(match["quarter"])
    return date(year, number * 3, calendar.monthrange(year, number * 3)[1])


def _half(match: re.Match[str], year: int) -> date:
    return date(year, 6, 30) if match["half"] == "上半年" else date(year, 12, 31)


def _season(match: re.Match[str], year: int) -> date:
    days = list(_SEASONS.values())
    return date(year, *next(day for n, day in enumerate(days) if match[f"s{n}"]))


def _whole(match: re.Match[str], year: int) -> date:
    return date(year, 12, 31)


_READINGS = (
    (_SEASON, _season),
    (_DAY, _month_or_day),
    (_DOTTED, _month_or_day),
    (_QUARTER, _quarter),
    (_HALF, _half),
    (_WHOLE, _whole),
)
