"""Which items of a plan's tree are tasks or hold some, and for which of them labels stand. Pure."""

import re
from collections.abc import Sequence

from imports.assignment import Assignment
from imports.layouts.assigned_tree import Node

#: headings of a plan that never say what is to be done for it
_FRAME = re.compile(
    r"(?:工作|有关|相关|几点|具体|保障|落实)?要求$|保障措施|组织(?:领导|保障|实施)|总体(?:要求|思路|目标)|指导思想|基本原则|工作原则|考核|督查|督办|附则|说明|形势|意义"
)
_LIST = re.compile(
    r"(?:20\d\d年(?:度)?)?.{0,8}?(?:\d{1,3}|[一二三四五六七八九十两]{1,3})?(?:件|项|个|类|大)?(?:重点|年度)?"
    r"(?:民生|惠民|为民办|为民|民心)(?:实事|工程|项目)+(?:清单|任务)?"
)
_DOING = re.compile("办好|做好|抓好|实施|推进|办理|落实|加强|持续|扎实|全力")


def lift(root: Node) -> None:
    """Where labels regularly stand below the last of several items only, they are about all of these."""
    parents = [node for node in root.walk() if _shares(node) is not None]
    shared = [node for node in parents if _shares(node)]
    if 2 * len(shared) <= len(parents):
        return
    for node in shared:
        last = node.children[-1]
        node.own.add(last.own)
        last.own = Assignment()


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
