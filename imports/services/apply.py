"""A confirmed import: exactly what was previewed is written, in one transaction."""

from collections.abc import Sequence
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from imports.draft import PlanHeading, TaskDraft
from imports.matching import Finding, Kind, Matching, Value
from imports.models import ImportBatch, ImportRow
from imports.output import draft_task_from_json, from_json
from imports.services.compare import Ground, compare, ground, titles_of
from imports.services.decide import decisions, locked, numbers
from imports.services.stage import moved_rows, relay
from imports.services.touched import last_lines
from imports.services.writing import Applied, Entry, Writer
from tasks.errors import Refused
from tasks.models import District, Plan, Task, User
from tasks.services.history import Deed
from tasks.services.standing import refresh
from tasks.services.tell import tell_confirmed
from tasks.services.years import open_year

Choice, Status, Verdict = ImportRow.Choice, ImportBatch.Status, ImportRow.Verdict
Undecided = Literal["refuse", "as_read", "empty", "leave_out"]


class Moved(Refused):
    """Tasks changed between preview and confirmation; `rows` have been compared again."""

    def __init__(self, rows: Sequence[ImportRow]) -> None:
        sentence = ngettext(
            "Nothing was imported: the plan has changed since this preview was made. Row %(rows)s was"
            " compared again; look at it and confirm once more.",
            "Nothing was imported: the plan has changed since this preview was made. Rows %(rows)s were"
            " compared again; look at them and confirm once more.",
            len(rows),
        )
        super().__init__(sentence % {"rows": numbers(rows)})
        self.rows = rows


def apply(
    batch: ImportBatch, *, user: User | None, undecided: Undecided = "refuse", seen: str | None = None
) -> Applied:
    """Write what the preview of `batch` shows. `undecided`: what becomes of rows in doubt without a choice.

    `seen` is the fingerprint (decide.decisions) of the preview that the person looked at. Raises Refused
    where somebody else was faster or decided otherwise, or where rows are undecided and `undecided` says so;
    Moved where the plan itself has changed since. Then nothing is written.
    """
    with transaction.atomic():
        batch = locked(batch, Status.STAGED)
        if seen is not None and seen != decisions(batch):
            raise Refused(
                _("Somebody else has decided about rows of this import. Look again before confirming.")
            )
        rows = list(batch.rows.order_by("number"))
        on = _locked_ground(batch, rows)
        headings, drafts = _headings(batch), [draft_task_from_json(row.data) for row in rows]
        matching = compare(headings, drafts, on)
        moved = moved_rows(rows, matching)
        if not moved:
            entries = _entries(rows, drafts, matching, undecided)
            return _write(batch, entries, headings, on, Deed.on(None, user))
        relay(batch, matching, on, moved)
    raise Moved(moved)


def _headings(batch: ImportBatch) -> list[PlanHeading]:
    return from_json({**batch.draft, "tasks": []}).plans


def _locked_ground(batch: ImportBatch, rows: Sequence[ImportRow]) -> Ground:
    """What the batch is compared with, held still: one import of a district at a time."""
    District.objects.select_for_update().get(pk=batch.district_id)
    titles = titles_of(_headings(batch)).values()
    plans = Plan.objects.filter(
        year__district=batch.district_id, year__number=batch.year_number or 0, title__in=titles
    )
    of_plans = Task.objects.filter(plan__in=plans.values("pk"))
    list(of_plans.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    return ground(batch.district, batch.year_number, titles)


def _entries(
    rows: Sequence[ImportRow], drafts: Sequence[TaskDraft], matching: Matching, undecided: Undecided
) -> list[Entry]:
    """Every row with what is to be written of it; None where nothing is."""
    open_rows = [row for row in rows if row.doubtful and not row.choice and row.verdict in _WRITTEN]
    if open_rows and undecided == "refuse":
        sentence = ngettext(
            "%(count)s row waits for a decision: %(rows)s.",
            "%(count)s rows wait for a decision: %(rows)s.",
            len(open_rows),
        )
        raise Refused(sentence % {"count": len(open_rows), "rows": numbers(open_rows)})
    return [
        Entry(
            row, draft, finding, _values(row, finding, undecided), choice_of(row, undecided) == Choice.AS_READ
        )
        for row, draft, finding in zip(rows, drafts, matching.findings, strict=True)
    ]


_WRITTEN = (Verdict.NEW, Verdict.CHANGED)


def choice_of(row: ImportRow, undecided: str) -> str:
    """What becomes of a row: as a person chose, else by its verdict and, in doubt, by `undecided`."""
    if row.verdict in (Verdict.SAME, Verdict.ERROR):
        return Choice.LEAVE_OUT
    if row.choice:
        return row.choice
    if row.verdict == Verdict.CONFLICT:
        return Choice.LEAVE_OUT
    return undecided if row.doubtful else Choice.EMPTY


def _values(row: ImportRow, finding: Finding, undecided: str) -> dict[str, Value] | None:
    choice = choice_of(row, undecided)
    if choice == Choice.LEAVE_OUT:
        return None
    as_read = choice == Choice.AS_READ
    if finding.stored is None:
        return finding.read.as_read() if as_read else finding.read.left_empty()
    changes = finding.changes.items()
    return {name: change["after"] for name, change in changes if as_read or change["kind"] != Kind.DOUBT}


def _write(
    batch: ImportBatch, entries: Sequence[Entry], headings: Sequence[PlanHeading], on: Ground, deed: Deed
) -> Applied:
    number = batch.year_number or 0  # staged only with a year
    known_year = batch.district.years.filter(number=number).exists()
    year = open_year(batch.district, number, user=deed.user)
    writer = Writer(batch, year, on, headings, deed)
    applied = writer.write(entries)
    refresh(Task.objects.filter(pk__in=writer.touched))
    new = [entry.task.pk for entry in entries if entry.new and entry.task]
    tell_confirmed(year, Task.objects.filter(pk__in=new), deed.user)
    batch.year, batch.status = year, Status.APPLIED
    batch.applied_by, batch.applied_at = deed.user, deed.at
    opened = None if known_year else year.pk
    batch.effects = {**writer.effects, "year": opened, "places": writer.places, "lines": last_lines()}
    deed.save(batch)
    return applied
