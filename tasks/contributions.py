"""What other units add to a task: the questions of its page, of the reporting page, of the units' page."""

from collections import Counter
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from tasks.models import Contribution, Period, Responsibility, Task, Unit
from tasks.permissions import reporting_unit
from tasks.templatetags.look import plain


def askable(task: Task) -> list[Unit]:
    """The units that the one reporting `task` may ask: its further leads, partners and collectives' members.

    Asks for task.responsibilities with their units and these units' members.
    """
    own = reporting_unit(task)
    found: dict[int, Unit] = {}
    for row in task.responsibilities.all():
        if row.unit:
            units = row.unit.members.all() if row.unit.collective else [row.unit]
            found |= {unit.pk: unit for unit in units if unit.active and unit != own}
    return sorted(found.values(), key=lambda unit: (unit.position, unit.pk))


def further_leads(task: Task, units: Collection[int]) -> list[Unit]:
    """Those of `units` (keys) that lead `task` without being the one that reports it."""
    own = reporting_unit(task)
    leads = [
        r.unit for r in task.responsibilities.all() if r.role == Responsibility.Role.LEAD_UNIT and r.unit
    ]
    single = [unit for lead in leads for unit in (lead.members.all() if lead.collective else [lead])]
    return [unit for unit in dict.fromkeys(single) if unit.pk in units and unit != own]


def of_task(task: Task) -> "QuerySet[Contribution]":
    """All contributions to `task`, those that wait for an answer first, then the latest."""
    rows = _whole(Contribution.objects.filter(task=task))
    return rows.order_by(F("answered_at").desc(nulls_first=True), "due", "-pk")


def waiting(rows: "QuerySet[Contribution]") -> "QuerySet[Contribution]":
    """Those of `rows` that were asked for and not given, the most urgent first."""
    return _whole(rows.filter(answered_at=None)).order_by(F("due").asc(nulls_last=True), "pk")


def given(rows: "QuerySet[Contribution]") -> "QuerySet[Contribution]":
    """Those of `rows` that were given, the latest first."""
    return _whole(rows.filter(answered_at__isnull=False)).order_by("-answered_at", "-pk")


def _whole(rows: "QuerySet[Contribution]") -> "QuerySet[Contribution]":
    return rows.select_related(
        "task", "unit", "target", "period__year", "asked_by", "answered_by", "taken_by"
    )


def words(row: Contribution) -> str:
    """What a unit gave, as it can be copied into a report: 教育局：已开工2所。"""
    figure = ""
    if row.target and row.value is not None:
        figure = f"{row.target.metric}{plain(row.value)}{row.target.unit}"
    said = "，".join(part for part in (figure, row.note.strip()) if part)
    return f"{row.unit}：{said}"


def prefill(task: Task, period: Period) -> dict[str, Any]:
    """What was taken in for `period`, for the fields of a report: `note`, and `values` by target.

    A target for which several units gave a value gets none: adding them up is for a person to decide.
    """
    rows = of_task(task).filter(period=period, taken_at__isnull=False).order_by("taken_at", "pk")
    return {"note": "\n".join(words(row) for row in rows), "values": _alone(rows)}


def _alone(rows: Iterable[Contribution]) -> dict[int, Decimal]:
    found = [(row.target_id, row.value) for row in rows if row.target_id and row.value is not None]
    times = Counter(target for target, _value in found)
    return {target: value for target, value in found if times[target] == 1}
