"""The whole pure way of an import: a file's bytes to a plan draft. No database."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from imports.district import find_district, find_year
from imports.document import Document, Paragraph
from imports.draft import Meaning, PlanDraft, Problem
from imports.layouts import lay_out
from imports.ledger_rows import leave_standing
from imports.normalise import give_back, normalise
from imports.readers import read
from imports.stated_targets import targets_of

#: changes whenever the same file may give another draft
VERSION = "7"
#: where a document names its district and its year
_FIRST_PARAGRAPHS = 40


def parse(
    name: str,
    data: bytes,
    *,
    district: str | None = None,
    year: int | None = None,
    titles: Sequence[str] = (),
    responsible_units: Meaning | None = None,
    layout: str | None = None,
) -> PlanDraft:
    """Read a plan document. A file that cannot be read raises imports.document.ReadError, and nothing else.

    `district`, `year` and `titles` (plan titles in order) stand in for what the document prints; what neither
    says stays None and is named in the draft's problems. `responsible_units` says what a column headed
    责任单位 means where a person knows better than its neighbours tell; `layout` (of imports.layouts.NAMES)
    how the document is laid out.
    """
    document = read(name, data)
    readable, readings = normalise(document)
    draft = lay_out(readable, list(titles), responsible_units, layout)
    for task in draft.tasks:
        leave_standing(task)
        task.targets = targets_of(task)
    give_back(draft, readings)
    for task in draft.tasks:
        if task.targets and "text" in task.sources:  # what was damaged is asked of the wording
            task.sources["targets"] = replace(task.sources["text"], doubt="", suggestion=None)
    draft.body = document
    lines = list(_first_lines(readable))
    printed = [plan.title for plan in draft.plans]
    draft.district = district or find_district(printed, lines)
    deadlines = (task.deadline_text or "" for task in draft.tasks)
    draft.year = year or draft.year or find_year(printed, lines, deadlines)
    if draft.district is None:
        draft.problems.append(Problem.NO_DISTRICT)
    if draft.year is None:
        draft.problems.append(Problem.NO_YEAR)
    return draft


def _first_lines(document: Document) -> Iterator[str]:
    """The document's first paragraphs, a framed title among them."""
    for block in document.blocks[:_FIRST_PARAGRAPHS]:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows[:2] for cell in row if cell.text)
