"""Plan documents for tests as workbooks: the blocks of plan_files as sheets with real merges."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import xlsxwriter
import xlwt

from tests.plan_files import Block, C, Row

Spot = tuple[int, int, int, int, str]


def spots(blocks: Iterable[Block]) -> Iterator[Spot]:
    """(first row, first column, last row, last column, text) of every cell with text, block below block."""
    top = 0
    for block in blocks:
        rows: list[Row] = [[block]] if isinstance(block, str) else list(block)
        for number, row in enumerate(rows):
            column = 0
            for position, cell in enumerate(row):
                at = cell if isinstance(cell, C) else C(cell)
                if at.text and at.merge != "continue":
                    bottom = top + number + _below(rows, number, position)
                    yield top + number, column, bottom, column + at.span - 1, at.text
                column += at.span
        top += len(rows)


def _below(rows: list[Row], number: int, position: int) -> int:
    """How many rows below continue this cell."""
    count = 0
    for row in rows[number + 1 :]:
        cell = row[position] if position < len(row) else ""
        if not (isinstance(cell, C) and cell.merge == "continue"):
            break
        count += 1
    return count


def xlsx(blocks: Iterable[Block], sheet: str = "Sheet1") -> bytes:
    """A workbook of one sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for top, left, bottom, right, text in spots(blocks):
            if (top, left) == (bottom, right):
                page.write_string(top, left, text)
            else:
                page.merge_range(top, left, bottom, right, text)
    return file.getvalue()


def xls(blocks: Iterable[Block], sheet: str = "Sheet1") -> bytes:
    """The same in the format of old versions."""
    book: Any = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet(sheet)
    for top, left, bottom, right, text in spots(blocks):
        page.write_merge(top, bottom, left, right, text)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
