"""Reporting in Excel: which files are read, the pages from download to confirmation, two at once."""

from datetime import date
from decimal import Decimal
from functools import partial
from urllib.parse import unquote

import pytest
from django.test import Client
from openpyxl import Workbook

from tasks.books import Cell, Unreadable, clean, read_book
from tasks.errors import Refused
from tasks.models import Membership, ProgressReport, Target, Task
from tasks.permissions import Access
from tasks.services.report import report
from tasks.services.report_sheet import compare, confirm, sheet_of
from tests.cast import Cast, make_task, make_user
from tests.pages import DAY, address, everybody, freeze, page, queries, signed_in, stand_today, text
from tests.sheet_files import (
    access,
    filled,
    other_reporter,
    place,
    row_of,
    saved,
    seen,
    sheet,
    staged,
    upload,
)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch)
    request.getfixturevalue("cast")
    stand_today()


@pytest.fixture
def target(cast: Cast) -> Target:
    return Target.objects.create(task=cast.tasks[0], metric="新增企业", value=Decimal(30), unit="家")


# ---- files ----
def other_book() -> bytes:
    return saved(Workbook())


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04nothing", b"%PDF-1.4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old"]
)
def test_what_is_no_workbook_is_refused_with_a_sentence(cast: Cast, data: bytes) -> None:
    with pytest.raises(Refused):
        staged(cast, data)


def test_a_workbook_made_elsewhere_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        staged(cast, other_book())


def test_a_sheet_of_another_district_is_refused(cast: Cast) -> None:
    foreign = make_user("foreign", "外人")
    Membership.objects.create(
        user=foreign, district=cast.other_district, role="reporter", unit=cast.other_unit
    )
    data = sheet_of(Access(foreign, cast.other_district), cast.other_year, DAY)
    with pytest.raises(Refused):
        staged(cast, data)


def test_a_cell_says_where_it_is_and_what_it_holds() -> None:
    assert Cell(7, 4).place == "D7"
    assert Cell(1, 1, " ３１．５％ ").number() == Decimal("31.5")
    assert Cell(1, 1, 0.5, as_percent=True).number() == 50
    assert Cell(1, 1, "1,200家").number("家") == 1200
    assert Cell(1, 1, 12.0).text == "12"
    assert clean("a\r\nb\x01￾ ") == "a\nb"
    with pytest.raises(Unreadable):
        Cell(1, 1, date(2026, 3, 5)).number()


def test_a_sheet_of_too_many_rows_is_refused() -> None:
    book = Workbook()
    book.worksheets[0].cell(6000, 1, "x")
    with pytest.raises(Refused):
        read_book(saved(book))


# ---- the pages ----
def test_only_reporters_have_a_sheet(cast: Cast) -> None:
    for name in ("sheet_upload", "sheet_download"):
        for user in everybody(cast):
            expected = 200 if user in (cast.reporter, cast.education_reporter, cast.street_reporter) else 403
            assert signed_in(user).get(address(name, cast)).status_code == expected, user
        assert signed_in(cast.other_administrator).get(address(name, cast)).status_code == 404
        assert Client().get(address(name, cast)).status_code == 302


def test_the_file_has_a_chinese_name(cast: Cast) -> None:
    response = signed_in(cast.reporter).get(address("sheet_download", cast))
    assert "工小文" in unquote(response["Content-Disposition"])
    assert read_book(response.content)


def test_the_way_from_download_to_confirmation(cast: Cast) -> None:
    client = signed_in(cast.reporter)
    data = client.get(address("sheet_download", cast)).content
    data = filled(data, {place("percent", row_of(data, cast.tasks[0])): 60})
    response = client.post(address("sheet_upload", cast), {"file": upload(data)}, follow=True)
    preview = response.redirect_chain[-1][0]
    fields = {field.name: field.value for field in page(response).xpath("//form//input[@type='hidden']")}
    assert f"seen-{cast.tasks[0].pk}" in fields
    assert "60" in text(page(response))
    assert not ProgressReport.objects.exists()
    client.post(preview, fields)
    assert ProgressReport.objects.get().percent == 60


def test_a_wrong_file_is_told_beside_the_form(cast: Cast) -> None:
    response = signed_in(cast.reporter).post(
        address("sheet_upload", cast), {"file": upload(b"%PDF-1.4", "a.pdf")}
    )
    assert response.status_code == 422
    assert page(response).xpath("//*[@class='errors']")


def test_nobody_sees_the_upload_of_another(cast: Cast) -> None:
    kept = staged(cast, sheet(cast))
    url = f"{address('sheet_upload', cast)}{kept.pk}/"
    for user in everybody(cast):
        expected = {cast.reporter: 200, cast.education_reporter: 404, cast.street_reporter: 404}.get(
            user, 403
        )
        assert signed_in(user).get(url).status_code == expected, user
        posted = signed_in(user).post(url).status_code
        assert posted == (302 if expected == 200 else expected), user


def test_a_forged_key_does_not_report_what_is_anothers(cast: Cast) -> None:
    data = sheet(cast)
    row = row_of(data, cast.tasks[0])
    forged = f'{{"t": {cast.tasks[2].pk}, "g": null, "v": "", "b": {{}}}}'
    kept = staged(cast, filled(data, {f"A{row}": forged, place("percent", row): 90}))
    result = confirm(kept, user=cast.reporter, seen={cast.tasks[2].pk: ""}, take=[cast.tasks[2].pk], day=DAY)
    assert result.tasks == []
    assert not ProgressReport.objects.exists()


def test_the_preview_takes_as_many_queries_for_many_rows_as_for_few(cast: Cast) -> None:
    def asked() -> int:
        data = sheet(cast)
        row = row_of(data, cast.tasks[0])
        kept = staged(cast, filled(data, {place("percent", row): 60}))
        return queries(signed_in(cast.reporter), f"{address('sheet_upload', cast)}{kept.pk}/")

    few = asked()
    for number in range(8):
        make_task(cast.plan, None, 50 + number, f"建成第{number}处驿站。", cast.industry)
    stand_today()
    assert asked() == few


# ---- two at once ----
@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_report_once(cast: Cast) -> None:
    from tests.test_concurrency import at_once, failures

    data = sheet(cast)
    kept = staged(cast, filled(data, {place("percent", row_of(data, cast.tasks[0])): 60}))
    versions = seen(compare(kept, access(cast), DAY))
    calls = [partial(confirm, kept, user=cast.reporter, seen=versions, day=DAY) for _each in range(3)]
    outcomes = at_once(calls)
    assert failures(outcomes) == []
    assert sum(len(outcome.tasks) for outcome in outcomes) == 1
    assert ProgressReport.objects.get().history.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_sheet_and_a_report_at_once_lose_nothing_silently(cast: Cast) -> None:
    from tests.test_concurrency import at_once, failures

    other, data = other_reporter(cast), sheet(cast)
    kept = staged(cast, filled(data, {place("percent", row_of(data, cast.tasks[0])): 60}))
    versions = seen(compare(kept, access(cast), DAY))
    direct = partial(
        report,
        Task.objects.get(pk=cast.tasks[0].pk),
        user=other,
        percent=Decimal(45),
        status="in_progress",
        note="",
        day=DAY,
    )
    confirmed, _other = outcomes = at_once(
        [partial(confirm, kept, user=cast.reporter, seen=versions, day=DAY), direct]
    )
    assert failures(outcomes) == []
    # whoever came second is on top; the sheet never is without having been told of the other
    assert ProgressReport.objects.get().percent == 45
    assert len(confirmed.tasks) + len(confirmed.refused) <= 1
