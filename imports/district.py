"""Which district and year a plan document is about, from what it prints. Pure."""

import re
from collections import Counter
from collections.abc import Iterable

from imports.wording import squeeze

_END = "(?:自治县|自治旗|新区|[区县旗市])"
#: full chain of names as printed: 江南省临川市澄岚区; the last is the district
_CHAIN = (
    r"(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,6}?市)?"
    rf"(?P<name>[\u4e00-\u9fff]{{1,6}}?{_END})"
)
_BEFORE = r"(?:^|[《（(“「：:，,、。\s\d年]|[日在]在?|关于印发|关于|印发|中共)"
_STRONG = re.compile(rf"{_BEFORE}{_CHAIN}(?:20\d\d年|二[〇○零]|人民政府|政府工作报告)")
_MIDDLE = re.compile(
    rf"{_BEFORE}{_CHAIN}(?:人大|政府|委员会|重点|民生|主要|为民|年度|目标|国民经济|第.{{1,3}}届)"
)
#: words that end like a district's name and name none
_NO_NAME = re.compile(
    r".*(?:开发|高新|经开|示范|试验|实验|产业|工业|科技|功能|管理|保护|保税|合作|集聚|集中|先行|名胜|风景|旅游|度假|核心|商务|生态)区"
    r"|.*(?:园|社|小|片|街|校|景|厂|库|矿|辖)区|.*(?:中心|主|老)城区"
    r"|.*代表区|[城市地新老山灾郊镇村牧林全我本各该外我同跨分][区市县旗]|都市|县市|区县|县区"
)
#: only a county's name may have a single character before its kind
_NAME = re.compile(r".{2,}[区旗市]|.+县")
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年(?!\s*[-—至到])")
_CHINESE_YEAR = re.compile(r"[二２2][〇○零O0]([一二三四五六七八九〇○零]{2})年")
_DATED = re.compile(r"20\d{2}\s*年\s*\d{1,2}\s*月")
_DIGITS = {sign: str(value) for value, signs in enumerate(("〇○零", *"一二三四五六七八九")) for sign in signs}


def find_district(titles: Iterable[str], lines: Iterable[str]) -> str | None:
    """The short name of the district (澄岚区), or None when the document does not name one.

    A plan's title counts most, then where a line names the district's government. The last name of a chain is
    the district: 临江市澄岚区 is 澄岚区.
    """
    votes: Counter[str] = Counter()
    for weight, texts in ((20, titles), (2, lines)):
        for text in texts:
            line = squeeze(text)[:2000]
            for factor, pattern in ((3, _STRONG), (1, _MIDDLE)):
                for match in pattern.finditer(line):
                    votes[_bare(match)] += weight * factor
    named = [(count, name) for name, count in votes.items() if _NAME.fullmatch(name)]
    named = [(count, name) for count, name in named if not _NO_NAME.fullmatch(name)]
    best = max((count for count, _ in named), default=0)
    return next((name for count, name in named if count == best), None)


def _bare(match: re.Match[str]) -> str:
    """The name of a match without what a title puts before it (关于印发…, 中共…, 某区委 某区)."""
    return re.sub(
        r"^.*(?:关于|印发|下达|中共|[区市县旗]委)|^[日月号时年的在对将把由向于为以从是]+", "", match["name"]
    )


def find_year(titles: Iterable[str], lines: Iterable[str], deadlines: Iterable[str]) -> int | None:
    """The plan's year: from a title, else the year most often named without a month, else most deadlines'."""
    for title in titles:
        year = _first_year(title)
        if year:
            return year
    for texts in (lines, deadlines):
        years = Counter(
            year for text in texts if (year := _first_year(_DATED.sub("", text) if texts is lines else text))
        )
        if years:
            return years.most_common(1)[0][0]
    return None


def _first_year(text: str) -> int | None:
    match = _YEAR.search(text)
    if match:
        return int(match[1])
    written = _CHINESE_YEAR.search(text)
    return int("20" + "".join(_DIGITS[sign] for sign in written[1])) if written else None
