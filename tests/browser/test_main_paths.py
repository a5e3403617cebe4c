"""The main path of a day, as people walk it: from the list to a report, from a report to its verification."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tasks.models import ProgressReport, Task
from tests.browser.conftest import DESKTOP, PHONE, Open
from tests.cast import Cast
from tests.pages import address, freeze, say, stand_today

SIZES = [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch)
    request.getfixturevalue("cast")
    stand_today()


def row(page: Page, task: Task) -> Any:
    return page.locator(f"#task-{task.pk}")


def no_wider_than_the_window(page: Page) -> bool:
    wide, window = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return bool(wide <= window)


@pytest.mark.parametrize("size", SIZES)
def test_one_reports_from_a_row_and_stays_in_the_list(
    cast: Cast, open_page: Open, size: dict[str, int]
) -> None:
    task, query = cast.tasks[0], f"?unit={cast.industry.pk}&sort=unit"
    page = open_page(address("task_list", cast, query=query), cast.reporter, size)
    row(page, task).get_by_role("link", name="填报").click()
    form = row(page, task).locator("form")
    expect(form.get_by_label("完成比例")).to_be_focused()
    form.get_by_label("完成比例").fill("69")
    form.get_by_label("进展情况").fill("已新增21家。")
    form.get_by_role("button", name="报送").click()
    expect(row(page, task)).to_contain_text("达序时")
    expect(row(page, task)).to_contain_text("9月报")
    expect(row(page, task).locator("form")).to_have_count(0)
    expect(page.locator("#messages")).to_contain_text("已填报")
    expect(page.locator("#lights").get_by_role("link", name="达序时")).to_contain_text("1")
    assert page.url.endswith(query)
    assert ProgressReport.objects.get().note == "已新增21家。"
    assert no_wider_than_the_window(page)


def test_what_is_wrong_is_said_in_the_row_and_what_was_typed_stays(cast: Cast, open_page: Open) -> None:
    page = open_page(address("task_list", cast), cast.reporter)
    form = row(page, cast.tasks[0]).locator("form")
    row(page, cast.tasks[0]).get_by_role("link", name="填报").click()
    form.get_by_label("完成比例").fill("140")
    form.get_by_label("进展情况").fill("一句要留下的话。")
    form.get_by_role("button", name="报送").click()
    expect(form.locator(".errorlist")).to_be_visible()
    expect(form.get_by_label("完成比例")).to_have_value("140")
    expect(form.get_by_label("进展情况")).to_have_value("一句要留下的话。")
    form.get_by_label("完成比例").fill("14")
    form.get_by_role("button", name="报送").click()
    expect(form).to_have_count(0)
    assert ProgressReport.objects.get().percent == 14


def test_escape_and_cancel_close_the_form_and_keep_ones_place(cast: Cast, open_page: Open) -> None:
    page = open_page(address("task_list", cast), cast.reporter)
    mine = row(page, cast.tasks[0])
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: mine.get_by_role("button", name="取消").click(),
    ):
        mine.get_by_role("link", name="填报").click()
        expect(mine.locator("form")).to_have_count(1)
        expect(mine.get_by_label("完成比例")).to_be_focused()
        close()
        expect(mine.locator("form")).to_have_count(0)
        expect(mine.locator("[data-open]")).to_be_focused()


def test_the_keyboard_is_enough_to_find_open_and_report_a_task(cast: Cast, open_page: Open) -> None:
    page = open_page(address("task_list", cast), cast.reporter)
    page.keyboard.press("/")
    page.keyboard.type("规模以上")
    page.keyboard.press("Enter")
    expect(page.locator("[data-total]")).to_have_text("1")
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("新增规模以上工业企业30家")
    page.get_by_label("完成比例").focus()
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("已填报")


@pytest.mark.parametrize("size", SIZES)
def test_a_claim_is_verified_by_the_supervisor(cast: Cast, open_page: Open, size: dict[str, int]) -> None:
    page = open_page(address("task", cast, cast.tasks[0]), cast.reporter, size)
    page.get_by_label("状态").select_option("complete")
    page.get_by_role("button", name="报送").click()
    expect(page.locator(".report")).to_contain_text("请说明办结情况")
    page.get_by_label("进展情况").fill("已竣工验收。")
    page.get_by_role("button", name="报送").click()
    expect(page.locator(".page-lead")).to_contain_text("待核销")

    office = open_page(address("overview", cast), cast.supervisor, size)
    office.locator(".sentence").get_by_role("link").nth(2).click()
    office.locator("[data-open]").click()
    office.get_by_role("button", name="核销").click()
    expect(office.locator(".page-lead")).to_contain_text("已完成")
    assert Task.objects.get(pk=cast.tasks[0].pk).status == Task.Status.COMPLETED
    assert no_wider_than_the_window(office)


def test_a_claim_is_sent_back_with_its_reason(cast: Cast, open_page: Open) -> None:
    say(cast.tasks[0], cast.reporter, 100)
    page = open_page(address("task", cast, cast.tasks[0]), cast.supervisor)
    page.get_by_text("退回", exact=True).click()
    page.get_by_label("退回理由").fill("缺少验收材料。")
    page.get_by_role("button", name="退回单位").click()
    expect(page.get_by_text("已退回：缺少验收材料。")).to_be_visible()


def test_choosing_a_filter_sends_it_and_a_chip_takes_it_away(cast: Cast, open_page: Open) -> None:
    page = open_page(address("task_list", cast), cast.leader)
    page.locator("select[name=unit]").select_option(label="教育局")
    expect(page.locator("[data-total]")).to_have_text("2")
    assert page.url.endswith(f"?unit={cast.education.pk}")
    page.locator(".chip").click()
    expect(page.locator("[data-total]")).to_have_text("5")


@pytest.mark.parametrize("size", SIZES)
def test_pages_fit_the_window(cast: Cast, open_page: Open, size: dict[str, int]) -> None:
    say(cast.tasks[0], cast.reporter, 40)
    for path in (
        address("overview", cast),
        address("task_list", cast),
        address("task", cast, cast.tasks[0]),
        address("report", cast, cast.tasks[0]),
    ):
        assert no_wider_than_the_window(open_page(path, cast.reporter, size)), path


def test_a_session_that_ran_out_leads_to_the_sign_in_page(cast: Cast, open_page: Open) -> None:
    page = open_page(address("task_list", cast), cast.reporter)
    page.context.clear_cookies()
    row(page, cast.tasks[0]).get_by_role("link", name="填报").click()
    page.wait_for_url("**/account/sign-in/**")
