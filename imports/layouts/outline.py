"""Which plan and which heading a table stands under, from the paragraphs before it. Pure."""

import re
from dataclasses import dataclass

from imports.document import Paragraph, Place
from imports.draft import PlanHeading, Reason, Unused
from imports.wording import (
    annex,
    ends_like_title,
    heading,
    is_livelihood,
    is_plan_title,
    join_lines,
    notice_subject,
    squeeze,
)

#: a heading without a number is short, names a thing and stands right above its table
_PLAIN_HEADING = re.compile(r"[\u3400-\u9fff“”‘’、，·—《》A-Za-z0-9+]{4,30}")
_NO_HEADING = re.compile(r".*(?:单位|填报|制表|联系|日期|\d年\d|附件|如下).*|.*[0-9]月.*|注.*")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a table or a row stands under."""

    plan: PlanHeading
    section: Paragraph | None
    #: a heading of the second level, which is the goal where the table has none of its own
    goal: Paragraph | None


class Outline:
    """Reads paragraphs in order; what no table took up ends as unused."""

    def __init__(self, titles: list[str]) -> None:
        self.plans: list[PlanHeading] = []
        self.unused: list[Unused] = []
        self.title_missing = False
        self._given = list(titles)
        self._waiting: list[Paragraph] = []
        self._section: Paragraph | None = None
        self._goal: Paragraph | None = None
        self._headings: list[Paragraph] = []

    def paragraph(self, paragraph: Paragraph) -> None:
        self._waiting.append(paragraph)

    def row_heading(self, paragraph: Paragraph) -> None:
        """A heading printed across a table takes effect at once."""
        numbered = heading(paragraph.text)
        if numbered or not (is_plan_title(paragraph.text) or annex(paragraph.text)):
            self._take_heading(paragraph, numbered.level if numbered else 1)
        else:
            self._open_plan(
                Paragraph(annex(paragraph.text) or squeeze(paragraph.text), paragraph.place), False
            )

    def at_table(self, file: str, livelihood: bool) -> Standing:
        """Settle what the paragraphs since the last table say, and return what stands over the table now."""
        waiting, self._waiting = self._waiting, []
        title, used = _find_title(waiting, first=not self.plans)
        if title:
            self._open_plan(title, livelihood)
        elif not self.plans:
            self.title_missing = not self._given
            self._open_plan(Paragraph(file.rpartition(".")[0] or file, Place(file)), livelihood)
        numbered = False
        for position, paragraph in enumerate(waiting):
            found = heading(paragraph.text)
            if position in used:
                continue
            if found:
                numbered = True
                self._take_heading(paragraph, found.level)
            elif position == len(waiting) - 1 and not numbered and _is_plain_heading(paragraph.text):
                self._take_heading(paragraph, 1)
            else:
                self._leave(paragraph)
        return self.standing()

    def standing(self) -> Standing:
        """What stands over the next row."""
        return Standing(self.plans[-1], self._section, self._goal)

    def finish(self, used: set[Place]) -> None:
        """What no table followed is left over, and so are headings at other places than `used`."""
        waiting, self._waiting = self._waiting, []
        for paragraph in [*waiting, *(each for each in self._headings if each.place not in used)]:
            self._leave(paragraph)

    def _take_heading(self, paragraph: Paragraph, level: int) -> None:
        self._headings.append(paragraph)
        if level == 1:
            self._section, self._goal = paragraph, None
        else:
            self._goal = paragraph

    def _open_plan(self, title: Paragraph, livelihood: bool) -> None:
        text = self._given.pop(0) if self._given else title.text
        kind = (
            "livelihood" if is_livelihood(text) or (livelihood and "政府工作报告" not in text) else "report"
        )
        self.plans.append(PlanHeading(len(self.plans) + 1, text, kind, title.place))  # type: ignore[arg-type]
        self._section = self._goal = None

    def _leave(self, paragraph: Paragraph) -> None:
        reason = (
            Reason.OTHER_TITLE if heading(paragraph.text) or is_plan_title(paragraph.text) else Reason.OUTSIDE
        )
        self.unused.append(Unused(paragraph.text, paragraph.place, reason))


def _is_plain_heading(text: str) -> bool:
    line = squeeze(text)
    return _PLAIN_HEADING.fullmatch(line) is not None and _NO_HEADING.fullmatch(line) is None


def _find_title(waiting: list[Paragraph], first: bool) -> tuple[Paragraph | None, set[int]]:
    """The title of a plan that begins with the next table, and which of the paragraphs it took."""
    marks = [n for n, paragraph in enumerate(waiting) if annex(paragraph.text) is not None]
    if marks:
        found = _title_after_mark(waiting, marks[-1])
        if found:
            return found
    lines = [n for n, paragraph in enumerate(waiting) if is_plan_title(paragraph.text)]
    if lines:
        return _joined(waiting, lines[-1])
    notices = [n for n, paragraph in enumerate(waiting) if notice_subject(paragraph.text)] if first else []
    if notices:
        subject = notice_subject(waiting[notices[-1]].text) or ""
        return Paragraph(subject, waiting[notices[-1]].place), {notices[-1]}
    return None, set()


def _title_after_mark(waiting: list[Paragraph], mark: int) -> tuple[Paragraph, set[int]] | None:
    """附件1 and the lines below it, up to where they read like a whole title."""
    text, used, place = annex(waiting[mark].text) or "", {mark}, waiting[mark].place
    for position in range(mark + 1, min(mark + 5, len(waiting))):
        line = waiting[position].text
        if heading(line) or len(squeeze(line)) > 60 or squeeze(line)[-1] in "。；：:":
            break
        if text and ends_like_title(text) and not _completes(text, line):
            break
        place = place if text else waiting[position].place
        text += squeeze(line)
        used.add(position)
    return (Paragraph(text, place), used) if text else None


def _joined(waiting: list[Paragraph], last: int) -> tuple[Paragraph, set[int]]:
    """A title, with the line before it where the two are one title on two lines."""
    line = squeeze(waiting[last].text)
    before = squeeze(waiting[last - 1].text) if last else ""
    if before and is_plan_title(before) and not notice_subject(before) and _completes(before, line):
        return Paragraph(before + line, waiting[last - 1].place), {last - 1, last}
    return Paragraph(line, waiting[last].place), {last}


def _completes(title: str, line: str) -> bool:
    """Whether a line is the second half of a title: 澄岚区2026年政府工作报告 / 责任分解方案."""
    line = squeeze(join_lines(line))
    return (
        bool(re.search(r"20\d\d", title))
        and not re.search(r"20\d\d", line)
        and len(line) <= 20
        and ends_like_title(line)
    )
