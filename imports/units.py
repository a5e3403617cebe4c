"""Dividing a cell of names into units or officials, as Chinese plan documents print them. Pure.

Names divide at 、 ， ； and at line breaks; a break inside a name is closed again where the next line opens
with a parenthesis, where the pieces are no complete names, or where the joined name stands whole elsewhere.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from imports.surnames import is_name

_SEPARATORS = "、，,；;"
_PARENTHESES = str.maketrans("()", "（）")

#: no name of a unit or person is longer; what is longer is left as it stands
_LONGEST = 60
_ENDINGS = (
    *"局委办部院校处科室所站队镇乡区县市会联社司行园馆团厅署组）",
    *("街道", "中心", "集团", "建投", "城投", "城发", "国投", "单位", "企业", "平台", "基地", "板块"),
    *("部门", "政府", "海关", "专班", "大学", "中学", "小学", "交投", "水务"),
)
#: ends like a unit but is only the beginning of one
_BEGINNING = re.compile(r".*社会|(?:中共)?[区市县旗省]?[区市县旗省党]委")
#: cannot stand without what comes before it
_HEADLESS = re.compile(
    r".|分局|委员会|管委会|管理委员会|办公室|指挥部|(?:行政|综合)?(?:事务|管理|监管|监督|监督管理|执法|服务|保障|健康|改革)(?:局|委|委员会|中心)"
    r"|大队|支队|中队|总队|救援大队|中心|集团|公司|有限公司|集团公司|有限责任公司|办事处|街道办事处|工作部|领导小组|小组|工作组|专班"
)
_LEAD_WORDS = ("牵头", "主办", "主责")
_AND_OTHERS = re.compile(
    r"(?P<name>.{2,}?)等(?P<group>.{0,12}(?:部门|单位|街道|镇|乡|板块|园区|办局|企业|平台|地区|成员))"
)
#: 等部门, 等6个单位 name nobody beside those named
_OTHERS_UNNAMED = re.compile(
    r"[\d一二三四五六七八九十几多两]{0,3}个?(?:部门|单位)(?:(?:和|及|以及|、)(?P<rest>.{2,}))?"
)
#: 财政局及各镇, 财政局和商务局, 住建局/城管局: two whole names, the second with its own beginning
_JOINED = re.compile(
    r"(?P<one>.{1,20}?(?:[局委办]|街道|镇|乡|中心|公司|政府))(?P<sign>以及|[和及与/])"
    r"(?P<other>(?:各|有关|相关|[区市县旗]).{1,20}|.{2,20}?[局委办])"
)
_LEADING = re.compile(r"(?P<names>.+?)(?:分别|共同|联合|负责)?牵头(?:负责)?")
_MARK = re.compile(r"(?P<name>.+)（(?P<role>牵头|主办|主责|责任|配合|协办|协助|参与)(?:单位|部门)?）")
_ROLE_LABEL = re.compile(r"(牵头|主办|主责|责任|配合|协办|协同|协助|参与|参加)(?:单位|部门)?\s*[：:]")


#: a name that says whose it is; one that only begins like a name
_LEVEL = re.compile("[区市县旗]")
_NOT_YET = re.compile("(?:发展|党委|政府)$")


class NameBook:
    """Names that stand whole somewhere in a document: whole cells, or pieces between two separators."""

    def __init__(self, cells: Iterable[str] = ()) -> None:
        self._names: set[str] = set()
        for cell in cells:
            self._names.update(
                piece.strip().translate(_PARENTHESES)
                for piece in _hard_pieces(cell)
                if not re.search(r"\s", piece.strip())
            )

    def __contains__(self, name: str) -> bool:
        return name in self._names


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one cell in the document's order.

    `leads` counts those at the front of which the cell says that they lead (X和Y分别牵头, 牵头：X), else 0.
    `doubtful`: a line break may or may not divide two of the names.
    """

    names: list[str] = field(default_factory=list)
    leads: int = 0
    doubtful: bool = False


def split_units(text: str, known: NameBook) -> Units:
    """The units named in one cell; names free of white space, parentheses full-width, none twice."""
    labelled = _ROLE_LABEL.split(text)
    if len(labelled) == 1:
        return _unlabelled_units(text, known)
    leads: list[str] = []
    others: list[str] = []
    doubtful = False
    # the split gives: what stands before the first label, then label and text by turns
    for label, part in [("", labelled[0]), *zip(labelled[1::2], labelled[2::2], strict=True)]:
        units = _unlabelled_units(part, known)
        doubtful |= units.doubtful
        (leads if label in _LEAD_WORDS else others).extend(units.names)
    names = list(dict.fromkeys(leads + others))
    return Units(names, len(set(leads)), doubtful)


