"""The history of a task tells who acknowledged, broke down, assigned and contributed."""

from datetime import date
from decimal import Decimal

import pytest

from tasks.changes import Entry, entries
from tasks.models import Contribution, Target, Task
from tasks.services.acknowledge import insist, object_to, reassign
from tasks.services.assign import name_reporter
from tasks.services.breakdown import Node, Plan, approve, file, send_back
from tasks.services.contribute import Given, answer, ask, take
from tasks.services.review import pass_report
from tasks.services.unit_changes import rename
from tests.cast import Cast
from tests.pages import address, freeze, page, say, signed_in, stand_today, text


@pytest.fixture(autouse=True)
def _begin(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch, hour=9)
    request.getfixturevalue("cast")
    stand_today()
    freeze(monkeypatch, hour=10)


def later(monkeypatch: pytest.MonkeyPatch, hour: int) -> None:
    """Acts of one person within seconds are told as one."""
    freeze(monkeypatch, hour=hour)


def latest(task: Task) -> Entry:
    return entries(Task.objects.get(pk=task.pk))[0]


def told(entry: Entry) -> list[tuple[str | list[str], str | list[str]]]:
    return [(change.before, change.after) for change in entry.changes]


def test_it_tells_of_an_objection_and_its_decision(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    task = cast.tasks[0]
    object_to(task, user=cast.reporter, reason="不属于我局职责。")
    assert (latest(task).who, "不属于我局职责。" in latest(task).what) == (cast.reporter, True)
    insist(task, user=cast.supervisor, words="已研究。")
    assert "已研究。" in latest(task).what
    later(monkeypatch, 11)
    other = cast.tasks[1]
    object_to(other, user=cast.reporter, reason="不属于我局职责。")
    later(monkeypatch, 12)
    reassign(other, user=cast.supervisor, unit=cast.streets[0])
    assert (["工信局", "教育局"], ["望湖街道", "教育局"]) in told(latest(other))
    assert latest(other).who == cast.supervisor


def test_it_tells_who_was_named_to_report(cast: Cast) -> None:
    name_reporter(cast.tasks[3], user=cast.supervisor, unit=cast.streets[1])
    assert ("", "松林街道") in told(latest(cast.tasks[3]))


def test_it_tells_of_a_breakdown_and_what_it_changed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    task, end = cast.tasks[0], date(2026, 12, 31)
    target = Target.objects.create(task=task, metric="规上工业企业", value=30, unit="家")
    plan = Plan("工大力", "1", nodes=[Node("竣工", end)], values={target.pk: {end: Decimal(30)}})
    row = file(task, user=cast.reporter, plan=plan)
    assert latest(task).who == cast.reporter
    send_back(task, row.pk, user=cast.supervisor, reason="请细化。")
    assert "请细化。" in latest(task).what
    later(monkeypatch, 11)
    row = file(task, user=cast.reporter, plan=plan, seen=row.pk)
    later(monkeypatch, 12)
    approve(task, row.pk, user=cast.supervisor)
    nodes, values = told(latest(task))
    assert (nodes[0], nodes[1][:2], values[0], values[1][-2:]) == ("", "竣工", "", "30")
    later(monkeypatch, 13)
    shorter = Plan("工大力", "1", nodes=[Node("验收", end)])
    row = file(task, user=cast.reporter, plan=shorter, seen=row.pk, reason="指标已完成。")
    later(monkeypatch, 14)
    approve(task, row.pk, user=cast.supervisor)
    assert (values[1], "") in told(latest(task))


def test_it_tells_of_contributions(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    task, street = cast.tasks[0], cast.streets[0]
    ask(task, user=cast.reporter, units=[street], question="请报送。", due=date(2026, 9, 20))
    key = Contribution.objects.get().pk
    later(monkeypatch, 11)
    answer(task, key, user=cast.street_reporter, given=Given("已入规2家。"))
    later(monkeypatch, 12)
    take(task, key, user=cast.reporter)
    last = entries(Task.objects.get(pk=task.pk))[:3]
    assert [entry.who for entry in last] == [cast.reporter, cast.street_reporter, cast.reporter]
    assert all("望湖街道" in entry.what for entry in last)
    assert len({entry.what for entry in last}) == 3


def test_passing_a_report_is_told_as_that_and_an_old_report_keeps_the_name_of_its_unit(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = say(cast.tasks[0], cast.reporter, 30)
    later(monkeypatch, 11)
    pass_report(report, user=cast.supervisor)
    entry = latest(cast.tasks[0])
    assert (entry.who, "审核通过" in entry.what) == (cast.supervisor, True)
    later(monkeypatch, 12)
    rename(cast.industry, user=cast.administrator, name="经信局")
    shown = page(signed_in(cast.supervisor).get(address("task", cast, cast.tasks[0])))
    assert "工信局" in text(shown.xpath("//section[@aria-labelledby='reports']")[0])
