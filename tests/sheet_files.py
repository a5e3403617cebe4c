"""Filled-in workbooks: what a person does to a downloaded one in an office program."""

import io
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tasks.models import Task
from tasks.sheet_rows import FIRST_ROW, PLACE, Key


def filled(data: bytes, cells: Mapping[str, Any]) -> bytes:
    """The workbook with values put into cells of its first sheet, by their places."""
    book = load_workbook(io.BytesIO(data))
    for place, value in cells.items():
        book.worksheets[0][place] = value
    return saved(book)


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def row_of(data: bytes, task: Task, target: int | None = None) -> int:
    """The number of the first row of `task`, or of its row for a target."""
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    for row in range(FIRST_ROW, sheet.max_row + 1):
        key = Key.read(str(sheet.cell(row, 1).value))
        if key and key.task == task.pk and target in (None, key.target):
            return row
    raise AssertionError("not on the sheet")


def place(name: str, row: int) -> str:
    """Where a field stands: place("percent", 4) is G4."""
    return f"{chr(ord('A') + PLACE[name] - 1)}{row}"


def upload(data: bytes, name: str = "填报表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
