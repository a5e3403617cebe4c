"""Cutting a document into pieces: what nothing fits is not looked at again and again."""

from imports.document import Document, Paragraph, Place
from imports.draft import Meaning, PlanDraft
from imports.layouts.compose import pieces


class FitsNothing:
    """A layout that counts the blocks that it is shown."""

    NAME = "nothing"

    def __init__(self) -> None:
        self.shown = 0

    def detect(self, document: Document) -> float:
        self.shown += len(document.blocks)
        return 0.0

    def read(self, document: Document, titles: list[str], meaning: Meaning | None) -> PlanDraft:
        raise AssertionError


def _shown(annexes: int) -> int:
    texts = [text for n in range(annexes) for text in (f"附件{n + 1}", "今天天气很好。")]
    layout = FitsNothing()
    document = Document("a.txt", [Paragraph(text, Place("a.txt")) for text in texts])
    assert [piece.layout for piece in pieces(document, [layout])] == [None]
    return layout.shown


def test_twice_the_annexes_are_twice_the_work() -> None:
    assert _shown(400) < 2.1 * _shown(200)


def test_a_document_is_asked_a_question_once() -> None:
    asked: list[str] = []
    document = Document("a.txt")

    def question(about: Document) -> int:
        asked.append(about.name)
        return len(asked)

    assert [document.once(question), document.once(question)] == [1, 1]
    assert Document("a.txt").once(question) == 2
