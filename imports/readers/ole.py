"""Files of old office versions (.doc, .wps, .xls; OLE compound files): told apart by what is in them. Pure.

A Word document is converted by doc2docx and read as .docx; whatever it cannot convert asks the person to save
it as .docx.
"""

import struct
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _
from doc2docx import convert
from doc2docx.cfb.container import CompoundFile, CompoundFileLimits
from doc2docx.errors import Doc2DocxError, EncryptedDocumentError

from imports.document import Document, Place, ReadError
from imports.readers.docx import read_docx
from imports.readers.package import Package

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST = 32 * 2**20
_ENCRYPTED = {"encryptedpackage", "encryptioninfo", "drmcontent", "\x09drmcontent"}
_LIMITS = CompoundFileLimits(_LARGEST, _LARGEST, 20_000)
#: what the converter raises on damaged files, beside its own errors
_BROKEN = (
    *(Doc2DocxError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError),
    *(struct.error, OSError, RecursionError, AssertionError, EOFError),
)


def streams_of(data: bytes) -> set[str]:
    """The names of a file's streams and storages, in lower case; none where it is damaged."""
    try:
        entries = CompoundFile(data, limits=_LIMITS).entries
    except _BROKEN:
        return set()
    return {entry.path.rpartition("/")[2].lower() for entry in entries}


def was_workbook(data: bytes) -> bool:
    """Whether a file whose streams cannot be told holds the name of a workbook's."""
    return b"w\0o\0r\0k\0b\0o\0o\0k\0" in data.lower()


def refuse_protected(name: str, streams: set[str]) -> None:
    """Raise ReadError for an office file that is encrypted as a whole."""
    if streams & _ENCRYPTED:
        raise _protected(name)


def read_doc(name: str, data: bytes) -> Document:
    """Read a Word document of an old version. Raises ReadError where it cannot be converted."""
    if len(data) > _LARGEST:
        raise _unreadable(name)
    with tempfile.TemporaryDirectory(prefix="tasktrack-") as folder:
        source, result = Path(folder) / "source.doc", Path(folder) / "result.docx"
        source.write_bytes(data)
        try:
            convert(source, result, limits=_LIMITS)
            converted = result.read_bytes()
        except EncryptedDocumentError as error:
            raise _protected(name) from error
        except _BROKEN as error:
            raise _unreadable(name) from error
    return read_docx(name, Package(name, converted), "word/document.xml")


def _protected(name: str) -> ReadError:
    return ReadError(
        _("The file is protected by a password."),
        Place(name),
        _("Save it without a password and upload it again."),
    )


def _unreadable(name: str) -> ReadError:
    return ReadError(
        _("This document of an old Word version cannot be read."),
        Place(name),
        _("Open it in an office program, save it as .docx and upload that."),
    )
