"""A web page's elements as lines and grids of cells in reading order, in one pass. Pure.

What the page does not show (hidden elements, scripts' stand-ins, form fields) goes aside. A table that only
lays out the page, holding one cell or other tables, gives its contents and is no grid.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from imports.readers.html_furniture import is_furniture, words_of

_BLOCKS_NAMES = """
    address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol
    optgroup p pre section summary table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCKS_NAMES.split())
_HEADINGS = frozenset(("h1", "h2", "h3"))
#: without attributes these change nothing for what they hold
_PLAIN = frozenset(("table", "tbody", "tr", "td", "p", "div", "span", "br", "b", "font"))
#: never text
_NO_TEXT = frozenset(("script", "style", "xml"))
#: text that a page does not show as its own
_UNSEEN_NAMES = """
    button datalist iframe noframes noscript object option rp rt select template textarea title
"""
_UNSEEN = frozenset(_UNSEEN_NAMES.split())
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_KEEPS_BREAKS = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_UNPRINTED = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff\u00ad")
_MARKED = re.compile(
    r"\s*(?:[(（]?[\d一二三四五六七八九十]{1,4}\s*[)）.、．]|[①-⑳]|第[\d一二三四五六七八九十]{1,3}[条项章])"
)
#: a table that lays out the page has few rows and cells of many lines
_MANY_LINES = 5


@dataclass(slots=True)
class Line:
    """A line of text; `linked` counts its letters inside links, `region` the page part it belongs to or 0."""

    text: str
    linked: int = 0
    heading: bool = False
    region: int = 0

    @property
    def letters(self) -> int:
        return len(self.text)


@dataclass(slots=True)
class RawCell:
    """A cell as the page writes it, spans unchecked."""

    colspan: int = 1
    rowspan: int = 1
    blocks: "list[Line | Grid]" = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks if isinstance(block, Line))


@dataclass(slots=True)
class Grid:
    """A table's rows, in groups that no merge crosses (head, bodies, foot)."""

    groups: list[list[list[RawCell]]] = field(default_factory=lambda: [[]])
    region: int = 0
    letters: int = 0
    linked: int = 0
    nested: "list[Grid]" = field(default_factory=list)

    def rows(self) -> Iterator[list[RawCell]]:
        return (row for group in self.groups for row in group)


Block = Line | Grid


@dataclass(slots=True)
class _OpenTable:
    grid: Grid
    row: list[RawCell] | None = None
    cell: RawCell | None = None
    #: text in the table but in none of its cells: captions
    before: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """What an element passes on to what it holds."""

    hidden: bool = False
    linked: bool = False
    keeps_breaks: bool = False
    heading: bool = False
    region: int = 0


