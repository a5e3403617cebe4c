"""A row corrected before it is imported, beside the document."""

from typing import Any

from imports.models import ImportBatch
from imports.services.apply import apply
from imports.services.decide import decisions
from tasks.models import Origin, Task
from tests.cast import Cast
from tests.import_pages import address as of_batch
from tests.import_pages import find, row, see, staged
from tests.pages import HTMX, page, signed_in, text
from tests.plans import BUSES, ROADS, plan


def address(cast: Cast, batch: ImportBatch, number: int) -> str:
    return of_batch("import_preview", cast, batch) + f"rows/{number}/"


def values(batch: ImportBatch, number: int, **changed: str) -> dict[str, str]:
    """What the form of a row would send, some of it changed."""
    data = row(batch, number).data
    sent = {name: data["suggested"].get(name) or data[name] or "" for name in FIELDS}
    return {name: "、".join(v) if isinstance(v, list) else v for name, v in sent.items()} | changed


FIELDS = (
    "text",
    "section",
    "goal",
    "label",
    "lead_officials",
    "lead_units",
    "partner_units",
    "deadline_text",
)


def correct(cast: Cast, batch: ImportBatch, number: int, headers: Any = None, **changed: str) -> Any:
    client = signed_in(cast.administrator)
    sent = values(batch, number, **changed)
    return client.post(address(cast, batch, number), sent, follow=True, headers=headers)


def confirm(cast: Cast, batch: ImportBatch) -> None:
    apply(batch, user=cast.administrator, undecided="empty")


def test_a_corrected_field_is_what_goes_in_and_is_known_as_corrected(cast: Cast) -> None:
    batch = staged(cast)
    correct(cast, batch, 1, text="新改建农村公路15公里。", lead_units="交通局，水利局")
    assert row(batch, 1).edits["text"]["before"] == ROADS[2]
    assert row(batch, 1).edits["text"]["who"] == str(cast.administrator)
    confirm(cast, batch)
    task = Task.objects.get(text="新改建农村公路15公里。")
    assert [str(each.unit) for each in task.responsibilities.filter(role="lead_unit")] == ["交通局", "水利局"]
    origin = Origin.objects.get(task=task, field="text")
    assert (origin.settlement, origin.settled_by, origin.excerpt) == ("by_hand", cast.administrator, ROADS[2])
    assert Origin.objects.get(task=task, field="deadline_text").settlement == ""


def test_what_is_saved_is_in_doubt_no_more(cast: Cast) -> None:
    batch = staged(cast)
    assert row(batch, 3).doubtful
    correct(cast, batch, 3, lead_officials="陆清")
    corrected = row(batch, 3)
    assert (corrected.doubtful, corrected.checks, corrected.run) == (False, {}, None)
    assert corrected.data["lead_officials"] == ["陆清"]
    assert row(batch, 4).doubtful
    confirm(cast, batch)
    people = Task.objects.get(text=BUSES[2]).responsibilities.get(role="lead_official")
    assert (str(people.official), people.confirmed_by) == ("陆清", cast.administrator)


def test_all_rows_are_compared_again(cast: Cast) -> None:
    first = staged(cast)
    confirm(cast, first)
    again = staged(cast, plan(("1", "畅通路网", "新改建农村道路一十二千米。", *ROADS[3:])))
    assert row(again, 1).verdict == "new"
    correct(cast, again, 1, text=ROADS[2])
    assert row(again, 1).verdict == "same"


def test_the_answer_to_htmx_brings_form_row_and_counts_up_to_date(cast: Cast) -> None:
    batch = staged(cast)
    shown = page(correct(cast, batch, 3, headers=HTMX, goal="畅通公交"))
    assert find(shown, "#row_goal")[0].get("value") == "畅通公交"
    [line] = find(shown, "#row-3")
    assert line.get("hx-swap-oob") == "true"
    assert "畅通公交" in text(line)
    assert "待核1" in text(find(shown, "#totals")[0])


def test_a_row_without_wording_is_refused_and_keeps_what_was_typed(cast: Cast) -> None:
    batch = staged(cast)
    response = correct(cast, batch, 1, headers=HTMX, text=" ", goal="另一目标")
    assert response.status_code == 422
    shown = page(response)
    assert find(shown, ".field-wrong")
    assert find(shown, "#row_goal")[0].get("value") == "另一目标"
    assert row(batch, 1).data["text"] == ROADS[2]


def test_without_script_it_has_a_page_of_its_own_and_leads_back_to_the_row(cast: Cast) -> None:
    batch = staged(cast)
    client = signed_in(cast.administrator)
    assert "第1行" in text(find(page(client.get(address(cast, batch, 1))), "h1")[0])
    response = client.post(address(cast, batch, 1), values(batch, 1, label="9"))
    assert response["Location"].endswith(f"/imports/{batch.pk}/?row=1#row-1")


def test_a_confirmed_import_is_past_correcting(cast: Cast) -> None:
    batch = staged(cast)
    confirm(cast, batch)
    response = correct(cast, batch, 1, text="改了。")
    assert row(batch, 1).data["text"] == ROADS[2]
    assert "已由" in text(page(response))
    assert not find(page(see(cast, batch, "?row=1")), ".row-form")


def test_who_confirms_must_have_seen_the_correction(cast: Cast) -> None:
    batch = staged(cast)
    seen = decisions(batch)
    correct(cast, batch, 1, text="新改建农村公路15公里。")
    assert decisions(batch) != seen


def test_a_row_that_is_not_there_is_not_found(cast: Cast) -> None:
    batch = staged(cast)
    assert signed_in(cast.administrator).get(address(cast, batch, 99)).status_code == 404
