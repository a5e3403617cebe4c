"""What an installation gives: its secret, its database, and what a production start refuses."""

import contextlib
import os
import secrets
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import quote

import environ
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
SCHEMES = ("postgres", "postgresql", "sqlite")

#: SQLite as an embedded production database: readers never wait for the writer (WAL), a writer takes its lock
#: when its transaction opens rather than half-way through it, and waits for another's instead of failing.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;"
    " PRAGMA foreign_keys=ON; PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;",
}


def secret_key(given: str, var_dir: Path) -> str:
    """The installation's secret: the one given, else the random one kept in `var_dir`, made on first use.

    Raises ImproperlyConfigured where `var_dir` is not open to this user.
    """
    path = var_dir / "secret"
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
        if given:
            return given
        return path.read_text(encoding="ascii") if path.exists() else _write_new_secret(path)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{error.filename} cannot be used: {error.strerror}. "
            "Set TASKTRACK_VAR to a folder that may be written by whoever runs this."
        ) from error


def _write_new_secret(path: Path) -> str:
    with NamedTemporaryFile("w", encoding="ascii", dir=path.parent, prefix="secret-") as draft:  # mode 0600
        draft.write(secrets.token_urlsafe(64))
        draft.flush()
        with contextlib.suppress(FileExistsError):  # of two that start at once, both take the first one's
            os.link(draft.name, path)
    return path.read_text(encoding="ascii")


def database(url: str, var_dir: Path) -> dict[str, Any]:
    """Django's settings for the database at `url`; without one, the embedded SQLite file in `var_dir`.

    Raises ImproperlyConfigured for another kind of database.
    """
    if not url:
        url = f"sqlite:///{quote(str(var_dir))}/tasktrack.sqlite3"
    scheme = url.partition(":")[0]
    if scheme not in SCHEMES:
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with postgres:// or sqlite://; "
            "for example postgres://user:password@127.0.0.1:5432/tasktrack."
        )
    config: dict[str, Any] = environ.Env.db_url_config(url)
    if scheme == "sqlite":
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
    else:
        config.setdefault("CONN_MAX_AGE", 60)
        config.setdefault("CONN_HEALTH_CHECKS", True)
    return config


def mail(env: environ.Env) -> dict[str, Any]:
    """Django's settings for sending mail: from EMAIL_URL, or EMAIL_HOST and its like; else it is not sent.

    Raises ImproperlyConfigured for an EMAIL_URL that is none.
    """
    if env.str("EMAIL_URL", default=""):
        found: dict[str, Any] = env.email_url("EMAIL_URL")
    elif env.str("EMAIL_HOST", default=""):
        found = {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": env.str("EMAIL_HOST"),
            "EMAIL_PORT": env.int("EMAIL_PORT", default=25),
            "EMAIL_HOST_USER": env.str("EMAIL_HOST_USER", default=""),
            "EMAIL_HOST_PASSWORD": env.str("EMAIL_HOST_PASSWORD", default=""),
            "EMAIL_USE_TLS": env.bool("EMAIL_USE_TLS", default=False),
            "EMAIL_USE_SSL": env.bool("EMAIL_USE_SSL", default=False),
        }
    else:
        found = {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    sender = (
        env.str("DEFAULT_FROM_EMAIL", default="") or found.get("EMAIL_HOST_USER") or "tasktrack@localhost"
    )
    known = {name: value for name, value in found.items() if name.startswith("EMAIL_")}
    return {**known, "EMAIL_TIMEOUT": 10, "DEFAULT_FROM_EMAIL": sender}


def refuse_unsafe_production(*, secret: str, debug: bool, hosts: list[str]) -> None:
    """Stop a production start that anybody could break into.

    Raises ImproperlyConfigured with a sentence that names the setting and the remedy.
    """
    if debug:
        raise ImproperlyConfigured("TASKTRACK_PRODUCTION is set and DEBUG is on. Unset DEBUG.")
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < 10 or "insecure" in secret:
        raise ImproperlyConfigured(
            f"SECRET_KEY is a default or too short. Set it to at least {SHORTEST_SECRET} random characters, "
            "or leave it out and one is made and kept."
        )
    if not hosts or "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the hosts that this installation answers to, and not *."
        )