def _unlabelled_units(text: str, known: NameBook) -> Units:
    leads: list[str] = []
    others: list[str] = []
    doubtful = False
    for piece in _hard_pieces(text):
        parts, unsure = _close_breaks(piece.split(), known)
        doubtful |= unsure
        for part in parts:
            leading, names = _said_to_lead(part)
            (leads if leading else others).extend(names)
    names = [name for name in dict.fromkeys(leads + others) if name]
    return Units(names, len(set(leads)), doubtful)


def _said_to_lead(name: str) -> tuple[bool, list[str]]:
    """Whether a piece says of its units that they lead, and the units without those words."""
    if len(name) > _LONGEST:
        return False, [name]
    leading = _LEADING.fullmatch(name)
    if leading:
        return True, re.split(r"[和与及]", leading["names"])
    mark = _MARK.fullmatch(name)
    if mark:
        return mark["role"] in _LEAD_WORDS, [mark["name"]]
    return False, _and_others(name)


def _and_others(name: str) -> list[str]:
    """Take X等区各有关部门 apart: the group word is a unit of its own."""
    match = _AND_OTHERS.fullmatch(name)
    if match:
        bare = _OTHERS_UNNAMED.fullmatch(match["group"])
        others = [bare["rest"]] if bare and bare["rest"] else [] if bare else [match["group"]]
        return [match["name"], *others]
    return _both(name) or [name.removesuffix("等") if len(name) > 2 else name]


def _both(name: str) -> list[str]:
    """The two names of X和Y where each is whole by itself; else none."""
    match = _JOINED.fullmatch(name)
    if match is None or "（" in name:
        return []
    one, other = match["one"], match["other"]
    whole = _is_complete(one) and _is_complete(other) and not _HEADLESS.fullmatch(other)
    alike = match["sign"] == "/" or _LEVEL.match(one) is not None or other.startswith("各")
    return [one, other] if whole and alike and not _NOT_YET.search(one) else []


def _hard_pieces(text: str) -> list[str]:
    """Text between separators; separators inside a parenthesis do not count where the parentheses match."""
    text = text.translate(_PARENTHESES)
    balanced = text.count("（") == text.count("）")
    pieces, depth, start = [], 0, 0
    for position, sign in enumerate(text):
        if sign == "（" and balanced:
            depth += 1
        elif sign == "）" and balanced:
            depth = max(0, depth - 1)
        elif sign in _SEPARATORS and depth == 0:
            pieces.append(text[start:position])
            start = position + 1
    pieces.append(text[start:])
    return [piece.strip(" \t\r\n\u3000。.") for piece in pieces if piece.strip(" \t\r\n\u3000。.")]


def _close_breaks(lines: list[str], known: NameBook) -> tuple[list[str], bool]:
    """Join lines that are pieces of one name. Returns the names, and whether a line break is unsure."""
    names: list[str] = []
    doubtful = False
    for line in lines:
        if names and _is_one_name(names[-1], line, known):
            names[-1] += line
            continue
        # the piece above is no complete name, but this one stands whole elsewhere: two readings
        doubtful |= bool(names) and not _is_complete(names[-1]) and names[-1] not in known
        names.append(line)
    return names, doubtful


def _is_one_name(last: str, line: str, known: NameBook) -> bool:
    """Whether a line goes on with the name that the line above began."""
    if len(last) > _LONGEST:
        return False
    if _is_open(last) or line.startswith("（") or last + line in known:
        return True
    if _HEADLESS.fullmatch(line):
        return not (last in known and line in known)
    return not (_is_complete(last) or last in known or line in known)


def _is_open(name: str) -> bool:
    return name.count("（") > name.count("）")


def _is_complete(name: str) -> bool:
    return len(name) > 1 and name.endswith(_ENDINGS) and _BEGINNING.fullmatch(name) is None


# --- officials ---

