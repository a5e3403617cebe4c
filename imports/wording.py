"""Small helpers on Chinese office wording: headings, titles, empty marks. Pure."""

import re
import unicodedata
from dataclasses import dataclass

_SPACE = re.compile(r"\s+")
_DIGITS = "一二三四五六七八九"
_NUMERAL = "[一二三四五六七八九十百]+"
_HEADING = re.compile(
    rf"""\s*(?:
        (?P<part>第\s*{_NUMERAL}\s*(?:部分|章|篇|节)|(?:{_NUMERAL})\s*[、.．])
        |(?P<sub>[(（]\s*{_NUMERAL}\s*[)）]\s*[、.．]?)
    )\s*(?P<title>\S.*)""",
    re.VERBOSE | re.DOTALL,
)
_ANNEX = re.compile(
    r"附(?:件|表|录)(?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})?(?:[：:.、](?!\d{1,2}[.、．])(?P<title>.*))?|\d{1,2}(?P<glued>[^\d.、：:].*))"
)
_LABEL = re.compile(
    r"\s*(?P<label>[(（]\s*(?:\d{1,4}|[一二三四五六七八九十]{1,3})\s*[)）]|\d{1,3}(?:\s*[-–—]\s*\d{1,3}){1,3}(?=[\s.、．])|\d{1,5}(?=\s*[.、．](?!\d))|[①-⑳])"
    r"\s*[.、．]?\s*(?P<rest>\S.*)",
    re.DOTALL,
)
_NOTHING = re.compile(r"[-—–―－─/／＼\\\s]+|无|暂无|空")
_REFERENCE = re.compile(r"[(（]?\s*(?:详见|参见|另见|见附|见第|按照?附件)")
_SAME = {"同上", "〃", "″"}
_LATIN = re.compile("[A-Za-z]{2}")
_SENTENCE_END = "。；;！!？?：:"


def squeeze(text: str) -> str:
    """Text without any white space."""
    return _SPACE.sub("", text)


def fold(text: str) -> str:
    """Text without white space and with full-width letters, digits and signs half-width, for comparing."""
    return squeeze(unicodedata.normalize("NFKC", text))


def is_nothing(text: str) -> bool:
    """Whether a cell says "none": — , —— , / or 无. An empty cell says nothing at all and is not meant."""
    return bool(text.strip()) and _NOTHING.fullmatch(text.strip()) is not None


def is_same_as_above(text: str) -> bool:
    return squeeze(text) in _SAME


def refers_elsewhere(text: str) -> bool:
    """Whether a cell only points to another place (详见…)."""
    return _REFERENCE.match(text) is not None


def join_lines(text: str) -> str:
    """A cell's wording with accidental line breaks closed; a break after a sentence's end stays."""
    joined = ""
    for line in (line.strip() for line in text.splitlines()):
        if not line:
            continue
        if joined and joined[-1] in _SENTENCE_END:
            joined += "\n"
        elif joined and _LATIN.fullmatch(joined[-1] + line[0]):
            joined += " "
        joined += line
    return joined


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading: level 1 for 一、 and 第一部分, 2 for （一）; its title without the number."""

    level: int
    title: str


def heading(text: str) -> Heading | None:
    """The heading that a paragraph is, or None. Long text that ends like a sentence is none."""
    match = _HEADING.fullmatch(text)
    if match is None:
        return None
    title = squeeze(match["title"])
    if len(title) > 60 or title.endswith(("。", "；", ";")):
        return None
    return Heading(1 if match["part"] else 2, title)


def annex(text: str) -> str | None:
    """None unless the paragraph marks an annex (附件1 …); then what follows the mark, often nothing."""
    line = squeeze(text)
    match = _ANNEX.fullmatch(line) if len(line) <= 80 else None
    return (match["title"] or match["glued"] or "") if match else None


def _counted(numeral: str) -> int:
    """一 to 九十九 as a number."""
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.find(tens) + 1 or 1) * 10 * bool(ten) + (_DIGITS.find(ones) + 1 if ones else 0)


@dataclass(frozen=True, slots=True)
class Numbered:
    """Wording that begins with its own number."""

    label: str
    rest: str

    @property
    def ordinal(self) -> int:
        """The last number in the label, e.g. 12 for (12), 3 for 2-3, 2 for ② and for （二）."""
        digits = re.findall(r"\d+", fold(self.label))
        return int(digits[-1]) if digits else _counted(self.label.strip("()（）"))

    @property
    def style(self) -> str:
        """The label with its last number taken out; equal for the numbers of one list."""
        if "①" <= self.label <= "⑳":
            return "①"
        return re.sub(rf"\d+(?=\D*$)|{_NUMERAL}", "#", fold(self.label))

    def follows(self, other: "Numbered") -> bool:
        """Whether this is the next number of the same list."""
        return self.style == other.style and self.ordinal == other.ordinal + 1


def numbered(text: str) -> Numbered | None:
    """The wording's own number ("(12)", "1-1", "3.") and the rest, or None."""
    match = _LABEL.fullmatch(text)
    return Numbered(squeeze(match["label"]), match["rest"]) if match else None


# --- plan titles ---

_TITLE_WORDS = re.compile(
    r"政府工作报告|民生实事|实事项目|为民办实事|惠民实事|民心工程|重点工作|重点任务|目标任务|主要任务|工作任务|责任分解|任务分解|分工"
)
_TITLE_END = re.compile(
    r"(?:方案|分解|分解表|责任表|任务表|项目表|分工表|一览表|清单|台账|计划|计划表|安排表|明细表|汇总表|表|分工|项目|实事|任务|报告)"
    r"(?:[(（][^()（）]*[)）])?$"
)
#: words that head a column and would else read like a title
_COLUMN_WORD = re.compile(
    r"(?:民生|为民|惠民|重点|主要|目标|工作|年度|具体)*(?:实事|工作|任务|目标)(?:项目|分解|名称)?"
)
#: 节能减排完成年度目标任务 is a task
_DONE = re.compile(r"完成[^。]{0,12}(?:任务|目标)$")
_LIVELIHOOD = re.compile(r"民生实事|实事项目|办实事|惠民实事|民心工程|实事工程|民生项目")
_NOTICE = re.compile(r"关于.*的(?:通知|意见|函|批复)$")


def is_notice(text: str) -> bool:
    """Whether a line is the title of a covering notice: 关于…的通知."""
    line = squeeze(text)
    return len(line) <= 120 and _NOTICE.search(line) is not None


def is_plan_title(text: str) -> bool:
    """Whether a paragraph reads like the title of a plan rather than like a sentence or a heading."""
    line = squeeze(text)
    if not 4 <= len(line) <= 60 or line[-1] in "。；;：:，," or heading(text):
        return False
    if _COLUMN_WORD.fullmatch(line) or _NOTICE.search(line) or _DONE.search(line):
        return False
    return _TITLE_WORDS.search(line) is not None and _TITLE_END.search(line) is not None


def ends_like_title(text: str) -> bool:
    return _TITLE_END.search(squeeze(text)) is not None


def notice_subject(text: str) -> str | None:
    """The plan named by a covering notice: 关于印发《…》的通知, 关于印发…的通知; None for other text."""
    match = re.search(r"关于(?:印发|下达|公布|分解落实|分解)(.+)的(?:通知|意见)$", squeeze(text))
    return match[1].strip("《》") if match else None


def is_livelihood(title: str) -> bool:
    """Whether a title names a livelihood list (民生实事) and not the work report."""
    return _LIVELIHOOD.search(squeeze(title)) is not None and "政府工作报告" not in squeeze(title)
