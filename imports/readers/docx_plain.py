"""The rows of a Word table in which nothing is special, as in nearly all: one pass over its XML. Pure.

imports/readers/docx_table.py reads the others, and would give the same rows for these.
"""

from collections.abc import Callable

from lxml import etree

from imports.document import Cell, Place
from imports.readers.docx_table import WIDEST, merge_down

Unseen = Callable[[str, Place], None]


def plain_rows(table: etree._Element, place: Place, unseen: Unseen) -> list[list[Cell]]:
    """The rows of a plain table as Document wants them. `unseen` takes text hidden under a merge."""
    space = str(table.tag).rpartition("}")[0] + "}"
    tags = [f"{space}{name}" for name in ("t", "p", "tc", "vMerge", "tr", "gridSpan")]
    text_tag, paragraph_tag, cell_tag, merge_tag, row_tag, _span_tag = tags
    value, rows, lines = f"{space}val", _Rows(place, unseen), [""]
    for element in table.iterdescendants(*tags):
        tag = element.tag
        if tag == text_tag:
            lines[-1] += element.text or ""
        elif tag == paragraph_tag:
            lines.append("")
        elif tag == cell_tag:
            rows.cell(lines)
            lines = []
        elif tag == merge_tag:
            rows.merge = "restart" if element.get(value) == "restart" else "continue"
        elif tag == row_tag:
            rows.row(lines)
            lines = []
        else:
            rows.span(element.get(value) or "")
    rows.row(lines)
    return rows.found[:-1]


class _Rows:
    """Rows as they come: a cell is finished where another begins, or another row."""

    def __init__(self, place: Place, unseen: Unseen) -> None:
        self.found: list[list[Cell]] = []
        self.merge: str | None = None
        self._file, self._table = place.file, place.table
        self._unseen = unseen
        self._cell: Cell | None = None
        self._column = 0
        self._open_merges: dict[int, Cell] = {}

    def row(self, lines: list[str]) -> None:
        """Finish the cell whose text these lines are, and begin a row."""
        self._finish(lines)
        self._cell, self._column = None, 0
        self.found.append([])

    def cell(self, lines: list[str]) -> None:
        """Finish the cell whose text these lines are, and begin another."""
        if self._cell is not None:
            self._finish(lines)
        column, rows = self._column, self.found
        # by position: there is one for every cell, and names cost more than the making
        place = Place(self._file, None, None, None, None, self._table, len(rows), column + 1)
        self._cell = cell = Cell("", place, column)
        rows[-1].append(cell)

    def span(self, columns: str) -> None:
        if self._cell and columns.isdecimal():
            self._cell.colspan = max(1, min(int(columns), WIDEST))

    def _finish(self, lines: list[str]) -> None:
        cell = self._cell
        if cell is None:
            return
        text = lines[0] if len(lines) == 1 else "\n".join(map(str.strip, lines))
        cell.text = text = text.strip()
        if self.merge or cell.colspan > 1:
            merge_down(cell, self.merge, self._open_merges)
            self.merge = None
            if text and cell.anchor:
                self._unseen(text, cell.place)
        elif self._open_merges:
            self._open_merges.pop(cell.column, None)  # as merge_down would
        self._column = cell.column + cell.colspan
