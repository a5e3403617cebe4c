"""Which files are taken beside a report, by their name and by what they begin with. Pure."""

from typing import IO
from zipfile import BadZipFile, ZipFile

PDF, OLE, ZIP = b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
#: By ending: what the content may begin with. WPS writes its own formats in either container.
KINDS: dict[str, tuple[bytes, ...]] = {
    "pdf": (PDF,),
    "ofd": (ZIP,),
    "docx": (ZIP,),
    "doc": (OLE,),
    "wps": (OLE, ZIP),
    "xlsx": (ZIP,),
    "xls": (OLE,),
    "et": (OLE, ZIP),
    "pptx": (ZIP,),
    "ppt": (OLE,),
    "dps": (OLE, ZIP),
    "jpg": (JPEG,),
    "jpeg": (JPEG,),
    "png": (PNG,),
}
#: What a package must hold to be what its ending says.
INSIDE = {"ofd": "OFD.xml", "docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
MACROS = "vbaproject.bin"


def kind_of(name: str, file: IO[bytes]) -> str | None:
    """The ending of `name`, if it is taken and `file` is such a file; else None. Rewinds `file`."""
    ending = name.rpartition(".")[2].lower()
    file.seek(0)
    begins = file.read(8)
    file.seek(0)
    if not begins.startswith(KINDS.get(ending, ())):
        return None
    if begins.startswith(ZIP) and not _holds(file, INSIDE.get(ending, "")):
        return None
    file.seek(0)
    return ending


def _holds(file: IO[bytes], part: str) -> bool:
    """Whether a package holds `part` and no macros."""
    try:
        with ZipFile(file) as package:
            names = package.namelist()
    except (BadZipFile, ValueError, OSError):
        return False
    return any(name.startswith(part) for name in names) and not any(
        name.lower().endswith(MACROS) for name in names
    )
