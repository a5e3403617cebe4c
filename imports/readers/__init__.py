"""Readers: bytes → Document, one file a format, chosen by content and never by the file's ending. Pure."""

import gc
import posixpath

from django.utils.translation import gettext as _

from imports.document import Document, Place, ReadError
from imports.readers import html, ole
from imports.readers.docx import read_docx
from imports.readers.package import Package
from imports.readers.pdf import is_pdf, read_pdf
from imports.readers.text import read_text
from imports.readers.workbook import damaged, read_workbook
from imports.readers.xlsx import read_xlsx

LARGEST_FILE = 50 * 2**20
#: the endings of what can be read, for people who choose a file; files are told apart by their content
ENDINGS = (
    *(".docx", ".doc", ".wps", ".xlsx", ".xls", ".et", ".ods", ".csv"),
    *(".pdf", ".html", ".htm", ".mht", ".mhtml", ".txt", ".md"),
)


def read(name: str, data: bytes) -> Document:
    """Read a file of any known format; `name` only tells people which file is meant. Raises ReadError."""
    collects = gc.isenabled()
    gc.disable()  # a document is many small things that last, and looking for others among them takes time
    try:
        return _read(name, data)
    finally:
        if collects:
            gc.enable()


def _read(name: str, data: bytes) -> Document:
    place = Place(name)
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError(_("The file is empty."), place, _("Choose the file that holds the plan."))
    if len(data) > LARGEST_FILE:
        raise ReadError(
            _("The file is larger than %(size)d MB.") % {"size": LARGEST_FILE // 2**20},
            place,
            _("Remove pictures from it, or divide it into several documents."),
        )
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _read_package(name, data)
    if data.startswith(ole.SIGNATURE):
        return _read_ole(name, data)
    if is_pdf(data):
        return read_pdf(name, data)
    _refuse_known(data, place)
    if html.is_archive(data):
        return html.read_archive(name, data)
    if html.is_html(data):
        return html.read_html(name, data)
    return read_text(name, data)


def _read_package(name: str, data: bytes) -> Document:
    package = Package(name, data)
    main_part = _main_part(package)
    if main_part.startswith("xl/workbook.bin") or "content.xml" in package.names():
        return _read_open(name, data, package)
    if main_part.startswith("xl/") and main_part.endswith(".xml"):
        return read_xlsx(name, package, main_part)
    if main_part.startswith("word/") or main_part.endswith("document.xml"):
        return read_docx(name, package, main_part)
    if "OFD.xml" in package.names():
        raise _unsupported(_("This is an OFD file."), Place(name))
    raise _unsupported(_("This is a zip archive, but no Word document."), Place(name))


def _read_open(name: str, data: bytes, package: Package) -> Document:
    """A binary workbook, or a file of the open document format."""
    kind = package.content("mimetype") if "mimetype" in package.names() else b"spreadsheet"
    if b"spreadsheet" not in kind:
        raise _unsupported(_("This is a text of the open document format (.odt)."), Place(name))
    return read_workbook(name, data)


def _main_part(package: Package) -> str:
    """The part that the package names as its document; empty when it names none."""
    relations = package.optional_xml("_rels/.rels")
    for relation in relations if relations is not None else ():
        if (relation.get("Type") or "").endswith("/officeDocument"):
            return posixpath.normpath((relation.get("Target") or "").lstrip("/"))
    return "word/document.xml" if "word/document.xml" in package.names() else ""


def _read_ole(name: str, data: bytes) -> Document:
    """A file of an old office version, or an encrypted one of a new version."""
    streams = ole.streams_of(data)
    ole.refuse_protected(name, streams)
    if streams & {"workbook", "book"}:
        return read_workbook(name, data)
    if not streams and ole.was_workbook(data):
        raise damaged(name)
    if "powerpoint document" in streams:
        raise _unsupported(_("This is a PowerPoint presentation."), Place(name))
    return ole.read_doc(name, data)


#: what a file begins with that no reader takes
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")


def _refuse_known(data: bytes, place: Place) -> None:
    """Say what a file is that cannot be read, rather than that it is not text."""
    start = data[:2048].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith(b"{\\rtf"):
        raise _unsupported(_("This is an RTF file."), place)
    if b"<w:worddocument" in start or b"<pkg:package" in start or b"office:spreadsheet" in start:
        raise _unsupported(_("This is an office document saved as XML."), place)
    if data.startswith(_ARCHIVES):
        raise ReadError(
            _("This is an archive."), place, _("Unpack it and upload the document that is in it.")
        )
    if data.startswith(_PICTURES):
        remedy = _(
            "Have its text recognised by an office program, check it, save it as .docx and upload that."
        )
        raise ReadError(_("This is a picture."), place, remedy)


def _unsupported(message: str, place: Place) -> ReadError:
    remedy = _("Open it in an office program, save it as .docx without a password and upload that.")
    return ReadError(message, place, remedy)
