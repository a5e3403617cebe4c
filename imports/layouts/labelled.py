"""The family of labelled lines: a task, then 牵头领导：… 责任单位：…, below it or behind it. Pure."""

from imports.document import Document
from imports.draft import Meaning, PlanDraft
from imports.layouts import assigned

NAME = "labelled"
#: a document of a neighbouring family fits less surely
_ELSE = 0.8


def detect(document: Document) -> float:
    """How surely the document is of this family, 0 to 1: most of what it assigns stands behind labels."""
    signs = document.once(assigned.signs_of)
    return signs.confidence * (1.0 if signs.labels >= signs.brackets else _ELSE)


def read(document: Document, titles: list[str], meaning: Meaning | None) -> PlanDraft:
    """The plan draft of a document, a task all that stands above labels; see imports/layouts/table.py."""
    return assigned.read(document, titles, meaning, NAME, split=False)
