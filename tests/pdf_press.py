"""Tables set as word processors set them: rows broken over pages, merges too, drawn in many ways."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.pdf_files import FONT, drawn, laid_out
from tests.plan_files import Block, Row

#: of the text and its lines, and how far it keeps from the sides of a cell and from its top and bottom
SIZE, LEADING, PADDING, PAD = 10.5, 15.0, 5.4, 2.0
LEFT, TOP, FOOT, WIDTH = 60.0, 60.0, 535.0, 720.0
_NOT_FIRST = "，。、；：！？）》”’%"

#: how a side of a cell is drawn, from one point to another
Stroke = Callable[[Canvas, float, float, float, float], None]


def line(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    canvas.line(x0, y0, x1, y1)


def box(canvas: Canvas, x0: float, y0: float, x1: float, y1: float, thick: float = 0.5) -> None:
    """A thin filled rectangle, as Word and browsers draw lines."""
    canvas.rect(x0 - thick / 2, y0 - thick / 2, x1 - x0 + thick, y1 - y0 + thick, stroke=0, fill=1)


def thick(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    box(canvas, x0, y0, x1, y1, 2.25)


def double(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    across = y0 == y1
    for shift in (-0.9, 0.9):
        dx, dy = (0.0, shift) if across else (shift, 0.0)
        box(canvas, x0 + dx, y0 + dy, x1 + dx, y1 + dy, 0.5)


def dashed(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """Dashes, each drawn by itself."""
    length, at = max(x1 - x0, y1 - y0), 0.0
    while at < length:
        end = min(at + 3, length)
        if y0 == y1:
            box(canvas, x0 + at, y0, x0 + end, y0)
        else:
            box(canvas, x0, y0 + at, x0, y0 + end)
        at += 5


@dataclass
class Piece:
    """A cell on an endless page: its edges and its lines of text, each with its upper edge."""

    x0: float
    x1: float
    top: float
    bottom: float
    texts: list[str]
    lines: list[tuple[float, str]] = field(default_factory=list)
    merged: bool = False

    def align(self, top: float, bottom: float, middle: bool) -> None:
        """Set the text between two edges, at the top or in the middle."""
        spare = bottom - top - LEADING * len(self.texts) - 2 * PAD
        start = top + PAD + (spare / 2 if middle else 0)
        self.lines = [(start + LEADING * n, text) for n, text in enumerate(self.texts)]

    @property
    def height(self) -> float:
        return LEADING * len(self.texts) + 2 * PAD


@dataclass
class Press:
    """Sets blocks from top to bottom; tables on an endless page first, which is cut then."""

    widths: Sequence[float]
    stroke: Stroke = line
    #: every page begins with the heading row
    repeat: bool = True
    #: cells that a page break cuts stay open there, and their text stands for all of them
    open_cuts: bool = False
    #: text stands in the middle of its cell
    middle: bool = False
    break_rows: bool = True
    footer: str = "第 {page} 页 共 9 页"

    def pdf(self, blocks: Iterable[Block]) -> bytes:
        """The blocks as a PDF."""
        self._pages: list[list[Callable[[Canvas], None]]] = [[]]
        self._y = TOP
        for block in blocks:
            if isinstance(block, str):
                self._paragraph(block)
            else:
                self._table(block)
        size = landscape(A4)
        return drawn(*(self._page(number, size[1]) for number in range(len(self._pages))), size=size)

    def _page(self, number: int, height: float) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.translate(0, height)
            canvas.setLineWidth(0.5)
            for each in self._pages[number]:
                each(canvas)
            canvas.drawCentredString(420, -FOOT - 30, self.footer.format(page=number + 1))

        return draw

    def _paragraph(self, text: str) -> None:
        for wording in wrapped("　　" + text, WIDTH):
            if self._y + LEADING > FOOT:
                self._turn()
            self._say(LEFT, self._y, wording)
            self._y += LEADING

    def _say(self, x: float, y: float, text: str) -> None:
        self._pages[-1].append(lambda canvas: canvas.drawString(x, -y - SIZE, text))

    def _rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self._pages[-1].append(lambda canvas: self.stroke(canvas, x0, -y1, x1, -y0))

    def _turn(self) -> None:
        self._pages.append([])
        self._y = TOP

    # --- tables ---

    def _table(self, rows: Sequence[Row]) -> None:
        pieces, edges = self._strip(rows)
        head = [piece for piece in pieces if piece.bottom <= edges[1]]
        start = 0.0
        while start < edges[-1]:
            if start and self.repeat:
                self._part(head, 0.0, edges[1])
            room = FOOT - self._y
            end = edges[-1] if edges[-1] - start <= room else self._cut(pieces, edges, start, start + room)
            if end > start:
                self._part(pieces, start, end)
                start = end
            if start < edges[-1]:
                self._turn()
        self._y += 12

    def _strip(self, rows: Sequence[Row]) -> tuple[list[Piece], list[float]]:
        """Every cell on an endless page, and the edges of the rows."""
        laid, spans = laid_out(rows)
        ends = dict(spans)
        share = self.widths if len(self.widths) == len(laid[0]) else [1.0] * len(laid[0])
        xs = [LEFT + WIDTH * sum(share[:n]) / sum(share) for n in range(len(share) + 1)]
        under = {
            (column, row)
            for (left, top), (right, bottom) in spans
            for column in range(left, right + 1)
            for row in range(top, bottom + 1)
        } - set(ends)
        edges, pieces = [0.0], []
        open_cells: list[tuple[int, Piece]] = []
        for number, texts in enumerate(laid):
            height = LEADING + 2 * PAD
            for column in (column for column in range(len(texts)) if (column, number) not in under):
                right, bottom = ends.get((column, number), (column, number))
                wording = wrapped(texts[column], xs[right + 1] - xs[column] - 2 * PADDING)
                piece = Piece(xs[column], xs[right + 1], edges[-1], 0.0, wording, merged=bottom > number)
                open_cells.append((bottom, piece))
                pieces.append(piece)
            for bottom, piece in open_cells:
                if bottom == number:
                    height = max(height, piece.top + piece.height - edges[-1])
            edges.append(edges[-1] + height)
            for bottom, piece in open_cells:
                if bottom == number:
                    piece.bottom = edges[-1]
                    piece.align(piece.top, piece.bottom, self.middle)
            open_cells = [each for each in open_cells if each[0] > number]
        return pieces, edges

    def _cut(self, pieces: list[Piece], edges: list[float], start: float, most: float) -> float:
        """Where to cut: between lines of text, or else between rows."""
        rows = [edge for edge in edges if start < edge <= most]
        if self._y > TOP and most < start + LEADING + 2 * PAD:
            return start
        if not self.break_rows:
            return rows[-1] if rows else start if self._y > TOP else most
        tops = [top for piece in pieces for top, _ in piece.lines if piece.top < most < piece.bottom + 99]
        for step in range(60):
            end = most - step
            if not any(top < end < top + LEADING for top in tops):
                return end
        return rows[-1] if rows else start

    def _part(self, pieces: list[Piece], start: float, end: float) -> None:
        """Draw what stands between two heights of the endless page."""
        shift = self._y - start
        for piece in pieces:
            if piece.bottom <= start or piece.top >= end:
                continue
            top, bottom = max(piece.top, start), min(piece.bottom, end)
            if piece.merged and not self.open_cuts and piece.top >= start and piece.height <= end - piece.top:
                piece.align(top, bottom, self.middle)
            for y, text in piece.lines:
                if start <= y < end:
                    self._say(piece.x0 + PADDING, y + shift, text)
            self._rule(piece.x0, top + shift, piece.x0, bottom + shift)
            self._rule(piece.x1, top + shift, piece.x1, bottom + shift)
            if piece.top >= start or not self.open_cuts:
                self._rule(piece.x0, top + shift, piece.x1, top + shift)
            if piece.bottom <= end or not self.open_cuts:
                self._rule(piece.x0, bottom + shift, piece.x1, bottom + shift)
        self._y += end - start


def wrapped(text: str, width: float) -> list[str]:
    """A text in lines no wider than so many points; closing signs do not begin a line."""
    lines = []
    for paragraph in text.split("\n") if text else []:
        start = 0
        while start < len(paragraph):
            end = start + 1
            while end < len(paragraph) and stringWidth(paragraph[start : end + 1], FONT, SIZE) <= width:
                end += 1
            while end < len(paragraph) and end - start > 1 and paragraph[end] in _NOT_FIRST:
                end -= 1
            lines.append(paragraph[start:end])
            start = end
    return lines
