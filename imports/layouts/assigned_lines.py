"""The lines of a plan without tables: their numbers, their wording, and what they assign. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from imports.assignment import (
    Assignment,
    assigned_by,
    has_rank,
    in_brackets,
    is_officials,
    names_units,
    notes_in,
)
from imports.column_words import column_role
from imports.document import Document, Place
from imports.draft import Unused
from imports.labels import ASSIGNING, LABEL, Labelled, labelled, role_of
from imports.layouts.numbering import Number, number_of
from imports.layouts.report_lines import Kind, Line, lines_of
from imports.units import NameBook

_PAIRS = {"（": "）", "(": ")", "〔": "〕", "[": "]", "【": "】", "［": "］"}
_CLOSING = frozenset(_PAIRS.values())
_ENDS = "。；;！!？?"
_BLOT = "○"
#: a line that only names an office: what stands in brackets behind it is the office's other name
_OFFICE = re.compile(
    r"(?!新建|组建|筹建|成立|设立|建设|改造|推进|推动|支持|指导|加强|完善|优化|提升|深化|打造|创建)"
    r"(?:[^\d\s，。、；：（）]{2,20}(?:(?<![格布开结时])局|委|委员会)"
    r"|[区县市旗](?:委|政府|人民政府|人大|政协)[^\d\s，。、；：（）]{0,10}(?:[部办室]|办公室))"
)
_SEVERAL = re.compile("[、，,；;：:]|牵头|负责|配合")
_LABEL_ALONE = re.compile(rf"[【〔\[［]?\s*(?:{LABEL})\s*[】〕\]］]?\s*[：:]?")
_LABEL_AND_SPACE = re.compile(rf"(?P<label>{LABEL})[ \t\u3000]+(?P<value>[^\s：:].*)")
_NOTE_LINE = re.compile(r"[(（]?(?:注|说明|备注)\d?[：:]")
_COLON = re.compile("[：:]")
_FRAMED = re.compile(
    r"[【〔\[［](?P<framed>[^【】〔〕\[\]［］：:]{2,40})[】〕\]］]\s*[：:]?|(?P<named>[^：:（(]{2,30})[：:]"
)
_LONGEST_HEAD = 48
#: ——区工信局牵头，区财政局配合: who does what the line above says
_DASHED = re.compile(r"(?:[—–]{1,3}|-{2,3})\s*(?P<who>[^—–-].{1,200})")
_BOTH = re.compile("牵头.*(?:配合|协办|协助|参与)")
#: no name of a unit begins so far behind a bracket, and no bracket that assigns is longer
_LONGEST = 900


@dataclass(slots=True)
class Piece:
    """Wording and what is assigned right behind it."""

    text: str
    place: Place
    said: Assignment = field(default_factory=Assignment)


@dataclass(slots=True)
class Entry:
    """One line: its number, its wording without what it assigns, labels beside the wording, remarks.

    `said` is what the line assigns by labels; what stands in brackets belongs to its pieces.
    """

    line: Line
    number: Number | None
    pieces: list[Piece]
    labels: list[Labelled]
    said: Assignment
    notes: list[str]

    @property
    def kind(self) -> Kind:
        return self.line.kind

    @property
    def place(self) -> Place:
        return self.line.place

    @property
    def assigns(self) -> bool:
        """Whether the line names somebody who is to do something; a date alone does not."""
        return self.said.names_somebody or any(piece.said for piece in self.pieces)

    @property
    def is_bare(self) -> bool:
        """Whether the line is wording and nothing else."""
        return not (self.number or self.said or self.assigns or self.labels or self.notes)

    @property
    def is_note(self) -> bool:
        """Whether the line is a remark on how to read the plan and nothing else."""
        return bool(self.notes) and not (self.pieces or self.labels or self.said)


def entries_of(document: Document) -> tuple[list[Entry], list[Unused]]:
    """The document's lines in order, and what stands in tables that are none of this family's."""
    lines, unused = lines_of(document)
    known = NameBook()
    return [_entry(_unframed(line), known) for line in _joined(lines)], unused


def _unframed(line: Line) -> Line:
    """A line that only names who leads what follows, without brackets and colon: 【区工信局】, 王强同志：."""
    number = number_of(line.text) if len(line.text) <= _LONGEST_HEAD else None
    rest = number.rest if number else line.text
    match = _FRAMED.fullmatch(rest.strip()) if len(rest) <= _LONGEST_HEAD else None
    who = (match["framed"] or match["named"]).strip() if match else ""
    if not who or "各" in who or not _names_who(who):
        return line
    text = line.text[: len(line.text) - len(rest)] + who
    return replace(line, text=text, kind=Kind.PLAIN if line.kind is Kind.TEXT else line.kind, title=who)


def _names_who(words: str) -> bool:
    """Whether words name units or an official and are no label."""
    if has_rank(words) and is_officials(words):
        return True
    return role_of(words) is None and names_units(words)


def _joined(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines with a list of names that runs over the line's end put together."""
    waiting: Line | None = None
    for line in lines:
        if waiting and _goes_on(waiting.text, line):
            text = f"{waiting.text}{_colon(waiting.text)}{line.text}"
            waiting = Line(text, waiting.place, Kind.TEXT)
            continue
        if waiting:
            yield waiting
        waiting = line
    if waiting:
        yield waiting


