"""Files beside reports: which are taken, who may have them, when they may be taken away."""

import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tasks.errors import Refused
from tasks.file_kinds import kind_of
from tasks.models import Attachment, ProgressReport
from tasks.services import reshape
from tasks.services.attachments import attach, remove
from tests.cast import Cast
from tests.office_files import JPEG, OLE, PDF, PNG, package, upload
from tests.pages import HTMX, address, freeze, page, say, signed_in, stand_today, text


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch)
    request.getfixturevalue("cast")
    stand_today()


def put(cast: Cast, name: str = "证明材料.pdf", content: bytes = PDF) -> Attachment:
    """Put beside the first task's report of this month, by its reporter."""
    return attach(cast.tasks[0], upload(name, content), user=cast.reporter)


def sent(cast: Cast) -> Attachment:
    """One that belongs to a report."""
    file = put(cast)
    say(cast.tasks[0], cast.reporter, 40)
    file.refresh_from_db()
    return file


def link(cast: Cast, file: Attachment, name: str = "attachment") -> str:
    place: dict[str, Any] = {"code": cast.district.code, "number": cast.year.number}
    return reverse(name, kwargs={**place, "pk": file.pk})


# ---- kinds ----
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("说明.pdf", PDF),
        ("说明.PDF", PDF),
        ("旧.doc", OLE),
        ("旧.xls", OLE),
        ("旧.ppt", OLE),
        ("公文.wps", OLE),
        ("表.et", OLE),
        ("表.et", package("xl/workbook.xml")),
        ("新.docx", package("word/document.xml")),
        ("新.xlsx", package("xl/workbook.xml")),
        ("新.pptx", package("ppt/presentation.xml")),
        ("公文.ofd", package("OFD.xml")),
        ("现场.jpg", JPEG),
        ("现场.jpeg", JPEG),
        ("现场.png", PNG),
    ],
)
def test_it_takes_what_an_office_sends(name: str, content: bytes) -> None:
    assert kind_of(name, io.BytesIO(content)) == name.rpartition(".")[2].lower()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("运行.exe", b"MZ\x90"),
        ("网页.html", b"<html>"),
        ("图.svg", b"<svg>"),
        ("无后缀", PDF),
        ("装作.pdf", b"<html>"),
        ("装作.docx", OLE),
        ("装作.docx", package("xl/workbook.xml")),
        ("宏.docx", package("word/document.xml", "word/vbaProject.bin")),
        ("坏.docx", b"PK\x03\x04 and no more"),
        ("装作.jpg", PNG),
        ("双.pdf.exe", PDF),
        ("压缩.zip", package("a.txt")),
    ],
)
def test_it_takes_nothing_else_whatever_it_calls_itself(cast: Cast, name: str, content: bytes) -> None:
    with pytest.raises(Refused, match=re.escape(name)):
        put(cast, name, content)
    assert not Attachment.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).glob("attachments/**/*.exe"))


def test_size_and_number_are_limited(cast: Cast, settings: Any) -> None:
    settings.ATTACHMENT_LIMIT = 100
    with pytest.raises(Refused):
        put(cast, content=PDF + bytes(100))
    with pytest.raises(Refused):
        put(cast, content=b"")
    settings.ATTACHMENTS_A_REPORT = 2
    put(cast)
    put(cast)
    with pytest.raises(Refused, match="2"):
        put(cast)


# ---- keeping ----
def test_it_is_kept_under_a_name_that_tells_nothing(cast: Cast) -> None:
    file = put(cast, "..\\..\\工信局/证明 材料.pdf")
    assert file.name == "证明 材料.pdf"
    assert re.fullmatch(r"attachments/\d{4}/[0-9a-f]{32}\.pdf", str(file.file.name))
    assert Path(settings.MEDIA_ROOT) in Path(file.file.path).parents
    assert Path(settings.STATIC_ROOT) not in Path(file.file.path).parents
    assert (file.size, len(file.sha256)) == (len(PDF), 64)


def test_it_goes_with_the_report_and_has_history_only_then(cast: Cast) -> None:
    file = put(cast)
    assert (file.report, Attachment.history.count()) == (None, 0)
    row = say(cast.tasks[0], cast.reporter, 40)
    file.refresh_from_db()
    assert file.report == row
    assert Attachment.history.get().history_user == cast.reporter


