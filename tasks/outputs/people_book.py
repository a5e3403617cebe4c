"""The workbook of a district's units, officials and accounts: what is there, to be completed."""

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tasks.outputs.books import FONT, WRAPPED, dress, head, pages, put, saved
from tasks.people_book import CLOSED, HEAD_ROW, KINDS, OPEN, SINGLE, Kind

Rows = Sequence[Mapping[str, str]]
#: as far down as drop-downs reach
_LAST = 2000


def people_book(rows: Mapping[str, Rows], roles: Sequence[str]) -> bytes:
    """An .xlsx with a sheet for each kind; `rows` by its name are texts by field, `roles` words."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for kind in KINDS:
        sheet = book.create_sheet(kind.title)
        _fill(sheet, kind, rows.get(kind.name, ()))
        _choices(sheet, kind, roles)
    return saved(book)


def _fill(sheet: Worksheet, kind: Kind, rows: Rows) -> None:
    put(sheet.cell(1, 1), f"{kind.hint}以“例”开头的行不导入；留空的格保持原样，填“—”表示清空。")
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(kind.columns))
    sheet["A1"].font, sheet["A1"].alignment = Font(name=FONT, size=10), WRAPPED
    sheet.row_dimensions[1].height = 34
    examples = {column.field: column.example for column in kind.columns}
    for place, column in enumerate(kind.columns, 1):
        head(sheet.cell(HEAD_ROW, place), column.heading)
        sheet.column_dimensions[get_column_letter(place)].width = column.width
        for row, said in enumerate((examples, *rows), HEAD_ROW + 1):
            cell = put(dress(sheet.cell(row, place), grey=said is examples), said.get(column.field, ""))
            cell.number_format = "@"  # telephone numbers keep their zeros
            if column.field == "position" and said is not examples and cell.value:
                cell.number_format, cell.value = "0", int(cell.value)
    sheet.freeze_panes = f"C{HEAD_ROW + 1}"
    pages(sheet, HEAD_ROW)


def _choices(sheet: Worksheet, kind: Kind, roles: Sequence[str]) -> None:
    offered = {"collective": (SINGLE, CLOSED, OPEN), "role": roles}
    for place, column in enumerate(kind.columns, 1):
        if column.field in offered:
            rule = DataValidation("list", formula1=f'"{",".join(offered[column.field])}"', allow_blank=True)
            rule.showErrorMessage, rule.errorTitle, rule.error = True, "请检查", "请从下拉框中选择。"
            letter = get_column_letter(place)
            rule.add(f"{letter}{HEAD_ROW + 1}:{letter}{_LAST}")
            sheet.add_data_validation(rule)
