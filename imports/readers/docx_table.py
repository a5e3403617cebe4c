"""The rows of a Word table with their merges, from its XML, in one pass. Pure."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from lxml import etree

from imports.document import Cell, Place

#: Word allows 63 columns; a larger span is damage, and must not cost memory
WIDEST = 256
_WRAPPERS = frozenset({"ins", "moveTo", "customXml", "smartTag", "sdtContent"})

_NONE: Mapping[str, str] = {}

#: the text of a cell that is given by the elements in it
CellText = Callable[[list[etree._Element]], str]


@lru_cache(4096)
def _named(tag: object) -> tuple[str, str]:
    """A tag's name without its namespace, and what the attribute `val` is called there: Word has two."""
    namespace, _, name = tag.rpartition("}") if isinstance(tag, str) else ("", "", "")
    return name, f"{namespace}}}val"


def local(element: etree._Element) -> str:
    """The element's name without its namespace; empty for comments and the like."""
    return _named(element.tag)[0]


def children(element: etree._Element) -> list[etree._Element]:
    """The elements in an element: a slice takes less time than going from one to the next."""
    return element[:]  # type: ignore[index, return-value]


def read_rows(
    table: etree._Element, cell_text: CellText, place: Place, unseen: Callable[[str, Place], None]
) -> list[list[Cell]]:
    """The table's rows as Document wants them. `unseen` takes text that lies hidden under a merge."""
    rows: list[list[Cell]] = []
    open_merges: dict[int, Cell] = {}
    for element in _inside(table, "tr"):
        properties = _properties(children(element), "trPr")
        if "del" in properties:
            continue
        number = len(rows) + 1
        rows.append(
            _read_row(
                element,
                _number(properties, "gridBefore", 0),
                Place(place.file, table=place.table, row=number),
                open_merges,
                cell_text,
                unseen,
            )
        )
    return rows


def _read_row(
    row: etree._Element,
    column: int,
    place: Place,
    open_merges: dict[int, Cell],
    cell_text: CellText,
    unseen: Callable[[str, Place], None],
) -> list[Cell]:
    cells: list[Cell] = []
    for element in _inside(row, "tc"):
        inside = children(element)
        properties = _properties(inside, "tcPr")
        if "cellDel" in properties:
            continue
        span = max(1, _number(properties, "gridSpan", 1))
        where = Place(place.file, table=place.table, row=place.row, column=column + 1)
        text = cell_text(inside)
        if _merge(properties, "hMerge") == "continue" and cells:
            cells[-1].colspan += span
            cells[-1].text = "\n".join(filter(None, (cells[-1].text, text)))
        else:
            cell = Cell(text, where, column, span)
            merge_down(cell, _merge(properties, "vMerge"), open_merges)
            if cell.covered and text.strip():
                unseen(text, where)
            cells.append(cell)
        column += span
    return cells


def merge_down(cell: Cell, merge: str | None, open_merges: dict[int, Cell]) -> None:
    """Tie a continued cell to the merge above it, or open and close merges at its columns."""
    above = open_merges.get(cell.column)
    if merge == "continue" and above is not None:
        above.rowspan += 1
        cell.anchor, cell.text = above, ""
        return
    for column in range(cell.column, cell.column + cell.colspan):
        open_merges.pop(column, None)
    if merge:
        open_merges[cell.column] = cell


def _inside(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Children of one name, also those inside content controls and tracked insertions."""
    for child in children(element):
        name = local(child)
        if name == wanted:
            yield child
        elif name in _WRAPPERS or name == "sdt":
            yield from _inside(child, wanted)


def _properties(inside: list[etree._Element], wanted: str) -> Mapping[str, str]:
    """What a row or cell, given by the elements in it, states about itself: names → values."""
    found = next((element for element in inside if local(element) == wanted), None)
    if found is None:
        return _NONE
    values: dict[str, str] = {}
    for child in children(found):
        name, key = _named(child.tag)
        values.setdefault(name, child.get(key) or "")
    return values


def _number(properties: Mapping[str, str], name: str, fallback: int) -> int:
    text = properties.get(name, "")
    return min(int(text), WIDEST) if text.isdecimal() else fallback


def _merge(properties: Mapping[str, str], name: str) -> str | None:
    """How a cell takes part in a merge: restart, continue, or None."""
    value = properties.get(name)
    return None if value is None else "restart" if value == "restart" else "continue"
