"""A batch before it is confirmed: being read, asking, looked through row by row."""

from typing import Any

import pytest
from django.test import Client

from imports.models import ImportBatch
from imports.services.stage import receive
from tasks.models import Task
from tests.cast import Cast
from tests.import_pages import address, choices, find, imported, row, said, see, send, staged, upload
from tests.pages import HTMX, everybody, page, queries, signed_in, text
from tests.plans import BRIDGES, BUSES, DOUBTFUL, ROADS, ROWS, SCHOOLS, many, plan

ADDRESSES = ("import_preview", "import_state", "import_confirm", "import_discard", "import_undo")
POSTS = ("import_answer", "import_choose", "import_confirm", "import_discard", "import_undo")


def received(cast: Cast, data: bytes | None = None, name: str = "计划.txt") -> ImportBatch:
    return receive(name, data or plan(), user=cast.administrator, district=cast.district)


def shown(response: Any) -> list[int]:
    """The rows listed, by their number."""
    return [int(tr.get("id").removeprefix("row-")) for tr in find(page(response), "#rows tbody tr")]


def tabs(response: Any) -> dict[str, int]:
    """The filters with their counts."""
    found = find(page(response), "#totals a")
    return {link.text.strip(): int(find(link, ".count")[0].text) for link in found}


def of_row(response: Any, number: int) -> Any:
    return find(page(response), f"#row-{number}")[0]


# ---- who ----


def test_only_administrators_of_the_district_may(cast: Cast) -> None:
    batch = staged(cast)
    for name in ADDRESSES:
        for user in everybody(cast):
            refused = user not in (cast.administrator, cast.superuser)
            status = signed_in(user).get(address(name, cast, batch)).status_code
            assert (status == 403) is refused, (name, user)
        assert signed_in(cast.other_administrator).get(address(name, cast, batch)).status_code == 404
        assert Client().get(address(name, cast, batch)).status_code == 302
    for name in POSTS:
        assert signed_in(cast.supervisor).post(address(name, cast, batch)).status_code == 403
        assert signed_in(cast.other_administrator).post(address(name, cast, batch)).status_code == 404
    batch.refresh_from_db()
    assert (batch.status, choices(batch)) == ("staged", {})


def test_a_batch_of_another_district_is_not_found_under_ones_own(cast: Cast) -> None:
    url = address("import_preview", cast, staged(cast)).replace(cast.district.code, cast.other_district.code)
    assert signed_in(cast.other_administrator).get(url).status_code == 404


# ---- being read ----


def test_while_it_waits_the_page_asks_how_far_it_is_and_survives_a_reload(cast: Cast, work: Any) -> None:
    batch = received(cast)
    for _reload in range(2):
        assert find(page(see(cast, batch)), "[hx-get$=/state/][hx-trigger] progress")
    client = signed_in(cast.administrator)
    state = client.get(address("import_state", cast, batch), headers=HTMX)
    assert "HX-Refresh" not in state
    assert "排队等待" in text(page(state))
    work()
    assert client.get(address("import_state", cast, batch), headers=HTMX)["HX-Refresh"] == "true"
    assert shown(see(cast, batch)) == [1, 2, 3, 4, 5]


def test_one_that_seems_stuck_can_be_read_again(cast: Cast, work: Any) -> None:
    batch = received(cast)
    ImportBatch.objects.filter(pk=batch.pk).update(status="reading")
    send(cast, "import_answer", batch, {"how": "again"})
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.rows.count()) == ("staged", 5)


def test_what_could_not_be_read_says_why_where_and_what_to_do(cast: Cast, work: Any) -> None:
    upload(cast, b"{\\rtf1 ...", "计划.doc")
    work()
    [alert] = find(page(see(cast, ImportBatch.objects.get())), "[role=alert]")
    assert "RTF" in text(alert)
    assert "docx" in text(alert)


# ---- questions ----


def test_a_document_of_another_district_is_asked_about(cast: Cast, work: Any) -> None:
    batch = received(cast, plan(title="西岭区2026年政府工作报告责任分解方案"))
    work()
    assert "文件写的是西岭区" in text(page(see(cast, batch)))
    send(cast, "import_answer", batch, {"how": "go_on"})
    work()
    assert shown(see(cast, batch)) == [1, 2, 3, 4, 5]


