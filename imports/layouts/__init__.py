"""Layouts: Document → PlanDraft, one file a family of documents, chosen by a stated confidence. Pure."""

from imports.document import Document, Paragraph
from imports.draft import Meaning, PlanDraft, Problem, Reason, Unused
from imports.layouts import flattened, goals, labelled, report, sections, table
from imports.layouts.compose import Layout, Piece, pieces, put_together
from imports.page_lines import is_imprint, is_page_line

#: every family, the more exact one first: of two that fit as surely the first is taken
LAYOUTS: tuple[Layout, ...] = (table, flattened, sections, labelled, goals, report)
NAMES = tuple(layout.NAME for layout in LAYOUTS)


def lay_out(
    document: Document, titles: list[str], meaning: Meaning | None, chosen: str | None = None
) -> PlanDraft:
    """Read a document, each of its pieces by the layout that fits it best, or all of it by the one `chosen`.

    Where no layout fits, all its text is unused. An unknown name in `chosen` raises KeyError.
    """
    document, around = _without_page_lines(document)
    draft = _read(document, _pieces(document, chosen), list(titles), meaning)
    draft.unused += around
    draft.unused += [Unused(aside.text, aside.place, Reason.NOT_SHOWN) for aside in document.aside]
    draft.confidence = round(draft.confidence, 2)
    if not draft.tasks:
        draft.confidence = 0.0
        draft.problems.append(Problem.NO_TASKS)
    return draft


def _without_page_lines(document: Document) -> tuple[Document, list[Unused]]:
    """The document without what a web page or its imprint put around it, and that."""
    blocks, around = [], []
    for block in document.blocks:
        if isinstance(block, Paragraph) and is_page_line(block.text):
            around.append(Unused(block.text, block.place, Reason.PAGE))
        elif isinstance(block, Paragraph) and is_imprint(block.text):
            around.append(Unused(block.text, block.place, Reason.FRAMING))
        else:
            blocks.append(block)
    return Document(document.name, blocks, document.aside), around


def _pieces(document: Document, chosen: str | None) -> list[Piece]:
    if chosen is None:
        return pieces(document, LAYOUTS)
    layout = {each.NAME: each for each in LAYOUTS}[chosen]
    return [Piece(document.blocks, layout, layout.detect(document))]


def _read(document: Document, found: list[Piece], titles: list[str], meaning: Meaning | None) -> PlanDraft:
    drafts = []
    for piece in found:
        part = Document(document.name, piece.blocks)
        draft = piece.layout.read(part, titles, meaning) if piece.layout else _unread(part)
        draft.confidence = piece.confidence
        titles = titles[len(draft.plans) :]
        drafts.append(draft)
    return put_together(document.name, drafts, [piece.letters for piece in found])


def _unread(document: Document) -> PlanDraft:
    draft = PlanDraft(document.name)
    for block in document.blocks:
        pieces = [block] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row]
        draft.unused += [
            Unused(each.text, each.place, Reason.NO_LAYOUT) for each in pieces if each.text.strip()
        ]
    return draft
