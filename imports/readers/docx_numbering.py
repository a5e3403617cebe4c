"""The numbers that Word itself writes before list paragraphs (一、 (1)), which are not in its text. Pure."""

from collections import defaultdict

from lxml import etree

_DIGITS = "〇一二三四五六七八九"
_FEWEST_LEVELS = 9


class Numbering:
    """Counts list paragraphs in reading order and says what Word prints before each."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._lists: dict[str, str] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read_levels(numbering)
        if styles is not None:
            self._read_styles(styles)

    @property
    def counts(self) -> bool:
        """Whether any paragraph may have a number before it."""
        return bool(self._lists)

    def _read_levels(self, root: etree._Element) -> None:
        for abstract in root.iterchildren("{*}abstractNum"):
            levels = {}
            for level in abstract.iterchildren("{*}lvl"):
                levels[_number(_attribute(level, "ilvl"))] = _Level(level)
            self._levels[_attribute(abstract, "abstractNumId")] = levels
        for instance in root.iterchildren("{*}num"):
            abstract_id = instance.find("{*}abstractNumId")
            if abstract_id is not None:
                self._lists[_attribute(instance, "numId")] = _attribute(abstract_id, "val")

    def _read_styles(self, root: etree._Element) -> None:
        for style in root.iterchildren("{*}style"):
            properties = style.find("{*}pPr/{*}numPr")
            if properties is not None:
                self._styles[_attribute(style, "styleId")] = _list_and_level(properties)

    def prefix(self, paragraph: etree._Element) -> str:
        """What Word prints before a paragraph; counts it. Bullets give nothing."""
        properties = paragraph.find("{*}pPr") if self._lists else None
        if properties is None:
            return ""
        own = properties.find("{*}numPr")
        style = properties.find("{*}pStyle")
        list_id, depth = ("", 0)
        if style is not None:
            list_id, depth = self._styles.get(_attribute(style, "val"), ("", 0))
        if own is not None:
            own_id, depth = _list_and_level(own)
            list_id = own_id or list_id
        levels = self._levels.get(self._lists.get(list_id, ""), {})
        return self._count(self._lists[list_id], levels, depth) if depth in levels else ""

    def _count(self, list_id: str, levels: "dict[int, _Level]", depth: int) -> str:
        counts = self._counts[list_id]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        text = levels[depth].text
        if levels[depth].format in ("bullet", "none") or "%" not in text:
            return ""
        for level in range(min(depth + 1, _FEWEST_LEVELS)):
            if level in levels:
                count = counts.get(level, levels[level].start)
                text = text.replace(f"%{level + 1}", _written(count, levels[level].format))
        return text


class _Level:
    def __init__(self, level: etree._Element) -> None:
        self.start = _number(_child_value(level, "start"), 1)
        self.format = _child_value(level, "numFmt")
        self.text = _child_value(level, "lvlText")


def _list_and_level(properties: etree._Element) -> tuple[str, int]:
    return _child_value(properties, "numId"), _number(_child_value(properties, "ilvl"))


def _child_value(element: etree._Element, name: str) -> str:
    child = element.find(f"{{*}}{name}")
    return "" if child is None else _attribute(child, "val")


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute of the element's own namespace."""
    namespace = element.tag.partition("}")[0]
    return element.get(f"{namespace}}}{name}") or ""


def _number(text: str, fallback: int = 0) -> int:
    try:
        return max(-1_000_000, min(1_000_000, int(text)))
    except ValueError:
        return fallback


def _written(count: int, style: str) -> str:
    if "hinese" in style or "apanese" in style or "ideographTrad" in style or "taiwan" in style:
        return _chinese(count)
    if style.startswith("decimalEnclosedCircle") and 1 <= count <= 20:
        return chr(ord("①") + count - 1)
    if style in ("upperLetter", "lowerLetter") and count > 0:
        letter = chr(ord("A") + (count - 1) % 26)
        return letter if style == "upperLetter" else letter.lower()
    if style == "decimalZero":
        return f"{count:02d}"
    return str(count)


def _chinese(count: int) -> str:
    """1 to 99 as 一 to 九十九; anything else in digits."""
    if not 0 < count < 100:
        return str(count)
    tens, ones = divmod(count, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")
