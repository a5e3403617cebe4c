"""Web pages as saved from a browser, Word or Excel, and web archives (.mht): bytes → Document. Pure.

The document of the page becomes the blocks; navigation, the index of a government page, footers and whatever
is not shown become `aside`. Tables state their merges (rowspan, colspan).
"""

import codecs
import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from itertools import islice

from django.utils.translation import gettext as _
from lxml import etree

from imports.column_words import column_role
from imports.document import Document, Paragraph, Place, ReadError, Table
from imports.readers.encodings import UNREAD, decode, strictly
from imports.readers.html_article import is_document
from imports.readers.html_grid import lay_grid
from imports.readers.html_walk import Block, Grid, Line, Walk
from imports.wording import is_plan_title, notice_subject, squeeze

_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{2,30})", re.IGNORECASE)
#: names under which pages announce an encoding that is a part of another
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
}
_PAGE = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body|frameset)\b", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|div|br|table|tr|td|span|li|h[1-6]|font|center|meta|title|link|style|script)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_ARCHIVE = re.compile(
    rb"(?:mime-version\s*:|from\s*:[^\n]{0,200}\n|content-type\s*:\s*multipart/related)", re.IGNORECASE
)
_HEAD = 4096
_LONGEST_TITLE = 120
_SITE = re.compile(r"[_|｜]|\s[-–—]\s|--+")


def is_html(data: bytes) -> bool:
    """Whether bytes are a web page or a piece of one, whatever their encoding."""
    head = data[:_HEAD].replace(b"\x00", b"").decode("latin-1").lstrip("ÿþýï»¿ \t\r\n")
    if _PAGE.search(head):
        return head.startswith("<")
    return head.startswith("<") and len(_TAG.findall(head)) >= 2 and "<w:" not in head


def is_archive(data: bytes) -> bool:
    """Whether bytes are a web archive: a page in the form of a mail."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    return _ARCHIVE.match(head) is not None and b"multipart/" in head.lower() + data[:_HEAD].lower()


def read_archive(name: str, data: bytes) -> Document:
    """Read the largest page of a web archive. Raises ReadError when there is none."""
    pages = []
    try:
        message = email.message_from_bytes(data, _class=EmailMessage, policy=email.policy.compat32)
        for part in message.walk():
            content = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
            if isinstance(content, bytes):
                pages.append((content, part.get_content_charset("")))
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError, IndexError) as error:
        raise _damaged(name) from error
    if not pages:
        raise _damaged(name)
    content, charset = max(pages, key=lambda page: len(page[0]))
    return read_html(name, content, charset)


def read_html(name: str, data: bytes, charset: str = "") -> Document:
    """Read a web page; `charset` is what stands outside it. Raises ReadError, also for one without text."""
    text = _decoded(data, charset)
    if text is None:
        raise ReadError(
            _("The letters of this web page are in no encoding that is in use for Chinese, or damaged."),
            Place(name),
            _("Open it in a browser, copy its text into a Word document and upload that."),
        )
    walk = Walk(parsed(name, text))
    document = _assembled(name, walk)
    if not document.blocks:
        raise ReadError(
            _("This web page holds no text of its own; it only loads or frames other pages."),
            Place(name),
            _("Open it in a browser, copy its text into a Word document and upload that."),
        )
    return document


def parsed(name: str, text: str) -> etree._Element:
    """The root element of a page or a piece of one. Raises ReadError when it cannot be taken apart."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.replace("\x00", "").encode("utf-8", "surrogatepass"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _damaged(name) from error
    # the parser stops where elements are nested too deeply, and would lose what follows
    if root is None or any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise _damaged(name)
    return root


def _damaged(name: str) -> ReadError:
    return ReadError(
        _("The web page is damaged."),
        Place(name),
        _("Open it in a browser, copy its text into a Word document and upload that."),
    )


def _decoded(data: bytes, charset: str) -> str | None:
    """The page's text as its bytes read best; what the page says counts where that decides nothing."""
    text = decode(data)
    if text is not None and UNREAD not in text:
        return text
    said = _CHARSET.search(data[:_HEAD])
    labels = (said[1].decode("ascii") if said else "", charset)
    return next((whole for label in labels if (whole := _labelled(data, label)) is not None), text)


def _labelled(data: bytes, label: str) -> str | None:
    """The text in an encoding for Chinese by the name that pages give it."""
    label = label.lower()
    if not label.startswith(("gb", "x-gb", "big5")):
        return None
    try:
        return strictly(data, codecs.lookup(_WIDER.get(label, label)).name)
    except LookupError:
        return None


# --- from lines and grids to the document ---


def _assembled(name: str, walk: Walk) -> Document:
    document = Document(name)
    if walk.aside:
        document.aside += [Paragraph(text, Place(name)) for text in walk.aside]
    title = _title_of_window(walk)
    if title:
        document.blocks.append(Paragraph(title, Place(name)))
    paragraphs = tables = 0
    for block, kept in zip(walk.blocks, is_document(walk.blocks), strict=True):
        if isinstance(block, Line):
            paragraphs += 1
            paragraph = Paragraph(block.text, Place(name, paragraph=paragraphs))
            (document.blocks if kept else document.aside).append(paragraph)
            continue
        tables += 1
        table = as_table(block, Place(name, table=tables))
        if kept:
            document.blocks.append(table)
        else:
            document.aside += _lines_of(table)
    return document


def as_table(grid: Grid, place: Place) -> Table:
    return Table(lay_grid(grid, place), place, states_merges=True)


def _lines_of(table: Table) -> list[Paragraph]:
    """A table that is set aside, a line a row."""
    rows = ([cell for cell in row if cell.text.strip()] for row in table.rows)
    return [Paragraph("\t".join(cell.text for cell in row), row[0].place) for row in rows if row]


def _title_of_window(walk: Walk) -> str:
    """The title in the browser's window, where the page itself prints none."""
    title = _SITE.split(walk.title)[0].strip()
    if not (is_plan_title(title) or notice_subject(title)):
        return ""
    printed = (squeeze(line) for line in _short_lines(walk.blocks))
    return "" if any(is_plan_title(line) or notice_subject(line) for line in printed) else title


def _short_lines(blocks: list[Block]) -> Iterator[str]:
    """Lines that may be titles, also those in the first rows of a table; a column's heading is none."""
    for block in blocks:
        if isinstance(block, Line):
            texts = [block.text]
        else:
            texts = [cell.text for row in islice(block.rows(), 2) for cell in row]
        yield from (text for text in texts if len(text) <= _LONGEST_TITLE and column_role(text) is None)
