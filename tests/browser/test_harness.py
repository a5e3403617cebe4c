"""The browser that the other tests use."""

from tests.browser.conftest import PHONE, Open


def test_it_serves_the_sign_in_page_to_a_phone(open_page: Open) -> None:
    page = open_page("/account/sign-in/", size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
