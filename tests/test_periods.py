"""Reporting periods: locked with their figures, reopened, adjusted; how often tasks are reported."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from tasks.board import Board
from tasks.errors import Refused
from tasks.models import Notice, Period, PeriodFigure, ProgressReport, Responsibility, Target, Task
from tasks.models.plan import Cadence
from tasks.permissions import Access
from tasks.scope import Scope
from tasks.services.periods import adjust, lock, reopen, set_cadence
from tasks.services.reshape import merge
from tasks.services.review import pass_report
from tasks.services.unit_changes import rename
from tests.cast import Cast, make_task
from tests.pages import DAY, address, freeze, page, queries, say, shown, signed_in, stand_today, text

AUGUST = date(2026, 8, 10)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today(date(2026, 1, 1))
    stand_today()


def month(cast: Cast, number: int = 9) -> Period:
    return Period.objects.get(year=cast.year, month=number)


def figures(period: Period) -> dict[int, Any]:
    names = ("standing", "mark", "computed_percent", "reported_percent", "verified_percent", "said")
    return {row.task_id: {name: getattr(row, name) for name in names} for row in period.figures.all()}


# ---- locking ----
def test_a_lock_keeps_how_every_task_stood_and_what_was_said(cast: Cast) -> None:
    target = Target.objects.create(task=cast.tasks[0], metric="企业", value=30, unit="家")
    report = say(cast.tasks[0], cast.reporter, 60, values={target.pk: "18"}, note="已新增18家。")
    pass_report(report, user=cast.supervisor, verified_percent=Decimal(55))
    period = lock(month(cast), user=cast.supervisor)
    assert (period.locked_by, period.locked_at) == (cast.supervisor, timezone.now())
    kept = figures(period)
    assert set(kept) == {task.pk for task in cast.tasks}
    first = kept[cast.tasks[0].pk]
    assert (first["reported_percent"], first["verified_percent"], first["mark"]) == (60, 55, "")
    assert first["computed_percent"] == 60
    assert (first["said"]["note"], first["said"]["values"]) == ("已新增18家。", {str(target.pk): "18"})
    assert kept[cast.tasks[2].pk]["mark"] == "missing"
    assert kept[cast.tasks[1].pk]["standing"] == "overdue"


def test_later_edits_leave_the_figures_as_they_were(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    say(cast.tasks[0], cast.reporter, 60)
    period = lock(month(cast), user=cast.supervisor)
    before = figures(period)
    ProgressReport.objects.update(percent=5, note="改")
    Task.objects.filter(pk=cast.tasks[1].pk).update(status="suspended", deadline=None)
    stand_today()
    freeze(monkeypatch, date(2026, 10, 12))
    say(cast.tasks[0], cast.reporter, 99, day=date(2026, 10, 12))
    assert figures(period) == before


def test_a_period_that_is_over_is_frozen_as_its_last_day_was(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 30, day=AUGUST)
    say(cast.tasks[0], cast.reporter, 95)
    kept = figures(lock(month(cast, 8), user=cast.supervisor))
    on_the_last = cast.tasks[0].spans.get(start=AUGUST)
    assert kept[cast.tasks[0].pk]["standing"] == on_the_last.standing
    assert (kept[cast.tasks[0].pk]["computed_percent"], kept[cast.tasks[0].pk]["reported_percent"]) == (
        30,
        30,
    )


def test_a_task_that_came_later_is_not_among_the_figures(cast: Cast) -> None:
    late = make_task(cast.plan, None, 50, "建成驿站。", cast.industry)
    stand_today()
    assert late.pk not in figures(lock(month(cast, 8), user=cast.supervisor))


def test_what_was_sent_back_is_frozen_as_not_said(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 60)
    ProgressReport.objects.update(review="returned", returned_reason="不实")
    stand_today()
    kept = figures(lock(month(cast), user=cast.supervisor))[cast.tasks[0].pk]
    assert (kept["said"], kept["reported_percent"], kept["mark"]) == ({}, None, "missing")


def test_a_locked_period_takes_no_report(cast: Cast) -> None:
    lock(month(cast), user=cast.supervisor)
    with pytest.raises(Refused):
        say(cast.tasks[0], cast.reporter, 60)


def test_it_is_locked_once_and_not_before_it_has_begun(cast: Cast) -> None:
    lock(month(cast), user=cast.supervisor)
    with pytest.raises(Refused):
        lock(month(cast), user=cast.administrator)
    with pytest.raises(Refused):
        lock(month(cast, 10), user=cast.supervisor)


@pytest.mark.parametrize("who", ["reporter", "leader", "viewer", "other_administrator"])
def test_only_supervision_locks(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        lock(month(cast), user=getattr(cast, who))
    assert not PeriodFigure.objects.exists()


# ---- reopening ----
def test_reopening_is_an_administrators_act_and_its_reason_is_kept(cast: Cast) -> None:
    lock(month(cast), user=cast.supervisor)
    with pytest.raises(PermissionDenied):
        reopen(month(cast), user=cast.supervisor, reason="补报")
    period = reopen(month(cast), user=cast.administrator, reason="工信局补报")
    act = period.history.latest()
    assert (act.history_change_reason, act.history_user) == ("工信局补报", cast.administrator)
    assert period.locked_at is None
    assert Notice.objects.get(code="period_reopened").user == cast.supervisor
    say(cast.tasks[0], cast.reporter, 60)


def test_the_figures_stay_until_it_is_locked_again(cast: Cast) -> None:
    before = figures(lock(month(cast), user=cast.supervisor))
    reopen(month(cast), user=cast.administrator, reason="补报")
    say(cast.tasks[0], cast.reporter, 60)
    assert figures(month(cast)) == before
    assert figures(lock(month(cast), user=cast.supervisor))[cast.tasks[0].pk]["reported_percent"] == 60
    assert PeriodFigure.objects.count() == len(cast.tasks)


@pytest.mark.parametrize("reason", ["", " ", "长" * 101])
def test_reopening_asks_for_a_reason_that_can_be_kept(cast: Cast, reason: str) -> None:
    lock(month(cast), user=cast.supervisor)
    with pytest.raises(Refused):
        reopen(month(cast), user=cast.administrator, reason=reason)


def test_an_open_period_is_not_reopened(cast: Cast) -> None:
    with pytest.raises(Refused):
        reopen(month(cast), user=cast.administrator, reason="补报")


# ---- its days ----
def test_a_later_day_forgives_what_came_in_time_by_it(cast: Cast) -> None:
    reports = [say(cast.tasks[0], cast.reporter, 60), say(cast.tasks[1], cast.reporter, 60)]
    ProgressReport.objects.update(late=True)
    late = ProgressReport.objects.filter(pk=reports[1].pk)
    late.update(reported_at="2026-09-30T09:00:00+08:00")
    adjust(month(cast), user=cast.administrator, opens=date(2026, 9, 1), due=date(2026, 9, 29))
    assert [ProgressReport.objects.get(pk=report.pk).late for report in reports] == [False, True]


def test_an_earlier_day_makes_nothing_late(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 60)
    adjust(month(cast), user=cast.administrator, opens=date(2026, 9, 1), due=date(2026, 9, 5))
    assert not ProgressReport.objects.get().late


@pytest.mark.parametrize(
    ("opens", "due"),
    [
        (date(2026, 9, 20), date(2026, 9, 10)),
        (date(2026, 8, 31), date(2026, 9, 10)),
        (date(2026, 9, 1), date(2026, 10, 1)),
    ],
)
def test_both_days_lie_in_the_month_in_their_order(cast: Cast, opens: date, due: date) -> None:
    with pytest.raises(Refused):
        adjust(month(cast), user=cast.administrator, opens=opens, due=due)


def test_a_locked_period_keeps_its_days_and_a_supervisor_changes_none(cast: Cast) -> None:
    days = {"opens": date(2026, 9, 1), "due": date(2026, 9, 20)}
    with pytest.raises(PermissionDenied):
        adjust(month(cast), user=cast.supervisor, **days)
    lock(month(cast), user=cast.supervisor)
    with pytest.raises(Refused):
        adjust(month(cast), user=cast.administrator, **days)


# ---- cadence ----
def test_chosen_tasks_report_every_quarter_with_history(cast: Cast) -> None:
    chosen = [task.pk for task in cast.tasks[:2]]
    assert set_cadence(chosen, cast.year, "quarterly", user=cast.supervisor) == 2
    assert set_cadence(chosen, cast.year, "quarterly", user=cast.supervisor) == 0
    assert [task.cadence for task in Task.objects.filter(year=cast.year).order_by("pk")] == [
        "quarterly"
    ] * 2 + [""] * 3
    assert cast.tasks[0].history.order_by("history_id").last().history_user == cast.supervisor


def test_a_cadence_that_there_is_not_and_who_may_not_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        set_cadence([cast.tasks[0].pk], cast.year, "weekly", user=cast.supervisor)
    with pytest.raises(PermissionDenied):
        set_cadence([cast.tasks[0].pk], cast.year, "quarterly", user=cast.reporter)
    assert set_cadence([cast.other_task.pk], cast.year, "quarterly", user=cast.supervisor) == 0


def test_green_tasks_are_offered_first(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 90)
    client = signed_in(cast.supervisor)
    ticks = page(client.get(address("cadence", cast))).xpath("//input[@name='task']/@value")
    assert ticks == [str(cast.tasks[0].pk)]
    client.post(address("cadence", cast), {"task": ticks, "cadence": "quarterly"})
    assert Task.objects.get(pk=cast.tasks[0].pk).cadence == "quarterly"


# ---- the pages ----
def test_the_page_lists_the_twelve_with_their_numbers(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 60)
    rows = page(signed_in(cast.supervisor).get(address("periods", cast))).xpath("//tbody/tr")
    assert len(rows) == 12
    assert [text(cell) for cell in rows[8].xpath("./td")[3:6]] == ["3", "1", "·"]
    assert len({len(row.xpath("./td")) for row in rows}) == 1


def test_the_periods_page_takes_no_more_queries_for_more_tasks(cast: Cast) -> None:
    client, url = signed_in(cast.supervisor), address("periods", cast)
    few = queries(client, url)
    for number in range(10):
        make_task(cast.plan, None, 50 + number, f"建成第{number}处驿站。", cast.industry)
    stand_today()
    assert queries(client, url) == few


def test_a_period_is_locked_and_reopened_on_its_page(cast: Cast) -> None:
    url = address("periods", cast) + "9/"
    signed_in(cast.supervisor).post(url, {"lock": "1"})
    assert month(cast).locked_by == cast.supervisor
    client = signed_in(cast.administrator)
    assert len(page(client.get(url)).xpath("//section[@aria-labelledby='figures']//tbody/tr")) == len(
        cast.tasks
    )
    client.post(url, {"reopen": "1", "reason": "补报"})
    assert month(cast).locked_at is None
    assert "补报" in text(page(client.get(url)))


@pytest.mark.parametrize(
    "data", [{"reopen": "1", "reason": "补报"}, {"days": "1", "opens": "2026-09-01", "due": "2026-09-20"}]
)
def test_a_supervisor_neither_reopens_nor_adjusts_there(cast: Cast, data: dict[str, str]) -> None:
    lock(month(cast), user=cast.supervisor)
    assert signed_in(cast.supervisor).post(address("periods", cast) + "9/", data).status_code == 403


def test_days_that_cannot_be_stay_in_the_form(cast: Cast) -> None:
    data = {"days": "1", "opens": "2026-09-01", "due": "2026-10-05"}
    answered = signed_in(cast.administrator).post(address("periods", cast) + "9/", data)
    assert answered.status_code == 422
    assert page(answered).xpath("//input[@name='due']/@value") == ["2026-10-05"]
    assert month(cast).due == date(2026, 9, 28)


def test_the_administration_does_not_lock_without_figures(cast: Cast) -> None:
    url = f"/admin/tasks/period/{month(cast).pk}/change/"
    names = page(signed_in(cast.administrator).get(url)).xpath("//form//@name")
    assert not [name for name in names if name.startswith("locked")]


def test_today_is_named(cast: Cast) -> None:
    assert timezone.localdate() == DAY
    (now,) = page(signed_in(cast.supervisor).get(address("periods", cast))).xpath("//tr[.//*[@class='tag']]")
    assert "9" in text(now.xpath("./td")[0])


# ---- what a lock has kept, on the board and in the lists ----
def kept_board(cast: Cast) -> dict[Any, dict[str, int]]:
    scope = Scope(Access(cast.supervisor, cast.district), cast.district, cast.year, [cast.year])
    lines = Board(scope, month(cast), timezone.localdate()).lines
    return {str(line.unit): {cell.name: cell.count for cell in line.cells} for line in lines}


def listed(cast: Cast, words: str) -> list[int]:
    return shown(signed_in(cast.supervisor).get(address("task_list", cast, query=f"?period=9&{words}")))


def test_the_board_of_a_locked_month_stays_as_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    passed = say(cast.tasks[0], cast.reporter, 60)
    lock(month(cast), user=cast.supervisor)
    before, missing, waiting = (
        kept_board(cast),
        listed(cast, "report=missing"),
        listed(cast, "report=waiting"),
    )
    assert before["工信局"]["waiting"] == 1
    freeze(monkeypatch, date(2026, 10, 12))
    stand_today(date(2026, 10, 12))
    pass_report(passed, user=cast.supervisor)
    set_cadence([task.pk for task in cast.tasks], cast.year, Cadence.HALF_YEARLY, user=cast.supervisor)
    adjusted = Responsibility.objects.filter(task=cast.tasks[0], role="lead_unit")
    adjusted.update(unit=cast.education)
    rename(cast.industry, user=cast.administrator, name="工业和信息化局")
    assert kept_board(cast) == before
    assert listed(cast, "report=missing") == missing
    assert listed(cast, "report=waiting") == waiting == [cast.tasks[0].pk]
    assert listed(cast, f"report=waiting&reporter={cast.industry.pk}") == waiting
    lead = page(
        signed_in(cast.supervisor).get(
            reverse("period", kwargs={"code": cast.district.code, "number": 2026, "month": 9})
        )
    )
    assert "工业和信息化局" not in text(lead.xpath("//section[@aria-labelledby='figures']")[0])


def test_what_is_merged_later_stays_in_the_figures_and_in_the_lists_of_days_that_are_over(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(cast.tasks[2], cast.education_reporter, 60)
    lock(month(cast), user=cast.supervisor)
    before, waiting = kept_board(cast), listed(cast, "report=waiting")
    known = listed(cast, f"on={DAY}")
    freeze(monkeypatch, date(2026, 10, 12))
    merge(cast.tasks[0], [cast.tasks[2]], user=cast.supervisor)
    assert kept_board(cast) == before
    assert listed(cast, "report=waiting") == waiting == [cast.tasks[2].pk]
    assert listed(cast, f"on={DAY}") == known
    assert cast.tasks[2].pk not in listed(cast, "")
    freeze(monkeypatch, date(2026, 10, 14))
    stand_today(date(2026, 10, 14))
    assert cast.tasks[2].pk in listed(cast, "on=2026-10-11")
    assert cast.tasks[2].pk not in listed(cast, "on=2026-10-13")


def test_the_days_of_a_period_are_not_changed_past_its_page(cast: Cast) -> None:
    lock(month(cast), user=cast.supervisor)
    client, row = signed_in(cast.superuser), month(cast)
    where = reverse("admin:tasks_period_change", args=[row.pk])
    client.post(where, {"opens": "2026-09-01", "due": "2026-09-02"})
    assert month(cast).due == row.due


def test_who_reports_is_told_of_another_day(cast: Cast) -> None:
    adjust(month(cast), user=cast.administrator, opens=date(2026, 9, 1), due=date(2026, 9, 20))
    told = Notice.objects.filter(code="period_moved")
    assert {notice.user for notice in told} == {cast.reporter, cast.education_reporter, cast.street_reporter}
    adjust(month(cast), user=cast.administrator, opens=date(2026, 9, 2), due=date(2026, 9, 20))
    adjust(month(cast), user=cast.administrator, opens=date(2026, 9, 2), due=date(2026, 9, 5))
    assert told.count() == 3
