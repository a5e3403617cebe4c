"""The board of a period: by unit, who has reported; every number is the list that it counts."""

from datetime import date
from typing import Any

import pytest
from django.db.models import F

from tasks.board import Board
from tasks.due import in_period, mark
from tasks.filters import REPORTS
from tasks.models import Period, ProgressReport, Task
from tasks.permissions import Access
from tasks.scope import Scope
from tasks.services.urge import urge
from tests.cast import Cast, make_task
from tests.pages import DAY, address, freeze, page, queries, say, shown, signed_in, stand_today, text, total

AUGUST = date(2026, 8, 10)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today(date(2026, 1, 1))


@pytest.fixture
def acted(cast: Cast) -> Cast:
    """September: of the industry bureau's one passed late, one sent back, one waiting, one missing."""
    tasks = [cast.tasks[0], cast.tasks[1]]
    tasks += [make_task(cast.plan, None, 10 + n, f"建成第{n}处驿站。", cast.industry) for n in range(2)]
    stand_today(date(2026, 1, 1))
    passed, returned, _waiting = (say(task, cast.reporter, 40) for task in tasks[:3])
    ProgressReport.objects.filter(pk=passed.pk).update(review="passed", late=True)
    ProgressReport.objects.filter(pk=returned.pk).update(review="returned", returned_reason="数据不实")
    stand_today()
    return cast


def board_of(cast: Cast, month: int = 9) -> Board:
    scope = Scope(Access(cast.supervisor, cast.district), cast.district, cast.year, [cast.year])
    return Board(scope, Period.objects.select_related("year").get(year=cast.year, month=month), DAY)


def numbers(line: Any) -> dict[str, int]:
    return {cell.name: cell.count for cell in line.cells} | {"open": line.open.count}


def test_it_counts_what_each_unit_was_asked_for_and_has_given(acted: Cast) -> None:
    lines = {line.unit: numbers(line) for line in board_of(acted).lines}
    assert lines[acted.industry] == {
        "due": 4,
        "reported": 2,
        "late": 1,
        "missing": 1,
        "returned": 1,
        "waiting": 1,
        "passed": 1,
        "open": 2,
    }
    assert lines[acted.education]["missing"] == 1


def test_units_stand_in_official_order_and_the_total_is_their_sum(acted: Cast) -> None:
    board = board_of(acted)
    assert [line.unit for line in board.lines] == [acted.industry, acted.education]
    for name in REPORTS:
        assert numbers(board.total)[name] == sum(numbers(line)[name] for line in board.lines)


@pytest.mark.parametrize("month", [8, 9])
def test_every_number_is_the_list_that_it_leads_to(acted: Cast, month: int) -> None:
    say(acted.tasks[2], acted.education_reporter, 20, day=AUGUST)
    client, board = signed_in(acted.supervisor), board_of(acted, month)
    cells = [cell for line in [*board.lines, board.total] for cell in [*line.cells, line.open]]
    for cell in cells:
        answer = client.get(cell.url)
        listed = total(answer) if cell.count else len(shown(answer))
        assert listed == cell.count, cell.url


def test_the_page_shows_the_board(acted: Cast) -> None:
    tree = page(signed_in(acted.supervisor).get(address("board", acted)))
    rows = tree.xpath("//table//tbody/tr")
    assert [text(cell) for cell in rows[0]][:8] == ["工信局", "4", "2", "1", "1", "1", "1", "1"]


def test_what_a_task_owes_is_the_same_for_one_and_for_a_list(acted: Cast) -> None:
    """The mark of due.py and the query agree on every task."""
    period = Period.objects.select_related("year").get(year=acted.year, month=9)
    tasks = in_period(Task.objects.filter(year=acted.year).standing_on(DAY), period, DAY)
    rows: Any = tasks.annotate(said=F("reported"), was_late=F("reported_late")).prefetch_related("reports")
    for task in rows:
        one = mark(task, task.standing, period, task.reports.all())
        several = {"missing": "missing", "returned": "missing"}.get(task.said) or (
            "late" if task.was_late else None
        )
        assert one == several, task


def test_nobody_owes_before_the_period_opens(acted: Cast) -> None:
    assert numbers(board_of(acted, 10).total)["due"] == 0


@pytest.mark.parametrize(("own", "owed"), [("quarterly", 0), ("monthly", 1)])
def test_only_the_months_of_a_tasks_cadence_are_asked_for(cast: Cast, own: str, owed: int) -> None:
    Task.objects.exclude(pk=cast.tasks[2].pk).delete()
    Task.objects.update(cadence=own)
    assert numbers(board_of(cast, 8).total)["due"] == owed
    assert numbers(board_of(cast, 9).total)["due"] == 1


def test_a_month_that_is_over_is_judged_by_its_own_end(cast: Cast) -> None:
    """Finished in September, the task owed its August report all the same."""
    Task.objects.filter(pk=cast.tasks[2].pk).update(status="suspended")
    stand_today()
    assert numbers(board_of(cast, 8).lines[-1])["missing"] == 1
    assert cast.education not in [line.unit for line in board_of(cast, 9).lines]


def test_who_may_urge_is_led_there_with_the_number(acted: Cast) -> None:
    tree = page(signed_in(acted.supervisor).get(address("board", acted)))
    (link,) = tree.xpath("//header//a[contains(@class, 'button-main')]")
    assert str(board_of(acted).total.open.count) in text(link)
    assert not page(signed_in(acted.viewer).get(address("board", acted))).xpath(
        "//a[contains(@href, '/urge/')]"
    )


def test_more_units_and_tasks_take_no_more_queries(acted: Cast) -> None:
    client, url = signed_in(acted.supervisor), address("board", acted)
    few = queries(client, url)
    for number in range(12):
        make_task(acted.plan, None, 50 + number, f"整治第{number}条街巷。", acted.streets[number % 2])
    stand_today()
    assert queries(client, url) == few


def test_what_was_urged_about_today_is_not_offered_to_be_urged_again(acted: Cast) -> None:
    before = board_of(acted).total
    assert before.to_urge == before.open.count
    urge(acted.tasks[1], user=acted.supervisor)
    after = board_of(acted).total
    assert (after.to_urge, after.open.count) == (before.to_urge - 1, before.open.count)
