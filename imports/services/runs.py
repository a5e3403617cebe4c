"""Rows on end that one doubt runs through: a cell that may be merged over all of them is one question."""

from collections.abc import Hashable, Sequence
from itertools import groupby

from imports.draft import TaskDraft
from imports.matching import Finding


def runs(tasks: Sequence[TaskDraft], findings: Sequence[Finding]) -> dict[int, int]:
    """The number of each row in a run of two or more → the number of the run's first row."""
    first_of: dict[int, int] = {}
    pairs = zip(tasks, findings, strict=True)
    for _doubt, group in groupby(pairs, key=lambda pair: (pair[1].verdict, _doubt_of(*pair))):
        numbers = [task.number for task, finding in group if finding.checks]
        if len(numbers) > 1:
            first_of.update(dict.fromkeys(numbers, numbers[0]))
    return first_of


def _doubt_of(task: TaskDraft, finding: Finding) -> Hashable:
    """What makes the doubts of two rows one: the same fields for the same reason, with the same reading."""
    return tuple(
        (name, doubt, task.sources[name].place if name in task.sources else task.number, _frozen(task, name))
        for name, doubt in sorted(finding.checks.items())
    )


def _frozen(task: TaskDraft, name: str) -> Hashable:
    offered = task.suggested.get(name) or getattr(task, name, None)
    return tuple(offered) if isinstance(offered, list) else offered
