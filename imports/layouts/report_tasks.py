"""Tasks from the sections of a report: the year's indicators, lead phrases, sentences, lists. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from imports.draft import FieldSource, Reason, TaskDraft, Unused
from imports.layouts.report_lines import Kind, Line
from imports.layouts.report_parts import Role, Section
from imports.layouts.sentences import Item, Lead, items, lead_of, marked, sentences
from imports.wording import numbered

#: the section of the year's indicators where no heading is printed above them
INDICATORS = "主要预期目标"

_AIMS = re.compile(
    r"(?:预期|奋斗|发展|主要|总体|工作|各项)(?:目标|指标)[^。；;：:，,]{0,16}?(?:是|为|如下|[：:])[：:，,]?|^[^。；;：:]{0,30}目标(?:是|为)?[：:]"
)
_REQUIREMENT = re.compile(
    r"(?:总体(?:要求|思路|考虑)|总的(?:要求|考虑)|指导思想|工作(?:思路|基调|总基调)|发展思路|基本(?:要求|思路))[^。]{0,12}?(?:是|为|[：:])"
)
_FRAMING = re.compile(
    r"(?:尊敬的)?(?:各位代表|各位领导|各位委员|同志们|朋友们)|让我们|(?:在)?实际(?:工作|执行).{0,30}(?:更好|争取)"
    r"|(?:今年|新的一年|20\d\d年)[,，]?是[^。]{0,120}(?:之年|[一]年|开局|元年|关键期)[^。]{0,40}[。！]$"
    r"|(?:为此|今年|新的一年|围绕|按照|20\d\d年)?[,，]?[^。，,]{0,30}(?:重点|着重|主要|着力|认真|全力|扎实)?(?:做好|抓好|推进|开展|落实)(?:以下|如下)"
)
#: a heading that speaks of more than the year's aims
_REQUIRED = re.compile("要求|思路|任务|重点|形势|考虑")
_ADDRESS = re.compile(
    r"(?:尊敬的)?(?:各位代表|各位领导|各位委员|同志们|朋友们)(?:[、，,](?:各位\w{2,4}|同志们|朋友们))*[！!，,：:。]\s*"
)
_APPEAL = re.compile(r"(?:^|[。！!，,])\s*让我们")
_LIVELIHOOD = re.compile(
    r"(?:[一二三四五六七八九十两\d]{1,3}(?:件|项|个|类|大|方面)?)?(?:重点|年度)?(?:为民办|惠民|为民|民生)实事(?:项目|工程)?"
)
_DASHES = re.compile(r"^\s*(?:[—–-]{1,3}|[●•■◆▪·★○◎])\s*")
_HEAD = 160
#: an indicator on a line of its own is no longer
_SHORT = 80
#: a phrase within a paragraph that names what follows is no longer, and holds none of these
_PHRASE, _PHRASELESS = 13, re.compile(r"[\d，,；;：:、“”]")
#: what goes on about the indicator before it, and what is none by itself
_GOES_ON = re.compile("其中|力争|确保|达到?|并|且|争取|同比|总量|总额达")
_AIM = re.compile(r"\d|同步|持平|以内|任务|(?:稳中|稳步|保持|不断|持续|合理|控制).{0,10}$")


@dataclass(frozen=True, slots=True)
class _Parent:
    """What names stand over a task."""

    section: Line | None
    goal: Line | None


class Tasks:
    """Collects the tasks of one plan, and what of its text became none."""

    def __init__(self, plan: int) -> None:
        self.tasks: list[TaskDraft] = []
        self.unused: list[Unused] = []
        self._plan = plan

    def add(
        self, line: Line, text: str, parent: _Parent, label: str | None, goal: Line | None = None
    ) -> None:
        goal = goal or parent.goal
        task = TaskDraft(0, self._plan, text, label=label or (goal.label if goal else None))
        if label and goal:
            task.goal_label = goal.label
        if parent.section:
            task.section = parent.section.title
            task.sources["section"] = FieldSource(parent.section.place, parent.section.text)
        if goal:
            task.goal = goal.title
            task.sources["goal"] = FieldSource(goal.place, goal.text)
        if task.label:
            place = line.place if label or goal is None else goal.place
            task.sources["label"] = FieldSource(place, task.label)
        task.sources["text"] = FieldSource(line.place, text)
        self.tasks.append(task)

    def add_heading(self, *headings: Line) -> None:
        """A list may name its items by headings alone: the last is a task under the one before it."""
        *over, line = headings
        parent = _Parent(over[-1] if over else None, None)
        self.add(Line(line.text, line.place, Kind.TEXT), line.title, parent, line.label)

    def leave(self, text: str, line: Line, reason: str) -> None:
        if text.strip():
            self.unused.append(Unused(text.strip(), line.place, reason))


@dataclass(frozen=True, slots=True)
class Style:
    """How a part's paragraphs open: with lead phrases, and whether these have commas.

    `depth`: how many headings stand over the text where they are most.
    """

    leads: bool
    commas: bool
    depth: int = 0


def style_of(texts: Sequence[str]) -> Style | None:
    """The style of some paragraphs; None for too few to tell."""
    longer = [text for text in texts if len(sentences(text)) > 1]
    found = [lead for text in longer if (lead := lead_of(_unmarked(text)))]
    plain = sum(lead.plain for lead in found)
    if len(longer) < 2:
        return None
    if 2 * plain >= len(longer):
        return Style(leads=True, commas=3 * (len(found) - plain) > plain)
    return Style(leads=10 * len(found) >= 7 * len(longer), commas=True)


def _unmarked(text: str) -> str:
    item = _opening(text)
    return item.text if item else text


def _is_item(text: str) -> bool:
    """Whether a paragraph is one of a list, or holds one, and hence no introduction."""
    return _opening(text) is not None or bool(items(text)[1])


def _opening(text: str) -> Item | None:
    """The number that a paragraph opens with and the rest; a dash is no number."""
    number = numbered(text[:_HEAD])
    if number:
        return Item(number.label, text[len(text[:_HEAD]) - len(number.rest) :].strip())
    item = marked(text)
    if item:
        return item
    first = re.match(r"([一二三四五六七八九十]{1,3})[、.．]\s*", text)
    if first:
        return Item(first[1], text[first.end() :])
    bare = _DASHES.sub("", text)
    return Item("", bare) if bare != text else None


class SectionReader:
    """Reads sections in order into tasks."""

    def __init__(self, tasks: Tasks, style: Style, livelihood: bool) -> None:
        self._tasks = tasks
        self._style = style
        self._livelihood = livelihood
        #: the heading printed above indicators, and the section of those that stand on lines of their own
        self._aims: Line | None = None
        self._listing: Line | None = None

    def read(self, section: Section) -> None:
        """One section of what is promised: of the roles WORK, OUTLINE and LIST."""
        parent = self._parent(section)
        self._aims = _aims_heading(section)
        self._listing = self._aims if self._aims and not _REQUIRED.search(self._aims.title) else None
        has_leads = any(self._lead(_unmarked(line.text)) for line in section.lines)
        opened = False
        for line in section.lines:
            lead = self._lead(_unmarked(line.text))
            opened = opened or lead is not None
            introduces = has_leads and not (opened or _is_item(line.text))
            self._line(line, parent, self._leads_up(section, introduces))

    def _parent(self, section: Section) -> _Parent:
        """The heading above the goals, and the one that is the goal where paragraphs have no lead phrase."""
        over = section.headings
        if not over:
            return _Parent(None, None)
        named = over[-1].kind in (Kind.THIRD, Kind.PLAIN) or not self._style.leads
        if self._livelihood or (named and len(over) == self._style.depth > 1):
            return _Parent(over[-2] if len(over) > 1 else None, over[-1])
        return _Parent(over[-1], None)

    def _leads_up(self, section: Section, before_leads: bool) -> bool:
        """Whether text only leads up to what is promised: above a part's headings, or its lead phrases."""
        if section.role is Role.OUTLINE:
            return True
        if section.role is Role.LIST or len(section.headings) > 1:
            return False
        return section.divided or before_leads

    def _lead(self, text: str) -> Lead | None:
        lead = lead_of(text) if self._style.leads else None
        if lead is None or not (lead.plain or self._style.commas):
            return None
        return None if _FRAMING.match(lead.phrase) or _AIMS.search(text[:_HEAD]) else lead

    # --- paragraphs ---

    def _line(self, line: Line, parent: _Parent, leads_up: bool) -> None:
        text = self._greeted(line)
        if not text or self._indicators(line, text, parent):
            return
        closing = _is_closing(text, addressed=text != line.text)
        leads_up = leads_up and not _LIVELIHOOD.search(text[:_HEAD])
        if closing or leads_up or _REQUIREMENT.search(text[:_HEAD]):
            self._tasks.leave(text, line, Reason.FRAMING)
        else:
            self._promises(line, text, parent)

    def _greeted(self, line: Line) -> str:
        """The text behind an address to the assembly."""
        address = _ADDRESS.match(line.text)
        if not address:
            return line.text
        self._tasks.leave(address[0], line, Reason.FRAMING)
        return line.text[address.end() :]

    def _promises(self, line: Line, text: str, parent: _Parent) -> None:
        opening = _opening(text)
        label, text = (opening.label or None, opening.text) if opening else (None, text)
        lead = self._lead(text)
        if lead is None or _is_livelihood_list(lead, text):
            self._text(line, text, parent, label)
            return
        goal = Line(lead.phrase, line.place, Kind.PLAIN, re.sub(r"\s", "", lead.phrase), label)
        self._text(line, lead.rest, _Parent(parent.goal or parent.section, goal), None)

    def _text(self, line: Line, text: str, parent: _Parent, label: str | None) -> None:
        """Everything behind a paragraph's number and lead phrase."""
        before, found = items(text)
        if not found:
            over = parent.goal is not None and _LIVELIHOOD.search(parent.goal.title) is not None
            before, found = _listed(text) if over else _livelihood_items(text)
        if not found:
            self._sentences(line, text, parent, label)
            return
        *whole, last = sentences(before) or [""]
        if last and last[-1] not in "：:，,、":
            whole, last = [*whole, last], ""
        self._sentences(line, "".join(whole), parent, label)
        self._tasks.leave(last, line, Reason.FRAMING)
        named = _LIVELIHOOD.search(last)
        if named and not (parent.goal and parent.goal.place == line.place):
            parent = _Parent(
                parent.section or parent.goal, Line(named[0], line.place, Kind.PLAIN, named[0], label)
            )
        for item in found:
            self._item(line, item, parent)

    def _item(self, line: Line, item: Item, parent: _Parent) -> None:
        """An item of a list in a paragraph: 一是做强制造业。新增…: its phrase is a goal."""
        first, *rest = sentences(item.text)
        if rest and _is_phrase(first):
            goal = _goal(line, first, item.label or None)
            self._sentences(line, "".join(rest), _Parent(parent.goal or parent.section, goal), None)
            return
        for sentence in (first, *rest):
            self._tasks.add(line, sentence, parent, item.label or None)

    def _sentences(self, line: Line, text: str, parent: _Parent, label: str | None) -> None:
        whole = sentences(text)
        neighbours = enumerate(pairwise(whole))
        phrases = {place for place, (one, after) in neighbours if _is_phrase(one) and _says_more(after)}
        over = parent.goal or parent.section
        for place, sentence in enumerate(whole):
            if len(phrases) > 1 and place in phrases:
                parent, label = _Parent(over, _goal(line, sentence, label)), None
            elif _FRAMING.match(sentence) or sentence.endswith(("：", ":")):
                self._tasks.leave(sentence, line, Reason.FRAMING)
            else:
                self._tasks.add(line, sentence, parent, label)

    # --- the year's indicators ---

    def _indicators(self, line: Line, text: str, parent: _Parent) -> bool:
        """Read the year's indicators where this is their paragraph. Returns whether it is."""
        whole = sentences(text)
        for place, sentence in enumerate(whole):
            aims = _AIMS.search(sentence[:_HEAD])
            body = sentence[aims.end() :].strip() if aims else ""
            if aims and _lists_aims(aims[0], body, place == len(whole) - 1):
                self._tasks.leave("".join(whole[:place]), line, Reason.FRAMING)
                self._aim_items(line, sentence[: aims.end()], body)
                self._sentences(line, "".join(whole[place + 1 :]), _Parent(self._aims, None), None)
                return True
        listed = len(text) <= _SHORT or re.search("[；;]", text)
        if self._listing and listed and not _REQUIREMENT.search(text) and not _FRAMING.match(text):
            self._items_of(line, text, self._listing)
            return True
        if not re.search("[；;]$", text):
            self._listing = self._listing if self._aims is self._listing else None
        return False

    def _aim_items(self, line: Line, head: str, body: str) -> None:
        section = self._aims or Line(head, line.place, Kind.PLAIN, INDICATORS)
        self._tasks.leave(head, line, Reason.FRAMING)
        if body:
            self._items_of(line, body, section)
        else:
            self._listing = section

    def _items_of(self, line: Line, text: str, section: Line) -> None:
        for piece in _aims_apart(text):
            opening = _opening(piece)
            bare = (opening.text if opening else piece).rstrip("；;。")
            self._tasks.add(line, bare, _Parent(section, None), (opening.label or None) if opening else None)


