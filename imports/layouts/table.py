"""The table family: plans printed as tables with a heading row, one row a task. Pure."""

from imports.column_words import column_role
from imports.document import Cell, Document, Paragraph, Table
from imports.draft import Meaning, PlanDraft, Problem, Reason, TaskDraft, Unused
from imports.layouts.carry import PEOPLE_USES
from imports.layouts.columns import Columns, Headed, Use, columns_at, find_columns, section_cells
from imports.layouts.outline import Outline
from imports.layouts.row_tasks import RowTasks
from imports.layouts.rows import lay
from imports.units import NameBook
from imports.wording import annex, heading, is_plan_title, squeeze

NAME = "table"
_LONGEST_HEADING = 40


def detect(document: Document) -> float:
    """How surely the document is of this family, 0 to 1: its best table, weighed by what else there is."""
    strength, inside, outside = 0.0, 0, 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            outside += len(block.text)
            continue
        found = find_columns(block)
        letters = sum(len(cell.text) for row in block.rows for cell in row)
        if found:
            strength = max(strength, found.columns.strength)
            inside += letters
        else:
            outside += letters
    return strength * (0.5 + 0.5 * inside / (inside + outside)) if inside else 0.0


def read(document: Document, titles: list[str], meaning: Meaning | None) -> PlanDraft:
    """The plan draft of a document: plans, tasks and what is left over, without district and year.

    `titles` stand in for the printed plan titles, in order; `meaning` for what 责任单位 is taken to mean.
    """
    return _Reading(document, titles, meaning).draft()


class _Reading:
    """One pass over a document's blocks."""

    def __init__(self, document: Document, titles: list[str], meaning: Meaning | None) -> None:
        self._document = document
        self._meaning = meaning
        self._outline = Outline(titles)
        self._tasks: list[TaskDraft] = []
        self._unused: list[Unused] = []
        self._understood: Meaning | None = None
        #: the columns and width of the table just before, for a table that goes on without a heading row
        self._last: tuple[Columns, int] | None = None
        self._intact = True
        self._known = _names_of(document)

    def draft(self) -> PlanDraft:
        for block in self._document.blocks:
            if isinstance(block, Paragraph):
                self._outline.paragraph(block)
            else:
                self._table(block)
        used = {source.place for task in self._tasks for source in task.sources.values()}
        self._outline.finish(used)
        draft = PlanDraft(self._document.name, tasks=self._tasks, layout=NAME)
        draft.plans = self._outline.plans
        draft.unused = self._outline.unused + self._unused
        draft.responsible_units_meaning = self._understood
        if self._outline.title_missing:
            draft.problems.append(Problem.NO_TITLE)
        _drop_empty_plans(draft)
        for number, task in enumerate(draft.tasks, start=1):
            task.number = number
        return draft

    def _table(self, table: Table) -> None:
        found = find_columns(table) or self._going_on(table)
        if found is None:
            self._leave_table(table)
            return
        self._last = found.columns, _width(table)
        self._intact = table.intact
        for cells in table.rows[: found.heading]:
            self._above_heading(cells)
        self._outline.at_table(self._document.name, found.columns.livelihood)
        before = len(self._tasks)
        self._body(table, found)
        self._leave_headings(table.rows[found.heading] if found.body else [], found.columns, before)

    def _going_on(self, table: Table) -> Headed | None:
        """A table without a heading row, as wide as the one before, goes on under that one's headings."""
        if self._last and self._last[1] == _width(table) > 2:
            return Headed(self._last[0], 0, 0)
        return None

    def _above_heading(self, cells: list[Cell]) -> None:
        """A title or heading inside the table, above its heading row."""
        printed = [cell for cell in cells if not cell.covered and cell.text.strip()]
        if len(printed) == 1:
            self._outline.paragraph(Paragraph(printed[0].text, printed[0].place))
        else:
            self._leave(printed, Reason.NOTE_IN_TABLE)

    def _leave_headings(self, heading_row: list[Cell], columns: Columns, before: int) -> None:
        """Headings that are no known words and under which nothing is printed say nothing about any task."""
        kept = {name for task in self._tasks[before:] for name, _ in task.extras}
        unkept = {column.heading for column in columns.of(Use.EXTRA)} - kept
        self._leave(
            [cell for cell in heading_row if squeeze(cell.text) in unkept and column_role(cell.text) is None],
            Reason.OTHER_TITLE,
        )

    def _body(self, table: Table, found: Headed) -> None:
        columns, index = found.columns, found.body
        rows = self._rows(columns, table)
        while index < len(table.rows):
            cells = table.rows[index]
            again = columns_at(table, index)
            if again:
                if again.columns.words != columns.words:
                    columns = again.columns
                    rows = self._rows(columns, table)
                index = again.body
                continue
            self._row(cells, columns, rows)
            index += 1

    def _rows(self, columns: Columns, table: Table) -> RowTasks:
        if columns.meaning():
            self._understood = self._understood or self._meaning or columns.meaning()
        return RowTasks(columns, table, self._known, self._meaning)

    def _row(self, cells: list[Cell], columns: Columns, rows: RowTasks) -> None:
        titled = section_cells(cells)
        if titled:
            numeral = squeeze(titled[0].text).rstrip("、.．")
            words = f"{numeral}{'' if numeral[-1] in '）)' else '、'}{titled[1].text}"
            self._outline.row_heading(Paragraph(words, titled[1].place))
            rows.forget()
            return
        alone = _alone(cells, columns)
        if alone and (_is_heading(alone.text) if self._intact else heading(alone.text)):
            self._outline.row_heading(Paragraph(alone.text, alone.place))
            rows.forget()
            return
        if alone:
            self._leave([alone], Reason.NOTE_IN_TABLE)
            return
        row = lay(cells, columns)
        self._leave(row.surplus, Reason.SURPLUS_CELL)
        tasks = rows.read(row, self._outline.standing())
        if tasks is None:
            self._leave(row.cells, Reason.NOTE_IN_TABLE)
        else:
            self._tasks += tasks

    def _leave_table(self, table: Table) -> None:
        """A table of one cell only frames text; any other without a known heading is left over."""
        if _width(table) == 1:
            for cells in table.rows:
                for cell in cells:
                    for line in cell.text.splitlines():
                        if line.strip():
                            self._outline.paragraph(Paragraph(line.strip(), cell.place))
            return
        for cells in table.rows:
            self._leave(cells, Reason.UNKNOWN_TABLE)

    def _leave(self, cells: list[Cell] | tuple[Cell, ...], reason: str) -> None:
        self._unused += [Unused(cell.text, cell.place, reason) for cell in cells if cell.text.strip()]


