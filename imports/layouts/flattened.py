"""The family of flattened tables: a plan's table as text, a cell a line, empty cells leaving none. Pure."""

from collections.abc import Sequence

from imports.document import Document, Paragraph
from imports.draft import Doubt, FieldSource, Meaning, PlanDraft, Problem, Reason, TaskDraft, Unused
from imports.layouts.flat_grid import GridRow, Slot, slots_of
from imports.layouts.flat_heads import Segment, find_segments, lines_of
from imports.layouts.flat_lines import Kind, Line
from imports.layouts.flat_names import Name, Names, source_of
from imports.layouts.flat_parts import parts_of, with_goals
from imports.layouts.flat_people import People, know
from imports.layouts.outline import Outline, Standing
from imports.layouts.row_tasks import assign
from imports.units import NameBook
from imports.wording import heading, join_lines, numbered, squeeze

NAME = "flattened"
#: so many short lines without any that is printed twice are rather lines of which repeated ones were lost
_MANY = 15
_SHORT = 30
_REPEATED = 0.02
#: lines of each table, and tables, that show what a document is like
_SAMPLE, _TABLES = 400, 20


def detect(document: Document) -> float:
    """How surely the document is of this family: its flattened tables, weighed by what else there is."""
    lines = lines_of(document)
    if not lines:
        return 0.0
    segments, _ = find_segments(lines, _repeats_lost(lines))
    segments = [with_goals(segment) for segment in segments]
    inside = sum(len(line.text) for segment in segments for line in segment.body)
    tops = [Segment([], segment.columns, segment.body[:_SAMPLE]) for segment in segments[:_TABLES]]
    rows = [row for top in tops for part in parts_of(top) for row in part.rows]
    worded = sum(len(row.lines) > 1 for row in rows)
    if not inside or not worded:
        return 0.0
    total = sum(len(line.text) for line in lines)
    return (0.6 + 0.35 * worded / len(rows)) * (0.5 + 0.5 * inside / total)


def read(document: Document, titles: list[str], meaning: Meaning | None) -> PlanDraft:
    """The plan draft of a document: see imports/layouts/table.py."""
    return _Reading(document, titles, meaning).draft()


def _repeats_lost(lines: Sequence[Line]) -> bool:
    """Whether lines that repeat an earlier one seem to be missing: a table of plans has many."""
    short = [line.text for line in lines if len(line.bare) <= _SHORT]
    return len(short) >= _MANY and len(short) - len(set(short)) <= _REPEATED * len(short)


class _Reading:
    """One pass over a document's flattened tables."""

    def __init__(self, document: Document, titles: list[str], meaning: Meaning | None) -> None:
        self._document = document
        self._meaning = meaning
        self._outline = Outline(titles)
        self._seen: set[int] = set()
        self._draft = PlanDraft(document.name, layout=NAME)

    def draft(self) -> PlanDraft:
        lines = lines_of(self._document)
        lost = _repeats_lost(lines)
        segments, after = find_segments(lines, lost)
        segments = [with_goals(segment) for segment in segments]
        known = NameBook(line.text for segment in segments for line in segment.body if line.listed)
        for segment in segments:
            for paragraph in segment.before:
                self._outline.paragraph(paragraph)
            self._segment(segment, known, lost)
        for line in after:
            self._outline.paragraph(Paragraph(line.text, line.place))
        return self._finished(lost)

    def _finished(self, lost: bool) -> PlanDraft:
        draft = self._draft
        self._outline.finish({source.place for task in draft.tasks for source in task.sources.values()})
        used = {task.plan for task in draft.tasks}
        draft.plans = [plan for plan in self._outline.plans if plan.id in used]
        draft.unused = self._outline.unused + draft.unused
        if self._outline.title_missing:
            draft.problems.append(Problem.NO_TITLE)
        if lost and draft.tasks:
            draft.problems.append(Problem.LINES_LOST)
        for number, task in enumerate(draft.tasks, start=1):
            task.number = number
        return draft

    def _segment(self, segment: Segment, known: NameBook, lost: bool) -> None:
        self._outline.at_table(self._document.name, segment.columns.livelihood)
        slots = slots_of(segment.columns)
        parts = parts_of(segment)
        rows = [row for part in parts for row in part.rows]
        if segment.columns.meaning():
            self._draft.responsible_units_meaning = self._meaning or segment.columns.meaning()
        meaning = self._meaning or segment.columns.meaning()
        reader = _Rows(slots, rows, People(know(slots, rows, lost, self._seen, known)), meaning, lost)
        for part in parts:
            if part.heading:
                self._outline.row_heading(Paragraph(part.heading.text, part.heading.place))
                reader.forget()
            for row in part.rows:
                self._row(row, reader)

    def _row(self, row: GridRow, reader: "_Rows") -> None:
        task = reader.read(row, self._outline.standing())
        if task:
            self._draft.tasks.append(task)
            return
        lines = [line for cell in row.lines.values() for line in cell]
        self._draft.unused += [Unused(line.text, line.place, Reason.NOTE_IN_TABLE) for line in lines]


