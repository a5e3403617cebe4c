"""What in a Word part is more than runs of text in paragraphs and cells: found in one pass. Pure.

Most tables of plans hold nothing of it and can be read in a shorter way.
"""

from dataclasses import dataclass, field

from lxml import etree

_NAMES = (
    *("del", "moveFrom", "ins", "moveTo", "delText", "instrText", "delInstrText", "cellDel", "vanish"),
    *("sdt", "customXml", "smartTag", "AlternateContent", "txbxContent", "rt", "tbl", "hMerge", "gridBefore"),
    *("tab", "br", "cr", "noBreakHyphen"),
)
_LISTS = ("numPr", "pStyle")


@dataclass(frozen=True, slots=True)
class Special:
    """The tables of a part that hold something special, and the runs that Word does not show."""

    tables: set[etree._Element] = field(default_factory=set)
    hidden: set[etree._Element] = field(default_factory=set)


def special_of(root: etree._Element, lists: bool) -> Special:
    """What is special in a part; with `lists` the numbers that Word writes before paragraphs are, too."""
    special = Special()
    names = (*_NAMES, *_LISTS) if lists else _NAMES
    for element in root.iter(*(f"{{*}}{name}" for name in names)):
        special.tables.update(element.iterancestors("{*}tbl"))
        parent = element.getparent()
        if parent is not None and _hides(element):
            special.hidden.update(parent.iterancestors("{*}r"))
    return special


def _hides(element: etree._Element) -> bool:
    """Whether an element says of a run that Word does not show it."""
    if not str(element.tag).endswith("}vanish"):
        return False
    off = any(value in ("0", "false", "off") for value in element.attrib.values())
    parent = element.getparent()
    return not off and parent is not None and str(parent.tag).endswith("}rPr")
