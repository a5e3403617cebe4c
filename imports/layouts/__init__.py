"""Layouts: Document → PlanDraft, one file a family of documents, chosen by a stated confidence. Pure."""

from imports.document import Document
from imports.draft import Meaning, PlanDraft, Problem, Reason, Unused
from imports.layouts import table

#: every family: a module with NAME, detect(document) and read(document, titles, meaning)
LAYOUTS = (table,)


def lay_out(document: Document, titles: list[str], meaning: Meaning | None) -> PlanDraft:
    """Read a document by the layout that fits it best; where none fits, all its text is unused."""
    confidence, layout = max(
        ((layout.detect(document), layout) for layout in LAYOUTS), key=lambda pair: pair[0]
    )
    draft = layout.read(document, titles, meaning) if confidence else _unread(document)
    draft.confidence = round(confidence, 2)
    if not draft.tasks:
        draft.confidence = 0.0
        draft.problems.append(Problem.NO_TASKS)
    return draft


def _unread(document: Document) -> PlanDraft:
    draft = PlanDraft(document.name)
    draft.unused = [Unused(block.text, block.place, Reason.NO_LAYOUT) for block in document.paragraphs()]
    draft.unused += [
        Unused(cell.text, cell.place, Reason.NO_LAYOUT)
        for block in document.tables()
        for row in block.rows
        for cell in row
        if cell.text.strip()
    ]
    draft.unused += [Unused(aside.text, aside.place, Reason.NOT_SHOWN) for aside in document.aside]
    return draft
