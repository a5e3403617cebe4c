"""Undoing takes back what nobody has touched since, and names the rest."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from imports.models import ImportBatch
from imports.services.apply import apply
from imports.services.stage import stage
from imports.services.touched import CHANGED, GONE, REPORTED
from imports.services.undo import prospect, undo
from tasks.errors import Refused
from tasks.models import (
    Goal,
    Membership,
    Official,
    Origin,
    Plan,
    Responsibility,
    StandingSpan,
    Task,
    Unit,
    Year,
)
from tasks.services.history import Deed
from tasks.services.report import report
from tasks.services.settle import settle
from tests.cast import Cast, make_user
from tests.plans import BRIDGES, BUSES, ROADS, SCHOOLS, STOPS, TITLE, plan

Status, Role = ImportBatch.Status, Responsibility.Role
REVISED = plan(
    ("1", "畅通路网", ROADS[2], "陆清", "交通局、公交集团", "财政局", "2026年11月底"),
    BRIDGES,
    BUSES,
    STOPS,
    SCHOOLS,
)


def imported(cast: Cast, data: bytes | None = None, undecided: Any = "empty", **more: Any) -> ImportBatch:
    batch = stage("计划.txt", data or plan(), user=cast.administrator, **more)
    apply(batch, user=cast.administrator, undecided=undecided)
    batch.refresh_from_db()
    return batch


def task(text: str) -> Task:
    return Task.objects.get(text=text)


def names(this: Task, role: str) -> list[str]:
    return [
        str(row.official or row.unit) for row in this.responsibilities.filter(role=role).order_by("position")
    ]


def change(cast: Cast, this: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(this, name, value)
    Deed.on(None, cast.supervisor).save(this)


def reporter_of(cast: Cast, name: str) -> Any:
    user = make_user("another_reporter", "另有人")
    unit = Unit.objects.get(name=name)
    Membership.objects.create(user=user, district=cast.district, role=Membership.Role.REPORTER, unit=unit)
    return user


def say(cast: Cast, this: Task, user: Any) -> None:
    report(this, user=user, percent=Decimal(10), status="in_progress", note="已开工。")


def counts() -> dict[str, int]:
    models: list[Any] = [Plan, Goal, Task, Responsibility, Origin, StandingSpan, Unit, Official, Year]
    return {model.__name__: model.objects.count() for model in models}


def test_what_nobody_touched_goes_without_a_trace_but_in_the_history(cast: Cast) -> None:
    before = counts()
    batch = imported(cast)
    pk = task(ROADS[2]).pk
    undone = undo(batch, user=cast.superuser)
    assert (len(undone.removed), len(undone.restored), undone.left) == (5, 0, [])
    assert counts() == before
    batch.refresh_from_db()
    assert (batch.status, batch.undone_by) == (Status.UNDONE, cast.superuser)
    for history in (Task.history.filter(id=pk), Responsibility.history.filter(task_id=pk)):
        last = history.latest()
        assert (last.history_type, last.history_user) == ("-", cast.superuser)
    assert batch.source.file.storage.exists(batch.source.file.name or "")


def test_a_task_with_a_report_stays_and_is_named(cast: Cast) -> None:
    batch = imported(cast)
    user = reporter_of(cast, "交通局")
    say(cast, task(ROADS[2]), user)
    undone = undo(batch, user=cast.administrator)
    [left] = undone.left
    assert (left.text, left.reason, left.who) == (ROADS[2], REPORTED, "另有人")
    assert len(undone.removed) == 4
    assert task(ROADS[2]).goal == Goal.objects.get(title="畅通路网")
    assert not Goal.objects.filter(title="办好学校").exists()
    batch.refresh_from_db()
    assert batch.effects["undone"]["left"][0]["task"] == task(ROADS[2]).pk
    assert set(batch.effects["undone"]["kept"]) == {"交通局", "财政局"}


def test_a_task_changed_since_stays_and_is_named_with_who_and_when(cast: Cast) -> None:
    batch = imported(cast)
    change(cast, task(ROADS[2]), note="请财政局先行拨付。")
    [left] = undo(batch, user=cast.administrator).left
    assert (left.reason, left.who) == (CHANGED, cast.supervisor.name)
    assert left.when
    assert task(ROADS[2]).note == "请财政局先行拨付。"


def test_a_doubt_settled_since_is_a_change(cast: Cast) -> None:
    batch = imported(cast)
    settle(task(BUSES[2]), user=cast.supervisor, fields=["lead_officials"], as_read=True)
    assert [left.text for left in undo(batch, user=cast.administrator).left] == [BUSES[2]]


def test_a_responsibility_taken_away_since_is_a_change(cast: Cast) -> None:
    batch = imported(cast)
    task(ROADS[2]).responsibilities.filter(role=Role.PARTNER_UNIT).first().delete()  # type: ignore[union-attr]
    assert [left.text for left in undo(batch, user=cast.administrator).left] == [ROADS[2]]


def test_a_task_removed_since_is_named(cast: Cast) -> None:
    batch = imported(cast)
    task(SCHOOLS[2]).delete()
    [left] = undo(batch, user=cast.administrator).left
    assert (left.text, left.reason, left.task) == (SCHOOLS[2], GONE, None)


def test_changed_tasks_get_their_former_values_people_and_questions_back(cast: Cast) -> None:
    first = imported(cast)
    second = imported(cast, REVISED)
    undone = undo(second, user=cast.administrator)
    assert len(undone.restored) == 4  # the partners carry down
    roads = task(ROADS[2])
    assert (roads.deadline_text, roads.deadline) == ("2026年10月底", date(2026, 10, 31))
    assert names(roads, Role.LEAD_UNIT) == ["交通局"]
    assert names(roads, Role.PARTNER_UNIT) == ["各街道", "财政局"]
    assert {origin.source_file for origin in roads.origins.all()} == {first.source}
    assert [line.history_type for line in roads.history.order_by("history_id")] == ["+", "~", "~"]


def test_tasks_stand_again_in_the_order_of_the_document_before(cast: Cast) -> None:
    imported(cast)

    def order() -> list[str]:
        return list(
            Task.objects.filter(plan__title=TITLE).order_by("position").values_list("text", flat=True)
        )

    before = order()
    turned = (
        ("1", "畅通路网", BRIDGES[2], *ROADS[3:]),
        ("", "", ROADS[2], "", "", "", ""),
        *(BUSES, STOPS, SCHOOLS),
    )
    second = imported(cast, plan(*turned))
    assert order() == [before[1], before[0], *before[2:]]
    undo(second, user=cast.administrator)
    assert order() == before


def test_a_question_that_the_import_had_settled_is_open_again(cast: Cast) -> None:
    imported(cast)
    named = (*BUSES[:3], "沈知远", *BUSES[4:])
    second = imported(cast, plan(ROADS, BRIDGES, named, STOPS, SCHOOLS))
    undo(second, user=cast.administrator)
    assert task(BUSES[2]) in Task.objects.to_be_checked()
    assert names(task(BUSES[2]), Role.LEAD_OFFICIAL) == []


def test_a_changed_task_reported_on_since_stays_as_it_is(cast: Cast) -> None:
    imported(cast)
    second = imported(cast, REVISED)
    say(cast, task(ROADS[2]), reporter_of(cast, "交通局"))
    undone = undo(second, user=cast.administrator)
    assert [left.text for left in undone.left] == [ROADS[2]]
    assert task(ROADS[2]).deadline == date(2026, 11, 30)
    assert task(BRIDGES[2]).deadline == date(2026, 10, 31)


def test_a_later_import_of_the_task_is_undone_first(cast: Cast) -> None:
    first = imported(cast)
    second = imported(cast, REVISED)
    assert {left.text for left in prospect(first).left} == {row[2] for row in (ROADS, BRIDGES, BUSES, STOPS)}
    undo(second, user=cast.administrator)
    assert prospect(first).left == []
    assert len(undo(first, user=cast.administrator).removed) == 5
    assert not Plan.objects.filter(title=TITLE).exists()


def test_units_somebody_uses_by_now_stay(cast: Cast) -> None:
    batch = imported(cast)
    reporter_of(cast, "交通局")
    Unit.objects.get(name="财政局").supervising_officials.add(cast.official)
    undo(batch, user=cast.administrator)
    entered = Unit.objects.filter(name__in=["交通局", "财政局", "公交集团"])
    assert [unit.name for unit in entered] == ["交通局", "财政局"]


def test_a_unit_that_somebody_filled_in_by_now_stays(cast: Cast) -> None:
    batch = imported(cast)
    change(cast, Unit.objects.get(name="公交集团"), full_name="澄岚区公交集团有限公司")
    undo(batch, user=cast.administrator)
    assert Unit.objects.filter(name="公交集团").exists()


def test_a_collective_goes_with_the_members_that_came_with_it(cast: Cast) -> None:
    row = ("1", "治理水环境", "整治河道2条。", "陆清", "水利局", "各镇、青石镇", "")
    batch = imported(cast, plan(row))
    undo(batch, user=cast.administrator)
    assert not Unit.objects.filter(name__in=["各镇", "青石镇", "水利局"]).exists()


def test_a_year_that_holds_nothing_else_goes_too(cast: Cast) -> None:
    batch = imported(cast, year=2031)
    undo(batch, user=cast.administrator)
    assert not Year.objects.filter(number=2031).exists()
    assert Year.objects.filter(pk=cast.year.pk).exists()


def test_a_year_that_was_there_before_stays(cast: Cast) -> None:
    year = Year.objects.create(district=cast.district, number=2031)
    undo(imported(cast, year=2031), user=cast.administrator)
    assert Year.objects.filter(pk=year.pk).exists()


def test_a_plan_with_other_tasks_stays(cast: Cast) -> None:
    batch = imported(cast)
    entered = Plan.objects.get(title=TITLE)
    Task.objects.create(year=cast.year, plan=entered, text="后来手工添加的任务。")
    undo(batch, user=cast.administrator)
    assert Plan.objects.filter(pk=entered.pk).exists()


def test_looking_at_what_it_would_do_changes_nothing(cast: Cast) -> None:
    batch = imported(cast)
    before = counts()
    found = prospect(batch)
    assert len(found.removed) == 5
    assert counts() == before


def test_the_second_of_two_who_undo_is_told(cast: Cast) -> None:
    batch = imported(cast)
    undo(batch, user=cast.administrator)
    with pytest.raises(Refused, match=cast.administrator.name):
        undo(batch, user=cast.superuser)


def test_what_was_never_confirmed_cannot_be_undone(cast: Cast) -> None:
    batch = stage("计划.txt", plan(), user=cast.administrator)
    with pytest.raises(Refused):
        undo(batch, user=cast.administrator)


def test_it_can_be_imported_again_after_it_was_undone(cast: Cast) -> None:
    undo(imported(cast), user=cast.administrator)
    batch = imported(cast)
    assert batch.counts == {"new": 5}
    assert Task.objects.filter(plan__title=TITLE).count() == 5
