"""Keeps the intervals over which each task stood one way (StandingSpan): the only place that writes them.

The past is never rewritten: an interval that has ended says what was known on its days.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tasks.models import StandingSpan, Task, Year
from tasks.models.queries import TaskQuerySet
from tasks.services.states import Known, known
from tasks.standing import stand

ANSWER = ("standing", "light", "severity", "percent", "reasons")


@dataclass
class _Writing:
    """What is to be written about some tasks, gathered by kind so that each kind is one statement."""

    ended: dict[int, StandingSpan] = field(default_factory=dict)
    replaced: dict[int, StandingSpan] = field(default_factory=dict)
    held: dict[int, StandingSpan] = field(default_factory=dict)
    new: list[StandingSpan] = field(default_factory=list)
    #: keys of those that did not hold for a day
    dropped: list[int] = field(default_factory=list)

    def write(self) -> int:
        """The number of tasks that stand otherwise than before."""
        StandingSpan.objects.filter(pk__in=self.dropped).delete()
        StandingSpan.objects.bulk_update(self.ended.values(), ["end"])  # first: a task has only one open span
        StandingSpan.objects.bulk_update(self.held.values(), ["holds_until"])
        StandingSpan.objects.bulk_update(self.replaced.values(), [*ANSWER, "holds_until"])
        StandingSpan.objects.bulk_create(self.new)
        return len({span.task_id for span in [*self.replaced.values(), *self.new]})


Asking = Callable[[_Writing, Known, StandingSpan | None, date], object]


def refresh(tasks: TaskQuerySet, day: date | None = None) -> int:
    """Ask anew how `tasks` stand on `day` (today), keep the answer, and return how many stand otherwise now.

    Call it in the transaction that changed what they stand by. On a day before a task's last answer, that
    answer's day counts.
    """
    with transaction.atomic(savepoint=False):
        return _ask(_lock(tasks), day or timezone.localdate(), _answer)


def refresh_due(day: date, tasks: TaskQuerySet | None = None) -> int:
    """Refresh those (of `tasks`) whose answer has run out by `day`, or that have none yet.

    An answer that ran out while nobody asked is followed by those of the days on which it changed, so that a
    pause of the daily round leaves no gap.
    """
    among = (tasks if tasks is not None else Task.objects.all()).current()
    with transaction.atomic(savepoint=False):
        return _ask(_lock(among.filter(~Exists(_still_good(day)))), day, _catch_up)


@contextmanager
def changing(task: Task, day: date | None = None) -> Iterator[date]:
    """One transaction on one locked task, read anew, whose standing is up to date before it and after it."""
    day = day or timezone.localdate()
    with transaction.atomic():
        task.refresh_from_db(from_queryset=Task.objects.select_for_update(of=("self",)))
        task.year = Year.objects.select_related("district").get(pk=task.year_id)
        refresh_due(day, Task.objects.filter(pk=task.pk))
        yield day
        _ask([task.pk], day, _answer)


def _still_good(day: date) -> QuerySet[StandingSpan]:
    holds = Q(holds_until=None) | Q(holds_until__gt=day)
    return StandingSpan.objects.filter(holds, task=OuterRef("pk"), end=None)


def _lock(tasks: TaskQuerySet) -> list[int]:
    """Their keys, in one order for everybody, so that two rounds never wait for one another."""
    mine = Task.objects.filter(pk__in=tasks.order_by().values("pk")).order_by("pk")
    return list(mine.select_for_update(of=("self",)).values_list("pk", flat=True))


def _ask(pks: Sequence[int], day: date, how: Asking) -> int:
    """Ask how each of these locked tasks stands, write what has changed, and return of how many."""
    if not pks:
        return 0
    spans, writing = _open_spans(pks), _Writing()
    for task in known(pks):
        if task.gone:
            _end(writing, spans.get(task.pk), day)
        else:
            how(writing, task, spans.get(task.pk), day)
    return writing.write()


def _open_spans(pks: Sequence[int]) -> dict[int, StandingSpan]:
    return {span.task_id: span for span in StandingSpan.objects.filter(task__in=pks, end=None)}


def _catch_up(writing: _Writing, task: Known, last: StandingSpan | None, day: date) -> None:
    on = last.holds_until if last else day
    while on is not None and on <= day:
        last = _answer(writing, task, last, on)
        on = last.holds_until


def _answer(writing: _Writing, task: Known, last: StandingSpan | None, day: date) -> StandingSpan:
    """Note how `task` stands on `day`, after its `last` span; returns the span that is open then."""
    span = _span(task, max(day, last.start) if last else day)
    if last and _same(last, span):
        return _hold(writing, last, span)
    if last and last.start == span.start:
        return _replace(writing, last, span)
    if last:
        last.end = span.start
        _note(writing.ended, last)
    writing.new.append(span)
    return span


def _end(writing: _Writing, last: StandingSpan | None, day: date) -> None:
    """A task that was merged into another stood until the day before."""
    if last and last.start < day:
        last.end = day
        _note(writing.ended, last)
    elif last:
        writing.dropped.append(last.pk)


def _hold(writing: _Writing, last: StandingSpan, span: StandingSpan) -> StandingSpan:
    if last.holds_until != span.holds_until:
        last.holds_until = span.holds_until
        _note(writing.held, last)
    return last


def _replace(writing: _Writing, last: StandingSpan, span: StandingSpan) -> StandingSpan:
    for name in (*ANSWER, "holds_until"):
        setattr(last, name, getattr(span, name))
    _note(writing.replaced, last)
    return last


def _note(writes: dict[int, StandingSpan], span: StandingSpan) -> None:
    if span.pk:  # one that is new itself is written as it ends up
        writes[span.pk] = span


def _same(one: StandingSpan, other: StandingSpan) -> bool:
    return (
        one.standing == other.standing
        and one.percent == other.percent
        and list(map(_ground, one.reasons)) == list(map(_ground, other.reasons))
    )


def _ground(reason: dict[str, str]) -> dict[str, str]:
    """A reason without what was asked by that day, which moves daily and makes no other answer."""
    if "asked" not in reason:
        return reason
    return {key: value for key, value in reason.items() if key not in ("asked", "day")}


def _span(task: Known, day: date) -> StandingSpan:
    stance = stand(task.state, day, task.rules)
    return StandingSpan(
        task_id=task.pk,
        start=day,
        standing=stance.standing.value,
        light=stance.light.value,
        severity=stance.standing.severity,
        percent=stance.percent,
        reasons=[reason.as_json() for reason in stance.reasons],
        holds_until=stance.holds_until,
    )
