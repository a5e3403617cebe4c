"""What a text assigns: lead officials, lead units, partner units, a deadline. Pure.

Plans without tables say it in brackets behind a task （市发改委、财政局）, （X牵头，Y配合）,
〔责任单位：X〕, or behind labels 牵头领导：… 责任单位：… 完成时限：…. Who leads among units without a role of
their own (责任单位) is for the caller to settle: `Assignment.units` holds these apart.
"""

import re
from dataclasses import dataclass, field

from imports.document import Place
from imports.labels import ASSIGNING, EDGES, Labelled, labelled
from imports.surnames import is_name
from imports.units import NameBook, split_officials, split_units
from imports.wording import is_nothing, squeeze

#: nothing that only names people, units and dates is longer
_LONGEST = 900
_NOTE = re.compile(
    r"[(（][^()（）]{0,40}(?:列第一|排(?:在|名)?第一|首位|第一个|第一位|排名第一|列首位)[^()（）]{0,40}[)）]"
    r"|[(（][^()（）]{0,40}下同[。）)]?[)）]"
)


@dataclass(slots=True)
class Assignment:
    """Names in the document's order. `units` are those of which the text does not say whether they lead."""

    officials: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    deadline: str | None = None
    #: what is printed for each of the above, and where: field → wording, place
    excerpts: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    #: where else the same field is printed, beside the first place
    further: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    doubtful: bool = False

    def __bool__(self) -> bool:
        return bool(self.excerpts)

    @property
    def names_somebody(self) -> bool:
        return bool(self.officials or self.leads or self.units or self.partners)

    def add(self, other: "Assignment") -> None:
        """Take in what a further label or bracket of the same task says."""
        for name in ("officials", "leads", "units", "partners"):
            setattr(self, name, list(dict.fromkeys([*getattr(self, name), *getattr(other, name)])))
        if self.deadline and other.deadline and other.deadline not in self.deadline:
            self.deadline = f"{self.deadline}；{other.deadline}"
        self.deadline = self.deadline or other.deadline
        self.excerpts = other.excerpts | self.excerpts
        for name, place in other.places.items():
            more = (place,) if name in self.places else ()
            self.further[name] = (*self.further.get(name, ()), *more, *other.further.get(name, ()))
        self.places = other.places | self.places
        self.doubtful |= other.doubtful

    def at(self, place: Place) -> "Assignment":
        """The same, all of it printed at one place."""
        self.places = dict.fromkeys(self.excerpts, place)
        return self


# --- behind labels ---


def assigned_by(label: Labelled, known: NameBook) -> Assignment:
    """What one label assigns; empty for a label that assigns nothing."""
    name = ASSIGNING.get(label.role)
    if name is None:
        return Assignment()
    found = Assignment(excerpts={name: label.value})
    if is_nothing(label.value) or not label.value:
        return found
    if name == "deadline":
        found.deadline = squeeze(label.value)
    elif name == "officials":
        found.officials = split_officials(label.value)
    else:
        _name_units(found, name, label.value, known)
    return found


def _name_units(found: Assignment, name: str, value: str, known: NameBook) -> None:
    """Enter the units behind a label, and a deadline that stands last among them."""
    deadline, names = _deadline_last(value)
    if name == "units":
        said = in_clauses(names, known)
        found.leads, found.units, found.partners = said.leads, said.units, said.partners
        found.doubtful = said.doubtful
    else:
        units = split_units(_without_duties(names), known)
        setattr(found, name, units.names)
        found.doubtful = units.doubtful
    if deadline:
        found.deadline = squeeze(deadline)
        found.excerpts["deadline"] = deadline


def _without_duties(text: str) -> str:
    return _DUTY.sub("", text)


# --- clauses: X牵头，Y配合 ---

_END = r"(?=[，,；;、。.）)\s]|会同|$)"
_DUTY = re.compile(
    r"(?:等)?(?:按照?|依照?|根据|依据)?(?:各自)?(?:职责|职能)(?:分工)?(?:分别|共同)?(?:负责|落实|推进|抓好|配合)?(?:落实)?"
    + _END
)
_DEADLINE = re.compile(
    r"(?:(?:20\d\d年)?(?:\d{1,2}月|[上下]半年|[一二三四1-4]季度|年)(?:\d{1,2}日)?(?:底|末|初|中旬|上旬|下旬|内)?(?:之?前)?(?:完成|建成|取得.{0,8})?|(?:全年|长期|常年)?持续推进|长期坚持|全年)"
)
_DATED = re.compile(
    rf"(?:(?:计划|要求)?(?:完成|办结)?(?:时限|期限|时间)(?:为)?[：:]?)?(?P<when>{_DEADLINE.pattern})"
)
_VERB = re.compile(
    r"(?:(?P<lead>(?:分别|共同|联合|统一|总)*牵头(?:负责|落实|组织实施|组织|实施|抓总|办理|推进|协调)*|主办|主责|为主)"
    r"|(?P<help>(?:按照?)?(?:各自)?(?:职责)?(?:分工)?(?:积极|共同|予以|做好|协助)*(?:配合|协办|协同|协助|参与|参加|支持)(?:做好|落实|实施|推进|工作|办理)*)"
    r"|(?P<duty>(?:按照?|依照?|根据|依据)?(?:各自)?(?:职责|职能)?(?:分工)?(?:分别|共同|具体|联合)*(?:负责|落实|承办|组织实施|按职责分工|实施)(?:落实|实施|推进)*))"
    + _END
    + r"|(?P<with>[，,、；;]?\s*(?:并)?会同)"
)


