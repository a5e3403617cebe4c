"""Filled-in workbooks: what a person does to a downloaded one in an office program."""

import io
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tasks.models import Membership, StagedSheet, Task, User
from tasks.permissions import Access
from tasks.services.report_sheet import Comparison, compare, confirm, sheet_of, stage
from tasks.sheet_rows import FIRST_ROW, PLACE, Key
from tests.cast import Cast, make_user
from tests.pages import DAY


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


# ---- as the cast's reporter ----
def access(cast: Cast) -> Access:
    return Access(cast.reporter, cast.district)


def sheet(cast: Cast) -> bytes:
    return sheet_of(access(cast), cast.year, DAY)


def staged(cast: Cast, data: bytes) -> StagedSheet:
    return stage("填报表.xlsx", data, user=cast.reporter, year=cast.year)


def compared(cast: Cast, data: bytes) -> Comparison:
    return compare(staged(cast, data), access(cast), DAY)


def kinds(found: Comparison) -> list[str]:
    return [each.kind for each in found.differences]


def wrong(found: Comparison) -> list[str]:
    return [*found.strays, *(sentence for each in found.differences for sentence in each.wrong)]


def seen(found: Comparison) -> dict[int, str]:
    return {each.row.task: each.mine.version for each in found.differences if each.mine}


def sent(cast: Cast, data: bytes, *, take: tuple[int, ...] = ()) -> Any:
    kept = staged(cast, data)
    versions = seen(compare(kept, access(cast), DAY))
    return confirm(kept, user=cast.reporter, seen=versions, take=take, day=DAY)


def other_reporter(cast: Cast) -> User:
    other = make_user("second_reporter", "工小武")
    Membership.objects.create(user=other, district=cast.district, role="reporter", unit=cast.industry)
    return other
