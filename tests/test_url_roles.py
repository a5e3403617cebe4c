"""Every address against everybody: who signs in first, who may, who sees but may not, who sees nothing.

An address without a line in the table fails, so that nobody forgets to say who may open a new page.
"""

from collections.abc import Iterator
from copy import copy
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from imports.draft import TaskDraft
from imports.models import ImportBatch, ImportRow, NameRule
from imports.output import task_to_json
from tasks.models import (
    Attachment,
    ChangeRequest,
    Instruction,
    Origin,
    Plan,
    ProgressReport,
    SourceFile,
    StagedSheet,
    Urge,
)
from tasks.services.notify import notify
from tests.cast import Cast
from tests.pages import DAY, freeze, say, signed_in, stand_today
from tests.url_roles import ANONYMOUS, EVERYBODY, SIGN_IN, TABLE, Answer

ADMIN = "admin:tasks_"
#: Addresses whose key is not a task's: what stands in them, and the model.
OWN_ROWS = {
    "imports/": "sourcefile",
    "people/import/<int": "sheet of people",
    "people/<int": "user",
    "reporting/sheet/": "sheet of reports",
    "notices/": "notice",
    "review/": "progressreport",
    "/files/<int:pk>": "attachment",
    "/officials/<int:pk>": "official",
    "/units/<int:pk>": "unit",
    "/goals/<int:pk>": "goal",
    "/requests/": "changerequest",
    "/instructions/": "instruction",
}


def walk(
    patterns: list[URLPattern | URLResolver], space: str = "", route: str = ""
) -> Iterator[tuple[str, str]]:
    """The name and the route of every address; one without a name goes by its route."""
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, pattern.namespace or space, here)
        elif pattern.name:
            yield f"{space}:{pattern.name}" if space else pattern.name, here
        else:
            yield here, here


NAMES = dict(walk(get_resolver().url_patterns))


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    assert sorted(NAMES) == sorted(TABLE)


