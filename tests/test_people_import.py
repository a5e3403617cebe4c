"""Units, officials and accounts from a workbook: what it would change, what is wrong, what is written."""

import io
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tasks.errors import Refused
from tasks.models import Membership, Official, StagedSheet, Unit, User
from tasks.people_book import ACCOUNTS, HEAD_ROW, KINDS, OFFICIALS, UNITS, Kind
from tasks.services.accounts import Slip
from tasks.services.people_compare import Comparison
from tasks.services.people_import import book_of, compare, confirm, stage
from tasks.services.succession import succeed_clerk
from tests.cast import Cast
from tests.pages import queries, signed_in, words_on
from tests.sheet_files import saved, upload

Lines = Mapping[str, Sequence[Mapping[str, Any]]]
NEW: Lines = {
    "units": [
        {"name": "商务局", "full_name": "澄岚区商务局", "aliases": "区商务局，招商局", "phone": "0551-02"}
    ],
    "officials": [{"name": "程北辰", "title": "副区长", "units": "商务局、教育局"}],
    "accounts": [
        {"name": "商小月", "username": "shangxy", "role": "填报员", "unit": "区商务局"},
        {"name": "程北辰", "username": "chengbc", "role": "区领导", "official": "程北辰"},
    ],
}


def book(cast: Cast, lines: Lines) -> bytes:
    """The workbook as it is downloaded, with `lines` written below what stands there."""
    made = load_workbook(io.BytesIO(book_of(cast.district)))
    for kind in KINDS:
        sheet = made[kind.title]
        for row, said in enumerate(lines.get(kind.name, ()), sheet.max_row + 1):
            for place, column in enumerate(kind.columns, 1):
                sheet.cell(row, place).value = said.get(column.field)
    return saved(made)


def staged(cast: Cast, lines: Lines) -> StagedSheet:
    return stage("人员.xlsx", book(cast, lines), user=cast.administrator, district=cast.district)


def compared(cast: Cast, lines: Lines) -> Comparison:
    return compare(staged(cast, lines), cast.administrator)


def entered(cast: Cast, lines: Lines) -> list[Slip]:
    kept = staged(cast, lines)
    seen = compare(kept, cast.administrator).digest()
    return confirm(kept, user=cast.administrator, seen=seen).slips


def wrong(cast: Cast, lines: Lines) -> list[str]:
    return [sentence for each in compared(cast, lines).of("wrong") for sentence in each.wrong]


def row_of(cast: Cast, kind: Kind) -> int:
    """The first row below what the downloaded sheet holds."""
    return load_workbook(io.BytesIO(book_of(cast.district)))[kind.title].max_row + 1


def test_the_workbook_lists_who_is_there_and_changes_nothing_as_it_is(cast: Cast) -> None:
    made = load_workbook(io.BytesIO(book_of(cast.district)))
    assert made.sheetnames == [kind.title for kind in KINDS]
    names = [row[1] for row in made[UNITS.title].iter_rows(min_row=HEAD_ROW + 2, values_only=True)]
    assert names == ["工信局", "教育局", "望湖街道", "松林街道", "各街道", "区各有关部门"]
    counts = compared(cast, {}).counts()
    assert (counts["new"], counts["changed"], counts["wrong"]) == (0, 0, 0)
    assert counts["same"] > 10


def test_units_officials_and_accounts_come_in_at_once(cast: Cast) -> None:
    slips = entered(cast, NEW)
    unit, official = Unit.objects.get(name="商务局"), Official.objects.get(name="程北辰")
    assert (unit.full_name, unit.aliases, unit.phone) == ("澄岚区商务局", ["区商务局", "招商局"], "0551-02")
    assert {each.name for each in official.units.all()} == {"商务局", "教育局"}
    clerk = User.objects.get(username="shangxy")
    (role,) = clerk.memberships.all()
    assert (role.role, role.unit, role.district) == ("reporter", unit, cast.district)
    assert [slip.username for slip in slips] == ["shangxy", "chengbc"]
    assert clerk.must_change_password
    assert clerk.check_password(slips[0].password)


def test_an_empty_cell_leaves_what_is_there_and_a_dash_empties_it(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.industry.pk).update(contact="工小文", phone="0551-01", full_name="工信局全称")
    data = load_workbook(io.BytesIO(book_of(cast.district)))
    sheet = data[UNITS.title]
    columns = {column.field: place for place, column in enumerate(UNITS.columns, 1)}
    row = HEAD_ROW + 2  # below the example
    sheet.cell(row, columns["phone"]).value, sheet.cell(row, columns["full_name"]).value = "—", None
    kept = stage("人员.xlsx", saved(data), user=cast.administrator, district=cast.district)
    found = compare(kept, cast.administrator)
    assert [each.changes for each in found.of("changed")] == [{"phone": ("0551-01", "")}]
    confirm(kept, user=cast.administrator, seen=found.digest())
    cast.industry.refresh_from_db()
    unit = cast.industry
    assert (unit.name, unit.phone, unit.full_name, unit.contact) == ("工信局", "", "工信局全称", "工小文")


@pytest.mark.parametrize(
    ("kind", "line", "column"),
    [
        (OFFICIALS, {"name": "程北辰", "units": "没有的局"}, "D"),
        (UNITS, {"name": "商务局", "collective": "说不清"}, "E"),
        (UNITS, {"name": "商务局", "position": "第三"}, "A"),
        (UNITS, {"name": "商" * 101}, "B"),
        (ACCOUNTS, {"name": "甲", "username": "jia", "role": "填报员"}, "E"),
        (ACCOUNTS, {"name": "甲", "username": "jia", "role": "区长"}, "D"),
        (ACCOUNTS, {"name": "甲", "username": "a b", "role": "查阅人员", "unit": ""}, "C"),
        (ACCOUNTS, {"name": "甲", "username": "jia", "role": "填报员", "unit": "各街道"}, "E"),
        (ACCOUNTS, {"username": "jia", "role": "填报员", "unit": "工信局"}, "B"),
    ],
)
def test_what_is_wrong_is_told_by_its_cell(cast: Cast, kind: Kind, line: dict[str, Any], column: str) -> None:
    said = wrong(cast, {kind.name: [line]})
    assert any(sentence.startswith(f"{kind.title}!{column}{row_of(cast, kind)}") for sentence in said), said


