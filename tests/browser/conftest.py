"""Chromium for tests, as people use it: on a desktop and on a phone, in Chinese, without the internet.

A page that breaks the content policy, throws, logs an error or asks for anything from outside fails its test.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Route,
    ViewportSize,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from tasks.models import User
from tests.chromium import chromium
from tests.require import missing

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium()
    if not found:
        missing("browser", "Chromium is not installed")
    with sync_playwright() as playwright:
        # Chromium's sandbox does not start for root, nor has it anything to fence off in pages of our own.
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        yield playwright.chromium.launch(executable_path=found[0], args=[*root, "--disable-dev-shm-usage"])


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Open]:
    """open_page("/path/", user, PHONE): the page there, in a fresh browser, signed in as `user`."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(path: str = "/", user: User | None = None, size: ViewportSize = DESKTOP) -> Page:
        phone = size["width"] < DESKTOP["width"] / 2
        context = browser.new_context(
            base_url=live_server.url,
            viewport=size,
            is_mobile=phone,
            has_touch=phone,
            locale="zh-CN",
            timezone_id=settings.TIME_ZONE,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.route(lambda url: not url.startswith((live_server.url, "data:")), _outside(wrong))
        if user:
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": _session_of(user), "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: _note(wrong, message))
        page.on("pageerror", lambda error: wrong.append(f"thrown: {error}"))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong, "\n".join(wrong)


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _outside(wrong: list[str]) -> Callable[[Route], None]:
    def refuse(route: Route) -> None:
        wrong.append(f"asked for {route.request.url}")
        route.abort()

    return refuse


def _note(wrong: list[str], message: ConsoleMessage) -> None:
    # A form refused, a page not there, a connection cut: some tests are about them; browsers log them.
    expected = ("the server responded with a status of 4", "Response Status Error Code 4", "net::ERR_FAILED")
    if message.type == "error" and not any(words in message.text for words in expected):
        wrong.append(f"logged: {message.text}")
