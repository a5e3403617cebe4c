"""One command starts everything; whatever ends it, nothing is left running."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest

from tasktrack import launcher
from tests.installation import Installation, installation

LAUNCHER = ("-m", "tasktrack.launcher")


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path) as mine:
        yield mine


@pytest.fixture(scope="module")
def in_use(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One that has a district, and so is left without the demo."""
    with installation(tmp_path_factory.mktemp("in_use")) as in_use:
        assert in_use.run("manage.py", "migrate", "--verbosity=0").returncode == 0
        make = "from tasks.models import District; District.objects.create(code='1', short_name='澄岚区')"
        assert in_use.run("manage.py", "shell", "--no-imports", "-c", make).returncode == 0
        yield in_use


Start = Callable[[], tuple[subprocess.Popen[str], str]]


@pytest.fixture
def started(in_use: Installation) -> Iterator[Start]:
    """started() launches everything and gives the process and what it said until it was ready."""
    processes: list[subprocess.Popen[str]] = []

    def start() -> tuple[subprocess.Popen[str], str]:
        process = in_use.start(*LAUNCHER)
        processes.append(process)
        assert process.stdout
        said = ""
        while line := process.stdout.readline():
            said += line
            if line.startswith("Ctrl-C"):
                return process, said
        raise AssertionError(said)

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def children(pid: int) -> list[int]:
    """Those of `pid`, and theirs."""
    direct = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [found for child in map(int, direct) for found in (child, *children(child))]


def alive(pid: int) -> bool:
    """Neither gone nor a dead one that nobody has asked for yet."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    return False


def await_end(pids: list[int]) -> list[int]:
    """Those still there after a time in which they would have ended."""
    until = time.monotonic() + 2 * launcher.GRACE
    while (left := list(filter(alive, pids))) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def test_it_serves_works_and_ends_all_of_it_when_told(started: Start) -> None:
    process, said = started()
    address = re.search(r"tasktrack is ready: (http://127\.0\.0\.1:\d+)\n", said)
    assert address, said
    page = urllib.request.urlopen(f"{address[1]}/account/sign-in/").read().decode()
    style = re.search(r'href="(/static/tasktrack\.[0-9a-f]+\.css)"', page)
    assert style, page
    answer = urllib.request.urlopen(address[1] + style[1])
    assert "immutable" in answer.headers["Cache-Control"]
    below = children(process.pid)
    commands = [Path(f"/proc/{pid}/cmdline").read_text() for pid in below]
    assert sum("gunicorn" in command for command in commands) == 3
    assert sum("manage.py\0work" in command for command in commands) == 1
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=3 * launcher.GRACE)
    assert (rest, process.returncode) == ("tasktrack has stopped.\n", 0)
    assert await_end(below) == []


def test_killed_without_a_chance_to_tidy_it_leaves_nothing_running(started: Start) -> None:
    process, _said = started()
    below = children(process.pid)
    process.kill()
    assert await_end(below) == []


def test_it_ends_when_whoever_started_it_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launcher, "prepare", lambda: None)
    monkeypatch.setattr(launcher, "await_answer", lambda *_: None)
    monkeypatch.setattr(launcher, "welcome", lambda _: "")
    monkeypatch.setattr(launcher, "started", lambda *_: nullcontext({}))
    parents = iter([1, 1, 1, 2])
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    with pytest.raises(launcher.Stopped):
        launcher.run("0")


def test_a_port_in_use_is_said_before_anything_else_is_done(mine: Installation, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = mine.run(*LAUNCHER, PORT=str(port))
    assert done.returncode == 1
    assert done.stderr == (
        f"tasktrack: Port {port} is in use. Stop what uses it, or take another: make run PORT={port + 1}\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["eighty", "65536", "-1"])
def test_a_port_that_is_none_is_said(mine: Installation, port: str) -> None:
    done = mine.run(*LAUNCHER, PORT=port)
    assert done.returncode == 1
    assert done.stderr == (
        f"tasktrack: PORT must be a number up to 65535, not {port!r}. For example: make run PORT=8001\n"
    )


def test_a_database_that_does_not_answer_is_said(mine: Installation) -> None:
    done = mine.run(*LAUNCHER, DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert done.stderr.startswith("tasktrack: The database cannot be used (connection to server")
    assert done.stderr.endswith("Check DATABASE_URL.\n")
    assert done.stderr.count("\n") == 1


def a_process(code: str) -> subprocess.Popen[bytes]:
    """One that runs `code` in a session of its own, once it has begun to."""
    command = [sys.executable, "-c", f"{code}; print(flush=True); import time; time.sleep(600)"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout
    process.stdout.readline()
    process.stdout.close()
    return process


@pytest.fixture
def _own_signals() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_own_signals")
def test_a_process_that_does_not_end_when_asked_is_killed_with_its_children(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(launcher, "GRACE", 0.2)
    stubborn = a_process(
        "import signal, subprocess; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "subprocess.Popen(['sleep', '600'])"
    )
    below = children(stubborn.pid)
    willing = a_process("pass")
    launcher.end({"stubborn": stubborn, "willing": willing})
    assert (stubborn.returncode, willing.returncode) == (-signal.SIGKILL, -signal.SIGTERM)
    assert len(below) == 1
    assert await_end(below) == []


def test_a_part_that_ends_by_itself_is_named() -> None:
    ended = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    ended.wait()
    with pytest.raises(launcher.CannotRun, match=r"The worker has ended by itself \(code 3\)"):
        launcher.check_alive({"worker": ended})


def test_a_server_that_only_fails_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launcher, "_status", lambda port: 500)
    with pytest.raises(launcher.CannotRun, match="answers with error 500"):
        launcher.await_answer(0, {})


def test_a_server_that_never_answers_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launcher, "_status", lambda port: 0)
    monkeypatch.setattr(launcher, "PATIENCE", 0)
    with pytest.raises(launcher.CannotRun, match="has not answered"):
        launcher.await_answer(0, {})
