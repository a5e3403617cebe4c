"""Plans without tables that say who is to do what: one walk for goals, sections and labelled lines. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from imports.document import Document, Table
from imports.draft import Kind as PlanKind
from imports.draft import Meaning, PlanDraft, PlanHeading, Problem, Reason, Unused
from imports.layouts.assigned_lines import Entry, entries_of
from imports.layouts.assigned_rest import left_over
from imports.layouts.assigned_tasks import Reader
from imports.layouts.assigned_tree import FINAL, Part, parts_of, unit_headings
from imports.layouts.assigned_worth import lift
from imports.layouts.columns import find_columns
from imports.layouts.flat_lines import is_unit_line
from imports.layouts.report_lines import Kind
from imports.wording import annex, is_livelihood, notice_subject, squeeze

_LONGEST_GLUED = 20
_SHORTEST_TITLE = 8
#: the list of a letter's annexes, whose titles stand again where these begin
_LISTED = re.compile(r"(?:附件\s*[：:]\s*)?\d{1,2}\s*[.、．](?!\d)|附件\s*[：:]")
_FIRST_LINES = 80
#: a plan of this kind has no more lines than this that name units without saying for what
_MOST_UNIT_LINES = 4


def read(document: Document, titles: list[str], meaning: Meaning | None, name: str, split: bool) -> PlanDraft:
    """The plan draft of a document; see imports/layouts/table.py, and for `split` assigned_tasks.Reader."""
    found, unused = entries_of(document)
    subjects = [
        squeeze(subject) for entry in found[:_FIRST_LINES] if (subject := notice_subject(entry.line.text))
    ]
    entries = list(_unglued(found, subjects))
    draft = PlanDraft(document.name, layout=name, unused=unused)
    given = list(titles)
    for part in parts_of(entries):
        reader = Reader(1000 * (len(draft.plans) + 1), meaning, split, _livelihood(part))
        lift(part.root)
        reader.read(part.root)
        _enter(part, reader, draft, given, subjects)
    for number, task in enumerate(draft.tasks, start=1):
        task.number = number
    return draft


def _unglued(entries: Sequence[Entry], subjects: Sequence[str]) -> Iterator[Entry]:
    """Lines, with a title that its first heading was glued to divided where the notice says that it ends."""
    for entry in entries:
        if _is_subject(entry, subjects):
            yield replace(entry, line=replace(entry.line, kind=Kind.TITLE, title=squeeze(entry.line.text)))
            continue
        cut = _glued_at(entry, subjects)
        if cut is None:
            yield entry
            continue
        for text, kind in ((entry.line.text[:cut], Kind.TITLE), (entry.line.text[cut:], Kind.PLAIN)):
            piece = replace(entry.pieces[0], text=text)
            yield replace(entry, line=replace(entry.line, text=text, kind=kind), pieces=[piece])


def _is_subject(entry: Entry, subjects: Sequence[str]) -> bool:
    """Whether a line is the title that the notice above it names, wholly or without whose plan it is."""
    line = squeeze(entry.line.text)
    if entry.kind is not Kind.PLAIN or not entry.is_bare or len(line) < _SHORTEST_TITLE:
        return False
    return any(subject.endswith(line) for subject in subjects)


def _glued_at(entry: Entry, subjects: Sequence[str]) -> int | None:
    line = entry.line.text
    if entry.kind is not Kind.TITLE or not entry.is_bare or notice_subject(line):
        return None
    for subject in subjects:
        at = line.find(subject)
        end = at + len(subject)
        if at >= 0 and FINAL.search(subject) and 2 <= len(line) - end <= _LONGEST_GLUED:
            return end if re.match(r"[\u3400-\u9fff]", line[end:]) else None
    return None


# --- plans ---


def _livelihood(part: Part) -> bool:
    return any(is_livelihood(_title_of(entry)) for entry in part.titles)


def _title_of(entry: Entry) -> str:
    """A title's wording without the mark of an annex."""
    mark = annex(entry.line.text)
    return squeeze(entry.line.text) if mark is None else mark


