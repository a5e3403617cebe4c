"""Notices leave the bell as one digest a person and round, by mail and to a webhook."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import environ
import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from tasks import delivery
from tasks.delivery import deliver
from tasks.models import District, Notice
from tasks.services.notify import notify
from tasktrack import deployment
from tasktrack import worker as worker_module
from tasktrack.worker import Worker
from tests.cast import Cast


class Receiver(HTTPServer):
    """A gateway of the office, on this machine."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[dict[str, Any]] = []
        self.status = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/notices"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(json.loads(body))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def _settings(settings: Any, cast: Cast) -> None:
    settings.SENDS_MAIL, settings.PUBLIC_URL = True, "https://tasks.example"
    for user in (cast.reporter, cast.supervisor):
        user.email = f"{user.username}@example.com"
        user.save()


def told(cast: Cast, number: int = 1) -> list[Notice]:
    return [
        notice
        for task in cast.tasks[:number]
        for notice in notify([cast.reporter], "urged", cast.district, task, by="督明", unit="工信局")
    ]


def ways(cast: Cast, *, by_mail: bool = False, webhook: str = "") -> None:
    District.objects.filter(pk=cast.district.pk).update(sends_mail=by_mail, webhook=webhook)


def waiting() -> int:
    return Notice.objects.filter(delivered_at=None).count()


# ---- mail ----
def test_a_person_gets_one_mail_for_all_that_waits(cast: Cast) -> None:
    ways(cast, by_mail=True)
    told(cast, 3)
    assert deliver() == 3
    (message,) = mail.outbox
    assert message.to == ["reporter@example.com"]
    assert [message.body.count(task.text) for task in cast.tasks[:3]] == [1, 1, 1]
    assert f"https://tasks.example/d/990101/2026/tasks/{cast.tasks[0].pk}/" in message.body
    assert waiting() == 0


def test_nothing_is_sent_twice(cast: Cast) -> None:
    ways(cast, by_mail=True)
    told(cast)
    assert [deliver(), deliver()] == [1, 0]
    assert len(mail.outbox) == 1


def test_what_has_been_read_in_the_bell_is_not_mailed(cast: Cast) -> None:
    ways(cast, by_mail=True)
    told(cast)
    Notice.objects.update(read_at=timezone.now())
    assert (deliver(), mail.outbox) == (0, [])


@pytest.mark.parametrize("without", ["server", "district", "address"])
def test_without_a_server_a_district_that_wants_it_and_an_address_nothing_is_mailed(
    cast: Cast, settings: Any, without: str
) -> None:
    ways(cast, by_mail=without != "district")
    settings.SENDS_MAIL = without != "server"
    if without == "address":
        cast.reporter.email = ""
        cast.reporter.save()
    told(cast)
    assert (deliver(), mail.outbox, waiting()) == (0, [], 1)


