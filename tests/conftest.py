"""What every test may ask for."""

import os
from collections.abc import Callable

import pytest
from django.db import connection
from django_tasks_db.management.commands import db_worker
from hypothesis import HealthCheck, settings

from tasktrack.worker import Worker

pytest_plugins = ["tests.cast"]

# The same examples every time, so that a failure is a fact; HYPOTHESIS_PROFILE=random looks for new ones.
settings.register_profile("random", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("random"), derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """On SQLite a file, as in the product: a database in memory knows neither WAL nor a second connection."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture
def work(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Does at once what a request has left to the background worker."""
    # It would close the connection, and with it end the transaction that the test runs in.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    return Worker().do_queued