def _enter(part: Part, reader: Reader, draft: PlanDraft, given: list[str], subjects: Sequence[str]) -> None:
    """Add a part's plans, tasks and leftovers to the draft."""
    keys = list(dict.fromkeys(task.plan for task in reader.tasks))
    kept: list[Entry] = []
    for key in keys:
        number = len(draft.plans) + 1
        if key in reader.lists:
            node = reader.lists[key]
            draft.plans.append(
                PlanHeading(number, given.pop(0) if given else node.title, "livelihood", node.place)
            )
        else:
            heading, kept = _heading(part, number, draft, given, subjects)
            draft.plans.append(heading)
        for task in reader.tasks:
            task.plan = number if task.plan == key else task.plan
    draft.tasks += reader.tasks
    draft.responsible_units_meaning = draft.responsible_units_meaning or reader.understood
    draft.unused += [
        Unused(entry.line.text, entry.place, Reason.OTHER_TITLE) for entry in part.titles if entry not in kept
    ]
    draft.unused += reader.unused
    draft.unused += [Unused(text, place, Reason.NOTE) for text, place in part.notes]
    draft.unused += left_over(part, reader)


def _heading(
    part: Part, number: int, draft: PlanDraft, given: list[str], subjects: Sequence[str]
) -> tuple[PlanHeading, list[Entry]]:
    """The plan that a part is, and the lines that its title was taken from."""
    title, kept = _printed_title(part.titles)
    if not title and subjects and not draft.plans:
        title = subjects[-1]
    if not title and not given and Problem.NO_TITLE not in draft.problems:
        draft.problems.append(Problem.NO_TITLE)
    file = draft.document
    text = given.pop(0) if given else title or file.rpartition(".")[0] or file
    kind: PlanKind = "livelihood" if is_livelihood(text) else "report"
    place = kept[0].place if kept else part.root.place
    return PlanHeading(number, text, kind, place), kept


def _printed_title(entries: Sequence[Entry]) -> tuple[str, list[Entry]]:
    """The fullest of the lines that a plan's title is printed on, with the one that completes it."""
    named = [(entry, text) for entry in entries if (text := _title_of(entry)) and not _LISTED.match(text)]
    if not named:
        return "", []
    best = max(
        range(len(named)),
        key=lambda n: (
            named[n][0].kind is Kind.TITLE,
            bool(re.search(r"20\d\d", named[n][1])),
            len(named[n][1]),
        ),
    )
    entry, text = named[best]
    after = named[best + 1 : best + 2]
    if after and after[0][0].kind is not Kind.TITLE:
        return text + after[0][1], [entry, after[0][0]]
    return text, [entry]


# --- how surely ---


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a plan of this kind: lines that assign in brackets, behind labels, as headings."""

    brackets: int
    labels: int
    leaders: int
    confidence: float


def signs_of(document: Document) -> Signs:
    """Count what a document's lines assign; confidence 0 where they assign nothing."""
    entries, _ = entries_of(document)
    headed = set(unit_headings(entries))
    units = {n for n, entry in enumerate(entries) if is_unit_line(entry.line.text)} - headed
    assigned = (n for n, entry in enumerate(entries) if any(piece.said for piece in entry.pieces))
    brackets = [n for n in assigned if n not in units]  # 应急管理局（安委办） says nothing of a task
    labels = [n for n, entry in enumerate(entries) if entry.said.names_somebody]
    assigning = {*brackets, *labels, *headed}
    bare = len(units - assigning)
    leaders = len(headed) + sum(node.leads for part in parts_of(entries) for node in part.root.walk())
    if not assigning:
        return Signs(0, 0, leaders, 0.0)
    span = max(assigning) - min(assigning) + 1
    dense = min(1.0, 12 * len(assigning) / span)
    sure = min(0.95, 0.45 + 0.1 * len(assigning))
    if bare > _MOST_UNIT_LINES:  # cells of a table that lost its lines
        sure *= len(assigning) / (len(assigning) + bare)
    return Signs(len(brackets), len(labels), leaders, sure * dense * _share_of_text(document))


def _share_of_text(document: Document) -> float:
    """The share of a document's letters that no table of a plan holds; 0 where such tables hold most."""
    prose = sum(len(paragraph.text) for paragraph in document.paragraphs())
    tables = sum(
        len(cell.text)
        for table in document.tables()
        if _is_plan_table(table)
        for row in table.rows
        for cell in row
    )
    return prose / (prose + tables) if prose > tables else 0.0


def _is_plan_table(table: Table) -> bool:
    return find_columns(table) is not None
