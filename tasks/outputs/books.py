"""What all workbooks that go out have in common: how text is put into a cell, headings, pages."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tasks.books import clean

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "微软雅黑"
_LINE = Side(style="thin", color="C4CCD6")
FRAME = Border(_LINE, _LINE, _LINE, _LINE)
GREY, HEAD = PatternFill("solid", fgColor="F0F2F5"), PatternFill("solid", fgColor="DCE5F1")
WRAPPED = Alignment(wrap_text=True, vertical="top")
MIDDLE = Alignment(wrap_text=True, vertical="center", horizontal="center")


def put(cell: Any, text: str) -> Any:
    """Write words into a cell: never a formula, whatever they begin with."""
    text = clean(text)
    cell.value = text or None
    if text[:1] in "=+-@" and text:
        cell.data_type, cell.quotePrefix = "s", True
    return cell


def dress(cell: Any, *, grey: bool = False, middle: bool = False, bold: bool = False) -> Any:
    """A framed cell in the workbook's type."""
    cell.font, cell.border = Font(name=FONT, size=10, bold=bold), FRAME
    cell.alignment = MIDDLE if middle else WRAPPED
    if grey:
        cell.fill = GREY
    return cell


def head(cell: Any, text: str) -> Any:
    """A column's heading."""
    put(cell, text)
    cell.font, cell.border, cell.fill = Font(name=FONT, size=10, bold=True), FRAME, HEAD
    cell.alignment = MIDDLE
    return cell


def pages(sheet: Worksheet, head_row: int) -> None:
    """A4 across, as wide as the page, the headings on each."""
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
