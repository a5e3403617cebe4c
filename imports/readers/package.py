"""Opening the zip packages of office files safely: sizes checked before unpacking, no XML entities. Pure."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from imports.document import Place, ReadError

_MOST_PARTS = 20_000
_LARGEST_PART = 150 * 2**20
_LARGEST_PACKAGE = 400 * 2**20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class Package:
    """The parts of an office file. Every failure is a ReadError that names the file and a remedy."""

    def __init__(self, name: str, data: bytes) -> None:
        self._place = Place(name)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise self.damaged() from error
        self._refuse_bombs()

    def _refuse_bombs(self) -> None:
        parts = self._zip.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise ReadError(
                _("The file is protected by a password."),
                self._place,
                _("Save it without a password and upload it again."),
            )
        largest = max((part.file_size for part in parts), default=0)
        total = sum(part.file_size for part in parts)
        if len(parts) > _MOST_PARTS or largest > _LARGEST_PART or total > _LARGEST_PACKAGE:
            raise ReadError(
                _("Unpacked, the file would be too large."),
                self._place,
                _("Remove pictures from it, or divide it into several documents."),
            )

    def names(self) -> list[str]:
        return self._zip.namelist()

    def content(self, part: str) -> bytes:
        """A part's bytes. Raises ReadError when it is missing or damaged."""
        try:
            return self._zip.read(part)
        except (KeyError, *_BROKEN) as error:
            raise self.damaged() from error

    def walk(self, part: str, *names: str) -> Iterator[etree._Element]:
        """The elements of a part that have one of these local names, in order, without keeping the others.

        An element is empty once the next one is asked for, so that a large part takes little memory.
        """
        content = io.BytesIO(self.content(part))
        events = etree.iterparse(
            content,
            tag=[f"{{*}}{name}" for name in names],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        try:
            for _event, element in events:
                self._refuse_entities(element)
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.damaged() from error

    def xml(self, part: str) -> etree._Element:
        """The root element of a part. Raises ReadError when it is missing, damaged or declares entities."""
        content = self.content(part)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.damaged() from error
        self._refuse_entities(root)
        return root

    def optional_xml(self, part: str) -> etree._Element | None:
        """The root element of a part that a file may do without; None when it has none that can be read."""
        if part not in self._zip.NameToInfo:
            return None
        return self.xml(part)

    def _refuse_entities(self, element: etree._Element) -> None:
        if element.getroottree().docinfo.internalDTD is not None:
            raise ReadError(
                _("The file declares XML entities, which no office program writes."),
                self._place,
                _("Open it in an office program, save it as .docx and upload that."),
            )

    def damaged(self) -> ReadError:
        return ReadError(
            _("The file is damaged or not a complete office document."),
            self._place,
            _("Open it in an office program, save it as .docx and upload that."),
        )