def test_wrong_rows_are_left_out_and_right_ones_go_in(cast: Cast) -> None:
    lines = {"units": [{"name": "商务局"}, {"name": "文旅局", "collective": "说不清"}]}
    assert entered(cast, lines) == []
    assert Unit.objects.filter(name="商务局").exists()
    assert not Unit.objects.filter(name="文旅局").exists()


def test_another_name_of_a_unit_is_not_entered_beside_it(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.industry.pk).update(aliases=["区工信局"])
    assert "工信局" in wrong(cast, {"units": [{"name": "区工信局"}]})[0]


def test_somebody_elses_account_is_not_taken_over(cast: Cast) -> None:
    line = {"name": "岳外", "username": "other_administrator", "role": "填报员", "unit": "工信局"}
    assert wrong(cast, {"accounts": [line]})
    entered(cast, {"accounts": [line]})
    assert not cast.other_administrator.memberships.filter(district=cast.district).exists()


def test_a_collective_follows_from_its_members(cast: Cast) -> None:
    entered(cast, {"units": [{"name": "两局", "members": "工信局、教育局"}]})
    both = Unit.objects.get(name="两局")
    assert both.collective == "closed"
    assert set(both.members.all()) == {cast.industry, cast.education}


def test_it_is_confirmed_as_seen_and_only_once(cast: Cast) -> None:
    kept = staged(cast, NEW)
    seen = compare(kept, cast.administrator).digest()
    Unit.objects.create(district=cast.district, name="商务局")
    with pytest.raises(Refused):
        confirm(kept, user=cast.administrator, seen=seen)
    assert not User.objects.filter(username="shangxy").exists()
    confirm(kept, user=cast.administrator, seen=compare(kept, cast.administrator).digest())
    with pytest.raises(Refused):
        confirm(kept, user=cast.administrator, seen=compare(kept, cast.administrator).digest())


def test_only_an_administrator_of_the_district_may(cast: Cast) -> None:
    data = book(cast, NEW)
    for user in (cast.supervisor, cast.reporter, cast.other_administrator):
        with pytest.raises(PermissionDenied):
            stage("人员.xlsx", data, user=user, district=cast.district)


@pytest.mark.parametrize("data", [b"", b"not a book", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused_with_a_sentence(cast: Cast, data: bytes) -> None:
    with pytest.raises(Refused):
        stage("人员.xlsx", data, user=cast.administrator, district=cast.district)


# ---- the pages ----
def test_the_way_from_the_upload_to_the_slips(cast: Cast) -> None:
    client, place = signed_in(cast.administrator), {"code": cast.district.code}
    answer = client.post(
        reverse("people_import", kwargs=place), {"file": upload(book(cast, NEW))}, follow=True
    )
    (address, _status) = answer.redirect_chain[-1]
    assert "商务局" in words_on(answer)
    assert not User.objects.filter(username="shangxy").exists()
    done = client.post(address, {"seen": answer.context["seen"]})
    clerk = User.objects.get(username="shangxy")
    passwords = [slip.password for slip in done.context["slips"]]
    assert all(password in words_on(done) for password in passwords)
    assert clerk.check_password(passwords[0])
    assert "no-store" in done["Cache-Control"]
    assert all(password not in client.get(address).content.decode() for password in passwords)


def test_the_preview_takes_as_many_queries_for_many_rows_as_for_few(cast: Cast) -> None:
    client, counts = signed_in(cast.administrator), []
    for number in (2, 30):
        lines = [
            {"name": f"员{each}", "username": f"user{each}", "role": "填报员", "unit": "工信局"}
            for each in range(number)
        ]
        kept = staged(cast, {"accounts": lines})
        counts.append(queries(client, reverse("people_preview", args=[cast.district.code, kept.pk])))
    assert counts[0] == counts[1]


def test_a_workbook_from_before_a_handing_over_does_not_give_back_what_was_handed_over(cast: Cast) -> None:
    before = book_of(cast.district)
    succeed_clerk(cast.reporter, cast.street_reporter, cast.district, user=cast.administrator)
    Membership.objects.filter(user=cast.reporter).update(to_date=timezone.localdate() - timedelta(days=1))
    kept = stage("人员.xlsx", before, user=cast.administrator, district=cast.district)
    (found,) = [each for each in compare(kept, cast.administrator).of("wrong") if each.name == "reporter"]
    assert "工小文" in found.wrong[0]
    confirm(kept, user=cast.administrator, seen=compare(kept, cast.administrator).digest())
    assert not Membership.objects.today().filter(user=cast.reporter).exists()


def test_it_says_what_went_in_and_a_second_look_leads_to_the_accounts(cast: Cast) -> None:
    kept, client = staged(cast, NEW), signed_in(cast.administrator)
    url = reverse("people_preview", args=[cast.district.code, kept.pk])
    comparison = compare(kept, cast.administrator)
    answer = client.post(url, {"seen": comparison.digest()})
    counts = comparison.counts()
    assert f"新增{counts['new']}" in words_on(answer)
    again = client.post(url, {"seen": comparison.digest()}, follow=True)
    assert again.redirect_chain == [(reverse("people", args=[cast.district.code]), 302)]
    assert "人员.xlsx" in words_on(again)
