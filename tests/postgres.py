"""A PostgreSQL cluster that lives as long as the tests, in a folder of its own, reached by a socket file."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2

#: Its data need not survive anything.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")


class NotStarted(Exception):
    """Why there is no cluster."""


def programs() -> Path | None:
    """The folder with initdb and postgres: that of the PATH, else the newest that Debian keeps beside it."""
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    on_path = shutil.which("initdb")
    for folder in [*([Path(on_path).resolve().parent] if on_path else []), *kept]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def version(bin_dir: Path) -> str:
    said = subprocess.run(
        [bin_dir / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    return f"PostgreSQL {said.split()[2]}"


@contextmanager
def cluster(bin_dir: Path) -> Iterator[str]:
    """The address of a fresh cluster, for DATABASE_URL; it is gone afterwards. Raises NotStarted."""
    folder = Path(tempfile.mkdtemp(prefix="tasktrack-pg-"))
    server = None
    try:
        user = _hand_over(folder)
        initdb = f"{bin_dir}/initdb -D {folder}/data -U tasktrack -A trust -E UTF8 --no-locale --no-sync"
        _run(initdb.split(), user)
        options = [
            word for option in (*QUICK, f"unix_socket_directories={folder}") for word in ("-c", option)
        ]
        with (folder / "log").open("wb") as log:
            command = [f"{bin_dir}/postgres", "-D", f"{folder}/data", *options]
            server = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **user)
        _await_answer(folder, server)
        yield f"postgres://tasktrack@/postgres?host={quote(str(folder), safe='')}"
    finally:
        if server:
            server.send_signal(signal.SIGQUIT)  # at once, its data is thrown away
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _hand_over(folder: Path) -> dict[str, Any]:
    """Whom to run as: initdb refuses root, so root gives the folder to somebody who may do nothing else."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": str(folder)}


def _run(command: list[str], user: dict[str, Any]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **user)
    if done.returncode:
        raise NotStarted(done.stderr.strip() or done.stdout.strip())


def _await_answer(folder: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            psycopg2.connect(host=str(folder), user="tasktrack", dbname="postgres").close()
        except psycopg2.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NotStarted((folder / "log").read_text(errors="replace").strip())
