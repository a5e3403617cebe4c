"""Tasks from the tree of a plan without tables: what is one, what stands over it, who does it. Pure."""

from dataclasses import dataclass, field, replace

from imports.assignment import Assignment, is_group
from imports.document import Place
from imports.draft import Doubt, FieldSource, Meaning, Reason, TaskDraft, Unused
from imports.layouts.assigned_tree import Group, Node, unit_heading
from imports.layouts.assigned_wording import (
    Wording,
    head_alone,
    is_name,
    joined,
    lead_phrase,
    with_head,
    wordings,
)
from imports.layouts.assigned_worth import Worth, is_assigned, is_list
from imports.wording import squeeze

#: deeper than this stand the parts of a document, whose names say less than the headings below them
_PART_RANK = 2.0
#: a section this high may be a list of its own: 10件民生实事项目
_LIST_RANK = 2.5
#: headings this high stand over sections: 一、
_CHAPTER_RANK = 2.5


@dataclass(frozen=True, slots=True)
class Over:
    """What stands over a task: a heading's name and its number."""

    name: str
    label: str | None
    rank: float
    source: FieldSource
    #: it is assigned itself, and what stands below it is not
    is_goal: bool = False


@dataclass(slots=True)
class Reader:
    """Reads the trees of one plan. `split`: wording below a heading is a task a paragraph."""

    plan: int
    meaning: Meaning | None
    split: bool
    #: the plan is a livelihood list itself
    livelihood: bool = False
    tasks: list[TaskDraft] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    #: the sections that are lists of their own, by the number that stands for their plan
    lists: dict[int, Node] = field(default_factory=dict)
    #: whether some list of units had nobody said to lead it, and what that was taken to mean
    understood: Meaning | None = None
    #: where something stands that tasks were given
    used: set[Place] = field(default_factory=set)

    def read(self, node: Node, over: tuple[Over, ...] = (), given: Assignment | None = None) -> None:
        """Everything below one node; `given` is what stands over it assigns."""
        given = given or (node.own if node.rank < 0 else Assignment())
        if node.rank >= 0 and not (node.children or node.leads):
            self._leaf(node, over, given)
            return
        before = self.plan
        scope, inner = given, over
        if node.rank >= 0:
            is_goal = node.assigns() and not node.leads and not any(map(is_assigned, node.children))
            scope, inner = self._scope(node, given), (*over, replace(_over(node), is_goal=is_goal))
            self._begin_list(node)
        self._between(node, inner, scope)
        worth = Worth(node.children, scope)
        for child in node.children:
            if worth(child):
                self.read(child, inner, scope)
            else:
                self._leave_all(child)
        self.plan = before

    def _begin_list(self, node: Node) -> None:
        """A section that is a livelihood list is a plan of its own, up to where it ends."""
        if not self.livelihood and node.rank <= _LIST_RANK and is_list(node.title):
            self.plan = max([self.plan, *self.lists]) + 1
            self.lists[self.plan] = node

    # --- headings ---

    def _scope(self, node: Node, given: Assignment) -> Assignment:
        own = node.own
        for piece in node.head:
            own.add(piece.said)
        heading = unit_heading(node.title)
        if heading and not (own.leads or own.units):
            own = joined(own, heading.at(node.place)) if own else heading.at(node.place)
        return joined(own, given)

    def _between(self, node: Node, over: tuple[Over, ...], scope: Assignment) -> None:
        """Wording between a heading and its items: tasks where it is assigned, else an introduction."""
        for group in node.groups:
            led = node.leads and not node.children
            if group.said or any(piece.said for piece in group.pieces) or led:
                for wording in wordings(group, apart=not group.said):
                    self._task(wording, over, None, None, scope)
            else:
                self._leave(group)

    def _leave_all(self, node: Node) -> None:
        for each in node.walk():
            if each.entry:
                self.unused.append(Unused(each.entry.line.text, each.place, Reason.FRAMING))
            for group in each.groups:
                self._leave(group)

    def _leave(self, group: Group) -> None:
        self.unused += [Unused(entry.line.text, entry.place, Reason.FRAMING) for entry in group.lines]

    # --- items ---

    def _leaf(self, node: Node, over: tuple[Over, ...], given: Assignment) -> None:
        """An item without items below it: a task, or a goal with tasks in paragraphs below."""
        in_head = bool(node.own) or any(piece.said for piece in node.head)
        if not node.groups:
            self._line(node, over, given)
            return
        closed = any(group.said for group in node.groups)
        apart = (in_head or self.split) and not closed
        named = is_name(node)
        own = self._own(node)
        goal = _over(node) if named else None
        label = node.label
        found = [wording for group in node.groups for wording in wordings(group, apart and not group.labels)]
        one_by_one = named and not in_head and sum(bool(each.said) for each in found) > 1
        if one_by_one and node.rank <= _CHAPTER_RANK:
            self._chapter(found, (*over, _over(node)), given)
            return
        if not found and node.head:  # only labels that name no wording: the line itself is the task
            named, goal = False, None
            found = [head_alone(node)]
        elif not named and node.head:
            found = with_head(node, found, apart)
        if len(found) == 1:
            found[0].said = joined(found[0].said, own)
        scope = joined(own, given)
        for wording in found:
            self._task(wording, over, goal, label, scope)

    def _chapter(self, found: list[Wording], over: tuple[Over, ...], given: Assignment) -> None:
        """A heading over paragraphs assigned one by one: a section, which may begin with a preface."""
        if not found[0].said:
            preface = found.pop(0)
            self.unused.append(Unused(preface.text, preface.place, Reason.FRAMING))
        for wording in found:
            phrase = lead_phrase(wording.text)
            goal = Over(squeeze(phrase), None, 99, FieldSource(wording.place, phrase)) if phrase else None
            self._task(wording, over, goal, None, given)

    def _own(self, node: Node) -> Assignment:
        own = node.own
        for piece in node.head:
            own.add(piece.said)
        return own

    def _line(self, node: Node, over: tuple[Over, ...], given: Assignment) -> None:
        """An item on one line; a line that assigns its sentences one by one is as many tasks."""
        phrase = lead_phrase(node.head[0].text) if node.head else ""
        goal = None
        if phrase:
            goal = Over(squeeze(phrase), node.label, node.rank, FieldSource(node.place, phrase))
        for piece in node.head:
            wording = Wording(piece.text, piece.place, piece.text, joined(piece.said, node.own))
            self._task(wording, over, goal, node.label, given)

    # --- tasks ---

    def _task(
        self,
        wording: Wording,
        over: tuple[Over, ...],
        goal: Over | None,
        label: str | None,
        scope: Assignment,
    ) -> None:
        task = TaskDraft(0, self.plan, wording.text, extras=wording.extras)
        task.sources["text"] = FieldSource(wording.place, wording.excerpt)
        section, goal = _parents(over, goal)
        if section:
            task.section, task.sources["section"] = section.name, section.source
        if goal:
            task.goal, task.sources["goal"] = goal.name, goal.source
        own = label if goal is None or label != goal.label or not goal.label else None
        task.label = own or (goal.label if goal else None)
        task.goal_label = goal.label if goal and own else None
        if task.label:
            place = goal.source.place if goal and not own else wording.place
            task.sources["label"] = FieldSource(place, task.label)
        self._assign(task, wording.said, scope)
        self.tasks.append(task)

    def _assign(self, task: TaskDraft, said: Assignment, scope: Assignment) -> None:
        found = joined(said, scope)
        self.used.update(found.places.values(), *found.further.values())
        leads, partners, doubt = self._roles(found)
        task.lead_officials, task.lead_units, task.partner_units = list(found.officials), leads, partners
        task.deadline_text = found.deadline
        whence = {
            "lead_officials": ("officials",),
            "lead_units": ("leads", "units"),
            "partner_units": ("partners", "units", "leads") if partners else ("partners",),
            "deadline_text": ("deadline",),
        }
        for name, keys in whence.items():
            key = next((key for key in keys if key in found.excerpts), None)
            task.sources[name] = _source(found, said, key, task)
        if doubt:
            task.sources["lead_units"] = replace(
                task.sources["lead_units"], doubt=doubt, suggestion=list(leads)
            )
        if found.doubtful:
            for name in ("lead_units", "partner_units"):
                if getattr(task, name) and not task.sources[name].doubt:
                    task.sources[name] = replace(task.sources[name], doubt=Doubt.BROKEN_NAME)

    def _roles(self, found: Assignment) -> tuple[list[str], list[str], str]:
        """Leads, partners, and why the leads are in doubt, if they are."""
        if found.units:
            meaning = self.meaning or _meaning(found)
            self.understood = self.understood or meaning
            count = {"partners": 0, "first_leads": 1, "all_lead": len(found.units)}[meaning]
            if found.leads and meaning == "first_leads":
                count = 0
            leads = list(dict.fromkeys([*found.leads, *found.units[:count]]))
            partners = [*found.units[count:], *found.partners]
            several = meaning == "first_leads" and count == 1 and len(found.units) > 1
            doubt = Doubt.GROUP_FIRST if several and is_group(found.units[0]) else ""
        else:
            leads, partners, doubt = list(found.leads), list(found.partners), ""
        return leads, [name for name in dict.fromkeys(partners) if name not in leads], doubt