def _is_phrase(sentence: str) -> bool:
    """Whether a sentence only names what the next ones are about: 完善基础设施。"""
    return sentence.endswith("。") and len(sentence) <= _PHRASE and _PHRASELESS.search(sentence) is None


def _says_more(sentence: str) -> bool:
    return len(sentence) > _PHRASE or _PHRASELESS.search(sentence) is not None


def _goal(line: Line, phrase: str, label: str | None) -> Line:
    phrase = phrase.rstrip("。")
    return Line(phrase, line.place, Kind.PLAIN, re.sub(r"\s", "", phrase), label)


def _aims_apart(text: str) -> list[str]:
    """The indicators of a paragraph: between semicolons, or where it has none between commas."""
    pieces = sentences(text, "；;。")
    if len(pieces) > 1:
        return pieces
    clauses: list[str] = []
    for clause in re.split("[，,]", text.rstrip("。")):
        if clauses and (_GOES_ON.match(clause) or not _AIM.search(clause)):
            clauses[-1] += f"，{clause}"
        else:
            clauses.append(clause)
    return clauses if len(clauses) > 2 else pieces


def _aims_heading(section: Section) -> Line | None:
    """The heading printed above the year's indicators, if it speaks of them and of nothing to be done."""
    if not section.headings or section.divided:
        return None
    last = section.headings[-1]
    return (
        last if re.search("目标|指标", last.title) and not re.search("任务|重点|举措", last.title) else None
    )


