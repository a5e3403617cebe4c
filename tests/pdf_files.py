"""Plan documents for tests as PDF: printed by Chromium, set by reportlab, or drawn stroke by stroke."""

import io
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape as escape_xml

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from tests.chromium import chromium
from tests.html_files import rows_html
from tests.plan_files import Block, C, Row
from tests.require import missing

#: every reader of PDF brings it along
FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
STYLE = """
@page { size: A4 landscape; margin: 18mm 15mm; @bottom-center { content: "— " counter(page) " —" } }
body { font: 12pt/1.6 "Noto Serif CJK SC", serif }
p { margin: 0; text-indent: 2em } p.title { text-align: center; text-indent: 0; font-size: 18pt }
table { border-collapse: collapse; width: 100%; margin: 6pt 0 } td { border: 1px solid #000; padding: 3pt }
"""


def page_of(blocks: Iterable[Block], style: str = "", head: bool = True) -> str:
    """A web page of these blocks, to be printed; with `head` every page repeats the tables' first row."""
    body = "\n".join(
        f"<p>{escape(block)}</p>" if isinstance(block, str) else _table_html(block, head) for block in blocks
    )
    return f'<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><style>{STYLE}{style}</style>{body}</html>'


def _table_html(rows: Sequence[Row], head: bool) -> str:
    if not head:
        return f"<table>{rows_html(rows)}</table>"
    return f"<table><thead>{rows_html(rows[:1])}</thead><tbody>{rows_html(rows[1:])}</tbody></table>"


@cache
def chromium_pdf(page: str) -> bytes:
    """A web page as Chromium prints it. Skips the test that asks where Chromium is not installed."""
    found = chromium()
    if not found:
        missing("browser", "Chromium is not installed")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        options = [
            "--headless",
            "--disable-dev-shm-usage",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}",
        ]
        command = [found[0], *root, *options, f"--print-to-pdf={target}", source.as_uri()]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        return target.read_bytes()


def printed(blocks: Iterable[Block], style: str = "", head: bool = True) -> bytes:
    """These blocks as Chromium prints them."""
    return chromium_pdf(page_of(blocks, style, head))


# --- reportlab ---


def style(size: float = 10.5, **more: float | str) -> ParagraphStyle:
    """A paragraph style for Chinese text."""
    return ParagraphStyle("text", fontName=FONT, fontSize=size, leading=1.5 * size, wordWrap="CJK", **more)


def _flowable(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape_xml(text).replace("\n", "<br/>"), style)


def typeset(
    blocks: Iterable[Block],
    widths: Sequence[float] | None = None,
    footer: str = "- {page} -",
    header: str = "",
    lines: Sequence[Any] = ("GRID", (0, 0), (-1, -1), 0.5, "black"),
) -> bytes:
    """These blocks as reportlab sets them: a table to a page, cells that go on empty there."""
    story: list[Flowable] = []
    for block in blocks:
        if isinstance(block, str):
            story.append(_flowable(block, style(firstLineIndent=21)))
        else:
            story += [*_tables(block, widths, lines), Spacer(0, 12)]
    file = io.BytesIO()

    def frame(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawCentredString(landscape(A4)[0] / 2, 30, footer.format(page=document.page))
        canvas.drawString(72, landscape(A4)[1] - 40, header)

    template = SimpleDocTemplate(file, pagesize=landscape(A4), topMargin=60, bottomMargin=60)
    template.build(story, onFirstPage=frame, onLaterPages=frame)
    return file.getvalue()


def _tables(rows: Sequence[Row], widths: Sequence[float] | None, lines: Sequence[Any]) -> Iterator[Flowable]:
    """A table cut into as many as pages, each under the heading row, merges cut where it is."""
    laid, spans = laid_out(rows)
    share = widths if widths and len(widths) == len(laid[0]) else [1.0] * len(laid[0])
    sizes = [690 * width / sum(share) for width in share]
    cells = [[_flowable(text, style()) if text else "" for text in row] for row in laid]
    start, height = 1, 0.0
    heights = [_height(row, sizes) for row in cells]
    for index in range(1, len(cells)):
        height += heights[index]
        if height + heights[0] > 440:
            yield _table(cells, spans, sizes, range(start, index), lines)
            yield PageBreak()
            start, height = index, heights[index]
    yield _table(cells, spans, sizes, range(start, len(cells)), lines)


def _height(row: Sequence[Paragraph | str], sizes: Sequence[float]) -> float:
    tall: list[float] = [
        cell.wrap(size - 12, 9999)[1]
        for cell, size in zip(row, sizes, strict=True)
        if isinstance(cell, Paragraph)
    ]
    return max(15.0, *tall, 0.0) + 6


def _table(
    cells: list[list[Any]], spans: "list[Span]", sizes: list[float], rows: range, lines: Sequence[Any]
) -> Table:
    first, last = rows.start, rows.stop - 1
    cut = [
        ("SPAN", *_shifted(span, first, last)) for span in spans if span[1][1] >= first and span[0][1] <= last
    ]
    head = [("SPAN", start, end) for start, end in spans if end[1] == 0]
    table = Table([cells[0], *(cells[row] for row in rows)], sizes)
    table.setStyle(TableStyle([lines, ("VALIGN", (0, 0), (-1, -1), "TOP"), *head, *cut]))
    return table


Span = tuple[tuple[int, int], tuple[int, int]]


def _shifted(span: Span, first: int, last: int) -> Span:
    (left, top), (right, bottom) = span
    return (left, max(top, first) - first + 1), (right, min(bottom, last) - first + 1)


def laid_out(rows: Sequence[Row]) -> tuple[list[list[str]], list[Span]]:
    """Every grid cell's text, and the merges: (column, row) of their first and last cell."""
    laid: list[list[str]] = []
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    above: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(rows):
        laid.append([])
        for cell in (C(cell) if isinstance(cell, str) else cell for cell in row):
            column = len(laid[-1])
            laid[-1] += [cell.text, *[""] * (cell.span - 1)]
            if cell.merge != "continue":
                above[column] = column, number
            spans[above[column]] = column + cell.span - 1, number
    return laid, [(start, end) for start, end in spans.items() if start != end]


def drawn(*pages: Callable[[Canvas], None], size: tuple[float, float] = A4, **options: Any) -> bytes:
    """A PDF whose pages are drawn one by one."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, **options)
    for page in pages:
        canvas.setFont(FONT, 10.5)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