class _Rows:
    """Reads the rows of one flattened table from top to bottom."""

    def __init__(
        self, slots: list[Slot], rows: list[GridRow], people: People, meaning: Meaning | None, lost: bool
    ) -> None:
        self._slots = slots
        self._people = people
        self._meaning = meaning
        self._names = Names(slots, rows)
        self._lost = lost
        self._deadline: Name | None = None

    def forget(self) -> None:
        """A heading across the whole table: what stands above it does not carry below."""
        self._names.forget()
        self._deadline = None
        self._people.forget()

    def read(self, row: GridRow, standing: Standing) -> TaskDraft | None:
        """The row's task; None for a row without wording and without a name."""
        wording = self._lines(row, Kind.TEXT)
        new_goal = self._names.read(row)
        goal, section = self._names.goal, self._names.section
        if not wording:
            wording = self._lines(row, Kind.NAME)
            goal = Name()
        if not wording:
            return None
        task = TaskDraft(0, standing.plan.id, join_lines("\n".join(line.text for line in wording)))
        source = task.sources["text"] = source_of(wording)
        self._number(task, self._lines(row, Kind.LABEL), wording)
        task.section, task.sources["section"] = section.text, section.source
        if section.text is None and standing.section:
            task.section = _bare(standing.section.text)
            task.sources["section"] = FieldSource(standing.section.place, standing.section.text)
        task.goal, task.sources["goal"] = goal.text, goal.source
        deadline = self._deadline = self._read_deadline(row, new_goal, source)
        task.deadline_text, task.sources["deadline_text"] = deadline.text, deadline.source
        task.extras = self._extras(row)
        assign(task, self._people.read(row, task.text, new_goal, source), self._meaning)
        return task

    def _lines(self, row: GridRow, kind: Kind) -> list[Line]:
        return [
            line for n, slot in enumerate(self._slots) if slot.kind is kind for line in row.lines.get(n, ())
        ]

    def _read_deadline(self, row: GridRow, new_goal: bool, at: FieldSource) -> Name:
        """The deadline printed in a row or carried within its goal; else in doubt."""
        lines = self._lines(row, Kind.DEADLINE)
        above = self._deadline
        if lines:
            text = "".join(line.bare for line in lines if not line.nothing)
            return Name(text or None, source_of(lines))
        offer = above and (above.text or above.source.suggestion)
        if above is None or not isinstance(offer, str):
            return Name(source=FieldSource(at.place))
        if self._lost or new_goal or above.source.doubt:
            doubt = Doubt.LINES_LOST if self._lost else Doubt.SHORT_ROW
            return Name(source=FieldSource(at.place, doubt=doubt, suggestion=offer))
        return above.inherited()

    def _extras(self, row: GridRow) -> list[tuple[str, str]]:
        """What stands in further columns: their headings and their wording."""
        return [
            (slot.columns[0].heading, join_lines("\n".join(line.text for line in row.lines[n])))
            for n, slot in enumerate(self._slots)
            if slot.kind is Kind.EXTRA and n in row.lines and not all(line.nothing for line in row.lines[n])
        ]

    def _number(self, task: TaskDraft, label: list[Line], wording: list[Line]) -> None:
        """The task's own number, else its goal's."""
        found = numbered(task.text)
        number = self._names.number
        task.sources["label"] = number.source
        task.label = number.text
        if label:
            task.label, task.sources["label"] = label[0].bare, source_of(label)
        elif found:
            task.label, task.text = found.label, found.rest
            task.sources["label"] = FieldSource(wording[0].place, found.label)
        if task.label is not number.text:
            task.goal_label = number.text


def _bare(text: str) -> str:
    found = heading(text)
    return found.title if found else squeeze(text)