def _lists_aims(said: str, body: str, last: bool) -> bool:
    """Whether what follows 主要预期目标是 lists indicators, here or on lines of their own."""
    if not body:
        return last and said.endswith(("：", ":", "如下"))
    if re.search("[；;]", body):
        return True
    clauses = re.split("[，,]", body)
    counted = sum(re.search(r"\d", clause) is not None for clause in clauses)
    return counted > 0 if "预期" in said else 2 < len(clauses) <= 2 * counted


def _is_closing(text: str, addressed: bool) -> bool:
    return _APPEAL.search(text) is not None or (addressed and text.endswith(("！", "!")))


def _is_livelihood_list(lead: Lead, text: str) -> bool:
    """Whether a lead phrase names a livelihood list run into the sentence behind its colon."""
    named = text[len(lead.phrase) :].lstrip()[:1] in ("：", ":") and _LIVELIHOOD.search(lead.phrase)
    return bool(named) and not items(lead.rest)[1] and bool(_livelihood_items(text)[1])


def _livelihood_items(text: str) -> tuple[str, list[Item]]:
    """A livelihood list run into one sentence: …民生实事：A；B；C。"""
    named = _LIVELIHOOD.search(text)
    colon = re.compile("[：:]").search(text, named.end(), named.end() + 40) if named else None
    if colon is None:
        return text, []
    before, found = _listed(text[colon.end() :])
    return text[: colon.end()] + before, found


def _listed(text: str) -> tuple[str, list[Item]]:
    """The pieces between semicolons as items; the whole text before none where there are not two."""
    found = [piece.rstrip("；;") for piece in sentences(text, "；;。！!")] if re.search("[；;]", text) else []
    found = found or _counted_apart(text)
    return ("", [Item("", piece) for piece in found]) if len(found) > 1 else (text, [])


def _counted_apart(text: str) -> list[str]:
    """The clauses of one sentence where each of at least three promises a number: 新建…2所，改造…5个，…。"""
    clauses = [clause for clause in re.split("[，,]", text.strip().rstrip("。")) if clause.strip()]
    one = len(sentences(text)) == 1 and all(re.search(r"\d", clause) for clause in clauses)
    return clauses if one and len(clauses) > 2 else []
