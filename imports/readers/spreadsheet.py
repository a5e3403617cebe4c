"""Sheets of cells → Document, whatever program wrote them: merges, blank rows, titles, what is hidden. Pure.

A sheet becomes tables, and paragraphs for the lines above and between them. Blank rows and columns at its
edges cost nothing: only cells with text are kept. A sheet that prints no plan title has its name stand there
if that reads like one.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from imports.column_words import column_role
from imports.document import Cell, Document, Paragraph, Place, ReadError, Table
from imports.wording import annex, heading, is_plan_title

#: rows are filled up with their empty cells unless that would make a sheet so many times larger
_MOST_EMPTY = 20
_SMALL = 1_000_000

Merge = tuple[int, int, int, int]


@dataclass(slots=True)
class Sheet:
    """One sheet as read. Rows and columns count from 0; only cells with text are in `rows`.

    `merges` are (top, left, bottom, right), all inclusive. `hidden_rows` are not shown. `loose` is text that
    stands in no cell (text boxes) with the row beside which it stands, `aside` text that is not shown.
    """

    name: str
    shown: bool = True
    states_merges: bool = True
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    loose: list[tuple[int, str]] = field(default_factory=list)
    aside: list[tuple[str, int | None, int | None]] = field(default_factory=list)
    #: the line of a text file on which a row begins, from 1
    lines: dict[int, int] = field(default_factory=dict)

    def put(self, row: int, column: int, text: str) -> None:
        """Keep a cell's text; nothing for blank text."""
        text = text.strip()
        if text:
            self.rows.setdefault(row, {})[column] = text


def document_of(name: str, sheets: list[Sheet]) -> Document:
    """The document of a workbook's sheets, in their order. Raises ReadError when none of them holds text."""
    document = Document(name)
    for sheet in sheets:
        reading = _Reading(name, sheet)
        if sheet.shown:
            document.blocks += reading.blocks()
        else:
            reading.hide(sorted(sheet.rows))
        document.aside += reading.aside()
    if not document.blocks and not document.aside:
        raise ReadError(
            _("The workbook holds no text."), Place(name), _("Choose the file that holds the plan.")
        )
    return document


@dataclass(slots=True)
class _Open:
    """A merge that goes on below its first row."""

    first: Cell
    bottom: int


@dataclass(slots=True)
class _Line:
    """One row that shows something."""

    index: int
    cells: list[Cell]
    #: a blank row stands before it
    apart: bool

    @property
    def printed(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.text]

    @property
    def heads_columns(self) -> bool:
        return sum(column_role(cell.text) is not None for cell in self.printed) >= 2

    def alone(self) -> Cell | None:
        """The row's only cell, where nothing else stands beside it, merged from above or printed."""
        printed = self.printed
        return printed[0] if len(printed) == 1 and not any(cell.covered for cell in self.cells) else None


