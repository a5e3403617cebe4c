"""The questions that lists, counts and links ask about tasks."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from tasks.models import Membership, Origin, Responsibility, SourceFile, StandingSpan, Task, Unit, User
from tasks.models.queries import TaskQuerySet
from tests.cast import Cast, make_task

JAN, JUN, DEC = date(2026, 1, 1), date(2026, 6, 1), date(2026, 12, 1)


def numbers(cast: Cast, tasks: TaskQuerySet) -> list[int]:
    """Which of the cast's five tasks these are, from 1, in the order they come."""
    return [task.position for task in tasks if task.plan_id == cast.plan.pk]


def span(task: Task, start: date, end: date | None, standing: str, severity: int) -> None:
    StandingSpan.objects.create(
        task=task, start=start, end=end, standing=standing, light="red", severity=severity, percent=severity
    )


@pytest.mark.parametrize("who", ["administrator", "supervisor", "leader", "viewer", "superuser"])
def test_it_shows_the_whole_district_to_those_who_answer_for_it(cast: Cast, who: str) -> None:
    assert numbers(cast, Task.objects.visible_to(getattr(cast, who)).order_by("pk")) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("who", "seen"), [("reporter", [1, 2]), ("education_reporter", [2, 3]), ("street_reporter", [1, 4])]
)
def test_it_shows_a_reporter_what_its_unit_leads_or_partners(cast: Cast, who: str, seen: list[int]) -> None:
    assert numbers(cast, Task.objects.visible_to(getattr(cast, who)).order_by("pk")) == seen


def test_it_shows_a_reporter_the_whole_district_where_the_district_says_so(cast: Cast) -> None:
    cast.district.reporters_see_all = True
    cast.district.save()
    tasks = Task.objects.visible_to(cast.reporter)
    assert numbers(cast, tasks.order_by("pk")) == [1, 2, 3, 4, 5]
    assert cast.other_task not in tasks


@pytest.mark.parametrize("who", ["administrator", "supervisor", "reporter", "leader", "viewer"])
def test_it_shows_nobody_another_district(cast: Cast, who: str) -> None:
    assert cast.other_task not in Task.objects.visible_to(getattr(cast, who))
    assert set(Task.objects.visible_to(cast.other_administrator)) == {cast.other_task}


def test_it_shows_nothing_to_who_has_no_membership_or_is_not_signed_in(cast: Cast) -> None:
    assert not Task.objects.visible_to(cast.nobody).exists()
    assert not Task.objects.visible_to(AnonymousUser()).exists()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("starts", "ends", "seen"), [(-9, -1, False), (1, 9, False), (0, 0, True), (-9, 9, True)]
)
def test_it_shows_what_a_membership_in_force_today_allows(
    cast: Cast, starts: int, ends: int, seen: bool
) -> None:
    today = timezone.localdate()
    Membership.objects.create(
        user=cast.nobody,
        district=cast.district,
        role="viewer",
        from_date=today + timedelta(starts),
        to_date=today + timedelta(ends),
    )
    assert Task.objects.visible_to(cast.nobody).exists() == seen


def test_it_shows_each_task_once_to_a_user_of_several_units(cast: Cast) -> None:
    for unit in (cast.education, *cast.streets):
        Membership.objects.create(user=cast.reporter, district=cast.district, role="reporter", unit=unit)
    assert numbers(cast, Task.objects.visible_to(cast.reporter).order_by("pk")) == [1, 2, 3, 4]


def test_it_joins_the_interval_of_the_day(cast: Cast) -> None:
    task = cast.tasks[0]
    span(task, JAN, JUN, "behind", 2)
    span(task, JUN, None, "ahead", 5)
    for day, standing in ((JAN, "behind"), (JUN - timedelta(1), "behind"), (JUN, "ahead"), (DEC, "ahead")):
        found: Any = Task.objects.filter(pk=task.pk).standing_on(day).get()
        assert found.standing == standing, day


def test_it_keeps_a_task_that_has_no_interval_yet(cast: Cast) -> None:
    span(cast.tasks[0], JUN, None, "behind", 2)
    tasks: Any = Task.objects.filter(plan=cast.plan).standing_on(JAN)
    assert tasks.count() == 5
    assert {task.standing for task in tasks} == {None}


