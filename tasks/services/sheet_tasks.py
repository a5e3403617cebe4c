"""What a person reports this period, task by task, as a sheet carries it. Writes nothing."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Prefetch, Q
from django.utils import translation
from django.utils.translation import gettext as _

from tasks.due import Mark, mark
from tasks.flow import TASK
from tasks.models import Period, ProgressReport, Responsibility, Target, Task, Unit, Year
from tasks.outputs import report_sheet as sheet
from tasks.permissions import Access, reporting_unit
from tasks.services.years import present
from tasks.sheet_rows import SAID, digest_of, number_text, value_field


@dataclass(frozen=True)
class Mine:
    """A task that a person's unit reports: what it says this period, and what it said last."""

    task: Task
    this: ProgressReport | None
    last: ProgressReport | None

    @property
    def version(self) -> str:
        return version_of(self.this)

    @property
    def said(self) -> dict[str, str]:
        return said(self.this)


def version_of(report: ProgressReport | None) -> str:
    """What tells a report from what it was before or becomes later; empty where there is none."""
    if report is None:
        return ""
    whole = f"{report.reported_at.isoformat()} {sorted(said(report).items())}"
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def said(report: ProgressReport | None) -> dict[str, str]:
    """What a report says by field of the sheet; empty for none. Its values are fetched."""
    if report is None:
        return {}
    words = {name: str(getattr(report, name)) for name in SAID if name != "percent"}
    values = {value_field(value.target_id): number_text(value.value) for value in report.values.all()}
    return {"percent": number_text(report.percent, 2), **words, **values}


def mine(
    access: Access, year: Year, day: date, pks: Collection[int] | None = None, period: Period | None = None
) -> list[Mine]:
    """The tasks of `year` that this person reports (of those, `pks`), in the documents' order.

    What they say is of `period`, by default the present one of `day`.
    """
    units = Unit.objects.filter(pk__in=access.unit_ids)
    tasks = Task.objects.current().filter(year=year).reported_by(units).standing_on(day)
    if pks is not None:
        tasks = tasks.filter(pk__in=pks)
    period = period or present(year, day)
    until = Q(period__month__lt=period.month) | Q(period=period, beyond__lte=period.beyond)
    reports = ProgressReport.objects.filter(until).order_by("-period__month", "-beyond")
    reports = reports.select_related("period__year", "reported_by", "unit")
    tasks = tasks.in_document_order().select_related("plan", "year__district")
    people = Responsibility.objects.select_related("unit")
    tasks = tasks.prefetch_related(
        Prefetch("responsibilities", people.prefetch_related("unit__members")),
        Prefetch("reports", reports.prefetch_related("values")),
        "targets",
    )
    return [_mine(task, period) for task in tasks]


def _mine(task: Task, period: Period) -> Mine:
    unit = reporting_unit(task)
    rows = [row for row in cast(Any, task).reports.all() if unit and row.unit_id == unit.pk]
    this = next((row for row in rows if row.is_of(period)), None)
    last = next((row for row in rows if not row.is_of(period)), None)
    return Mine(task, this, last)


def due(access: Access, year: Year, day: date) -> list[Mine]:
    """Of these, what is due this period or has been reported in it and may be corrected.

    When the year is over, all that is still open.
    """
    period = present(year, day)
    return [row for row in mine(access, year, day) if _asked(row, period)]


def _asked(row: Mine, period: Period) -> bool:
    if period.beyond:
        return TASK.allows(row.task.status, "report") and not row.task.reported_with_id
    if row.this is not None and row.this.served_by_id is None:
        return TASK.allows(row.task.status, "report")
    reports = [row.this] if row.this else []
    return mark(row.task, cast(Any, row.task).standing, period, reports) is Mark.MISSING


def lines(rows: Sequence[Mine]) -> list[sheet.Line]:
    """As the sheet writes them: in Chinese, as all of it is."""
    with translation.override("zh-hans"):
        return [_line(row) for row in rows]


def _line(row: Mine) -> sheet.Line:
    words = row.said
    targets = [sheet.Target(target.pk, _target_words(target)) for target in row.task.targets.all()]
    names = [*SAID, *(value_field(target.pk) for target in targets)]
    base = {name: digest_of(name, words.get(name, "")) for name in names}
    return sheet.Line(
        row.task.pk,
        row.task.label,
        row.task.text,
        targets,
        _last_words(row),
        row.version,
        words,
        base,
    )


def _target_words(target: Target) -> str:
    sign = "" if target.comparator == Target.Comparator.EQUAL else target.get_comparator_display()
    return f"{target.metric}（{sign}{number_text(target.value)}{target.unit}）"


def _last_words(row: Mine) -> str:
    """The report before this one, in as many words as fit beside the row; and why one was sent back."""
    parts = []
    if row.this and row.this.returned_reason:
        parts.append(_("Sent back: %(why)s") % {"why": row.this.returned_reason})
    if row.last:
        parts.append(_report_words(row.last, {target.pk: target for target in row.task.targets.all()}))
    return "\n".join(parts) or "—"


def _report_words(report: ProgressReport, targets: dict[int, Any]) -> str:
    reached = [(targets.get(value.target_id), value.value) for value in report.values.all()]
    values = [f"{target.metric} {number_text(value)}{target.unit}" for target, value in reached if target]
    percent = [f"{number_text(report.percent, 2)}%"] if report.percent is not None else []
    figures = "，".join([*percent, *values])
    return "\n".join(filter(None, [" ".join(filter(None, [report.period_name, figures])), report.note[:400]]))
