"""The numbers that a task promises: what is counted, how it compares, how much, in which unit. Pure.

A promise is a number with a unit (60家, 5.5%, 2.7亿美元). No promise: a number in a name or slogan
(“532”战略, 12345平台), a year, age, duration, rank or route, what exists already, and a number that only
qualifies what is counted (总投资30亿元项目1个 promises 1 个).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from imports.draft import TargetDraft
from imports.target_words import with_kind

#: measure words, units and money, the longer before the shorter
_UNIT_WORDS = """
    μg/m³ mg/m³ µg/m³ km² m² m³ ㎡ km
    个百分点 百分点 人次 件次 台次 户次 家次 场次 车次 班次 座次 批次 万方 立方米 平方米 平方公里
    平方千米 亿千瓦时 千瓦时 吨标准煤 吨标煤 微克/立方米 毫克/升 台套 台（套） 台(套) 套（间） 套(间)
    美元 欧元 港元 元 标箱 公里 千米 公顷 公斤 千克 千瓦 兆瓦 分贝 平米 课时 架次 项次 例次 人日 名额
    % ％ ‰ 个 家 项 所 条 座 套 台 人 名 户 件 处 间 篇 次 场 张 组 亩 米 吨 批 对 支 只 辆 艘 架 栋
    幢 棵 株 块 面 份 本 部 册 类 种 门 节 班 床 宗 单 笔 例 团 队 档 盏 杆 口 眼 孔 根 枚 幅 堂 集
    首 克 斤 升 倍 片 天 村 站 位 列 期 方 度 尾 头 羽 枝 车 箱
