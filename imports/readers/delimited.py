"""Tables in plain text with one row to a line: tab-separated, as saved from a spreadsheet, or piped. Pure."""

import re
from dataclasses import dataclass

from imports.document import Cell, Paragraph, Place, Table

#: a quoted cell with line breaks in it may run over this many lines
_LONGEST_CELL = 100
_RULE = re.compile(r"[\s|:+=-]+")


@dataclass(frozen=True, slots=True)
class _Border:
    """Whether rows between pipes begin, and end, with one that divides nothing."""

    first: bool
    last: bool

    @classmethod
    def of(cls, lines: list[str]) -> "_Border":
        rows = [line.strip() for line in lines if _row_sign(line) == "|"]
        most = len(rows) / 2
        return cls(
            sum(row.startswith("|") for row in rows) > most, sum(row.endswith("|") for row in rows) > most
        )

    def cells(self, line: str) -> list[str]:
        row = line.strip()
        row = row[1:] if self.first and row.startswith("|") else row
        row = row[:-1] if self.last and row.endswith("|") else row
        return [cell.strip() for cell in row.split("|")]


def is_delimited(lines: list[str]) -> bool:
    """Whether most of the lines with tabs are whole rows, or rows stand between pipes."""
    rows = sum(_row_sign(line) is not None for line in lines)
    cells = sum(line.startswith("\t") and line.count("\t") == 1 for line in lines)
    return rows > cells


def delimited_blocks(file: str, lines: list[str]) -> list[Paragraph | Table]:
    """Split lines into paragraphs and tables; rows of one kind that follow one another make a table."""
    blocks: list[Paragraph | Table] = []
    sign: str | None = None
    index, tables = 0, 0
    border = _Border.of(lines)
    while index < len(lines):
        line = lines[index]
        kind = _row_sign(line)
        if kind is None:
            if line.strip():
                blocks.append(Paragraph(line.strip(), Place(file, line=index + 1)))
                sign = None
            index += 1
            continue
        used, cells = (1, border.cells(line)) if kind == "|" else _row(lines, index)
        if kind != sign:
            tables += 1
            blocks.append(Table([], Place(file, line=index + 1, table=tables), states_merges=False))
            sign = kind
        table = blocks[-1]
        if isinstance(table, Table) and not (kind == "|" and _RULE.fullmatch(line)):
            table.rows.append(
                _as_cells(cells, Place(file, line=index + 1, table=tables, row=len(table.rows) + 1))
            )
        index += used
    return blocks


def _row_sign(line: str) -> str | None:
    """What divides the cells of a row, or None for a line that is no row."""
    begins_quoted = '\t"' in line and line.count('"') % 2 == 1
    if line.count("\t") >= 2 or begins_quoted:
        return "\t"
    return "|" if line.count("|") >= 2 + line.lstrip().startswith("|") else None


def _row(lines: list[str], index: int) -> tuple[int, list[str]]:
    """How many lines the row between tabs at `index` takes, and its cells."""
    line, used = lines[index], 1
    if '"' in line and line.count('"') % 2:
        used = _lines_of_quoted(lines, index)
        line = "\n".join(lines[index : index + used])
    return used, [_unquoted(cell) for cell in line.split("\t")]


def _lines_of_quoted(lines: list[str], index: int) -> int:
    """The number of lines until the quotation marks match; 1 when they never do."""
    quotes = 0
    for used, line in enumerate(lines[index : index + _LONGEST_CELL], start=1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            return used
    return 1


def _unquoted(cell: str) -> str:
    cell = cell.strip()
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _as_cells(cells: list[str], place: Place) -> list[Cell]:
    return [
        Cell(
            text,
            Place(place.file, line=place.line, table=place.table, row=place.row, column=column + 1),
            column,
        )
        for column, text in enumerate(cells)
    ]
