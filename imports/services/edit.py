"""What a person corrects in a row before it is confirmed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from imports.draft import LISTS
from imports.matching import Value
from imports.models import ImportBatch, ImportRow, ImportRowQuerySet
from imports.output import draft_task_from_json, from_json, target_from_json, target_to_json
from imports.services.compare import compare, ground, titles_of
from imports.services.decide import locked
from imports.services.runs import runs
from imports.services.stage import moved_rows, relay
from imports.target_words import target_of
from imports.targets import find_targets
from tasks.models import User
from tasks.services.history import Deed
from tasks.target_words import words_of

#: What can be corrected, in the order in which people read it.
EDITABLE = (
    "text",
    "section",
    "goal",
    "label",
    "lead_officials",
    "lead_units",
    "partner_units",
    "deadline_text",
    "targets",
)


def shown(row: ImportRow) -> dict[str, Value]:
    """The values of a row as a person sees them: what is printed, and for a field in doubt its reading."""
    data = row.data
    values = {name: data["suggested"].get(name) or data[name] for name in EDITABLE}
    values["targets"] = [words_of(target_from_json(each)) for each in data["targets"]]
    return {name: value or ([] if name in LISTS else "") for name, value in values.items()}


@transaction.atomic
def edit(batch: ImportBatch, number: int, values: Mapping[str, Value], *, user: User) -> ImportRow:
    """Give row `number` of `batch` these values; a field given is in doubt no more, changed or not.

    All rows are compared again, since a corrected wording may be another task's. Raises Refused where the
    batch is past deciding, ImportRow.DoesNotExist where there is no such row.
    """
    batch = locked(batch, ImportBatch.Status.STAGED)
    rows = list(batch.rows.select_for_update().order_by("number"))
    row = next((each for each in rows if each.number == number), None)
    if row is None:
        raise ImportRow.DoesNotExist
    _write(row, values, Deed.on(None, user))
    row.save(update_fields=["data", "edits"])
    compare_again(batch, rows)
    row.refresh_from_db()
    return row


@transaction.atomic
def edit_all(batch: ImportBatch, chosen: ImportRowQuerySet, name: str, value: Value, *, user: User) -> int:
    """Give one field of all `chosen` rows of `batch` the same value; returns how many rows that are."""
    batch, deed = locked(batch, ImportBatch.Status.STAGED), Deed.on(None, user)
    rows = list(batch.rows.select_for_update().order_by("number"))
    picked = set(chosen.filter(batch=batch).order_by().values_list("pk", flat=True))
    mine = [row for row in rows if row.pk in picked]
    for row in mine:
        _write(row, {name: value}, deed)
    ImportRow.objects.bulk_update(mine, ["data", "edits"], batch_size=200)
    compare_again(batch, rows)
    return len(mine)


def _write(row: ImportRow, values: Mapping[str, Value], deed: Deed) -> None:
    """Note a correction; where only the wording changes, the numbers in it are looked for again."""
    data, before = row.data, shown(row)
    if values.get("targets", before["targets"]) == before["targets"] and "targets" not in row.edits:
        found = find_targets(str(values.get("text", before["text"])), str(before["goal"] or ""))
        if values.get("text", before["text"]) != before["text"]:
            data["targets"] = [target_to_json(target) for target in found]
        values = {name: value for name, value in values.items() if name != "targets"}
    for name, value in values.items():
        if value == before[name] and name not in data["check"]:
            continue
        row.edits[name] = correction(row, name, before[name], deed)
        data[name] = _stored(name, value)
        data["suggested"].pop(name, None)
        if name in data["check"]:
            data["check"].remove(name)
        if name in data["source"]:
            data["source"][name]["doubt"] = ""
    data["text"] = data["text"] or ""


def correction(row: ImportRow, name: str, before: Value, deed: Deed) -> dict[str, Any]:
    """The note of a correction: what was read at first, who corrected it last, when."""
    first = row.edits.get(name, {}).get("before", before)
    return {"before": first, "who": str(deed.user), "when": deed.at.isoformat()}


def _stored(name: str, value: Value) -> Any:
    if name == "targets":
        return [target_to_json(target_of(each)) for each in value]
    return value if name in LISTS or value else None


def compare_again(batch: ImportBatch, rows: Sequence[ImportRow]) -> None:
    """Judge all rows anew; a choice about a row of which something else would be made now is gone."""
    headings = from_json({**batch.draft, "tasks": []}).plans
    drafts = [draft_task_from_json(row.data) for row in rows]
    on = ground(batch.district, batch.year_number, titles_of(headings).values())
    matching = compare(headings, drafts, on)
    first_of = runs(drafts, matching.findings)
    rerun = [row for row in rows if row.run != first_of.get(row.number)]
    for row in rerun:
        row.run = first_of.get(row.number)
    ImportRow.objects.bulk_update(rerun, ["run"], batch_size=200)
    relay(batch, matching, on, moved_rows(rows, matching))
