"""Whom each act of the month is told to: who must act next and who watches, never who did it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tasks.models import ChangeRequest, Notice, StandingSpan, Task, Unit, User
from tasks.services import acknowledge, assign, by_hand, closing, instruct, request, succession
from tasks.services.by_hand import New, People
from tasks.services.report import return_claim, verify
from tasks.services.request import Wish
from tasks.services.standing import refresh, refresh_due
from tasks.services.tell import tell_turned_red
from tasks.services.watch import watch
from tasks.standing import Standing
from tests.cast import Cast
from tests.pages import DAY, freeze, say, signed_in, stand_today, words_on


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today()


def told(*codes: str) -> set[tuple[str, str]]:
    """Who has been told of these: user names, codes."""
    rows = Notice.objects.filter(code__in=codes) if codes else Notice.objects.all()
    return set(rows.values_list("user__username", "code"))


def claim(cast: Cast) -> Task:
    say(cast.tasks[0], cast.reporter, 100)
    return cast.tasks[0]


def ask(cast: Cast) -> ChangeRequest:
    wish = Wish(kind="extension", reason="雨季影响。", deadline=date(2027, 3, 31))
    return request.ask(cast.tasks[0], wish, user=cast.reporter, day=DAY)


def object_to(cast: Cast) -> Task:
    acknowledge.object_to(cast.tasks[0], user=cast.reporter, reason="不属本局职责。")
    return cast.tasks[0]


def instructed(cast: Cast) -> Any:
    return instruct.instruct(cast.tasks[0], user=cast.leader, text="加快推进。", day=DAY)


def new(cast: Cast, *leads: Unit) -> Task:
    wanted = New(text="落实调研交办事项。", source="leader", people=People(leads=leads))
    return by_hand.add(cast.year, wanted, user=cast.supervisor, day=DAY)


ACTS: dict[str, tuple[Callable[[Cast], object], set[tuple[str, str]]]] = {
    "a claim goes to the supervisors": (claim, {("supervisor", "claimed")}),
    "what is verified goes to the unit": (
        lambda cast: verify(claim(cast), user=cast.supervisor),
        {("reporter", "verified")},
    ),
    "a claim sent back goes to the unit": (
        lambda cast: return_claim(claim(cast), user=cast.supervisor, reason="缺验收单"),
        {("reporter", "claim_returned")},
    ),
    "what is reopened goes to the unit": (
        lambda cast: closing.reopen(
            verify(claim(cast), user=cast.supervisor), user=cast.supervisor, reason="缺项"
        ),
        {("reporter", "reopened")},
    ),
    "a request goes to the supervisors": (ask, {("supervisor", "request_made")}),
    "what is granted goes to the unit": (
        lambda cast: request.grant(ask(cast), user=cast.supervisor),
        {("reporter", "request_granted")},
    ),
    "what is refused goes to the unit": (
        lambda cast: request.refuse(ask(cast), user=cast.supervisor, words="按期完成"),
        {("reporter", "request_refused")},
    ),
    "an objection goes to the supervisors": (object_to, {("supervisor", "objected")}),
    "an objection refused goes to the unit": (
        lambda cast: acknowledge.insist(object_to(cast), user=cast.supervisor, words="职责明确"),
        {("reporter", "objection_refused")},
    ),
    "a task that goes over is told to both units": (
        lambda cast: acknowledge.reassign(object_to(cast), user=cast.supervisor, unit=cast.education),
        {("reporter", "reassigned"), ("education_reporter", "acknowledge_asked")},
    ),
    "a lead that is set by hand is asked to acknowledge": (
        lambda cast: assign.assign(
            cast.tasks[4], user=cast.supervisor, to=assign.Assignment(leads=[cast.industry])
        ),
        {("reporter", "acknowledge_asked")},
    ),
    "an instruction goes to the unit and the supervisors": (
        instructed,
        {("reporter", "instructed"), ("supervisor", "instructed")},
    ),
    "an answer goes to the leader": (
        lambda cast: instruct.answer(instructed(cast), user=cast.reporter, words="已倒排工期。", day=DAY),
        {("leader", "instruction_answered")},
    ),
    "a task by hand goes to its unit": (
        lambda cast: new(cast, cast.industry),
        {("reporter", "task_added")},
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_whom_an_act_is_told_to(cast: Cast, name: str) -> None:
    act, expected = ACTS[name]
    act(cast)
    assert told(*{code for _who, code in expected}) == expected


def test_nobody_is_told_of_what_they_did_themselves(cast: Cast) -> None:
    cast.supervisor.memberships.create(district=cast.district, role="reporter", unit=cast.industry)
    new(cast, cast.industry)
    assert told() == {("reporter", "task_added")}


def test_a_task_that_nobody_reports_is_told_to_the_supervisors(cast: Cast) -> None:
    instruct.instruct(cast.tasks[4], user=cast.leader, text="尽快明确牵头单位。", day=DAY)
    assert told() == {("supervisor", "instructed")}


def test_who_watches_hears_of_the_turns(cast: Cast) -> None:
    watch(cast.tasks[0], user=cast.leader, on=True)
    say(cast.tasks[0], cast.reporter, 30)
    assert told() == set()
    verify(claim(cast), user=cast.supervisor)
    assert {code for who, code in told() if who == "leader"} == {"claimed", "verified"}


def test_who_watches_hears_once_that_it_turned_red(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    task = cast.tasks[0]
    watch(task, user=cast.leader, on=True)
    Task.objects.filter(pk=task.pk).update(deadline=DAY)
    refresh_due(DAY)
    refresh(Task.objects.filter(pk=task.pk), DAY)
    assert tell_turned_red(DAY) == 0
    freeze(monkeypatch, DAY + timedelta(days=1))
    refresh_due(DAY + timedelta(days=1))
    assert StandingSpan.objects.get(task=task, end=None).standing == Standing.OVERDUE
    assert [tell_turned_red(DAY + timedelta(days=days)) for days in (1, 1, 2)] == [1, 0, 0]
    assert told() == {("leader", "turned_red")}


def test_what_is_red_and_watched_by_nobody_is_told_to_nobody(cast: Cast) -> None:
    Task.objects.filter(pk=cast.tasks[0].pk).update(deadline=DAY - timedelta(days=1))
    refresh(Task.objects.filter(pk=cast.tasks[0].pk), DAY)
    assert (tell_turned_red(DAY), told()) == (0, set())


def test_who_has_left_is_told_nothing(cast: Cast) -> None:
    cast.reporter.memberships.update(to_date=DAY - timedelta(days=1))
    instructed(cast)
    assert told() == {("supervisor", "instructed")}


def test_a_successor_reads_what_came_over(cast: Cast) -> None:
    new_clerk = User.objects.create_user("new_clerk", name="工小新")
    succession.succeed_clerk(cast.reporter, new_clerk, cast.district, user=cast.administrator)
    assert told() == {("new_clerk", "handed_over")}
    assert "工小文" in words_on(signed_in(new_clerk).get("/notices/"))


@pytest.mark.parametrize("name", ACTS)
def test_every_notice_leads_somewhere_its_reader_may_open(cast: Cast, name: str) -> None:
    ACTS[name][0](cast)
    for notice in Notice.objects.select_related("user"):
        answer = signed_in(notice.user).post(f"/notices/{notice.pk}/", follow=True)
        assert answer.status_code == 200