class _Reading:
    """One pass over the rows of a sheet."""

    def __init__(self, file: str, sheet: Sheet) -> None:
        self._file = file
        self._sheet = sheet
        self._aside: list[Paragraph] = []
        self._hide_rows()
        self._kept = sorted(sheet.rows)
        self._columns = sorted({column for cells in sheet.rows.values() for column in cells})
        size = sum(map(len, sheet.rows.values()))
        #: rows are filled up with their empty cells; a few cells strewn over a huge sheet are not
        self._filled = len(self._kept) * len(self._columns) <= max(_SMALL, _MOST_EMPTY * size)
        self._starts = self._merges_by_row() if self._filled else {}
        self._open: dict[int, _Open] = {}

    def aside(self) -> list[Paragraph]:
        """What the sheet holds but does not show."""
        told = [Paragraph(text, self._place(row, column)) for text, row, column in self._sheet.aside]
        return self._aside + told

    def hide(self, rows: list[int]) -> None:
        """Set rows aside, a paragraph each."""
        for row in rows:
            text = "\t".join(text for _, text in sorted(self._sheet.rows.pop(row).items()))
            if text:
                self._aside.append(Paragraph(text, self._place(row)))

    def blocks(self) -> list[Paragraph | Table]:
        """The sheet's blocks in reading order, led by its name where only that names the plan."""
        text_only = len(self._columns) == 1
        blocks = self._with_loose(self._as_text() if text_only else self._divided([*self._lines()]))
        titles = (block for block in blocks if isinstance(block, Paragraph))
        if blocks and is_plan_title(self._sheet.name) and not any(_is_title(title.text) for title in titles):
            return [Paragraph(self._sheet.name, Place(self._file, sheet=self._sheet.name)), *blocks]
        return blocks

    # --- rows and merges ---

    def _hide_rows(self) -> None:
        """Set hidden rows aside; what a merge prints in its first row still shows in its others."""
        sheet = self._sheet
        hidden = sorted(sheet.hidden_rows & sheet.rows.keys())
        if not hidden:
            return
        below: dict[int, int] = {}  # hidden row → the next one that is shown
        for row in sorted(sheet.hidden_rows, reverse=True):
            below[row] = below.get(row + 1, row + 1)
        for top, left, bottom, _right in sheet.merges:
            if top in below and below[top] <= bottom and left in sheet.rows.get(top, {}):
                sheet.rows.setdefault(below[top], {})[left] = sheet.rows[top].pop(left)
        self.hide(hidden)

    def _merges_by_row(self) -> dict[int, dict[int, tuple[int, int]]]:
        """First row that shows something → left column → (bottom, right) of the merge there."""
        found: dict[int, dict[int, tuple[int, int]]] = {}
        last = self._columns[-1] if self._columns else 0
        for top, left, bottom, right in self._sheet.merges:
            at = bisect_left(self._kept, top)
            if at < len(self._kept) and self._kept[at] <= bottom and left <= last:
                found.setdefault(self._kept[at], {})[left] = (bottom, min(right, last))
        return found

    def _lines(self) -> Iterator[_Line]:
        before = None
        for row in self._kept:
            printed = self._sheet.rows[row]
            columns = self._columns if self._filled else sorted(printed)
            apart = before is not None and row > before + 1 and not self._covered(before + 1)
            yield _Line(row, self._cells(row, printed, columns), apart)
            before = row

    def _covered(self, row: int) -> bool:
        return any(merge.bottom >= row for merge in self._open.values())

    def _cells(self, row: int, printed: dict[int, str], columns: list[int]) -> list[Cell]:
        starts = self._starts.get(row, {})
        self._open = {column: merge for column, merge in self._open.items() if merge.bottom >= row}
        cells: list[Cell] = []
        end = 0
        for column in columns:
            text = printed.get(column, "")
            if column < end:
                self._under_merge(text, row, column)
                continue
            cell = Cell(text, self._place(row, column), column)
            above = self._open.get(column)
            if above:
                self._under_merge(text, row, column)
                cell.text, cell.anchor, cell.colspan = "", above.first, above.first.colspan
                above.first.rowspan += 1
            elif column in starts:
                bottom, right = starts[column]
                cell.colspan = right - column + 1
                if bottom > row:
                    self._open[column] = _Open(cell, bottom)
            end = column + cell.colspan
            cells.append(cell)
        return cells

    def _under_merge(self, text: str, row: int, column: int) -> None:
        if text:
            self._aside.append(Paragraph(text, self._place(row, column)))

    def _place(self, row: int | None, column: int | None = None) -> Place:
        line = self._sheet.lines.get(row) if row is not None else None
        number = None if row is None else row + 1
        return Place(
            self._file,
            None,
            self._sheet.name or None,
            line,
            row=number,
            column=None if column is None else column + 1,
        )

    # --- rows to blocks ---

    def _as_text(self) -> list[Paragraph | Table]:
        """A sheet with one column is a text, a paragraph a line."""
        return [
            Paragraph(line.strip(), self._place(row, column))
            for row in self._kept
            for column, text in self._sheet.rows[row].items()
            for line in text.splitlines()
            if line.strip()
        ]

    def _divided(self, lines: list[_Line]) -> list[Paragraph | Table]:
        """Rows as tables, and as paragraphs where they stand alone above or below one."""
        blocks: list[Paragraph | Table] = []
        table: Table | None = None
        titles = self._outside(lines)
        for position, line in enumerate(lines):
            alone = line.alone()
            if position in titles and alone:
                blocks.append(Paragraph(alone.text, alone.place))
                table = None
                continue
            if table is None or (line.apart and line.heads_columns):
                table = Table([], self._place(line.index), self._sheet.states_merges)
                blocks.append(table)
            table.rows.append(self._trimmed(line))
        return blocks

    def _outside(self, lines: list[_Line]) -> set[int]:
        """Which rows stand outside the tables: those alone at the top, and apart from the rows above.

        Right below a table's rows only headings do, and only above columns that are headed anew.
        """
        outside: set[int] = set()
        run: list[int] = []
        opens = run_opens = True  # at the top of the sheet, or below a blank row
        for position, line in enumerate(lines):
            opens = opens or line.apart
            if self._is_clear(line) or (opens and line.alone()):
                run_opens = opens if not run else run_opens
                run.append(position)
                continue
            if run and (run[0] == 0 or line.heads_columns):
                outside.update(run)
            elif run_opens:
                outside.update(position for position in run if self._is_clear(line))
            run, opens = [], False
        return outside.union(run if run_opens else ())

    def _is_clear(self, line: _Line) -> bool:
        """Whether a row alone is surely no row of a table."""
        cell = line.alone()
        return cell is not None and (
            self._is_wide(cell) or heading(cell.text) is not None or _is_title(cell.text)
        )

    def _is_wide(self, cell: Cell) -> bool:
        return 2 * cell.colspan > self._columns[-1] - self._columns[0] + 1

    def _trimmed(self, line: _Line) -> list[Cell]:
        """The row's cells; a title in its first cell stands for the whole row."""
        alone = line.alone()
        if alone and alone is line.cells[0] and _is_title(alone.text):
            return [alone]
        return line.cells

    def _with_loose(self, blocks: list[Paragraph | Table]) -> list[Paragraph | Table]:
        """With the text that stands in no cell: before the first table if it stands above it, else after."""
        first = next((n for n, block in enumerate(blocks) if isinstance(block, Table)), len(blocks))
        top = (blocks[first].place.row or 1) - 1 if first < len(blocks) else 0
        loose = [
            (row, Paragraph(line.strip(), self._place(row)))
            for row, text in sorted(self._sheet.loose)
            for line in text.splitlines()
            if line.strip()
        ]
        above = [paragraph for row, paragraph in loose if row <= top]
        below = [paragraph for row, paragraph in loose if row > top]
        return [*above, *blocks, *below]


def _is_title(text: str) -> bool:
    return is_plan_title(text) or annex(text) is not None
