"""Chinese is what everybody gets; who switches gets English, and keeps it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.pages import address, page, signed_in

SIGN_IN = {"zh-hans": "登录", "en": "Sign in"}


def language_of(response: Any) -> str:
    """As the page says it, and as it is written."""
    tree = page(response)
    assert SIGN_IN[tree.get("lang")] in tree.xpath("//h1")[0].text_content()
    assert response.headers["Content-Language"] == tree.get("lang")
    return str(tree.get("lang"))


def switch(client: Client, language: str, **more: str) -> Any:
    return client.post(reverse("set_language"), {"language": language, "next": reverse("sign_in"), **more})


@pytest.mark.parametrize("preferred", ["", "en", "en-US,en;q=0.9", "de", "zh-TW"])
def test_it_is_chinese_whatever_the_browser_prefers(db: None, preferred: str) -> None:
    answer = Client().get(reverse("sign_in"), headers={"Accept-Language": preferred})
    assert language_of(answer) == "zh-hans"


def test_it_switches_and_remembers_and_switches_back(db: None) -> None:
    client = Client()
    assert switch(client, "en").headers["Location"] == reverse("sign_in")
    assert language_of(client.get(reverse("sign_in"))) == "en"
    kept = client.cookies["django_language"]
    assert kept["max-age"] > 180 * 24 * 3600
    switch(client, "zh-hans")
    assert language_of(client.get(reverse("sign_in"))) == "zh-hans"


@pytest.mark.parametrize("unknown", ["fr", "", "zh-hant", "../../etc"])
def test_a_language_that_is_not_offered_is_chinese(db: None, unknown: str) -> None:
    client = Client()
    switch(client, unknown)
    assert language_of(client.get(reverse("sign_in"))) == "zh-hans"
    client.cookies["django_language"] = unknown
    assert language_of(client.get(reverse("sign_in"))) == "zh-hans"


def test_a_switch_is_a_button_and_leads_nowhere_else(db: None) -> None:
    client = Client()
    assert client.get(reverse("set_language"), {"language": "en"}).status_code == 405
    assert switch(client, "en", next="https://example.org/").headers["Location"] == "/"


def test_the_language_of_one_is_not_anothers(cast: Cast) -> None:
    """Pages of a person in English do not leave English behind for the next."""
    english, chinese = signed_in(cast.viewer), signed_in(cast.leader)
    switch(english, "en")
    url = address("task_list", cast)
    for client, said in ((english, "Tasks"), (chinese, "任务"), (english, "Tasks")):
        assert said in page(client.get(url)).xpath("//title")[0].text_content()
    assert timezone.get_current_timezone_name() == "Asia/Shanghai"


def test_a_cache_in_between_keeps_the_languages_apart(db: None) -> None:
    assert "Cookie" in Client().get(reverse("sign_in")).headers["Vary"]