def test_a_server_that_does_not_answer_is_asked_again_in_the_next_round(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ways(cast, by_mail=True)
    told(cast)
    notify([cast.supervisor], "claimed", cast.district, cast.tasks[0], unit="工信局")
    tries: list[str] = []

    def fails(message: EmailMessage) -> int:
        tries.extend(message.to)
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", fails)
        assert deliver() == 0
    assert (len(tries), waiting()) == (1, 2)
    assert "990101" in caplog.text
    assert deliver() == 2
    assert len(mail.outbox) == 2


def test_one_address_that_is_refused_keeps_nobody_else_from_their_mail(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ways(cast, by_mail=True)
    told(cast)
    notify([cast.supervisor], "claimed", cast.district, cast.tasks[0], unit="工信局")
    sent: list[str] = []

    def refuses(message: EmailMessage) -> int:
        if message.to == ["reporter@example.com"]:
            raise SMTPRecipientsRefused({})
        sent.extend(message.to)
        return 1

    monkeypatch.setattr(EmailMessage, "send", refuses)
    assert (deliver(), sent) == (2, ["supervisor@example.com"])
    assert "reporter" in caplog.text


def test_what_is_older_than_a_week_stays_in_the_bell(cast: Cast) -> None:
    ways(cast, by_mail=True)
    told(cast)
    Notice.objects.update(sent_at=timezone.now() - timedelta(days=8))
    assert (deliver(), mail.outbox) == (0, [])


# ---- webhook ----
def test_the_webhook_gets_one_digest_a_person_as_json(cast: Cast, receiver: Receiver) -> None:
    ways(cast, webhook=receiver.url)
    told(cast, 2)
    assert deliver() == 2
    (body,) = receiver.got
    assert body["district"] == {"code": "990101", "name": "澄岚区"}
    assert body["user"]["username"] == "reporter"
    assert [line["task"] for line in body["notices"]] == [task.text for task in cast.tasks[:2]]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_answer_that_is_no_yes_is_a_failure_that_is_tried_again(
    cast: Cast, receiver: Receiver, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    ways(cast, webhook=receiver.url)
    told(cast)
    receiver.status = status
    assert (deliver(), len(receiver.got), waiting()) == (0, 1, 1)
    assert "by_webhook" in caplog.text
    receiver.status = 200
    assert (deliver(), waiting()) == (1, 0)


def test_a_webhook_that_fails_is_not_asked_for_everybody(cast: Cast, receiver: Receiver) -> None:
    ways(cast, webhook=receiver.url)
    told(cast)
    notify([cast.supervisor, cast.administrator], "claimed", cast.district, cast.tasks[0], unit="工信局")
    receiver.status = 500
    deliver()
    assert len(receiver.got) == 1


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "file:///etc/passwd", "http://127.0.0.1:1/"])
def test_an_address_that_cannot_be_posted_to_is_logged(
    cast: Cast, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    ways(cast, webhook=url)
    told(cast)
    assert (deliver(), waiting()) == (0, 1)
    assert "by_webhook" in caplog.text


def test_where_one_of_two_ways_fails_the_other_is_not_repeated(cast: Cast, receiver: Receiver) -> None:
    ways(cast, by_mail=True, webhook=receiver.url)
    told(cast)
    receiver.status = 500
    assert (deliver(), len(mail.outbox), waiting()) == (0, 1, 1)
    receiver.status = 200
    assert (deliver(), len(mail.outbox), waiting()) == (1, 1, 0)


# ---- the worker ----
def test_what_another_worker_has_in_hand_is_left_to_it_until_it_must_have_died(cast: Cast) -> None:
    ways(cast, by_mail=True)
    told(cast)
    Notice.objects.update(held_until=timezone.now() + timedelta(minutes=1))
    assert deliver() == 0
    Notice.objects.update(held_until=timezone.now() - timedelta(minutes=1))
    assert deliver() == 1


def test_the_worker_sends_digests_every_few_minutes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[int] = []
    clock = [1000.0]
    monkeypatch.setattr(worker_module, "deliver", lambda: rounds.append(1))
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    mine = Worker()
    for seconds in (0, 1, 599, 1):
        clock[0] += seconds
        mine.do_digests()
    assert len(rounds) == 2


# ---- settings ----
@pytest.mark.parametrize(
    ("given", "host"),
    [
        ({}, None),
        ({"EMAIL_HOST": "mail.example", "EMAIL_PORT": "465"}, "mail.example"),
        ({"EMAIL_URL": "smtp+tls://office:secret@mail.example:587"}, "mail.example"),
    ],
)
def test_the_mail_server_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], host: str | None
) -> None:
    for name in ("EMAIL_URL", "EMAIL_HOST"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    found = deployment.mail(environ.Env())
    assert (found.get("EMAIL_HOST"), found["EMAIL_TIMEOUT"]) == (host, 10)


def test_a_digest_names_fifty_and_how_many_more(cast: Cast) -> None:
    ways(cast, by_mail=True)
    for _round in range(delivery.MOST + 3):
        told(cast)
    deliver()
    assert mail.outbox[0].body.count("工信局") == delivery.MOST
    assert "3" in mail.outbox[0].body.splitlines()[-3]
