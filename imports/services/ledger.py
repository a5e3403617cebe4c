"""The plans of a year as a spreadsheet (台账) that can be corrected in an office program and imported again.

Every value stands as it is stored, each row by itself, "—" where there is nothing: what nobody has changed is
read as what is there already. Writes nothing.
"""

import io
from collections.abc import Iterable, Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from imports.services.compare import tasks_of, values_of
from imports.stated_targets import COLUMN, DIVIDER, NO_TARGETS
from tasks.models import Goal, Plan, Task, Year

#: heading of a column, and how wide it is in signs
COLUMNS = (
    ("板块", 16),
    ("目标名称", 20),
    ("目标序号", 9),
    ("编号", 9),
    ("工作内容", 60),
    ("牵头领导", 12),
    ("牵头单位", 18),
    ("责任单位", 30),
    ("完成时限", 14),
    (COLUMN, 30),
)
_TEXT = ("text", "lead_officials", "lead_units", "partner_units", "deadline_text")
_NOTHING = "—"
_NOTE = "备注"
#: a sheet's name is no longer than this, and holds none of these signs
_NAME, _FORBIDDEN = 31, str.maketrans("", "", "[]:*?/\\")


def ledger(year: Year) -> bytes:
    """An Excel workbook, a sheet for each plan of the year."""
    book = Workbook()
    book.remove(book.worksheets[0])
    plans = list(Plan.objects.filter(year=year))
    tasks = list(tasks_of(plan.pk for plan in plans))
    for number, plan in enumerate(plans, start=1):
        name = f"{number} {plan.title}".translate(_FORBIDDEN)[:_NAME]
        _sheet(book.create_sheet(name), plan, [task for task in tasks if task.plan_id == plan.pk])
    if not book.worksheets:
        book.create_sheet(f"{year.district} {year.number}"[:_NAME])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(sheet: Worksheet, plan: Plan, tasks: Sequence[Task]) -> None:
    notes = {task.pk: dict(_notes(task.note)) for task in tasks}
    further = list(dict.fromkeys(heading for each in notes.values() for heading in each))
    heads = [*(heading for heading, _width in COLUMNS), *further]
    sheet.append([plan.title])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(heads))
    sheet.append(heads)
    for task in tasks:
        row = [*_values(task), *(notes[task.pk].get(heading, "") for heading in further)]
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", text) or _NOTHING for text in row])
    _dress(sheet, len(heads))


def _values(task: Task) -> Iterator[str]:
    values = values_of(task)
    goal = task.goal
    number = goal.label if goal and goal.kind == Goal.Kind.GOAL else ""
    yield from (str(values["section"]), str(values["goal"]), number, task.label)
    for name in _TEXT:
        value = values[name]
        yield value if isinstance(value, str) else "、".join(value)
    yield DIVIDER.join(values["targets"]) or NO_TARGETS


def _notes(note: str) -> Iterator[tuple[str, str]]:
    """A note's lines by their headings; the rest under one of its own."""
    rest = []
    for line in note.splitlines():
        heading, colon, text = line.partition("：")
        if colon and heading and text:
            yield heading, text
        elif line:
            rest.append(line)
    if rest:
        yield _NOTE, "\n".join(rest)


def _dress(sheet: Worksheet, width: int) -> None:
    line = Side(style="thin", color="999999")
    for row in sheet.iter_rows(min_row=2, max_col=width):
        for cell in row:
            cell.border = Border(line, line, line, line)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[1].height = 36
    for cell in sheet[2]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    _widen(sheet, (chars for _heading, chars in COLUMNS), width)
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "2:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def _widen(sheet: Worksheet, known: Iterable[int], width: int) -> None:
    sizes = [*known]
    for column in range(1, width + 1):
        chars = sizes[column - 1] if column <= len(sizes) else 20
        sheet.column_dimensions[get_column_letter(column)].width = chars
