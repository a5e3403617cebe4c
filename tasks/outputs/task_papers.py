"""Papers about one task: its record for the file, and a supervision notice (督办通知单)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tasks import names_then
from tasks.changes import Entry
from tasks.legend import Standing
from tasks.models import Attachment, ChangeRequest, Instruction, Origin, ProgressReport, Task, Urge
from tasks.outputs.paper import Paper, missing
from tasks.stocktake import Item
from tasks.templatetags.look import plain


def record(item: Item, entries: list[Entry]) -> bytes:
    """Who promised what, all reports, the evidence, the decisions, every change, of the task of `item`."""
    paper = Paper()
    paper.title(_("Record of a task"))
    paper.heading(_("1. The task"))
    paper.facts(_promise(item))
    paper.heading(_("2. Reports"))
    heads = [_("Period"), _("Unit"), _("Done"), _("What was said"), _("Review")]
    _table_or_none(paper, heads, [*_reports(item.task)], (22, 24, 14, 76, 20))
    paper.heading(_("3. Evidence"))
    heads = [_("File"), _("Period"), _("Uploaded by"), _("Day")]
    _table_or_none(paper, heads, [*_evidence(item.task)], (70, 26, 30, 30))
    paper.heading(_("4. Decisions"))
    heads = [_("Day"), _("What"), _("Words"), _("Decision or answer")]
    _table_or_none(paper, heads, [*_decisions(item.task)], (24, 24, 54, 54))
    paper.heading(_("5. Changes"))
    rows = [[_moment(each.when), str(each.who or _("the system")), each.what] for each in reversed(entries)]
    _table_or_none(paper, [_("Day"), _("Who"), _("What")], rows, (34, 24, 98))
    paper.signature(_("Printed on %(day)s") % {"day": date_format(item.day)})
    return paper.saved()


def notice(item: Item, unit: str, due: date | None = None) -> bytes:
    """Asks the unit that reports the task to act; what is not known says so, to be written in."""
    task, said = item.task, item.said
    paper = Paper()
    paper.title(_("Supervision notice"))
    paper.facts(
        [
            (_("Number"), ""),
            (_("To"), unit),
            (_("Matter"), task.text),
            (_("From the list"), str(task.plan)),
            (_("lead official"), "、".join(item.officials)),
            (_("Deadline"), _deadline(task)),
            (_("Standing"), _standing(item)),
            (_("Last report"), f"{said.period_name}：{said.note}" if said else ""),
            (_("Problems"), said.problems if said else ""),
        ]
    )
    paper.text(
        _("Please study the reasons, name measures and a date, and answer in writing by %(day)s.")
        % {"day": date_format(due) if due else missing()}
    )
    paper.signature(missing(), date_format(item.day))
    return paper.saved()


def _promise(item: Item) -> Iterator[tuple[str, str]]:
    task = item.task
    yield _("Wording"), task.text
    yield _("From the list"), " › ".join([str(task.plan), *item.path])
    yield _("Where it stands"), "；".join(_places(task))
    yield _("lead official"), "、".join(item.officials)
    yield _("lead unit"), "、".join(item.units)
    yield _("partner unit"), "、".join(item.partners) or "–"
    yield _("Deadline"), _deadline(task)
    yield _("Targets"), "；".join(str(target) for target in task.targets.all()) or "–"
    yield _("Standing"), _standing(item)


def _places(task: Task) -> Iterator[str]:
    for origin in Origin.objects.filter(task=task, field="text").select_related("source_file"):
        yield _("%(file)s: “%(excerpt)s”") % {
            "file": origin.source_file,
            "excerpt": origin.excerpt or task.text,
        }


def _deadline(task: Any) -> str:
    return date_format(task.deadline) if task.deadline else task.deadline_text or str(_("year's end"))


def _standing(item: Item) -> str:
    word = str(Standing(item.task.standing).label) if item.task.standing else ""
    return "：".join(filter(None, [word, "；".join(map(str, item.reasons))]))


def _reports(task: Task) -> Iterator[list[str]]:
    rows = ProgressReport.objects.filter(task=task).select_related("period__year", "unit")
    ordered = rows.order_by("period__month", "beyond", "reported_at")
    for row in names_then.give(list(ordered), when="reported_at"):
        said = [row.note, *(f"{head}：{words}" for head, words in _further(row) if words)]
        review = row.get_review_display()
        if row.returned_reason:
            review = f"{review}：{row.returned_reason}"
        percent = "–" if row.percent is None else f"{plain(row.percent)}%"
        yield [row.period_name, str(row.unit), percent, "\n".join(filter(None, said)) or "–", review]


def _further(row: ProgressReport) -> Iterator[tuple[str, str]]:
    yield _("Problems"), row.problems
    yield _("Matters to coordinate"), row.matters
    yield _("Next steps"), row.next_steps


def _evidence(task: Task) -> Iterator[list[str]]:
    rows = Attachment.objects.filter(task=task, removed_at=None, report__isnull=False)
    for row in rows.select_related("period__year", "uploaded_by").order_by("uploaded_at"):
        yield [row.name, str(row.period), str(row.uploaded_by or "–"), _moment(row.uploaded_at)]


def _decisions(task: Task) -> Iterator[list[str]]:
    found = [
        *((row.asked_at, row.get_kind_display(), row.reason, _decided(row)) for row in _requests(task)),
        *((row.given_at, _("instruction"), row.text, row.answer or "–") for row in _instructions(task)),
        *(
            (row.sent_at, _("urge"), row.text or row.get_cause_display(), row.answer or "–")
            for row in _urges(task)
        ),
    ]
    for when, what, words, answer in sorted(found, key=lambda row: row[0]):
        yield [_moment(when), str(what), words, answer]


def _decided(row: ChangeRequest) -> str:
    return "：".join(filter(None, [str(row.get_state_display()), row.decision]))


def _urged(row: Urge) -> str:
    return row.text or str(row.get_cause_display())


def _requests(task: Task) -> Any:
    return ChangeRequest.objects.filter(task=task)


def _instructions(task: Task) -> Any:
    return Instruction.objects.filter(task=task)


def _urges(task: Task) -> Any:
    return Urge.objects.filter(task=task)


def _moment(when: Any) -> str:
    return date_format(timezone.localtime(when), "Y-m-d")


def _table_or_none(paper: Paper, heads: list[str], rows: list[list[str]], widths: tuple[int, ...]) -> None:
    if rows:
        paper.table(heads, rows, widths)
    else:
        paper.text(_("None."))
