"""Labels in plans (牵头领导：… 责任单位：… 完成时限：…) before a colon or in brackets. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from imports.column_words import Role, column_role
from imports.wording import squeeze

ASSIGNING = {
    Role.OFFICIAL: "officials",
    Role.LEAD: "leads",
    Role.UNITS: "units",
    Role.PARTNER: "partners",
    Role.DEADLINE: "deadline",
}
#: who answers for a task; whoever answers for the unit that does it is named beside
_ANSWERS = (
    "(?:(?:项目|工程|任务|工作|牵头|分管|主管|包保|包联|挂钩|具体|直接|第一|总)+(?:负责人|负责同志)"
    "|(?:项目|工程|任务|工作|包保|包联|挂钩|具体|直接|第一)+责任人)"
)
_DONE = "(?:完工|竣工|建成|完成|投用|投入使用|交付|交付使用|办结|通车)"
_MEANT = "(?:计划|预计|拟|要求|目标|力争|拟定)"
_WHEN = "(?:时限|时间|期限|日期|节点)"
_WHO = "(?:单位|部门|主体|科室|处室|机构)"
#: 责任单位 and its like, where nothing before it divides it from the text
LABEL = (
    rf"(?:牵头|主办|主责|主管|责任|承办|实施|落实|配合|协办|协同|协助|参与|参加|会办)(?:责任|实施)?(?:[及和、与/](?:责任|配合|协办|参与))?{_WHO}"
    r"|(?:牵头|责任|分管|包保|挂钩|联系|主管|包抓|督办)(?:区|县|市)?(?:级)?领导(?:同志)?|(?:牵头|责任)(?:人|同志)"
    rf"|{_ANSWERS}|{_MEANT}?{_DONE}{_WHEN}|时限要求|(?:完成)?时间节点"
)
_TIGHT = re.compile(rf"(?:{LABEL})$")
_IN_BRACKETS = re.compile(rf"[【〔\[［(（]\s*(?P<label>(?:{LABEL}))\s*[】〕\]］)）]\s*[：:]?")
_BARE = {
    **dict.fromkeys(("牵头", "主办", "主责", "总牵头"), Role.LEAD),
    **dict.fromkeys(("责任", "承办", "负责", "单位"), Role.UNITS),
    **dict.fromkeys(("配合", "协办", "协同", "参与", "协助"), Role.PARTNER),
}
_LINE_WORDS = (
    (Role.OFFICIAL, re.compile(_ANSWERS)),
    (Role.DEADLINE, re.compile(f"{_MEANT}?{_DONE}{_WHEN}")),
    (
        Role.OTHER,
        re.compile(
            f"(?:项目)?(?:联系人|联络人|联络员)|.{{0,4}}(?:单位|部门|科室)(?:主要|分管)?负责人|{_MEANT}{_DONE}"
            f"|{_MEANT}?(?:开工|启动|动工){_WHEN}?|(?:建设|实施|项目)?(?:工期|周期|期限|年限)"
        ),
    ),
)
#: 计划完工 stands before a date, or before what is to be done
_MAY_DATE = re.compile(f"{_MEANT}{_DONE}")
_DATE = re.compile(
    r"\s*(?:20\d\d\s*[年.\-/]|\d{1,2}\s*月|[今本当]年|年[底内末中]|[上下]半年|第?[一二三四1-4]季度|全年|长期)"
)
#: 责 任 单 位
_SPACED = re.compile(r"(?<!\S)(?:[\u3400-\u9fff][ \u3000]{1,3}){1,6}[\u3400-\u9fff]\s*$")
_COLON = re.compile("[：:]")
_DIVIDES = re.compile(r"[。；;，,、\s（(〔\[【|/·•]")
_WORDING = re.compile(
    r"(?:(?:20\d\d年|年度|本年|今年|全年|工作|主要|重点|目标|具体|建设|实施|项目|事项|实事|任务|总体|量化|推进|所属|内容|落实|改革|及|和|与|、)+)?"
    r"(?:目标|任务|工作|指标|内容|措施|举措|标准|要求|名称|项目|事项|实事|类别|领域|板块|主题|规模|简介)"
)
#: what may stand around names without belonging to them
EDGES = " \t\r\n\u3000\xa0；;，,。.、|"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label, what stands behind it up to the next, and where in the line it starts."""

    role: Role
    label: str
    value: str
    start: int


def labelled(line: str, seen: str | None = None) -> list[Labelled]:
    """The labels of a line in order; none where it only happens to hold a colon.

    A label that names no people, units or date (建设内容：) counts at the line's beginning, or behind one
    that does.
    `seen` is the line with what is not to be looked into blotted out, sign for sign.
    """
    marks: list[tuple[Role, str, int, int]] = []
    for role, label, start, end in _marks(seen or line):
        if role in ASSIGNING or start == 0 or any(before in ASSIGNING for before, *_ in marks[-1:]):
            marks.append((role, label, start, end))
    if not marks:
        return []
    ends = [*(start for _, _, start, _ in marks[1:]), len(line)]
    return [
        Labelled(
            role, label, _value(line[end:until]) if role in ASSIGNING else line[end:until].strip(), start
        )
        for (role, label, start, end), until in zip(marks, ends, strict=True)
    ]


def _marks(line: str) -> Iterator[tuple[Role, str, int, int]]:
    """Role, label, where it begins and where its value begins; in order."""
    marks = [(match["label"], match.start(), match.end()) for match in _IN_BRACKETS.finditer(line)]
    taken = {end - 1 for _, _, end in marks}
    for colon in _COLON.finditer(line):
        if colon.start() in taken:
            continue
        found = _label_before(line, colon.start())
        if found is not None:
            marks.append((line[found : colon.start()], found, colon.end()))
    for label, start, end in sorted(marks, key=lambda mark: mark[1]):
        role = role_of(label)
        if _MAY_DATE.fullmatch(squeeze(label)) and _DATE.match(line, end):
            role = Role.DEADLINE
        if role:
            yield role, squeeze(label), start, end


def _label_before(line: str, colon: int) -> int | None:
    """Where the label before a colon begins; None where there is none."""
    start = max(0, colon - 18)
    spaced = _SPACED.search(line, start, colon)
    if spaced and role_of(spaced[0]):
        return spaced.start()
    divided = [match.end() for match in _DIVIDES.finditer(line, start, colon)]
    for begin in [*reversed(divided), *([0] if start == 0 else [])]:
        label = line[begin:colon]
        if label.strip() and role_of(label):
            return begin + len(label) - len(label.lstrip())
    tight = _TIGHT.search(line, start, colon)
    return tight.start() if tight else None


def role_of(label: str) -> Role | None:
    """What a label stands before, or None for a word that is no label."""
    word = squeeze(label)
    said = next((role for role, pattern in _LINE_WORDS if pattern.fullmatch(word)), None)
    return _BARE.get(word) or said or _known(word, column_role(word))


def _known(word: str, role: Role | None) -> Role | None:
    """A column may be headed by any words that end in 目标 or 项目; a line is labelled by few of them."""
    if role in (Role.WORK, Role.NAME, Role.CONTENT, Role.THEME):
        return role if _WORDING.fullmatch(word) else None
    return role


def _value(text: str) -> str:
    """A label's value without what encloses and ends it."""
    value = text.strip(EDGES)
    for opening, closing in ("（）", "()", "〔〕", "[]", "【】", "［］"):
        while value.count(closing) > value.count(opening) and value.endswith(closing):
            value = value[:-1].rstrip(EDGES)
        while value.count(opening) > value.count(closing) and value.endswith(opening):
            value = value[:-1].rstrip(EDGES)
    return value
