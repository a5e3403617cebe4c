"""A document as JSON and back."""

import json
from pathlib import Path

import pytest

from imports.document import Cell, Document, Paragraph, Place, Table
from imports.document_json import document_from_json, document_to_json
from imports.readers import read
from tests.plans import plan

DEMO = sorted((Path(__file__).parents[1] / "imports" / "demo").glob("*.docx"))


def there_and_back(document: Document) -> Document:
    return document_from_json(json.loads(json.dumps(document_to_json(document))))


def test_a_text_with_a_table_comes_back_as_it_was() -> None:
    document = read("计划.txt", plan(before=["关于印发方案的通知"]))
    assert there_and_back(document) == document


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_merged_cells_come_back_as_they_were(path: Path) -> None:
    document = read(path.name, path.read_bytes())
    again = there_and_back(document)
    assert again == document
    [table, *_] = again.tables()
    covered = [cell for row in table.rows for cell in row if cell.covered]
    assert covered
    assert all(any(cell.anchor is each for row in table.rows for each in row) for cell in covered)


def test_spans_and_what_stands_aside_are_kept() -> None:
    place = Place("a.docx", table=1, row=1, column=1)
    wide = Cell("一、板块", place, 0, colspan=4, rowspan=2)
    under = Cell("", Place("a.docx", table=1, row=2, column=1), 0, colspan=4, anchor=wide)
    table = Table([[wide], [under]], Place("a.docx", table=1), states_merges=True, intact=False)
    document = Document("a.docx", [table], [Paragraph("第1页", Place("a.docx", page=1))])
    assert there_and_back(document) == document


def test_the_name_of_the_file_stands_once() -> None:
    assert json.dumps(document_to_json(read("plan.txt", plan()))).count("plan.txt") == 1
