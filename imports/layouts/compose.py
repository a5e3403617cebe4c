"""Several layouts in one document: cut where plans begin, read each piece by what fits, join them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from imports.document import Document, Paragraph, Table
from imports.draft import Meaning, PlanDraft, Problem
from imports.wording import annex, is_plan_title

#: a piece that fits its best layout less than this goes with its neighbour
_SURE = 0.5
#: so many paragraphs on end after a table may be a plan of their own
_RUN = 6
#: of what stands before the first piece, so many blocks are looked at again with each piece that may be it
_MOST_LEFT = 20

Block = Paragraph | Table


class Layout(Protocol):
    """A family of documents: a module with these names."""

    NAME: str

    def detect(self, document: Document) -> float:
        """How surely the document is of this family, 0 to 1; 0 where it would find no task."""

    def read(self, document: Document, titles: list[str], meaning: Meaning | None) -> PlanDraft:
        """Its plans and tasks, and everything else as unused; see imports/layouts/table.py."""


@dataclass(slots=True)
class Piece:
    """Blocks on end that one layout reads."""

    blocks: list[Block]
    layout: Layout | None
    confidence: float

    @property
    def letters(self) -> int:
        return sum(_letters(block) for block in self.blocks)


def pieces(document: Document, layouts: Sequence[Layout]) -> list[Piece]:
    """The document as pieces in reading order, neighbours of one layout joined; empty for an empty one.

    A piece has no layout only where none fits the whole document.
    """
    found: list[Piece] = []
    left: list[Block] = []  # what stands before the first piece that anything fits
    cuts = list(_cuts(document.blocks))
    for blocks in cuts if len(cuts) > 1 else ():
        confidence, layout = best(Document(document.name, left[-_MOST_LEFT:] + blocks), layouts)
        if layout is None or confidence < _SURE:
            (found[-1].blocks if found else left).extend(blocks)
        elif found and found[-1].layout is layout:
            found[-1].blocks += blocks
            found[-1].confidence = max(found[-1].confidence, confidence)
        else:
            found.append(Piece(left + blocks, layout, confidence))
            left = []
    if len(found) < 2:  # one layout or none, or nothing to cut: the whole document says how surely
        confidence, layout = best(document, layouts)
        return [Piece(document.blocks, layout, confidence)]
    return found


def best(document: Document, layouts: Sequence[Layout]) -> tuple[float, Layout | None]:
    """The layout that fits a document best and how surely; None where none does."""
    confidence, place = max(
        ((layout.detect(document), -n) for n, layout in enumerate(layouts)), default=(0.0, 0)
    )
    return confidence, layouts[-place] if confidence else None


def _cuts(blocks: list[Block]) -> Iterator[list[Block]]:
    """The blocks, cut before every annex mark and plan title and before every long text below a table."""
    piece: list[Block] = []
    marked = False  # the piece is so far only marks and titles
    for index, block in enumerate(blocks):
        mark = isinstance(block, Paragraph) and (annex(block.text) is not None or is_plan_title(block.text))
        if piece and ((mark and not marked) or _text_after_table(blocks, index)):
            yield piece
            piece = []
        marked = mark and (marked or not piece)
        piece.append(block)
    if piece:
        yield piece


def _text_after_table(blocks: list[Block], index: int) -> bool:
    run = blocks[index : index + _RUN]
    return (
        index > 0
        and isinstance(blocks[index - 1], Table)
        and len(run) == _RUN
        and all(isinstance(block, Paragraph) for block in run)
    )


def _letters(block: Block) -> int:
    if isinstance(block, Paragraph):
        return len(block.text)
    return sum(len(cell.text) for row in block.rows for cell in row)


def put_together(name: str, drafts: Sequence[PlanDraft], weights: Sequence[int]) -> PlanDraft:
    """The drafts of a document's pieces as one, in order; `weights` are the pieces' letters."""
    if len(drafts) == 1:
        return drafts[0]
    whole = PlanDraft(name)
    for draft in drafts:
        _append(whole, draft)
    for number, task in enumerate(whole.tasks, start=1):
        task.number = number
    names = dict.fromkeys(draft.layout for draft in drafts if draft.layout)
    whole.layout = "+".join(names)
    total = sum(weights) or 1
    whole.confidence = (
        sum(draft.confidence * weight for draft, weight in zip(drafts, weights, strict=True)) / total
    )
    return whole


def _append(whole: PlanDraft, draft: PlanDraft) -> None:
    """Add a piece: a plan of its without a printed title is the plan before it, gone on."""
    goes_on = Problem.NO_TITLE in draft.problems and bool(whole.plans)
    numbers = {}
    for position, plan in enumerate(draft.plans):
        if position == 0 and goes_on:
            numbers[plan.id] = whole.plans[-1].id
            continue
        numbers[plan.id] = plan.id = len(whole.plans) + 1
        whole.plans.append(plan)
    for task in draft.tasks:
        task.plan = numbers[task.plan]
    whole.tasks += draft.tasks
    whole.unused += draft.unused
    whole.problems += [
        problem
        for problem in draft.problems
        if problem not in whole.problems and not (goes_on and problem == Problem.NO_TITLE)
    ]
    whole.responsible_units_meaning = whole.responsible_units_meaning or draft.responsible_units_meaning
