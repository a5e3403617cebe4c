"""The marks of a reporting period: what is missing and what came late, whatever the standing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from tasks.due import in_period
from tasks.models import Period, Plan, ProgressReport, Task
from tasks.services.review import send_back
from tests.cast import Cast, make_task
from tests.pages import address, freeze, page, queries, say, signed_in, stand_today, text

AUGUST = date(2026, 8, 10)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch)
    request.getfixturevalue("cast")
    stand_today(date(2026, 1, 1))
    stand_today()


def in_list(cast: Cast, task: Task, query: str = "") -> list[str]:
    """The tags beside the last report of `task` in the list."""
    tree = page(signed_in(cast.viewer).get(address("task_list", cast, query=query)))
    cells = tree.xpath(f"//*[@id='task-{task.pk}']/td")
    return [text(tag) for tag in cells[-1].find_class("tag")]


def on_page(cast: Cast, task: Task) -> list[str]:
    """The tags beside the heading of the reports of `task`, on its page."""
    tree = page(signed_in(cast.viewer).get(address("task", cast, task)))
    return [text(tag) for tag in tree.xpath("//h2[@id='reports']/..")[0].find_class("tag")]


Where = Callable[[Cast, Task], list[str]]
BOTH = pytest.mark.parametrize("tags", [in_list, on_page])


@BOTH
def test_what_its_unit_has_not_reported_this_period_is_missing(cast: Cast, tags: Where) -> None:
    assert tags(cast, cast.tasks[0]) == ["本期未报"]
    say(cast.tasks[0], cast.reporter, 40, day=AUGUST)
    assert tags(cast, cast.tasks[0]) == ["本期未报"]
    say(cast.tasks[0], cast.reporter, 50)
    assert tags(cast, cast.tasks[0]) == []


@BOTH
def test_what_came_after_the_day_is_late(cast: Cast, tags: Where) -> None:
    say(cast.tasks[0], cast.reporter, 50)
    ProgressReport.objects.update(late=True)
    assert tags(cast, cast.tasks[0]) == ["迟报"]


@BOTH
def test_what_was_sent_back_is_still_to_be_made(cast: Cast, tags: Where) -> None:
    say(cast.tasks[0], cast.reporter, 50)
    ProgressReport.objects.update(returned_reason="数据不实", review="returned")
    assert tags(cast, cast.tasks[0]) == ["本期未报"]


@BOTH
def test_another_units_report_is_not_the_one_that_is_due(cast: Cast, tags: Where) -> None:
    report = say(cast.tasks[0], cast.reporter, 50)
    ProgressReport.objects.filter(pk=report.pk).update(unit=cast.education)
    assert tags(cast, cast.tasks[0]) == ["本期未报"]


@BOTH
def test_nobody_owes_what_waits_for_a_unit_or_is_finished(cast: Cast, tags: Where) -> None:
    """The fourth task is led by a collective, the fifth by nobody."""
    Task.objects.filter(pk=cast.tasks[0].pk).update(status="completed", completed_on=timezone.localdate())
    Task.objects.filter(pk=cast.tasks[1].pk).update(status="suspended")
    say(cast.tasks[2], cast.education_reporter, 100, day=AUGUST)
    stand_today()
    assert [tags(cast, task) for task in cast.tasks] == [[]] * 5


@BOTH
@pytest.mark.parametrize(
    ("plan", "task", "missing"),
    [("quarterly", "", True), ("half_yearly", "", False), ("half_yearly", "monthly", True)],
)
def test_the_cadence_says_which_periods_are_due(
    cast: Cast, tags: Where, plan: str, task: str, missing: bool
) -> None:
    """It is September."""
    Plan.objects.filter(pk=cast.plan.pk).update(cadence=plan)
    Task.objects.filter(pk=cast.tasks[0].pk).update(cadence=task)
    assert tags(cast, cast.tasks[0]) == (["本期未报"] if missing else [])


@BOTH
@pytest.mark.parametrize("change", [{"opens": date(2026, 9, 11)}, {"locked_at": timezone.now()}])
def test_only_an_open_period_asks(cast: Cast, tags: Where, change: dict[str, Any]) -> None:
    Period.objects.filter(month=9).update(**change)
    assert tags(cast, cast.tasks[0]) == []


def test_the_mark_changes_no_light(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 69, day=AUGUST)
    stand_today()
    row = page(signed_in(cast.viewer).get(address("task_list", cast))).get_element_by_id(
        f"task-{cast.tasks[0].pk}"
    )
    assert "本期未报" in text(row)
    assert "达序时" in text(row)


def test_a_past_day_has_its_own_period(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 40, day=AUGUST)
    assert in_list(cast, cast.tasks[0], "?on=2026-08-09") == ["本期未报"]
    assert in_list(cast, cast.tasks[0], "?on=2026-08-10") == []


def test_many_marks_take_as_many_queries_as_one(cast: Cast) -> None:
    client, url = signed_in(cast.viewer), address("task_list", cast)
    few = queries(client, url)
    for number in range(20):
        say(
            make_task(cast.plan, cast.goal, 100 + number, f"建成第{number}个。", cast.industry),
            cast.reporter,
            9,
        )
    assert queries(client, url) == few


def test_a_day_that_is_over_is_told_as_it_was_then(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    task, september = cast.tasks[0], cast.year.periods.get(month=9)
    row = say(task, cast.reporter, 40, day=date(2026, 9, 20))
    send_back(row, user=cast.supervisor, reason="数据不一致。", day=date(2026, 9, 24))
    say(task, cast.reporter, 45, day=date(2026, 9, 28))
    freeze(monkeypatch, date(2026, 9, 30))
    here = Task.objects.filter(pk=task.pk)
    days = [date(2026, 9, day) for day in (19, 22, 26, 29)]
    known: list[Any] = [in_period(here.standing_on(day), september, day).get() for day in days]
    assert [each.reported for each in known] == ["missing", "waiting", "returned", "waiting"]
