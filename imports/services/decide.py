"""What a person decides between reading a document and confirming it."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from imports.models import ImportBatch, ImportRow, ImportRowQuerySet
from imports.services.stage import queue
from tasks.errors import Refused
from tasks.models import User
from tasks.services.history import Deed

Status = ImportBatch.Status
#: The states of a batch that has not been confirmed.
BEFORE = (Status.WAITING, Status.READING, Status.QUESTION, Status.STAGED, Status.FAILED)


def locked(batch: ImportBatch, *statuses: str) -> ImportBatch:
    """The batch, locked, in one of `statuses`. Raises Refused where it is past them, saying by whom."""
    batches = ImportBatch.objects.select_for_update(of=("self",))
    with_people = batches.select_related("source", "district", "applied_by", "undone_by")
    current = with_people.get(pk=batch.pk)
    if current.status not in statuses:
        raise Refused(past(current))
    return current


def past(batch: ImportBatch) -> str:
    """Why nothing can be decided about `batch` any more."""
    if batch.status == Status.APPLIED:
        sentence = _("This import has been confirmed already, by %(who)s.")
        return sentence % {"who": batch.applied_by or _("the command line")}
    if batch.status == Status.UNDONE:
        return _("This import has been undone, by %(who)s.") % {
            "who": batch.undone_by or _("the command line")
        }
    return _("This import stands otherwise by now: %(status)s.") % {"status": batch.get_status_display()}


@transaction.atomic
def choose(batch: ImportBatch, rows: ImportRowQuerySet, choice: str, *, user: User) -> int:
    """Decide about `rows` of `batch`; returns how many. The same and errors leave nothing to decide."""
    locked(batch, Status.STAGED)
    mine = rows.filter(batch=batch).exclude(verdict__in=(ImportRow.Verdict.SAME, ImportRow.Verdict.ERROR))
    decided = ImportRow.objects.filter(pk__in=mine.order_by().values("pk"))
    return decided.update(choice=choice, chosen_by=user if choice else None)


def decisions(batch: ImportBatch) -> str:
    """A fingerprint of all verdicts, choices and corrections: what a person who confirms has seen."""
    told = ("number", "verdict", "choice", "task_version", "edits")
    rows = batch.rows.order_by("number").values_list(*told)
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:32]


def answer(batch: ImportBatch, *, user: User, **answers: Any) -> None:
    """Answer what the document left open, or read it another way: it is read again with all answers.

    Without an answer it is only read again, for one that seems stuck, or after a correction elsewhere.
    """
    with transaction.atomic():
        current = locked(batch, *BEFORE)
        current.answers = {**current.answers, **answers}
        current.status, current.question, current.error = Status.WAITING, {}, {}
        Deed.on(None, user).save(current)
    queue(current)


@transaction.atomic
def discard(batch: ImportBatch, *, user: User) -> None:
    """Lay a batch aside that has not been confirmed."""
    current = locked(batch, *BEFORE)
    current.status = Status.DISCARDED
    Deed.on(None, user).save(current)


def numbers(rows: Sequence[ImportRow], most: int = 10) -> str:
    """The rows' own numbers, for a sentence."""
    named = "、".join(str(row.number) for row in rows[:most])
    return named + "…" if len(rows) > most else named
