"""Official papers as .docx: the page, the types and the page numbers that offices are used to (GB/T 9704).

What is written stays editable: plain paragraphs and tables in named styles of the document.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tasks.books import clean

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: 标题 小标宋, 一级 黑体, 正文 仿宋; in points: 二号, 三号, 五号 for tables
TITLE, HEADING, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
TITLE_SIZE, BODY_SIZE, TABLE_SIZE = 22, 16, 10.5
LINE = 28


def missing() -> str:
    """What stands where a value is not known: never a guess."""
    return _("[missing]")


class Paper:
    """A paper under way. Every text is taken as it is, without signs that no document may hold."""

    def __init__(self) -> None:
        self.document = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        normal = self.document.styles["Normal"]
        normal.paragraph_format.space_after = Pt(0)
        _type(normal, BODY, BODY_SIZE)
        for level in (1, 2):
            style = self.document.styles[f"Heading {level}"]
            _type(style, HEADING if level == 1 else "楷体_GB2312", BODY_SIZE)
            style.font.bold, style.font.color.rgb = False, None
            style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        _number_pages(section)

    def title(self, text: str) -> None:
        paragraph = self._paragraph(text, size=TITLE_SIZE, face=TITLE)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(LINE / 2)

    def heading(self, text: str, level: int = 1) -> None:
        paragraph = self.document.add_heading(clean(text), level)
        paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_SIZE)
        _lines(paragraph)

    def text(self, text: str) -> None:
        for line in text.splitlines() or [""]:
            self._paragraph(line).paragraph_format.first_line_indent = Pt(2 * BODY_SIZE)

    def signature(self, *lines: str) -> None:
        """Who and when, on the right."""
        self._paragraph("")
        for line in lines:
            paragraph = self._paragraph(line)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.right_indent = Pt(2 * BODY_SIZE)

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        """A table of two columns: what, and its value."""
        self._table([], [[what, value or missing()] for what, value in pairs], (40, 116))

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int] = ()) -> None:
        """A framed table, `widths` in millimetres; its head is repeated on every page."""
        self._table(heads, rows, widths)

    def saved(self) -> bytes:
        file = io.BytesIO()
        self.document.save(file)
        return file.getvalue()

    def _paragraph(self, text: str, *, size: float = BODY_SIZE, face: str = BODY) -> Any:
        paragraph = self.document.add_paragraph()
        _face(paragraph.add_run(clean(text)), face, size)
        _lines(paragraph)
        return paragraph

    def _table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        lines = [list(heads), *map(list, rows)] if heads else [list(row) for row in rows]
        if not lines:
            return
        table = self.document.add_table(rows=0, cols=len(lines[0]), style="Table Grid")
        for number, values in enumerate(lines):
            row = table.add_row()
            for place, value in enumerate(values):
                cell = row.cells[place]
                bold = bool(heads) and number == 0
                _face(cell.paragraphs[0].add_run(clean(value)), HEADING if bold else BODY, TABLE_SIZE)
                if place < len(widths):
                    cell.width = Mm(widths[place])
            if heads and number == 0:
                row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        self.document.add_paragraph()


def _lines(paragraph: Any) -> None:
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
    paragraph.paragraph_format.line_spacing = Pt(LINE)


def _type(style: Any, face: str, size: float) -> None:
    style.font.name, style.font.size = face, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(name), face if name == "w:eastAsia" else "Times New Roman")
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _face(run: Any, face: str, size: float) -> None:
    run.font.name, run.font.size = "Times New Roman", Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _number_pages(section: Any) -> None:
    """「— 1 —」 in the middle of the foot, a field that the office program counts."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _face(paragraph.add_run("— "), "宋体", 14)
    run = paragraph.add_run()
    _face(run, "宋体", 14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._element.append(part)
    _face(paragraph.add_run(" —"), "宋体", 14)