def _goes_on(text: str, following: Line) -> bool:
    if following.kind is Kind.TITLE or len(following.text) > _LONGEST or labelled(following.text):
        return False
    if _LABEL_ALONE.fullmatch(text):
        return number_of(following.text) is None and column_role(following.text) is None
    if not text.endswith(("、", "，", ",")) or number_of(following.text):
        return False
    found = labelled(text)
    return bool(found) and found[-1].role in ASSIGNING and names_units(following.text, surely=False)


def _colon(text: str) -> str:
    return "：" if _LABEL_ALONE.fullmatch(text) and text[-1] not in "：:】〕]］" else ""


def _entry(line: Line, known: NameBook) -> Entry:
    if _NOTE_LINE.match(line.text):
        return Entry(line, None, [], [], Assignment(), [line.text])
    number = number_of(line.text)
    below = None if number else _said_below(line.text, known)
    if below:
        return Entry(line, None, [], [], below.at(line.place), [])
    text, notes = notes_in(number.rest if number else line.text)
    spaced = _LABEL_AND_SPACE.fullmatch(text)
    if spaced and not labelled(text):
        text = f"{spaced['label']}：{spaced['value']}"
    groups = list(_groups(text))
    labels = labelled(text, _blotted(text, groups))
    said = Assignment()
    for label in labels:
        said.add(assigned_by(label, known).at(line.place))
    others = [_freed(label, line, known, said) for label in labels if label.role not in ASSIGNING]
    head = text[: labels[0].start].rstrip("（(〔[【 \u3000，,；;") if labels else text
    pieces = _pieces(head, [group for group in groups if group[1] <= len(head)], line, known)
    if pieces and not pieces[0].text:
        said.add(pieces.pop(0).said)
    return Entry(line, number, pieces, others, said, notes)


def _said_below(text: str, known: NameBook) -> Assignment | None:
    """What a line of its own, behind a dash or with both roles, assigns without brackets and labels."""
    dashed = _DASHED.fullmatch(text.strip())
    if not (dashed or _BOTH.search(text)) or len(text) > _LONGEST:
        return None
    return in_brackets(dashed["who"] if dashed else text, known)


def _freed(label: Labelled, line: Line, known: NameBook, said: Assignment) -> Labelled:
    """A label's wording without brackets that assign; what they say goes to `said`."""
    pieces = _pieces(label.value, list(_groups(label.value)), line, known)
    for piece in pieces:
        said.add(piece.said)
    return replace(label, value="".join(piece.text for piece in pieces)) if said else label


# --- brackets ---


def _groups(text: str) -> Iterator[tuple[int, int]]:
    """Where the outermost brackets of a text begin and end; brackets that do not match are left alone."""
    waiting: list[tuple[str, int]] = []
    for position, sign in enumerate(text):
        if sign in _PAIRS:
            waiting.append((_PAIRS[sign], position))
        elif sign in _CLOSING and any(closing == sign for closing, _ in waiting[-3:]):
            while waiting[-1][0] != sign:
                waiting.pop()
            _, start = waiting.pop()
            if not waiting:
                yield start, position + 1


def _blotted(text: str, groups: list[tuple[int, int]]) -> str:
    """The text with brackets that hold labels blotted out; their labels are theirs."""
    parts, position = [], 0
    for start, end in groups:
        if _COLON.search(text, start, end):
            parts += [text[position:start], _BLOT * (end - start)]
            position = end
    return "".join([*parts, text[position:]])


def _pieces(text: str, groups: list[tuple[int, int]], line: Line, known: NameBook) -> list[Piece]:
    """A line's wording, divided behind each bracket that assigns; the brackets themselves are left out."""
    pieces: list[Piece] = []
    start = 0
    for number, (opening, closing) in enumerate(groups):
        followed = number + 1 < len(groups) and not text[closing : groups[number + 1][0]].strip()
        found = _assigned(text, opening, closing, followed, known)
        if found is None:
            continue
        before = text[start:opening].strip()
        before = before.lstrip(_ENDS) if pieces else before
        if not before and pieces:
            pieces[-1].said.add(found.at(line.place))
        else:
            end = text[closing:].lstrip()[:1]
            stop = end if end and end in _ENDS and before and before[-1] not in _ENDS else ""
            pieces.append(Piece(before + stop, line.place, found.at(line.place)))
        start = closing
    rest = text[start:].strip()
    if pieces and rest.strip(_ENDS + " "):
        rest = rest.lstrip(_ENDS) if pieces[-1].text.endswith(tuple(_ENDS)) else rest
        pieces[-1].text = (pieces[-1].text + rest).strip()
    return pieces or ([Piece(rest, line.place)] if rest else [])


def _assigned(text: str, opening: int, closing: int, followed: bool, known: NameBook) -> Assignment | None:
    content = text[opening + 1 : closing - 1]
    before, after = text[:opening].rstrip()[-1:], text[closing:].lstrip()[:1]
    labels = labelled(content)
    if labels and labels[0].role in ASSIGNING:
        return in_brackets(content, known)
    if not after and _OFFICE.fullmatch(text[:opening].strip()) and not _SEVERAL.search(content):
        return None
    if not followed and after and after not in _ENDS and (before or "x") not in _ENDS:
        return None
    return in_brackets(content, known, surely=not before or before not in _ENDS)
