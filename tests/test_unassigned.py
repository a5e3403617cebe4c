"""Tasks that nobody reports: given a lead one by one or many at once, a name for a collective."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tasks.errors import Refused
from tasks.models import Origin, Responsibility, Task, Unit
from tasks.permissions import reporting_unit
from tasks.services.assign import Assignment, assign, assign_many, name_reporter
from tests.cast import Cast, make_task
from tests.pages import address, freeze, page, queries, signed_in, source_file, stand_today, text

Role = Responsibility.Role


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch)
    request.getfixturevalue("cast")
    stand_today()


def named(task: Task, role: Role) -> list[str]:
    rows = task.responsibilities.filter(role=role).order_by("position", "pk")
    return [str(row.unit or row.official) for row in rows.select_related("unit", "official")]


def suggested(cast: Cast, task: Task, *names: str) -> Origin:
    return Origin.objects.create(
        task=task,
        source_file=source_file(cast, f"{task.pk}.docx"),
        field="lead_units",
        doubt="merge",
        suggested=list(names),
    )


def lone(cast: Cast, number: int = 0) -> Task:
    return make_task(cast.plan, cast.goal, 30 + number, f"建成第{number}处口袋公园。")


# ---- assigning ----
def test_it_gives_a_task_leads_partners_and_officials_in_their_order(cast: Cast) -> None:
    to = Assignment([cast.education, cast.industry], cast.streets, [cast.other_official])
    assign(cast.tasks[4], user=cast.supervisor, to=to)
    assert named(cast.tasks[4], Role.LEAD_UNIT) == ["教育局", "工信局"]
    assert named(cast.tasks[4], Role.PARTNER_UNIT) == ["望湖街道", "松林街道"]
    assert named(cast.tasks[4], Role.LEAD_OFFICIAL) == ["陆清"]
    row = cast.tasks[4].responsibilities.filter(unit=cast.education).get()
    assert (row.confirmed_by, Responsibility.history.get(id=row.pk).history_user) == (cast.supervisor,) * 2


def test_what_is_not_named_stays_and_an_order_can_be_turned(cast: Cast) -> None:
    task = cast.tasks[1]
    kept = set(task.responsibilities.values_list("pk", flat=True))
    assign(task, user=cast.supervisor, to=Assignment(leads=[cast.education, cast.industry]))
    assert named(task, Role.LEAD_UNIT) == ["教育局", "工信局"]
    assert named(task, Role.LEAD_OFFICIAL) == ["陆清"]
    assert set(task.responsibilities.values_list("pk", flat=True)) == kept
    assert reporting_unit(Task.objects.get(pk=task.pk)) == cast.education


def test_it_settles_what_the_document_left_open(cast: Cast) -> None:
    origin = suggested(cast, cast.tasks[4], "教育局")
    assign(cast.tasks[4], user=cast.supervisor, to=Assignment(leads=[cast.industry]))
    origin.refresh_from_db()
    assert (origin.settlement, origin.settled_by) == ("by_hand", cast.supervisor)


def test_only_supervision_assigns(cast: Cast) -> None:
    for user in (cast.reporter, cast.leader, cast.viewer, cast.other_administrator):
        with pytest.raises(PermissionDenied):
            assign(cast.tasks[4], user=user, to=Assignment(leads=[cast.industry]))
        with pytest.raises(PermissionDenied):
            name_reporter(cast.tasks[3], user=user, unit=cast.streets[0])
    assert named(cast.tasks[4], Role.LEAD_UNIT) == []


def test_it_refuses_where_others_lead_than_those_seen(cast: Cast) -> None:
    with pytest.raises(Refused):
        assign(cast.tasks[0], user=cast.supervisor, to=Assignment(leads=[cast.education]), seen=())
    assert named(cast.tasks[0], Role.LEAD_UNIT) == ["工信局"]


def test_of_many_it_leaves_those_that_somebody_else_has_given_a_lead(cast: Cast) -> None:
    one, other = lone(cast, 1), lone(cast, 2)
    assign(other, user=cast.administrator, to=Assignment(leads=[cast.industry]))
    to = Assignment(leads=[cast.education])
    assert assign_many([other, one], user=cast.supervisor, to=to, seen=()) == ([one], [other])
    assert named(other, Role.LEAD_UNIT) == ["工信局"]
    with pytest.raises(Refused):
        assign_many([other, one], user=cast.supervisor, to=to, seen=())


def test_it_names_a_member_to_report_for_a_closed_collective(cast: Cast) -> None:
    task = cast.tasks[3]
    with pytest.raises(Refused):
        name_reporter(task, user=cast.supervisor, unit=cast.industry)
    name_reporter(task, user=cast.supervisor, unit=cast.streets[1])
    assert reporting_unit(Task.objects.get(pk=task.pk)) == cast.streets[1]
    with pytest.raises(Refused):  # another was named meanwhile
        name_reporter(task, user=cast.administrator, unit=cast.streets[0])
    with pytest.raises(Refused):  # no collective leads it
        name_reporter(cast.tasks[0], user=cast.supervisor, unit=cast.education)


def test_another_collective_as_lead_has_nobody_named_yet(cast: Cast) -> None:
    task = cast.tasks[3]
    name_reporter(task, user=cast.supervisor, unit=cast.streets[1])
    assign(task, user=cast.supervisor, to=Assignment(leads=[cast.departments]))
    assert Task.objects.get(pk=task.pk).reporter is None


def test_it_names_any_single_unit_for_an_open_collective(cast: Cast) -> None:
    task = make_task(cast.plan, None, 40, "推进政务公开。", cast.departments)
    with pytest.raises(Refused):
        name_reporter(task, user=cast.supervisor, unit=cast.all_streets)
    name_reporter(task, user=cast.supervisor, unit=cast.education)
    assert reporting_unit(Task.objects.get(pk=task.pk)) == cast.education


def test_a_name_for_a_collective_goes_with_it(cast: Cast) -> None:
    name_reporter(cast.tasks[3], user=cast.supervisor, unit=cast.streets[1])
    assign(cast.tasks[3], user=cast.supervisor, to=Assignment(leads=[cast.industry]))
    task = Task.objects.get(pk=cast.tasks[3].pk)
    assert (task.reporter, reporting_unit(task)) == (None, cast.industry)


# ---- the page ----
def send(cast: Cast, **sent: Any) -> Any:
    return signed_in(cast.supervisor).post(address("unassigned", cast), sent)


def test_it_lists_what_nobody_reports(cast: Cast) -> None:
    tree = page(signed_in(cast.supervisor).get(address("unassigned", cast)))
    assert tree.xpath("//input[@name='task']/@value") == [str(cast.tasks[4].pk)]
    assert tree.xpath("//button[@name='name_for']/@value") == [str(cast.tasks[3].pk)]


def test_it_gives_several_ticked_tasks_a_lead_in_one_act(cast: Cast) -> None:
    tasks = [lone(cast, number) for number in range(3)]
    keys = [task.pk for task in tasks]
    assert send(cast, task=keys[:2], leads="教育局、工信局", partners="松林街道").status_code == 302
    for task in tasks[:2]:
        assert named(task, Role.LEAD_UNIT) == ["教育局", "工信局"]
        assert named(task, Role.PARTNER_UNIT) == ["松林街道"]
    assert named(tasks[2], Role.LEAD_UNIT) == []


@pytest.mark.parametrize(
    "wrong", [{"leads": "交通运输局"}, {"leads": ""}, {"leads": "教育局", "officials": "无名"}, {"task": []}]
)
def test_it_keeps_what_was_typed_and_ticked_where_something_is_wrong(
    cast: Cast, wrong: dict[str, Any]
) -> None:
    sent: dict[str, Any] = {"task": [cast.tasks[4].pk], "leads": "教育局", "partners": "松林街道", **wrong}
    response = send(cast, **sent)
    assert response.status_code == 422
    tree = page(response)
    assert tree.xpath("//input[@name='partners']/@value") == ["松林街道"]
    assert tree.xpath("//input[@name='task'][@checked]/@value") == [str(key) for key in sent["task"]]
    assert named(cast.tasks[4], Role.LEAD_UNIT) == []


def test_it_takes_what_each_document_suggests(cast: Cast) -> None:
    one, other = lone(cast, 1), lone(cast, 2)
    suggested(cast, one, "教育局")
    suggested(cast, other, "工信局", "教育局")
    assert "工信局、教育局" in text(page(signed_in(cast.supervisor).get(address("unassigned", cast))))
    assert send(cast, task=[one.pk, other.pk], suggested="1").status_code == 302
    assert named(one, Role.LEAD_UNIT) == ["教育局"]
    assert named(other, Role.LEAD_UNIT) == ["工信局", "教育局"]


def test_it_names_who_reports_and_keeps_a_wrong_name(cast: Cast) -> None:
    task = cast.tasks[3]
    for wrong in ("", "教育局", "交通运输局"):
        response = send(cast, name_for=task.pk, **{f"reporter_{task.pk}": wrong})
        assert response.status_code == 422
        assert page(response).xpath(f"//input[@id='reporter-{task.pk}']")[0].value == wrong
    assert send(cast, name_for=task.pk, **{f"reporter_{task.pk}": "望湖街道"}).status_code == 302
    assert Task.objects.get(pk=task.pk).reporter == cast.streets[0]


def test_a_task_of_another_district_is_not_assigned_here(cast: Cast) -> None:
    lead = cast.other_task.responsibilities.get()
    lead.delete()
    assert send(cast, task=[cast.other_task.pk], leads="教育局").status_code == 422
    assert not Unit.objects.get(pk=cast.education.pk).responsibilities.filter(task=cast.other_task).exists()


def test_more_tasks_take_no_more_queries(cast: Cast) -> None:
    suggested(cast, cast.tasks[4], "教育局")
    client, url = signed_in(cast.supervisor), address("unassigned", cast)
    before = queries(client, url)
    for number in range(10):
        suggested(cast, lone(cast, number), "教育局")
        make_task(cast.plan, None, 60 + number, f"整治第{number}条小巷。", cast.all_streets)
    assert queries(client, url) == before


def test_the_task_page_leads_who_may_assign_to_the_queue(cast: Cast) -> None:
    link = f"//main//a[@href='{address('unassigned', cast)}']"
    for user, task, there in (
        (cast.supervisor, cast.tasks[4], True),
        (cast.supervisor, cast.tasks[3], True),
        (cast.supervisor, cast.tasks[0], False),
        (cast.leader, cast.tasks[4], False),
    ):
        assert bool(page(signed_in(user).get(address("task", cast, task))).xpath(link)) is there
