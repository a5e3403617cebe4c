"""What the units of one reporter owe in this period, and what each card of the reporter's page shows."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import QueryDict

from tasks.contributions import words
from tasks.due import Mark, mark
from tasks.earlier import Earlier, Why, earlier
from tasks.forms import ReportForm
from tasks.measures import with_current
from tasks.models import (
    Attachment,
    Contribution,
    Period,
    ProgressReport,
    ReportDraft,
    Responsibility,
    Target,
    Task,
    Unit,
    Urge,
    User,
)
from tasks.models.queries import TaskQuerySet
from tasks.permissions import reporting_unit
from tasks.scope import Scope
from tasks.services.years import period_called, present
from tasks.standing import Light
from tasks.tables import FINISHED

#: How many reports of a task are fetched: this period's and the one before, though several units may report.
LATEST = 4
URGENT = {Light.RED: 0, Light.AMBER: 1}


@dataclass
class Card:
    """One task on the page: its report of this period, if any, and the one before."""

    task: Any
    period: Period
    data: QueryDict | None = None
    #: set where it is for a period that is over: its task may stand on the page a second time
    earlier: bool = False
    #: the form, where one was sent and refused
    sent: ReportForm | None = None
    is_open: bool = False
    file_error: str = ""

    @property
    def form(self) -> ReportForm:
        if self.sent is None:
            self.sent = card_form(self.task, self.period, self.data, self.key)
        return self.sent

    @property
    def key(self) -> str:
        """What tells it from all others on the page."""
        return f"{self.task.pk}-{self.period.key}" if self.earlier else str(self.task.pk)

    @property
    def query(self) -> str:
        """Behind its addresses: for which period they are."""
        return f"?for_period={self.period.key}"

    @property
    def report(self) -> ProgressReport | None:
        return latest_of(self.task, self.period)[0]

    @property
    def last(self) -> ProgressReport | None:
        return latest_of(self.task, self.period)[1]

    @property
    def gifts(self) -> list[tuple[Contribution, str]]:
        """What other units have given and nobody has taken in yet, each with its words."""
        return [(row, words(row)) for row in self.task.gifts]

    @property
    def can_repeat(self) -> bool:
        """Whether 无变化 has something to repeat."""
        last = self.last
        good = last is not None and not last.returned_reason and last.status != ProgressReport.Status.COMPLETE
        return good and (self.report is None or self.report.unchanged)


@dataclass
class Desk:
    """The page: what is due, what is reported, what may be reported though not due, what partners see.

    Before that what is to be made up for in earlier periods, of those `opened` as cards, and what of periods
    that were reopened may be changed.
    """

    period: Period
    day: date
    earlier: list[Earlier] = field(default_factory=list)
    opened: list[Card] = field(default_factory=list)
    reopened: list[Earlier] = field(default_factory=list)
    due: list[Card] = field(default_factory=list)
    reported: list[Card] = field(default_factory=list)
    others: list[Card] = field(default_factory=list)
    partnered: list[Task] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return not self.period.is_locked and self.has_begun

    @property
    def has_begun(self) -> bool:
        return self.period.begins <= self.day

    @property
    def is_over(self) -> bool:
        """Whether the year is: what is still open in it can be reported, and nothing is due."""
        return bool(self.period.beyond)

    @property
    def days_left(self) -> int:
        """Until the reports are due; negative after that."""
        return (self.period.due - self.day).days

    @property
    def days_late(self) -> int:
        return -self.days_left

    @property
    def drafts(self) -> int:
        return sum(bool(card.task.own_drafts) for card in self.due)


def desk(scope: Scope, day: date) -> Desk:
    """All of it, in as many queries for one task as for sixty."""
    if scope.year is None:
        raise ValueError("a desk belongs to a year")
    page = Desk(present(scope.year, day), day)
    units = scope.access.unit_ids
    mine = scope.tasks().reported_by(Unit.objects.filter(pk__in=units)).standing_on(day)
    cards = [Card(task, page.period) for task in for_cards(mine, scope.access.user, day, page.period)]
    for card in cards:
        _place(page, card)
    page.due.sort(key=_urgency)
    for each in earlier(scope.access, scope.year, [card.task for card in cards], day):
        (page.reopened if each.why is Why.REOPENED else page.earlier).append(each)
    page.partnered = _partnered(scope, day, {card.task.pk for card in cards})
    return page


def card_of(scope: Scope, pk: int, day: date, key: str = "") -> Card | None:
    """The card of one task that this user sees, for the period with that key or the present one.

    Raises Refused where there is no such period.
    """
    if scope.year is None:
        return None
    period = period_called(scope.year, key, day)
    tasks = for_cards(scope.tasks().filter(pk=pk).standing_on(day), scope.access.user, day, period)
    task = tasks.first()
    over = period.key != present(scope.year, day).key
    return Card(task, period, earlier=over) if task else None


def for_cards(tasks: TaskQuerySet, user: User, day: date, period: Period) -> TaskQuerySet:
    """`tasks` with all that their cards show to `user`."""
    return tasks.select_related("goal__parent", "plan", "year__district", "reported_with").prefetch_related(
        *fetched(user, day, period)
    )


def fetched(user: User, day: date, period: Period) -> list[Prefetch[Any] | str]:
    """What a card, and the form of a report anywhere, is made of."""
    until = Q(period__month__lt=period.month) | Q(period=period, beyond__lte=period.beyond)
    reports = ProgressReport.objects.filter(until, period__year=period.year_id)
    reports = reports.select_related("period__year", "unit", "reported_by").prefetch_related("values")
    place = {"period": period, "beyond": period.beyond}
    files = Attachment.objects.filter(**place, removed_at=None).select_related("report")
    given = Contribution.objects.filter(answered_at__isnull=False, taken_at=None)
    return [
        Prefetch("responsibilities", Responsibility.objects.select_related("unit", "official")),
        Prefetch("targets", with_current(Target.objects.all(), day, period)),
        "milestones",
        Prefetch(
            "reports",
            reports.order_by("-period__month", "-beyond", "-reported_at")[:LATEST],
            to_attr="latest",
        ),
        Prefetch("drafts", ReportDraft.objects.filter(user=user, **place), to_attr="own_drafts"),
        Prefetch("attachments", files, to_attr="files"),
        Prefetch("served", Task.objects.current(), to_attr="serves"),
        Prefetch("contributions", given.select_related("unit", "target"), to_attr="gifts"),
        Prefetch("urges", Urge.objects.filter(answered_at=None), to_attr="open_urges"),
    ]


def with_files() -> Prefetch[Any]:
    """For reports: their files, as `files`."""
    return Prefetch("attachments", Attachment.objects.filter(removed_at=None), to_attr="files")


def form_for(task: Task, user: User, day: date, period: Period, data: QueryDict | None = None) -> ReportForm:
    """The form of a task that was fetched in some other way."""
    prefetch_related_objects([task], *fetched(user, day, period))
    return card_form(task, period, data)


def card_form(task: Any, period: Period, data: QueryDict | None = None, key: str = "") -> ReportForm:
    """The form of a task fetched by `for_cards`."""
    this, last = latest_of(task, period)
    draft = next(iter(task.own_drafts), None)
    return ReportForm(data, task=task, period=period, report=this, last=last, draft=draft, key=key)


def latest_of(task: Any, period: Period) -> tuple[ProgressReport | None, ProgressReport | None]:
    """The report of `period` by the unit that reports `task`, and the last one before, by whomever."""
    unit = reporting_unit(task)
    rows = cast("list[ProgressReport]", task.latest)
    this = next((row for row in rows if row.is_of(period) and row.unit == unit), None)
    return this, next((row for row in rows if not row.is_of(period)), None)


def _place(page: Desk, card: Card) -> None:
    task = card.task
    if page.has_begun and mark(task, task.standing, page.period, task.latest) is Mark.MISSING:
        page.due.append(card)
    elif card.report and not card.report.returned_reason:
        page.reported.append(card)
    elif task.status not in FINISHED:
        page.others.append(card)


def _urgency(card: Card) -> tuple[Any, ...]:
    """Sent back and red first, then amber, then by deadline, in the document's order."""
    task = card.task
    returned = card.report is not None
    light = 0 if returned else URGENT.get(task.light, len(URGENT))
    deadline = task.deadline or date(task.year.number, 12, 31)
    return light, deadline, task.plan.position, task.plan_id, task.position, task.pk


def _partnered(scope: Scope, day: date, mine: set[int]) -> list[Task]:
    """What this user's units have a part in without owing a report."""
    tasks = scope.tasks().of_units(Unit.objects.filter(pk__in=scope.access.unit_ids))
    leads = Responsibility.objects.filter(role=Responsibility.Role.LEAD_UNIT).select_related("unit")
    tasks = tasks.standing_on(day).exclude(pk__in=mine).in_document_order()
    return list(tasks.prefetch_related(Prefetch("responsibilities", leads, to_attr="leads")))
