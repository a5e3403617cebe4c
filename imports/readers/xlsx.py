"""Excel workbooks (.xlsx, .xlsm): bytes → Document, by an own walk of the XML, in linear time. Pure.

Cells are shown as their number formats show them and formulas by the value that was stored with them. An
error value and a formula that nobody has calculated yet are no content, and are set aside. Rows that a filter
has hidden are read, as a filter is a way of looking; rows hidden by hand are set aside, as hidden sheets are.
Source: ECMA-376 part 1, 18.
"""

import posixpath
import re
from datetime import datetime
from functools import lru_cache

from lxml import etree

from imports.document import Document
from imports.readers.docx_table import local
from imports.readers.number_formats import BUILT_IN, GENERAL, printed_date, shown
from imports.readers.package import Package
from imports.readers.spreadsheet import Merge, Sheet, document_of

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_LETTERS = re.compile("[A-Za-z]{1,3}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HEADER_CODE = re.compile(r'&(?:"[^"]{0,100}"|[KS][0-9A-Fa-f+-]{0,6}|\d{1,3}|[A-Za-z])')
_HEADERS = tuple(f"{page}{part}" for page in ("odd", "even", "first") for part in ("Header", "Footer"))
_MOST_FILTERS = 100
_LAST_COLUMN, _LAST_ROW = 16_383, 1_048_575


def read_xlsx(name: str, package: Package, main_part: str) -> Document:
    """Read the workbook in `main_part`. Raises ReadError when a part is damaged or nothing is in it."""
    return document_of(name, _Workbook(package, main_part).sheets())


class _Workbook:
    """What all sheets share: strings, number formats, the day that dates count from."""

    def __init__(self, package: Package, main_part: str) -> None:
        self._package = package
        self._main_part = main_part
        self._root = package.xml(main_part)
        if local(self._root) != "workbook":
            raise package.damaged()
        self._related = _relations(package, main_part)
        self._strings = self._shared_strings()
        self._codes = self._number_codes()
        properties = self._root.find("{*}workbookPr")
        self._since_1904 = properties is not None and properties.get("date1904") in ("1", "true")

    def sheets(self) -> list[Sheet]:
        found = []
        for element in self._root.iterfind("{*}sheets/{*}sheet"):
            kind, part = self._related.get(_relation_id(element), ("", ""))
            if kind == "worksheet":
                hidden = element.get("state", "visible") != "visible"
                found.append(self._sheet(element.get("name") or "", not hidden, part))
        return found

    def _sheet(self, name: str, is_shown: bool, part: str) -> Sheet:
        sheet = Sheet(name, is_shown)
        filters: list[Merge] = []
        row_number = -1
        for element in self._package.walk(part, "row", "mergeCell", "autoFilter", *_HEADERS):
            kind = local(element)
            if kind == "row":
                row_number = self._row(element, row_number + 1, sheet)
            elif kind == "mergeCell":
                sheet.merges += _range(element)
            elif kind == "autoFilter":
                filters += _range(element) if element.find("{*}filterColumn") is not None else []
            else:
                _put_header(element, sheet)
        self._read_related(part, sheet, filters)
        for top, _left, bottom, _right in filters[:_MOST_FILTERS]:
            sheet.hidden_rows = {row for row in sheet.hidden_rows if not top <= row <= bottom}
        return sheet

    def _read_related(self, part: str, sheet: Sheet, filters: list[Merge]) -> None:
        """The tables, comments and text boxes that belong to a sheet."""
        for kind, target in _relations(self._package, part).values():
            if kind == "table":
                for element in self._package.walk(target, "autoFilter"):
                    filters += _range(element) if element.find("{*}filterColumn") is not None else []
            elif kind == "comments":
                for comment in self._package.walk(target, "comment"):
                    row, column = _position(comment.get("ref") or "") or (None, None)
                    text = "".join(each.text or "" for each in comment.iter("{*}t"))
                    sheet.aside += [(text.strip(), row, column)] if text.strip() else []
            elif kind == "drawing":
                for anchor in self._package.walk(target, "twoCellAnchor", "oneCellAnchor", "absoluteAnchor"):
                    sheet.loose += _box(anchor)

    def _row(self, element: etree._Element, expected: int, sheet: Sheet) -> int:
        """Read a row; its number. A program may leave numbers and references out."""
        reference = element.get("r") or ""
        number = int(reference) - 1 if reference.isdecimal() and len(reference) < 8 else expected
        if element.get("hidden") in ("1", "true"):
            sheet.hidden_rows.add(number)
        column = -1
        for cell in element:
            if _kind(cell.tag) != "c":
                continue
            told = _column((cell.get("r") or "").rstrip("0123456789"))
            column = told if told >= 0 else column + 1
            if len(cell) and number <= _LAST_ROW and column <= _LAST_COLUMN:
                sheet.put(number, column, self._text(cell, sheet, number, column))
        return number

    def _text(self, cell: etree._Element, sheet: Sheet, row: int, column: int) -> str:
        value, formula = "", ""
        for child in cell:
            part = _kind(child.tag)
            if part == "v":
                value = child.text or ""
            elif part == "is":
                value = _rich(child)
            elif part == "f":
                formula = child.text or ""
        kind = cell.get("t") or "n"
        if kind == "e" or (formula and not value and kind != "str"):
            sheet.aside.append((value or "=" + formula, row, column))
            return ""
        return self._shown(kind, value, cell.get("s") or "")

    def _shown(self, kind: str, value: str, style: str) -> str:
        if kind == "s":
            return self._strings[int(value)] if _is_index(value, self._strings) else self._missing()
        if kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        if kind == "d":
            return _iso(value)
        if kind != "n" or not value:
            return _plain(value)
        code = self._codes[int(style)] if _is_index(style, self._codes) else GENERAL
        try:
            return shown(float(value), code, self._since_1904)
        except ValueError:
            return value

    def _missing(self) -> str:
        raise self._package.damaged()

    def _shared_strings(self) -> list[str]:
        part = next((target for kind, target in self._related.values() if kind == "sharedStrings"), "")
        if part not in self._package.names():
            return []
        return [_rich(element) for element in self._package.walk(part, "si")]

    def _number_codes(self) -> list[str]:
        """The format code of each cell style, by its number."""
        part = next((target for kind, target in self._related.values() if kind == "styles"), "")
        root = self._package.optional_xml(part)
        if root is None:
            return []
        formats = root.iterfind("{*}numFmts/{*}numFmt")
        own = {each.get("numFmtId"): each.get("formatCode") or "" for each in formats}
        numbers = [each.get("numFmtId") or "0" for each in root.iterfind("{*}cellXfs/{*}xf")]
        return [own.get(each) or _built_in(each) for each in numbers]


def _built_in(number: str) -> str:
    return BUILT_IN.get(int(number), GENERAL) if number.isdecimal() and len(number) < 6 else GENERAL


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Id → (kind, part) of what a part refers to, its kind being the last word of its type."""
    folder, file = posixpath.split(part)
    root = package.optional_xml(posixpath.join(folder, "_rels", f"{file}.rels"))
    found = {}
    for relation in root if root is not None else ():
        if not isinstance(relation.tag, str) or relation.get("TargetMode") == "External":
            continue
        target = str(relation.get("Target") or "")
        kind = (relation.get("Type") or "").rpartition("/")[2]
        found[relation.get("Id") or ""] = (kind, _whole(folder, target))
    return found


def _whole(folder: str, target: str) -> str:
    """The name of a part that another one in `folder` refers to."""
    if target.startswith("/"):
        return target.lstrip("/")
    return str(posixpath.normpath(posixpath.join(folder, target)))


def _relation_id(element: etree._Element) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), "")


def _is_index(text: str, entries: list[str]) -> bool:
    return text.isdecimal() and len(text) < 10 and int(text) < len(entries)


def _rich(element: etree._Element) -> str:
    """A string of several runs, without the reading aids that may stand over it."""
    text = ""
    for child in element:
        kind = _kind(child.tag)
        if kind == "t":
            text += child.text or ""
        elif kind == "r":
            text += "".join(each.text or "" for each in child.iterchildren("{*}t"))
    return _plain(text)


def _plain(text: str) -> str:
    """Text freed of Excel's way of writing control characters, its lines ended one way."""
    if "_x" in text:
        text = _ESCAPED.sub(_character, text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _character(match: re.Match[str]) -> str:
    """The character that _x000A_ stands for; nothing for one that no text holds."""
    sign = chr(int(match[1], 16))
    return sign if sign.isprintable() or sign in "\t\n\r" else ""


def _iso(text: str) -> str:
    try:
        return printed_date(datetime.fromisoformat(text), "ymdt")
    except ValueError:
        return text


@lru_cache(maxsize=256)
def _kind(tag: str) -> str:
    """An element's name without its namespace; the same few come again and again."""
    return str(tag).rpartition("}")[2]


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    """A → 0, AA → 26; -1 for what names no column."""
    number = 0
    for letter in letters.upper() if _LETTERS.fullmatch(letters) else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _position(reference: str) -> tuple[int, int] | None:
    """B3 → (2, 1)."""
    match = _REFERENCE.fullmatch(reference)
    return (int(match[2]) - 1, _column(match[1])) if match else None


def _range(element: etree._Element) -> list[Merge]:
    """The cells that an element's reference names, none where it names none."""
    first, _, last = (element.get("ref") or "").partition(":")
    start, end = _position(first), _position(last or first)
    if start is None or end is None or start[0] > end[0] or start[1] > end[1]:
        return []
    return [(*start, *end)]


def _put_header(element: etree._Element, sheet: Sheet) -> None:
    """The text of a page header or footer, unless it is only a page number."""
    printed = element.text or ""
    text = " ".join(_HEADER_CODE.sub(" ", printed).split())
    if text and "&P" not in printed and "&N" not in printed:
        sheet.aside.append((text, None, None))


def _box(anchor: etree._Element) -> list[tuple[int, str]]:
    """The text in a drawn shape and the row at which the shape begins."""
    lines = [
        "".join(each.text or "" for each in paragraph.iter("{*}t"))
        for body in anchor.iter("{*}txBody")
        for paragraph in body.iterchildren("{*}p")
    ]
    text = "\n".join(lines).strip()
    row = anchor.findtext("{*}from/{*}row") or ""
    return [(int(row) if row.isdecimal() and len(row) < 8 else 0, text)] if text else []
