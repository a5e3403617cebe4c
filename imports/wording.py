"""Small helpers on Chinese office wording: headings, column words, titles, empty marks. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

_SPACE = re.compile(r"\s+")
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
    r"\s*(?P<label>[(（]\s*\d{1,4}\s*[)）]|\d{1,3}(?:\s*[-–—]\s*\d{1,3}){1,3}(?=[\s.、．])|\d{1,4}(?=\s*[.、．](?!\d))|[①-⑳])"
    r"\s*[.、．]?\s*(?P<rest>\S.*)",
    re.DOTALL,
)
_NOTHING = re.compile(r"[-—–―－─/／＼\\\s]+|无|暂无|空")
_REFERENCE = re.compile(r"[(（]?\s*(?:详见|参见|另见|见附|见第|按照?附件)")
_SAME = {"同上", "〃", "″"}
_SENTENCE_END = "。；;！!？?：:"


def squeeze(text: str) -> str:
    """Text without any white space."""
    return _SPACE.sub("", text)


def fold(text: str) -> str:
    """Text without white space and with full-width letters, digits and signs made half-width, for comparing."""
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
        elif joined and joined[-1].isascii() and line[0].isascii() and joined[-1].isalpha() and line[0].isalpha():
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


@dataclass(frozen=True, slots=True)
class Numbered:
    """Wording that begins with its own number."""

    label: str
    rest: str

    @property
    def ordinal(self) -> int:
        """The last number in the label, e.g. 12 for (12), 3 for 2-3, 2 for ②."""
        return int(re.findall(r"\d+", fold(self.label))[-1])

    @property
    def style(self) -> str:
        """The label with its last number taken out; equal for the numbers of one list."""
        return "①" if "①" <= self.label <= "⑳" else re.sub(r"\d+(?=\D*$)", "#", fold(self.label))


def numbered(text: str) -> Numbered | None:
    """The wording's own number ("(12)", "1-1", "3.") and the rest, or None."""
    match = _LABEL.fullmatch(text)
    return Numbered(squeeze(match["label"]), match["rest"]) if match else None


# --- plan titles ---------------------------------------------------------------------------------------------

_TITLE_WORDS = re.compile(
    r"政府工作报告|民生实事|实事项目|为民办实事|惠民实事|民心工程|重点工作|重点任务|目标任务|主要任务|工作任务|责任分解|任务分解|分工"
)
_TITLE_END = re.compile(
    r"(?:方案|分解|分解表|责任表|任务表|项目表|分工表|一览表|清单|台账|计划|计划表|安排表|明细表|汇总表|表|分工|项目|实事|任务|报告)"
    r"(?:[(（][^()（）]*[)）])?$"
)
_LIVELIHOOD = re.compile(r"民生实事|实事项目|办实事|惠民实事|民心工程|实事工程|民生项目")
_NOTICE = re.compile(r"关于.*的(?:通知|意见|函|批复)$")


def is_plan_title(text: str) -> bool:
    """Whether a paragraph reads like the title of a plan rather than like a sentence or a heading."""
    line = squeeze(text)
    if not 4 <= len(line) <= 60 or line[-1] in "。；;：:，," or heading(text) or _NOTICE.search(line):
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


# --- column words --------------------------------------------------------------------------------------------


class Role(Enum):
    """What a column of a plan's table holds."""

    THEME = "theme"
    NUMBER = "number"
    LABEL = "label"
    NAME = "name"  # surely a name of something: 项目名称
    WORK = "work"  # a goal or the wording itself, depending on its neighbours: 重点任务
    CONTENT = "content"  # surely wording: 工作标准
    OFFICIAL = "official"
    LEAD = "lead"
    PARTNER = "partner"
    UNITS = "units"  # 责任单位: partners beside a column of leads, else everyone
    DEADLINE = "deadline"
    NOTES = "notes"
    OTHER = "other"  # known to be a heading, kept beside the task


