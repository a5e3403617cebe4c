"""Tables as comma- or semicolon-separated text, as spreadsheets save them: text → Document. Pure.

A text counts as such a table only where one of its first records heads columns of a plan, since sentences are
full of commas too.
"""

import csv
from collections import Counter
from itertools import islice
from typing import Any

from imports.column_words import column_role
from imports.document import Document
from imports.readers.spreadsheet import Sheet, document_of

_DELIMITERS = ",;"
#: how many records are looked at to find the headings
_FIRST = 12
_LONGEST_CELL = 1_000_000


def delimiter_of(lines: list[str]) -> str | None:
    """What divides the cells of a table of separated values; None where the text is no such table."""
    for delimiter in _DELIMITERS:
        records = list(islice(_reader(lines[:400], delimiter), _FIRST))
        if any(sum(column_role(cell) is not None for cell in record) >= 2 for record in records):
            widths = Counter(len(record) for record in records if any(record))
            if widths.most_common(1)[0][0] > 1:
                return delimiter
    return None


def read_csv(name: str, lines: list[str], delimiter: str) -> Document:
    """Read separated values; a cell in quotation marks may hold line breaks. Never raises on odd quotes."""
    sheet = Sheet("", states_merges=False)
    reader = _reader(lines, delimiter)
    row, begins = 0, 0
    for record in reader:
        sheet.lines[row] = begins + 1
        for column, text in enumerate(record):
            sheet.put(row, column, text)
        row, begins = row + 1, reader.line_num
    return document_of(name, [sheet])


def _reader(lines: list[str], delimiter: str) -> Any:
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader((line + "\n" for line in lines), delimiter=delimiter)
