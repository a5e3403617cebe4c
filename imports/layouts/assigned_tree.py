"""The lines of a plan without tables as a tree: headings, numbered items, what stands below each. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from imports.assignment import Assignment, has_rank, is_officials, names_units
from imports.column_words import Role
from imports.document import Place
from imports.labels import Labelled
from imports.layouts.assigned_lines import Entry, Piece
from imports.layouts.flat_lines import is_unit_line
from imports.layouts.report_lines import Kind
from imports.layouts.sign_off import sign_off
from imports.units import NameBook, split_officials, split_units
from imports.wording import annex, ends_like_title, is_plan_title, notice_subject, squeeze

#: the kinds of documents, whose title nothing may be added to
FINAL = re.compile("(?:方案|清单|台账|计划|分解表|任务表|责任表|一览表)$")
_YEARS_WORK = re.compile(
    r"20\d\d年[^：:>，。]{0,16}(?:重点|主要|目标|实事|攻坚|中心|政府|民生|为民|惠民)[^：:>，。]{0,8}"
    r"(?:工作|任务|要点|实事|事项|行动|工程|项目)$"
    r"|20\d\d年[^：:>，。]{0,24}(?:分工|分解|责任|落实|实施)(?:落实|实施)?的?意见$"
)
_NO_HEADING_END = "。；;：:，,！!？?、…"
_LONGEST_HEADING = 40
#: how deep a heading without a number stands that none below tells: above 1. and below （一）
_PLAIN_RANK = 3.5
#: an item that only its label 项目名称 begins
_NAMED_RANK = 4.6
_LEADS = re.compile(
    r"(?:由)?(?P<who>.{2,30}?)(?:同志)?(?:总?牵头|负责|分管|包保|领衔|主抓|联系)(?:负责|落实|推进|抓总|组织)*(?:的)?"
    r"(?P<what>.{0,8}(?:工作|任务|事项|项目|目标|实事|清单).{0,8})?(?:[(（].{1,10}[)）])?"
)
_DEED = re.compile(
    "建设|新建|推进|加强|加快|打造|提升|实施|改造|完善|建立|成立|优化|深化|支持|做|抓|强化|健全|创建"
)
_COUNTED = re.compile(r"[(（]\s*(?:共)?\d{1,3}\s*(?:项|件|个|条)\s*[)）]$")


@dataclass(slots=True)
class Group:
    """Wording that stands together, and what the lines right below it assign to all of it."""

    pieces: list[Piece] = field(default_factory=list)
    labels: list[tuple[Labelled, Place]] = field(default_factory=list)
    said: Assignment = field(default_factory=Assignment)
    lines: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Node:
    """A heading or an item: its line, what that line or labels right below it assign, what stands below.

    `rank` says how deep it stands; the root has no line and rank -1.
    """

    rank: float
    entry: Entry | None = None
    head: list[Piece] = field(default_factory=list)
    own: Assignment = field(default_factory=Assignment)
    #: the heading itself says who leads what stands below it (陆明远区长牵头重点工作)
    leads: bool = False
    groups: list[Group] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The line's wording without its number, white space and what ends it."""
        return squeeze("".join(piece.text for piece in self.head)).rstrip("。：:；;")

    @property
    def label(self) -> str | None:
        return self.entry.number.label if self.entry and self.entry.number else None

    @property
    def style(self) -> str:
        return self.entry.number.style if self.entry and self.entry.number else ""

    @property
    def place(self) -> Place:
        return self.entry.place if self.entry else Place()

    def assigns(self) -> bool:
        """Whether the node's own lines assign anything."""
        return (
            bool(self.own)
            or any(piece.said for piece in self.head)
            or any(group.said or any(piece.said for piece in group.pieces) for group in self.groups)
        )

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in reading order; of any depth."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)


@dataclass(slots=True)
class Part:
    """One plan of a document: the lines of its title, what stands above them, and the tree of its items."""

    titles: list[Entry] = field(default_factory=list)
    root: Node = field(default_factory=lambda: Node(-1.0))
    notes: list[tuple[str, Place]] = field(default_factory=list)
    #: all its lines but those of the title, and those that sign it off
    lines: list[Entry] = field(default_factory=list)
    closing: list[Entry] = field(default_factory=list)


def parts_of(entries: Sequence[Entry]) -> list[Part]:
    """The plans of a document in order; the first may hold nothing but front matter."""
    builder = _Builder(entries)
    ends = [entry.kind is Kind.TITLE for entry in entries]
    closing = sign_off([entry.line.text for entry in entries], ends)
    for index, entry in enumerate(entries):
        if index in closing:
            builder.parts[-1].closing.append(entry)
        else:
            builder.take(index, entry)
    return builder.parts


