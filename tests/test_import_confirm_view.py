"""Confirming an import in the browser, and laying one aside."""

from typing import Any

import pytest

from imports.models import ImportRow
from imports.services.decide import choose, decisions
from imports.services.stage import stage
from tasks.models import Plan, Task
from tests.cast import Cast
from tests.import_pages import address, find, imported, said, see, send, staged
from tests.pages import page, signed_in, text
from tests.plans import BUSES, ROADS, ROWS, TITLE, plan

CLEAR = plan(*ROWS[:2])


def tasks() -> int:
    return Task.objects.filter(plan__title=TITLE).count()


def the_button(response: Any) -> Any:
    [button] = find(page(response), "#import-actions .button-main")
    return button


def test_the_button_names_how_many_go_in_and_how_many_stay_out(cast: Cast) -> None:
    batch = staged(cast)
    assert text(the_button(see(cast, batch))) == "确认导入5项，暂不导入0项"
    choose(batch, ImportRow.objects.filter(number=1), "leave_out", user=cast.administrator)
    assert text(the_button(see(cast, batch))) == "确认导入4项，暂不导入1项"


def test_without_doubts_one_press_imports(cast: Cast) -> None:
    batch = staged(cast, CLEAR)
    [form] = [form for form in page(see(cast, batch)).forms if form.action.endswith("/confirm/")]
    response = send(cast, "import_confirm", batch, dict(form.form_values()))
    assert tasks() == 2
    assert response.redirect_chain[-1][0] == (
        f"/d/{cast.district.code}/{cast.year.number}/tasks/?batch={batch.pk}"
    )


def test_it_lands_on_the_list_of_what_came_in_with_a_way_to_undo(cast: Cast) -> None:
    batch = staged(cast)
    response = send(cast, "import_confirm", batch, {"undecided": "empty", "seen": decisions(batch)})
    assert [text(link) for link in find(page(response), "td.col-title a.row-link")] == sorted(
        (row[2] for row in ROWS), key=lambda words: Task.objects.get(text=words).position
    )
    assert said(response) == "已导入：新增 5 项，变更 0 项。其中 2 处待核。"
    assert find(page(response), f"[data-messages] form[action={address('import_undo', cast, batch)}]")


def test_with_doubts_it_asks_first_naming_how_many(cast: Cast) -> None:
    batch = staged(cast)
    button = the_button(see(cast, batch))
    assert button.get("href") == address("import_confirm", cast, batch)
    asked = signed_in(cast.administrator).get(button.get("href"))
    assert "还有2项待核" in text(page(asked))
    [chosen] = find(page(asked), "[name=undecided][checked]")
    assert chosen.get("value") == "empty"
    assert tasks() == 0


def test_posting_without_an_answer_asks_and_imports_nothing(cast: Cast) -> None:
    batch = staged(cast)
    response = send(cast, "import_confirm", batch, {"seen": decisions(batch)})
    assert "还有2项待核" in text(page(response))
    assert tasks() == 0


@pytest.mark.parametrize(("answer", "number"), [("as_read", 5), ("empty", 5), ("leave_out", 3)])
def test_the_answer_holds_for_what_is_undecided(cast: Cast, answer: str, number: int) -> None:
    batch = staged(cast)
    send(cast, "import_confirm", batch, {"undecided": answer, "seen": decisions(batch)})
    assert tasks() == number
    if answer != "leave_out":
        led = Task.objects.get(text=BUSES[2]).responsibilities.filter(role="lead_official")
        assert led.exists() is (answer == "as_read")


def test_an_answer_that_is_none_is_refused(cast: Cast) -> None:
    batch = staged(cast)
    response = send(cast, "import_confirm", batch, {"undecided": "perhaps", "seen": decisions(batch)})
    assert response.status_code == 422
    assert tasks() == 0


def test_without_what_was_seen_nothing_is_imported(cast: Cast) -> None:
    response = send(cast, "import_confirm", staged(cast, CLEAR), {})
    assert response.status_code == 422
    assert tasks() == 0


def test_what_another_administrator_decided_since_is_shown_first(cast: Cast) -> None:
    batch = staged(cast, CLEAR)
    seen = decisions(batch)
    choose(batch, ImportRow.objects.filter(number=1), "leave_out", user=cast.superuser)
    response = send(cast, "import_confirm", batch, {"seen": seen})
    assert "其他人刚刚处理过" in said(response)
    assert tasks() == 0


def test_the_second_of_two_administrators_is_told(cast: Cast) -> None:
    batch = staged(cast, CLEAR)
    seen = decisions(batch)
    send(cast, "import_confirm", batch, {"seen": seen})
    response = send(cast, "import_confirm", batch, {"seen": seen})
    assert "已由管立确认导入" in said(response)
    assert tasks() == 2


def test_tasks_changed_since_the_preview_are_named_and_compared_again(cast: Cast) -> None:
    imported(cast)
    batch = staged(cast, plan((*ROADS[:6], "2026年11月底"), *ROWS[1:]))
    Task.objects.filter(text=ROADS[2]).update(deadline_text="2026年9月底")
    response = send(cast, "import_confirm", batch, {"seen": decisions(batch)})
    assert "第1行已重新比对" in said(response)
    assert batch.rows.get(number=1).verdict == "conflict"
    assert Task.objects.get(text=ROADS[2]).deadline_text == "2026年9月底"


def test_where_nothing_would_go_in_there_is_nothing_to_press(cast: Cast) -> None:
    imported(cast)
    actions = find(page(see(cast, staged(cast))), "#import-actions")[0]
    assert find(actions, ".button-main") == []
    assert "没有可导入的任务" in text(actions)


def test_afterwards_the_page_shows_what_became_of_every_row(cast: Cast) -> None:
    batch = staged(cast)
    choose(batch, ImportRow.objects.filter(number=1), "leave_out", user=cast.administrator)
    send(cast, "import_confirm", batch, {"undecided": "empty", "seen": decisions(batch)})
    shown = page(see(cast, batch))
    assert [text(link) for link in find(shown, "#totals a")] == ["全部5", "已新增任务4", "未写入1"]
    assert find(shown, ".choices") == []
    link = find(shown, "#row-2 .under a")[0]
    assert link.get("href").endswith(f"/tasks/{Task.objects.get(text=ROWS[1][2]).pk}/")


def test_a_plan_of_another_year_lands_in_that_year(cast: Cast) -> None:
    batch = stage("计划.txt", CLEAR, user=cast.administrator, year=2031)
    response = send(cast, "import_confirm", batch, {"seen": decisions(batch)})
    assert response.redirect_chain[-1][0] == f"/d/{cast.district.code}/2031/tasks/?batch={batch.pk}"
    assert response.status_code == 200


# ---- laid aside ----


def test_laying_it_aside_asks_first_and_then_keeps_nothing_but_the_file(cast: Cast) -> None:
    batch = staged(cast)
    asked = signed_in(cast.administrator).get(address("import_discard", cast, batch))
    assert "放弃《计划.txt》" in text(page(asked))
    batch.refresh_from_db()
    assert batch.status == "staged"
    response = send(cast, "import_discard", batch, {})
    assert "没有导入任何内容" in said(response)
    batch.refresh_from_db()
    assert batch.status == "discarded"
    assert not Plan.objects.filter(title=TITLE).exists()
    assert "已放弃" in text(page(see(cast, batch)))


def test_what_is_imported_cannot_be_laid_aside(cast: Cast) -> None:
    batch = imported(cast)
    assert "已由管立确认导入" in said(send(cast, "import_discard", batch, {}))
    batch.refresh_from_db()
    assert batch.status == "applied"