def _names_of(document: Document) -> NameBook:
    """Every name that stands whole in a column of units."""
    cells: list[str] = []
    for table in document.tables():
        found = find_columns(table)
        if found:
            starts = {column.start for column in found.columns.columns if column.use in PEOPLE_USES}
            cells += [cell.text for row in table.rows[found.body :] for cell in row if cell.column in starts]
    return NameBook(cells)


def _width(table: Table) -> int:
    return max((cell.column + cell.colspan for row in table.rows for cell in row), default=0)


def _alone(cells: list[Cell], columns: Columns) -> Cell | None:
    """The one cell of a row that stands across the table, or stands alone and reads like a heading."""
    printed = [cell for cell in cells if cell.text.strip()]
    if len(printed) != 1 or any(cell.covered for cell in cells):
        return None
    cell = printed[0]
    width = columns.columns[-1].end
    if cell.colspan > 1 and 2 * cell.colspan >= width:
        return cell
    if len(cells) == 1 or (cell is cells[0] and heading(cell.text)):
        return cell
    return None


def _is_heading(text: str) -> bool:
    line = squeeze(text)
    if heading(text) or is_plan_title(text) or annex(text):
        return True
    return (
        len(line) <= _LONGEST_HEADING
        and line[-1] not in "。；：;:"
        and not line.startswith(("注", "备注", "合计", "说明"))
    )


def _drop_empty_plans(draft: PlanDraft) -> None:
    """A title that no task stands under is no plan."""
    used = {task.plan for task in draft.tasks}
    draft.unused += [
        Unused(plan.title, plan.place, Reason.OTHER_TITLE) for plan in draft.plans if plan.id not in used
    ]
    draft.plans = [plan for plan in draft.plans if plan.id in used]
    numbers = {plan.id: number for number, plan in enumerate(draft.plans, start=1)}
    for plan in draft.plans:
        plan.id = numbers[plan.id]
    for task in draft.tasks:
        task.plan = numbers[task.plan]
