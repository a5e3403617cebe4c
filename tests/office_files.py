"""Small files of the kinds that come beside a report, and some that only say so."""

import io
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PDF, JPEG, PNG = b"%PDF-1.7\n%%EOF", b"\xff\xd8\xff\xe0" + bytes(20), b"\x89PNG\r\n\x1a\n" + bytes(20)


def package(*parts: str) -> bytes:
    """A package, as of Word or Excel, with these parts."""
    held = io.BytesIO()
    with ZipFile(held, "w") as file:
        for part in ("[Content_Types].xml", *parts):
            file.writestr(part, "<x/>")
    return held.getvalue()


def upload(name: str = "证明材料.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
