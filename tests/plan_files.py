"""Plan documents for tests: the same blocks as a Word file with merges, or as text whose tabs are cells."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from imports.document import Document, ReadError
from imports.readers import read

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "/officeDocument"


@dataclass(frozen=True)
class C:
    """A cell: its text, the columns it spans, and how it takes part in a vertical merge."""

    text: str = ""
    span: int = 1
    merge: str = ""  # "restart", "continue" or none
    properties: str = ""
    content: str | None = None  # raw XML in place of the text


#: a cell that a merge from above covers
BELOW = C(merge="continue")
Row = Sequence[str | C]
Block = str | Sequence[Row]


def paragraph_xml(text: str) -> str:
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return f"<w:p><w:r>{runs}</w:r></w:p>"


def cell_xml(cell: str | C) -> str:
    cell = C(cell) if isinstance(cell, str) else cell
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    merge = f'<w:vMerge w:val="{cell.merge}"/>' if cell.merge else ""
    inner = paragraph_xml(cell.text) if cell.content is None else cell.content
    return f"<w:tc><w:tcPr>{span}{merge}{cell.properties}</w:tcPr>{inner}</w:tc>"


def table_xml(rows: Iterable[Row]) -> str:
    lines = ("<w:tr>" + "".join(map(cell_xml, row)) + "</w:tr>" for row in rows)
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def docx(blocks: Iterable[Block], parts: dict[str, str] | None = None) -> bytes:
    """A Word file of paragraphs (str) and tables (lists of rows)."""
    body = "".join(paragraph_xml(block) if isinstance(block, str) else table_xml(block) for block in blocks)
    return docx_of(body, parts)


def outcome(name: str, data: bytes) -> Document | ReadError:
    """What reading a file gives: a document, or the error that says why not. Anything else fails the test."""
    try:
        return read(name, data)
    except ReadError as error:
        return error


def docx_of(body: str, parts: dict[str, str] | None = None, prolog: str = "") -> bytes:
    """A Word file with this XML as its body, and further parts by name (their root elements)."""
    document = f'{prolog}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="http://x{MAIN}" Target="word/document.xml"/></Relationships>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("_rels/.rels", relations)
        package.writestr("word/document.xml", document)
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return file.getvalue()


def tabbed(blocks: Iterable[Block]) -> bytes:
    """The same blocks as text: a cell a line behind a tab, merged cells empty below, paragraphs apart."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            lines += [block, ""]
            continue
        for row in block:
            lines += ["\t" + (cell if isinstance(cell, str) else cell.text) for cell in row]
            lines.append("")
        lines.append("")
    return "\n".join(lines).encode()


HEADINGS = ["序号", "目标名称", "工作标准", "牵头领导", "牵头单位", "责任单位"]
TITLE = "澄岚区2026年政府工作报告责任分解方案"


def plan(
    *rows: Row, headings: Row = HEADINGS, title: str = TITLE, section: str = "一、推进产业强区"
) -> list[Block]:
    """A plan of one table under a title and a numbered heading."""
    return [title, section, [headings, *rows]]
