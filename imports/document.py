"""The neutral document that every reader produces and every layout consumes. Pure: no ORM."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from django.utils.translation import gettext as _

Answer = TypeVar("Answer")


class Place(NamedTuple):
    """Where something stands in a file. All numbers count from 1; what a format does not know is None.

    A named tuple, for every cell has one, and no other kind of frozen object is made as fast.
    """

    file: str = ""
    page: int | None = None
    sheet: str | None = None
    line: int | None = None
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Only what is known, under the field's own name."""
        return {name: value for name in self._fields if (value := getattr(self, name)) not in (None, "")}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Place":
        """The inverse of to_json; unknown keys are ignored."""
        return cls(**{name: data[name] for name in cls._fields if name in data})

    def label(self) -> str:
        """Short, for people, in their language: 第142行; 表3 第5行 第2列. Empty when no number is known."""
        if self.line is not None:
            return _("line %(line)d") % {"line": self.line}
        parts = []
        if self.page is not None:
            parts.append(_("page %(page)d") % {"page": self.page})
        if self.sheet is not None:
            parts.append(_("sheet %(sheet)s") % {"sheet": self.sheet})
        if self.table is not None:
            parts.append(_("table %(table)d") % {"table": self.table})
        if self.row is not None:
            parts.append(_("row %(row)d") % {"row": self.row})
        if self.column is not None:
            parts.append(_("column %(column)d") % {"column": self.column})
        if self.paragraph is not None and self.table is None:
            parts.append(_("paragraph %(paragraph)d") % {"paragraph": self.paragraph})
        return " ".join(parts)


class ReadError(Exception):
    """A file that cannot be read: what is wrong, where, and what the person can do about it."""

    def __init__(self, message: str, place: Place, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        where = " ".join(part for part in (self.place.file, self.place.label()) if part)
        return _("%(where)s: %(message)s %(remedy)s") % {
            "where": where or _("the file"),
            "message": self.message,
            "remedy": self.remedy,
        }

    def to_json(self) -> dict[str, Any]:
        """For storing: message, place (Place.to_json) and remedy."""
        return {"message": self.message, "place": self.place.to_json(), "remedy": self.remedy}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text outside every table."""

    text: str
    place: Place


@dataclass(slots=True)
class Cell:
    """One cell of a table row; paragraphs in it are separated by line breaks.

    `column` counts grid columns from 0. A cell that a merge from above covers has that merge's first cell as
    `anchor` and no text of its own; columns that a merge from the left covers have no cell, only `colspan`.
    """

    text: str
    place: Place
    column: int
    colspan: int = 1
    rowspan: int = 1
    anchor: "Cell | None" = None

    @property
    def covered(self) -> bool:
        return self.anchor is not None

    @property
    def shown(self) -> str:
        """What a reader of the page sees here: a merged cell's text stands in all its rows."""
        return self.anchor.text if self.anchor else self.text


@dataclass(slots=True)
class Table:
    """Rows of cells from left to right. Rows may be shorter than the widest."""

    rows: list[list[Cell]]
    place: Place
    #: the file itself says which cells are merged, so that an unmerged empty cell is empty
    states_merges: bool
    #: False where cells were lost on the way, so that it is not sure what stands under which heading
    intact: bool = True


@dataclass(slots=True)
class Document:
    """A file as blocks in reading order."""

    name: str
    blocks: list[Paragraph | Table] = field(default_factory=list)
    #: text that the file holds but does not show in its body: page headers, hidden text
    aside: list[Paragraph] = field(default_factory=list)
    _answers: dict[Callable[..., Any], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def paragraphs(self) -> Iterator[Paragraph]:
        return (block for block in self.blocks if isinstance(block, Paragraph))

    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks if isinstance(block, Table))

    def once(self, question: "Callable[[Document], Answer]") -> "Answer":
        """What a function finds in this document, which nobody changes any more; found out once."""
        if question not in self._answers:
            self._answers[question] = question(self)
        answer: Answer = self._answers[question]
        return answer