def test_a_question_can_be_answered_by_not_importing(cast: Cast, work: Any) -> None:
    batch = received(cast, plan(title="西岭区2026年政府工作报告责任分解方案"))
    work()
    send(cast, "import_discard", batch, {"how": "go_on"})
    batch.refresh_from_db()
    assert batch.status == "discarded"


def test_a_missing_year_is_asked_for(cast: Cast, work: Any) -> None:
    batch = received(cast, plan(SCHOOLS, title="澄岚区政府工作报告责任分解方案"))
    work()
    assert find(page(see(cast, batch)), "[name=year]")
    for wrong in ("", "26", "二〇二六"):
        response = send(cast, "import_answer", batch, {"how": "go_on", "year": wrong})
        assert response.status_code == 422
        assert find(page(response), "[data-errors]")
    send(cast, "import_answer", batch, {"how": "go_on", "year": "2026"})
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.year_number) == ("staged", 2026)


def test_the_same_file_again_names_the_earlier_import(cast: Cast, work: Any) -> None:
    first = imported(cast)
    again = received(cast)
    words = see(cast, again)
    assert "这份文件以前上传过" in text(page(words))
    assert cast.administrator.name in text(page(words))
    assert find(page(words), f"a[href={address('import_preview', cast, first)}]")
    send(cast, "import_answer", again, {"how": "go_on"})
    work()
    assert tabs(see(cast, again)) == {"全部": 5, "相同": 5}


# ---- rows ----


def test_every_row_shows_its_verdict_wording_people_and_place(cast: Cast) -> None:
    response = see(cast, staged(cast))
    words = text(of_row(response, 3))
    for part in (
        "新增",
        "待核",
        BUSES[2],
        "建设美丽城乡›畅通路网",
        "陆清",
        "公交集团",
        "2026年12月底",
        "第7行",
    ):
        assert part in words


def test_a_doubt_shows_its_reading_its_reason_and_its_place(cast: Cast) -> None:
    [line] = find(of_row(see(cast, staged(cast)), 3), ".doubt-lines li")
    words = text(line)
    assert words.startswith("牵头领导读作陆清")
    assert "牵头单位" in words
    assert "第5行" in words


def test_what_is_printed_for_each_field_can_be_unfolded(cast: Cast) -> None:
    [source] = find(of_row(see(cast, staged(cast)), 2), "details.row-source")
    assert "各街道、财政局" in text(source)
    assert "沿用上行" in text(source)


def test_totals_are_filters(cast: Cast) -> None:
    batch = staged(cast)
    assert tabs(see(cast, batch)) == {"全部": 5, "待核": 2, "新增": 5}
    assert shown(see(cast, batch, "?show=check")) == list(DOUBTFUL)
    assert shown(see(cast, batch, "?show=nonsense&page=99&per_page=x")) == [1, 2, 3, 4, 5]


def test_changed_rows_show_before_and_after_and_conflicts_say_so(cast: Cast) -> None:
    imported(cast)
    Task.objects.filter(text=BRIDGES[2]).update(deadline_text="2026年9月底")
    batch = staged(cast, plan((*ROADS[:6], "2026年11月底"), *ROWS[1:]))
    response = see(cast, batch, "?show=all")
    assert tabs(response) == {"全部": 5, "除相同外": 2, "冲突": 1, "变更": 1, "相同": 3, "暂不导入": 1}
    changed, conflict = of_row(response, 1), of_row(response, 2)
    assert [text(e) for e in find(changed, ".changes del") + find(changed, ".changes ins")] == ["10", "11"]
    assert "冲突" in text(find(conflict, ".changes .doubt")[0])
    assert [text(button) for button in find(conflict, ".choices button")] == ["采用文件", "保留现有"]
    assert [b.get("aria-pressed") for b in find(conflict, ".choices button")] == ["false", "true"]
    assert find(page(response), "#row-5 .choices button") == []


def test_rows_that_are_the_same_are_folded_until_they_are_asked_for(cast: Cast) -> None:
    imported(cast)
    batch = staged(cast, plan((*ROADS[:6], "2026年11月底"), *ROWS[1:]))
    assert shown(see(cast, batch)) == [1, 2]
    assert shown(see(cast, batch, "?show=same")) == [3, 4, 5]
    assert shown(see(cast, batch, "?row=4")) == [1, 2, 3, 4, 5]


