"""Targets that stand in a column of their own (目标值, 2026年目标), away from what they measure. Pure."""

import re
from dataclasses import replace

from imports.column_words import Role, column_role
from imports.draft import TargetDraft, TaskDraft
from imports.target_words import target_of
from imports.targets import find_targets
from imports.wording import squeeze
from tasks.ledger_words import DIVIDER, NO_TARGETS
from tasks.ledger_words import TARGETS as COLUMN

_FIGURE = r"\d[\d,]*(?:\.\d+)?"
_VALUE = re.compile(
    r"(?:增长|下降|达到?|完成|新增|不少于|不低于|不超过|控制在|大于|小于|超过?|≥|≤|>=|<=|＞|＜|>|<|约|±)*"
    rf"{_FIGURE}(?:\s?[-—–~～至]\s?{_FIGURE})?\s?(?:万|亿)?[%％‰\u4e00-\u9fff/（）()]{{0,6}}"
    r"(?:以上|以下|以内|左右|及以上)?"
)
_NUMBER = re.compile(rf"{_FIGURE}(?:万|亿)?")
_YEAR = re.compile(r"20\d\d年")
_SENTENCE = re.compile("[。，；;,]")
_SIGNS = "≥≤<>＜＞=约±"
_LONGEST = 20


def is_value(text: str) -> bool:
    """Whether a cell holds a promised number and nothing else: ≥60, 5.5%左右, 1.2万人."""
    word = squeeze(text)
    return len(word) <= _LONGEST and _VALUE.fullmatch(word) is not None


def targets_of(task: TaskDraft) -> list[TargetDraft]:
    """The targets of a task: those that columns beside it state, then those of its wording.

    Of columns for several years the last year's counts.
    """
    own = _own(task)
    if own is not None:
        return own
    goal = task.goal or ""
    found = _stated(task)
    same = {(target.value, target.unit) for target in found}
    return [*found, *(each for each in find_targets(task.text, goal) if (each.value, each.unit) not in same)]


def _own(task: TaskDraft) -> list[TargetDraft] | None:
    """The targets that a ledger's row states; None for other documents, and where one is in other words."""
    words = next((text for heading, text in task.extras if heading == COLUMN), "")
    if not words:
        return None
    try:
        found = [] if words == NO_TARGETS else [target_of(each) for each in words.split(DIVIDER)]
    except ValueError:
        return None
    task.extras = [extra for extra in task.extras if extra[0] != COLUMN]
    return found


def _stated(task: TaskDraft) -> list[TargetDraft]:
    stated = [(_YEAR.search(head), squeeze(text)) for head, text in task.extras if _is_target(head)]
    last = max((year[0] for year, _ in stated if year), default=None)
    # a column headed 单位 that stands beside the task holds no bodies, which would not stand there
    measures = [
        squeeze(text) for head, text in task.extras if column_role(head) in (Role.MEASURE, Role.UNITS)
    ]
    measure = measures[0] if measures else ""
    values = [text for year, text in stated if not last or (year and year[0] == last)]
    return [target for value in values for target in _targets(_subject(task), value, measure)]


def _is_target(heading: str) -> bool:
    return column_role(heading) in (Role.TARGET, Role.WORK, Role.CONTENT)


def _subject(task: TaskDraft) -> str:
    """What the column's number measures: the goal where the wording is a sentence, else the wording."""
    return task.goal if task.goal and _SENTENCE.search(task.text) else task.text.rstrip("。；;")


def _targets(subject: str, value: str, measure: str) -> list[TargetDraft]:
    if not is_value(value):
        return find_targets(value, subject)
    if measure and measure not in value:
        value = _NUMBER.sub(lambda match: match[0] + measure, value)
    return [replace(target, metric=target.metric.strip(_SIGNS)) for target in find_targets(subject + value)]