_RANK = (
    r"(?:(?:中共)?[区市县旗]?[区市县旗]委|党委|党组|[区市县旗]?(?:人民)?政府|[区市县旗]?(?:人大|政协))?"
    r"(?:常务|挂职|[一二三四]级)?副?(?:书记|常委|委员|[区市县旗镇乡部局院]长|主任|主席|秘书长|指挥长|检察长|调研员|巡视员|党组成员|成员)"
)
_TITLES = re.compile(rf"(?:{_RANK})+|同志")
_AFTER = re.compile(rf"(?P<name>.+?)(?:{_TITLES.pattern})+")
_BEFORE = re.compile(rf"(?:{_RANK})+(?P<name>.+)")
_BEHIND_OFFICE = re.compile(
    r"[\u3400-\u9fff]{1,12}(?:部长|主任|书记|局长|院长|主席|总经理|董事长)(?P<name>[\u3400-\u9fff]{2,4})"
)
_IN_PARENTHESES = re.compile(rf"（(?:{_TITLES.pattern})(?:[、，,;；](?:{_TITLES.pattern}))*）")
_GROUP = re.compile(r"(?:全体|各|有关|相关|分管|所有|其他|联系|牵头|挂钩).*")
_PERSON = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+[·•][\u3400-\u9fff·•]+")
_OFFICE = re.compile(r"..+(?:[局办委部会院区]|街道|政府)|.{2,}镇")


def split_officials(text: str) -> list[str]:
    """The officials named in a cell: inner spaces and titles removed, group words (副区长, 全体区长) kept."""
    names: list[str] = []
    for piece in _hard_pieces(_ROLE_BEHIND.sub("", text.replace("/", "、"))):
        tokens = _people(piece)
        titled = tokens and (_named_after_title(tokens[0]) or _is_titled(tokens))
        if names and _TITLES.fullmatch(names[-1]) and titled:
            names.pop()  # 区委常委、常务副区长徐洪涛: the first title is his too
        if _is_titled(tokens):
            tokens = tokens[-1:]
        bare = [_without_title(token) for token in tokens]
        names += [name for name in bare if not _TITLES.fullmatch(name)] or bare
    return list(dict.fromkeys(names))


#: what stands behind a name and says how he serves
_ROLE_BEHIND = re.compile(r"[（(](?:挂职|兼|兼任|总?牵头|主持工作|负责)[）)]")
_OFFICES = re.compile(
    rf"(?:{_RANK})+|[\u3400-\u9fff]{{0,12}}(?:部长|主任|书记|局长|院长|主席|台长|会长|校长|总经理|董事长|调研员)"
)


def _is_titled(tokens: list[str]) -> bool:
    """Whether a piece is offices and, behind a space, the name of who holds them: 宣传部部长 李娜."""
    *offices, name = tokens or [""]
    return bool(offices) and is_name(name) and all(_OFFICES.fullmatch(office) for office in offices)


def _people(piece: str) -> list[str]:
    """Divide at white space, closing names that are spaced out: 方  力, 欧阳 明."""
    people: list[str] = []
    tokens = piece.split()
    if len(tokens) > 2 and [len(token) for token in tokens] == [1, *[2] * (len(tokens) - 2), 1]:
        signs = "".join(tokens)  # 陆 明俞 悦: names of two signs, spaced out and set without a space between
        return [signs[n : n + 2] for n in range(0, len(signs), 2)]
    for token in tokens:
        spaced_out = people and (len(people[-1]) == 1 or (len(token) == 1 and people[-1] in _DOUBLE_SURNAMES))
        if spaced_out or (people and token[0] == "（" and len(people[-1]) <= _LONGEST):
            people[-1] += token
        else:
            people.append(token)
    return people


_DOUBLE_SURNAMES = {
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "司徒",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "夏侯",
    "端木",
    "南宫",
}


def _without_title(token: str) -> str:
    if len(token) > _LONGEST:
        return token
    bare = _IN_PARENTHESES.sub("", token)
    if _TITLES.fullmatch(bare) or _GROUP.fullmatch(bare):
        return bare
    match = _AFTER.fullmatch(bare)
    if match and _is_person(match["name"]):
        return match["name"]
    return _named_after_title(bare) or bare


def _named_after_title(token: str) -> str:
    """徐洪涛 of 副区长徐洪涛; empty when the token does not begin with a title."""
    if len(token) > _LONGEST:
        return ""
    match = _BEFORE.fullmatch(token)
    if match and _is_person(match["name"]):
        return match["name"]
    office = _BEHIND_OFFICE.fullmatch(token)  # 政法委书记周正
    return office["name"] if office and is_name(office["name"]) else ""


def _is_person(name: str) -> bool:
    """政府办主任 is an office, not a person called 政府办."""
    return (
        _PERSON.fullmatch(name) is not None
        and _OFFICE.fullmatch(name) is None
        and not _TITLES.fullmatch(name)
    )
