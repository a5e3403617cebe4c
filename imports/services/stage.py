"""A document comes in: it is kept, and what was read from it is laid out, row by row, for a person."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from imports.document import Place, ReadError
from imports.document_json import document_to_json
from imports.draft import PlanDraft, Problem, problem_text
from imports.isolation import parse_apart
from imports.matching import Finding, Matching
from imports.models import ImportBatch, ImportRow, ReadDocument
from imports.output import task_to_json, to_json
from imports.parse import VERSION, parse
from imports.services.compare import Ground, compare, ground, newcomers, titles_of
from imports.services.districts import district_called, enter_district
from imports.services.runs import runs
from imports.tasks import read_upload
from imports.wording import fold
from tasks.errors import Refused
from tasks.models import District, SourceFile, User
from tasks.services.history import Deed
from tasks.services.years import FIRST_YEAR, LAST_YEAR

Status = ImportBatch.Status
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}")


def receive(name: str, data: bytes, *, user: User, district: District) -> ImportBatch:
    """Keep an uploaded document and leave it to the worker; bytes that came before first ask a person."""
    before = earlier(data, district)
    with transaction.atomic():
        batch = _new_batch(name, data, user, district)
        if before:
            batch.status, batch.question = Status.QUESTION, {"same_file": before.pk}
        Deed.on(None, user).save(batch)
    if not before:
        queue(batch)
    return batch


def earlier(data: bytes, district: District) -> ImportBatch | None:
    """The last import of these very bytes into `district` that still counts for something."""
    return ImportBatch.objects.of_file(_sha256(data), district).first()


def queue(batch: ImportBatch) -> None:
    """Leave the reading of `batch` to the worker. Once too often does no harm."""
    batch.queued_at = timezone.now()
    batch.save(update_fields=["queued_at"])
    read_upload.enqueue(batch.pk, translation.get_language() or "")


def stage(
    name: str,
    data: bytes,
    *,
    user: User | None,
    district: District | None = None,
    year: int | None = None,
) -> ImportBatch:
    """Read a document now and stage it; a district that it alone names and nobody knows is entered.

    Raises ReadError for a file that cannot be read, Refused where district or year cannot be told; then
    nothing is stored.
    """
    draft = read_draft(name, data, year=year)
    return stage_draft(draft, data, user=user, district=district or district_meant(draft))


def stage_draft(
    draft: PlanDraft, data: bytes, *, user: User | None, district: District | None
) -> ImportBatch:
    """Stage what was read from `data`, into a district, entered where it is not known."""
    refuse_unknown_year(draft)
    with transaction.atomic():
        deed = Deed.on(None, user)
        district = district or enter_district(str(draft.district), deed)
        batch = _new_batch(draft.document, data, user, district)
        batch.year_number = draft.year
        deed.save(batch)
        lay_out(batch, draft, deed)
    return batch


def read_draft(name: str, data: bytes, **known: Any) -> PlanDraft:
    """What the document says. Raises ReadError also where no task was found in it."""
    draft = (parse_apart if settings.READ_APART else parse)(name, data, **known)
    if not draft.tasks:
        remedy = _("See whether this is the right file, and whether its tables have a row of headings.")
        raise NoTasks(draft, problem_text(Problem.NO_TASKS), Place(name), remedy)
    return draft


class NoTasks(ReadError):
    """A file that can be read and holds no task; `draft` has what was read instead."""

    def __init__(self, draft: PlanDraft, message: str, place: Place, remedy: str) -> None:
        super().__init__(message, place, remedy)
        self.draft = draft


def district_meant(draft: PlanDraft) -> District | None:
    """The district that a document names, None if nobody knows it. Raises Refused where it cannot be told."""
    if draft.district is None:
        raise Refused(_("The document does not name its district. Say it: --district NAME."))
    return district_called(draft.district)


def refuse_unknown_year(draft: PlanDraft) -> None:
    """Raise Refused where a document leaves its year open, or names one that no plan is made for."""
    if draft.year is None:
        raise Refused(_("The document does not name its year. Say it: --year N."))
    if not FIRST_YEAR <= draft.year <= LAST_YEAR:
        raise Refused(_("%(number)s is not a year that can be planned for.") % {"number": draft.year})


def compared(draft: PlanDraft, district: District | None, number: int | None) -> tuple[Matching, Ground]:
    """A draft against the district and year that it is meant for; writes nothing."""
    on = ground(district, number, titles_of(draft.plans).values())
    return compare(draft.plans, draft.tasks, on), on


def lay_out(batch: ImportBatch, draft: PlanDraft, deed: Deed) -> None:
    """Store the rows of `draft`, compared with the database as it is now; the batch waits for a person."""
    matching, on = compared(draft, batch.district, batch.year_number)
    batch.rows.all().delete()
    ImportRow.objects.bulk_create(_rows(batch, draft, matching.findings), batch_size=200)
    batch.draft = _summary(draft, matching, on)
    batch.counts = ImportRow.objects.filter(batch=batch).by_verdict()
    batch.parser, batch.parser_version = draft.layout[:50], VERSION
    batch.status, batch.question, batch.error = Status.STAGED, {}, {}
    deed.save(batch)
    if draft.body:
        kept = document_to_json(draft.body)
        ReadDocument.objects.update_or_create(batch=batch, defaults={"data": kept})


def relay(batch: ImportBatch, matching: Matching, on: Ground, moved: Sequence[ImportRow]) -> None:
    """Note on the rows that have `moved` what they are now; a choice made about what they were is gone."""
    findings = {finding.read.number: finding for finding in matching.findings}
    for row in moved:
        judge(row, findings[row.number])
        row.choice, row.chosen_by = "", None
    ImportRow.objects.bulk_update(moved, [*JUDGED, "choice", "chosen_by"], batch_size=200)
    batch.draft["newcomers"] = newcomers(matching, on.people)
    batch.counts = ImportRow.objects.filter(batch=batch).by_verdict()
    batch.save()


def _rows(batch: ImportBatch, draft: PlanDraft, findings: Sequence[Finding]) -> list[ImportRow]:
    first_of = runs(draft.tasks, findings)
    rows = []
    for task, finding in zip(draft.tasks, findings, strict=True):
        row = ImportRow(
            batch=batch, number=task.number, data=task_to_json(task), run=first_of.get(task.number)
        )
        judge(row, finding)
        rows.append(row)
    return rows


JUDGED = ("verdict", "checks", "doubtful", "problems", "changes", "task", "task_version")


def judge(row: ImportRow, finding: Finding) -> None:
    """Write a finding on its row."""
    row.verdict = finding.verdict.value
    row.checks, row.doubtful = finding.checks, bool(finding.checks)
    row.problems, row.changes = list(finding.read.problems), finding.changes
    row.task_id = finding.stored.key if finding.stored else None
    row.task_version = finding.stored.version if finding.stored else ""


def moved_rows(rows: Sequence[ImportRow], matching: Matching) -> list[ImportRow]:
    """The rows of which something else would be made now than what their preview shows."""
    moved = []
    for row, finding in zip(rows, matching.findings, strict=True):
        fresh = ImportRow(number=row.number)
        judge(fresh, finding)
        if any(_plain(getattr(row, name)) != _plain(getattr(fresh, name)) for name in _COMPARED):
            moved.append(row)
    return moved


_COMPARED = [name for name in JUDGED if name != "task"] + ["task_id"]


def _plain(value: object) -> object:
    """A value as JSON gives it back."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _summary(draft: PlanDraft, matching: Matching, on: Ground) -> dict[str, Any]:
    """The draft without its tasks, and what entering it would add to the district."""
    summary = to_json(draft)
    del summary["tasks"]
    for plan in summary["plans"]:
        plan["tasks"] = sum(task.plan == plan["id"] for task in draft.tasks)
    new = [title for title in titles_of(draft.plans).values() if fold(title) not in on.plans]
    return {**summary, "newcomers": newcomers(matching, on.people), "new_plans": new}


def _new_batch(name: str, data: bytes, user: User | None, district: District) -> ImportBatch:
    return ImportBatch(source=_keep(name, data, user, district), district=district, created_by=user)


def _keep(name: str, data: bytes, user: User | None, district: District) -> SourceFile:
    """The file under a name of our own, since nothing in its own may harm; people see its own."""
    shown = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(sign for sign in shown if sign.isprintable())[-255:] or _("document")
    sha256 = _sha256(data)
    source = SourceFile(district=district, name=shown, sha256=sha256, size=len(data), uploaded_by=user)
    ending = PurePosixPath(shown).suffix.lower()
    source.file.save(
        sha256[:24] + (ending if _ENDING.fullmatch(ending) else ""), ContentFile(data), save=False
    )
    try:
        with transaction.atomic():
            source.save()
    except Exception:
        source.file.delete(save=False)
        raise
    return source


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