def test_an_error_shows_why_and_where_and_leaves_no_choice(cast: Cast) -> None:
    batch = staged(cast, plan(("甲乙丙丁" * 10, *ROADS[1:]), SCHOOLS))
    response = see(cast, batch)
    assert tabs(response)["错误"] == 1
    [line] = find(of_row(response, 1), ".errorlist li")
    assert "30" in text(line)
    assert "第5行" in text(line)
    assert find(of_row(response, 1), "button") == []


def test_plans_are_filters_with_their_totals(cast: Cast) -> None:
    other = plan(ROADS, BRIDGES, title="澄岚区2026年民生实事责任分解方案")
    batch = staged(cast, plan() + b"\n\n" + other)
    links = find(page(see(cast, batch)), ".plans a")
    assert [text(link) for link in links] == [
        "澄岚区2026年政府工作报告责任分解方案5",
        "澄岚区2026年民生实事责任分解方案2",
    ]
    assert shown(see(cast, batch, links[1].get("href"))) == [6, 7]


def test_what_became_no_task_is_listed_with_reason_and_place(cast: Cast) -> None:
    response = see(cast, staged(cast, plan(before=["请认真贯彻落实。"])))
    assert "文件中有1处没有成为任务" in text(page(response))
    assert "第1行请认真贯彻落实。" in text(page(response))


def test_what_a_document_holds_is_never_markup(cast: Cast) -> None:
    evil = ("1", "<b>畅通</b>", "<script>alert(1)</script>修路。", "<i>陆</i>", "<u>局</u>", "", "")
    html = see(cast, staged(cast, plan(evil, BUSES), "<s>计划</s>.txt")).content.decode()
    for tag in ("<script>alert", "<b>畅通", "<i>陆", "<u>局", "<s>计划"):
        assert tag not in html


def test_long_documents_come_in_pages(cast: Cast) -> None:
    batch = staged(cast, many(60))
    assert shown(see(cast, batch)) == list(range(1, 51))
    assert shown(see(cast, batch, "?page=2")) == list(range(51, 61))
    assert shown(see(cast, batch, "?sort=-number&per_page=25"))[0] == 60


@pytest.mark.parametrize("sort", ["number", "verdict"])
def test_every_column_that_sorts_sorts_both_ways(cast: Cast, sort: str) -> None:
    imported(cast, plan(ROADS, BRIDGES))
    batch = staged(cast)
    up, down = (shown(see(cast, batch, f"?show=all&sort={order}{sort}")) for order in ("", "-"))
    assert sorted(up) == sorted(down) == [1, 2, 3, 4, 5]
    assert up[0] != down[0]


def test_a_page_takes_as_many_queries_for_many_rows_as_for_few(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    few, more = staged(cast, many(3)), staged(cast, many(45))
    one = queries(client, address("import_preview", cast, few))
    assert queries(client, address("import_preview", cast, more)) == one


# ---- decisions ----


def test_a_decision_about_one_row(cast: Cast) -> None:
    batch = staged(cast)
    for choice in ("as_read", "empty", "leave_out"):
        response = send(cast, "import_choose", batch, {"one": f"{row(batch, 3).pk}:{choice}"})
        assert choices(batch) == {3: choice}
        assert "1 项：" in said(response)
    assert row(batch, 3).chosen_by == cast.administrator


def test_a_decision_can_be_taken_back(cast: Cast) -> None:
    batch = staged(cast)
    send(cast, "import_choose", batch, {"one": f"{row(batch, 3).pk}:as_read"})
    pressed = find(of_row(see(cast, batch), 3), "[aria-pressed=true]")[0]
    send(cast, "import_choose", batch, {"one": pressed.get("value")})
    assert choices(batch) == {}
    assert row(batch, 3).chosen_by is None


def test_one_decision_settles_a_run_of_rows(cast: Cast) -> None:
    batch = staged(cast)
    buttons = find(of_row(see(cast, batch), 3), "[name=run]")
    assert [button.get("value") for button in buttons] == ["3:as_read", "3:empty", "3:leave_out"]
    assert find(of_row(see(cast, batch), 4), "[name=run]") == []
    send(cast, "import_choose", batch, {"run": "3:as_read"})
    assert choices(batch) == {3: "as_read", 4: "as_read"}


def test_a_decision_about_the_rows_that_were_picked(cast: Cast) -> None:
    batch = staged(cast)
    picked = [row(batch, number).pk for number in (1, 3)]
    send(cast, "import_choose", batch, {"bulk": "leave_out", "reach": "picked", "rows": picked})
    assert choices(batch) == {1: "leave_out", 3: "leave_out"}


def test_a_decision_about_all_that_the_filter_shows(cast: Cast) -> None:
    batch = staged(cast)
    response = send(cast, "import_choose", batch, {"bulk": "as_read", "reach": "all"}, "?show=check")
    assert choices(batch) == {3: "as_read", 4: "as_read"}
    assert response.redirect_chain[-1][0].endswith("?show=check")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"bulk": "leave_out", "reach": "picked"},
        {"bulk": "nonsense", "reach": "all"},
        {"one": "x:as_read"},
        {"one": "1"},
        {"run": "99:as_read"},
    ],
)
def test_a_decision_about_nothing_says_so(cast: Cast, data: Any) -> None:
    batch = staged(cast)
    assert "没有选中" in said(send(cast, "import_choose", batch, data))
    assert choices(batch) == {}