class _Builder:
    """Puts lines into the tree one by one."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._headed = frozenset(unit_headings(entries))
        self.parts = [Part()]
        self._stack = [self.parts[0].root]
        self._begun = False

    def take(self, index: int, entry: Entry) -> None:
        following = self._entries[index + 1] if index + 1 < len(self._entries) else None
        if self._is_title(index, entry):
            self._title(entry)
            return
        part = self.parts[-1]
        part.lines.append(entry)
        part.notes += [(note, entry.place) for note in entry.notes]
        if entry.number:
            self._open(entry, entry.number.rank, index in self._headed)
        elif index in self._headed or self._is_heading(entry, following):
            self._open(entry, _rank_over(following), index in self._headed)
        elif _names_item(entry) and not self._is_empty_item():
            self._open(entry, _NAMED_RANK)
        else:
            self._below(entry)

    # --- titles ---

    def _is_title(self, index: int, entry: Entry) -> bool:
        if entry.kind is Kind.TITLE or self._is_first_title(entry):
            return True
        before = self._entries[index - 1] if index else None
        if not before or before not in self.parts[-1].titles[-1:] or not entry.is_bare or entry.number:
            return False
        line = squeeze(entry.line.text)
        text = squeeze(before.line.text)
        if annex(before.line.text) == "":
            return is_plan_title(line) or ends_like_title(line)
        if FINAL.search(text) or re.search(r"20\d\d", line) or len(line) > 20:
            return False
        return ends_like_title(line) and len(text) > 6

    def _is_first_title(self, entry: Entry) -> bool:
        """Above everything, a line that names a year's work is a title, however it ends."""
        line = squeeze(entry.line.text)
        return (
            not (self._begun or self.parts[-1].titles)
            and entry.is_bare
            and entry.kind is Kind.PLAIN
            and len(line) <= _LONGEST_HEADING
            and _YEARS_WORK.search(line) is not None
        )

    def _title(self, entry: Entry) -> None:
        if self._begun:
            self.parts.append(Part())
            self._begun = False
        self.parts[-1].titles.append(entry)
        self._stack = [self.parts[-1].root]

    # --- headings and items ---

    def _is_heading(self, entry: Entry, following: Entry | None) -> bool:
        line = squeeze(entry.line.text)
        if not entry.is_bare or not 2 <= len(line) <= _LONGEST_HEADING or line[-1] in _NO_HEADING_END:
            return False
        if not following or following.kind is Kind.TITLE or notice_subject(line):
            return False
        if who_leads(line):
            return following.number is not None or len(following.line.text) > len(line)
        if following.number is None or len(line) < 3 or re.match(r"[—\-(（\d]", line):
            return False
        return following.number.ordinal == 1 or (self._begun and self._stack[-1].rank >= 4)

    def _open(self, entry: Entry, rank: float, by_unit: bool = False) -> None:
        while self._stack[-1].rank >= rank:
            self._stack.pop()
        name = next((label for label in entry.labels if label.role is Role.NAME and label.value), None)
        node = Node(rank, entry, [Piece(name.value, entry.place)] if name else entry.pieces)
        node.own.add(entry.said)
        labels = [(label, entry.place) for label in entry.labels if label is not name]
        if labels:
            node.groups.append(Group(labels=labels, lines=[entry]))
        leader = None if node.assigns() else who_leads(node.title)
        leader = unit_heading(node.title) if by_unit else leader
        if leader:
            node.own.add(leader.at(entry.place))
            node.leads = True
        self._stack[-1].children.append(node)
        self._stack.append(node)
        self._begun = True

    def _is_empty_item(self) -> bool:
        """Whether the item that is open has a number and nothing below it yet."""
        node = self._stack[-1]
        return node.label is not None and not node.groups and not node.assigns() and not node.head

    def _below(self, entry: Entry) -> None:
        """A line without a number: wording below the open item, labels, or who is to do it."""
        if entry.is_note:
            return
        node = self._stack[-1]
        wording = [piece for piece in entry.pieces if piece.text]
        if node.rank < 0 and not entry.assigns:  # 日期：… above everything is no deadline
            self._group(node, entry).pieces.append(Piece(entry.line.text, entry.place))
            return
        if wording or entry.labels:
            group = self._group(node, entry)
            group.pieces += wording
            group.labels += [(label, entry.place) for label in entry.labels]
        if entry.said:
            (node.groups[-1].said if node.groups else node.own).add(entry.said)
        self._begun = self._begun or entry.assigns

    def _group(self, node: Node, entry: Entry) -> Group:
        """The wording that is open below a node, or a new one where the last has been assigned."""
        if not node.groups or node.groups[-1].said:
            node.groups.append(Group())
        node.groups[-1].lines.append(entry)
        return node.groups[-1]


def _rank_over(following: Entry | None) -> float:
    return following.number.rank - 0.5 if following and following.number else _PLAIN_RANK


def _names_item(entry: Entry) -> bool:
    """Whether a line begins an item by its label: 项目名称：…."""
    return bool(entry.labels) and not entry.pieces and entry.labels[0].role is Role.NAME


# --- headings that say who leads ---


def who_leads(title: str) -> Assignment | None:
    """Who leads what stands below a heading: 陆明远区长牵头重点工作, 区发改局牵头任务（12项）."""
    title = _COUNTED.sub("", title)
    match = _LEADS.fullmatch(title) if len(title) <= _LONGEST_HEADING else None
    who = (match["who"] if match else title).strip("：: ")
    if not (match or has_rank(who)):
        return None
    if is_officials(who):
        return Assignment(officials=split_officials(who), excerpts={"officials": who})
    return unit_heading(who) if match else None


def unit_heading(title: str) -> Assignment | None:
    """The units that lead what stands below a heading, where it is nothing but their names."""
    title = _COUNTED.sub("", title)
    if len(title) > _LONGEST_HEADING or not names_units(title) or _DEED.match(title):
        return None
    return Assignment(leads=split_units(title, NameBook()).names, excerpts={"leads": title})


def unit_headings(entries: Sequence[Entry]) -> list[int]:
    """Which lines are headings that only name a unit, above numbered items; two at least, else none is."""
    found = [
        n
        for n, (entry, following) in enumerate(pairwise(entries))
        if not entry.assigns and not entry.labels and following.number and _deeper(following, entry)
        if len(entry.pieces) == 1 and unit_heading(entry.pieces[0].text)
    ]
    alone = sum(entry.number is None and is_unit_line(entry.line.text) for entry in entries)
    return found if len(found) > 1 and 2 * len(found) > alone else []


def _deeper(following: Entry, entry: Entry) -> bool:
    return not entry.number or (following.number is not None and following.number.rank > entry.number.rank)
