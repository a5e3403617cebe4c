"""Who starts tasktrack for the first time finds the demo, made by the importer, and can sign in to it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.installation import Installation, installation


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path) as mine:
        yield mine


@pytest.fixture
def terminal(mine: Installation) -> Iterator[str]:
    """What the terminal shows once everything has started, with an empty database."""
    process = mine.start("-m", "tasktrack.launcher")
    assert process.stdout
    said = ""
    while "Ctrl-C" not in said and (line := process.stdout.readline()):
        said += line
    yield said
    process.terminate()
    process.communicate()


def test_a_newcomer_signs_in_with_what_the_terminal_says(terminal: str, browser: Browser) -> None:
    shown = re.search(
        r"ready: (?P<address>http://\S+)\s+\S+[：:]\s*(?P<password>\S+)\s+(?P<name>\S+)", terminal
    )
    assert shown, terminal
    page = browser.new_page(base_url=shown["address"], locale="zh-CN")
    page.goto("/")
    page.locator("[name=username]").fill(shown["name"])
    page.locator("[name=password]").fill(shown["password"])
    page.get_by_role("button", name="登录").click()
    expect(page.locator("h1")).to_be_visible()
    page.get_by_role("link", name="任务", exact=True).first.click()
    expect(page.locator("[data-rows] [data-open]").first).to_be_visible()
    assert page.locator("[data-rows] [data-open]").count() > 10
    page.close()
