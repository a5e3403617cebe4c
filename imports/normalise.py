"""Traditional or damaged text made readable for layouts, and what is printed given back after them. Pure.

Layouts read sound simplified text. So a document that is mostly traditional is simplified and freed of the
glosses behind its characters, and damaged runs are read as what they most plausibly said. Afterwards every
field gets back what is printed: places and excerpts as in the file, damaged wording as it stands there, with
its reading as a suggestion for a person. A simplified document without damage passes untouched.
"""

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from imports.damage import GLOSS, GLOSS_BEHIND, ORPHANS, UNKNOWN, Damage, Run
from imports.document import Cell, Document, Paragraph, Place, Table
from imports.draft import FIELDS, Doubt, FieldSource, PlanDraft, TaskDraft, Unused
from imports.plausible import simplified
from imports.readers.encodings import UNREAD
from imports.wording import squeeze

#: the share of Chinese characters that simplifying changes: a third in traditional text, else next to none
_TRADITIONAL = 0.08
_SAMPLE = 200_000
_CHINESE = re.compile("[\u3400-\u9fff]")
#: a neutral syllable has no mark above it; only behind a character that is glossed because it was simplified
_NEUTRAL = re.compile(r"(?<=[們個麼過裡著邊頭兒])[(（](?:men|ge|me|guo|li|zhe|bian|tou|er)[)）]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A printed text and what layouts read in its place.

    `starts[n]` is where in `printed` the n-th sign of `text` begins; one more closes the list. `damaged` are
    the stretches of `text` that were read from damaged runs.
    """

    printed: str
    text: str
    starts: "array[int]"
    damaged: tuple[tuple[int, int], ...]

    def as_printed(self, start: int, end: int) -> str:
        """What stands in the file for text[start:end]."""
        return self.printed[self.starts[start] : self.starts[end]]

    def is_damaged(self, start: int, end: int) -> bool:
        return any(first < end and start < last for first, last in self.damaged)

    def shown(self, start: int, end: int) -> str:
        """text[start:end] with its damaged stretches as they are printed, but for glosses."""
        parts, position = [], start
        for run in self.damaged:
            first, last = max(run[0], position), min(run[1], end)
            if first < last:
                parts += [self.text[position:first], GLOSS_BEHIND.sub("", self.as_printed(first, last))]
                position = last
        return "".join([*parts, self.text[position:end]])


Readings = dict[Place, list[Reading]]


def is_traditional(texts: Iterable[str]) -> bool:
    """Whether texts are mostly in traditional characters."""
    sample = "".join(_upto(texts, _SAMPLE))
    changed = sum(before != after for before, after in zip(sample, simplified(sample), strict=False))
    return changed > _TRADITIONAL * len(_CHINESE.findall(sample))


def _upto(texts: Iterable[str], most: int) -> Iterator[str]:
    for text in texts:
        if most <= 0:
            return
        yield text[:most]
        most -= len(text)


def normalise(document: Document) -> tuple[Document, Readings]:
    """The document for layouts, and by place what was read otherwise than it is printed.

    The very same document and nothing else where it is neither traditional nor damaged.
    """
    texts = list(_texts(document))
    traditional = is_traditional(texts)
    if not traditional and not any(sign in text for text in texts for sign in ORPHANS):
        return document, {}
    normaliser = _Normaliser(texts, traditional)
    blocks = [normaliser.block(block) for block in document.blocks]
    if not normaliser.readings:
        return document, {}
    return Document(document.name, blocks, document.aside), normaliser.readings


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row if cell.text)


class _Normaliser:
    """Reads one document's texts and keeps what it read otherwise."""

    def __init__(self, texts: list[str], traditional: bool) -> None:
        self.readings: Readings = {}
        self._traditional = traditional
        self._damage = Damage(texts, traditional)

    def block(self, block: Paragraph | Table) -> Paragraph | Table:
        if isinstance(block, Paragraph):
            return Paragraph(self._read(block.text, block.place), block.place)
        return self._table(block)

    def _table(self, table: Table) -> Table:
        copies: dict[int, Cell] = {}
        for cell in (cell for row in table.rows for cell in row):
            anchor = copies.get(id(cell.anchor)) if cell.anchor else None
            copies[id(cell)] = replace(cell, text=self._read(cell.text, cell.place), anchor=anchor)
        rows = [[copies[id(cell)] for cell in row] for row in table.rows]
        return replace(table, rows=rows)

    def _read(self, printed: str, place: Place) -> str:
        reading = self._reading(printed)
        if reading.text == printed:
            return printed
        self.readings.setdefault(place, []).append(reading)
        return reading.text

    def _reading(self, printed: str) -> Reading:
        text: list[str] = []
        starts = array("L")
        damaged = []
        position = 0
        for run in [*self._damage.runs(printed), Run(len(printed), len(printed), "", ())]:
            self._sound(printed, position, run.start, text, starts)
            damaged.append((len(starts), len(starts) + len(run.reading)))
            text.append(run.reading)
            starts.extend(run.starts)
            position = run.end
        starts.append(len(printed))
        read = "".join(text)
        if self._traditional:
            read = _simplified_evenly(read)
        return Reading(printed, read, starts, tuple(damaged[:-1]))

    def _sound(self, printed: str, start: int, end: int, text: list[str], starts: "array[int]") -> None:
        """Take over printed[start:end] without its glosses."""
        if self._traditional:
            for gloss in _glosses(printed, start, end):
                text.append(printed[start : gloss.start()])
                starts.extend(range(start, gloss.start()))
                start = gloss.end()
        text.append(printed[start:end])
        starts.extend(range(start, end))


def _glosses(text: str, start: int, end: int) -> list[re.Match[str]]:
    toned, neutral = GLOSS.finditer(text, start, end), _NEUTRAL.finditer(text, start, end)
    return sorted([*toned, *neutral], key=lambda match: match.start())


def _simplified_evenly(text: str) -> str:
    """Simplified text of the same length: sign by sign where a phrase would change it."""
    whole = simplified(text)
    return whole if len(whole) == len(text) else "".join(simplified(sign)[:1] or sign for sign in text)


# --- giving back ---


def give_back(draft: PlanDraft, readings: Readings) -> None:
    """Give a draft what is printed: excerpts, unused text and damaged fields as they stand in the file.

    A damaged field goes to a person (Doubt.DAMAGED), with its reading as suggestion where it is complete, and
    so does one that holds a sign that could not be read.
    """
    if readings:
        _GivingBack(readings).draft(draft)
    for task in draft.tasks:
        for name in FIELDS:
            source, value = task.sources.get(name), getattr(task, name)
            if source and not source.doubt and name != "targets" and UNREAD in "".join(value or ""):
                task.sources[name] = replace(source, doubt=Doubt.DAMAGED)


@dataclass(slots=True)
class _Found:
    reading: Reading
    start: int
    end: int

    @property
    def is_damaged(self) -> bool:
        return self.reading.is_damaged(self.start, self.end)

    def within(self, value: str) -> str:
        """A value taken from this stretch, as it is printed; all of the stretch where it was put together."""
        at = self.reading.text.find(value, self.start, self.end) if value else -1
        if at < 0:
            return self.reading.shown(self.start, self.end)
        return self.reading.shown(at, at + len(value))


class _GivingBack:
    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        #: where the last excerpt of a reading began for a field: the next one stands there or behind it
        self._last: dict[tuple[int, str], int] = {}
        self._damaged_texts = {
            squeeze(reading.text): reading.shown(0, len(reading.text))
            for group in readings.values()
            for reading in group
            if reading.damaged
        }

    def draft(self, draft: PlanDraft) -> None:
        for plan in draft.plans:
            found = self._find(plan.place, plan.title)
            if found and found.is_damaged:
                plan.title = found.within(plan.title)
        for task in draft.tasks:
            self._task(task)
        draft.unused = [self._unused(piece) for piece in draft.unused]

    def _task(self, task: TaskDraft) -> None:
        for name in FIELDS:
            source = task.sources.get(name)
            found = self._find(source.place, source.excerpt, name) if source else None
            if source and found:
                task.sources[name] = self._source(task, name, source, found)
        if task.goal_label:
            task.goal_label = self._damaged_texts.get(squeeze(task.goal_label), task.goal_label)
        task.extras = [(head, self._damaged_texts.get(squeeze(text), text)) for head, text in task.extras]

    def _source(self, task: TaskDraft, name: str, source: FieldSource, found: _Found) -> FieldSource:
        source = replace(source, excerpt=found.reading.as_printed(found.start, found.end))
        value = getattr(task, name)
        if not found.is_damaged or not value:
            return source
        printed = found.within(value) if isinstance(value, str) else [found.within(each) for each in value]
        if printed == value:
            return source
        setattr(task, name, printed)
        offer = None if UNKNOWN in "".join(value) else value
        return replace(source, doubt=Doubt.DAMAGED, suggestion=offer)

    def _unused(self, piece: Unused) -> Unused:
        found = self._find(piece.place, piece.text)
        return replace(piece, text=found.reading.as_printed(found.start, found.end)) if found else piece

    def _find(self, place: Place, excerpt: str, field: str = "") -> _Found | None:
        for reading in self._readings.get(place, ()) if excerpt else ():
            start = reading.text.find(excerpt, self._last.get((id(reading), field), 0))
            if start < 0:
                start = reading.text.find(excerpt)
            if start >= 0:
                self._last[id(reading), field] = start
                return _Found(reading, start, start + len(excerpt))
        return None
