"""Reading workbooks that people have filled in: sizes checked before unpacking, cells with their places.

Only .xlsx, which Excel and WPS write alike. Knows neither database nor meaning of what it reads.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from tasks.errors import Refused

LARGEST_FILE = 10 * 2**20
_MOST_PARTS, _LARGEST_UNPACKED = 2_000, 60 * 2**20
MOST_ROWS, MOST_COLUMNS = 5_000, 40
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 1
#: the parts of a number's format that are only words
_LITERAL = re.compile(r'"[^"]*"|\\.')
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－％，", "0123456789.-%,")


class Unreadable(ValueError):
    """A cell that holds no number where one is asked for."""


@dataclass(frozen=True)
class Cell:
    """One cell: where it is and what is in it."""

    row: int
    column: int
    value: Any = None
    as_percent: bool = False

    @property
    def place(self) -> str:
        """As a spreadsheet names it: G7."""
        return f"{get_column_letter(self.column)}{self.row}"

    @property
    def text(self) -> str:
        """As a person would read it, lines kept, without white space around it."""
        value = self.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, datetime) and value.time() == time():
            value = value.date()
        if isinstance(value, date):
            return value.isoformat()
        return clean("" if value is None else str(value))

    def number(self, unit: str = "") -> Decimal | None:
        """The number in it, a sign of percent or its `unit` behind it or not; None where there is nothing.

        Raises Unreadable.
        """
        if isinstance(self.value, bool | date | time):
            raise Unreadable
        said = self.text.translate(_FULL_WIDTH).replace(",", "").removesuffix(unit).strip()
        if not said:
            return None
        try:
            number = Decimal(said.removesuffix("%"))
        except InvalidOperation:
            raise Unreadable from None
        if not number.is_finite():
            raise Unreadable
        return number * 100 if self.as_percent and isinstance(self.value, int | float) else number


def clean(text: str) -> str:
    """`text` as a cell can hold and give back: one kind of line end, no signs that XML forbids."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if _allowed(sign)).strip()[:32_000].strip()


def _allowed(sign: str) -> bool:
    code = ord(sign)
    if code < 0x20:
        return sign in "\t\n"
    return not (0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE or 0x7F <= code <= 0x84)


Row = Sequence[Cell]


def read_book(data: bytes) -> dict[str, list[Row]]:
    """The rows of each sheet, by its name. Raises Refused where it is no workbook that can be read."""
    _refuse_others(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl would not write again is of no concern here
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            return {sheet.title: list(_rows(sheet)) for sheet in book.worksheets}
    except (MemoryError, Refused):
        raise
    except Exception as error:  # openpyxl fails in as many ways as a file can be broken
        raise Refused(_("The file is damaged. Open it in Excel or WPS, save it anew as .xlsx.")) from error


def _rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # what a file says of its own size need not be true
    rows = sheet.iter_rows(min_row=1, max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            sentence = _("The sheet “%(sheet)s” has more than %(count)s rows.")
            raise Refused(sentence % {"sheet": sheet.title, "count": MOST_ROWS})
        yield [_cell(number, column, cell) for column, cell in enumerate(row, 1)]


def _cell(row: int, column: int, cell: Any) -> Cell:
    if cell.value is None:
        return Cell(row, column)
    written = _LITERAL.sub("", str(getattr(cell, "number_format", "") or ""))
    return Cell(row, column, cell.value, "%" in written)


def _refuse_others(data: bytes) -> None:
    if len(data) > LARGEST_FILE:
        sentence = _("The file is larger than %(size)s MB. Upload the sheet that was downloaded here.")
        raise Refused(sentence % {"size": LARGEST_FILE // 2**20})
    if data.startswith(_OLD_OFFICE):
        raise Refused(_("This is an old format, or has a password. Save it as .xlsx without a password."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused(_("This is no workbook. Choose the .xlsx file that was filled in.")) from error
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Refused(_("This is an old format, or has a password. Save it as .xlsx without a password."))
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
        raise Refused(_("Unpacked, the file is too large. Upload the sheet that was downloaded here."))