_WHO = "(?:单位|部门|主体|科室|处室|机构)"
_ROLE_PATTERNS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (Role.NUMBER, r"序|序号|序列|号|顺序号?|No\.?|编次|目标序号|项目序号|实事序号"),
        (Role.LABEL, r"(?:任务|项目|工作|事项|子项|小项|分项|指标|内容)?(?:编号|编码)|子序号|小序号"),
        (Role.THEME, r"主题|类别|类型|领域|分类|板块|版块|专题|篇章|方面|大类|(?:任务|项目|工作|所属|指标)(?:类别|领域|类型|分类|板块)"),
        (Role.OFFICIAL, r".{0,10}(?:领导|区长|市长|县长|旗长|区领导人?|负责领导)(?:同志)?|(?:牵头|责任|分管|包保|挂钩|联系)(?:领导|人|同志)"),
        (Role.PARTNER, rf".{{0,4}}(?:配合|协办|协同|协助|参与|参加|协作|会办)(?:责任)?{_WHO}?(?:及.*)?"),
        (Role.LEAD, rf".{{0,2}}(?:牵头|主办|主责|主管|首要|第一)(?:责任)?{_WHO}"),
        (
            Role.UNITS,
            rf"(?:市|区|县)?(?:直)?(?:责任|承办|实施|落实|承担|完成|建设|执行|分工|具体)(?:责任)?{_WHO}|(?:牵头|主办)?(?:单位|部门)"
            rf"(?:[和及、与/]{{1,2}}(?:责任|配合|协办|参与)+{_WHO})?|(?:牵头|责任|主办)[和及、与/]{{1,2}}(?:责任|配合|协办|参与){_WHO}|责任分工|任务分工",
        ),
        (
            Role.DEADLINE,
            r"(?:计划|要求|预计|拟)?(?:完成|办结|办理|竣工|落实|推进)?(?:时限|期限|时间|时间节点|时间要求|时间安排|时限要求|节点|日期|截止时间|时间进度)(?:要求|安排)?",
        ),
        (Role.NOTES, r"备注|说明|附注|注"),
        (
            Role.OTHER,
            r"(?:联系|联络)(?:人|电话|方式|员).{0,4}|电话|手机|职务|(?:计划|年度|项目|资金)?(?:总?投资|投入|资金|预算|金额).{0,6}|资金(?:来源|安排|保障)"
            r"|.{0,4}季度.{0,6}|上半年.{0,4}|下半年.{0,4}|\d{1,2}月份?.{0,4}|.{0,4}(?:进展|进度|完成)(?:情况|节点|安排|计划)?|(?:建设|工程)(?:地点|性质|规模|周期|年限)"
            r"|责任人|负责人|经办人|任务来源|来源|依据|单位性质|计量单位|目标值|完成值|权重|分值|考核.{0,4}",
        ),
        (
            Role.CONTENT,
            r".{0,8}(?:内容|标准|要求|措施|举措|做法|任务书|工作安排|分解任务|细化任务|具体任务|实施方案)(?:[及和、与](?:目标|标准|规模|要求|内容|任务)+)?"
            r"|年度(?:目标|任务|计划)(?:任务)?|具体(?:工作|目标|事项)|任务分解|工作分解|目标任务及标准|目标任务分解|项目简介",
        ),
        (Role.NAME, r".{0,6}(?:名称|实事|项目|事项|工程|条目)"),
        (Role.WORK, r".{0,6}(?:任务|工作|目标|指标)"),
    )
)


def column_role(text: str) -> Role | None:
    """What a column headed `text` holds; None when `text` is no heading of a plan's table."""
    word = re.sub(r"\([^()]*\)", "", fold(text)).strip("：:*※")
    if not 1 <= len(word) <= 16:
        return None
    return next((role for role, pattern in _ROLE_PATTERNS if pattern.fullmatch(word)), None)
