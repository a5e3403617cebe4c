"""Readers: bytes → Document, one file a format, chosen by content and never by the file's ending. Pure."""

import posixpath

from django.utils.translation import gettext as _

from imports.document import Document, Place, ReadError
from imports.readers.docx import read_docx
from imports.readers.package import Package
from imports.readers.text import read_text

LARGEST_FILE = 50 * 2**20


def read(name: str, data: bytes) -> Document:
    """Read a file of any known format; `name` only tells people which file is meant. Raises ReadError."""
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
    _refuse_known(data, place)
    return read_text(name, data)


def _read_package(name: str, data: bytes) -> Document:
    package = Package(name, data)
    main_part = _main_part(package)
    if main_part.startswith("xl/"):
        raise _unsupported(_("This is an Excel workbook."), Place(name))
    if main_part.startswith("word/") or main_part.endswith("document.xml"):
        return read_docx(name, package, main_part)
    raise _unsupported(_("This is a zip archive, but no Word document."), Place(name))


def _main_part(package: Package) -> str:
    """The part that the package names as its document; empty when it names none."""
    relations = package.optional_xml("_rels/.rels")
    for relation in relations if relations is not None else ():
        if (relation.get("Type") or "").endswith("/officeDocument"):
            return posixpath.normpath((relation.get("Target") or "").lstrip("/"))
    return "word/document.xml" if "word/document.xml" in package.names() else ""


def _refuse_known(data: bytes, place: Place) -> None:
    """Say what a file is that cannot be read yet, rather than that it is not text."""
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _unsupported(
            _("This is a document of an old office version, or one protected by a password."), place
        )
    if start.startswith(b"%pdf"):
        raise _unsupported(_("This is a PDF file."), place)
    if start.startswith(b"{\\rtf"):
        raise _unsupported(_("This is an RTF file."), place)
    if start.startswith((b"<!doctype html", b"<html")):
        raise _unsupported(_("This is a web page."), place)


def _unsupported(message: str, place: Place) -> ReadError:
    remedy = _("Open it in an office program, save it as .docx without a password and upload that.")
    return ReadError(message, place, remedy)