"""
_UNITS = sorted(set(_UNIT_WORDS.split()), key=len, reverse=True)
#: a score is no part of an hour
_UNIT = "|".join([*map(re.escape, _UNITS), "分(?=以上|以内|左右|及以上|[，,。；;、]|$)"])
_MULTIPLES = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "万": 10**4,
}
_MULTIPLE = "|".join(_MULTIPLES)
_ABOVE = "及以上|以上|之上|多"
_BELOW = "以内|以下|之内|内"
_ABOUT = "左右|上下"
_NUMBER = r"\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,6})?"
_QUANTITY = re.compile(
    rf"(?P<first>{_NUMBER})(?:[%％]?\s?[-—–~～至到]{{1,2}}\s?(?P<last>{_NUMBER}))?\s?(?P<multiple>{_MULTIPLE})?"
    rf"(?P<more>多|余|来)?(?P<more_multiple>{_MULTIPLE})?\s?(?P<unit>{_UNIT})?"
    rf"(?:[（(][^（）()，,。；]{{1,6}}[）)](?={_ABOVE}|{_BELOW}|{_ABOUT}|[，,。；;、]|$))?"
    rf"(?P<bound>{_ABOVE}|{_BELOW}|{_ABOUT})?"
)
#: what follows a number that is a date, an age, a length of time, a rank, a route, a model
_NO_COUNT_AFTER = re.compile(
    r"\s?(?:年|月|日|号|时|点|岁|周岁|周年|分钟|小时|秒|刻|届|级|星|楼|路|线|国道|省道|高速|度(?!电)|代|维|个月|个小时|个工作日|个自然日|个日历天"
    r"|个?方面|个环节|[A-Za-z+＋\d])"
)
_NO_COUNT_BEFORE = re.compile(r"(?:第|前|每|[A-Za-z]|[+＋×*/.．:：\d]|[〔\[【]|之)[\s.]?$")
_EVERY = re.compile(
    r"(?<![至到])每(?:人|户|月|年|周|日|天|个?工作日)?$|(?<![至到])每[人户][^，,。；;]{0,8}$|最高$"
)
_AT_LEAST = re.compile(
    r"(?:不少于|不低于|不小于|不得少于|不得低于|至少|最少|超过?|突破|高于|多于|大于|优于|超出|分别超过?|≥|>=|＞|>|超过?[^，,。；;]{1,8}的)\s?$"
)
_AT_MOST = re.compile(
    r"(?:不超过|不高于|不多于|不大于|不得超过|不突破|低于|少于|小于|≤|<=|＜|<|控制在|控制到|压降至|降至|降到|压减至)\s?$"
)
_CONTROLLED = re.compile(r"控制在\s?$|控制到\s?$")
_LOWERED = re.compile(r"(?:压降至|降至|降到|压减至)\s?$")
_NEAR = re.compile(r"(?:约|大约|约为|近|接近|将近)\s?$")
#: a clause that tells what there is or what has been done
_EXISTS = re.compile(
    r"(?:前期|已有|现有|原有|已建成?|已经?|现已|目前|累计有|现存|在册|既有的|去年|上年)[^，,。；;]{0,12}$|[形完建办达实召组开累]\w?[成了]了[^。；;]{0,40}$"
)
#: what the work rests on or turns to
_GROUND = re.compile(r"(?:结合|围绕|依托|按照|根据|针对|立足|聚焦)[^，,。；;、]{0,6}$")
#: a metric that does not say of what
_SUBJECTLESS = re.compile(r"(?:同比|同口径|较上年|年均)?(?:增长|增速|增幅|下降|降低|提高|达到?|完成|实现)?")
_SEPARATOR = re.compile(r"[，,。；;、！!？?\n：:]")
_LISTED = re.compile("[、和及与]")
_CLAUSE = re.compile(r"[，,。；;！!？?\n]")
_PARENTHESIS = re.compile(r"[（(][^（()）]{0,30}[）)]")
_QUOTED = re.compile(r"“[^“”]{0,60}”|‘[^‘’]{0,60}’|《[^《》]{0,80}》|\"[^\"]{0,40}\"")
#: money and areas right before a noun say which things are meant, and promise nothing
_SIZES = frozenset(("元", "美元", "欧元", "港元"))
_AFTER_SIZE = re.compile(
    r"(?:[，,。；;、！!？?\n：:)）]|$|的?(?:目标|任务|大关|台阶|关口|规模|水平)|用于|投入|其中|和|及|与|或|，)"
)
#: so do areas, where what is meant is counted behind it: 1000亩连片示范区2个
_AREAS = frozenset(["亩", "平方米", "平米", "㎡", "m²", "公顷", "平方公里", "km²"])
_TAKES_UP = re.compile(r"占地(?:面积)?(?:约|近)?$")
#: what stands behind a figure and is not what it counts
_ROUND = re.compile(r"(?:大关|台阶|关口|目标|规模|水平|任务)$")
#: after these comes what is done, not what is counted
_SHARES = frozenset(("%", "‰", "个百分点", "百分点", "元", "美元", "欧元", "港元"))
_WITHIN = re.compile(r"(?:的)?(?:范围|半径|标准|额度|奖励|补贴|补助|生活圈|服务圈|以下)")
_CHINESE = {
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_COUNTED = re.compile(
    r"(?:新建|打造|建成|建设|创建|培育|新增|建立|开工|举办|开展|改造|引进|设立)"
    r"(?P<count>[一两二三四五六七八九十])(?P<unit>[个家所条座套处间场])(?!批|系列|体|揽子|流|刻|站|起|定|致|件事|条龙|条街|个方面|张网)"
)
_EACH = re.compile(r"[各均]$")
_SEPARATELY = re.compile(r"分别[^，,。；;、]{0,8}$")
#: what is done to the thing counted; the name of the thing comes after
_DOING = (
    "力争|确保|全年|全区|全县|全市|年内|今年|争取|完成|实现|推进|推动|加快|继续|持续|计划|预计|努力|稳步|其中|免费|启动|促成|争创|新争取|落户|投用|完工"
    "|打造|建成|建设|建立|创建|创成|培育|引进|引入|招引|开展|组织|举办|实施|落地|导入|推出|改造提升|改造|提升|认定|安排|设立|配备|购买|支持|列入|入库"
    "|盘活|腾出|消化|采集|组建|选树|推选|形成|办好|扶持|提供|进行|覆盖(?!率|面)|增设|筹集|筹建|结对|共建|分别|储备|募集|指导|清淤|整治|培训|开发|新建|紧扣"
)
_AT_START = "为|对|在|向|将|使|把|与|从|再|共|含"
_LEADING = re.compile(rf"(?:.*(?:{_DOING})|^(?:{_AT_START}))[了]?(?=[^了]{{2,}}$)")
_ONLY_DOING = re.compile(rf"(?:{_DOING}|{_AT_START}|新增|新|改建|扩建|改扩建|和|及|或|、)*")
_TRAILING = re.compile(
    r"(?:达到?|达|完成|至|到|为|提升至|提升到|提高到|提高至|增至|增加到|增加至|保持在|稳定在|控制在|不少于|不低于|不高于|不超过|不得超过|不突破"
    r"|不多于|不大于|至少|超过?|突破|迈上|跨上|高于|低于|约|近|均|各|数|分别|实现)+$"
)
#: what is done for or with things that stand behind their number
_DOING_AFTER = re.compile(
    r"[（(].*|[和及与]\d.*|(?<=..)(?:一次性|免费|进行|提供|开展|实施|销售|完成|建设$|改造提升$|改造$|任务$|专项行动$|投入|达到|实现|用于|购买|竣工|开工|建成|投用).*"
)


_RESOLVES = {"确保": "ensure", "力争": "strive", "争取": "strive", "争创": "contend"}
_RESOLVE = re.compile("|".join(_RESOLVES))
_STEADY = re.compile(r"(?:稳定|保持|维持)在?[^，,。；;]{0,4}$")
#: more than this is no promise of a district
_MOST = 10**15


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number with its unit, where it stands, and what stands around it in its segment."""

    start: int
    end: int
    first: float
    last: float | None
    unit: str
    op: str
    before: str
    after: str


