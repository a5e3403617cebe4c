"""Rows are divided, joined and corrected many at once before they go in."""

from typing import Any

import pytest

from imports.models import ImportBatch, ImportRow
from imports.services.apply import apply
from imports.services.edit import edit_all
from imports.services.reshape import join, split
from tasks.errors import Refused
from tasks.models import Task
from tests.cast import Cast
from tests.import_pages import address, choices, find, row, send, staged
from tests.pages import HTMX, page, signed_in, text
from tests.plans import BRIDGES, BUSES, ROADS, ROWS, plan

PIECES = ["新改建农村公路7公里。", "改造桥头引道5处。"]


def texts(batch: ImportBatch) -> list[str]:
    return [each.data["text"] for each in batch.rows.order_by("number")]


def numbers(batch: ImportBatch) -> list[tuple[int, int]]:
    return [(each.number, each.data["n"]) for each in batch.rows.order_by("number")]


def form_of(batch: ImportBatch, number: int, **changed: str) -> dict[str, str]:
    """What the form of a row sends."""
    data = row(batch, number).data
    names = ("text", "section", "goal", "label", "lead_officials", "lead_units", "partner_units")
    sent = {name: data["suggested"].get(name) or data[name] or "" for name in (*names, "deadline_text")}
    return {name: "、".join(v) if isinstance(v, list) else v for name, v in sent.items()} | changed


def reshape(cast: Cast, batch: ImportBatch, number: int, headers: Any = None, **changed: str) -> Any:
    url = address("import_preview", cast, batch) + f"rows/{number}/"
    sent = form_of(batch, number, **changed)
    return signed_in(cast.administrator).post(url, sent, follow=True, headers=headers)


# ---- dividing ----


def test_a_divided_row_is_several_alike_in_all_but_their_wording(cast: Cast) -> None:
    batch = staged(cast)
    split(batch, 1, PIECES, user=cast.administrator)
    assert texts(batch) == [*PIECES, *(each[2] for each in ROWS[1:])]
    assert numbers(batch) == [(n, n) for n in range(1, 7)]
    one, two = row(batch, 1), row(batch, 2)
    for name in ("goal", "lead_officials", "lead_units", "partner_units", "deadline_text", "source"):
        assert one.data[name] == two.data[name]
    assert [[each["value"] for each in r.data["targets"]] for r in (one, two)] == [[7], [5]]
    assert one.edits["text"]["before"] == two.edits["text"]["before"] == ROADS[2]


def test_what_was_decided_about_other_rows_goes_with_them(cast: Cast) -> None:
    batch = staged(cast)
    third = row(batch, 3)
    send(cast, "import_choose", batch, {"one": f"{third.pk}:as_read"})
    split(batch, 1, PIECES, user=cast.administrator)
    assert choices(batch) == {4: "as_read"}
    assert row(batch, 4).pk == third.pk
    assert row(batch, 4).run == 4


def test_the_pieces_become_tasks_in_their_order(cast: Cast) -> None:
    batch = staged(cast)
    split(batch, 2, ["加固桥梁2座。", "重建桥梁1座。"], user=cast.administrator)
    apply(ImportBatch.objects.get(pk=batch.pk), user=cast.administrator, undecided="as_read")
    found = Task.objects.filter(text__contains="桥梁").in_document_order()
    assert [each.text for each in found] == ["加固桥梁2座。", "重建桥梁1座。"]
    assert {str(r.unit) for each in found for r in each.responsibilities.filter(role="lead_unit")} == {
        "交通局"
    }


def test_one_line_cannot_be_divided(cast: Cast) -> None:
    batch = staged(cast)
    with pytest.raises(Refused, match="每行一项"):
        split(batch, 1, PIECES[:1], user=cast.administrator)
    assert len(texts(batch)) == 5


def test_the_page_divides_at_line_breaks_and_keeps_what_else_was_corrected(cast: Cast) -> None:
    batch = staged(cast)
    response = reshape(
        cast, batch, 1, text="\n".join(PIECES), how="split", lead_units="水利局", partner_units="财政局"
    )
    assert "已拆分为2项" in text(page(response))
    assert [row(batch, n).data["lead_units"] for n in (1, 2)] == [["水利局"], ["水利局"]]
    assert row(batch, 2).edits["lead_units"]["before"] == ["交通局"]


