"""An import on a terminal: what would become of the rows of a document, in a table and lists."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from imports.draft import PlanDraft, Problem, TaskDraft, doubt_reason, problem_text
from imports.matching import Finding, Matching, Verdict
from imports.models import ImportRow
from imports.remarks import field_label, problem_words
from imports.services.compare import newcomers, titles_of
from imports.services.names import People
from tasks.models import District

#: Longer lists are cut; the preview in the browser shows all of it.
MOST = 100


@dataclass(frozen=True)
class Outlook:
    """What importing a draft into a district (None: one entered by the draft's name) would come to."""

    draft: PlanDraft
    district: District | None
    matching: Matching
    people: People

    def lines(self) -> Iterator[str]:
        """All of it, line by line."""
        yield self._where()
        yield ""
        yield from columns(self._table())
        for heading, lines in self._lists():
            if lines:
                yield ""
                yield heading
                yield from (f"  {line}" for line in lines[:MOST])
                if len(lines) > MOST:
                    yield "  " + _("… and %(count)s more") % {"count": len(lines) - MOST}
        yield ""

    def _where(self) -> str:
        name = (self.district.full_name or self.district.short_name) if self.district else self.draft.district
        code = self.district.code if self.district else _("not known here yet; it will be entered")
        words = {"district": name, "code": code, "year": self.draft.year}
        return _("District: %(district)s (%(code)s)   Year: %(year)s") % words

    def _table(self) -> Iterator[list[str]]:
        """Verdicts by plan, and all plans together."""
        labels = [str(label) for _value, label in ImportRow.Verdict.choices]
        yield [_("Plan"), _("Tasks"), *labels, _("To check")]
        titles = list(dict.fromkeys(titles_of(self.draft.plans).values()))
        for title in titles:
            yield [title, *_counts(f for f in self.matching.findings if f.read.plan == title)]
        if len(titles) > 1:
            yield [_("All"), *_counts(self.matching.findings)]

    def _lists(self) -> Iterator[tuple[str, list[str]]]:
        problems = [p for p in self.draft.problems if p not in (Problem.NO_DISTRICT, Problem.NO_YEAR)]
        pairs = list(zip(self.draft.tasks, self.matching.findings, strict=True))
        new = newcomers(self.matching, self.people)
        yield _("Of the document:"), [problem_text(problem) for problem in problems]
        yield _("Errors:"), [line for pair in pairs for line in _problems(*pair)]
        yield _("Conflicts:"), [line for pair in pairs for line in _conflicts(*pair)]
        yield _("To check:"), [line for pair in pairs for line in _doubts(*pair)]
        yield _("New lead officials:"), _named(new["officials"])
        yield _("New units:"), _named(new["units"])
        unused = [f"{each.place.label()}  {each.text[:50]}  {each.explanation}" for each in self.draft.unused]
        yield _("Parts of the document that became no task:"), unused


def _counts(findings: Iterable[Finding]) -> list[str]:
    found = list(findings)
    verdicts = Counter(finding.verdict for finding in found)
    check = sum(bool(finding.checks) for finding in found)
    return [str(len(found)), *(str(verdicts[verdict]) for verdict in Verdict), str(check)]


def _problems(task: TaskDraft, finding: Finding) -> Iterator[str]:
    for problem in finding.read.problems:
        yield _line(task, problem.get("field", "text"), problem_words(problem))


def _conflicts(task: TaskDraft, finding: Finding) -> Iterator[str]:
    for name, change in finding.changes.items():
        if change["kind"] == "conflict":
            words = {
                "field": field_label(name),
                "before": _words(change["before"]),
                "after": _words(change["after"]),
            }
            yield _line(task, name, _("%(field)s: %(before)s here, %(after)s in the document") % words)


def _doubts(task: TaskDraft, finding: Finding) -> Iterator[str]:
    for name, doubt in finding.checks.items():
        reading = _("%(field)s, read as:") % {"field": field_label(name)}
        yield _line(task, name, f"{reading} {_words(finding.read.as_read()[name])}  {doubt_reason(doubt)}")


def _words(value: str | list[str]) -> str:
    return ("、".join(value) if isinstance(value, list) else value) or _("none")


def _line(task: TaskDraft, name: str, words: str) -> str:
    """Words about one field of a row, with its number and place."""
    source = task.sources.get(name) or task.sources.get("text")
    return f"{task.number}  {source.place.label() if source else ''}  {words}"


def _named(entries: Sequence[dict[str, object]]) -> list[str]:
    return ["、".join(str(entry["name"]) for entry in entries)] if entries else []


# --- columns of Chinese and Latin ----------------------------------------------------------------


def columns(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows as lines, their cells under one another: the first to the left, the others to the right."""
    table = [list(row) for row in rows]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    for first, *others in table:
        cells = [" " * (w - width(cell)) + cell for cell, w in zip(others, widths[1:], strict=True)]
        yield "  ".join([first + " " * (widths[0] - width(first)), *cells]).rstrip()


def width(text: str) -> int:
    """How many columns of a terminal a text takes: a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