def in_clauses(text: str, known: NameBook) -> Assignment:
    """Units in clauses that say what each does; units of a clause that does not are left to `units`."""
    found = Assignment(excerpts={"units": text})
    said = _clauses(text) if len(text) <= _LONGEST else [("", text)]
    leads = [names for role, names in said if role == "lead"]
    for role, names in said:
        units = split_units(names, known)
        found.doubtful |= units.doubtful
        if role == "lead":
            _extend(found.leads, [name for each in units.names for name in _apart(each)])
        elif role == "help" or (leads and role in ("duty", "")):
            _extend(found.leads if units.leads else found.partners, units.names[: units.leads])
            _extend(found.partners, units.names[units.leads :])
        elif units.leads:
            _extend(found.leads, units.names[: units.leads])
            _extend(found.partners, units.names[units.leads :])
        else:
            _extend(found.units, units.names)
    if found.leads:  # X牵头、Y: whoever else is named helps
        _extend(found.partners, found.units)
        found.units = []
    if found.units and found.partners:
        found.leads, found.units = found.units, []
    found.partners = [name for name in found.partners if name not in found.leads]
    return found


def _apart(name: str) -> list[str]:
    """X和Y of X和Y分别牵头, where both are names."""
    parts = re.split("[和与及]", name)
    return parts if len(parts) > 1 and all(_STRICT.fullmatch(part) for part in parts) else [name]


def _extend(names: list[str], more: list[str]) -> None:
    names += [name for name in more if name not in names]


def _clauses(text: str) -> list[tuple[str, str]]:
    """(role, names) of each clause; the role is lead, help, duty or empty."""
    said: list[tuple[str, str]] = []
    start, after_with = 0, False
    for verb in _VERB.finditer(text):
        if _inside(text, verb.start()):
            continue
        names = text[start : verb.start()]
        role = "lead" if verb["lead"] else "help" if verb["help"] else "duty" if verb["duty"] else "with"
        before, own = ("", names) if role in ("lead", "with") else _last_clause(names)
        if before.strip(EDGES):
            said.append(("help" if after_with else "", before))
        if own.strip(EDGES):
            said.append(("help" if after_with else "lead" if role == "with" else role, own))
        start, after_with = verb.end(), role == "with"
    if text[start:].strip(EDGES):
        said.append(("help" if after_with else "", text[start:]))
    return [(role, names.strip(EDGES).removeprefix("由")) for role, names in said]


def _inside(text: str, position: int) -> bool:
    """Whether a position stands in a parenthesis of its own."""
    before = text[:position]
    return before.count("（") + before.count("(") > before.count("）") + before.count(")")


def _last_clause(names: str) -> tuple[str, str]:
    """A，B of A，B配合: only what stands behind the last comma helps."""
    at = max(names.rstrip(EDGES).rfind(sign) for sign in "，,；;")
    return names[: at + 1], names[at + 1 :]


# --- brackets ---

_STRICT = re.compile(
    r"[^\d，。；：“”]{1,30}(?:[局委办部院会社]|街道|[镇乡]|中心|公司|集团|政府|单位|部门|支队|大队|(?<![教浴病卧居])室|电视台|海关|银行|支行|分行|分公司|专班|指挥部|海事处|管理处|工会|妇联|残联|文联|科协|侨联|工商联|学会|法院)"
    r"|(?:共青)?团[省市区县旗]委"
)
_LOOSE = re.compile(
    r"各?[^\d，。；：“”]{0,24}(?:[局委办部院会社司行队处站所区园校馆联厅署组]|街道|[镇乡]|中心|集团|政府|单位|企业|平台|基地|板块|税务|水务|城投|国投|开投|供电|交投|工会|科协|建投|村|电信|移动|联通|邮政|铁塔|广电|烟草|石油|燃气|政协|人大|公积金|[农文旅产科能商粮林]{1,2}投|室|台|成员)"
)
#: several units at once
_GROUP = re.compile(
    r"(?:全[区市县]|[区市县旗]|[区市县旗]级|[区市县旗]直|[区市县旗]政府)?(?:各|有关|相关)(?:有关|相关|级|市|区|县)?.{1,20}"
    r"|.{0,8}(?:各|有关|相关)(?:部门|单位|镇|乡|街道|委办局|园区|板块).{0,8}|.{1,12}成员单位|(?:镇|乡|街道|园区)(?:[（(].{1,6}[）)])?(?:街道)?"
)
_REMARK = re.compile(r"[含指即如见注]|包括|其中|以下|下同|简称|暂定|详见")


