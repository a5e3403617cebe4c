"""What in a report looks as if somebody should read it again: it helps who writes and reviews, never blocks.

Pure: plain values in, no database.

| signal          | field            | when                                                              |
|-----------------|------------------|-------------------------------------------------------------------|
| copied          | note, next_steps | the words of last period but for the month, signs and spaces      |
| empty           | note             | nothing is left of it without phrases that fit any task           |
| fell            | value            | a figure that only adds up is lower than it was                   |
| percent_fell    | percent          | less is said to be done than last period                          |
| against_figures | percent          | ten points or more from what the figures come to                  |
| not_reached     | status           | complete is said while the figures come to less than all          |
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tasks.standing import Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

COMPLETE = "complete"
ALL = Decimal(100)
POINTS_AGAINST = Decimal(10)
#: Shorter than this, what is left of a sentence says nothing.
SAYS_SOMETHING = 4

#: What any task could say in any month.
PHRASES = re.compile(
    "(?:正在|正|已|均|都|全面|积极|扎实|稳步|有序|持续|正常|顺利|加快|继续|深入|大力|有力|不断|进一步|逐步)*"
    "(?:按照?(?:计划|序时进度|时序|时间节点|要求|既定目标|年度计划|工作计划|进度)(?:要求|安排|进度)?)?"
    "(?:正在|正|已|均|都|全面|积极|扎实|稳步|有序|持续|正常|顺利|加快|继续|深入|大力|有力|不断|进一步|逐步)*"
    "(?:推进|开展|进行|落实|实施|完成|办理|推动|组织实施|谋划)(?:中|之中|当中|落实)?"
)
FILLERS = re.compile(
    "进展(?:顺利|良好|正常|情况)|情况(?:良好|正常)|达到(?:序时|时序)进度|(?:达|超)(?:序时|时序)进度|序时进度|"
    "无变化|同上(?:月|期)?|暂无|没有|(?:目前|当前|现阶段|截至目前|截止目前|今年以来|本[月期季]|上[月期]|下[一]?步)|"
    "(?:各|该|本|此|相关|有关)?(?:项|重点)?(?:工作|任务|项目|事项|目标任务|目标)|各项|已经|将|正在|正|已|均|的|了|中|等|无|"
    "(?:按照?|严格按照?)(?:计划|要求|进度)|计划|要求|取得(?:一定|阶段性|积极)?(?:成效|进展)"
)
MONTHS = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:份|底|末|\d{1,2}日)?|第?[一二三四1-4]季度|上半年|下半年")
SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Signal:
    """One thing to look at again: the field of the form that it is about, and a sentence."""

    code: str
    field: str
    params: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return str(SENTENCES[self.code]) % dict(self.params)


SENTENCES: "dict[str, _StrPromise]" = {
    "copied": _("The same words as last time. What is new since?"),
    "empty": _("This could be said of any task. Name a place, a number or a step."),
    "fell": _("Lower than last time (%(before)s), though this figure adds up over the year."),
    "percent_fell": _("Less than last time (%(before)s%%)."),
    "against_figures": _("The figures come to %(computed)s%%."),
    "not_reached": _("Reported complete, but the figures come to %(computed)s%%."),
}


@dataclass(frozen=True)
class Said:
    """What a report says, or is about to. `values` by the key of their target."""

    note: str = ""
    next_steps: str = ""
    percent: Decimal | None = None
    status: str = ""
    values: Mapping[int, Decimal] = field(default_factory=dict)


def signals(
    this: Said, last: Said | None, kinds: Mapping[int, str], computed: Decimal | None
) -> list[Signal]:
    """What to look at again in `this`, `last` being the report before it.

    `kinds`: of each target by its key. `computed`: what the figures come to, 0 to 100.
    """
    return [
        *_about_words(this, last or Said()),
        *_about_values(this.values, last.values if last else {}, kinds),
        *_about_percent(this, last or Said(), computed),
    ]


def _about_words(this: Said, last: Said) -> Iterator[Signal]:
    for name, words, before in (
        ("note", this.note, last.note),
        ("next_steps", this.next_steps, last.next_steps),
    ):
        if _bare(words) and _bare(words) == _bare(before):
            yield Signal("copied", name)
    if this.note and is_empty(this.note):
        yield Signal("empty", "note")


def _about_values(
    values: Mapping[int, Decimal], before: Mapping[int, Decimal], kinds: Mapping[int, str]
) -> Iterator[Signal]:
    for key, value in values.items():
        if kinds.get(key) == Kind.CUMULATIVE and key in before and value < before[key]:
            yield Signal("fell", f"value_{key}", (("before", _plain(before[key])),))


def _about_percent(this: Said, last: Said, computed: Decimal | None) -> Iterator[Signal]:
    known = () if computed is None else (("computed", _plain(computed)),)
    if this.status == COMPLETE and computed is not None and computed < ALL:
        yield Signal("not_reached", "status", known)
    if this.percent is None:
        return
    if computed is not None and this.status != COMPLETE and abs(this.percent - computed) >= POINTS_AGAINST:
        yield Signal("against_figures", "percent", known)
    if last.percent is not None and this.percent < last.percent:
        yield Signal("percent_fell", "percent", (("before", _plain(last.percent)),))


def is_empty(words: str) -> bool:
    """Whether `words` hold nothing but phrases that fit any task; a number always says something."""
    words = MONTHS.sub("", words)
    if re.search(r"\d", words):
        return False
    left = SIGNS.sub("", words)
    left = FILLERS.sub("", PHRASES.sub("", left))
    return len(left) < SAYS_SOMETHING


def by_field(found: Sequence[Signal]) -> dict[str, list[str]]:
    """The sentences by the field that they stand beside."""
    beside: dict[str, list[str]] = {}
    for signal in found:
        beside.setdefault(signal.field, []).append(str(signal))
    return beside


def _bare(words: str) -> str:
    return SIGNS.sub("", MONTHS.sub("", words))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
