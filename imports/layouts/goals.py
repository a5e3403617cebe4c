"""The family of numbered goals: units in brackets behind a goal, measures in paragraphs below it. Pure."""

from imports.document import Document
from imports.draft import Meaning, PlanDraft
from imports.layouts import assigned

NAME = "goals"
#: a document of a neighbouring family fits less surely
_ELSE = 0.8


def detect(document: Document) -> float:
    """How surely the document is of this family, 0 to 1: most of what it assigns stands in brackets."""
    signs = document.once(assigned.signs_of)
    return signs.confidence * (1.0 if signs.brackets > signs.labels else _ELSE)


def read(document: Document, titles: list[str], meaning: Meaning | None) -> PlanDraft:
    """The plan draft of a document: each paragraph below a goal is a task; see imports/layouts/table.py."""
    return assigned.read(document, titles, meaning, NAME, split=True)
