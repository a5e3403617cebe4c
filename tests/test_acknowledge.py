"""A unit acknowledges its tasks or objects; a supervisor insists, or gives them to another unit."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tasks.errors import Refused
from tasks.models import Acknowledgement, Responsibility, Task, Unit
from tasks.services.acknowledge import acknowledge, insist, object_to, reassign
from tests.cast import Cast, make_task
from tests.pages import address, everybody, freeze, page, queries, signed_in, stand_today, text


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch)
    request.getfixturevalue("cast")
    stand_today()


def leads(task: Task) -> list[Unit | None]:
    rows = task.responsibilities.filter(role=Responsibility.Role.LEAD_UNIT).order_by("position", "pk")
    return [row.unit for row in rows.select_related("unit")]


def objected(cast: Cast, task: Task | None = None) -> Task:
    """A task that the industry bureau objects to, proposing the education bureau."""
    task = task or cast.tasks[0]
    object_to(task, user=cast.reporter, reason="不属于我局职责。", proposed=cast.education)
    return task


def answer(task: Task) -> Acknowledgement:
    return Acknowledgement.objects.get(task=task)


# ---- the unit ----
def test_it_acknowledges_a_task_once(cast: Cast) -> None:
    acknowledge([cast.tasks[0]], user=cast.reporter)
    row = answer(cast.tasks[0])
    assert (row.state, row.unit, row.answered_by) == ("acknowledged", cast.industry, cast.reporter)
    assert row.history.get().history_user == cast.reporter
    with pytest.raises(Refused):
        acknowledge([cast.tasks[0]], user=cast.reporter)


def test_it_acknowledges_many_and_passes_over_those_that_were_answered(cast: Cast) -> None:
    acknowledge([cast.tasks[0]], user=cast.reporter)
    assert [row.task for row in acknowledge(cast.tasks[:2], user=cast.reporter)] == [cast.tasks[1]]


def test_it_lets_only_the_reporting_unit_answer(cast: Cast) -> None:
    for user in everybody(cast):
        if user != cast.reporter:
            with pytest.raises(PermissionDenied):
                acknowledge([cast.tasks[0]], user=user)
            with pytest.raises(PermissionDenied):
                object_to(cast.tasks[0], user=user, reason="不归我们。")
    with pytest.raises(PermissionDenied):  # one of two is another's
        acknowledge([cast.tasks[0], cast.tasks[2]], user=cast.reporter)
    assert not Acknowledgement.objects.exists()


def test_it_asks_nobody_where_the_district_does_not(cast: Cast) -> None:
    cast.district.asks_acknowledgement = False
    cast.district.save()
    with pytest.raises(Refused):
        acknowledge([cast.tasks[0]], user=cast.reporter)
    shown = page(signed_in(cast.reporter).get(address("acknowledge", cast)))
    assert not shown.xpath("//input[@name='task'] | //button[@name='all']")
    part = page(signed_in(cast.reporter).get(address("task", cast, cast.tasks[0])))
    assert not part.xpath("//*[@aria-labelledby='acknowledgement']")


def test_it_asks_nobody_for_a_collective_until_one_is_named(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        acknowledge([cast.tasks[3]], user=cast.street_reporter)
    Task.objects.filter(pk=cast.tasks[3].pk).update(reporter=cast.streets[0])
    acknowledge([Task.objects.get(pk=cast.tasks[3].pk)], user=cast.street_reporter)
    assert answer(cast.tasks[3]).unit == cast.streets[0]


def test_it_objects_with_a_reason_and_another_unit(cast: Cast) -> None:
    with pytest.raises(Refused):
        object_to(cast.tasks[0], user=cast.reporter, reason="  ")
    with pytest.raises(Refused):
        object_to(cast.tasks[0], user=cast.reporter, reason="不归我们。", proposed=cast.industry)
    row = answer(objected(cast))
    assert (row.state, row.reason, row.proposed) == ("objected", "不属于我局职责。", cast.education)


def test_it_may_think_better_of_an_objection(cast: Cast) -> None:
    task = objected(cast)
    acknowledge([task], user=cast.reporter)
    assert answer(task).state == "acknowledged"


# ---- the supervisor ----
def test_it_insists_and_the_unit_is_to_acknowledge(cast: Cast) -> None:
    task = objected(cast)
    with pytest.raises(Refused):
        insist(task, user=cast.supervisor, words="")
    insist(task, user=cast.supervisor, words="“三定”方案已明确由贵局牵头。")
    assert (answer(task).state, answer(task).decided_by) == ("insisted", cast.supervisor)
    with pytest.raises(Refused):
        object_to(task, user=cast.reporter, reason="再次说明。")
    acknowledge([task], user=cast.reporter)
    assert answer(task).state == "acknowledged"


def test_it_gives_the_task_to_another_unit_which_is_asked_in_turn(cast: Cast) -> None:
    task = objected(cast)
    reassign(task, user=cast.supervisor, unit=cast.education)
    assert leads(task) == [cast.education]
    assert answer(task).state == "reassigned"
    acknowledge([Task.objects.get(pk=task.pk)], user=cast.education_reporter)
    assert set(task.acknowledgements.values_list("unit", "state")) == {
        (cast.industry.pk, "reassigned"),
        (cast.education.pk, "acknowledged"),
    }
    gone = Responsibility.history.filter(task=task, unit=cast.industry, history_type="-").get()
    assert gone.history_user == cast.supervisor


def test_a_task_that_comes_back_is_asked_anew(cast: Cast) -> None:
    task = objected(cast)
    reassign(task, user=cast.supervisor, unit=cast.education)
    object_to(task, user=cast.education_reporter, reason="也不归我局。")
    reassign(task, user=cast.supervisor, unit=cast.industry)
    assert not task.acknowledgements.filter(unit=cast.industry).exists()
    acknowledge([task], user=cast.reporter)
    assert task.acknowledgements.get(unit=cast.industry).state == "acknowledged"


def test_a_further_lead_stays_and_a_partner_that_leads_is_no_partner(cast: Cast) -> None:
    task = objected(cast, cast.tasks[1])
    Responsibility.objects.create(
        task=task, role=Responsibility.Role.PARTNER_UNIT, unit=cast.streets[0], position=0
    )
    reassign(task, user=cast.supervisor, unit=cast.streets[0])
    assert leads(task) == [cast.streets[0], cast.education]
    assert not task.responsibilities.filter(role=Responsibility.Role.PARTNER_UNIT).exists()


def test_where_a_collective_leads_another_member_is_named(cast: Cast) -> None:
    task = cast.tasks[3]
    Task.objects.filter(pk=task.pk).update(reporter=cast.streets[0])
    object_to(task, user=cast.street_reporter, reason="本街道无背街小巷。")
    with pytest.raises(Refused):
        reassign(task, user=cast.supervisor, unit=cast.industry)
    reassign(task, user=cast.supervisor, unit=cast.streets[1])
    assert (leads(task), Task.objects.get(pk=task.pk).reporter) == ([cast.all_streets], cast.streets[1])


@pytest.mark.parametrize("decide", [insist, reassign])
def test_only_supervision_decides_and_only_once(cast: Cast, decide: Any) -> None:
    task = objected(cast)
    more: dict[str, Any] = {"unit": cast.education} if decide is reassign else {}
    for user in (cast.reporter, cast.leader, cast.viewer, cast.education_reporter):
        with pytest.raises(PermissionDenied):
            decide(task, user=user, words="已研究。", **more)
    decide(task, user=cast.administrator, words="已研究。", **more)
    with pytest.raises(Refused):
        decide(task, user=cast.supervisor, words="已研究。", **more)


# ---- the pages ----
def test_the_unit_sees_what_waits_for_it_and_acknowledges_what_it_ticks(cast: Cast) -> None:
    client = signed_in(cast.reporter)
    boxes = "//input[@name='task']/@value"
    first, second = (str(task.pk) for task in cast.tasks[:2])
    assert page(client.get(address("acknowledge", cast))).xpath(boxes) == [first, second]
    client.post(address("acknowledge_send", cast), {"task": [first]})
    assert page(client.get(address("acknowledge", cast))).xpath(boxes) == [second]


def test_the_unit_acknowledges_all_at_once(cast: Cast) -> None:
    signed_in(cast.reporter).post(address("acknowledge_send", cast), {"all": "1"})
    assert Acknowledgement.objects.filter(state="acknowledged").count() == 2


def test_an_objection_without_a_reason_is_asked_for_again(cast: Cast) -> None:
    sent = {"reason": "", "proposed": str(cast.education.pk)}
    response = signed_in(cast.reporter).post(address("object_to", cast, cast.tasks[0]), sent)
    assert response.status_code == 422
    assert page(response).xpath("//option[@selected]/text()") == ["教育局"]


def test_what_was_typed_stays_when_somebody_else_was_first(cast: Cast) -> None:
    task = objected(cast)
    insist(task, user=cast.administrator, words="已研究。")
    sent = {"decision": "reassign", "unit": cast.education.pk, "words": "同意调整牵头单位。"}
    response = signed_in(cast.supervisor).post(address("decide_objection", cast, task), sent)
    assert response.status_code == 422
    assert "同意调整牵头单位。" in response.content.decode()


def test_the_supervisor_sees_objections_and_who_has_not_answered(cast: Cast) -> None:
    task = objected(cast)
    acknowledge([cast.tasks[2]], user=cast.education_reporter)
    tree = page(signed_in(cast.supervisor).get(address("acknowledge", cast)))
    assert "不属于我局职责。" in text(tree.xpath("//*[@aria-labelledby='objections']")[0])
    rows = {text(row[0]): [text(cell) for cell in row[1:5]] for row in tree.xpath("//table[last()]//tr[td]")}
    assert rows["工信局"] == ["2", "", "1", "1"]
    assert rows["教育局"] == ["1", "1", "", ""]
    (link,) = tree.xpath("//table[last()]//a[starts-with(@href, '?unit=')]/@href")
    listed = page(signed_in(cast.supervisor).get(address("acknowledge", cast, query=link.split("#")[0])))
    assert listed.xpath("//*[@aria-labelledby='missing']//li")[0].text_content().strip() == cast.tasks[1].text
    sent = {"decision": "reassign", "unit": cast.education.pk, "words": ""}
    signed_in(cast.supervisor).post(address("decide_objection", cast, task), sent)
    assert leads(task) == [cast.education]


def test_the_task_page_shows_the_answer_and_asks_who_may_give_it(cast: Cast) -> None:
    def part(user: Any) -> Any:
        tree = page(signed_in(user).get(address("task", cast, cast.tasks[0])))
        return tree.xpath("//*[@aria-labelledby='acknowledgement']")[0]

    assert part(cast.reporter).xpath(".//form/@action") == [address("acknowledge_send", cast)]
    assert part(cast.viewer).xpath(".//form | .//a") == []
    objected(cast)
    assert (
        part(cast.supervisor)
        .xpath(".//a/@href")[0]
        .startswith(address("decide_objection", cast, cast.tasks[0]))
    )


def test_more_tasks_take_no_more_queries(cast: Cast) -> None:
    objected(cast)
    url = address("acknowledge", cast)
    before = [queries(signed_in(user), url) for user in (cast.reporter, cast.supervisor)]
    for number in range(12):
        task = make_task(cast.plan, cast.goal, 20 + number, f"建成第{number}处驿站。", cast.industry)
        if number % 2:
            objected(cast, task)
    stand_today()
    assert [queries(signed_in(user), url) for user in (cast.reporter, cast.supervisor)] == before