# ---- the walk ----
@pytest.fixture
def place(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """One of everything in the cast's district, by the name of its model."""
    freeze(monkeypatch)
    stand_today()
    task = cast.tasks[0]
    report = say(task, cast.reporter, 40)
    report.period.save()  # the cast's have no history yet
    source = SourceFile(
        district=cast.district, name="分解.docx", sha256="1", size=1, uploaded_by=cast.administrator
    )
    source.file.save("分解.docx", ContentFile(b"x"))
    file = Attachment(
        task=task, unit=report.unit, period=report.period, report=report, name="证明.pdf", size=1
    )
    file.uploaded_at = report.reported_at
    file.file.save("1.pdf", ContentFile(b"x"))
    batch = ImportBatch.objects.create(source=source, district=cast.district, status="staged")
    read = task_to_json(TaskDraft(number=1, plan=1, text="建成。"))
    ImportRow.objects.create(batch=batch, number=1, data=read, verdict="new")
    origin = Origin.objects.create(
        task=task, source_file=source, field="text", doubt="damaged", suggested=["建成。"]
    )
    rule = NameRule.objects.create(district=cast.district, kind="unit", name="区工信局", means="工信局")
    Urge.objects.create(
        pk=1, task=task, unit=cast.industry, day=DAY - timedelta(days=1), sent_at=report.reported_at
    )
    (notice,) = notify([cast.reporter], "urged", cast.district, task)
    rows: list[models.Model] = [
        notice,
        *(cast.district, cast.year, Plan.objects.get(pk=cast.plan.pk), cast.goal, task, cast.industry),
        *(cast.official, cast.viewer, cast.viewer.memberships.get(), report.period, report),
        *(source, file, batch, origin, rule, task.spans.get(end=None)),
        *supervised(cast, report),
    ]
    return {str(row._meta.model_name): row for row in rows} | uploads(cast)


def uploads(cast: Cast) -> dict[str, StagedSheet]:
    """A spreadsheet of each kind, each of the person who may upload it."""
    here = {"district": cast.district, "name": "表.xlsx", "uploaded_at": timezone.now()}
    reports = {"month": 9, "rows": [], "strays": []}
    return {
        "sheet of reports": StagedSheet.objects.create(
            kind="reports", user=cast.reporter, year=cast.year, rows=reports, **here
        ),
        "sheet of people": StagedSheet.objects.create(kind="people", user=cast.administrator, **here),
    }


def supervised(cast: Cast, report: ProgressReport) -> list[models.Model]:
    """One row of each model of supervision, all on the reported task."""
    task, unit, now = report.task, report.unit, timezone.now()
    return [
        ChangeRequest.objects.create(
            task=task,
            unit=unit,
            kind="extension",
            reason="施工图审查延后。",
            old_deadline=task.deadline,
            new_deadline=date(2027, 3, 31),
            asked_at=now,
        ),
        Instruction.objects.create(task=task, text="加快推进。", given_by=cast.leader, given_at=now),
    ]


def address(name: str, cast: Cast, place: dict[str, Any]) -> str:
    if name.startswith("admin"):
        return admin_address(name, place)
    route = NAMES[name]
    kwargs: dict[str, Any] = {"code": cast.district.code} if "code" in route else {}
    kwargs |= {"number": cast.year.number} if "number" in route else {}
    kwargs |= {"position": 1} if "position" in route else {}
    kwargs |= {"month": 9} if "month" in route else {}
    kwargs |= {"kind": "suspension"} if "kind" in route else {}
    own = next((model for part, model in OWN_ROWS.items() if part in route), "task")
    pk = place[own].pk
    return reverse(name, kwargs=kwargs | ({"pk": pk} if "pk" in route else {}))


def admin_address(name: str, place: dict[str, Any]) -> str:
    others: dict[str, list[Any]] = {
        "admin:app_list": ["tasks"],
        "admin:view_on_site": [1, 1],
        "admin:auth_user_password_change": [place["user"].pk],
    }
    route = NAMES[name]
    row = place.get(route.split("/")[2]) if route.startswith(("admin/tasks/", "admin/imports/")) else None
    if name.endswith("_simple_history"):
        return reverse(name, args=[row.pk, row.history.latest().pk])  # type: ignore[union-attr]
    if name.startswith("admin:"):
        return reverse(name, args=others.get(name, [row.pk if row else 1] if "object_id" in route else []))
    return "/" + route.replace("<path:object_id>", str(row.pk if row else 1)).replace("(?P<url>.*)$", "none/")


def asked_for(name: str) -> dict[str, str]:
    search = {"app_label": "tasks", "model_name": "plan", "field_name": "year"}
    return search if name == "admin:autocomplete" else {}


def answer(client: Client, method: str, url: str, data: dict[str, Any]) -> Answer:
    """What comes back; what it changed is undone."""
    with transaction.atomic():
        response = getattr(client, method)(url, data)
        if response.streaming:
            b"".join(response.streaming_content)  # to its end, which closes the file
        transaction.set_rollback(True)
    to = response.headers.get("Location", "")
    doors = (reverse("sign_in"), reverse("admin:login"))
    return SIGN_IN if to.startswith(doors) and "next=" in to else response.status_code


def agrees(got: Answer, expected: Answer) -> bool:
    return got in expected if isinstance(expected, set) else got == expected


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_it_answers_everybody_as_the_table_says(cast: Cast, place: dict[str, Any], who: str) -> None:
    client = Client() if who == ANONYMOUS else signed_in(getattr(cast, who))
    cookies, wrong = copy(client.cookies), []
    for name, row in TABLE.items():
        url = address(name, cast, place)
        for method, data in (("get", asked_for(name)), ("post", row.data))[: 2 if row.posts else 1]:
            client.cookies = copy(cookies)  # one of them signs out
            got, expected = answer(client, method, url, data), row.expected(who, method)
            if not agrees(got, expected):
                wrong.append(f"{method} {url} ({name}): {got}, not {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["task", "report", "verify", "settle"])
def test_a_task_is_only_found_in_its_own_district_and_year(cast: Cast, name: str) -> None:
    """Also by who may see both."""
    client, method = signed_in(cast.superuser), "get" if TABLE[name].get else "post"
    for code, number in ((cast.other_district.code, 2026), (cast.district.code, 2025)):
        url = reverse(name, kwargs={"code": code, "number": number, "pk": cast.tasks[0].pk})
        assert getattr(client, method)(url).status_code == 404


def test_a_batch_is_only_found_in_its_own_district(cast: Cast, place: dict[str, Any]) -> None:
    client = signed_in(cast.superuser)
    for name in ("import_preview", "import_file", "import_state", "import_confirm"):
        url = reverse(name, kwargs={"code": cast.other_district.code, "pk": place["sourcefile"].pk})
        assert client.get(url).status_code == 404, name
