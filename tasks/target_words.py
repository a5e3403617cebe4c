"""Targets in words that people read and correct: 力争 新建口袋公园 ≥4个（累计）. Pure."""

import re
from decimal import Decimal
from typing import Any, Protocol

_SIGNS = {"=": "", ">=": "≥", "<=": "≤", "~": "约"}
RESOLVES = {"ensure": "确保", "strive": "力争", "contend": "争创"}
KINDS = {"cumulative": "累计", "growth": "增幅", "level": "水平", "ceiling": "上限"}
_SHARES = ("%", "‰", "个百分点", "百分点")
_MONEY = ("元", "美元", "欧元", "港元")
_GROWING = re.compile("增长|增速|增幅|提高|提升|下降|降低|减少|缩小|压降")
_LEVEL = re.compile("率|比重|占比|比例|指数|浓度|排名|位次|满意度|达标|优良")
#: of a metric, as many signs as are kept
LONGEST = 200
#: words that would be taken for how a target is promised
OF_RESOLVE = re.compile(r"^(确保|力争|争取|争创)(?:\s+|$)")


class Promise(Protocol):
    """A promised number: `value` in `unit`, `op` one of = >= <= ~."""

    @property
    def metric(self) -> str: ...
    @property
    def op(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def unit(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def resolve(self) -> str: ...


def guess_kind(metric: str, op: str, unit: str) -> str:
    """How the value of a target is to be judged (tasks.models.Target.Kind), as far as its words tell."""
    if op == "<=":
        return "ceiling"
    if unit in _SHARES:
        return "growth" if _GROWING.search(metric) or unit.endswith("百分点") else "level"
    return "level" if _LEVEL.search(metric[-8:]) and not unit.startswith(("个", "家", "项")) else "cumulative"


def words_of(target: Promise) -> str:
    """A target in words, from which imports/target_words.py reads an equal one."""
    resolve = f"{RESOLVES[target.resolve]} " if target.resolve in RESOLVES else ""
    value, unit = scaled(target)
    guessed = target.kind == guess_kind(target.metric, target.op, unit)
    kind = "" if guessed else f"（{KINDS[target.kind]}）"
    metric = target.metric[:LONGEST].strip()
    # A promise may itself begin with such a word: without a space behind it, it is not taken for the resolve.
    named = OF_RESOLVE.sub(r"\1", metric)
    gap = " " if named and not OF_RESOLVE.fullmatch(named) else ""
    return f"{resolve}{named}{gap}{_SIGNS[target.op]}{value:f}{unit}{kind}"


def scaled(target: Promise) -> tuple[Decimal, str]:
    """Value and unit as people say them: money in 万 and 亿, everything else in 亿 only."""
    value, unit = Decimal(str(target.value)), target.unit
    steps = [("亿", Decimal(10**8)), *([("万", Decimal(10**4))] if unit in _MONEY else [])]
    for name, size in steps:
        if abs(value) >= size and not unit.startswith(("亿", "万")):
            value, unit = value / size, name + unit
            break
    return round(value, 4).normalize(), unit
