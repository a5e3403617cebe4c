"""Reporting with a spreadsheet: the sheet that goes out, what a filled-in one would change, sending that."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.flow import TASK
from tasks.models import Period, ProgressReport, StagedSheet, Task, User, Year
from tasks.outputs.report_sheet import About, report_sheet
from tasks.permissions import Access
from tasks.services import sheet_tasks
from tasks.services.report import report
from tasks.services.several import hold
from tasks.services.sheet_reading import SheetRow, read_sheet
from tasks.services.sheet_tasks import Mine
from tasks.services.years import period_called, present, refuse_shut
from tasks.sheet_rows import MARK, WORDS, digest_of

#: an upload that nobody has come back to for so long goes with the next one
KEPT = timedelta(days=30)
Status, FULL = ProgressReport.Status, "100"


# ---- out ----
def sheet_of(access: Access, year: Year, day: date | None = None) -> bytes:
    """The sheet of all that this person reports now, an .xlsx."""
    day = day or timezone.localdate()
    period = present(year, day)
    units = {
        held.unit.name: None for held in access.memberships if held.unit_id in access.unit_ids and held.unit
    }
    month = period.begins
    title = f"{year.district}{month.year}年{month.month}月进展填报表（{'、'.join(units)}）"
    mark = f"{MARK} {year.district.code} {year.number} {period.key}"
    return report_sheet(About(title, mark), sheet_tasks.lines(sheet_tasks.due(access, year, day)))


# ---- in ----
def stage(name: str, data: bytes, *, user: User, year: Year) -> StagedSheet:
    """Keep what a filled-in sheet says until its person confirms it; it takes the place of an earlier one.

    Raises Refused where it is no sheet of this district and year.
    """
    sheet = read_sheet(data)
    if (sheet.code, sheet.year) != (year.district.code, year.number):
        raise Refused(_("This sheet is of another district or year. Download yours here."))
    rows = {"month": sheet.period, "rows": [row.as_json() for row in sheet.rows], "strays": sheet.strays}
    now = timezone.now()
    with transaction.atomic():
        earlier = StagedSheet.objects.filter(user=user, kind=StagedSheet.Kind.REPORTS)
        earlier.filter(year=year).delete()
        earlier.filter(uploaded_at__lt=now - KEPT).delete()
        return StagedSheet.objects.create(
            district=year.district,
            year=year,
            kind=StagedSheet.Kind.REPORTS,
            name=name[:255],
            user=user,
            uploaded_at=now,
            rows=rows,
        )


# ---- between ----
@dataclass(frozen=True)
class Wanted:
    """What a report is to say, in full. Complete and 100 % are one statement: either brings the other."""

    percent: Decimal | None
    status: str
    note: str
    values: dict[int, Decimal]
    stage: str = ""
    problems: str = ""
    matters: str = ""
    next_steps: str = ""
    percent_reason: str = ""

    @classmethod
    def of(cls, said: Mapping[str, str]) -> "Wanted":
        percent = Decimal(said["percent"]) if said.get("percent") else None
        status = said.get("status") or Status.IN_PROGRESS
        if status == Status.COMPLETE or percent == 100:
            percent, status = Decimal(100), Status.COMPLETE
        values = {_target(name): Decimal(text) for name, text in said.items() if _target(name) and text}
        return cls(percent, status, values=values, **{name: said.get(name, "") for name in WORDS})


def _target(name: str) -> int:
    return int(name.removeprefix("value_")) if name.startswith("value_") else 0


@dataclass(frozen=True)
class Change:
    """One field: what is there, and what the sheet says."""

    name: str
    before: str
    after: str


@dataclass
class Difference:
    """What one row of the sheet would change in a task; `mine` is None where it is not theirs to report."""

    row: SheetRow
    mine: Mine | None
    changes: list[Change] = field(default_factory=list)
    #: fields that somebody else has changed since the sheet was made, with what they say now
    meanwhile: list[Change] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """wrong, same, conflict or changed."""
        if self.wrong:
            return "wrong"
        if not self.changes:
            return "same"
        return "conflict" if self.overtaken else "changed"

    @property
    def overtaken(self) -> bool:
        """Whether the report is another than the one that the sheet was made from."""
        return self.mine is not None and self.mine.version != self.row.version

    @property
    def wanted(self) -> Wanted:
        """What is there, with what the person has changed put over it."""
        there = self.mine.said if self.mine else {}
        return Wanted.of({**there, **{change.name: change.after for change in self.changes}})


@dataclass(frozen=True)
class Comparison:
    """Everything a sheet would do, row by row, in the reports of `period`.

    That is the sheet's own as long as it takes reports, also when it is over (`is_earlier`); after that the
    present one, where by choice what stands in the sheet can go (`is_other`).
    """

    differences: list[Difference]
    strays: list[str]
    period: Period
    is_earlier: bool
    is_other: bool

    def of_kind(self, kind: str) -> list[Difference]:
        return [each for each in self.differences if each.kind == kind]


def compare(staged: StagedSheet, access: Access, day: date | None = None) -> Comparison:
    """What `staged` would change now, in a fixed number of queries."""
    day, year = day or timezone.localdate(), staged.year
    if year is None:
        raise Refused(_("This sheet is of another district or year. Download yours here."))
    rows = [SheetRow.from_json(row) for row in staged.rows["rows"]]
    now, period = present(year, day), _open_period(staged, day)
    is_other = period is None
    period = period or now
    mine = sheet_tasks.mine(access, year, day, [row.task for row in rows], period)
    tasks = {row.task.pk: row for row in mine}
    found = [difference(row, tasks.get(row.task), other_month=is_other) for row in rows]
    return Comparison(found, staged.rows["strays"], period, period.key != now.key, is_other)


def _open_period(staged: StagedSheet, day: date) -> Period | None:
    """The period that the sheet was made for, if it takes reports."""
    try:
        period = period_called(cast(Year, staged.year), str(staged.rows["month"]), day)
        refuse_shut(period, day)
    except Refused:
        return None
    return period


def difference(row: SheetRow, mine: Mine | None, *, other_month: bool = False) -> Difference:
    """What `row` would change in its task."""
    found = Difference(row, mine, wrong=list(row.wrong))
    touched = {name for name, text in row.said.items() if digest_of(name, text) != row.base.get(name, "")}
    if mine is None:
        if touched or row.wrong:
            words = _("this task is not, or no longer, reported by your unit")
            found.wrong.append(_("Row %(row)s: %(words)s") % {"row": row.row, "words": words})
        return found
    if other_month and touched:
        found.row.version = "another month"  # whatever it was made from, it was not this month's report
    _compare(found, mine, touched)
    return found


def _compare(found: Difference, mine: Mine, touched: set[str]) -> None:
    row, there = found.row, mine.said
    if mine.this is None and not touched:
        return
    targets = {f"value_{target.pk}" for target in mine.task.targets.all()}
    after = _agreed(found, {**there, **{name: row.said[name] for name in touched}}, touched)
    for name in row.said:
        before, now = there.get(name, ""), after.get(name, "")
        if name.startswith("value_") and name not in targets:
            found.wrong += [_cell(row, name, _("this target is no longer there"))] if name in touched else []
        elif now != before and (name in touched or before):
            _change(found, name, before, now)
        elif name not in touched and digest_of(name, before) != row.base.get(name, ""):
            found.meanwhile.append(Change(name, "", before))
    if found.changes and not TASK.allows(mine.task.status, "report"):
        found.wrong.append(_closed(row, mine.task))


def _agreed(found: Difference, said: dict[str, str], touched: set[str]) -> dict[str, str]:
    """`said` with percentage and status in agreement: of the two that counts which the person has changed."""
    full, complete = said.get("percent") == FULL, said.get("status") == Status.COMPLETE
    if full == complete or not (said.get("percent") and said.get("status")):
        return {**said, "percent": FULL, "status": Status.COMPLETE} if full or complete else said
    if {"percent", "status"} <= touched or ("status" in touched and full):
        words = _("the percentage does not fit the status: complete is 100, and 100 is complete")
        found.wrong.append(_cell(found.row, "percent", words))
        return said
    if "percent" in touched:
        return {**said, "status": Status.COMPLETE if full else Status.IN_PROGRESS}
    return {**said, "percent": FULL}


def _change(found: Difference, name: str, before: str, after: str) -> None:
    if name.startswith("value_") and before and not after:
        words = _("a value that has been reported cannot be emptied; write the right one")
        found.wrong.append(_cell(found.row, name, words))
    else:
        found.changes.append(Change(name, before, after))


def _cell(row: SheetRow, name: str, words: str) -> str:
    return f"{row.places.get(name, '')}{_(': ')}{words}"


def _closed(row: SheetRow, task: Task) -> str:
    try:
        TASK.after(task.status, "report")
    except Refused as refused:
        return _("Row %(row)s: %(words)s") % {"row": row.row, "words": refused}
    return ""


# ---- sent ----
@dataclass
class Sent:
    """What became of a confirmed sheet: tasks reported, and rows that were not, each with why."""

    tasks: list[Task] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def confirm(
    staged: StagedSheet,
    *,
    user: User,
    seen: Mapping[int, str],
    take: Collection[int] = (),
    day: date | None = None,
    period: str = "",
) -> Sent:
    """Report every task that the sheet changes, each in a transaction of its own, as the person has seen it.

    `seen` is, by task, the version of the report beside which the change was shown; `take` are the tasks
    whose report was made meanwhile and is to be replaced all the same; `period` the key of the period that
    was shown. What cannot be sent is told and stays.
    """
    if staged.user_id != user.pk or staged.year is None:
        raise PermissionDenied
    access, sent = Access(user, staged.district), Sent()
    found = compare(staged, access, day)
    if period and period != found.period.key:
        sent.refused.append(_("The period for which this was shown takes no more reports. Look at it again."))
        return sent
    for each in found.differences:
        if each.kind == "changed" or (each.kind == "conflict" and each.row.task in take):
            _confirm_row(found.period, each, access, seen, sent, day)
    return sent


def _confirm_row(
    period: Period,
    each: Difference,
    access: Access,
    seen: Mapping[int, str],
    sent: Sent,
    day: date | None,
) -> None:
    try:
        sent.tasks.append(_send_row(period, each.row, access, seen.get(each.row.task), day))
    except Refused as refused:
        sent.refused.append(_("Row %(row)s: %(words)s") % {"row": each.row.row, "words": refused})
    except PermissionDenied:
        words = _("this task is not, or no longer, reported by your unit")
        sent.refused.append(_("Row %(row)s: %(words)s") % {"row": each.row.row, "words": words})


def _send_row(period: Period, row: SheetRow, access: Access, seen: str | None, day: date | None) -> Task:
    """Compare once more, now that nobody else can write, and send."""
    today = day or timezone.localdate()
    with transaction.atomic():
        hold([row.task])
        found = sheet_tasks.mine(access, period.year, today, [row.task], period)
        if not found:
            raise PermissionDenied
        mine = found[0]
        now = difference(row, mine)
        if seen is None or mine.version != seen:
            raise Refused(_("it was reported by somebody else just now; look at it again"))
        if now.changes:
            # the one place where a row becomes a report
            report(mine.task, user=access.user, day=day, period=period.key, **vars(now.wanted))
        return mine.task