def find_targets(text: str, subject: str = "") -> list[TargetDraft]:
    """The promised numbers of a task's wording, in its order; values with 万 and 亿 multiplied out.

    A range gives two targets, at least and at most; 甲、乙各2家 one for each thing. `subject` is the
    goal, which grows where the wording does not say what does: 增长6% under 服务业增加值.
    """
    plain = _without_names(text)
    found: list[TargetDraft] = []
    for quantity in _promised(text, plain):
        resolve, steady = _promised_how(plain, quantity)
        found += [
            with_kind(replace(target, resolve=resolve), "level" if steady else "")
            for target in _targets(text, plain, quantity, found)
        ]
    return [_of_subject(target, subject) for target in found if target.value < _MOST]


def _of_subject(target: TargetDraft, subject: str) -> TargetDraft:
    if subject and _SUBJECTLESS.fullmatch(target.metric):
        return replace(target, metric=subject + target.metric)
    return target


def _promised_how(plain: str, quantity: _Quantity) -> tuple[str, bool]:
    """How firmly the number is promised, and whether it is a state to be kept rather than work to be done."""
    sentence = re.split(r"[。；;\n]", plain[max(0, quantity.start - 80) : quantity.start])[-1]
    said = _RESOLVE.findall(sentence)
    return _RESOLVES.get(said[-1], "") if said else "", _STEADY.search(quantity.before) is not None


def _without_names(text: str) -> str:
    """The text with full-width figures narrow and what stands in quotation marks blotted out, as long."""
    narrow = text.translate(_NARROW)
    return _QUOTED.sub(lambda match: "“" + "□" * (len(match[0]) - 2) + "”", narrow)


_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF05, 0xFF0E)}


def _promised(text: str, plain: str) -> Iterator[_Quantity]:
    quantities = [found for match in _QUANTITY.finditer(plain) if (found := _read(plain, match))]
    quantities += [_counted(plain, match) for match in _COUNTED.finditer(plain)]
    quantities.sort(key=lambda quantity: quantity.start)
    for number, quantity in enumerate(quantities):
        following = quantities[number + 1] if number + 1 < len(quantities) else None
        if not _qualifies(plain, quantity, following):
            yield quantity


def _counted(plain: str, match: re.Match[str]) -> _Quantity:
    before = _segment_before(plain, match.start("count"))
    after = plain[match.end() :]
    return _Quantity(
        match.start("count"), match.end(), _CHINESE[match["count"]], None, match["unit"], "=", before, after
    )


def _read(plain: str, match: re.Match[str]) -> _Quantity | None:
    """The quantity that a match is; None where the number counts nothing that is promised."""
    start, end = match.span()
    multiple, unit = match["multiple"] or match["more_multiple"] or "", match["unit"] or ""
    before = plain[max(0, start - 40) : start]
    number_end = match.end("last") if match["last"] else match.end("first")
    if _NO_COUNT_BEFORE.search(before) or (not multiple and _NO_COUNT_AFTER.match(plain, number_end)):
        return None
    if not unit and not (multiple and re.match(r"[\u4e00-\u9fff]", plain[end : end + 1])):
        return None
    clause = _CLAUSE.split(before)[-1]
    if any(words.search(clause) for words in (_EVERY, _GROUND)) or _tells_what_is(before, unit):
        return None
    factor = _MULTIPLES.get(multiple, 1)
    return _Quantity(
        start,
        end,
        _value(match["first"], factor),
        _value(match["last"], factor) if match["last"] else None,
        "%" if unit == "％" else unit.replace("（", "(").split("(")[0],
        _comparator(clause, match["bound"] or "", match["more"] or ""),
        _segment_before(plain, start),
        plain[end : end + 30],
    )


def _tells_what_is(before: str, unit: str) -> bool:
    """Whether the number belongs to what exists; a share of it is a promise all the same: 现有存量的30%."""
    return _EXISTS.search(before) is not None and not (unit in ("%", "％") and before.endswith("的"))


def _value(figures: str, factor: int) -> float:
    return round(float(figures.replace(",", "")) * factor, 6)


