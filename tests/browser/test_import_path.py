"""An import as an administrator walks it: upload, look through, decide, confirm, undo."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from imports.models import ImportBatch
from tasks.models import Task
from tests.browser.conftest import DESKTOP, PHONE, Open
from tests.cast import Cast
from tests.import_pages import address, choices, staged
from tests.plans import BUSES, ROADS, STOPS, TITLE, many, plan

SIZES = [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")]
pytestmark = pytest.mark.django_db(transaction=True)


def no_wider_than_the_window(page: Page) -> bool:
    page.wait_for_load_state()  # with its style
    wide, window = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return bool(wide <= window)


def upload(page: Page, folder: Path, data: bytes) -> None:
    path = folder / "责任分解.txt"
    path.write_bytes(data)
    page.get_by_label("任务分解文件").set_input_files(path)
    page.get_by_role("button", name="上传并读取").click()


def tab(page: Page, name: str) -> Any:
    return page.locator("#totals").get_by_role("link", name=name)


@pytest.mark.parametrize("size", SIZES)
def test_from_a_file_to_its_tasks_and_back(
    cast: Cast, open_page: Open, work: Callable[[], None], tmp_path: Path, size: dict[str, int]
) -> None:
    page = open_page(address("import_list", cast), cast.administrator, size)
    expect(page.locator("body")).to_contain_text("不得处理涉密信息")
    upload(page, tmp_path, plan())
    expect(page.locator("body")).to_contain_text("排队等待")
    page.reload()
    expect(page.get_by_role("progressbar", name="读取进度")).to_be_visible()
    work()
    expect(tab(page, "待核")).to_contain_text("2")  # without a reload by hand
    assert no_wider_than_the_window(page)

    tab(page, "待核").click()
    expect(page.locator("#rows tbody tr")).to_have_count(2)
    page.wait_for_load_state()  # before its script a press sends the whole page
    page.locator("#row-3").get_by_role("button", name="按读取").first.click()
    expect(page.locator("#row-3 [aria-pressed=true]")).to_have_text("按读取")
    expect(tab(page, "待核")).to_contain_text("1")
    expect(page.locator("#messages")).to_contain_text("1 项：按读取导入")

    page.get_by_role("link", name="确认导入 5 项，暂不导入 0 项").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("还有 1 项待核")
    expect(page.get_by_label("导入，存疑的内容留空，继续待核")).to_be_checked()
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("[data-total]")).to_have_text("5")
    expect(page.locator("#messages")).to_contain_text("新增 5 项")
    assert no_wider_than_the_window(page)

    page.locator("#messages").get_by_role("button", name="撤销").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("撤销导入《责任分解.txt》？")
    assert Task.objects.filter(plan__title=TITLE).count() == 5
    page.get_by_role("button", name="撤销导入").click()
    expect(page.locator("#messages")).to_contain_text("移除 5 项")
    assert not Task.objects.filter(plan__title=TITLE).exists()
    assert no_wider_than_the_window(page)


@pytest.mark.parametrize("size", SIZES)
def test_one_press_settles_a_run_and_the_button_follows(
    cast: Cast, open_page: Open, size: dict[str, int]
) -> None:
    batch = staged(cast)
    page = open_page(address("import_preview", cast, batch), cast.administrator, size)
    page.locator("#row-3 .run").get_by_role("button", name="不导入").click()
    expect(page.locator("#row-4 [aria-pressed=true]")).to_have_text("不导入")
    expect(page.get_by_role("button", name="确认导入 3 项，暂不导入 2 项")).to_be_visible()
    assert choices(batch) == {3: "leave_out", 4: "leave_out"}
    page.locator("#row-3 [aria-pressed=true]").click()
    expect(page.get_by_role("link", name="确认导入 4 项，暂不导入 1 项")).to_be_visible()
    assert choices(batch) == {4: "leave_out"}


def test_a_run_of_rows_is_picked_with_shift(cast: Cast, open_page: Open) -> None:
    batch = staged(cast, many(12))
    page = open_page(address("import_preview", cast, batch), cast.administrator)
    page.get_by_label("选择第3行").check()
    page.get_by_label("选择第6行").click(modifiers=["Shift"])
    page.locator(".bulk").get_by_role("button", name="不导入").click()
    expect(page.locator("#messages")).to_contain_text("4 项：不导入")
    assert set(choices(batch)) == {3, 4, 5, 6}
    page.get_by_label("本页全选").check()
    page.locator(".bulk").get_by_role("button", name="撤回决定").click()
    expect(page.locator("#messages")).to_contain_text("12 项")
    assert choices(batch) == {}


def test_keys_walk_from_row_to_row_and_unfold_the_source(cast: Cast, open_page: Open) -> None:
    page = open_page(address("import_preview", cast, staged(cast), "?show=check"), cast.administrator)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#row-4 details.row-source")).to_have_attribute("open", "")
    expect(page.locator("#row-3 details.row-source")).not_to_have_attribute("open", "")


def test_the_decision_keeps_the_focus(cast: Cast, open_page: Open) -> None:
    page = open_page(address("import_preview", cast, staged(cast)), cast.administrator)
    page.locator("#row-3").get_by_role("button", name="留空").first.press("Enter")
    expect(page.locator("#row-3 [aria-pressed=true]")).to_be_focused()


@pytest.mark.parametrize("size", SIZES)
def test_a_file_that_cannot_be_read_says_what_to_do(
    cast: Cast, open_page: Open, work: Callable[[], None], tmp_path: Path, size: dict[str, int]
) -> None:
    page = open_page(address("import_list", cast), cast.administrator, size)
    upload(page, tmp_path, b"{\\rtf1 ...")
    work()
    expect(page.get_by_role("alert")).to_contain_text("docx")
    assert ImportBatch.objects.get().status == "failed"
    assert no_wider_than_the_window(page)


def test_the_document_stands_beside_and_follows_the_row_in_focus(cast: Cast, open_page: Open) -> None:
    page = open_page(address("import_preview", cast, staged(cast)), cast.administrator)
    page.wait_for_load_state()
    page.locator("#row-3").get_by_role("link", name="对照、修改").click()
    own = page.locator("#source .meant-own")
    expect(own).to_contain_text(BUSES[2])
    expect(page.locator("#row-3")).to_have_class(re.compile("row-beside"))
    page.keyboard.press("j")
    expect(own).to_contain_text(STOPS[2])
    page.locator("#source").get_by_role("link", name="1", exact=True).click()
    expect(own).to_contain_text(ROADS[2])  # the row takes the focus, the document follows
    assert no_wider_than_the_window(page)
    page.get_by_role("link", name="关闭").click()
    expect(page.locator("#source")).to_be_empty()


def test_on_a_phone_the_document_lies_over_the_foot_of_the_page(cast: Cast, open_page: Open) -> None:
    page = open_page(address("import_preview", cast, staged(cast)), cast.administrator, PHONE)
    page.wait_for_load_state()
    page.locator("#row-1").get_by_role("link", name="对照、修改").click()
    expect(page.locator("#source .meant-own")).to_be_in_viewport()
    assert no_wider_than_the_window(page)


@pytest.mark.parametrize("size", SIZES)
def test_a_row_is_corrected_beside_the_document_without_leaving_the_list(
    cast: Cast, open_page: Open, size: dict[str, int]
) -> None:
    page = open_page(address("import_preview", cast, staged(cast)), cast.administrator, size)
    page.wait_for_load_state()
    page.locator("#row-3").get_by_role("link", name="对照、修改").click()
    page.get_by_text("修改本行").click()
    page.get_by_label("牵头领导", exact=True).fill("陆清、沈知远")
    page.get_by_role("button", name="保存本行").click()
    expect(page.locator("#messages")).to_contain_text("第3行已修改")
    expect(tab(page, "待核")).to_contain_text("1")
    expect(page.locator("#row-3")).to_contain_text("陆清 +1")
    expect(page.get_by_label("牵头领导", exact=True)).to_be_visible()  # still unfolded, for the next row
    assert no_wider_than_the_window(page)


def test_doubts_are_decided_from_the_keyboard_one_after_the_other(cast: Cast, open_page: Open) -> None:
    batch = staged(cast, plan(ROADS, BUSES, STOPS, (*BUSES[:2], "更新观光车2辆。", "", "教育局", *BUSES[5:])))
    page = open_page(address("import_preview", cast, batch), cast.administrator, DESKTOP)
    page.wait_for_load_state()
    page.keyboard.press("n")
    expect(page.locator("#row-2 [data-open]")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#row-2 [aria-pressed=true]")).to_have_text("按读取")
    expect(page.locator("#row-3 [data-open]")).to_be_focused()
    page.keyboard.press("e")
    expect(page.locator("#row-4 [data-open]")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("[data-doubts-done]")).to_be_focused()
    assert choices(batch) == {2: "as_read", 3: "empty", 4: "leave_out"}


def test_one_key_decides_about_all_rows_of_one_doubt(cast: Cast, open_page: Open) -> None:
    batch = staged(cast)
    page = open_page(address("import_preview", cast, batch), cast.administrator, DESKTOP)
    page.wait_for_load_state()
    page.keyboard.press("n")
    page.keyboard.press("Shift+A")
    expect(page.locator("[data-doubts-done]")).to_be_focused()
    assert choices(batch) == {3: "as_read", 4: "as_read"}
