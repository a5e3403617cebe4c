"""Plain text: bytes → Document. Finds the encoding, then tables by their tabs, pipes or commas. Pure."""

import re

from django.utils.translation import gettext as _

from imports.document import Document, Place, ReadError
from imports.readers.csv_text import delimiter_of, read_csv
from imports.readers.delimited import delimited_blocks, is_delimited
from imports.readers.encodings import decode
from imports.readers.markdown import is_marked_down, plain
from imports.readers.tab_cells import TabCells

_LAST_PIPE = re.compile(r"([^|]*)\|\s*")
#: fewer cells are no table
_A_TABLE = 6


def read_text(name: str, data: bytes) -> Document:
    """Read a text file. Raises ReadError when it is no text in an encoding in use for Chinese."""
    text = decode(data)
    if text is None:
        raise ReadError(
            _("This is not a text file in an encoding that is in use for Chinese."),
            Place(name),
            _("Open it in an office program, save it as .docx and upload that."),
        )
    lines = re.split(r"\r\n|\n|\r", text.replace("\x00", ""))  # as editors count them
    lines = plain(lines) if is_marked_down(name, lines) else lines
    lines = _without_last_pipes(lines)
    delimiter = delimiter_of(lines)
    if delimiter and not is_delimited(lines):
        return read_csv(name, lines, delimiter)
    blocks = delimited_blocks(name, lines) if is_delimited(lines) else TabCells(name, lines).blocks()
    return Document(name, blocks)


def _without_last_pipes(lines: list[str]) -> list[str]:
    """The same lines where a table was saved a cell a line, each ending in a pipe: without these."""
    cells = [_LAST_PIPE.fullmatch(line) for line in lines]
    if sum(match is not None for match in cells) < _A_TABLE:
        return lines
    return [match[1] if match else line for match, line in zip(cells, lines, strict=True)]
