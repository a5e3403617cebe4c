"""The document beside the rows of an import."""

from typing import Any

from django.test import Client

from imports.models import ReadDocument
from tests.cast import Cast
from tests.import_pages import address, find, imported, staged
from tests.pages import page, signed_in, text
from tests.plans import BUSES, ROADS, STOPS, many


def ask(cast: Cast, batch: Any, query: str = "", client: Client | None = None) -> Any:
    return (client or signed_in(cast.administrator)).get(address("import_source", cast, batch, query))


def marked(shown: Any) -> list[str]:
    return [text(spot) for spot in find(shown, ".meant")]


def test_it_marks_what_a_row_was_read_from_and_what_it_has_from_above(cast: Cast) -> None:
    batch = staged(cast)
    shown = page(ask(cast, batch, "?row=4"))
    assert [text(spot).removesuffix("4") for spot in find(shown, ".meant-own")] == [STOPS[2]]
    assert BUSES[4] in marked(shown)  # its lead unit stands in the row above
    assert ROADS[1] in marked(shown)
    assert ROADS[2] + "1" not in marked(shown)


def test_every_wording_leads_to_its_row(cast: Cast) -> None:
    batch = staged(cast)
    links = find(page(ask(cast, batch)), "a.source-row")
    assert [text(link) for link in links] == ["1", "2", "3", "4", "5"]
    assert links[2].get("href").endswith("?row=3#row-3")
    assert links[2].get("data-goto") == "row-3"


def test_the_page_itself_shows_it_where_its_address_names_a_row(cast: Cast) -> None:
    batch = staged(cast)
    client = signed_in(cast.administrator)
    beside = find(page(client.get(address("import_preview", cast, batch, "?row=4"))), "#source")[0]
    assert STOPS[2] in text(beside)
    assert not text(find(page(client.get(address("import_preview", cast, batch))), "#source")[0])


def test_the_page_turns_to_the_row_asked_for(cast: Cast) -> None:
    batch = staged(cast, many(60))
    shown = page(signed_in(cast.administrator).get(address("import_preview", cast, batch, "?row=58")))
    assert find(shown, "#row-58")
    assert not find(shown, "#row-3")


def test_a_confirmed_import_still_shows_its_document(cast: Cast) -> None:
    batch = imported(cast)
    assert STOPS[2] in text(page(ask(cast, batch, "?row=4")))


def test_nonsense_in_the_address_shows_the_beginning(cast: Cast) -> None:
    batch = staged(cast)
    for query in ("?row=0", "?row=x", "?at=-1", "?at=99999999999999999999", "?row=999"):
        assert ROADS[2] in text(page(ask(cast, batch, query)))


def test_an_import_whose_document_was_not_kept_says_so(cast: Cast) -> None:
    batch = staged(cast)
    ReadDocument.objects.all().delete()
    assert "没有留存" in text(page(ask(cast, batch, "?row=1")))


def test_another_districts_document_is_not_found(cast: Cast) -> None:
    batch = staged(cast)
    other = signed_in(cast.other_administrator)
    assert ask(cast, batch, client=other).status_code == 404
