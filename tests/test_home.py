"""The first page."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tasks.models import District, Membership, User, Year
from tests.cast import Cast, make_year
from tests.pages import address, everybody, freeze, page, signed_in, stand_today, text, total
from tests.test_overview import counts


def start(user: User) -> Any:
    return signed_in(user).get("/")


def test_it_asks_who_one_is(client: Client) -> None:
    client.cookies.clear()
    assert client.get("/")["Location"].startswith("/account/sign-in/")


def test_it_only_shows(cast: Cast) -> None:
    assert signed_in(cast.viewer).post("/").status_code == 405


def test_it_leads_to_the_present_year_of_ones_district(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Next year's list comes in December, when all that is due is this year's."""
    freeze(monkeypatch, date(2026, 12, 10))
    make_year(cast.district, 2025)
    make_year(cast.district, 2027)
    for user in set(everybody(cast)) - {cast.superuser}:
        assert start(user)["Location"] == address("overview", cast), user
    freeze(monkeypatch, date(2027, 1, 1))
    assert start(cast.viewer)["Location"] == address("overview", cast).replace("2026", "2027")


def test_where_the_present_year_has_no_list_it_leads_to_the_latest(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(monkeypatch, date(2027, 1, 4))
    make_year(cast.district, 2025)
    assert start(cast.viewer)["Location"] == address("overview", cast)


def test_pages_of_no_year_lead_to_the_present_one_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch, date(2026, 12, 10))
    make_year(cast.district, 2027)
    Membership.objects.create(user=cast.administrator, district=cast.other_district, role="viewer")
    client = signed_in(cast.administrator)
    shown = client.get(f"/d/{cast.district.code}/imports/").content.decode()
    assert f'href="{address("overview", cast)}"' in shown
    first = page(client.get("/")).xpath("//a[contains(@class, 'strong')]/@href")
    assert address("overview", cast) in first


def test_it_lists_several_districts_and_none_that_are_not_ones_own(cast: Cast) -> None:
    third = District.objects.create(code="990303", short_name="西湾区")
    Membership.objects.create(user=cast.leader, district=third, role="viewer")
    words = text(page(start(cast.leader)).get_element_by_id("content"))
    assert "澄岚区" in words
    assert "西湾区尚未导入清单" in words
    assert "栖岭区" not in words


def test_it_tells_who_is_nobody_yet_whom_to_ask(cast: Cast) -> None:
    response = start(cast.nobody)
    assert response.status_code == 200
    assert "督查室" in text(page(response).get_element_by_id("content"))


def test_a_district_without_a_year_sends_its_administrator_to_the_import(cast: Cast) -> None:
    Year.objects.filter(district=cast.other_district).delete()
    assert start(cast.other_administrator)["Location"] == f"/d/{cast.other_district.code}/imports/"


def test_a_district_without_a_year_tells_others_to_wait(cast: Cast) -> None:
    Year.objects.filter(district=cast.other_district).delete()
    Membership.objects.create(user=cast.nobody, district=cast.other_district, role="viewer")
    assert "栖岭区尚未导入年度清单" in text(page(start(cast.nobody)).get_element_by_id("content"))


def test_several_districts_show_their_years_side_by_side_each_number_a_list(cast: Cast) -> None:
    make_year(cast.district, 2025)
    Membership.objects.create(user=cast.leader, district=cast.other_district, role="viewer")
    stand_today()
    client = signed_in(cast.leader)
    tree = page(client.get("/"))
    years = [text(head) for head in tree.xpath("//section[@aria-labelledby='990101']//h3")]
    assert years == ["2026年5项任务", "2025年0项任务"]
    counted = counts(tree)
    assert len(counted) > 9
    for url, number in counted:
        assert total(client.get(url)) == number, url
