"""The wording of items in plans without tables: names, lead phrases, one task or several. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from imports.assignment import Assignment
from imports.column_words import Role
from imports.document import Place
from imports.labels import Labelled
from imports.layouts.assigned_tree import Group, Node
from imports.layouts.sentences import lead_of

#: a goal is no longer than this; what is longer is wording
_LONGEST_GOAL = 40
_SHORT_LEAD = re.compile(r"([^\s\d，,、；;。：:]{2,3})[。：:](?=[^”』）)]{6})")
_STRENGTH = {Role.CONTENT: 2, Role.WORK: 1}


@dataclass(slots=True)
class Wording:
    """A task's text, where it stands, and what only its own lines assign."""

    text: str
    place: Place
    excerpt: str
    said: Assignment = field(default_factory=Assignment)
    extras: list[tuple[str, str]] = field(default_factory=list)


def is_name(node: Node) -> bool:
    """Whether an item's line names what stands below it, and is not the beginning of its wording."""
    title = node.title
    return 2 <= len(title) <= _LONGEST_GOAL and "。" not in title and len(re.findall("[，,；;]", title)) <= 1


def lead_phrase(text: str) -> str:
    """The phrase that opens a task's wording and names it: 建设法治政府。…; empty for none."""
    lead = lead_of(text)
    if lead and lead.plain:
        return lead.phrase
    short = _SHORT_LEAD.match(text)
    return short[1] if short else ""


def wordings(group: Group, apart: bool) -> Iterator[Wording]:
    """The tasks of some lines: one each where they are assigned each or stand apart, else all of them one."""
    content, extras = _content(group.labels)
    said_each = any(piece.said for piece in group.pieces)
    pieces = [Wording(piece.text, piece.place, piece.text, piece.said) for piece in group.pieces]
    if content:
        label, place = content
        pieces.append(Wording(label.value, place, label.value))
    if not pieces:
        return
    if apart or said_each:
        for wording in pieces:
            wording.said = joined(wording.said, group.said)
        pieces[-1].extras = extras
        yield from pieces
        return
    text = "\n".join(wording.text for wording in pieces)
    yield Wording(text, pieces[0].place, pieces[0].excerpt, group.said, extras)


def _content(
    labels: Sequence[tuple[Labelled, Place]],
) -> tuple[tuple[Labelled, Place] | None, list[tuple[str, str]]]:
    """Of labelled lines the one that holds a task's wording, and the others as they are."""
    wording = [each for each in labels if each[0].role in (Role.CONTENT, Role.WORK) and each[0].value]
    chosen = max(wording, key=lambda each: _STRENGTH[each[0].role], default=None)
    extras = [
        (label.label, label.value) for label, place in labels if (label, place) != chosen and label.value
    ]
    return chosen, extras


def with_head(node: Node, found: list[Wording], apart: bool) -> list[Wording]:
    """An item whose line is wording itself: the first task, or the beginning of the only one."""
    head = "".join(piece.text for piece in node.head)
    if apart or len(found) != 1:
        return [Wording(head, node.place, head), *found]
    only = found[0]
    return [Wording(f"{head}\n{only.text}", node.place, head, only.said, only.extras)]


def head_alone(node: Node) -> Wording:
    """An item's line as its task, with what labels below it say beside it."""
    head = "".join(piece.text for piece in node.head)
    said = Assignment()
    for group in node.groups:
        said.add(group.said)
    extras = [each for group in node.groups for each in _content(group.labels)[1]]
    return Wording(head, node.place, head, said, extras)


def joined(own: Assignment, given: Assignment) -> Assignment:
    """What a task's own lines assign, and where they are silent what stands over it does."""
    if not own:
        return given
    found = Assignment(
        excerpts=dict(own.excerpts),
        places=dict(own.places),
        further=dict(own.further),
        doubtful=own.doubtful,
    )
    found.officials, found.deadline = own.officials or given.officials, own.deadline or given.deadline
    found.leads, found.units, found.partners = own.leads, own.units, own.partners
    silent = {"officials": not own.officials, "deadline": not own.deadline}
    if not (own.leads or own.units or own.partners):
        found.leads, found.units, found.partners = given.leads, given.units, given.partners
        silent |= dict.fromkeys(("leads", "units", "partners"), True)
    elif not own.leads:
        # below a heading that says who leads, 责任单位 help; the same unit first among them says nothing new
        found.leads = given.leads or (given.units[:1] if not own.units else [])
        silent |= {"leads": bool(found.leads), "units": not own.units}
    for name, is_silent in silent.items():
        if is_silent and name in given.excerpts:
            found.excerpts[name] = given.excerpts[name]
            found.places[name] = given.places.get(name, Place())
            found.further[name] = given.further.get(name, ())
    return found
