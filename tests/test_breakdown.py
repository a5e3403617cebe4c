"""A unit breaks its task down into nodes and planned values; once approved the task stands by them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tasks.errors import Refused
from tasks.models import Breakdown, Milestone, PlannedValue, StandingSpan, Target, Task
from tasks.services.breakdown import Node, Plan, approve, file, send_back, withdraw
from tasks.services.standing import refresh_due
from tests.cast import Cast
from tests.pages import address, everybody, freeze, page, queries, say, signed_in, stand_today, text

D = Decimal
Q1, Q2, Q3, Q4 = (date(2026, month, day) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31)))


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch)
    request.getfixturevalue("cast")
    stand_today()


@pytest.fixture
def target(cast: Cast) -> Target:
    return Target.objects.create(task=cast.tasks[0], metric="规上工业企业", value=30, unit="家")


def plan(*nodes: Node, values: dict[int, dict[date, Decimal]] | None = None, **who: str) -> Plan:
    return Plan(**{"person": "工大力", "phone": "0712-5550101", **who}, nodes=nodes, values=values or {})


NODES = (Node("完成选址", Q2, D(40)), Node("竣工投用", Q4, D(60)))


def filed(cast: Cast, given: Plan | None = None, day: date | None = None, **more: Any) -> Breakdown:
    return file(cast.tasks[0], user=cast.reporter, plan=given or plan(*NODES), day=day, **more)


def in_force(cast: Cast, given: Plan | None = None, day: date | None = None, **more: Any) -> Breakdown:
    row = filed(cast, given, day, **more)
    return approve(cast.tasks[0], row.pk, user=cast.supervisor, day=day)


def milestones(cast: Cast) -> list[tuple[str, date, Decimal, date | None]]:
    rows = Milestone.objects.filter(task=cast.tasks[0]).order_by("due")
    return [(row.title, row.due, row.share, row.done_on) for row in rows]


def planned(target: Target) -> list[tuple[date, Decimal]]:
    return list(PlannedValue.objects.filter(target=target).order_by("due").values_list("due", "value"))


# ---- filing ----
def test_it_keeps_who_does_it_and_by_when(cast: Cast, target: Target) -> None:
    row = filed(cast, plan(*NODES, values={target.pk: {Q2: D(10), Q4: D(30)}}, contact="工小文"))
    assert (row.state, row.unit, row.person, row.contact) == ("submitted", cast.industry, "工大力", "工小文")
    assert list(row.steps.values_list("due", "title", "share", "value")) == [
        (Q2, "完成选址", D(40), None),
        (Q2, "", D(0), D(10)),
        (Q4, "竣工投用", D(60), None),
        (Q4, "", D(0), D(30)),
    ]
    assert (milestones(cast), planned(target)) == ([], [])  # not before it is approved


def test_only_the_reporting_unit_files(cast: Cast) -> None:
    for user in everybody(cast):
        if user != cast.reporter:
            with pytest.raises(PermissionDenied):
                file(cast.tasks[0], user=user, plan=plan(*NODES))
    assert not Breakdown.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        plan(),
        plan(*NODES, phone=" "),
        plan(*NODES, person=""),
        plan(Node("完成选址", Q2, D(40)), Node("竣工投用", Q4, D(50))),
        plan(Node("完成选址", Q2), Node("完成选址 ", Q4)),
        plan(Node(" ", Q2, D(100))),
        plan(Node("完成选址", date(2027, 1, 1))),
        plan(Node("完成选址", date(2025, 12, 31))),
        plan(*NODES, values={987654: {Q2: D(10)}}),
    ],
    ids=["nothing", "phone", "person", "shares", "titles", "untitled", "late", "early", "stranger"],
)
def test_it_refuses_what_cannot_be(cast: Cast, wrong: Plan) -> None:
    with pytest.raises(Refused):
        filed(cast, wrong)
    assert not Breakdown.objects.exists()


def test_shares_in_thirds_add_up(cast: Cast) -> None:
    thirds = [Node(f"完成第{n}批", day, D("33.33")) for n, day in enumerate((Q2, Q3, Q4))]
    assert filed(cast, plan(*thirds)).state == "submitted"


def test_a_figure_that_adds_up_does_not_fall(cast: Cast, target: Target) -> None:
    falling = {target.pk: {Q2: D(20), Q3: D(10)}}
    with pytest.raises(Refused):
        filed(cast, plan(values=falling))
    Target.objects.filter(pk=target.pk).update(kind=Target.Kind.LEVEL)
    assert filed(cast, plan(values=falling)).state == "submitted"


def test_what_was_filed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    first = filed(cast)
    with pytest.raises(Refused):
        filed(cast, seen=None)
    again = filed(cast, plan(Node("全部建成", Q4)), seen=first.pk)
    first.refresh_from_db()
    assert (first.state, again.state) == ("replaced", "submitted")


def test_a_finished_task_is_not_broken_down(cast: Cast) -> None:
    Task.objects.filter(pk=cast.tasks[0].pk).update(status="suspended")
    with pytest.raises(Refused):
        filed(cast)


# ---- deciding ----
@pytest.mark.parametrize("step", [approve, send_back])
def test_only_supervision_decides_and_only_once(cast: Cast, step: Callable[..., Breakdown]) -> None:
    task, row = cast.tasks[0], filed(cast)
    said = {"words" if step is approve else "reason": "节点不够具体。"}
    for user in (cast.reporter, cast.leader, cast.viewer, cast.street_reporter):
        with pytest.raises(PermissionDenied):
            step(task, row.pk, user=user, **said)
    assert step(task, row.pk, user=cast.administrator, **said).decided_by == cast.administrator
    with pytest.raises(Refused):
        step(task, row.pk, user=cast.supervisor, **said)


def test_it_is_sent_back_with_a_reason_and_filed_again(cast: Cast) -> None:
    row = filed(cast)
    with pytest.raises(Refused):
        send_back(cast.tasks[0], row.pk, user=cast.supervisor, reason=" ")
    send_back(cast.tasks[0], row.pk, user=cast.supervisor, reason="请细化到季度。")
    assert filed(cast, seen=row.pk).state == "submitted"
    assert milestones(cast) == []


def test_the_unit_takes_back_what_still_waits(cast: Cast) -> None:
    row = filed(cast)
    with pytest.raises(PermissionDenied):
        withdraw(cast.tasks[0], row.pk, user=cast.street_reporter)
    assert withdraw(cast.tasks[0], row.pk, user=cast.reporter).state == "replaced"
    with pytest.raises(Refused):
        approve(cast.tasks[0], row.pk, user=cast.supervisor)
    assert filed(cast).state == "submitted"


def test_a_breakdown_of_another_task_is_not_decided_here(cast: Cast) -> None:
    row = filed(cast)
    with pytest.raises(Refused):
        approve(cast.tasks[1], row.pk, user=cast.supervisor)


# ---- in force ----
def test_approved_its_nodes_and_values_are_the_tasks(cast: Cast, target: Target) -> None:
    in_force(cast, plan(*NODES, values={target.pk: {Q2: D(10), Q4: D(30)}}))
    assert milestones(cast) == [("完成选址", Q2, D(40), None), ("竣工投用", Q4, D(60), None)]
    assert planned(target) == [(Q2, D(10)), (Q4, D(30))]
    assert Milestone.history.first().history_user == cast.supervisor


def test_a_change_needs_a_reason_and_leaves_what_is_in_force_until_it_is_approved(
    cast: Cast, target: Target
) -> None:
    first = in_force(cast, plan(*NODES, values={target.pk: {Q2: D(10), Q4: D(30)}}))
    with pytest.raises(Refused):
        filed(cast, seen=first.pk)
    other = plan(Node("竣工投用", Q3, D(100)), values={target.pk: {Q2: D(5), Q3: D(30)}})
    row = filed(cast, other, seen=first.pk, reason="征地提前完成。")
    assert len(milestones(cast)) == 2
    approve(cast.tasks[0], row.pk, user=cast.supervisor)
    first.refresh_from_db()
    assert (first.state, milestones(cast)) == ("replaced", [("竣工投用", Q3, D(100), None)])
    assert planned(target) == [(Q2, D(5)), (Q3, D(30))]


def test_what_was_done_stays_done_and_the_plans_own_milestones_stay(cast: Cast) -> None:
    Milestone.objects.create(task=cast.tasks[0], title="年底验收", due=Q4)
    first = in_force(cast)
    Milestone.objects.filter(title="完成选址").update(done_on=date(2026, 5, 20))
    in_force(cast, plan(Node("完成选址", Q1), Node("主体封顶", Q3)), seen=first.pk, reason="工期调整。")
    assert milestones(cast) == [
        ("完成选址", Q1, D(0), date(2026, 5, 20)),
        ("主体封顶", Q3, D(0), None),
        ("年底验收", Q4, D(0), None),
    ]


def test_it_stands_by_what_was_planned_not_by_time_gone(cast: Cast, target: Target) -> None:
    say(cast.tasks[0], cast.reporter, 10, values={target.pk: 3})
    assert StandingSpan.objects.get(task=cast.tasks[0], end=None).standing == "far_behind"
    in_force(cast, plan(values={target.pk: {Q2: D(3), Q4: D(30)}}))
    span = StandingSpan.objects.get(task=cast.tasks[0], end=None)
    assert (span.standing, span.reasons[0]["code"]) == ("on_schedule", "planned")
    assert span.holds_until == date(2027, 1, 1)


def test_days_that_have_passed_stand_as_they_did(cast: Cast, target: Target) -> None:
    """A breakdown approved later, or changed, rewrites no day before it."""
    task = cast.tasks[0]
    StandingSpan.objects.all().delete()
    say(task, cast.reporter, 3, date(2026, 2, 10), values={target.pk: 1})
    first = in_force(cast, plan(values={target.pk: {Q1: D(2), Q2: D(20)}}), day=date(2026, 3, 10))
    for day in (date(2026, 4, 1), date(2026, 7, 1)):
        refresh_due(day, Task.objects.filter(pk=task.pk))
    before = _standings(task, date(2026, 8, 1))
    gentler = plan(values={target.pk: {Q3: D(1), Q4: D(30)}})
    in_force(cast, gentler, day=date(2026, 8, 1), seen=first.pk, reason="市场变化。")
    assert _standings(task, date(2026, 8, 1)) == before
    assert len({standing for standing, _percent in before.values()}) > 1  # there was something to rewrite
    assert task.spans.get(end=None).standing == "on_schedule"
    assert before[date(2026, 7, 31)][0] == "far_behind"


def _standings(task: Task, until: date) -> dict[date, tuple[str, Decimal | None]]:
    """How it stood on each day before `until` since it was first asked."""
    days = [date.fromordinal(n) for n in range(date(2026, 2, 10).toordinal(), until.toordinal())]
    rows: dict[date, Any] = {day: Task.objects.standing_on(day).get(pk=task.pk) for day in days}
    return {day: (row.standing, row.percent) for day, row in rows.items()}


# ---- the pages ----
def sent(*rows: tuple[Any, ...], target: Target | None = None, **more: Any) -> dict[str, Any]:
    """What a browser sends: rows of a day, a title, a share and a value."""
    data = {"person": "工大力", "phone": "0712-5550101", "row-TOTAL_FORMS": len(rows), "row-INITIAL_FORMS": 0}
    for number, (due, title, share, value) in enumerate(rows):
        data |= {f"row-{number}-due": due, f"row-{number}-title": title, f"row-{number}-share": share}
        data |= {f"row-{number}-value_{target.pk}": value} if target else {}
    return {**data, **more}


def test_the_form_begins_with_the_ends_of_the_quarters(cast: Cast, target: Target) -> None:
    client = signed_in(cast.reporter)
    dues = "//tbody//input[@type='date']/@value"
    shown = page(client.get(address("breakdown", cast, cast.tasks[0])))
    assert shown.xpath(dues) == [day.isoformat() for day in (Q1, Q2, Q3, Q4)]
    shown = page(client.get(address("breakdown", cast, cast.tasks[1])))  # due by the end of June
    assert shown.xpath(dues) == [Q1.isoformat(), Q2.isoformat()]


def test_rows_that_say_nothing_but_a_day_are_left_out(cast: Cast, target: Target) -> None:
    rows = [(Q1, "", "", ""), (Q2, "完成选址", "", "10"), (Q4, "", "", "30"), ("", "", "", "")]
    url = address("breakdown", cast, cast.tasks[0])
    assert signed_in(cast.reporter).post(url, sent(*rows, target=target)).status_code == 302
    steps = Breakdown.objects.get().steps.values_list("due", "title", "value")
    assert set(steps) == {(Q2, "完成选址", None), (Q2, "", D(10)), (Q4, "", D(30))}


@pytest.mark.parametrize(
    "wrong",
    [
        [("", "完成选址", "", "")],
        [(Q2, "", "50", "")],
        [("2026-02-30", "完成选址", "", "")],
        [(Q2, "完成选址", "120", "")],
        [(Q2, "完成选址", "40", "")],
        [("2027-03-31", "完成选址", "", "")],
        [(Q2, "", "", "")],
    ],
)
def test_what_was_typed_stays_where_something_is_wrong(cast: Cast, wrong: list[Any]) -> None:
    url = address("breakdown", cast, cast.tasks[0])
    response = signed_in(cast.reporter).post(url, sent(*wrong, contact="工小文"))
    assert response.status_code == 422
    tree = page(response)
    assert tree.xpath("//input[@name='row-0-title']")[0].get("value", "") == wrong[0][1]
    assert tree.xpath("//input[@name='contact']/@value") == ["工小文"]
    assert tree.xpath("//*[contains(@class, 'errorlist') or @role='alert']")


def test_more_rows_come_without_script_and_lose_nothing(cast: Cast) -> None:
    url = address("breakdown", cast, cast.tasks[0])
    response = signed_in(cast.reporter).post(url, sent(("", "完成选址", "", ""), more="1"))
    assert response.status_code == 200
    tree = page(response)
    assert tree.xpath("//input[@name='row-0-title']/@value") == ["完成选址"]
    assert tree.xpath("//input[@name='row-3-title']")
    assert not tree.xpath("//*[contains(@class, 'errorlist') or @role='alert']")
    assert not Breakdown.objects.exists()


def test_the_form_begins_with_what_was_filed_last(cast: Cast, target: Target) -> None:
    row = filed(cast, plan(*NODES, values={target.pk: {Q2: D(10), Q3: D(20)}}))
    tree = page(signed_in(cast.reporter).get(address("breakdown", cast, cast.tasks[0])))
    cells = [[box.get("value", "") for box in line.xpath(".//input")] for line in tree.xpath("//tbody/tr")]
    assert cells[:3] == [
        [Q2.isoformat(), "完成选址", "40", "10"],
        [Q3.isoformat(), "", "", "20"],
        [Q4.isoformat(), "竣工投用", "60", ""],
    ]
    assert tree.xpath("//input[@name='seen']/@value") == [str(row.pk)]


def test_the_task_page_shows_it_and_the_supervisor_decides_there(cast: Cast, target: Target) -> None:
    task, row = cast.tasks[0], filed(cast, plan(*NODES, values={target.pk: {Q2: D(10)}}))
    client = signed_in(cast.supervisor)
    card = page(client.get(address("task", cast, task))).xpath("//*[@aria-labelledby='breakdown']")[0]
    assert "完成选址" in text(card)
    assert "工大力" in text(card)
    url = address("decide_breakdown", cast, task)
    assert client.post(url, {"breakdown": row.pk, "decision": "approve"}).status_code == 302
    response = client.post(url, {"breakdown": row.pk, "decision": "return", "words": "请补充节点。"})
    assert response.status_code == 422
    assert "请补充节点。" in response.content.decode()
    progress = page(client.get(address("task", cast, task))).xpath("//*[@aria-labelledby='progress']")[0]
    assert "10家" in text(progress)


def test_the_supervisor_sees_which_breakdowns_wait_and_units_which_are_missing(cast: Cast) -> None:
    filed(cast)
    tree = page(signed_in(cast.supervisor).get(address("acknowledge", cast)))
    assert tree.xpath("//*[@aria-labelledby='breakdowns']//li")[0].text_content().count("新增规模以上") == 1
    shown = page(signed_in(cast.reporter).get(address("acknowledge", cast)))
    links = shown.xpath("//details[contains(@class, 'fold')]//a/@href")
    assert links == [address("breakdown", cast, cast.tasks[1])]


def test_a_longer_breakdown_takes_no_more_queries(cast: Cast, target: Target) -> None:
    client, url = signed_in(cast.supervisor), address("task", cast, cast.tasks[0])
    row = filed(cast, plan(*NODES, values={target.pk: {Q2: D(10)}}))
    before = queries(client, url)
    nodes = [Node(f"完成第{n}批", date(2026, 3, n + 1)) for n in range(9)]
    filed(cast, plan(*nodes, values={target.pk: {Q1: D(1), Q2: D(10), Q4: D(30)}}), seen=row.pk)
    assert queries(client, url) == before