def test_rows_of_another_batch_are_out_of_reach(cast: Cast) -> None:
    batch, other = staged(cast), staged(cast)
    send(cast, "import_choose", batch, {"one": f"{row(other, 3).pk}:as_read"})
    assert choices(other) == {}


def test_what_is_the_same_leaves_nothing_to_decide(cast: Cast) -> None:
    imported(cast)
    batch = staged(cast)
    send(cast, "import_choose", batch, {"bulk": "leave_out", "reach": "all"})
    assert choices(batch) == {}


def test_by_script_the_rows_stay_in_place_and_the_counts_follow(cast: Cast) -> None:
    batch = staged(cast)
    keys = ",".join(str(row(batch, number).pk) for number in DOUBTFUL)
    data = {"one": f"{row(batch, 3).pk}:as_read", "shown": keys}
    response = send(cast, "import_choose", batch, data, "?show=check", headers=HTMX)
    html = response.content.decode()
    assert html.lstrip().startswith("<tr")
    assert html.index('id="row-3"') < html.index('id="row-4"') < html.index('id="totals"')
    assert 'id="import-actions" hx-swap-oob="true"' in html
    assert 'id="messages"' in html
    assert tabs(response)["待核"] == 1


def test_who_decides_too_late_is_shown_what_has_become_of_it(cast: Cast) -> None:
    batch = imported(cast)
    data = {"one": f"{row(batch, 1).pk}:leave_out"}
    assert "已由管立确认导入" in said(send(cast, "import_choose", batch, data))
    by_script = send(cast, "import_choose", batch, data, headers=HTMX)
    assert by_script["HX-Redirect"] == address("import_preview", cast, batch)
    assert choices(batch) == {}


# ---- another reading ----


def test_it_can_be_read_another_way(cast: Cast, work: Any) -> None:
    batch = staged(cast)
    form = find(page(see(cast, batch)), "[value=otherwise]")[0].getparent()
    fields = dict(form.form_values()) | {"how": "otherwise", "responsible_units": "all_lead", "year": "2027"}
    send(cast, "import_answer", batch, fields)
    work()
    batch.refresh_from_db()
    assert batch.year_number == 2027
    assert row(batch, 1).data["lead_units"] == ["交通局", "各街道", "财政局"]


def test_a_reading_that_cannot_be_is_refused_beside_its_field(cast: Cast) -> None:
    batch = staged(cast)
    data = {"how": "otherwise", "year": "2027", "responsible_units": "partners", "title_0": ""}
    response = send(cast, "import_answer", batch, data)
    assert response.status_code == 422
    assert find(page(response), "details[open] .field-wrong [name=title_0]")
    batch.refresh_from_db()
    assert batch.status == "staged"


@pytest.mark.parametrize("name", ["import_answer", "import_choose"])
def test_what_changes_something_is_posted(cast: Cast, name: str) -> None:
    assert signed_in(cast.administrator).get(address(name, cast, staged(cast))).status_code == 405
