"""A filled-in workbook of people: its rows as text by field, each with the cell it stands in."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tasks.books import Row, read_book
from tasks.errors import Refused
from tasks.people_book import EXAMPLE, KINDS, Kind

#: so far down the headings are looked for
_HEADINGS_WITHIN = 10


@dataclass(frozen=True)
class Line:
    """One row: what its cells say by field, empty ones left out, and where they stand."""

    row: int
    said: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_people(data: bytes) -> dict[str, list[Line]]:
    """The lines of each sheet by its kind's name. Raises Refused where none of the sheets is there."""
    book = read_book(data)
    found = {kind.name: list(_lines(book[kind.title], kind)) for kind in KINDS if kind.title in book}
    if not found:
        titles = "、".join(kind.title for kind in KINDS)
        raise Refused(_("None of the sheets %(titles)s is in this workbook.") % {"titles": titles})
    if not any(found.values()):
        raise Refused(_("The sheets hold no rows beside the examples."))
    return found


def _lines(rows: Sequence[Row], kind: Kind) -> Iterator[Line]:
    headings = {column.heading: column.field for column in kind.columns}
    top = next((number for number, row in enumerate(rows[:_HEADINGS_WITHIN]) if _heads(row, kind)), None)
    if top is None:
        key = kind.heading(kind.key)
        sentence = _("The sheet %(title)s has no column headed %(heading)s.")
        raise Refused(sentence % {"title": kind.title, "heading": key})
    columns = {cell.column: headings[cell.text] for cell in rows[top] if cell.text in headings}
    for row in rows[top + 1 :]:
        cells = {columns[cell.column]: cell for cell in row if cell.column in columns}
        said = {name: cell.text for name, cell in cells.items() if cell.text}
        if said and said.get("position", "") != EXAMPLE and set(said) != {"position"}:
            places = {name: f"{kind.title}!{cell.place}" for name, cell in cells.items()}
            yield Line(row[0].row, said, places)


def _heads(row: Row, kind: Kind) -> bool:
    texts = {cell.text for cell in row}
    return kind.heading(kind.key) in texts and len(texts & {column.heading for column in kind.columns}) > 1
