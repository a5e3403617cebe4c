"""One page of a PDF: its characters and the straight lines drawn on it, with their places. Pure.

Coordinates are in points from the upper left corner of the page as it is read: x to the right, y down. Pages
whose text runs sideways are turned.
"""

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from imports.readers.pdf_radicals import RADICALS

#: a filled box or a stroke up to this thickness is a line
_THICKEST = 4.0
#: less than half a pixel on a screen and more than what rounding leaves
_STRAIGHT = 0.7
_DEEPEST_FORM = 8
#: beyond so many strokes a page is a drawing or a map
_MOST_PATHS = 60_000
_MOST_SEGMENTS = 4_000
_SAMPLE = 60
#: what stands in the file for a character that its font does not name
UNNAMED = "\ufffd"

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(slots=True)
class Glyph:
    """A character: its left and right edge, its base line, and the size of its font."""

    text: str
    x0: float
    x1: float
    y: float
    em: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line across or down: `at` is its y or x, `start` and `end` its other two coordinates."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """What a page shows. `pictures` is the share of its area that images cover, up to 1."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    pictures: float = 0.0


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """The characters and lines of a page. Raises PdfiumError where it is damaged."""
    textpage = page.get_textpage()
    try:
        angle = _angle(textpage)
        place, width, height = _turned(page.get_bbox(), angle)
        found = Page(number, width, height)
        found.glyphs = list(_glyphs(textpage, place))
    finally:
        textpage.close()
    _Drawing(found, place).read(page)
    return found


# --- turning ---

Point = Callable[[float, float], tuple[float, float]]


def _turned(box: Box, angle: int) -> tuple[Point, float, float]:
    """How points of the file lie on the page as it is read, and its width and height."""
    left, bottom, right, top = box
    across, upright = right - left, top - bottom
    if angle == 90:
        return lambda x, y: (y - bottom, x - left), upright, across
    if angle == 180:
        return lambda x, y: (right - x, y - bottom), across, upright
    if angle == 270:
        return lambda x, y: (top - y, right - x), upright, across
    return lambda x, y: (x - left, top - y), across, upright