@pytest.mark.parametrize("who", ["administrator", "supervisor", "leader", "viewer", "education_reporter"])
def test_only_who_reports_the_task_puts_files_there(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        attach(cast.tasks[0], upload(), user=getattr(cast, who))


# ---- fetching ----
def test_it_comes_back_as_a_file_to_be_saved_by_its_own_name(cast: Cast) -> None:
    response = signed_in(cast.leader).get(link(cast, sent(cast)))
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment;")
    assert quote("证明材料.pdf") in response["Content-Disposition"]
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_who_may_see_the_task_may_have_its_files(cast: Cast) -> None:
    url = link(cast, sent(cast))
    for who in ("administrator", "supervisor", "leader", "viewer", "reporter", "street_reporter"):
        assert status(signed_in(getattr(cast, who)), url) == 200, who
    for who in ("education_reporter", "nobody", "other_administrator"):
        assert status(signed_in(getattr(cast, who)), url) == 404, who
    assert Client().get(url).status_code == 302


def test_what_was_not_sent_is_its_units_own(cast: Cast) -> None:
    url = link(cast, put(cast))
    assert status(signed_in(cast.reporter), url) == 200
    for who in ("administrator", "supervisor", "leader", "street_reporter"):
        assert status(signed_in(getattr(cast, who)), url) == 404, who


def test_what_is_lost_on_the_disk_is_not_found(cast: Cast) -> None:
    file = sent(cast)
    file.file.storage.delete(str(file.file.name))
    assert status(signed_in(cast.leader), link(cast, file)) == 404


def status(client: Client, url: str) -> int:
    response = client.get(url)
    if response.streaming:
        b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return int(response.status_code)


# ---- taking away ----
def test_one_that_waits_is_gone_from_the_disk_too(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    file = put(cast)
    with django_capture_on_commit_callbacks(execute=True):
        remove(file, user=cast.reporter)
    assert not Path(file.file.path).exists()
    assert status(signed_in(cast.reporter), link(cast, file)) == 404


def test_one_that_was_sent_leaves_its_name_in_the_history(cast: Cast) -> None:
    file = sent(cast)
    remove(file, user=cast.reporter)
    assert status(signed_in(cast.leader), link(cast, file)) == 404
    assert file.history.latest().history_user == cast.reporter
    remove(file, user=cast.reporter)
    assert file.history.count() == 2


def test_it_stays_once_the_report_was_passed_or_its_period_locked(cast: Cast) -> None:
    file = sent(cast)
    ProgressReport.objects.update(review="passed")
    with pytest.raises(Refused):
        remove(file, user=cast.reporter)
    ProgressReport.objects.update(review="waiting")
    file.period.locked_at = timezone.now()
    file.period.save()
    with pytest.raises(Refused):
        remove(file, user=cast.reporter)
    file.refresh_from_db()
    assert file.removed_at is None


@pytest.mark.parametrize("who", ["administrator", "supervisor", "leader", "street_reporter"])
def test_nobody_else_takes_it_away(cast: Cast, who: str) -> None:
    file = sent(cast)
    with pytest.raises(PermissionDenied):
        remove(file, user=getattr(cast, who))
    assert signed_in(getattr(cast, who)).post(link(cast, file, "attachment_remove")).status_code == 403


# ---- on the page ----
def test_the_card_gets_its_files_anew(cast: Cast) -> None:
    client, url = signed_in(cast.reporter), address("attachment_add", cast, cast.tasks[0])
    response = client.post(url, {"file": [upload(), upload("现场.jpg", JPEG)]}, headers=HTMX)
    assert response.status_code == 200
    assert "证明材料.pdf" in text(page(response))
    assert "现场.jpg" in text(page(response))
    refused = client.post(url, {"file": upload("装作.pdf", PNG)}, headers=HTMX)
    assert refused.status_code == 422
    assert "装作.pdf" in text(page(refused).find_class("errorlist")[0])
    gone = client.post(link(cast, Attachment.objects.all()[0], "attachment_remove"), headers=HTMX)
    assert "证明材料.pdf" not in gone.content.decode()


def test_without_script_a_file_comes_with_the_report(cast: Cast) -> None:
    client, url = signed_in(cast.reporter), address("reporting_card", cast, cast.tasks[0])
    given = {"percent": "40", "status": "in_progress", "note": "已新增12家。", "seen": ""}
    refused = client.post(url, {**given, "file": upload("装作.pdf", PNG)})
    assert refused.status_code == 422
    assert not ProgressReport.objects.exists()
    client.post(url, {**given, "file": upload()})
    assert Attachment.objects.get().report == ProgressReport.objects.get()


def test_the_task_s_page_lists_the_files_of_each_report(cast: Cast) -> None:
    file, url = sent(cast), address("task", cast, cast.tasks[0])
    assert link(cast, file) in signed_in(cast.leader).get(url).content.decode()
    remove(file, user=cast.reporter)
    assert link(cast, file) not in signed_in(cast.leader).get(url).content.decode()


def test_the_files_of_a_merged_task_are_had_through_the_other(cast: Cast) -> None:
    file = sent(cast)
    reshape.merge(cast.tasks[1], [cast.tasks[0]], user=cast.supervisor)
    client = signed_in(cast.supervisor)
    response = client.get(link(cast, file))
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert file.name in client.get(address("task", cast, cast.tasks[1])).content.decode()
