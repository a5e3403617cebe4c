"""Rows from cells collected one a line: torn ones mended, long ones cut, lost cells put back. Pure."""

from collections import Counter
from dataclasses import dataclass

from imports.column_words import column_role
from imports.wording import heading

#: a row wider than this is no row but a table whose blank lines were lost
WIDEST = 40
#: rows are mended from pieces only where most of the others are whole
_MOSTLY = 0.5


@dataclass(slots=True)
class RawCell:
    """A cell as collected: numbers of its first and last line, its lines, the blank lines before it."""

    line: int
    end: int
    lines: list[str]
    gap: int = 0

    @property
    def text(self) -> str:
        return "\n".join(stripped for line in self.lines if (stripped := line.strip()))


Row = list[RawCell]


def is_heading(row: Row) -> bool:
    return sum(column_role(cell.text) is not None for cell in row[:WIDEST]) >= 2


def width_of(rows: list[Row]) -> int:
    """How many cells a row has: as many as the heading, or as most rows where a heading is merged."""
    first = len(rows[0])
    if first > WIDEST:
        heads = next((n for n, cell in enumerate(rows[0]) if column_role(cell.text) is None), first)
        return max(heads, 1)
    lengths = Counter(len(row) for row in rows)
    most, times = lengths.most_common(1)[0]
    return most if most > first and times > 1 and lengths[first] == 1 else first


def whole_rows(rows: list[Row], width: int) -> tuple[list[Row], bool]:
    """The table's rows, short ones left short, and whether they are sure: False where cells were lost."""
    if all(len(row) == width for row in rows):
        return rows, True
    if _lost_tabs(rows):
        restored = _restored(rows, width)
        return (restored, True) if restored else (rows, False)
    whole = sum(len(row) >= width for row in rows)
    return _mended(rows, width, join=whole >= _MOSTLY * len(rows)), True


def _lost_tabs(rows: list[Row]) -> bool:
    """No empty cell anywhere, though rows are short: a program has cut white space at the ends of lines."""
    short = sum(len(row) < len(rows[0]) for row in rows)
    return 2 * short > len(rows) > 2 and all(cell.text for row in rows for cell in row)


def _restored(rows: list[Row], width: int) -> list[Row] | None:
    """Rows with the blank lines between cells read as the empty cells that they were; None if none fit.

    In a row a blank line is an empty cell; between rows one more stands for the end of the row. Of both
    readings of a run of blank lines only one can fit, as the column before it is known.
    """
    whole = [list(rows[0])]
    for cell in (cell for row in rows[1:] for cell in row):
        row = whole[-1]
        ends = (
            cell.gap - (width - len(row)) - 1
        )  # blank cells in the next row, if this one ends before the cell
        if len(row) + cell.gap < width:
            row += _blanks(cell.gap, cell.line - cell.gap)
        elif 0 <= ends < width:
            row += _blanks(width - len(row), row[-1].end + 1)
            whole.append(_blanks(ends, cell.line - ends))
        else:
            return None
        whole[-1].append(cell)
    whole[-1] += _blanks(width - len(whole[-1]), whole[-1][-1].end + 1)
    return whole


def _blanks(count: int, line: int) -> Row:
    return [RawCell(line + n, line + n, []) for n in range(count)]


def _mended(rows: list[Row], width: int, join: bool) -> list[Row]:
    """Rows torn by a blank line inside a cell joined again, rows run together cut."""
    whole: list[Row] = []
    short: list[Row] = []
    for row in rows:
        missing = width - sum(len(part) for part in short)
        if len(row) < missing:
            short.append(row)
            continue
        if join and short and len(row) == missing and not _is_heading_alone(short[0]):
            whole.append([cell for part in short for cell in part] + row)
        else:
            whole += short + [row[start : start + width] for start in range(0, len(row), width)]
        short = []
    return whole + short


def _is_heading_alone(row: Row) -> bool:
    return len(row) == 1 and heading(row[0].text) is not None
