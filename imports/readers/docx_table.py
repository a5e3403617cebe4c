"""The rows of a Word table with their merges, from its XML, in one pass. Pure."""

from collections.abc import Callable, Iterator

from lxml import etree

from imports.document import Cell, Place

#: Word allows 63 columns; a larger span is damage, and must not cost memory
_WIDEST = 256
_WRAPPERS = frozenset({"ins", "moveTo", "customXml", "smartTag", "sdtContent"})

CellText = Callable[[etree._Element], str]


def local(element: etree._Element) -> str:
    """The element's name without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def read_rows(
    table: etree._Element, cell_text: CellText, place: Place, unseen: Callable[[str, Place], None]
) -> list[list[Cell]]:
    """The table's rows as Document wants them. `unseen` takes text that lies hidden under a merge."""
    rows: list[list[Cell]] = []
    open_merges: dict[int, Cell] = {}
    for element in _inside(table, "tr"):
        properties = element.find("{*}trPr")
        if properties is not None and properties.find("{*}del") is not None:
            continue
        number = len(rows) + 1
        rows.append(
            _read_row(
                element,
                _grid_before(properties),
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
        properties = element.find("{*}tcPr")
        if properties is not None and properties.find("{*}cellDel") is not None:
            continue
        span = _span(properties)
        where = Place(place.file, table=place.table, row=place.row, column=column + 1)
        text = cell_text(element)
        if _merge(properties, "hMerge") == "continue" and cells:
            cells[-1].colspan += span
            cells[-1].text = "\n".join(filter(None, (cells[-1].text, text)))
        else:
            cell = Cell(text, where, column, span)
            _merge_down(cell, _merge(properties, "vMerge"), open_merges)
            if cell.covered and text.strip():
                unseen(text, where)
            cells.append(cell)
        column += span
    return cells


def _merge_down(cell: Cell, merge: str | None, open_merges: dict[int, Cell]) -> None:
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
    for child in element:
        name = local(child)
        if name == wanted:
            yield child
        elif name in _WRAPPERS or name == "sdt":
            yield from _inside(child, wanted)


def _grid_before(properties: etree._Element | None) -> int:
    return 0 if properties is None else _value(properties.find("{*}gridBefore"), 0)


def _span(properties: etree._Element | None) -> int:
    return 1 if properties is None else max(1, _value(properties.find("{*}gridSpan"), 1))


def _value(element: etree._Element | None, fallback: int) -> int:
    text = "" if element is None else _attribute(element)
    return min(int(text), _WIDEST) if text.isdecimal() else fallback


def _attribute(element: etree._Element) -> str:
    """The attribute `val`, in whichever of Word's two namespaces the file is written."""
    namespace = element.tag.partition("}")[0]
    return element.get(f"{namespace}}}val") or ""


def _merge(properties: etree._Element | None, name: str) -> str | None:
    """How a cell takes part in a merge: restart, continue, or None."""
    element = None if properties is None else properties.find(f"{{*}}{name}")
    if element is None:
        return None
    return "restart" if _attribute(element) == "restart" else "continue"
