"""An installation of its own for a test: a folder, a database, and commands run in it as a person would."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Installation:
    """`run("manage.py", "check")` and `start(...)` are that installation's; `env` may be added to."""

    env: dict[str, str]

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *words]
        return subprocess.run(
            command, cwd=ROOT, env=self.env | env, capture_output=True, text=True, check=False, timeout=120
        )

    def start(self, *words: str, **env: str) -> subprocess.Popen[str]:
        """The process, what it says and what it complains of in one stream; Ctrl-C reaches it.

        A shell lets what it starts behind itself ignore Ctrl-C, and the tests may be running there.
        """
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.env | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """On the kind of database that the tests run on."""
    env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env |= {"TASKTRACK_VAR": str(folder), "PORT": "0"}
    if connection.vendor == "sqlite":
        yield Installation(env)
        return
    name, url = f"own_{uuid.uuid4().hex}", os.environ["DATABASE_URL"]
    _tell(url, f"CREATE DATABASE {name}")
    yield Installation(env | {"DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()})
    _tell(url, f"DROP DATABASE {name} WITH (FORCE)")


def _tell(url: str, command: str) -> None:
    server = psycopg2.connect(url)
    server.autocommit = True  # a database is made outside of any transaction
    server.cursor().execute(command)
    server.close()
