"""A person settles what the document left open."""

import pytest
from django.core.exceptions import PermissionDenied

from tasks.errors import Refused
from tasks.models import Official, Origin, Responsibility, SourceFile, Task, Unit
from tasks.services.people import official_named, unit_named
from tasks.services.settle import settle
from tests.cast import Cast


@pytest.fixture
def source(cast: Cast) -> SourceFile:
    return SourceFile.objects.create(
        district=cast.district, name="任务分解.docx", file="x", sha256="0", size=1
    )


def doubt(task: Task, source: SourceFile, field: str, *suggested: str, **fields: object) -> Origin:
    given = {"doubt": "lead_printed_anew", "suggested": list(suggested), "place": {"line": 7}, **fields}
    return Origin.objects.create(task=task, source_file=source, field=field, **given)


def given(task: Task, role: str) -> list[Unit | Official | None]:
    return [row.official or row.unit for row in task.responsibilities.filter(role=role).order_by("position")]


def test_it_takes_the_reading_and_records_who_did(cast: Cast, source: SourceFile) -> None:
    task = cast.tasks[2]
    origin = doubt(task, source, "lead_officials", "沈知远", "陆清", inherited=True)
    assert settle(task, user=cast.supervisor, fields=["lead_officials"], as_read=True) == [origin]
    assert given(task, "lead_official") == [cast.official, cast.other_official]
    row = task.responsibilities.get(official=cast.official)
    assert (row.confirmed_by, row.inherited, row.place) == (cast.supervisor, True, {"line": 7})
    assert row.history.get().history_user == cast.supervisor
    origin.refresh_from_db()
    assert (origin.settlement, origin.settled_by) == ("as_read", cast.supervisor)
    assert origin.settled_at is not None
    assert origin.history.latest().history_user == cast.supervisor


def test_it_leaves_the_field_empty_and_records_that(cast: Cast, source: SourceFile) -> None:
    task = cast.tasks[2]
    origin = doubt(task, source, "lead_officials", "沈知远")
    settle(task, user=cast.supervisor, fields=["lead_officials"], as_read=False)
    assert given(task, "lead_official") == []
    origin.refresh_from_db()
    assert (origin.settlement, origin.settled_by) == ("empty", cast.supervisor)
    assert not Task.objects.to_be_checked().exists()


def test_it_settles_only_the_fields_named(cast: Cast, source: SourceFile) -> None:
    task = cast.tasks[2]
    doubt(task, source, "lead_officials", "沈知远")
    doubt(task, source, "partner_units", "工信局")
    settle(task, user=cast.supervisor, fields=["partner_units"], as_read=True)
    assert given(task, "partner_unit") == [cast.industry]
    assert given(task, "lead_official") == []
    assert list(Task.objects.to_be_checked()) == [task]


def test_it_leaves_settled_fields_and_other_tasks_alone(cast: Cast, source: SourceFile) -> None:
    task, other = cast.tasks[2], cast.tasks[3]
    certain = doubt(task, source, "lead_units", "工信局", doubt="")
    elsewhere = doubt(other, source, "lead_officials", "沈知远")
    doubt(task, source, "lead_officials", "陆清")
    settle(task, user=cast.supervisor, fields=["lead_officials", "lead_units"], as_read=True)
    for origin in (certain, elsewhere):
        origin.refresh_from_db()
        assert origin.settlement == ""


def test_it_knows_people_and_units_by_their_other_names(cast: Cast, source: SourceFile) -> None:
    task = cast.tasks[4]
    Unit.objects.filter(pk=cast.industry.pk).update(aliases=["经信局"], full_name="澄岚区工业和信息化局")
    Official.objects.filter(pk=cast.official.pk).update(aliases=["沈区长"])
    doubt(task, source, "lead_units", "经信局")
    doubt(task, source, "partner_units", "澄岚区工业和信息化局", "教育 局")
    doubt(task, source, "lead_officials", "沈区长")
    settle(task, user=cast.supervisor, fields=["lead_units", "partner_units", "lead_officials"], as_read=True)
    assert given(task, "lead_unit") == [cast.industry]
    assert given(task, "partner_unit") == [cast.industry, cast.education]
    assert given(task, "lead_official") == [cast.official]
    assert Unit.objects.filter(district=cast.district).count() == 6


def test_it_enters_whom_the_district_does_not_know(cast: Cast, source: SourceFile) -> None:
    task = cast.tasks[4]
    doubt(task, source, "lead_units", "水务局(河长办)", "各 镇")
    doubt(task, source, "lead_officials", "方 力")
    settle(task, user=cast.supervisor, fields=["lead_units", "lead_officials"], as_read=True)
    bureau = unit_named(cast.district, "水务局（河长办）")
    towns = unit_named(cast.district, "各镇")
    assert bureau is not None
    assert towns is not None
    assert (bureau.collective, towns.collective) == ("", "open")
    assert bureau.position < towns.position
    assert bureau.position > cast.departments.position
    assert bureau.history.get().history_user == cast.supervisor
    assert given(task, "lead_unit") == [bureau, towns]
    assert not towns.members.exists()
    assert official_named(cast.district, "方力") == given(task, "lead_official")[0]


