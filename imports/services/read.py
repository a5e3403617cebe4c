"""The worker's part: an upload is read and laid out, or leaves a question, or says why it cannot be read."""

import logging
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from imports.document import ReadError
from imports.draft import PlanDraft, Problem
from imports.models import ImportBatch
from imports.output import to_json
from imports.services.districts import fits
from imports.services.stage import NoTasks, lay_out, read_draft
from tasks.services.history import Deed

logger = logging.getLogger(__name__)
Status = ImportBatch.Status
TO_BE_READ = (Status.WAITING, Status.READING)


def read(pk: int) -> None:
    """Read the upload of batch `pk`. One that has been read already, by whomever, is left as it is."""
    if not ImportBatch.objects.filter(pk=pk, status__in=TO_BE_READ).update(status=Status.READING):
        return
    batch = ImportBatch.objects.select_related("source", "district", "created_by").get(pk=pk)
    try:
        _keep(batch, _draft(batch))
    except ReadError as error:
        _fail(batch, error.to_json(), error.draft if isinstance(error, NoTasks) else None)
    except Exception:
        logger.exception("Reading upload %s failed", pk)
        _fail(batch, _unforeseen())
        raise


def _draft(batch: ImportBatch) -> PlanDraft:
    with batch.source.file.open("rb") as file:
        data = file.read()
    answers = batch.answers
    draft = read_draft(
        batch.source.name,
        data,
        year=answers.get("year"),
        titles=answers.get("titles", ()),
        responsible_units=answers.get("responsible_units"),
        layout=answers.get("layout"),
    )
    # whose it is says who is signed in
    draft.problems = [problem for problem in draft.problems if problem != Problem.NO_DISTRICT]
    return draft


def _keep(batch: ImportBatch, draft: PlanDraft) -> None:
    deed = Deed.on(None, batch.created_by)
    with transaction.atomic():
        current = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if current.status != Status.READING:
            return  # a second reader was faster
        batch.year_number = draft.year
        batch.question = _questions(batch, draft)
        if batch.question:
            batch.status = Status.QUESTION
            deed.save(batch)
        else:
            lay_out(batch, draft, deed)


def _questions(batch: ImportBatch, draft: PlanDraft) -> dict[str, Any]:
    """What only a person can say before the rows can be compared."""
    questions: dict[str, Any] = {}
    if draft.district and not fits(batch.district, draft.district) and not batch.answers.get("ours"):
        questions["district"] = draft.district
    if draft.year is None:
        questions["year"] = True
    return questions


def _fail(batch: ImportBatch, error: dict[str, Any], draft: PlanDraft | None = None) -> None:
    with transaction.atomic():
        current = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if current.status != Status.READING:
            return
        current.status, current.error = Status.FAILED, error
        current.draft = (
            {name: value for name, value in to_json(draft).items() if name != "tasks"} if draft else {}
        )
        Deed.on(None, batch.created_by).save(current)


def _unforeseen() -> dict[str, Any]:
    return {
        "message": _("Something in this file was not foreseen, and reading it stopped."),
        "place": {},
        "remedy": _("Nothing has been stored. Pass the file on to those who look after this system."),
    }
