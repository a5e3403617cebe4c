"""No row of one district may point into another."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from tasks.integrity import refuse_strangers, strangers
from tasks.models import (
    District,
    Goal,
    Membership,
    Milestone,
    Origin,
    Period,
    Plan,
    ProgressReport,
    Responsibility,
    SourceFile,
    StandingSpan,
    Task,
    Unit,
    Year,
)
from tests.cast import Cast


def foreign_rows(cast: Cast) -> dict[str, models.Model]:
    """One row of each kind that points out of its district, by the field that does."""
    task, other = cast.tasks[0], cast.other_task
    other_goal = Goal.objects.create(plan=other.plan, title="栖岭目标")
    other_period = cast.other_year.periods.get(month=1)
    other_source = SourceFile.objects.create(
        district=cast.other_district, name="x", file="x", sha256="0", size=1
    )
    mine = {"task": task, "period": cast.year.periods.get(month=1), "reported_at": timezone.now()}
    return {
        "membership unit": Membership(
            user=cast.nobody, district=cast.district, role="reporter", unit=cast.other_unit
        ),
        "membership official": Membership(
            user=cast.nobody, district=cast.district, role="leader", official=cast.other_official_elsewhere
        ),
        "goal parent": Goal(plan=cast.plan, parent=other_goal, title="目标"),
        "task plan": Task(year=cast.year, plan=other.plan, text="任务"),
        "task goal": Task(year=cast.year, plan=cast.plan, goal=other_goal, text="任务"),
        "responsibility unit": Responsibility(task=task, role="partner_unit", unit=cast.other_unit),
        "responsibility official": Responsibility(
            task=task, role="lead_official", official=cast.other_official_elsewhere
        ),
        "report unit": ProgressReport(**mine, unit=cast.other_unit),
        "report period": ProgressReport(**mine | {"period": other_period}, unit=cast.industry),
        "origin source_file": Origin(task=task, source_file=other_source, field="text"),
    }


KINDS = [
    "membership unit",
    "membership official",
    "goal parent",
    "task plan",
    "task goal",
    "responsibility unit",
    "responsibility official",
    "report unit",
    "report period",
    "origin source_file",
]


@pytest.mark.parametrize("kind", KINDS)
def test_it_refuses_a_row_that_points_into_another_district(cast: Cast, kind: str) -> None:
    with pytest.raises(ValidationError) as error:
        refuse_strangers(foreign_rows(cast)[kind])
    assert list(error.value.message_dict) == [kind.split()[1]]


@pytest.mark.parametrize("kind", KINDS)
def test_it_finds_a_row_that_points_into_another_district(cast: Cast, kind: str) -> None:
    row = foreign_rows(cast)[kind]
    row.save()
    assert {(found.row, found.field) for found in strangers()} == {(row, kind.split()[1])}


def test_it_knows_every_kind(cast: Cast) -> None:
    assert list(foreign_rows(cast)) == KINDS


def test_it_finds_nothing_where_all_is_well(cast: Cast) -> None:
    assert list(strangers()) == []


def test_it_accepts_rows_of_one_district(cast: Cast) -> None:
    rows: list[models.Model] = [*cast.tasks, *Responsibility.objects.all(), *Membership.objects.all()]
    for row in [*rows, cast.goal, cast.section]:
        refuse_strangers(row)


def test_it_refuses_a_plan_of_another_year_and_a_goal_of_another_plan(cast: Cast) -> None:
    last_year = Year.objects.create(district=cast.district, number=2025)
    last_plan = Plan.objects.create(year=last_year, title="澄岚区2025年政府工作报告责任分解")
    other_plan = Plan.objects.create(year=cast.year, title="澄岚区2026年民生实事")
    with pytest.raises(ValidationError) as error:
        refuse_strangers(Task(year=cast.year, plan=last_plan, text="任务"))
    assert list(error.value.message_dict) == ["plan"]
    with pytest.raises(ValidationError) as error:
        refuse_strangers(Task(year=cast.year, plan=other_plan, goal=cast.goal, text="任务"))
    assert list(error.value.message_dict) == ["goal"]


def test_it_finds_members_and_supervised_units_of_another_district(cast: Cast) -> None:
    cast.all_streets.members.add(cast.other_unit)
    cast.official.units.add(cast.other_unit)
    assert sorted(found.field for found in strangers()) == ["members", "units"]


def _rows_the_database_refuses(cast: Cast) -> dict[str, models.Model]:
    task, year = cast.tasks[0], cast.year
    report = {
        "task": task,
        "period": year.periods.get(month=1),
        "unit": cast.industry,
        "reported_at": timezone.now(),
    }
    span = {"task": task, "start": date(2026, 1, 1), "standing": "ahead", "light": "green"}
    return {
        "a district twice": District(code=cast.district.code, short_name="另一区"),
        "a district without a name": District(code="990303"),
        "a year twice": Year(district=cast.district, number=year.number),
        "points out of order": Year(district=cast.district, number=2030, tolerance_points=20, red_points=10),
        "a unit twice": Unit(district=cast.district, name=cast.industry.name),
        "a plan twice": Plan(year=year, title=cast.plan.title),
        "a task without wording": Task(year=year, plan=cast.plan, text=""),
        "completed without a day": Task(year=year, plan=cast.plan, text="任务", status="completed"),
        "set by hand without a reason": Task(year=year, plan=cast.plan, text="任务", override_percent=3),
        "a deadline before the start": Task(
            year=year, plan=cast.plan, text="任务", start=date(2026, 6, 1), deadline=date(2026, 5, 1)
        ),
        "a unit twice in a role": Responsibility(task=task, role="lead_unit", unit=cast.industry),
        "an official twice": Responsibility(task=task, role="lead_official", official=cast.official),
        "a lead official that is a unit": Responsibility(
            task=task, role="lead_official", unit=cast.education
        ),
        "a responsibility of nobody": Responsibility(task=task, role="lead_unit"),
        "a membership twice": Membership(user=cast.viewer, district=cast.district, role="viewer"),
        "a reporter of no unit": Membership(user=cast.nobody, district=cast.district, role="reporter"),
        "a month that is none": Period(year=year, month=13, opens=date(2026, 1, 1), due=date(2026, 1, 2)),
        "more than all": ProgressReport(**report, percent=101),
        "less than nothing": ProgressReport(**report, percent=-1),
        "a milestone beyond all": Milestone(task=task, title="节点", due=date(2026, 5, 1), share=101),
        "a span that ends before it begins": StandingSpan(**span, end=date(2025, 12, 1)),
    }


def test_it_is_refused_by_the_database_itself(cast: Cast) -> None:
    taken = []
    for name, row in _rows_the_database_refuses(cast).items():
        try:
            with transaction.atomic():
                row.save()
            taken.append(name)
        except IntegrityError:
            continue
    assert taken == []


def test_it_keeps_one_open_span_a_task(cast: Cast) -> None:
    span = {"task": cast.tasks[0], "standing": "ahead", "light": "green"}
    StandingSpan.objects.create(**span, start=date(2026, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        StandingSpan.objects.create(**span, start=date(2026, 2, 1))


def test_it_keeps_one_report_a_period_and_unit(cast: Cast) -> None:
    period, at = cast.year.periods.get(month=1), timezone.now()
    row = {"task": cast.tasks[0], "period": period, "unit": cast.industry, "reported_at": at}
    ProgressReport.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressReport.objects.create(**row)
