"""A filled-in report sheet: from its cells to what each row says, with all that is wrong by its cell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tasks.books import Cell, Row, Unreadable, read_book
from tasks.errors import Refused
from tasks.models import ProgressReport
from tasks.outputs.report_sheet import statuses
from tasks.services.content import LARGEST_VALUE
from tasks.sheet_rows import (
    FIRST_ROW,
    HEADINGS,
    LIMITS,
    MARK,
    PLACE,
    SAID,
    WORDS,
    Key,
    digest_of,
    number_text,
    value_field,
)


@dataclass
class SheetRow:
    """What one task's rows say: `said`, `base` (digests of what it said when made), `places`, by field."""

    task: int
    row: int
    version: str
    said: dict[str, str] = field(default_factory=dict)
    base: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    #: sentences, each beginning with its cell
    wrong: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "SheetRow":
        return cls(**said)


@dataclass(frozen=True)
class Sheet:
    """A sheet as read: of which district, year and period, its rows, and rows that belong to no task."""

    code: str
    year: int
    #: the key of its period
    period: str
    rows: list[SheetRow]
    strays: list[str]


#: the key of a period, as models.Period has it
PERIOD = re.compile(r"\d{1,2}(-\d{1,3})?")


class Wrong(ValueError):
    """What is wrong in one cell, a sentence without its place."""


def read_sheet(data: bytes) -> Sheet:
    """The sheet in a workbook. Raises Refused where there is none that was made here."""
    rows = next((rows for rows in read_book(data).values() if _marks(rows)), None)
    if rows is None:
        raise Refused(_("This is no reporting sheet made here. Download yours, fill that in and upload it."))
    _mark, code, year, period = rows[0][0].text.split()
    found: dict[int, SheetRow] = {}
    strays: list[str] = []
    for row in rows[FIRST_ROW - 1 :]:
        strays += _read_row(row, found)
    return Sheet(code, int(year), period, list(found.values()), strays)


def _marks(rows: Sequence[Row]) -> bool:
    """Whether these are the rows of a sheet made here."""
    parts = rows[0][0].text.split() if rows and rows[0] else []
    return len(parts) == 4 and parts[0] == MARK and parts[2].isdecimal() and bool(PERIOD.fullmatch(parts[3]))


def _read_row(row: Row, found: dict[int, SheetRow]) -> Iterator[str]:
    """Add what a row says to its task's; yields what cannot be added to any."""
    cells = {name: row[place - 1] if len(row) >= place else Cell(0, place) for name, place in PLACE.items()}
    typed = {name: cells[name] for name in ("value", *SAID)}
    key = Key.read(cells["key"].text)
    if key is None:
        if any(cell.text for cell in typed.values()):
            yield _at(row[0].row, _("this row was not made here; fill in the rows of the downloaded sheet"))
        return
    if key.task in found and (key.target is None or value_field(key.target) in found[key.task].said):
        yield _at(row[0].row, _("this row stands twice in the sheet; the first one counts"))
        return
    names = [value_field(key.target)] if key.target else []
    names += SAID if key.task not in found else ()
    task = found.setdefault(key.task, SheetRow(key.task, row[0].row, key.version))
    for name in names:
        cell = typed["value" if name.startswith("value_") else name]
        _read_field(task, name, cell, key.base.get(name, ""))


def _read_field(task: SheetRow, name: str, cell: Cell, base: str) -> None:
    task.base[name], task.places[name] = base, cell.place
    try:
        task.said[name] = _said(name, cell, base)
    except Wrong as wrong:
        task.said[name] = ""
        task.wrong.append(f"{cell.place}{_(': ')}{wrong}")


def _said(name: str, cell: Cell, base: str) -> str:
    """What a cell says of a field; what stood there already is not judged again. Raises Wrong."""
    if name in WORDS:
        return _words(name, cell, base)
    if name == "status":
        return _status(cell)
    return _percent(cell, base) if name == "percent" else _value(cell)


def _at(row: int, words: str) -> str:
    return _("Row %(row)s: %(words)s") % {"row": row, "words": words}


def _number(cell: Cell, heading: str) -> Decimal | None:
    try:
        return cell.number()
    except Unreadable:
        sentence = _("%(heading)s must be a number, not “%(said)s”")
        raise Wrong(sentence % {"heading": heading, "said": cell.text[:20]}) from None


def _percent(cell: Cell, base: str) -> str:
    percent, heading = _number(cell, HEADINGS["percent"]), HEADINGS["percent"]
    if percent is None:
        return ""
    if not 0 <= percent <= 100:
        raise Wrong(_("%(heading)s must be between 0 and 100") % {"heading": heading})
    said = number_text(percent, 2)
    sure = "%" in cell.text or cell.as_percent or digest_of("percent", said) == base
    if 0 < percent < 1 and not sure:
        sentence = _("%(said)s may mean %(percent)s%%: write %(percent)s, or %(said)s%% if it is that little")
        raise Wrong(sentence % {"said": cell.text, "percent": number_text(percent * 100, 2)})
    return said


def _value(cell: Cell) -> str:
    value = _number(cell, HEADINGS["value"])
    if value is not None and abs(value) >= LARGEST_VALUE:
        raise Wrong(_("%(heading)s is too large to be kept") % {"heading": HEADINGS["value"]})
    return number_text(value)


def _status(cell: Cell) -> str:
    words = {label: value for value, label in statuses().items()}
    words |= {str(label): value for value, label in ProgressReport.Status.choices}
    if not cell.text:
        return ""
    if cell.text not in words:
        choices = "、".join(statuses().values())
        raise Wrong(_("%(heading)s must be one of %(choices)s") % _named("status", choices=choices))
    return words[cell.text]


def _words(name: str, cell: Cell, base: str) -> str:
    if len(cell.text) > LIMITS[name] and digest_of(name, cell.text) != base:
        sentence = _("%(heading)s has %(length)s signs; at most %(most)s are kept")
        raise Wrong(sentence % _named(name, length=len(cell.text), most=LIMITS[name]))
    return cell.text


def _named(name: str, **more: object) -> dict[str, object]:
    return {"heading": HEADINGS[name], **more}
