"""The tasks that one row of a plan's table prints. Pure."""

from dataclasses import dataclass, replace

from imports.document import Paragraph, Place, Table
from imports.draft import Doubt, FieldSource, Meaning, TaskDraft
from imports.layouts.carry import Names, People, Words, carry_words
from imports.layouts.columns import Column, Columns, Use
from imports.layouts.outline import Standing
from imports.layouts.rows import Row, Slot, State
from imports.units import NameBook
from imports.wording import Numbered, heading, is_nothing, join_lines, numbered, squeeze

#: rows that only add names end somewhere: no task has more partners than this
_MOST_UNITS = 200
_CARRIED = (Use.SECTION, Use.NUMBER, Use.GOAL, Use.DEADLINE)


@dataclass(frozen=True, slots=True)
class Item:
    """A task's own wording, and the number that its wording begins with, if any."""

    text: str
    label: str | None = None


class RowTasks:
    """Reads the rows of one table from top to bottom."""

    def __init__(self, columns: Columns, table: Table, known: NameBook, meaning: Meaning | None) -> None:
        self._columns = columns
        self._states_merges = table.states_merges
        self._meaning = meaning or columns.meaning()
        self._people = People(columns, table, known, units_lead=self._meaning != "partners")
        self._above: dict[Use, Words] = {}
        self._last: list[TaskDraft] = []

    def forget(self) -> None:
        """A heading across the whole table: what stands above it does not carry below."""
        self._people.forget()
        self._above = {}
        self._last = []

    def read(self, row: Row, standing: Standing) -> list[TaskDraft] | None:
        """The row's tasks; empty when it only adds to the task above, None when it could not be read."""
        goal_slot = row.slot(self._columns, Use.GOAL)
        text_slot = row.slot(self._columns, Use.TEXT)
        if not text_slot.printed and not (goal_slot.printed and not is_nothing(goal_slot.text)):
            return self._add_to_last(row, text_slot)
        new_goal = goal_slot.printed or row.slot(self._columns, Use.SECTION).printed
        words = self._carry(row, goal_slot)
        names = self._people.read(row, new_goal)
        self._above = words
        if text_slot.printed:
            items = self._items(row, text_slot)
        else:
            # a name without wording is the wording, and one printed name never fills both
            items = [Item(squeeze(goal_slot.text))]
            words = {**words, Use.GOAL: Words(source=FieldSource(goal_slot.place))}
        slot = text_slot if text_slot.printed else goal_slot
        self._last = [self._task(row, slot, item, words, names, standing) for item in items]
        return self._last

    def _carry(self, row: Row, goal: Slot) -> dict[Use, Words]:
        words = {}
        for use in _CARRIED:
            above = self._above.get(use)
            if use is Use.NUMBER and goal.printed:
                above = (
                    None if above is None else Words()
                )  # a goal without a number does not take the last one's
            offer = use in (Use.NUMBER, Use.GOAL)
            words[use] = carry_words(row.slot(self._columns, use), above, self._states_merges, offer)
        return words

    def _items(self, row: Row, slot: Slot) -> list[Item]:
        label = row.slot(self._columns, Use.LABEL)
        if not label.printed:
            several = _numbered_lines(slot.text)
            if several:
                return several
        text = join_lines(slot.text)
        found = numbered(text)
        if found is None:
            return [Item(text)]
        if label.printed:
            return [Item(found.rest)] if squeeze(label.text) == found.label else [Item(text)]
        row_has_number = row.slot(self._columns, Use.NUMBER).printed and not self._columns.has(Use.GOAL)
        begins_list = any(f"{found.ordinal + 1}{sign}" in found.rest for sign in ".、．)）")
        if begins_list or (row_has_number and found.label.isdecimal()):
            return [Item(text)]
        return [Item(found.rest, found.label)]

    def _task(
        self,
        row: Row,
        slot: Slot,
        item: Item,
        words: dict[Use, Words],
        names: dict[Column, Names],
        standing: Standing,
    ) -> TaskDraft:
        task = TaskDraft(0, standing.plan.id, item.text)
        task.sources["text"] = FieldSource(slot.place, slot.text)
        self._name_goal(task, words, standing)
        self._number(task, row.slot(self._columns, Use.LABEL), item, words[Use.NUMBER], slot)
        deadline = words[Use.DEADLINE]
        task.deadline_text = squeeze(deadline.text) if deadline.text else None
        task.sources["deadline_text"] = deadline.source
        assign(task, names, self._meaning)
        task.extras = [
            (column.heading, join_lines(extra.text))
            for column in self._columns.of(Use.EXTRA)
            if (extra := row.slots[column]).text and not is_nothing(extra.text)
        ]
        return task

    def _name_goal(self, task: TaskDraft, words: dict[Use, Words], standing: Standing) -> None:
        section, goal = words[Use.SECTION], words[Use.GOAL]
        task.section, task.sources["section"] = _bare(section.text), section.source
        if task.section is None and standing.section:
            task.section, task.sources["section"] = _under(standing.section)
        task.goal, task.sources["goal"] = _bare(goal.text), goal.source
        if not self._columns.has(Use.GOAL) and standing.goal:
            task.goal, task.sources["goal"] = _under(standing.goal)

    def _number(self, task: TaskDraft, label: Slot, item: Item, number: Words, wording: Slot) -> None:
        """The task's own number, else its goal's."""
        goals = _clean(number.text) if number.text else None
        own = item.label or (_clean(label.text) if label.text and not is_nothing(label.text) else None)
        task.label = own or goals
        task.goal_label = goals if own else None
        place = wording.place if item.label else label.place
        task.sources["label"] = FieldSource(place, own) if own else number.source

    def _add_to_last(self, row: Row, text: Slot) -> list[TaskDraft] | None:
        """A row without wording of its own: its names belong to the task above, for a person to check."""
        printed = {
            column: slot for column, slot in row.slots.items() if slot.printed and not is_nothing(slot.text)
        }
        if not printed:
            return []
        if not self._last or text.state is State.MISSING or len(self._last[0].partner_units) > _MOST_UNITS:
            return None
        added = self._people.printed_anew(row)
        for task in self._last:
            _add(task, added, self._meaning)
            task.extras += [
                (column.heading, join_lines(slot.text))
                for column, slot in printed.items()
                if column not in added
            ]
        return []


