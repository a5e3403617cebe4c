"""The targets that people wrote in the words of tasks/target_words.py. Pure."""

import re
from dataclasses import replace

from imports.draft import TargetDraft
from tasks.target_words import KINDS, guess_kind

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
    kinds = {name: code for code, name in KINDS.items()}
    kind = kinds.get(found["kind"] or "") or guess_kind(metric, op, unit)
    return TargetDraft(metric, op, float(found["value"]), unit, kind, resolve)


def with_kind(target: TargetDraft, kind: str = "") -> TargetDraft:
    """The target with the kind that is known, else with the one its words tell."""
    return replace(target, kind=kind or guess_kind(target.metric, target.op, target.unit))
