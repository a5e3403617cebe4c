"""The sheet on which a unit reports offline: a row for each task and target, only what is asked unlocked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation
from openpyxl import Workbook
from openpyxl.styles import Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tasks.models import ProgressReport
from tasks.outputs.books import FONT, WRAPPED, dress, head, pages, put, saved
from tasks.sheet_rows import COLUMNS, FIRST_ROW, HEAD_ROW, LIMITS, PLACE, SAID, Key, value_field

_UNLOCKED = Protection(locked=False)
HINT = "只填白色单元格：完成值按指标逐行填，其余每项任务填一次；没有变化的留空。填好后在系统中上传。"
GUIDE = (
    "1．本表由系统生成，灰色单元格不能改；请勿把内容复制到别的表中上传。",
    "2．一项任务有几个量化指标就有几行：“完成值”逐行填，其他各栏只在该任务的第一行填。",
    "3．“完成值”填累计数，只填数字；“完成比例”填 0 到 100 的数字，填 100 即为办结。",
    "4．“状态”从下拉框中选；“已完成”与 100 是一回事。",
    "5．本期已填报过的内容已在表中，改哪里算哪里；没有改动的不会重复提交。",
    "6．上传后先看到每一项的前后对比，确认后才提交；填错的按单元格列出，其余照常提交。",
    "7．下载之后有人在系统里又填报了同一任务的，上传时会提示，由您逐项选择，不会覆盖。",
)


@dataclass(frozen=True)
class Target:
    """A number that is asked for."""

    pk: int
    words: str


@dataclass(frozen=True)
class Line:
    """One task on the sheet. `said` by field is what this period's report says, `base` its digests."""

    task: int
    number: str
    text: str
    targets: Sequence[Target]
    last: str
    version: str
    said: Mapping[str, str]
    base: Mapping[str, str]


@dataclass(frozen=True)
class About:
    """Whose sheet it is and of when; `mark` is what its first cell says."""

    title: str
    mark: str


def statuses() -> dict[str, str]:
    """The words of the drop-down by state; Chinese, whatever the page speaks."""
    with translation.override("zh-hans"):
        return {value: str(label) for value, label in ProgressReport.Status.choices}


def report_sheet(about: About, lines: Sequence[Line]) -> bytes:
    """The workbook, an .xlsx."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "填报"
    _head(sheet, about)
    row, words = FIRST_ROW, statuses()
    for number, line in enumerate(lines, 1):
        row = _task(sheet, row, number, line, words)
    _rules(sheet, max(row - 1, FIRST_ROW), words)
    _dress(sheet)
    _guide(book.create_sheet("填写说明"))
    return saved(book)


def _head(sheet: Worksheet, about: About) -> None:
    put(sheet.cell(1, 1), about.mark)
    last = len(COLUMNS)
    for row, text, size in ((1, about.title, 15), (2, HINT, 10)):
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=last)
        cell = put(sheet.cell(row, 2), text)
        cell.font, cell.alignment = Font(name=FONT, size=size, bold=row == 1), WRAPPED
    for column in COLUMNS:
        head(sheet.cell(HEAD_ROW, PLACE[column.name]), column.heading)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 26, 20
    sheet.row_dimensions[HEAD_ROW].height = 32


def _task(sheet: Worksheet, row: int, number: int, line: Line, words: Mapping[str, str]) -> int:
    """The rows of one task; returns the row after them."""
    for first, target in enumerate(line.targets or (None,)):
        names = (*(SAID if not first else ()), *([value_field(target.pk)] if target else []))
        base = {name: line.base.get(name, "") for name in names}
        key = Key(line.task, target.pk if target else None, line.version, base)
        shown = {"key": key.written(), "target": target.words if target else "—"}
        shown |= {"number": f"{number}", "task": f"{line.number} {line.text}".strip(), "last": line.last}
        if first:
            shown |= {"number": "", "task": "（同上）", "last": ""}
        _row(sheet, row, shown, {name: line.said.get(name, "") for name in names}, words)
        row += 1
    return row


def _row(
    sheet: Worksheet, row: int, shown: Mapping[str, str], said: Mapping[str, str], words: Mapping[str, str]
) -> None:
    fields = {"value" if name.startswith("value_") else name: text for name, text in said.items()}
    for column in COLUMNS:
        cell = sheet.cell(row, PLACE[column.name])
        asked = column.typed and column.name in fields
        dress(cell, grey=not asked, middle=column.name in ("number", "value", "percent", "status"))
        if not asked:
            put(cell, shown.get(column.name, ""))
            continue
        cell.protection, text = _UNLOCKED, fields[column.name]
        if column.name in ("value", "percent"):
            cell.value = float(text) if text else None
        else:
            put(cell, words.get(text, text) if column.name == "status" else text)


def _rules(sheet: Worksheet, last: int, words: Mapping[str, str]) -> None:
    """What a cell takes is said while it is typed, and again when the sheet is read."""
    choice = DataValidation("list", formula1=f'"{",".join(words.values())}"', allow_blank=True)
    choice.error = "请从下拉框中选择。"
    percent = DataValidation("decimal", operator="between", formula1="0", formula2="100", allow_blank=True)
    percent.error = "完成比例要在 0 到 100 之间，只填数字。"
    value = DataValidation(
        "decimal", operator="between", formula1="-1E+15", formula2="1E+15", allow_blank=True
    )
    value.error = "完成值只填数字，不带单位。"
    rules = {"status": choice, "percent": percent, "value": value}
    for name, most in LIMITS.items():
        rules[name] = DataValidation("textLength", operator="lessThanOrEqual", formula1=str(most))
        rules[name].error = f"最多 {most} 字。"
    for name, rule in rules.items():
        rule.showErrorMessage, rule.errorTitle = True, "请检查"
        letter = get_column_letter(PLACE[name])
        rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")
        sheet.add_data_validation(rule)


def _dress(sheet: Worksheet) -> None:
    for column in COLUMNS:
        dimension = sheet.column_dimensions[get_column_letter(PLACE[column.name])]
        dimension.width, dimension.hidden = column.width, column.name == "key"
    sheet.freeze_panes = f"{get_column_letter(PLACE['target'])}{FIRST_ROW}"
    sheet.sheet_view.zoomScale = 100
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # that is: allowed
    pages(sheet, HEAD_ROW)


def _guide(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 100
    for number, text in enumerate(GUIDE, 1):
        cell = put(sheet.cell(number, 1), text)
        cell.font, cell.alignment = Font(name=FONT, size=11), WRAPPED
    sheet.protection.sheet = True
