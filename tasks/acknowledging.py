"""What the reporting units have answered to being given their tasks: the questions of lists and counts."""

from django.db.models import BigIntegerField, Case, CharField, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from tasks.models import Acknowledgement, Breakdown, Responsibility, Task
from tasks.models.queries import TaskQuerySet

State = Acknowledgement.State
NONE = ""
#: The answers with which a task still waits for its unit.
WAITING = (NONE, State.INSISTED)


def with_answers(tasks: TaskQuerySet) -> TaskQuerySet:
    """Those that a unit reports and that go on, with

    `asked_unit`   the key of that unit
    `answer`       the state of its acknowledgement, "" for none
    `broken_down`  the state of the latest breakdown that counts or waits, "" for none
    """
    leads = Responsibility.objects.filter(task=OuterRef("pk"), role=Responsibility.Role.LEAD_UNIT)
    leads = leads.order_by("position", "pk")
    tasks = tasks.alias(
        first_lead=Subquery(leads.values("unit")[:1]),
        first_kind=Subquery(leads.values("unit__collective")[:1]),
    )
    asked = Case(
        When(first_kind="", then=F("first_lead")),
        When(first_kind__gt="", then=F("reporter_id")),
        output_field=BigIntegerField(),
    )
    answers = Acknowledgement.objects.filter(task=OuterRef("pk"), unit=OuterRef("asked_unit"))
    filed = Breakdown.objects.filter(task=OuterRef("pk")).exclude(state=Breakdown.State.REPLACED)
    tasks = tasks.annotate(asked_unit=asked)
    tasks = tasks.annotate(
        answer=_or_none(Subquery(answers.values("state")[:1])),
        broken_down=_or_none(Subquery(filed.order_by("-filed_at", "-pk").values("state")[:1])),
    )
    finished = (Task.Status.COMPLETED, Task.Status.SUSPENDED)
    return tasks.exclude(status__in=finished).filter(Q(asked_unit__isnull=False))


def _or_none(state: Subquery) -> Coalesce:
    return Coalesce(state, Value(NONE), output_field=CharField())


def counts(tasks: TaskQuerySet) -> dict[int, dict[tuple[str, str], int]]:
    """How many of `tasks` (fetched by with_answers) each unit has, by answer and state of the breakdown."""
    found: dict[int, dict[tuple[str, str], int]] = {}
    rows = (
        tasks.order_by()
        .values_list(F("asked_unit"), F("answer"), F("broken_down"))
        .annotate(number=Count("pk"))
    )
    for unit, answer, broken_down, number in rows:
        found.setdefault(unit, {})[answer, broken_down] = number
    return found
