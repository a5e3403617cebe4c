"""Two people at once over who does a task, how it is broken down, and what others add to it."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from tasks.errors import Refused
from tasks.models import (
    Acknowledgement,
    Breakdown,
    Contribution,
    Membership,
    Milestone,
    Responsibility,
    Task,
    Unit,
    User,
)
from tasks.services.acknowledge import acknowledge, insist, object_to, reassign
from tasks.services.assign import Assignment, assign, assign_many, name_reporter
from tasks.services.breakdown import Node, Plan, approve, file, send_back, withdraw
from tasks.services.contribute import Given, answer, ask, take
from tests.cast import Cast, make_task, make_user
from tests.test_concurrency import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

DUE = date(2099, 1, 1)
PLAN = Plan("工大力", "0712-5550101", nodes=[Node("竣工投用", date(2026, 12, 31))])


@pytest.fixture
def second(cast: Cast) -> User:
    """Another clerk of the industry bureau."""
    user = make_user("second_reporter", "工小武")
    Membership.objects.create(user=user, district=cast.district, role="reporter", unit=cast.industry)
    return user


def fresh(task: Task) -> Task:
    return Task.objects.get(pk=task.pk)


def refused(outcomes: list[Any]) -> int:
    """How many were refused; anything else that went wrong is raised."""
    for error in failures(outcomes):
        if not isinstance(error, Refused):
            raise error
    return len(failures(outcomes))


def lead(task: Task) -> Unit | None:
    return task.responsibilities.get(role=Responsibility.Role.LEAD_UNIT).unit


def test_a_task_is_acknowledged_once(cast: Cast, second: User) -> None:
    tasks, people = cast.tasks[:2], [cast.reporter, second] * 2
    outcomes = at_once([partial(acknowledge, list(map(fresh, tasks)), user=user) for user in people])
    assert refused(outcomes) == 3
    assert Acknowledgement.objects.filter(state="acknowledged").count() == 2
    assert Acknowledgement.history.count() == 2


def test_one_acknowledges_and_the_other_objects_in_one_order(cast: Cast, second: User) -> None:
    for number in range(4):
        task = make_task(cast.plan, None, 50 + number, f"建成第{number}处驿站。", cast.industry)
        outcomes = at_once(
            [
                partial(acknowledge, [fresh(task)], user=cast.reporter),
                partial(object_to, fresh(task), user=second, reason="不属于我局职责。"),
            ]
        )
        assert refused(outcomes) == 0  # either order is allowed: who came last has it
        row = Acknowledgement.objects.get(task=task)
        assert row.state == row.history.order_by("history_id").last().state
        assert row.history.count() == 2


def test_an_objection_is_decided_once(cast: Cast) -> None:
    for number in range(4):
        task = make_task(cast.plan, None, 50 + number, f"建成第{number}处驿站。", cast.industry)
        object_to(task, user=cast.reporter, reason="不属于我局职责。")
        outcomes = at_once(
            [
                partial(insist, fresh(task), user=cast.administrator, words="已研究。"),
                partial(reassign, fresh(task), user=cast.supervisor, unit=cast.education),
            ]
        )
        assert refused(outcomes) == 1
        state = Acknowledgement.objects.get(task=task, unit=cast.industry).state
        assert (state, lead(task)) in [("insisted", cast.industry), ("reassigned", cast.education)]


def test_a_task_without_a_lead_is_given_one_once(cast: Cast) -> None:
    task = cast.tasks[4]
    people = [(cast.supervisor, cast.education), (cast.administrator, cast.industry)] * 2
    outcomes = at_once(
        [
            partial(assign, fresh(task), user=user, to=Assignment(leads=[unit]), seen=())
            for user, unit in people
        ]
    )
    assert refused(outcomes) == 3
    assert lead(task) in (cast.education, cast.industry)


def test_two_who_give_many_tasks_a_lead_share_them(cast: Cast) -> None:
    tasks = [make_task(cast.plan, None, 50 + n, f"建成第{n}处驿站。") for n in range(4)]
    people = [(cast.supervisor, cast.education, tasks[:3]), (cast.administrator, cast.industry, tasks[:0:-1])]
    outcomes = at_once(
        [
            partial(assign_many, list(map(fresh, mine)), user=user, to=Assignment(leads=[unit]), seen=())
            for user, unit, mine in people
        ]
    )
    refused(outcomes)
    assert [lead(task) is not None for task in tasks].count(True) >= 3
    for task in tasks:
        assert task.responsibilities.count() <= 1


def test_a_collective_gets_one_name(cast: Cast) -> None:
    outcomes = at_once(
        [
            partial(name_reporter, fresh(cast.tasks[3]), user=user, unit=street)
            for user, street in zip([cast.supervisor, cast.administrator], cast.streets, strict=True)
        ]
    )
    assert refused(outcomes) == 1
    assert fresh(cast.tasks[3]).reporter in cast.streets


def test_one_breakdown_waits(cast: Cast, second: User) -> None:
    people = [cast.reporter, second] * 2
    outcomes = at_once([partial(file, fresh(cast.tasks[0]), user=user, plan=PLAN) for user in people])
    assert refused(outcomes) == 3
    assert Breakdown.objects.get().state == "submitted"


def test_a_breakdown_is_approved_sent_back_or_taken_back_but_only_one_of_these(cast: Cast) -> None:
    for number in range(4):
        task = make_task(cast.plan, None, 50 + number, f"建成第{number}处驿站。", cast.industry)
        row = file(task, user=cast.reporter, plan=PLAN)
        outcomes = at_once(
            [
                partial(approve, fresh(task), row.pk, user=cast.supervisor),
                partial(send_back, fresh(task), row.pk, user=cast.administrator, reason="请细化。"),
                partial(withdraw, fresh(task), row.pk, user=cast.reporter),
            ]
        )
        assert refused(outcomes) == 2
        row.refresh_from_db()
        assert Milestone.objects.filter(task=task).exists() == (row.state == "approved")


def test_what_was_asked_is_asked_answered_and_taken_in_once(cast: Cast) -> None:
    task, street = cast.tasks[0], cast.streets[0]
    other = make_user("second_street", "街小山")
    Membership.objects.create(user=other, district=cast.district, role="reporter", unit=street)
    question: dict[str, Any] = {"units": [street], "question": "请报送进度。", "due": DUE}
    assert refused(at_once([partial(ask, fresh(task), user=cast.reporter, **question)] * 3)) == 2
    row = Contribution.objects.get()
    given = [Given(note="已入规2家。"), Given(note="已入规3家。")]
    answers = [
        partial(answer, fresh(task), row.pk, user=user, given=words)
        for user, words in zip([cast.street_reporter, other], given, strict=True)
    ]
    assert refused(at_once(answers)) == 1
    assert refused(at_once([partial(take, fresh(task), row.pk, user=cast.reporter)] * 3)) == 2
    row.refresh_from_db()
    assert (row.note in {words.note for words in given}, row.value) == (True, None)
    assert row.history.count() == 3


def test_an_assignment_and_an_acknowledgement_leave_one_order(cast: Cast) -> None:
    for number in range(4):
        task = make_task(cast.plan, None, 50 + number, f"建成第{number}处驿站。", cast.industry)
        to = Assignment(leads=[cast.education])
        at_once(
            [
                partial(acknowledge, [fresh(task)], user=cast.reporter),
                partial(assign, fresh(task), user=cast.supervisor, to=to),
            ]
        )
        assert lead(task) == cast.education
        assert not Acknowledgement.objects.filter(task=task, unit=cast.education).exists()
        assert task.spans.filter(end=None).count() == 1
