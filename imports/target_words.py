"""Targets in words that people read and correct (力争 新建口袋公园 ≥4个（累计）), and back. Pure."""

import re
from dataclasses import replace
from decimal import Decimal

from imports.draft import TargetDraft

_SIGNS = {"=": "", ">=": "≥", "<=": "≤", "~": "约"}
_RESOLVES = {"ensure": "确保", "strive": "力争", "contend": "争创"}
_KINDS = {"cumulative": "累计", "growth": "增幅", "level": "水平", "ceiling": "上限"}
_SHARES = ("%", "‰", "个百分点", "百分点")
_MONEY = ("元", "美元", "欧元", "港元")
_GROWING = re.compile("增长|增速|增幅|提高|提升|下降|降低|减少|缩小|压降")
_LEVEL = re.compile("率|比重|占比|比例|指数|浓度|排名|位次|满意度|达标|优良")
_MULTIPLES = {"亿": Decimal(10**8), "万": Decimal(10**4)}
_OP = {
    **dict.fromkeys(("≥", ">=", ">", "＞", "不少于", "不低于", "至少", "超过", "超"), ">="),
    **dict.fromkeys(("≤", "<=", "<", "＜", "不超过", "不高于", "至多", "控制在"), "<="),
    **dict.fromkeys(("约", "~", "≈"), "~"),
    **dict.fromkeys(("=", "＝"), "="),
}
_AFTER = {"以上": ">=", "以内": "<=", "以下": "<=", "左右": "~"}
_FORM = re.compile(
    r"(?:(?P<resolve>确保|力争|争取|争创)\s+)?(?P<metric>.{0,200}?)\s*"
    rf"(?P<sign>{'|'.join(sorted(map(re.escape, _OP), key=len, reverse=True))})?\s*"
    r"(?P<value>-?\d{1,15}(?:\.\d{1,4})?)\s*(?P<unit>[^\d\s（）()]{0,30}?)"
    rf"(?P<bound>{'|'.join(_AFTER)})?\s*(?:[（(](?P<kind>累计|增幅|水平|上限)[)）])?"
)
_OF_RESOLVE = re.compile(r"^(确保|力争|争取|争创)(?:\s+|$)")
#: of a metric, as many signs as are kept
LONGEST = 200


def guess_kind(metric: str, op: str, unit: str) -> str:
    """How the value of a target is to be judged (tasks.models.Target.Kind), as far as its words tell."""
    if op == "<=":
        return "ceiling"
    if unit in _SHARES:
        return "growth" if _GROWING.search(metric) or unit.endswith("百分点") else "level"
    return "level" if _LEVEL.search(metric[-8:]) and not unit.startswith(("个", "家", "项")) else "cumulative"


def words_of(target: TargetDraft) -> str:
    """A target in words; target_of gives an equal one back."""
    resolve = f"{_RESOLVES[target.resolve]} " if target.resolve in _RESOLVES else ""
    value, unit = scaled(target)
    guessed = target.kind == guess_kind(target.metric, target.op, unit)
    kind = "" if guessed else f"（{_KINDS[target.kind]}）"
    metric = target.metric[:LONGEST].strip()
    # A promise may itself begin with such a word: without a space behind it, it is not taken for the resolve.
    named = _OF_RESOLVE.sub(r"\1", metric)
    gap = " " if named and not _OF_RESOLVE.fullmatch(named) else ""
    return f"{resolve}{named}{gap}{_SIGNS[target.op]}{value:f}{unit}{kind}"


def scaled(target: TargetDraft) -> tuple[Decimal, str]:
    """Value and unit as people say them: money in 万 and 亿, everything else in 亿 only."""
    value, unit = Decimal(str(target.value)), target.unit
    steps = [("亿", Decimal(10**8)), *([("万", Decimal(10**4))] if unit in _MONEY else [])]
    for name, size in steps:
        if abs(value) >= size and not unit.startswith(("亿", "万")):
            value, unit = value / size, name + unit
            break
    return round(value, 4).normalize(), unit


def target_of(words: str) -> TargetDraft:
    """The target that somebody wrote: 新建公园 4个, 增长 5.5%以上, PM2.5 ≤33微克/立方米.

    Raises ValueError where there is no number or something behind it that is no unit.
    """
    found = _FORM.fullmatch(words.strip())
    if found is None:
        raise ValueError(words)
    op = _OP.get(found["sign"] or "", _AFTER.get(found["bound"] or "", "="))
    resolve = {"确保": "ensure", "力争": "strive", "争取": "strive", "争创": "contend"}.get(
        found["resolve"] or "", ""
    )
    metric, unit = found["metric"].strip(), found["unit"]
    kinds = {name: code for code, name in _KINDS.items()}
    kind = kinds.get(found["kind"] or "") or guess_kind(metric, op, unit)
    return TargetDraft(metric, op, float(found["value"]), unit, kind, resolve)


def with_kind(target: TargetDraft, kind: str = "") -> TargetDraft:
    """The target with the kind that is known, else with the one its words tell."""
    return replace(target, kind=kind or guess_kind(target.metric, target.op, target.unit))
