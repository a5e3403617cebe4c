"""Undoing an import in the browser: it asks first, and says afterwards what was left."""

from typing import Any

from tasks.models import Plan, Task
from tests.cast import Cast
from tests.import_pages import address, find, imported, said, see, send, staged
from tests.pages import page, signed_in, text
from tests.plans import ROADS, TITLE

SURE = {"sure": "1"}


def touched(cast: Cast) -> Any:
    """An import one of whose tasks a supervisor has changed since."""
    batch = imported(cast)
    task = Task.objects.get(text=ROADS[2])
    task.note = "先修主干道。"
    task._history_user = cast.supervisor  # type: ignore[attr-defined]
    task.save()
    return batch


def test_it_asks_first_naming_how_many_and_what_stays(cast: Cast) -> None:
    batch = touched(cast)
    asked = signed_in(cast.administrator).get(address("import_undo", cast, batch))
    words = text(page(asked))
    assert "将移除由此新增的4项任务" in words
    assert "1项任务保持不变" in words
    assert f"{ROADS[2]}{cast.supervisor.name}已修改" in words
    assert Task.objects.filter(plan__title=TITLE).count() == 5


def test_the_undo_of_a_message_asks_too(cast: Cast) -> None:
    batch = imported(cast)
    response = send(cast, "import_undo", batch, {})
    assert "将移除由此新增的5项任务" in text(page(response))
    assert Task.objects.filter(plan__title=TITLE).count() == 5


def test_afterwards_the_page_says_what_was_left_and_why(cast: Cast) -> None:
    batch = touched(cast)
    response = send(cast, "import_undo", batch, SURE)
    assert said(response) == "已撤销：移除 4 项，恢复 0 项，保留 1 项。"
    shown = page(see(cast, batch))
    [left] = find(shown, "[aria-labelledby=undone] li")
    assert text(left).startswith(f"{ROADS[2]}{cast.supervisor.name}已修改")
    assert find(left, "a")[0].get("href").endswith(f"/tasks/{Task.objects.get(text=ROADS[2]).pk}/")
    assert "仍在使用，因此保留：交通局、财政局" in text(shown)


def test_afterwards_no_row_reads_as_if_it_were_still_in(cast: Cast) -> None:
    batch = touched(cast)
    send(cast, "import_undo", batch, SURE)
    shown = page(see(cast, batch))
    rows = find(shown, "#rows tbody tr")
    verdicts = [text(find(row, "td")[1]) for row in rows]
    assert sorted(verdicts) == ["保留未动", *["已移除"] * 4]
    assert {row.get("class").split()[0] for row in rows} == {"row-past"}
    tabs = text(find(shown, "#totals")[0])
    for words in ("已移除4", "保留未动1"):
        assert words in tabs
    assert "已新增" not in tabs


def test_untouched_it_leaves_nothing(cast: Cast) -> None:
    send(cast, "import_undo", imported(cast), SURE)
    assert not Plan.objects.filter(title=TITLE).exists()


def test_the_second_of_two_who_undo_is_told(cast: Cast) -> None:
    batch = imported(cast)
    send(cast, "import_undo", batch, SURE)
    assert "已由管立撤销" in said(send(cast, "import_undo", batch, SURE))


def test_what_was_not_confirmed_is_not_to_be_undone(cast: Cast) -> None:
    batch = staged(cast)
    response = send(cast, "import_undo", batch, SURE)
    assert "待确认" in said(response)
    batch.refresh_from_db()
    assert batch.status == "staged"


def test_an_undone_import_is_not_in_the_way_of_the_same_file(cast: Cast) -> None:
    batch = imported(cast)
    send(cast, "import_undo", batch, SURE)
    assert text(find(page(see(cast, staged(cast))), "#totals a")[0]) == "全部5"
