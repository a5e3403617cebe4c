"""PDF files: bytes → Document. Tables come from the lines drawn, paragraphs from where text ends. Pure."""

import re
from collections.abc import Iterator
from contextlib import closing

import pypdfium2 as pdfium
from django.utils.translation import gettext as _
from pypdfium2 import raw

from imports.document import Document, Paragraph, Place, ReadError, Table
from imports.readers.pdf_blocks import Sheet, sheet_of
from imports.readers.pdf_lines import Line, plain
from imports.readers.pdf_margins import take_margins
from imports.readers.pdf_page import UNNAMED, read_page
from imports.readers.pdf_paragraphs import Margins, Paragraphs, Text, margins_of
from imports.readers.pdf_parts import Fragment
from imports.readers.pdf_seams import Habits, is_cut_open
from imports.readers.pdf_tables import is_next, table_of

MARK = b"%PDF-"
MOST_PAGES = 3000
#: a file whose fonts name fewer of their characters cannot be read
_NAMED = 0.8
_CONTINUED = re.compile(r"[(（]?续上?表?[)）]?[一二三四五六七八九十\d]{0,2}")


def is_pdf(data: bytes) -> bool:
    """Whether bytes are a PDF file; a few may stand before its mark."""
    return MARK in data[:1024] and (
        data.lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(MARK) or b"endobj" in data
    )


def read_pdf(name: str, data: bytes) -> Document:
    """Read a PDF file. Raises ReadError where it is encrypted, damaged, too long, or holds no text."""
    try:
        sheets, unnamed = _sheets(name, data)
    except pdfium.PdfiumError as error:
        raise _failure(name, error) from error
    signs = sum(sheet.signs for sheet in sheets)
    if not signs:
        raise _no_text(name, sheets)
    if unnamed > (1 - _NAMED) * signs:
        message = _("The fonts of this PDF do not tell which characters they show.")
        raise ReadError(message, Place(name), _recognise())
    return _Assembly(name, sheets).document()


def _sheets(name: str, data: bytes) -> tuple[list[Sheet], int]:
    """Every page, and how many of all characters have no name."""
    sheets, unnamed = [], 0
    with pdfium.PdfDocument(data) as file:
        if len(file) > MOST_PAGES:
            raise _too_long(name, len(file))
        for index in range(len(file)):
            with closing(file[index]) as page:
                found = read_page(page, index + 1)
            unnamed += sum(glyph.text == UNNAMED for glyph in found.glyphs)
            sheets.append(sheet_of(found))
    return sheets, unnamed


# --- refusals ---


def _failure(name: str, error: pdfium.PdfiumError) -> ReadError:
    if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return ReadError(
            _("The file is protected by a password."),
            Place(name),
            _("Save it without a password and upload it again."),
        )
    return ReadError(
        _("The file is damaged or not a complete PDF file."),
        Place(name),
        _("Open it in a PDF program, save or print it as a new PDF and upload that."),
    )


def _too_long(name: str, pages: int) -> ReadError:
    message = _("The PDF has %(pages)d pages; at most %(most)d can be read.")
    remedy = _("Save the pages that hold the plan as a PDF of their own and upload that.")
    return ReadError(message % {"pages": pages, "most": MOST_PAGES}, Place(name), remedy)


def _no_text(name: str, sheets: list[Sheet]) -> ReadError:
    if any(sheet.is_scan for sheet in sheets):
        message = _("This PDF was scanned: its pages are pictures and hold no text.")
        return ReadError(message, Place(name), _recognise())
    message = _("This PDF holds no text.")
    remedy = _("Choose the file that holds the plan; where its pages show text, have that recognised first.")
    return ReadError(message, Place(name), remedy)


def _recognise() -> str:
    return _("Have its text recognised by an office program, check it, save it as .docx and upload that.")


# --- from pages to the document ---


class _Assembly:
    """Puts the pages together in reading order."""

    def __init__(self, name: str, sheets: list[Sheet]) -> None:
        self._name = name
        self._sheets = sheets
        self._aside = take_margins(sheets, name)
        self._paragraphs = Paragraphs()
        self._blocks: list[Text | list[Fragment]] = []

    def document(self) -> Document:
        margins = _margins(self._sheets)
        for sheet in self._sheets:
            if sheet.is_scan:
                self._set_aside(_("[This page is a picture; its text was not read.]"), sheet.number)
            for item in _in_order(sheet):
                if isinstance(item, Fragment):
                    self._fragment(item)
                else:
                    self._row(item, sheet.number, margins[sheet.size])
        return Document(self._name, list(self._finished()), self._aside)

    def _set_aside(self, text: str, page: int) -> None:
        self._aside.append(Paragraph(text, Place(self._name, page=page)))

    def _row(self, row: list[Line], page: int, margins: Margins) -> None:
        if self._blocks and isinstance(self._blocks[-1], list) and _CONTINUED.fullmatch(plain(row[0].text)):
            self._set_aside(row[0].text, page)
            row = row[1:]
        if row:
            begun = self._paragraphs.add(row, page, margins)
            if begun:
                self._blocks.append(begun)

    def _fragment(self, fragment: Fragment) -> None:
        self._paragraphs.close()
        last = self._blocks[-1] if self._blocks else None
        if isinstance(last, list) and is_next(last, fragment):
            last.append(fragment)
        else:
            self._blocks.append([fragment])

    def _finished(self) -> Iterator[Paragraph | Table]:
        cut_open = is_cut_open(part for sheet in self._sheets for part in sheet.fragments)
        sizes = {sheet.number: sheet.size for sheet in self._sheets}
        feet: dict[tuple[int, int], float] = {}
        for sheet in self._sheets:
            feet[sheet.size] = max([feet.get(sheet.size, 0.0), *(part.bottom for part in sheet.fragments)])
        tables = paragraphs = 0
        for block in self._blocks:
            if isinstance(block, list):
                tables += 1
                place = Place(self._name, page=block[0].page, table=tables)
                yield table_of(block, place, Habits(cut_open, feet[sizes[block[0].page]]))
            elif block.text.strip():
                paragraphs += 1
                yield Paragraph(block.text, Place(self._name, page=block.page, paragraph=paragraphs))


def _in_order(sheet: Sheet) -> list[list[Line] | Fragment]:
    items: list[tuple[float, int, list[Line] | Fragment]] = []
    for row in sheet.rows:
        items.append((min(piece.top for piece in row), len(items), row))
    for part in sheet.fragments:
        items.append((part.top, len(items), part))
    return [item for _top, _number, item in sorted(items, key=lambda each: each[:2])]


def _margins(sheets: list[Sheet]) -> dict[tuple[int, int], Margins]:
    """The margins of running text on the pages of each size."""
    rows: dict[tuple[int, int], list[list[Line]]] = {}
    for sheet in sheets:
        rows.setdefault(sheet.size, []).extend(sheet.rows)
    return {size: margins_of(each, size[0]) for size, each in rows.items()}