def test_it_counts_by_the_standing_of_the_day(cast: Cast) -> None:
    for number, standing in enumerate(["behind", "behind", "ahead"]):
        span(cast.tasks[number], JAN, JUN, standing, 2)
        span(cast.tasks[number], JUN, None, "overdue", 0)
    january: Any = Task.objects.standing_on(JAN)
    june: Any = Task.objects.standing_on(JUN)
    assert january.filter(standing="behind").count() == 2
    assert june.filter(standing="behind").count() == 0
    assert june.filter(standing="overdue").count() == 3


def test_it_puts_the_worst_first_and_then_keeps_the_documents_order(cast: Cast) -> None:
    for number, severity in enumerate([4, 2, 0, 2, 0]):
        span(cast.tasks[number], JAN, None, "behind", severity)
    tasks = Task.objects.filter(plan=cast.plan).standing_on(JAN).worst_first()
    assert numbers(cast, tasks) == [3, 5, 2, 4, 1]


def test_it_keeps_the_documents_order(cast: Cast) -> None:
    make_task(cast.plan, None, 0, "排在最前。")
    assert numbers(cast, Task.objects.filter(plan=cast.plan).in_document_order()) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("name", "led", "all_of_it"),
    [
        ("industry", [1, 2], [1, 2]),
        ("education", [2, 3], [2, 3]),
        ("street", [4], [1, 4]),
        ("departments", [], [1]),
    ],
)
def test_it_finds_a_units_tasks_through_the_collectives_that_count_it_in(
    cast: Cast, name: str, led: list[int], all_of_it: list[int]
) -> None:
    unit: Unit = cast.streets[0] if name == "street" else getattr(cast, name)
    assert numbers(cast, Task.objects.led_by(unit).order_by("pk")) == led
    assert numbers(cast, Task.objects.of_unit(unit).order_by("pk")) == all_of_it


def test_it_does_not_expand_an_open_collective(cast: Cast) -> None:
    cast.departments.members.add(cast.education)
    assert numbers(cast, Task.objects.of_unit(cast.education).order_by("pk")) == [2, 3]


def test_it_finds_the_tasks_of_several_units_each_once(cast: Cast) -> None:
    units = Unit.objects.filter(pk__in=[cast.industry.pk, cast.education.pk, cast.streets[0].pk])
    assert numbers(cast, Task.objects.of_units(units).order_by("pk")) == [1, 2, 3, 4]


def test_it_finds_the_tasks_of_an_official(cast: Cast) -> None:
    assert numbers(cast, Task.objects.of_official(cast.other_official)) == [2]


def test_it_finds_tasks_without_lead(cast: Cast) -> None:
    tasks = Task.objects.filter(plan=cast.plan).order_by("pk")
    assert numbers(cast, tasks.without_lead_unit()) == [5]
    assert numbers(cast, tasks.without_lead_official()) == [3, 4, 5]
    Responsibility.objects.create(task=cast.tasks[4], role="partner_unit", unit=cast.education)
    assert numbers(cast, tasks.without_lead_unit()) == [5]


def test_it_finds_what_is_under_a_section_and_its_goals(cast: Cast) -> None:
    assert numbers(cast, Task.objects.under(cast.section).order_by("pk")) == [1, 2, 3]
    assert numbers(cast, Task.objects.under(cast.goal).order_by("pk")) == [1, 2]


def test_it_finds_what_is_to_be_checked_and_what_came_from_a_file(cast: Cast) -> None:
    source = SourceFile.objects.create(district=cast.district, name="x.docx", file="x", sha256="0", size=1)
    states = [("", ""), ("merge", ""), ("merge", "as_read"), ("merge", "empty")]
    for task, (doubt, settlement) in zip(cast.tasks, states, strict=False):
        for field in ("lead_officials", "lead_units"):
            Origin.objects.create(
                task=task, source_file=source, field=field, doubt=doubt, settlement=settlement
            )
    assert numbers(cast, Task.objects.to_be_checked()) == [2]
    assert numbers(cast, Task.objects.from_file(source.pk).order_by("pk")) == [1, 2, 3, 4]


def test_it_combines_questions(cast: Cast) -> None:
    span(cast.tasks[1], JAN, None, "behind", 2)
    user: User = cast.reporter
    seen: Any = Task.objects.visible_to(user).standing_on(JUN)
    behind = seen.filter(standing="behind").of_unit(cast.education)
    assert numbers(cast, behind.under(cast.section).worst_first()) == [2]
