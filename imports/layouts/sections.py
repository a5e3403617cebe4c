"""The family of sections by leader or lead unit, with a line of responsible units below each task. Pure."""

from imports.document import Document
from imports.draft import Meaning, PlanDraft
from imports.layouts import assigned

NAME = "sections"
#: a document of a neighbouring family fits less surely
_ELSE = 0.7


def detect(document: Document) -> float:
    """How surely the document is of this family, 0 to 1: its headings say who leads."""
    signs = document.once(assigned.signs_of)
    return signs.confidence * (1.0 if signs.leaders else _ELSE)


def read(document: Document, titles: list[str], meaning: Meaning | None) -> PlanDraft:
    """The plan draft of a document: what a heading says holds for its tasks; see imports/layouts/table.py."""
    return assigned.read(document, titles, meaning, NAME, split=False)
