"""The ledger (台账): any list of tasks as a workbook or as CSV, in the document's order, row by row.

The plan's columns hold every value as it is stored: a ledger imported again says what is there already, and
one that somebody has corrected changes just that. Tasks are fetched and written a few hundred at a time, so
that many need no more memory than a few. It is a paper of the office, in Chinese whoever asks for it.
"""

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from tasks.books import clean
from tasks.filters import TaskFilter
from tasks.ledger_words import (
    DIVIDER,
    NO_TARGETS,
    NOTE,
    NOTE_WIDTH,
    NOTHING,
    NOW,
    PLAN,
    STANDING,
    UNKNOWN,
)
from tasks.legend import Standing
from tasks.measures import gone
from tasks.models import Goal, Plan
from tasks.outputs.books import FONT, FRAME, HEAD, MIDDLE, WRAPPED, pages, put, saved
from tasks.services.years import open_period
from tasks.stocktake import Item, items
from tasks.target_words import words_of

AT_ONCE = 400
HEAD_ROW = 3
LANGUAGE = "zh-hans"
#: What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Equal neighbours in these columns are one merged cell.
MERGED = (1, 2)
#: A sheet's name is no longer than this, and holds none of these signs.
NAME, FORBIDDEN = 31, str.maketrans("", "", "[]:*?/\\")

Value = str | Decimal | date | None


@dataclass(frozen=True)
class Row:
    """One task: its note, how it stands, and a value for each of PLAN and of NOW."""

    plan: list[str]
    note: str
    now: list[Value]
    standing: Standing | None

    def values(self, further: Sequence[str]) -> list[Value]:
        """Those of a line, with a column of its note for each of `further`."""
        note = _fitting(self.note, further)
        return [*self.plan, *(note.get(heading, NOTHING) for heading in further), *self.now]


@dataclass(frozen=True)
class Part:
    """The tasks asked for of one plan, and the headings of their notes."""

    plan: Plan
    pks: list[int]
    further: list[str]


def parts(tasks: TaskFilter) -> list[Part]:
    """The tasks asked for, plan by plan."""
    pks: dict[int, list[int]] = {}
    notes: dict[int, dict[str, None]] = {}
    for pk, plan, note in tasks.qs.in_document_order().values_list("pk", "plan_id", "note").iterator():
        pks.setdefault(plan, []).append(pk)
        notes.setdefault(plan, {})[note] = None
    plans = Plan.objects.in_bulk(list(pks))
    return [Part(plans[plan], pks[plan], _further(notes[plan])) for plan in pks]


def _further(notes: Collection[str]) -> list[str]:
    """The columns that notes need."""
    headings = list(dict.fromkeys(heading for note in notes for heading in _by_heading(note)))
    return [*headings, NOTE] if any(NOTE in _fitting(note, headings) for note in notes) else headings


def _fitting(note: str, headings: Sequence[str]) -> dict[str, str]:
    """A note by its headings, if these come in the order of the columns, else as it is under NOTE."""
    found = _by_heading(note)
    in_order = [heading for heading in headings if heading in found]
    return found if not note or (found and list(found) == in_order) else {NOTE: note}


def rows(tasks: TaskFilter, pks: Sequence[int]) -> Iterator[Row]:
    """Tasks of the list asked for, as they stood on the day asked for."""
    year = tasks.scope.year
    period = open_period(year, tasks.day) if year else None
    for begin in range(0, len(pks), AT_ONCE):
        part = pks[begin : begin + AT_ONCE]
        among = tasks.scope.known_tasks().filter(pk__in=part).standing_on(tasks.day)
        told = {item.task.pk: item for item in items(among, tasks.day, period)}
        yield from (_row(told[pk]) for pk in part)


def _row(item: Item) -> Row:
    task = item.task
    standing = Standing(task.standing) if task.standing else None
    plan = [
        *_headings(task.goal),
        *(task.label, task.text),
        *("、".join(names) for names in (item.officials, item.units, item.partners)),
        task.deadline_text,
        DIVIDER.join(map(words_of, task.targets.all())) or NO_TARGETS,
    ]
    return Row([text or NOTHING for text in plan], task.note, _now(item, standing), standing)


def _now(item: Item, standing: Standing | None) -> list[Value]:
    task, said = item.task, item.said
    with translation.override(LANGUAGE):
        return [
            f"{standing.mark} {standing.label}" if standing else UNKNOWN,
            task.percent,
            Decimal(str(round(gone(task, task.year.number, item.day) * 100, 1))),
            task.deadline,
            "\n".join(map(_reached, task.targets.all())),
            said.period_name if said else "",
            *((said.note, said.problems, said.matters, said.next_steps) if said else ("",) * 4),
        ]


def _headings(goal: Goal | None) -> tuple[str, str, str]:
    """Section, goal and the goal's number."""
    if goal is None:
        return "", "", ""
    if goal.kind == Goal.Kind.SECTION:
        return goal.title, "", ""
    return (goal.parent.title if goal.parent else ""), goal.title, goal.label


