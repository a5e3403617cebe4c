"""In the administration it is said in words where the fields of a task came from and what was left open."""

import pytest
from django.test import Client

from tasks.models import Origin, User
from tests.admin_pages import listed, listing, page_of
from tests.cast import Cast
from tests.pages import page, signed_in, source_file, text


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.administrator)


@pytest.fixture
def origins(cast: Cast) -> list[Origin]:
    """One that the document settles, one that waits, one that somebody left empty."""
    file = source_file(cast)

    def origin(field: str, doubt: str, settlement: str = "", user: User | None = None) -> Origin:
        return Origin.objects.create(
            task=cast.tasks[0],
            source_file=file,
            field=field,
            place={"line": 12},
            doubt=doubt,
            settlement=settlement,
            settled_by=user,
        )

    return [
        origin("text", ""),
        origin("lead_units", "lead_changed"),
        origin("lead_officials", "lead_changed", "empty", cast.administrator),
    ]


def test_only_what_the_document_left_open_waits_for_a_person(client: Client, origins: list[Origin]) -> None:
    rows = page(client.get(listing(Origin))).xpath("//table[@id='result_list']/tbody/tr")
    said = {text(row.find_class("field-which")[0]): text(row.find_class("field-decided")[0]) for row in rows}
    assert said == {"工作标准": "-", "牵头单位": "待人工确认", "牵头领导": "留空"}


def test_they_are_found_by_field_and_by_what_became_of_them(client: Client, origins: list[Origin]) -> None:
    settled, waits, empty = (str(origin.pk) for origin in origins)
    assert listed(client.get(listing(Origin, "?field=lead_units"))) == {waits}
    assert listed(client.get(listing(Origin, "?settlement=open"))) == {waits}
    assert listed(client.get(listing(Origin, "?settlement=empty"))) == {empty}
    assert listed(client.get(listing(Origin))) == {settled, waits, empty}


def test_place_and_doubt_are_said_in_words(client: Client, origins: list[Origin]) -> None:
    said = text(page(client.get(page_of(origins[1]))).get_element_by_id("origin_form"))
    assert "第12行" in said
    assert "牵头单位" in said
    assert "lead_" not in said