class Walk:
    """Collects `blocks` in reading order and, in `aside`, what the page does not show."""

    def __init__(self, root: etree._Element) -> None:
        self.blocks: list[Block] = []
        self.aside: list[str] = []
        self.title = ""
        self._tables: list[_OpenTable] = []
        self._lists: list[int | None] = []
        self._states = [_State()]
        self._pieces: list[str] = []
        self._hidden: list[str] = []
        self._linked = 0
        self._number = ""
        self._regions = 0
        self._walk(root)

    def _walk(self, root: etree._Element) -> None:
        events = etree.iterwalk(root, events=("start", "end"))
        for event, element in events:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "end":
                self._end(tag)
                self._add(element.tail)
                continue
            if tag in _NO_TEXT or tag in _UNSEEN:
                self._states.append(self._states[-1])
                self._set_aside(tag, element)
                events.skip_subtree()
                continue
            self._start(tag, element)
            self._add(element.text)
        self._flush()
        while self._tables:
            self._end_table()

    def _set_aside(self, tag: str, element: etree._Element) -> None:
        if tag in _NO_TEXT:
            return
        text = _collapsed("".join(_texts(element)))
        if text:
            self.aside.append(text)
            self.title = self.title or (text if tag == "title" else "")

    # --- elements ---

    def _start(self, tag: str, element: etree._Element) -> None:
        if tag in _BLOCKS:
            self._flush()
            self._flush_hidden()
        state = self._state(tag, element)
        self._states.append(state)
        if state.hidden:
            return
        if tag == "table":
            self._tables.append(_OpenTable(Grid(region=state.region)))
        elif self._tables and tag in ("tr", "td", "th", "tbody", "thead", "tfoot"):
            self._start_in_table(self._tables[-1], tag, element)
        elif tag in ("ol", "ul", "dir", "menu"):
            self._lists.append(_number(element.get("start"), 1) if tag == "ol" else None)
        elif tag == "li":
            self._item(element)

    def _end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        state = self._states.pop()
        if tag in _BLOCKS or not self._states[-1].hidden:
            self._flush_hidden()
        if not state.hidden:
            self._close(tag)

    def _close(self, tag: str) -> None:
        if tag == "table":
            self._end_table()
        elif self._tables and tag in ("td", "th", "tr"):
            self._tables[-1].cell = None
            if tag == "tr":
                self._tables[-1].row = None
        elif tag in ("ol", "ul", "dir", "menu") and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._number = ""

    def _state(self, tag: str, element: etree._Element) -> _State:
        above = self._states[-1]
        if tag in _PLAIN and not element.keys():
            return above
        style = element.get("style") or ""
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        region = above.region
        if not region and is_furniture(tag, element.get("role") or "", names):
            self._regions += 1
            region = self._regions
        return _State(
            above.hidden or element.get("hidden") is not None or bool(style and _HIDING.search(style)),
            above.linked or (tag == "a" and _leads_away(element.get("href"))),
            above.keeps_breaks or tag == "pre" or bool(style and _KEEPS_BREAKS.search(style)),
            above.heading or tag in _HEADINGS or "title" in words_of(names),
            region,
        )

    def _start_in_table(self, table: _OpenTable, tag: str, element: etree._Element) -> None:
        if tag in ("td", "th"):
            if table.row is None:
                table.row = []
                table.grid.groups[-1].append(table.row)
            table.cell = RawCell(_number(element.get("colspan"), 1), _number(element.get("rowspan"), 1))
            table.row.append(table.cell)
            return
        table.cell = table.row = None
        if tag == "tr":
            table.row = []
            table.grid.groups[-1].append(table.row)
        elif table.grid.groups[-1]:
            table.grid.groups.append([])

    def _item(self, element: etree._Element) -> None:
        """A numbered item: the page shows the number that its list counts."""
        if self._lists and (count := self._lists[-1]) is not None:
            count = _number(element.get("value"), count)
            self._number = f"{count}."
            self._lists[-1] = count + 1

    def _end_table(self) -> None:
        table = self._tables.pop()
        self._sink().extend(table.before)
        self._sink().extend(_finished(table.grid))

    # --- text ---

    def _add(self, text: str | None) -> None:
        state = self._states[-1]
        if not text:
            return
        if state.hidden:
            self._hidden.append(text)
            return
        self._pieces.append(text)
        if state.linked:
            self._linked += len(text.strip())

    def _flush(self) -> None:
        """End the line under collection."""
        if not self._pieces:
            return
        text, linked = "".join(self._pieces), self._linked
        self._pieces, self._linked = [], 0
        state = self._states[-1]
        for part in text.splitlines() if state.keeps_breaks else [text]:
            line = _collapsed(part)
            if not line:
                continue
            if self._number and not _MARKED.match(line):
                line = self._number + line
            self._number = ""
            self._sink().append(Line(line, min(linked, len(line)), state.heading, state.region))

    def _flush_hidden(self) -> None:
        line, self._hidden = _collapsed("".join(self._hidden)), []
        if line:
            self.aside.append(line)

    def _sink(self) -> list[Block]:
        """Where finished lines and grids go."""
        if not self._tables:
            return self.blocks
        table = self._tables[-1]
        return table.before if table.cell is None else table.cell.blocks


def _texts(element: etree._Element) -> Iterator[str]:
    """All text inside an element but for scripts."""
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if event == "start" and inner.tag not in _NO_TEXT:
            yield inner.text or ""
        elif event == "end" and inner is not element:
            yield inner.tail or ""


def _collapsed(text: str) -> str:
    return _SPACES.sub(" ", text.translate(_UNPRINTED)).strip()


def _leads_away(href: str | None) -> bool:
    """A link to another page or a button; not a mark in this page or a link to one."""
    return href is not None and (not href.startswith("#") or len(href) == 1)


def _number(text: str | None, fallback: int) -> int:
    """A whole number written as an attribute; anything else gives the fallback."""
    text = (text or "").strip()
    return int(text[:9]) if text[:9].isascii() and text[:9].isdecimal() else fallback


# --- tables that lay out the page ---


def _finished(grid: Grid) -> list[Block]:
    """The grid with what it counts, followed by the tables inside it; or its contents where it is none."""
    cells = [cell for row in grid.rows() for cell in row if cell.blocks]
    inner = [block for cell in cells for block in cell.blocks if isinstance(block, Grid)]
    lines = [block for cell in cells for block in cell.blocks if isinstance(block, Line)]
    own, nested = sum(line.letters for line in lines), sum(each.letters for each in inner)
    if not cells:
        return []
    if _lays_out(grid, len(cells), own, nested):
        if len(cells) == 1:
            return cells[0].blocks
        return [block for cell in cells for block in cell.blocks]
    grid.letters, grid.linked = own, sum(line.linked for line in lines)
    return [grid, *inner]


def _lays_out(grid: Grid, filled: int, own: int, nested: int) -> bool:
    rows = [sum(bool(cell.blocks) for cell in row) for row in grid.rows()]
    widest = max((len(row) for row in grid.rows()), default=0)
    if filled == 1 or widest == 1:
        return True
    ruled = sum(count > 1 for count in rows)
    if nested:
        return nested >= own or 2 * ruled <= len(rows)
    if ruled == 0 and len(rows) < _MANY_LINES:
        return True
    return len(rows) == 1 and any(len(cell.blocks) >= _MANY_LINES for row in grid.rows() for cell in row)