def _by_heading(note: str) -> dict[str, str]:
    """A note's lines by their headings; nothing where a line has none, or the same as another."""
    lines = [line.partition("：") for line in note.splitlines()]
    found = {heading: text for heading, _colon, text in lines}
    whole = len(found) == len(lines) and all(found) and all(found.values())
    return found if whole and not {NOTE, STANDING}.intersection(found) else {}


def _reached(target: Any) -> str:
    reached = "–" if target.current is None else f"{target.current.normalize():f}"
    return f"{target.metric} {reached}/{target.value.normalize():f}{target.unit}"


def title_of(tasks: TaskFilter) -> str:
    words = {"district": tasks.scope.district, "year": tasks.scope.year}
    with translation.override(LANGUAGE):
        return _("%(district)s, ledger of tasks %(year)s") % words


# ---- as a workbook ----
def workbook(tasks: TaskFilter) -> bytes:
    """As .xlsx, a sheet for each plan: title, merged headings, frozen head, filters, A4 across, lights."""
    book = Workbook(write_only=True)
    found = parts(tasks)
    for number, part in enumerate(found, 1):
        name = f"{number} {part.plan.title}".translate(FORBIDDEN)[:NAME]
        _Sheet(book.create_sheet(name), part.further).fill(part.plan.title, tasks, part.pks)
    if not found:
        _Sheet(book.create_sheet(title_of(tasks).translate(FORBIDDEN)[:NAME]), []).fill(
            title_of(tasks), tasks, []
        )
    return saved(book)


class _Sheet:
    """One sheet, written from its first row to its last."""

    def __init__(self, sheet: Any, further: list[str]) -> None:
        self._sheet = sheet
        self._further = further
        columns = [*PLAN, *((heading, NOTE_WIDTH) for heading in further), *NOW]
        self._heads = [heading for heading, _width in columns]
        self._light = len(PLAN) + len(further)
        for column, (_heading, width) in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width

    def fill(self, title: str, tasks: TaskFilter, pks: Sequence[int]) -> None:
        sheet, last = self._sheet, get_column_letter(len(self._heads))
        sheet.freeze_panes = f"A{HEAD_ROW + 1}"
        pages(sheet, HEAD_ROW)
        self._above(title, tasks.day)
        end = HEAD_ROW
        spans = dict.fromkeys(MERGED, (HEAD_ROW + 1, ""))
        for end, row in enumerate(rows(tasks, pks), HEAD_ROW + 1):
            for column in MERGED:
                spans[column] = self._merged(column, spans[column], end, row.plan[column - 1])
            values = enumerate(row.values(self._further))
            sheet.append(
                [self._cell(value, row if place == self._light else None) for place, value in values]
            )
        for column in MERGED:
            self._merged(column, spans[column], end + 1, "")
        for row_number in (1, 2):
            sheet.merged_cells.add(f"A{row_number}:{last}{row_number}")
        sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{max(end, HEAD_ROW)}"

    def _above(self, title: str, day: date) -> None:
        with translation.override(LANGUAGE):
            as_of = _("As of %(day)s") % {"day": date_format(day)}
        self._sheet.row_dimensions[1].height = 30
        self._sheet.append([self._words(title, Font(name=FONT, size=16, bold=True), MIDDLE)])
        self._sheet.append([self._words(as_of, Font(name=FONT, size=10), MIDDLE)])
        cells = [self._words(heading, Font(name=FONT, size=10, bold=True), MIDDLE) for heading in self._heads]
        for cell in cells:
            cell.border, cell.fill = FRAME, HEAD
        self._sheet.append(cells)

    def _words(self, text: str, font: Font, alignment: Any) -> Any:
        cell = put(WriteOnlyCell(self._sheet), text)
        cell.font, cell.alignment = font, alignment
        return cell

    def _merged(self, column: int, span: tuple[int, str], row: int, value: str) -> tuple[int, str]:
        """What `span` (its first row, its words) is when `row` says `value`; what ended is merged."""
        first, words = span
        if value == words and row > first:
            return span
        letter = get_column_letter(column)
        if words not in ("", NOTHING) and row - 1 > first:
            self._sheet.merged_cells.add(f"{letter}{first}:{letter}{row - 1}")
        return row, value

    def _cell(self, value: Value, lit: Row | None) -> Any:
        cell = WriteOnlyCell(self._sheet)
        if isinstance(value, str):
            put(cell, value)
        else:
            cell.value = value
            cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else "General"
        cell.font, cell.border, cell.alignment = Font(name=FONT, size=10), FRAME, WRAPPED
        if lit and lit.standing:
            colour = lit.standing.light.colour.lstrip("#").upper()
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
    found = parts(tasks)
    further = list(dict.fromkeys(heading for part in found for heading in part.further))
    yield "\ufeff"
    heads = (*PLAN, *((heading, NOTE_WIDTH) for heading in further), *NOW)
    yield writer.writerow([heading for heading, _width in heads])
    for part in found:
        for row in rows(tasks, part.pks):
            yield writer.writerow([_plain(value) for value in row.values(further)])


def _plain(value: Value) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    text = clean(str(value))
    return f"'{text}" if text.startswith(FORMULA) and isinstance(value, str) else text
