"""Workbooks that are no .xlsx (.xls, .et, .ods, .xlsb), read by calamine: bytes → Document. Pure.

calamine gives values without their number formats: a percentage comes as its fraction, a date as a date.
"""

import io
import struct
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from imports.document import Document, Place, ReadError
from imports.readers.number_formats import plain, printed_date
from imports.readers.spreadsheet import Sheet, document_of

#: the first record of an old workbook, and the one that says that the rest is encrypted
_BEGINS, _FILEPASS, _FIRST_RECORDS = b"\x09\x08\x10\x00\x00\x06\x05\x00", 0x2F, 12
Value = str | float | int | bool | date | time | timedelta | None


def read_workbook(name: str, data: bytes) -> Document:
    """Read a workbook. Raises ReadError when it is damaged, protected or empty."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            sheets = [
                _sheet(workbook.get_sheet_by_index(number), about.visible == SheetVisibleEnum.Visible)
                for number, about in enumerate(workbook.sheets_metadata)
                if about.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError as error:
        raise _protected(name) from error
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # its parser panics on damaged files, which is no Exception
        if not isinstance(error, CalamineError | Exception) and type(error).__name__ != "PanicException":
            raise
        if _asks_for_password(data):
            raise _protected(name) from error
        raise damaged(name) from error
    return document_of(name, sheets)


def damaged(name: str) -> ReadError:
    """What is said of a workbook that cannot be read."""
    return ReadError(
        _("The file is damaged or not a complete office document."),
        Place(name),
        _("Open it in an office program, save it as .xlsx and upload that."),
    )


def _protected(name: str) -> ReadError:
    return ReadError(
        _("The file is protected by a password."),
        Place(name),
        _("Open it in an office program, save it without a password and upload that."),
    )


def _asks_for_password(data: bytes) -> bool:
    """Whether an .xls file is encrypted, as one of its first records says; calamine takes it for damage."""
    at = max(data.find(_BEGINS), 0)
    for _number in range(_FIRST_RECORDS):
        record, length = struct.unpack_from("<HH", data.ljust(at + 4, b"\x00"), at)
        if record == _FILEPASS:
            return True
        at += 4 + length
    return False


def _sheet(read: CalamineSheet, is_shown: bool) -> Sheet:
    sheet = Sheet(read.name, is_shown)
    for row, values in enumerate(read.to_python(skip_empty_area=False)):
        for column, value in enumerate(values):
            if value not in ("", None):
                sheet.put(row, column, printed(value))
    for start, end in read.merged_cell_ranges or ():
        sheet.merges.append((*start, *end))
    return sheet


def printed(value: Value) -> str:
    """A cell's value as text: 12.0 → 12, a date as 2026年12月31日."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return plain(float(value))
    if isinstance(value, datetime):
        return printed_date(value, "ymdt")
    if isinstance(value, date):
        return printed_date(datetime(value.year, value.month, value.day), "ymd")  # noqa: DTZ001
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value).replace("\r\n", "\n")
