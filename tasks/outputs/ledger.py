"""The ledger (台账): any list of tasks as a workbook or as CSV, in the document's order, row by row.

Tasks are fetched and written a few hundred at a time, so that many need no more memory than a few.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from tasks.books import clean
from tasks.filters import TaskFilter
from tasks.legend import Standing
from tasks.measures import gone
from tasks.models import Goal
from tasks.outputs.books import FONT, FRAME, HEAD, MIDDLE, WRAPPED, pages, put, saved
from tasks.services.years import open_period
from tasks.stocktake import Item, items

AT_ONCE = 400
HEAD_ROW = 3
#: What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Headings and widths in signs.
COLUMNS: tuple[tuple[Any, int], ...] = (
    (gettext_lazy("No."), 6),
    (gettext_lazy("Section"), 14),
    (gettext_lazy("Goal"), 18),
    (gettext_lazy("number"), 7),
    (gettext_lazy("Wording"), 44),
    (gettext_lazy("lead official"), 9),
    (gettext_lazy("lead unit"), 12),
    (gettext_lazy("partner unit"), 18),
    (gettext_lazy("Deadline"), 12),
    (gettext_lazy("Standing"), 11),
    (gettext_lazy("Percent done"), 9),
    (gettext_lazy("Time gone (%)"), 9),
    (gettext_lazy("Targets"), 22),
    (gettext_lazy("Last report"), 11),
    (gettext_lazy("progress"), 40),
    (gettext_lazy("Problems"), 24),
    (gettext_lazy("Matters to coordinate"), 24),
    (gettext_lazy("Next steps"), 24),
)
#: Equal neighbours in these columns (from 1) are one merged cell.
MERGED = (2, 3)
STANDING = 10
NUMBERS = (11, 12)


@dataclass(frozen=True)
class Row:
    """One task: a value for each of COLUMNS, and how it stands."""

    values: list[str | Decimal | int | date | None]
    standing: Standing | None


def rows(tasks: TaskFilter) -> Iterator[Row]:
    """The tasks asked for, as they stood on the day asked for."""
    year = tasks.scope.year
    period = open_period(year, tasks.day) if year else None
    pks = list(tasks.qs.in_document_order().values_list("pk", flat=True))
    for begin in range(0, len(pks), AT_ONCE):
        part = pks[begin : begin + AT_ONCE]
        among = tasks.scope.known_tasks().filter(pk__in=part).standing_on(tasks.day)
        told = {item.task.pk: item for item in items(among, tasks.day, period)}
        yield from (_row(number, told[pk]) for number, pk in enumerate(part, begin + 1))


def _row(number: int, item: Item) -> Row:
    task, said = item.task, item.said
    section, goal = _headings(task.goal)
    values = [
        *(number, section, goal, task.label, task.text),
        *("、".join(names) for names in (item.officials, item.units, item.partners)),
        task.deadline or task.deadline_text or None,
        _standing_words(task.standing),
        task.percent,
        Decimal(str(round(gone(task, task.year.number, item.day) * 100, 1))),
        "\n".join(map(_target, task.targets.all())),
        said.period_name if said else "",
        *((said.note, said.problems, said.matters, said.next_steps) if said else ("",) * 4),
    ]
    return Row(values, Standing(task.standing) if task.standing else None)


def _headings(goal: Goal | None) -> tuple[str, str]:
    if goal is None:
        return "", ""
    if goal.kind == Goal.Kind.SECTION:
        return goal.title, ""
    return (goal.parent.title if goal.parent else ""), goal.title


def _standing_words(standing: str | None) -> str:
    return f"{Standing(standing).mark} {Standing(standing).label}" if standing else ""


def _target(target: Any) -> str:
    reached = "–" if target.current is None else f"{target.current.normalize():f}"
    return f"{target.metric} {reached}/{target.value.normalize():f}{target.unit}"


def title_of(tasks: TaskFilter) -> str:
    words = {"district": tasks.scope.district, "year": tasks.scope.year}
    return _("%(district)s, ledger of tasks %(year)s") % words


# ---- as a workbook ----
def workbook(tasks: TaskFilter) -> bytes:
    """As .xlsx: title, merged headings, frozen head, filters, A4 across; lights in colour and in words."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Ledger"))
    for column, (_heading, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    pages(sheet, HEAD_ROW)
    last = get_column_letter(len(COLUMNS))
    sheet.append([_title(sheet, title_of(tasks))])
    sheet.append([put(WriteOnlyCell(sheet), _("As of %(day)s") % {"day": date_format(tasks.day)})])
    sheet.append([_head(sheet, str(heading)) for heading, _width in COLUMNS])
    end = HEAD_ROW
    spans = dict.fromkeys(MERGED, (HEAD_ROW + 1, ""))
    for end, row in enumerate(rows(tasks), HEAD_ROW + 1):
        for column in MERGED:
            spans[column] = _merged(sheet, column, spans[column], end, str(row.values[column - 1] or ""))
        sheet.append([_cell(sheet, place, value, row) for place, value in enumerate(row.values, 1)])
    for column in MERGED:
        _merged(sheet, column, spans[column], end + 1, "")
    sheet.merged_cells.add(f"A1:{last}1")
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{max(end, HEAD_ROW)}"
    return saved(book)


def _merged(sheet: Any, column: int, span: tuple[int, str], row: int, value: str) -> tuple[int, str]:
    """What `span` (its first row, its words) is when `row` says `value`; what ended is merged."""
    first, words = span
    if value == words and row > first:
        return span
    letter = get_column_letter(column)
    if words and row - 1 > first:
        sheet.merged_cells.add(f"{letter}{first}:{letter}{row - 1}")
    return row, value


def _title(sheet: Any, words: str) -> Any:
    cell = put(WriteOnlyCell(sheet), words)
    cell.font, cell.alignment = Font(name=FONT, size=16, bold=True), MIDDLE
    return cell


def _head(sheet: Any, words: str) -> Any:
    cell = put(WriteOnlyCell(sheet), words)
    cell.font, cell.border, cell.fill = Font(name=FONT, size=10, bold=True), FRAME, HEAD
    cell.alignment = MIDDLE
    return cell


def _cell(sheet: Any, place: int, value: Any, row: Row) -> Any:
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        put(cell, value)
    else:
        cell.value = value
        cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else "General"
    cell.font, cell.border, cell.alignment = Font(name=FONT, size=10), FRAME, WRAPPED
    if place == STANDING and row.standing:
        colour = row.standing.light.colour.lstrip("#").upper()
        cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=colour)
    return cell


# ---- as CSV ----
class _Line:
    """A file that hands back what is written into it."""

    def write(self, text: str) -> str:
        return text


def lines(tasks: TaskFilter) -> Iterator[str]:
    """As CSV, line by line, the mark of UTF-8 first, so that a spreadsheet reads the Chinese."""
    writer = csv.writer(_Line())
    yield "\ufeff"
    yield writer.writerow([str(heading) for heading, _width in COLUMNS])
    for row in rows(tasks):
        yield writer.writerow([_plain(value) for value in row.values])


def _plain(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    text = clean(str(value))
    return f"'{text}" if text.startswith(FORMULA) and isinstance(value, str) else text
