"""A document as JSON and back: how what was read is kept beside an import, to be looked at. Pure.

{"name", "blocks": [paragraph | table], "aside": [paragraph]}; a paragraph is {"text", "place"}, a table
{"place", "states_merges", "intact", "rows": [[cell]]}, a cell {"text", "place", "column"} and, where they
are more than one, "colspan", "rowspan"; "anchor" is [row, cell] of the merge that covers it. The file's name
stands once and not in every place.
"""

from typing import Any

from imports.document import Cell, Document, Paragraph, Place, Table

Json = dict[str, Any]


def document_to_json(document: Document) -> Json:
    """The whole document; document_from_json gives an equal one back."""
    return {
        "name": document.name,
        "blocks": [
            _paragraph_to_json(block) if isinstance(block, Paragraph) else _table_to_json(block)
            for block in document.blocks
        ],
        "aside": [_paragraph_to_json(piece) for piece in document.aside],
    }


def document_from_json(data: Json) -> Document:
    """The document that document_to_json wrote. Raises KeyError for anything else."""
    name = data["name"]
    blocks = [
        _table_from_json(block, name) if "rows" in block else _paragraph_from_json(block, name)
        for block in data["blocks"]
    ]
    return Document(name, blocks, [_paragraph_from_json(piece, name) for piece in data["aside"]])


def _place_to_json(place: Place) -> Json:
    return place._replace(file="").to_json()


def _place(data: Json, name: str) -> Place:
    return Place.from_json({**data, "file": name})


def _paragraph_to_json(paragraph: Paragraph) -> Json:
    return {"text": paragraph.text, "place": _place_to_json(paragraph.place)}


def _paragraph_from_json(data: Json, name: str) -> Paragraph:
    return Paragraph(data["text"], _place(data["place"], name))


def _table_to_json(table: Table) -> Json:
    spots = {id(cell): [r, c] for r, row in enumerate(table.rows) for c, cell in enumerate(row)}
    return {
        "place": _place_to_json(table.place),
        "states_merges": table.states_merges,
        "intact": table.intact,
        "rows": [[_cell_to_json(cell, spots) for cell in row] for row in table.rows],
    }


def _cell_to_json(cell: Cell, spots: dict[int, list[int]]) -> Json:
    data: Json = {"text": cell.text, "place": _place_to_json(cell.place), "column": cell.column}
    if cell.colspan > 1:
        data["colspan"] = cell.colspan
    if cell.rowspan > 1:
        data["rowspan"] = cell.rowspan
    if cell.anchor is not None:
        data["anchor"] = spots[id(cell.anchor)]
    return data


def _table_from_json(data: Json, name: str) -> Table:
    rows = [
        [
            Cell(
                cell["text"],
                _place(cell["place"], name),
                cell["column"],
                cell.get("colspan", 1),
                cell.get("rowspan", 1),
            )
            for cell in row
        ]
        for row in data["rows"]
    ]
    for row, read in zip(rows, data["rows"], strict=True):
        for cell, told in zip(row, read, strict=True):
            if "anchor" in told:
                above, along = told["anchor"]
                cell.anchor = rows[above][along]
    return Table(rows, _place(data["place"], name), data["states_merges"], data["intact"])
