"""A task outlives its year: it is reported and closed, month by month; what was locked stays as it was."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tasks.earlier import Why
from tasks.errors import Refused
from tasks.models import Period, PeriodFigure, ProgressReport, ReportDraft, Task
from tasks.reporting import desk
from tasks.scope import district_scope
from tasks.services import closing, periods
from tasks.services.content import version
from tasks.services.drafts import save
from tasks.services.report import enter, repeat, return_claim, verify
from tasks.services.report_sheet import compare, confirm, sheet_of
from tasks.services.review import pass_report, send_back
from tasks.services.years import present
from tests.cast import Cast
from tests.pages import HTMX, address, freeze, page, say, signed_in, stand_today, text
from tests.sheet_files import access, filled, place, row_of, seen, staged

DEC, NEW_YEAR, JAN, FEB = date(2026, 12, 10), date(2027, 1, 1), date(2027, 1, 12), date(2027, 2, 8)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """January; the first task was extended to the end of March and stood at 60 % in December."""
    cast: Cast = request.getfixturevalue("cast")
    Task.objects.filter(pk=cast.tasks[0].pk).update(deadline=date(2027, 3, 31))
    stand_today(DEC)
    say(cast.tasks[0], cast.reporter, 60, DEC)
    freeze(monkeypatch, JAN)


@pytest.fixture
def december(cast: Cast) -> Period:
    """Locked, and so are those before it."""
    cast.year.periods.filter(month__lt=12).update(locked_at="2026-12-01T00:00Z")
    return periods.lock(cast.year.periods.get(month=12), user=cast.supervisor, day=JAN)


def figures() -> list[Any]:
    return list(PeriodFigure.objects.order_by("pk").values())


def rows(task: Task) -> list[tuple[int, int, int]]:
    found = task.reports.order_by("period__month", "beyond")
    return [(row.period.month, row.beyond, int(row.percent or 0)) for row in found]


def test_after_a_locked_december_a_task_is_reported_claimed_and_closed(cast: Cast, december: Period) -> None:
    task, frozen = cast.tasks[0], figures()
    row = say(task, cast.reporter, 80, JAN)
    assert (row.period, row.beyond, row.late) == (december, 1, False)
    assert task.spans.get(end=None).percent == 80
    say(task, cast.reporter, 100, FEB, note="已竣工。")
    assert Task.objects.get(pk=task.pk).status == "claimed"
    verify(task, user=cast.supervisor, day=FEB)
    assert Task.objects.get(pk=task.pk).completed_on == FEB
    assert rows(task) == [(12, 0, 60), (12, 1, 80), (12, 2, 100)]
    assert figures() == frozen
    closing.reopen(task, user=cast.supervisor, reason="抽查未达标。", day=FEB)
    assert (rows(task), figures()) == ([(12, 0, 60), (12, 1, 80), (12, 2, 100)], frozen)


def test_a_task_that_is_merely_overdue_is_reported_and_closed_too(cast: Cast, december: Period) -> None:
    say(cast.tasks[1], cast.reporter, 100, FEB, note="已建成。")
    verify(cast.tasks[1], user=cast.supervisor, day=FEB)
    assert rows(cast.tasks[1]) == [(12, 2, 100)]


def test_the_months_after_the_year_do_not_overwrite_an_open_december(cast: Cast) -> None:
    task = cast.tasks[0]
    say(task, cast.reporter, 70, JAN)
    say(task, cast.reporter, 75, JAN)
    say(task, cast.reporter, 85, FEB)
    assert rows(task) == [(12, 0, 60), (12, 1, 75), (12, 2, 85)]
    periods.lock(cast.year.periods.get(month=12), user=cast.supervisor, day=FEB)
    assert PeriodFigure.objects.get(task=task).reported_percent == 60
    say(task, cast.reporter, 65, FEB, period="12-1")
    assert task.spans.get(end=None).percent == 85  # the latest month counts, not the latest written


def test_a_december_that_was_sent_back_is_made_again_as_december(cast: Cast) -> None:
    task = cast.tasks[0]
    send_back(task.reports.get(), user=cast.supervisor, reason="数据不实。", day=JAN)
    shown = desk(district_scope(cast.reporter, cast.district.code, 2026), JAN)
    assert (task, 12, 0, Why.RETURNED) in [
        (each.task, each.period.month, each.period.beyond, each.why) for each in shown.earlier
    ]
    say(task, cast.reporter, 70, JAN)
    row = say(task, cast.reporter, 62, JAN, period="12")
    assert rows(task) == [(12, 0, 62), (12, 1, 70)]
    assert not row.late
    assert task.spans.get(end=None).percent == 70


def test_no_change_repeats_the_month_before(cast: Cast, december: Period) -> None:
    assert repeat(cast.tasks[0], user=cast.reporter, day=JAN).percent == 60
    say(cast.tasks[0], cast.reporter, 80, JAN)
    row = repeat(cast.tasks[0], user=cast.reporter, day=FEB)
    assert (row.beyond, row.unchanged) == (2, True)
    assert row.percent == 80


def test_it_is_judged_like_any_report_though_december_is_locked(cast: Cast, december: Period) -> None:
    task, frozen = cast.tasks[0], figures()
    row = say(task, cast.reporter, 80, JAN)
    send_back(row, user=cast.supervisor, reason="请附佐证。", day=JAN)
    assert task.spans.get(end=None).percent == 60
    pass_report(say(task, cast.reporter, 78, JAN), user=cast.supervisor, day=JAN)
    with pytest.raises(Refused):
        send_back(task.reports.get(beyond=0), user=cast.supervisor, reason="数据不实。", day=JAN)
    say(task, cast.reporter, 100, FEB, note="已竣工。")
    return_claim(task, user=cast.supervisor, reason="请附验收单。", day=FEB)
    assert Task.objects.get(pk=task.pk).status == "open"
    assert figures() == frozen


def test_a_locked_december_itself_takes_nothing(cast: Cast, december: Period) -> None:
    frozen = figures()
    with pytest.raises(Refused):
        say(cast.tasks[0], cast.reporter, 70, JAN, period="12")
    row = cast.tasks[0].reports.get()
    row.percent = Decimal(70)
    with pytest.raises(Refused):
        enter(row, user=cast.administrator, day=JAN)
    assert (rows(cast.tasks[0]), figures()) == ([(12, 0, 60)], frozen)


def test_who_enters_for_a_unit_does_so_behind_the_locked_december_once_a_month(
    cast: Cast, december: Period
) -> None:
    def new() -> ProgressReport:
        return ProgressReport(
            task=cast.tasks[0], period=december, unit=cast.industry, percent=Decimal(90), note="代报。"
        )

    enter(new(), user=cast.administrator, day=JAN)
    assert rows(cast.tasks[0]) == [(12, 0, 60), (12, 1, 90)]
    with pytest.raises(Refused):
        enter(new(), user=cast.administrator, day=JAN)


def test_in_the_administration_too(cast: Cast, december: Period) -> None:
    fields: dict[str, Any] = {"task": cast.tasks[0].pk, "period": december.pk, "unit": cast.industry.pk}
    fields |= {"percent": "90", "status": "in_progress", "note": "代报。"}
    client = signed_in(cast.administrator)
    for expected in (302, 200):
        assert client.post("/admin/tasks/progressreport/add/", fields).status_code == expected
    assert rows(cast.tasks[0]) == [(12, 0, 60), (12, 1, 90)]


def test_months_after_the_year_have_names_and_keys(cast: Cast) -> None:
    names = [present(cast.year, day).key for day in (DEC, NEW_YEAR, FEB, date(2028, 3, 1))]
    assert names == ["12", "12-1", "12-2", "12-15"]
    begins = [present(cast.year, day).begins for day in (DEC, JAN, FEB, date(2028, 3, 9))]
    assert begins == [date(2026, 12, 1), NEW_YEAR, date(2027, 2, 1), date(2028, 3, 1)]
    row = say(cast.tasks[0], cast.reporter, 70, FEB)
    assert "2027" in row.period_name
    assert "2027" not in cast.tasks[0].reports.get(beyond=0).period_name


def test_the_page_of_the_year_shows_what_is_still_open(cast: Cast, december: Period) -> None:
    client = signed_in(cast.reporter)
    tree = page(client.get(address("reporting", cast)))
    still = tree.get_element_by_id("others")
    assert still.get("open") is not None
    assert cast.tasks[0].text in text(still)
    answer = client.get(address("reporting_card", cast, cast.tasks[0]), headers=HTMX)
    (form,) = page(answer).forms[:1]
    assert form.fields["for_period"] == "12-1"
    fields = {
        "percent": "80",
        "status": "in_progress",
        "note": "一月完成。",
        "seen": "",
        "for_period": "12-1",
    }
    sent = client.post(address("reporting_card", cast, cast.tasks[0]), fields, headers=HTMX)
    assert sent.status_code == 200
    assert rows(cast.tasks[0]) == [(12, 0, 60), (12, 1, 80)]
    name = cast.tasks[0].reports.get(beyond=1).period_name
    for where in (address("task", cast, cast.tasks[0]), address("review", cast)):
        assert name in signed_in(cast.supervisor).get(where).content.decode()


def test_a_form_opened_on_the_last_evening_is_decembers(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch, NEW_YEAR, hour=0)
    row = cast.tasks[0].reports.get()
    fields = {
        "percent": "65",
        "status": "in_progress",
        "note": "年底完成。",
        "for_period": "12",
        "seen": version(row),
    }
    answer = signed_in(cast.reporter).post(address("report", cast, cast.tasks[0]), fields)
    assert answer.status_code == 302
    assert rows(cast.tasks[0]) == [(12, 0, 65)]


def test_drafts_of_december_and_of_the_months_after_it_are_kept_apart(cast: Cast) -> None:
    task = cast.tasks[0]
    old = version(task.reports.get())
    save(task, user=cast.reporter, content={"note": "十二月。", "seen": old}, day=DEC)
    save(task, user=cast.reporter, content={"note": "一月。", "seen": ""}, day=JAN)
    kept = list(ReportDraft.objects.order_by("beyond").values_list("beyond", "content__note"))
    assert kept == [(0, "十二月。"), (1, "一月。")]
    say(task, cast.reporter, 70, JAN)
    assert ReportDraft.objects.get().beyond == 0
    shown = desk(district_scope(cast.reporter, cast.district.code, 2026), FEB)
    assert [(each.period.key, each.why) for each in shown.earlier if each.task == task] == [("12", Why.DRAFT)]


def test_a_draft_of_january_is_shown_in_february(cast: Cast, december: Period) -> None:
    save(cast.tasks[0], user=cast.reporter, content={"note": "一月。", "seen": ""}, day=JAN)
    shown = desk(district_scope(cast.reporter, cast.district.code, 2026), FEB)
    assert [(each.period.key, each.why) for each in shown.earlier] == [("12-1", Why.DRAFT)]


def test_the_sheet_carries_what_is_still_open(cast: Cast, december: Period) -> None:
    data = sheet_of(access(cast), cast.year, JAN)
    kept = staged(cast, filled(data, {place("percent", row_of(data, cast.tasks[0])): 85}))
    found = compare(kept, access(cast), JAN)
    assert (found.period.key, found.is_earlier, found.is_other) == ("12-1", False, False)
    confirm(kept, user=cast.reporter, seen=seen(found), day=JAN, period="12-1")
    assert rows(cast.tasks[0]) == [(12, 0, 60), (12, 1, 85)]


def test_the_board_of_december_knows_nothing_of_it(cast: Cast) -> None:
    def board() -> str:
        shown = signed_in(cast.supervisor).get(address("board", cast, query="?period=12"))
        return text(page(shown).get_element_by_id("content"))

    before = board()
    say(cast.tasks[1], cast.reporter, 90, JAN)
    assert board() == before


def test_a_linked_task_gets_the_same_report_behind_its_year(cast: Cast, december: Period) -> None:
    Task.objects.filter(pk=cast.tasks[1].pk).update(reported_with=cast.tasks[0])
    say(cast.tasks[0], cast.reporter, 80, JAN)
    assert rows(cast.tasks[1]) == [(12, 1, 80)]