def _angle(textpage: pdfium.PdfTextPage) -> int:
    """The direction in which most of the page's text runs: 0, 90 (upwards), 180 or 270."""
    count = raw.FPDFText_CountChars(textpage)
    found: Counter[int] = Counter()
    for index in range(0, count, max(1, count // _SAMPLE)):
        if raw.FPDFText_IsGenerated(textpage, index) != 1:
            turns = raw.FPDFText_GetCharAngle(textpage, index) / 1.5707963
            found[-round(turns) % 4 * 90] += 1  # pdfium counts clockwise
    return found.most_common(1)[0][0] if found else 0


# --- characters ---


def _glyphs(textpage: pdfium.PdfTextPage, place: Point) -> Iterator[Glyph]:
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    em, fresh = 0.0, True
    for index, sign in enumerate(_signs(textpage)):
        if sign <= " " or sign.isspace():
            fresh = True
            continue
        raw.FPDFText_GetLooseCharBox(textpage, index, box)
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        if fresh or box.top - box.bottom > 1.1 * em:
            em, fresh = _em(textpage, index) or em or 10.0, False
        left, base = place(x.value, y.value)
        one, other = place(box.left, box.bottom)[0], place(box.right, box.top)[0]
        if is_wide(sign):
            yield Glyph(sign, left, left + em, base, em)
        else:
            yield Glyph(sign, min(one, other), max(one, other, left), base, em)


def _signs(textpage: pdfium.PdfTextPage) -> Iterator[str]:
    """The characters by their index; an invisible one is a space."""
    for index in range(raw.FPDFText_CountChars(textpage)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            yield " " if raw.FPDFText_IsGenerated(textpage, index) == 1 else UNNAMED
        else:
            sign = chr(code)
            yield RADICALS.get(sign, sign)


def _em(textpage: pdfium.PdfTextPage, index: int) -> float:
    """The size of the font at a character, as it is shown."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(textpage, index, matrix)
    size: float = raw.FPDFText_GetFontSize(textpage, index)
    area = float(abs(matrix.a * matrix.d - matrix.b * matrix.c))
    return abs(size) * math.sqrt(area)


def is_wide(sign: str) -> bool:
    """Whether a character is as wide as its font is high."""
    return sign >= "\u2e80" and unicodedata.east_asian_width(sign) in "WF"


# --- lines ---


class _Drawing:
    """Collects the straight lines of a page, also those of forms within it."""

    def __init__(self, page: Page, place: Point) -> None:
        self._page = page
        self._place = place
        self._paths = 0

    def read(self, page: pdfium.PdfPage) -> None:
        self._objects(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, _IDENTITY, 0)

    def _objects(self, parent: Any, count: Any, get: Any, matrix: Matrix, depth: int) -> None:
        for index in range(count(parent)):
            item = get(parent, index)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                self._paths += 1
                if self._paths <= _MOST_PATHS:
                    self._path(item, matrix)
            elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
                self._picture(item, matrix)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
                inner = _product(_matrix(item), matrix)
                counts, gets = raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject
                self._objects(item, counts, gets, inner, depth + 1)

    def _picture(self, item: Any, matrix: Matrix) -> None:
        x0, y0, x1, y1 = self._bounds(item, matrix)
        whole = self._page.width * self._page.height or 1.0
        self._page.pictures = min(1.0, self._page.pictures + (x1 - x0) * (y1 - y0) / whole)

    def _path(self, item: Any, matrix: Matrix) -> None:
        x0, y0, x1, y1 = self._bounds(item, matrix)
        thin = min(x1 - x0, y1 - y0) <= _THICKEST
        filled, stroked = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, filled, stroked)
        if not (filled.value or stroked.value) or _unseen(item, bool(stroked.value)):
            return
        if thin:
            self._box(x0, y0, x1, y1)
            return
        count = raw.FPDFPath_CountSegments(item)
        if (stroked.value or count > 5) and count <= _MOST_SEGMENTS:
            self._outline(item, _product(_matrix(item), matrix), bool(stroked.value))

    def _bounds(self, item: Any, matrix: Matrix) -> Box:
        edges = [ctypes.c_float() for _ in range(4)]
        raw.FPDFPageObj_GetBounds(item, *edges)
        left, bottom, right, top = (edge.value for edge in edges)
        one = self._place(*_applied(matrix, left, bottom))
        other = self._place(*_applied(matrix, right, top))
        return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])

    def _box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A thin box: a line across or down; a dot may be part of either."""
        if x1 - x0 <= _THICKEST and y1 - y0 >= x1 - x0:
            self._page.down.append(Rule((x0 + x1) / 2, y0, y1))
        if y1 - y0 <= _THICKEST and x1 - x0 >= y1 - y0:
            self._page.across.append(Rule((y0 + y1) / 2, x0, x1))

    def _outline(self, item: Any, matrix: Matrix, stroked: bool) -> None:
        """The sides of what is stroked; of what is filled only its thin parts."""
        for points in self._parts(item, matrix):
            if stroked:
                for one, other in zip(points, islice(points, 1, None), strict=False):
                    self._side(*one, *other)
            elif len(points) > 2:
                xs, ys = [point[0] for point in points], [point[1] for point in points]
                self._box(min(xs), min(ys), max(xs), max(ys))

    def _side(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if abs(x1 - x0) <= _STRAIGHT or abs(y1 - y0) <= _STRAIGHT:
            self._box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def _parts(self, item: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
        """The path's pieces as corners; a closed piece ends where it began, a curve breaks off."""
        points: list[tuple[float, float]] = []
        x, y = ctypes.c_float(), ctypes.c_float()
        for index in range(raw.FPDFPath_CountSegments(item)):
            segment = raw.FPDFPath_GetPathSegment(item, index)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            point = self._place(*_applied(matrix, x.value, y.value))
            if raw.FPDFPathSegment_GetType(segment) != raw.FPDF_SEGMENT_LINETO:
                if points:
                    yield points
                points = []
            points.append(point)
            if raw.FPDFPathSegment_GetClose(segment):
                yield [*points, points[0]]
                points = []
        if points:
            yield points


def _unseen(item: Any, stroked: bool) -> bool:
    """Drawn in white, or wholly transparent."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    get = raw.FPDFPageObj_GetStrokeColor if stroked else raw.FPDFPageObj_GetFillColor
    if not get(item, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= 250


def _matrix(item: Any) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _applied(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