def _numbered_lines(text: str) -> list[Item]:
    """The items of a cell whose lines are numbered one after another; empty when they are not."""
    items: list[tuple[Numbered, list[str]]] = []
    for line in filter(str.strip, text.splitlines()):
        found = numbered(line)
        if found and (not items or found.follows(items[-1][0])):
            items.append((found, [found.rest]))
        elif items:
            items[-1][1].append(line)
        else:
            return []
    if len(items) < 2:
        return []
    return [Item(join_lines("\n".join(lines)), number.label) for number, lines in items]


def _under(printed: Paragraph) -> tuple[str | None, FieldSource]:
    """The name and source that a heading above the table gives."""
    return _bare(printed.text), FieldSource(printed.place, printed.text)


def _bare(text: str | None) -> str | None:
    """A printed name without white space and without a heading's number."""
    if not text or not squeeze(text):
        return None
    found = heading(text)
    return found.title if found else squeeze(text)


def _clean(label: str) -> str:
    return squeeze(label).rstrip(".、．") or squeeze(label)


# --- names to fields ---


def assign(task: TaskDraft, names: dict[Column, Names], meaning: Meaning | None) -> None:
    """Fill a task's people and units from the names under each column."""
    for field in ("lead_officials", "lead_units", "partner_units"):
        task.sources[field] = FieldSource(task.sources["text"].place)
    seen: set[str] = set()
    for column, found in names.items():
        for field, part in _shares(column, found, meaning):
            _extend(task, field, part, first=field not in seen)
            if part.names or part.source.excerpt or part.source.doubt:
                seen.add(field)


def _shares(column: Column, found: Names, meaning: Meaning | None) -> list[tuple[str, Names]]:
    """Which fields the names under one column go to."""
    if column.use is Use.OFFICIALS:
        return [("lead_officials", found)]
    if column.use is Use.PARTNERS or (column.use is Use.UNITS and meaning == "partners"):
        return [("partner_units", found)]
    leads = found.leads
    if column.use is Use.UNITS and meaning == "first_leads":
        leads = leads or 1
    if not leads:
        return [("lead_units", found)]
    return [("lead_units", _part(found, 0, leads)), ("partner_units", _part(found, leads, None))]


def _part(found: Names, start: int, end: int | None) -> Names:
    source = found.source
    if source.suggestion:
        source = replace(source, suggestion=list(source.suggestion)[start:end] or None)
    return replace(found, names=found.names[start:end], source=source)


def _extend(task: TaskDraft, field: str, part: Names, first: bool) -> None:
    """Add names to a field; its source is the first that says anything, its doubt that of any."""
    value = list(dict.fromkeys([*getattr(task, field), *part.names]))
    setattr(task, field, value)
    source = task.sources[field]
    if first:
        task.sources[field] = part.source
    elif part.source.doubt and not source.doubt:
        task.sources[field] = replace(source, doubt=part.source.doubt, suggestion=list(value))


def _add(task: TaskDraft, added: dict[Column, Names], meaning: Meaning | None) -> None:
    for column, found in added.items():
        for field, part in _shares(column, found, meaning):
            value: list[str] = getattr(task, field)
            fresh = [name for name in part.names if name not in value]
            if fresh:
                value += fresh
                place = (
                    task.sources[field].place if task.sources[field].place != Place() else part.source.place
                )
                task.sources[field] = replace(
                    task.sources[field], place=place, doubt=Doubt.ADDED_BY_ROW, suggestion=list(value)
                )
