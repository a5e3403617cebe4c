"""Word documents: bytes → Document, by an own walk of the XML, in linear time. Pure.

Tracked insertions count, deletions do not. Merges are read from gridSpan, vMerge and the older hMerge. Rows
and cells inside content controls, nested tables and text boxes are found; a nested table follows the table
that holds it.
"""

import posixpath
import re

from lxml import etree

from imports.document import Document, Paragraph, Place, Table
from imports.readers.docx_numbering import Numbering
from imports.readers.docx_plain import plain_rows
from imports.readers.docx_special import Special, special_of
from imports.readers.docx_table import children, local, read_rows
from imports.readers.package import Package

#: tracked as deleted, or no text: properties, field codes, the gloss over a character
_LEFT_OUT = frozenset(
    {"del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "sdtPr", "rt", "tblPr"}
)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(name: str, package: Package, main_part: str) -> Document:
    """Read the Word document whose body is in `main_part`. Raises ReadError when a part is damaged."""
    root = package.xml(main_part)
    if local(root) != "document":
        raise package.damaged()
    folder = posixpath.dirname(main_part)
    numbering = package.optional_xml(f"{folder}/numbering.xml")
    walk = _Walk(name, Numbering(numbering, package.optional_xml(f"{folder}/styles.xml")))
    walk.enter(root)
    for body in root.iterchildren("{*}body"):
        walk.blocks_of(body)
    for part in ("footnotes", "endnotes"):
        notes = package.optional_xml(f"{folder}/{part}.xml")
        if notes is not None:
            walk.enter(notes)
            walk.blocks_of(notes)
    for part in package.names():
        if re.fullmatch(rf"{re.escape(folder)}/(?:header|footer)\d*\.xml", part):
            margin = package.xml(part)
            walk.enter(margin)
            walk.set_aside(walk.text_of(margin), Place(name))
    return walk.document


class _Walk:
    """Collects blocks in reading order."""

    def __init__(self, name: str, numbering: Numbering) -> None:
        self.document = Document(name)
        self._numbering = numbering
        self._paragraphs = 0
        self._tables = 0
        #: text boxes and nested tables met on the way, to be read after what holds them
        self._boxes: list[etree._Element] = []
        self._nested: list[etree._Element] = []
        self._special = Special()

    def enter(self, root: etree._Element) -> None:
        """Make ready for a part of the file."""
        self._special = special_of(root, lists=self._numbering.counts)

    def blocks_of(self, container: etree._Element) -> None:
        for child in container:
            name = local(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._table(child)
            elif name == "AlternateContent":
                self.blocks_of(_alternative(child))
            elif name not in _LEFT_OUT:
                self.blocks_of(child)

    def set_aside(self, text: str, place: Place) -> None:
        """Keep text that the pages do not show as part of the document's body."""
        if text.strip():
            self.document.aside.append(Paragraph(text.strip(), place))

    def text_of(self, element: etree._Element) -> str:
        """All text below an element, each paragraph on a line, text boxes and nested tables included."""
        lines = [self._wording(paragraph) for paragraph in element.iter("{*}p")]
        self._boxes.clear()
        return "\n".join(line for line in lines if line.strip())

    def _paragraph(self, paragraph: etree._Element) -> None:
        self._paragraphs += 1
        place = Place(self.document.name, paragraph=self._paragraphs)
        text = self._wording(paragraph)
        if text.strip():
            self.document.blocks.append(Paragraph(text.strip(), place))
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.blocks_of(box)

    def _table(self, element: etree._Element) -> None:
        self._tables += 1
        place = Place(self.document.name, table=self._tables)
        outer, self._nested = self._nested, []
        if element in self._special.tables:
            rows = read_rows(element, self._cell, place, self.set_aside)
        else:
            rows = plain_rows(element, place, self.set_aside)
        self.document.blocks.append(Table(rows, place, states_merges=True))
        nested, self._nested = self._nested, outer
        for inner in nested:
            self._table(inner)

    def _cell(self, inside: list[etree._Element]) -> str:
        lines: list[str] = []
        self._cell_lines(inside, lines)
        return "\n".join(lines).strip()

    def _cell_lines(self, inside: list[etree._Element], lines: list[str]) -> None:
        for child in inside:
            name = local(child)
            if name == "p":
                lines.append(self._wording(child).strip())
                boxes, self._boxes = self._boxes, []
                for box in boxes:
                    self._cell_lines(children(box), lines)
            elif name == "tbl":
                self._nested.append(child)
            elif name == "AlternateContent":
                self._cell_lines(children(_alternative(child)), lines)
            elif name not in _LEFT_OUT and name != "tcPr":
                self._cell_lines(children(child), lines)

    def _wording(self, paragraph: etree._Element) -> str:
        """A paragraph's text as Word shows it, with the number that Word writes before it."""
        prefix = self._numbering.prefix(paragraph)
        text = self._text(paragraph)
        gap = " " if prefix[-1:].isdigit() and text else ""
        return prefix + gap + text

    def _text(self, element: etree._Element) -> str:
        pieces: list[str] = []
        self._pieces(element, pieces)
        return "".join(pieces)

    def _pieces(self, element: etree._Element, pieces: list[str]) -> None:
        for child in children(element):
            name = local(child)
            if name == "t":
                pieces.append(child.text or "")
            elif name in _SIGNS:
                pieces.append(_SIGNS[name])
            elif name == "txbxContent":
                self._boxes.append(child)
            elif name == "r" and child in self._special.hidden:
                self.set_aside(self._text(child), Place(self.document.name))
            elif name == "AlternateContent":
                self._pieces(_alternative(child), pieces)
            elif name not in _LEFT_OUT:
                self._pieces(child, pieces)


def _alternative(element: etree._Element) -> etree._Element:
    """The first of several renderings of the same thing; the others would repeat its text."""
    return next(element.iterchildren("{*}Choice", "{*}Fallback"), element)