def _comparator(clause: str, bound: str, more: str) -> str:
    if bound in _ABOUT.split("|") or _NEAR.search(clause):
        return "~"
    if bound and bound in _ABOVE.split("|"):
        return ">="
    if _CONTROLLED.search(clause) or (bound and bound in _BELOW.split("|")):
        return "<="
    if more or (_AT_LEAST.search(clause) and not re.search(r"不(?:超过?|突破|高于|多于|大于)\s?$", clause)):
        return ">="
    return "<=" if _AT_MOST.search(clause) and not _LOWERED.search(clause) else "="


def _segment_before(plain: str, start: int) -> str:
    """The words between the last separator and the number; a whole parenthesis separates nothing."""
    near = _PARENTHESIS.sub(lambda match: "□" * len(match[0]), plain[max(0, start - 60) : start])
    return re.split(r"[，,。；;、！!？?\n：:（(]", near)[-1]


def _qualifies(plain: str, quantity: _Quantity, following: _Quantity | None) -> bool:
    """Whether the number only says which things are meant or counted."""
    after = quantity.after
    if _WITHIN.match(after):
        return True
    same_segment = following is not None and not _SEPARATOR.search(plain[quantity.end : following.start])
    if quantity.unit in _SIZES and after and not _AFTER_SIZE.match(after):
        return True
    if _TAKES_UP.search(quantity.before) or (same_segment and quantity.unit in _AREAS and _noun_after(after)):
        return True
    if same_segment and following is not None and quantity.unit in _SIZES:
        between = plain[quantity.end : following.start]
        return not re.search(r"[和与及]$|增长|达|，", between)
    return False


def _noun_after(after: str) -> bool:
    return re.match(r"(?:以上|以下|左右)?(?:的)?[\u4e00-\u9fff]{2}", after) is not None and not re.match(
        "以[上下内][，,。；;、和及]", after
    )


def _targets(text: str, plain: str, quantity: _Quantity, found: list[TargetDraft]) -> Iterator[TargetDraft]:
    metric = _metric(text, plain, quantity) or (found[-1].metric if found else "")
    if quantity.last is not None:
        yield TargetDraft(metric, ">=", quantity.first, quantity.unit)
        yield TargetDraft(metric, "<=", quantity.last, quantity.unit)
        return
    op = quantity.op
    separately = op == "=" and not quantity.before.strip() and found and _in_a_pair(plain, quantity)
    target = TargetDraft(metric, found[-1].op if separately else op, quantity.first, quantity.unit)
    if not _EACH.search(quantity.before):
        yield target
        return
    for thing in _things(text, plain, quantity):
        yield replace(target, metric=thing)


def _in_a_pair(plain: str, quantity: _Quantity) -> bool:
    """Whether it stands after another number behind 分别: 分别高于91%、92%."""
    clause = _CLAUSE.split(plain[max(0, quantity.start - 60) : quantity.start])[-1]
    return re.search(r"分别[^、]{1,20}、$", clause) is not None


def _things(text: str, plain: str, quantity: _Quantity) -> list[str]:
    """What stands before 各2家, divided at 、 and 和."""
    start = quantity.start
    near = max(0, start - 120)
    begin = max((match.end() for match in _CLAUSE.finditer(plain, near, start)), default=near)
    edges = [begin, *(match.end() for match in _LISTED.finditer(plain, begin, start))]
    pieces = zip(edges, [*(edge - 1 for edge in edges[1:]), start - 1], strict=True)
    return [thing for first, last in pieces if (thing := _bare(text[first:last], plain[first:last]))]


def _metric(text: str, plain: str, quantity: _Quantity) -> str:
    """What is counted: what follows the number, else what stands before it in its segment."""
    end = quantity.end + len(_SEPARATOR.split(plain[quantity.end : quantity.end + 40])[0])
    done = _DOING_AFTER.search(plain, quantity.end, end)
    thing = _tidy(text[quantity.end : done.start() if done else end])
    if len(thing) >= 2 and quantity.unit not in _SHARES and not _ROUND.fullmatch(thing):
        return thing
    start = quantity.start - len(quantity.before)
    return _bare(text[start : quantity.start], plain[start : quantity.start]) or thing.strip("（）()")


def _bare(words: str, plain: str) -> str:
    """A noun phrase without the verbs before it and the comparing words behind it.

    `plain` is as long, with the names in it blotted out: a verb in a name is none.
    """
    plain = _TRAILING.sub("", plain.rstrip())
    if _ONLY_DOING.fullmatch(plain):
        return ""
    doing = _LEADING.match(plain)
    return _tidy(words[doing.end() if doing else 0 : len(plain)])


def _tidy(words: str) -> str:
    return re.sub(r"\s", "", words).strip("的了")[:100]
