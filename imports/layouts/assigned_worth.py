"""Which items of a plan's tree are tasks or hold some, and for which of them labels stand. Pure."""

import re
from collections.abc import Sequence

from imports.assignment import Assignment, names_units
from imports.layouts.assigned_lines import Piece
from imports.layouts.assigned_tree import Node, unit_heading
from imports.units import NameBook, split_units

#: headings of a plan that never say what is to be done for it
_FRAME = re.compile(
    r"(?:工作|有关|相关|几点|具体|保障|落实)?要求$|保障措施|组织(?:领导|保障|实施)|总体(?:要求|思路|目标)|指导思想|基本原则|工作原则|考核|督查|督办|附则|说明|形势|意义"
)
_LIST = re.compile(
    r"(?:20\d\d年(?:度)?)?.{0,8}?(?:\d{1,3}|[一二三四五六七八九十两]{1,3})?(?:件|项|个|类|大)?(?:重点|年度)?"
    r"(?:民生|惠民|为民办|为民|民心)(?:实事|工程|项目)+(?:清单|任务)?"
)
_DOING = re.compile("办好|做好|抓好|实施|推进|办理|落实|加强|持续|扎实|全力")


#: of so many assignments one at least without text behind it is needed to tell a closing by
_FEWEST = 3
#: a number of what is promised, not of a day or a telephone
_PROMISED = re.compile(r"(?<![\d.])\d{1,4}(?:\.\d{1,4})?\s*[^\d\s年月日号时点，。；、：:.\-）)]")


def lift(root: Node) -> None:
    """Settle what stands below the last of several items only: what closes the plan belongs to none.

    Where labels regularly stand there, they are about all of these items.
    """
    _drop_closing(root)
    for node in root.walk():
        _lead_alike(node)
    parents = [node for node in root.walk() if _shares(node) is not None]
    shared = [node for node in parents if _shares(node)]
    if 2 * len(shared) <= len(parents):
        return
    for node in shared:
        last = node.children[-1]
        node.own.add(last.own)
        last.own = Assignment()


def _lead_alike(parent: Node) -> None:
    """Among headings that mostly name units, one that may name a unit does: 澄岚开发区 beside 区工信局."""
    heads = [node for node in parent.children if node.children]
    surely = [node for node in heads if unit_heading(node.title)]
    if len(surely) < 2 or 2 * len(surely) <= len(heads):
        return
    for node in heads:
        if unit_heading(node.title) is None and not node.assigns() and names_units(node.title, surely=False):
            leads = split_units(node.title, NameBook()).names
            node.own.add(Assignment(leads=leads, excerpts={"leads": node.title}).at(node.place))
            node.leads = True


def _drop_closing(root: Node) -> None:
    """Take sentences off the last item where no other item has any behind what it assigns."""
    nodes = list(root.walk())
    leaves = [node for node in nodes if not node.children and node.assigns()]
    if sum(map(_times, leaves)) < _FEWEST or leaves[-1] is not nodes[-1] or nodes[-1].leads:
        return
    *others, last = leaves
    closing = _tail(last)
    if any(_tail(node) for node in others) or not all(_is_closing(piece.text) for piece in closing):
        return
    dropped = {id(piece) for piece in closing}
    for group in last.groups if closing else ():
        group.pieces = [piece for piece in group.pieces if id(piece) not in dropped]
    last.groups = [group for group in last.groups if group.pieces or group.labels or group.said]


def _times(node: Node) -> int:
    """How often something of an item is assigned."""
    pieces = [*node.head, *(piece for group in node.groups for piece in group.pieces)]
    return (
        bool(node.own)
        + sum(bool(piece.said) for piece in pieces)
        + sum(bool(group.said) for group in node.groups)
    )


def _tail(node: Node) -> list[Piece]:
    """An item's wording behind the last that is assigned; none where nothing of it is."""
    assigned = bool(node.own) or any(piece.said for piece in node.head)
    tail: list[Piece] = []
    for group in node.groups:
        for piece in group.pieces:
            if piece.said:
                assigned, tail = True, []
            else:
                tail.append(piece)
        if group.said or group.labels:
            tail = []
            assigned = assigned or bool(group.said)
    return tail if assigned else []


def _is_closing(text: str) -> bool:
    return text.endswith(("。", "！", "!", "，", "；")) and _PROMISED.search(text) is None


def _shares(node: Node) -> bool | None:
    """Whether only the last of a node's items has labels below it; None where this says nothing."""
    children = node.children
    if len(children) < 2 or node.assigns() or any(child.children or child.groups for child in children):
        return None
    if not any(child.assigns() for child in children):
        return None
    *others, last = children
    below = last.own.places.values()
    apart = any(place != last.place for place in below)  # on lines of their own, not behind its wording
    return apart and last.own.names_somebody and not any(child.assigns() for child in others)


def is_assigned(node: Node) -> bool:
    """Whether anything of a node, or of what stands below it, is assigned."""
    return any(each.assigns() for each in node.walk())


def is_list(title: str) -> bool:
    """Whether a heading names a livelihood list, rather than the work on it."""
    return _LIST.fullmatch(title) is not None and _DOING.search(title) is None


class Worth:
    """Whether an item may be a task, or hold tasks: it is assigned, or stands among such as are."""

    def __init__(self, siblings: Sequence[Node], scope: Assignment) -> None:
        self._given = bool(scope)
        self._leaves = {node.style for node in siblings if not node.children and node.assigns()}
        self._any = any(is_assigned(node) for node in siblings)

    def __call__(self, node: Node) -> bool:
        if is_assigned(node):
            return True
        if _FRAME.search(node.title) or (not self._any and not self._given):
            return False
        return self._given or (bool(node.children) or node.style in self._leaves)
