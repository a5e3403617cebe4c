"""What a person takes for one task and what for several: rows are divided and joined before they go in."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from imports.draft import PEOPLE
from imports.models import ImportBatch, ImportRow
from imports.output import target_to_json
from imports.services.decide import locked
from imports.services.edit import compare_again, correction
from imports.targets import find_targets
from tasks.errors import Refused
from tasks.models import User
from tasks.services.history import Deed

#: beyond every number that a row may have, so that none is taken twice while they change
_ASIDE = 1_000_000
_ENDS = "。；;！!？?"


@transaction.atomic
def split(batch: ImportBatch, number: int, texts: Sequence[str], *, user: User) -> None:
    """Make row `number` as many rows as there are `texts`, alike in everything else.

    Raises Refused where there are fewer than two, or the batch is past deciding.
    """
    if len(texts) < 2:
        raise Refused(_("Put each task of the wording on a line of its own, then divide it."))
    batch, rows, row = _held(batch, number)
    made = [row, *(_copy(row) for _text in texts[1:])]
    for each, text in zip(made, texts, strict=True):
        _reword(each, text, Deed.on(None, user))
        each.data["targets"] = [
            target_to_json(target) for target in find_targets(text, each.data["goal"] or "")
        ]
    at = rows.index(row)
    _renumber(batch, [*rows[:at], *made, *rows[at + 1 :]])


@transaction.atomic
def join(batch: ImportBatch, number: int, *, user: User) -> None:
    """Make row `number` and the one below it one row. Raises Refused where they are of two plans."""
    batch, rows, row = _held(batch, number)
    at = rows.index(row)
    other = rows[at + 1] if at + 1 < len(rows) else None
    if other is None or other.data["plan"] != row.data["plan"]:
        raise Refused(_("There is no row below it in the same plan."))
    one, two = row.data, other.data
    between = "" if one["text"].endswith(tuple(_ENDS)) else "；"
    _reword(row, f"{one['text']}{between}{two['text']}", Deed.on(None, user))
    for name in (*PEOPLE, "targets", "extras"):
        one[name] = _without_repeats([*one[name], *two[name]])
    one["deadline_text"] = one["deadline_text"] or two["deadline_text"]
    _join_doubts(one, two)
    other.delete()
    _renumber(batch, [*rows[: at + 1], *rows[at + 2 :]])


def _held(batch: ImportBatch, number: int) -> tuple[ImportBatch, list[ImportRow], ImportRow]:
    batch = locked(batch, ImportBatch.Status.STAGED)
    rows = list(batch.rows.select_for_update().order_by("number"))
    row = next((each for each in rows if each.number == number), None)
    if row is None:
        raise ImportRow.DoesNotExist
    return batch, rows, row


def _copy(row: ImportRow) -> ImportRow:
    return ImportRow(
        batch=row.batch, number=0, data=deepcopy(row.data), verdict=row.verdict, edits=deepcopy(row.edits)
    )


def _reword(row: ImportRow, text: str, deed: Deed) -> None:
    row.edits["text"] = correction(row, "text", row.data["text"], deed)
    row.data["text"] = text
    row.data["suggested"].pop("text", None)
    row.data["check"] = [name for name in row.data["check"] if name != "text"]
    if "text" in row.data["source"]:
        row.data["source"]["text"]["doubt"] = ""
    row.choice, row.chosen_by = "", None


def _without_repeats(values: Iterable[Any]) -> list[Any]:
    kept: list[Any] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept


def _join_doubts(one: dict[str, Any], two: dict[str, Any]) -> None:
    """What is in doubt in either row is in doubt in both together, with both readings."""
    for name in two["check"]:
        if name in one["check"] and name in PEOPLE:
            both = [*one["suggested"].get(name, ()), *two["suggested"].get(name, ())]
            one["suggested"][name] = _without_repeats(both)
        elif name in PEOPLE and name not in one["check"]:
            one["check"].append(name)
            one["source"][name] = two["source"][name]
            offered = [*one[name], *two["suggested"].get(name, ())]
            one["suggested"][name] = _without_repeats(offered)


def _renumber(batch: ImportBatch, rows: Sequence[ImportRow]) -> None:
    """Store rows in this order, numbered from 1, and compare them all again."""
    known = [row for row in rows if row.pk]
    for row in known:
        row.number += _ASIDE
    ImportRow.objects.bulk_update(known, ["number"], batch_size=200)
    for number, row in enumerate(rows, start=1):
        row.number = row.data["n"] = number
    ImportRow.objects.bulk_update(known, ["number", "data", "edits", "choice", "chosen_by"], batch_size=200)
    ImportRow.objects.bulk_create([row for row in rows if not row.pk], batch_size=200)
    for plan in batch.draft.get("plans", []):
        plan["tasks"] = sum(row.data["plan"] == plan["id"] for row in rows)
    batch.save(update_fields=["draft"])
    compare_again(batch, list(batch.rows.order_by("number")))
