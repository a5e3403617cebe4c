"""What tests of pages share: a day on which they happen, addresses, ways to read what is shown."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html as lxml_html

from tasks.models import ProgressReport, SourceFile, Task, User
from tasks.services.report import report
from tasks.services.standing import refresh
from tests.cast import Cast

#: The day on which pages are asked for.
DAY = date(2026, 9, 10)
HTMX = {"HX-Request": "true"}


def freeze(monkeypatch: pytest.MonkeyPatch, day: date = DAY, hour: int = 10) -> None:
    """Make it ten o'clock, or another, on `day`."""
    now = timezone.make_aware(datetime.combine(day, time(hour)))
    monkeypatch.setattr(timezone, "now", lambda: now)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(name: str, cast: Cast, task: Task | None = None, query: str = "") -> str:
    """A page of the cast's district and year, or of one of its tasks."""
    place: dict[str, Any] = {"code": cast.district.code, "number": cast.year.number}
    return reverse(name, kwargs={**place, "pk": task.pk} if task else place) + query


def everybody(cast: Cast) -> Iterator[User]:
    """All who may open the cast's district."""
    yield from (cast.administrator, cast.supervisor, cast.reporter, cast.education_reporter)
    yield from (cast.street_reporter, cast.leader, cast.viewer, cast.superuser)


def stand_today(day: date = DAY) -> None:
    refresh(Task.objects.all(), day)


def say(task: Task, user: User, percent: int, day: date = DAY, **more: Any) -> ProgressReport:
    given: dict[str, Any] = {"status": "in_progress", "note": f"已完成{percent}%。", **more}
    if given.get("values"):
        given.setdefault("percent_reason", "以现场核定为准。")
    given["values"] = {key: Decimal(value) for key, value in given.get("values", {}).items()}
    return report(task, user=user, percent=Decimal(percent), day=day, **given)


def source_file(cast: Cast, name: str = "责任分解.docx") -> SourceFile:
    return SourceFile.objects.create(district=cast.district, name=name, sha256=name, size=1)


def queries(client: Client, url: str) -> int:
    """How many queries a page takes."""
    client.get(url)  # what is read once a process is read now
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def shown(response: Any) -> list[int]:
    """The tasks listed, by key, in their order."""
    return [int(key) for key in re.findall(r'<tr [^>]*id="task-(\d+)"', response.content.decode())]


def total(response: Any) -> int:
    """The number that stands above a list."""
    found = re.search(r"data-total>(\d+)<", response.content.decode())
    assert found, "no list"
    return int(found[1])


def page(response: Any) -> Any:
    """The page as a tree."""
    return lxml_html.fromstring(response.content.decode())


def text(element: Any) -> str:
    """Its words, without the spaces between them."""
    return "".join(element.text_content().split())


def words_on(answer: Any) -> str:
    """The words of a whole page that was answered, without the spaces between them."""
    return text(lxml_html.fromstring(answer.content.decode()))
