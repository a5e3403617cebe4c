"""A confirmation writes exactly what was previewed."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from imports.models import ImportBatch, ImportRow
from imports.services.apply import Moved, apply
from imports.services.decide import choose, decisions
from imports.services.stage import stage
from tasks.errors import Refused
from tasks.integrity import strangers
from tasks.models import (
    Goal,
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
from tests.cast import Cast
from tests.plans import BRIDGES, BUSES, DOUBTFUL, ROADS, ROWS, SCHOOLS, STOPS, TITLE, many, plan

Status, Choice, Role = ImportBatch.Status, ImportRow.Choice, Responsibility.Role


def staged(cast: Cast, data: bytes | None = None, **more: Any) -> ImportBatch:
    return stage("计划.txt", data or plan(), user=cast.administrator, **more)


def imported(cast: Cast, data: bytes | None = None, undecided: Any = "empty") -> ImportBatch:
    batch = staged(cast, data)
    apply(batch, user=cast.administrator, undecided=undecided)
    batch.refresh_from_db()
    return batch


def decide(cast: Cast, batch: ImportBatch, choice: str, *numbers: int) -> None:
    choose(batch, ImportRow.objects.filter(number__in=numbers), choice, user=cast.administrator)


def task(text: str) -> Task:
    return Task.objects.get(text=text)


def names(this: Task, role: str) -> list[str]:
    rows = this.responsibilities.filter(role=role).order_by("position")
    return [str(row.official or row.unit) for row in rows]


def change(cast: Cast, this: Task, **values: Any) -> None:
    """As a person does it in the administration."""
    for name, value in values.items():
        setattr(this, name, value)
    Deed.on(None, cast.supervisor).save(this)


# ---- what is written ----


def test_it_writes_the_plan_its_headings_and_its_tasks_in_the_documents_order(cast: Cast) -> None:
    batch = imported(cast)
    [entered] = Plan.objects.filter(title=TITLE)
    assert (entered.year, entered.kind, entered.position) == (cast.year, "report", 2)
    section, roads, schools = entered.goals.order_by("position")
    assert (section.title, section.kind, section.parent) == ("建设美丽城乡", Goal.Kind.SECTION, None)
    assert (roads.title, roads.parent, schools.title) == ("畅通路网", section, "办好学校")
    tasks = list(Task.objects.filter(plan=entered).in_document_order())
    assert [t.text for t in tasks] == [row[2] for row in ROWS]
    assert [t.goal for t in tasks] == [roads] * 4 + [schools]
    assert list(batch.rows.order_by("number").values_list("task", flat=True)) == [t.pk for t in tasks]


def test_it_writes_who_does_what_in_order_with_the_place(cast: Cast) -> None:
    imported(cast)
    bridges = task(BRIDGES[2])
    assert names(bridges, Role.LEAD_OFFICIAL) == ["陆清"]
    assert names(bridges, Role.LEAD_UNIT) == ["交通局"]
    assert names(bridges, Role.PARTNER_UNIT) == ["各街道", "财政局"]
    for row in bridges.responsibilities.all():
        assert row.inherited
        assert row.place["row"] == 2
        assert row.confirmed_by is None


def test_known_people_are_taken_and_unknown_ones_entered_last_in_the_order(cast: Cast) -> None:
    imported(cast)
    roads = task(ROADS[2])
    assert roads.responsibilities.get(role=Role.LEAD_OFFICIAL).official == cast.other_official
    assert cast.all_streets in [row.unit for row in roads.responsibilities.all()]
    entered = Unit.objects.filter(district=cast.district, position__gt=6).order_by("position")
    assert [(unit.name, unit.position) for unit in entered] == [("交通局", 7), ("财政局", 8), ("公交集团", 9)]


def test_a_group_word_is_an_official_too(cast: Cast) -> None:
    imported(cast, plan((*ROADS[:3], "全体副区长", *ROADS[4:])))
    assert Official.objects.get(name="全体副区长").district == cast.district
    assert names(task(ROADS[2]), Role.LEAD_OFFICIAL) == ["全体副区长"]


def test_collectives_are_recognised_with_the_members_that_are_known(cast: Cast) -> None:
    row = ("1", "治理水环境", "整治河道2条。", "陆清", "水利局", "各镇、青石镇、澄岚区各街道、有关单位", "")
    imported(cast, plan(row))
    towns, streets = Unit.objects.get(name="各镇"), Unit.objects.get(name="澄岚区各街道")
    assert (towns.collective, [str(unit) for unit in towns.members.all()]) == ("closed", ["青石镇"])
    assert (streets.collective, set(streets.members.all())) == ("open", set())
    assert Unit.objects.get(name="有关单位").collective == "open"


def test_a_deadline_is_a_day_beside_its_wording(cast: Cast) -> None:
    imported(cast)
    roads = task(ROADS[2])
    assert (roads.deadline_text, roads.deadline) == ("2026年10月底", date(2026, 10, 31))


def test_every_field_says_where_it_came_from(cast: Cast) -> None:
    batch = imported(cast)
    origins = {origin.field: origin for origin in task(BRIDGES[2]).origins.all()}
    assert set(origins) == {
        "section",
        "goal",
        "label",
        "text",
        "lead_officials",
        "lead_units",
        "partner_units",
        "deadline_text",
        "targets",
    }
    assert {origin.source_file for origin in origins.values()} == {batch.source}
    assert origins["text"].excerpt == BRIDGES[2]
    assert origins["text"].place["line"] == 6
    assert origins["deadline_text"].inherited
    assert not any(origin.doubt for origin in origins.values())


def test_everything_has_its_first_line_of_history_by_who_confirmed(cast: Cast) -> None:
    batch = imported(cast)
    roads = task(ROADS[2])
    for row in (roads, roads.responsibilities.first(), roads.origins.first(), roads.goal, roads.plan):
        [line] = row.history.all()  # type: ignore[union-attr]
        assert (line.history_type, line.history_user, line.history_date) == (
            "+",
            cast.administrator,
            batch.applied_at,
        )


def test_every_task_stands_from_the_day_of_its_import(cast: Cast) -> None:
    batch = imported(cast)
    assert StandingSpan.objects.filter(task__import_rows__batch=batch, end=None).count() == 5


def test_a_year_is_opened_with_its_periods_when_it_is_the_first_of_its_plans(cast: Cast) -> None:
    batch = staged(cast, year=2031)
    assert not Year.objects.filter(number=2031).exists()
    apply(batch, user=cast.administrator, undecided="empty")
    assert Year.objects.get(number=2031, district=cast.district).periods.count() == 12


def test_nothing_points_into_another_district(cast: Cast) -> None:
    imported(cast)
    assert list(strangers()) == []


def test_further_columns_are_kept_beside_the_task(cast: Cast) -> None:
    data = plan().replace("完成时限".encode(), "备注".encode())
    imported(cast, data)
    assert task(ROADS[2]).note == "备注：2026年10月底"


# ---- doubts ----


def test_undecided_doubts_are_refused_unless_said_otherwise(cast: Cast) -> None:
    batch = staged(cast)
    with pytest.raises(Refused, match="3、4"):
        apply(batch, user=cast.administrator)
    assert not Plan.objects.filter(title=TITLE).exists()


def test_a_doubtful_field_left_empty_stays_open_with_its_reading(cast: Cast) -> None:
    imported(cast, undecided="empty")
    buses = task(BUSES[2])
    assert names(buses, Role.LEAD_OFFICIAL) == []
    origin = buses.origins.get(field="lead_officials")
    assert (origin.doubt, origin.suggested, origin.settlement) == ("lead_changed", ["陆清"], "")
    assert buses in Task.objects.to_be_checked()


def test_a_doubtful_field_taken_as_read_is_confirmed_by_who_chose(cast: Cast) -> None:
    imported(cast, undecided="as_read")
    buses = task(BUSES[2])
    assert names(buses, Role.LEAD_OFFICIAL) == ["陆清"]
    assert buses.responsibilities.get(role=Role.LEAD_OFFICIAL).confirmed_by == cast.administrator
    origin = buses.origins.get(field="lead_officials")
    assert (origin.settlement, origin.settled_by) == ("as_read", cast.administrator)
    assert buses not in Task.objects.to_be_checked()
    assert buses.responsibilities.get(role=Role.LEAD_UNIT).confirmed_by is None


def test_a_row_left_out_is_not_there_and_neither_is_who_only_it_names(cast: Cast) -> None:
    batch = staged(cast)
    decide(cast, batch, Choice.LEAVE_OUT, *DOUBTFUL)
    applied = apply(batch, user=cast.administrator)
    assert (applied.created, applied.left_out) == (3, 2)
    assert not Task.objects.filter(text=BUSES[2]).exists()
    assert not Unit.objects.filter(name="公交集团").exists()


def test_a_choice_goes_before_what_becomes_of_the_undecided(cast: Cast) -> None:
    batch = staged(cast)
    decide(cast, batch, Choice.AS_READ, DOUBTFUL[0])
    apply(batch, user=cast.administrator, undecided="leave_out")
    assert names(task(BUSES[2]), Role.LEAD_OFFICIAL) == ["陆清"]
    assert not Task.objects.filter(text=STOPS[2]).exists()


def test_a_row_without_doubt_can_be_left_out_too(cast: Cast) -> None:
    batch = staged(cast)
    decide(cast, batch, Choice.LEAVE_OUT, 1)
    apply(batch, user=cast.administrator, undecided="empty")
    assert not Task.objects.filter(text=ROADS[2]).exists()


# ---- a revised document ----


def test_the_same_document_again_writes_nothing(cast: Cast) -> None:
    imported(cast)
    lines = Task.history.count(), Responsibility.history.count(), Origin.history.count()
    again = staged(cast)
    applied = apply(again, user=cast.administrator)
    assert (applied.created, applied.changed, applied.left_out) == (0, 0, 0)
    assert (Task.history.count(), Responsibility.history.count(), Origin.history.count()) == lines


def test_a_change_is_written_to_the_same_task_with_its_history(cast: Cast) -> None:
    imported(cast)
    roads = task(ROADS[2])
    changed = ("1", "畅通路网", ROADS[2], "陆清", "交通局、公交集团", "财政局", "2026年11月底")
    batch = imported(cast, plan(changed, BRIDGES, BUSES, STOPS, SCHOOLS))
    roads.refresh_from_db()
    assert roads.deadline == date(2026, 11, 30)
    assert names(roads, Role.LEAD_UNIT) == ["交通局", "公交集团"]
    assert names(roads, Role.PARTNER_UNIT) == ["财政局"]
    assert [line.history_type for line in roads.history.order_by("history_id")] == ["+", "~"]
    gone = Responsibility.history.filter(task_id=roads.pk, history_type="-")
    assert {(line.unit.name, line.history_user) for line in gone} == {
        (name, cast.administrator) for name in ("交通局", "各街道", "财政局")
    }
    assert roads in Task.objects.from_file(batch.pk)


def test_a_field_that_did_not_change_keeps_its_origin(cast: Cast) -> None:
    first = imported(cast)
    imported(cast, plan((*ROADS[:6], "2026年11月底"), BRIDGES, BUSES, STOPS, SCHOOLS))
    roads = task(ROADS[2])
    assert roads.origins.filter(field="text").get().source_file == first.source
    assert roads.origins.filter(field="deadline_text").count() == 2


def test_what_a_person_corrected_is_kept_unless_the_person_who_imports_says_otherwise(cast: Cast) -> None:
    imported(cast)
    change(cast, task(ROADS[2]), deadline_text="2026年9月底", deadline=date(2026, 9, 30))
    later = plan((*ROADS[:6], "2026年11月底"), BRIDGES, BUSES, STOPS, SCHOOLS)
    batch = staged(cast, later)
    assert batch.rows.get(number=1).verdict == "conflict"
    assert apply(batch, user=cast.administrator, undecided="empty").left_out == 1
    assert task(ROADS[2]).deadline == date(2026, 9, 30)
    again = staged(cast, later)
    decide(cast, again, Choice.AS_READ, 1)
    apply(again, user=cast.administrator)
    assert task(ROADS[2]).deadline == date(2026, 11, 30)


def test_a_reworded_task_keeps_its_wording_until_a_person_takes_the_new_one(cast: Cast) -> None:
    imported(cast)
    reworded = ("", "", "加固危旧桥梁5座。", "", "", "", "")
    data = plan(ROADS, reworded, BUSES, STOPS, SCHOOLS)
    imported(cast, data, undecided="empty")
    bridges = task(BRIDGES[2])
    assert bridges.origins.get(doubt="reworded").suggested == ["加固危旧桥梁5座。"]
    assert staged(cast, data).counts == {"same": 5}


def test_a_reworded_task_takes_the_new_wording_as_read(cast: Cast) -> None:
    imported(cast)
    bridges = task(BRIDGES[2])
    reworded = ("", "", "加固危旧桥梁5座。", "", "", "", "")
    imported(cast, plan(ROADS, reworded, BUSES, STOPS, SCHOOLS), undecided="as_read")
    assert task("加固危旧桥梁5座。") == bridges


def test_what_an_earlier_document_left_open_is_settled_by_one_that_says_it(cast: Cast) -> None:
    imported(cast)
    named = (*BUSES[:3], "沈知远", *BUSES[4:])
    imported(cast, plan(ROADS, BRIDGES, named, STOPS, SCHOOLS))
    buses = task(BUSES[2])
    assert names(buses, Role.LEAD_OFFICIAL) == ["沈知远"]
    assert buses not in Task.objects.to_be_checked()


def test_tasks_follow_the_order_of_the_newest_document(cast: Cast) -> None:
    imported(cast)
    first = ("", "", "新建公交场站2个。", "", "", "", "")
    imported(cast, plan(ROADS, first, BRIDGES, BUSES, STOPS, SCHOOLS))
    tasks = Task.objects.filter(plan__title=TITLE).in_document_order()
    assert [t.text for t in tasks] == [ROADS[2], first[2], BRIDGES[2], BUSES[2], STOPS[2], SCHOOLS[2]]


def test_a_task_moves_to_the_goal_where_the_document_has_it_now(cast: Cast) -> None:
    imported(cast)
    moved = ("3", "改善出行", BUSES[2], "陆清", "公交集团", "各街道、财政局", "2026年12月底")
    imported(cast, plan(ROADS, BRIDGES, SCHOOLS, moved), undecided="as_read")
    goal = task(BUSES[2]).goal
    assert goal
    assert goal.title == "改善出行"


# ---- who was faster ----


def test_a_task_changed_since_the_preview_stops_all_of_it(cast: Cast) -> None:
    imported(cast)
    batch = staged(cast, plan((*ROADS[:6], "2026年11月底"), BRIDGES, BUSES, STOPS, SCHOOLS))
    change(cast, task(ROADS[2]), deadline_text="2026年9月底", deadline=date(2026, 9, 30))
    with pytest.raises(Moved) as raised:
        apply(batch, user=cast.administrator)
    assert [row.number for row in raised.value.rows] == [1]
    assert "1" in str(raised.value)
    assert task(ROADS[2]).deadline == date(2026, 9, 30)
    assert task(BRIDGES[2]).deadline == date(2026, 10, 31)
    batch.refresh_from_db()
    assert (batch.status, batch.rows.get(number=1).verdict) == (Status.STAGED, "conflict")
    apply(batch, user=cast.administrator)
    assert task(BRIDGES[2]).deadline == date(2026, 11, 30)


def test_two_previews_of_one_document_do_not_make_its_tasks_twice(cast: Cast) -> None:
    first, second = staged(cast), staged(cast)
    apply(first, user=cast.administrator, undecided="empty")
    with pytest.raises(Moved):
        apply(second, user=cast.administrator, undecided="empty")
    second.refresh_from_db()
    assert second.counts == {"same": 5}
    assert Task.objects.filter(text=ROADS[2]).count() == 1


def test_the_second_of_two_who_confirm_is_told_who_was_first(cast: Cast) -> None:
    batch = staged(cast)
    apply(batch, user=cast.administrator, undecided="empty")
    with pytest.raises(Refused, match=cast.administrator.name):
        apply(batch, user=cast.superuser, undecided="empty")
    assert Task.objects.filter(text=ROADS[2]).count() == 1


def test_what_somebody_else_decided_since_is_looked_at_first(cast: Cast) -> None:
    batch = staged(cast)
    seen = decisions(batch)
    decide(cast, batch, Choice.LEAVE_OUT, 1)
    with pytest.raises(Refused):
        apply(batch, user=cast.superuser, undecided="empty", seen=seen)
    assert not Task.objects.filter(text=BRIDGES[2]).exists()
    apply(batch, user=cast.superuser, undecided="empty", seen=decisions(batch))


def test_a_failure_half_way_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from imports.services import apply as applying

    def break_down(_tasks: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(applying, "refresh", break_down)
    batch = staged(cast)
    with pytest.raises(ZeroDivisionError):
        apply(batch, user=cast.administrator, undecided="empty")
    batch.refresh_from_db()
    assert batch.status == Status.STAGED
    assert not Plan.objects.filter(title=TITLE).exists()
    assert not Unit.objects.filter(name="交通局").exists()


def test_the_number_of_queries_does_not_grow_with_the_rows(cast: Cast) -> None:
    def queries(number: int, title: str) -> int:
        batch = staged(cast, many(number).replace(TITLE.encode(), title.encode()))
        with CaptureQueriesContext(connection) as captured:
            apply(batch, user=cast.administrator)
        return len(captured)

    # as many as SQLite takes in one statement; above that they grow by one for some sixty rows
    some = queries(2, "澄岚区2026年第一批重点任务清单")
    assert queries(6, "澄岚区2026年第二批重点任务清单") == some
