"""Reports as the rule of signals sees them: the way from stored rows and from forms to tasks.signals."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tasks.models import ProgressReport, Task
from tasks.signals import Said, Signal, signals


def of_report(row: ProgressReport) -> Said:
    """What a stored report says, with its values fetched."""
    values = {value.target_id: value.value for value in row.values.all()}
    return Said(row.note, row.next_steps, row.percent, row.status, values)


def signals_of(row: ProgressReport, last: ProgressReport | None, task: Task) -> list[Signal]:
    """What to look at again in a stored report, beside the one before it; `task` with its targets.

    None in one that says that nothing has changed: it repeats the last one on purpose.
    """
    if row.unchanged:
        return []
    return signals(of_report(row), of_report(last) if last else None, _kinds(task), row.computed_percent)


def signals_in(
    typed: Mapping[str, Any], last: ProgressReport | None, task: Task, computed: Decimal | None
) -> list[Signal]:
    """The same for what is typed and not sent, as the form has cleaned it."""
    values = {
        t.pk: typed[f"value_{t.pk}"] for t in task.targets.all() if typed.get(f"value_{t.pk}") is not None
    }
    words = {name: typed.get(name) or "" for name in ("note", "next_steps", "status")}
    this = Said(**words, percent=typed.get("percent"), values=values)
    return signals(this, of_report(last) if last else None, _kinds(task), computed)


def _kinds(task: Task) -> dict[int, str]:
    return {target.pk: target.kind for target in task.targets.all()}
