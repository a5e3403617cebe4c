"""Reporting in Excel: the sheet, what a filled-in one would change, sending that."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tasks.models import ProgressReport, StandingSpan, Target, TargetValue, Task
from tasks.services.report_sheet import compare, confirm, sheet_of
from tasks.sheet_rows import FIRST_ROW, PLACE
from tests.cast import Cast
from tests.pages import DAY, freeze, say, stand_today
from tests.sheet_files import (
    access,
    compared,
    filled,
    kinds,
    other_reporter,
    place,
    row_of,
    seen,
    sent,
    sheet,
    staged,
    wrong,
)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch)
    request.getfixturevalue("cast")
    stand_today()


@pytest.fixture
def target(cast: Cast) -> Target:
    return Target.objects.create(task=cast.tasks[0], metric="新增企业", value=Decimal(30), unit="家")


# ---- the sheet ----
def test_the_sheet_asks_for_what_is_due_a_row_for_each_target(cast: Cast, target: Target) -> None:
    second = Target.objects.create(
        task=cast.tasks[0], metric="产值", value=Decimal("2.5"), unit="亿元", position=1, comparator=">="
    )
    book = load_workbook(io.BytesIO(sheet(cast))).worksheets[0]
    rows = [[cell.value for cell in row] for row in book.iter_rows(min_row=FIRST_ROW)]
    words = [row[PLACE["task"] - 1] for row in rows]
    assert words == ["1 新增规模以上工业企业30家。", "（同上）", "1 建成智能工厂5家。"]
    asked = [row[PLACE["target"] - 1] for row in rows]
    assert asked[0] == "新增企业（30家）"
    assert str(asked[1]).startswith(second.metric)
    assert asked[2] == "—"


def test_only_what_is_asked_for_is_unlocked(cast: Cast, target: Target) -> None:
    book = load_workbook(io.BytesIO(sheet(cast))).worksheets[0]
    assert book.protection.sheet
    assert not book.protection.password
    assert book.column_dimensions["A"].hidden
    locked = {cell.coordinate for row in book["A4:N5"] for cell in row if cell.protection.locked}
    first = {f"{letter}4" for letter in "ABCDE"}
    assert locked == first | {f"{letter}5" for letter in "ABCDEF"}  # the second task has no number


def test_a_task_reported_already_stands_there_with_what_was_said(cast: Cast, target: Target) -> None:
    say(cast.tasks[0], cast.reporter, 40, note="已新增12家。", values={target.pk: 12})
    data = sheet(cast)
    book, row = load_workbook(io.BytesIO(data)).worksheets[0], row_of(data, cast.tasks[0])
    read = {name: book[place(name, row)].value for name in ("value", "percent", "status", "note")}
    assert read == {"value": 12, "percent": 40, "status": "推进中", "note": "已新增12家。"}


def test_the_last_report_stands_beside_what_is_asked(cast: Cast, target: Target) -> None:
    say(
        cast.tasks[0],
        cast.reporter,
        30,
        date(2026, 8, 10),
        note="=SUM(1)\n推进中",
        values={target.pk: 9},
    )
    data = sheet(cast)
    cell = load_workbook(io.BytesIO(data)).worksheets[0][place("last", row_of(data, cast.tasks[0]))]
    assert "30%" in cell.value
    assert "新增企业 9家" in cell.value
    assert "=SUM(1)" in cell.value


def test_words_never_become_a_formula(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 30, note="=1+1")
    data = sheet(cast)
    cell = load_workbook(io.BytesIO(data)).worksheets[0][place("note", row_of(data, cast.tasks[0]))]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert kinds(compared(cast, data)) == ["same", "same"]


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    percent=st.none() | st.decimals(0, 100, places=2),
    status=st.sampled_from(["not_started", "in_progress", "blocked"]),
    words=st.tuples(*[WORDS] * 6),
    value=st.none() | st.decimals(-(10**15), 10**15, places=4),
)
def test_what_comes_back_as_it_went_out_changes_nothing(
    cast: Cast, percent: Decimal | None, status: str, words: tuple[str, ...], value: Decimal | None
) -> None:
    task = cast.tasks[0]
    ProgressReport.objects.all().delete()
    Target.objects.all().delete()
    target = Target.objects.create(task=task, metric="新增企业", value=Decimal(30))
    names = ("note", "stage", "problems", "matters", "next_steps", "percent_reason")
    row = ProgressReport.objects.create(
        task=task,
        unit=cast.industry,
        period=cast.year.periods.get(month=9),
        reported_at="2026-09-03T10:00:00+08:00",
        percent=None if percent == 100 else percent,
        status=status,
        **dict(zip(names, (word.replace("\x00", "") for word in words), strict=True)),
    )
    if value is not None:
        TargetValue.objects.create(report=row, target=target, value=value)
    data = sheet(cast)
    for untouched in (data, filled(data, {})):
        found = compared(cast, untouched)
        assert kinds(found) == ["same", "same"]
        assert wrong(found) == []


# ---- the difference ----
def test_it_shows_before_and_after_of_what_was_typed(cast: Cast, target: Target) -> None:
    say(cast.tasks[0], cast.reporter, 40, note="已新增12家。", values={target.pk: 12})
    data = sheet(cast)
    row = row_of(data, cast.tasks[0])
    data = filled(
        data, {place("value", row): 15, place("percent", row): "50%", place("problems", row): "缺地"}
    )
    first = compared(cast, data).differences[0]
    changes = {change.name: (change.before, change.after) for change in first.changes}
    assert first.kind == "changed"
    assert changes == {
        "percent": ("40", "50"),
        "problems": ("", "缺地"),
        f"value_{target.pk}": ("12", "15"),
    }


def test_it_sends_what_was_typed_and_nothing_else(cast: Cast, target: Target) -> None:
    data = sheet(cast)
    row = row_of(data, cast.tasks[0])
    typed = {"value": 15, "percent": 50, "status": "推进受阻", "note": "已新增15家。"}
    data = filled(data, {place(name, row): said for name, said in typed.items()})
    result = sent(cast, data)
    stored = ProgressReport.objects.get()
    assert [task.pk for task in result.tasks] == [cast.tasks[0].pk]
    assert [stored.percent, stored.status, stored.note] == [Decimal(50), "blocked", "已新增15家。"]
    assert [value.value for value in stored.values.all()] == [15]
    assert (stored.reported_by, stored.history.get().history_user) == (cast.reporter, cast.reporter)


def test_sending_twice_reports_once(cast: Cast) -> None:
    data = sheet(cast)
    data = filled(data, {place("percent", row_of(data, cast.tasks[0])): 50})
    kept = staged(cast, data)
    versions = seen(compare(kept, access(cast), DAY))
    confirm(kept, user=cast.reporter, seen=versions, day=DAY)
    again = confirm(kept, user=cast.reporter, seen=versions, day=DAY)
    assert (again.tasks, again.refused) == ([], [])
    assert ProgressReport.objects.get().history.count() == 1
    assert kinds(compare(kept, access(cast), DAY)) == ["same", "same"]


def test_a_hundred_percent_is_complete_and_comes_back_as_nothing_to_do(cast: Cast) -> None:
    data = sheet(cast)
    row = row_of(data, cast.tasks[0])
    data = filled(data, {place("percent", row): 100, place("note", row): "已竣工验收。"})
    sent(cast, data)
    assert Task.objects.get(pk=cast.tasks[0].pk).status == Task.Status.CLAIMED
    assert kinds(compared(cast, data))[0] == "same"


def test_a_lower_percentage_takes_completion_back(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 100)
    data = sheet(cast)
    row = row_of(data, cast.tasks[0])
    found = compared(cast, filled(data, {place("percent", row): 80})).differences[0]
    assert [found.kind, found.wanted.percent, found.wanted.status] == ["changed", Decimal(80), "in_progress"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"percent": 101}, "G"),
        ({"percent": "很多"}, "G"),
        ({"percent": 0.5}, "G"),
        ({"percent": 60, "status": "已完成"}, "G"),
        ({"status": "差不多"}, "H"),
        ({"value": "十五家"}, "F"),
        ({"value": True}, "F"),
        ({"value": "1e300"}, "F"),
        ({"stage": "字" * 301}, "J"),
    ],
)
def test_what_is_wrong_is_told_by_its_cell_and_the_rest_goes_in(
    cast: Cast, target: Target, typed: dict[str, Any], sentence: str
) -> None:
    data = sheet(cast)
    row, other = row_of(data, cast.tasks[0]), row_of(data, cast.tasks[1])
    cells = {place(name, row): value for name, value in typed.items()}
    data = filled(data, {**cells, place("note", row): "推进中", place("percent", other): 20})
    found = compared(cast, data)
    if "status" in typed and typed["status"] == "已完成":
        sentence = place("percent", row)[0]
    assert kinds(found) == ["wrong", "changed"]
    assert [each[: len(f"{sentence}{row}")] for each in wrong(found)] == [f"{sentence}{row}"]
    assert [task.pk for task in sent(cast, data).tasks] == [cast.tasks[1].pk]


def test_a_value_that_was_reported_cannot_be_emptied(cast: Cast, target: Target) -> None:
    say(cast.tasks[0], cast.reporter, 40, values={target.pk: 12})
    data = sheet(cast)
    row = row_of(data, cast.tasks[0])
    assert wrong(compared(cast, filled(data, {place("value", row): None})))[0].startswith(f"F{row}")


def test_rows_that_were_not_made_here_are_told(cast: Cast) -> None:
    data = sheet(cast)
    row = row_of(data, cast.tasks[0])
    key = load_workbook(io.BytesIO(data)).worksheets[0][f"A{row}"].value
    data = filled(data, {"I30": "自己加的一行", "A31": key, "I31": "复制的一行"})
    assert len(compared(cast, data).strays) == 2


# ---- what others did meanwhile ----
def test_a_report_made_meanwhile_is_told_and_kept_unless_the_person_chooses(cast: Cast) -> None:
    data = sheet(cast)
    row = row_of(data, cast.tasks[0])
    say(cast.tasks[0], other_reporter(cast), 45, note="另一人所报。")
    data = filled(data, {place("percent", row): 60})
    found = compared(cast, data)
    assert kinds(found)[0] == "conflict"
    assert {change.name for change in found.differences[0].meanwhile} == {"status", "note"}
    assert sent(cast, data).tasks == []
    assert ProgressReport.objects.get().percent == 45
    sent(cast, data, take=(cast.tasks[0].pk,))
    stored = ProgressReport.objects.get()
    assert [stored.percent, stored.note] == [
        Decimal(60),
        "另一人所报。",
    ]  # only what was typed is put over it


def test_what_somebody_reports_between_preview_and_confirmation_is_not_overwritten(cast: Cast) -> None:
    data = sheet(cast)
    kept = staged(cast, filled(data, {place("percent", row_of(data, cast.tasks[0])): 60}))
    versions = seen(compare(kept, access(cast), DAY))
    say(cast.tasks[0], other_reporter(cast), 45)
    result = confirm(kept, user=cast.reporter, seen=versions, take=[cast.tasks[0].pk], day=DAY)
    assert (result.tasks, len(result.refused)) == ([], 1)
    assert ProgressReport.objects.get().percent == 45


def test_what_one_did_not_touch_is_no_conflict(cast: Cast) -> None:
    data = sheet(cast)
    say(cast.tasks[0], other_reporter(cast), 45)
    assert kinds(compared(cast, data)) == ["same", "same"]


def test_a_sheet_of_another_month_goes_in_only_by_choice(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 20, date(2026, 8, 10))
    data = sheet_of(access(cast), cast.year, date(2026, 8, 20))
    cast.year.periods.filter(month=8).update(locked_at=timezone.now())
    found = compared(cast, filled(data, {place("percent", row_of(data, cast.tasks[0])): 60}))
    assert (found.is_other, found.period.month) == (True, 9)
    assert kinds(found)[0] == "conflict"


def test_a_sheet_of_a_month_that_is_over_goes_into_that_month(cast: Cast) -> None:
    StandingSpan.objects.update(start=date(2026, 8, 1))
    data = sheet_of(access(cast), cast.year, date(2026, 8, 20))
    kept = staged(cast, filled(data, {place("percent", row_of(data, cast.tasks[0])): 60}))
    found = compare(kept, access(cast), DAY)
    assert (found.is_earlier, found.is_other, kinds(found)[0]) == (True, False, "changed")
    sent = confirm(kept, user=cast.reporter, seen=seen(found), day=DAY, period="8")
    row = ProgressReport.objects.get()
    assert sent.tasks == [cast.tasks[0]]
    assert (row.period.month, row.late) == (8, True)
    assert row.percent == 60


def test_a_sheet_whose_month_is_locked_after_it_was_shown_is_refused_and_kept(cast: Cast) -> None:
    StandingSpan.objects.update(start=date(2026, 8, 1))
    data = sheet_of(access(cast), cast.year, date(2026, 8, 20))
    kept = staged(cast, filled(data, {place("percent", row_of(data, cast.tasks[0])): 60}))
    found = compare(kept, access(cast), DAY)
    cast.year.periods.filter(month=8).update(locked_at=timezone.now())
    sent = confirm(kept, user=cast.reporter, seen=seen(found), take=[cast.tasks[0].pk], day=DAY, period="8")
    assert (sent.tasks, len(sent.refused)) == ([], 1)
    assert not ProgressReport.objects.exists()


def test_a_task_that_went_to_another_unit_is_not_reported(cast: Cast) -> None:
    data = sheet(cast)
    data = filled(data, {place("percent", row_of(data, cast.tasks[0])): 60})
    kept = staged(cast, data)
    cast.tasks[0].responsibilities.filter(unit=cast.industry).update(unit=cast.education)
    found = compare(kept, access(cast), DAY)
    assert kinds(found)[0] == "wrong"
    assert confirm(kept, user=cast.reporter, seen=seen(found), day=DAY).tasks == []


def test_a_suspended_task_is_not_reported(cast: Cast) -> None:
    data = sheet(cast)
    data = filled(data, {place("percent", row_of(data, cast.tasks[0])): 60})
    Task.objects.filter(pk=cast.tasks[0].pk).update(status=Task.Status.SUSPENDED)
    assert kinds(compared(cast, data))[0] == "wrong"