def is_group(name: str) -> bool:
    """Whether a name stands for several units: 各街道, 区有关部门."""
    return _GROUP.fullmatch(squeeze(name)) is not None


def names_units(text: str, *, surely: bool = True) -> bool:
    """Whether a text only names units. `surely`: words that also end other names do not count."""
    text = text.strip(EDGES)
    if not 2 <= len(text) <= _LONGEST or "。" in text or _REMARK.match(text):
        return False
    names = split_units(text, NameBook()).names
    bare = [re.sub(r"（[^（）]*）", "", name) for name in names]
    strict = [name for name in bare if _STRICT.fullmatch(name) or is_group(name)]
    loose = [name for name in bare if name in strict or _LOOSE.fullmatch(name)]
    if not names or 10 * len(loose) < 6 * len(names):
        return False
    return bool(strict) or (not surely and len(loose) == len(names))


def in_brackets(content: str, known: NameBook, *, surely: bool = True) -> Assignment | None:
    """What the text between two brackets assigns; None where they hold a remark.

    `surely`: only where it cannot be a remark, as nothing around the brackets speaks for an assignment.
    """
    if len(content) > _LONGEST:
        return None
    labels = [label for label in labelled(content) if label.role in ASSIGNING]
    if labels and not content[: labels[0].start].strip(EDGES):
        found = Assignment()
        for label in labels:
            found.add(assigned_by(label, known))
        return found
    return _unlabelled(content, known, surely)


def _unlabelled(content: str, known: NameBook, surely: bool) -> Assignment | None:
    """People, units and a date without labels: （陆明远；区发改局牵头，区财政局配合；6月底前）."""
    led = _OFFICIALS_LEAD.fullmatch(content.strip(EDGES))
    if led and has_rank(led["who"]) and is_officials(led["who"]):
        return Assignment(officials=split_officials(led["who"]), excerpts={"officials": led["who"]})
    officials, rest = _officials_first(content)
    deadline, rest = _deadline_last(rest)
    if rest.strip(EDGES):
        found = in_clauses(rest, known)
        names = "、".join([*found.leads, *found.units, *found.partners])
        said = bool(found.leads)
        if not names_units(names, surely=surely and not said and not officials):
            return None
    else:
        found = Assignment()
    if officials:
        found.officials = split_officials(officials)
        found.excerpts["officials"] = officials
    if deadline and found:
        found.deadline = squeeze(deadline)
        found.excerpts["deadline"] = deadline
    return found if found.leads or found.units or found.partners else None


#: 李梅副区长牵头, behind a heading
_OFFICIALS_LEAD = re.compile(
    r"(?:由)?(?P<who>.{2,30}?)(?:同志)?(?:总?牵头|负责|分管|包保|领衔)(?:负责|抓总)?"
)


def _officials_first(content: str) -> tuple[str, str]:
    """Officials that stand before the units, divided from them by a semicolon or with their titles."""
    first, sign, rest = content.partition("；" if "；" in content else ";")
    if sign and is_officials(first):
        return first.strip(EDGES), rest
    return "", content


def _deadline_last(content: str) -> tuple[str, str]:
    at = max(content.rfind(sign) for sign in "，,；;")
    last = content[at + 1 :].strip(EDGES)
    dated = _DATED.fullmatch(last) if at > 0 else None
    if dated:
        return dated["when"], content[:at]
    return "", content


_PERSON = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+[·•][\u3400-\u9fff·•]+")
_RANKED = re.compile(r"书记|[区市县旗镇乡]长|主任|主席|秘书长|指挥长|同志|党组成员|常委|调研员")
_RANK_ALONE = re.compile(
    r"(?:全体|各位?|有关|分管|相关)?(?:区|县|市)?(?:政府)?(?:各位)?(?:领导|副?[区市县旗]长)(?:班子成员)?"
)


def is_officials(text: str) -> bool:
    """Whether a text names officials and nothing else."""
    text = text.strip(EDGES)
    if not 2 <= len(text) <= 60 or names_units(text):
        return False
    names = split_officials(text)
    ranked = has_rank(text)
    return bool(names) and all(
        is_name(name) or (ranked and _PERSON.fullmatch(name)) or _RANK_ALONE.fullmatch(name) for name in names
    )


def has_rank(text: str) -> bool:
    """Whether a text holds an official's title."""
    return _RANKED.search(text) is not None


def notes_in(text: str) -> tuple[str, list[str]]:
    """The text without remarks on how to read the list (列第一位者为牵头单位，下同), and these."""
    notes = [match[0] for match in _NOTE.finditer(text)]
    return (_NOTE.sub("", text), notes) if notes else (text, [])