def test_it_knows_the_members_of_a_collective_that_names_their_kind(cast: Cast, source: SourceFile) -> None:
    cast.all_streets.responsibilities.all().delete()
    cast.all_streets.delete()
    doubt(cast.tasks[4], source, "partner_units", "各街道")
    settle(cast.tasks[4], user=cast.supervisor, fields=["partner_units"], as_read=True)
    streets = unit_named(cast.district, "各街道")
    assert streets is not None
    assert streets.collective == "closed"
    assert set(streets.members.all()) == set(cast.streets)


def test_it_does_not_take_a_namesake_from_another_district(cast: Cast, source: SourceFile) -> None:
    task = cast.tasks[4]
    doubt(task, source, "lead_officials", "卢远")
    settle(task, user=cast.supervisor, fields=["lead_officials"], as_read=True)
    official = task.responsibilities.get().official
    assert official is not None
    assert official.district == cast.district
    assert official != cast.other_official_elsewhere


def test_it_does_not_choose_between_two_of_the_same_name(cast: Cast, source: SourceFile) -> None:
    Unit.objects.filter(pk__in=[cast.industry.pk, cast.education.pk]).update(aliases=["两局"])
    origin = doubt(cast.tasks[4], source, "lead_units", "两局")
    with pytest.raises(Refused, match="工信局、教育局"):
        settle(cast.tasks[4], user=cast.supervisor, fields=["lead_units"], as_read=True)
    origin.refresh_from_db()
    assert origin.settlement == ""


def test_it_adds_behind_those_who_are_there_and_nobody_twice(cast: Cast, source: SourceFile) -> None:
    task = cast.tasks[1]  # led by the industry and the education bureau
    doubt(task, source, "lead_units", "教育局", "望湖街道", "望湖街道")
    settle(task, user=cast.supervisor, fields=["lead_units"], as_read=True)
    assert given(task, "lead_unit") == [cast.industry, cast.education, cast.streets[0]]


def test_it_takes_a_reading_of_the_wording(cast: Cast, source: SourceFile) -> None:
    task = cast.tasks[0]
    doubt(task, source, "text", "新增规模以上工业企业36家。")
    settle(task, user=cast.supervisor, fields=["text"], as_read=True)
    assert Task.objects.get(pk=task.pk).text == "新增规模以上工业企业36家。"
    assert task.history.latest().history_user == cast.supervisor


def test_it_leaves_the_wording_as_printed(cast: Cast, source: SourceFile) -> None:
    task = cast.tasks[0]
    doubt(task, source, "text", "新增规模以上工业企业36家。")
    settle(task, user=cast.supervisor, fields=["text"], as_read=False)
    assert Task.objects.get(pk=task.pk).text == "新增规模以上工业企业30家。"


def test_it_does_not_pretend_to_take_what_it_cannot(cast: Cast, source: SourceFile) -> None:
    origin = doubt(cast.tasks[0], source, "goal", "做强先进制造")
    with pytest.raises(Refused):
        settle(cast.tasks[0], user=cast.supervisor, fields=["goal"], as_read=True)
    origin.refresh_from_db()
    assert origin.settlement == ""


@pytest.mark.parametrize("fields", [[], ["lead_officials"], ["partner_units"]])
def test_it_says_when_nothing_is_open_any_more(cast: Cast, source: SourceFile, fields: list[str]) -> None:
    doubt(cast.tasks[0], source, "lead_officials", "陆清", settlement="empty")
    with pytest.raises(Refused):
        settle(cast.tasks[0], user=cast.supervisor, fields=fields, as_read=True)


@pytest.mark.parametrize("who", ["reporter", "leader", "viewer", "nobody", "other_administrator"])
def test_it_lets_only_supervisors_settle(cast: Cast, source: SourceFile, who: str) -> None:
    doubt(cast.tasks[0], source, "lead_officials", "陆清")
    with pytest.raises(PermissionDenied):
        settle(cast.tasks[0], user=getattr(cast, who), fields=["lead_officials"], as_read=True)
    assert not Responsibility.objects.filter(official=cast.other_official, task=cast.tasks[0]).exists()


def test_it_lets_the_named_unit_report_at_once(cast: Cast, source: SourceFile) -> None:
    from tasks.permissions import Access

    task = cast.tasks[4]
    doubt(task, source, "lead_units", "教育局")
    settle(task, user=cast.administrator, fields=["lead_units"], as_read=True)
    assert Access(cast.education_reporter, cast.district).may_report(task)