def _meaning(found: Assignment) -> Meaning:
    """What 责任单位 means, judged by what stands beside it, as in a table."""
    if found.leads:
        return "partners"
    return "all_lead" if found.partners else "first_leads"


def _source(found: Assignment, said: Assignment, key: str | None, task: TaskDraft) -> FieldSource:
    if key is None:
        return FieldSource(task.sources["text"].place)
    return FieldSource(
        found.places.get(key, Place()), found.excerpts[key], inherited=key not in said.excerpts
    )


def _over(node: Node) -> Over:
    text = node.entry.line.text if node.entry else ""
    number = node.entry.number if node.entry else None
    # 一、牵头领导：陆明远 is a label and a heading
    name = node.title or (squeeze(number.rest) if number and node.children else "")
    return Over(name, node.label, node.rank, FieldSource(node.place, text))


def _parents(over: tuple[Over, ...], goal: Over | None) -> tuple[Over | None, Over | None]:
    """The section and the goal among the headings over a task."""
    over = tuple(each for each in over if each.name)
    below = [each for each in over if each.rank >= _PART_RANK] or list(over[-1:])
    if goal:
        return (below[-1] if below else None), goal
    if len(below) > 1 or (below and below[0].is_goal):
        return (below[-2] if len(below) > 1 else None), below[-1]
    return (below[0] if below else None), None