def test_what_cannot_be_divided_says_so_beside_the_wording(cast: Cast) -> None:
    batch = staged(cast)
    response = reshape(cast, batch, 1, HTMX, how="split")
    assert response.status_code == 422
    assert "每行一项" in text(find(page(response), ".row-text")[0])


# ---- joining ----


def test_joined_rows_are_one_with_the_people_of_both(cast: Cast) -> None:
    batch = staged(cast)
    join(batch, 2, user=cast.administrator)
    assert texts(batch)[:3] == [ROADS[2], BRIDGES[2] + BUSES[2], ROWS[3][2]]
    assert numbers(batch) == [(n, n) for n in range(1, 5)]
    joined = row(batch, 2)
    assert joined.data["lead_units"] == ["交通局", "公交集团"]
    assert [each["value"] for each in joined.data["targets"]] == [3, 20]
    assert joined.checks == {"lead_officials": "lead_changed"}
    assert joined.data["suggested"]["lead_officials"] == ["陆清"]


def test_the_last_row_of_a_plan_has_none_below_it(cast: Cast) -> None:
    other = plan(ROADS, title="澄岚区2026年民生实事责任分解方案")
    batch = staged(cast, plan() + b"\n\n" + other)
    for number in (5, 6):
        with pytest.raises(Refused, match="没有可合并的任务"):
            join(batch, number, user=cast.administrator)


def test_the_page_joins_and_shows_the_row_in_its_place(cast: Cast) -> None:
    batch = staged(cast)
    response = reshape(cast, batch, 1, HTMX, how="join")
    assert response.headers["HX-Redirect"].endswith("?row=1#row-1")
    assert len(texts(batch)) == 4
    assert sum(each["tasks"] for each in ImportBatch.objects.get(pk=batch.pk).draft["plans"]) == 4


def test_a_row_that_is_gone_is_not_found(cast: Cast) -> None:
    batch = staged(cast)
    with pytest.raises(ImportRow.DoesNotExist):
        split(batch, 9, PIECES, user=cast.administrator)
    with pytest.raises(ImportRow.DoesNotExist):
        join(batch, 9, user=cast.administrator)


def test_nothing_is_reshaped_once_the_import_is_confirmed(cast: Cast) -> None:
    batch = staged(cast)
    apply(batch, user=cast.administrator, undecided="empty")
    with pytest.raises(Refused):
        join(batch, 1, user=cast.administrator)


# ---- many at once ----


def bulk(cast: Cast, batch: ImportBatch, query: str = "", **sent: Any) -> Any:
    return send(cast, "import_choose", batch, {"bulk": "set", **sent}, query)


def test_one_field_of_the_picked_rows_is_set(cast: Cast) -> None:
    batch = staged(cast)
    picked = [row(batch, n).pk for n in (3, 4)]
    response = bulk(cast, batch, rows=picked, reach="picked", field="lead_officials", value="沈知远、陆清")
    assert "已修改2项" in text(page(response))
    leads = [each.data["lead_officials"] for each in batch.rows.order_by("number")]
    assert leads[2:4] == [["沈知远", "陆清"]] * 2
    assert ["沈知远", "陆清"] not in (leads[0], leads[1], leads[4])
    assert not any(row(batch, n).doubtful for n in (3, 4))


def test_all_that_the_filter_shows_can_be_set(cast: Cast) -> None:
    batch = staged(cast)
    bulk(cast, batch, "?show=check", reach="all", field="deadline_text", value="6月底前")
    found = [each.data["deadline_text"] for each in batch.rows.order_by("number")]
    assert found[2:4] == ["6月底前"] * 2
    assert "6月底前" not in (found[0], found[4])


def test_what_is_too_long_or_picks_nothing_changes_nothing(cast: Cast) -> None:
    batch = staged(cast)
    before = [each.data for each in batch.rows.order_by("number")]
    assert "最多" in text(page(bulk(cast, batch, reach="all", field="deadline_text", value="底" * 999)))
    assert "尚未勾选任务" in text(page(bulk(cast, batch, reach="picked", field="goal", value="新目标")))
    assert [each.data for each in batch.rows.order_by("number")] == before


def test_setting_many_rows_is_counted(cast: Cast) -> None:
    batch = staged(cast)
    assert (
        edit_all(batch, ImportRow.objects.filter(batch=batch), "goal", "同一目标", user=cast.administrator)
        == 5
    )
    assert {each.data["goal"] for each in batch.rows.all()} == {"同一目标"}
