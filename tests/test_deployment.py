"""What an installation is given, what it makes itself, and what a production start refuses."""

import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django import Settings

from tasks.models import District
from tasktrack import demo
from tasktrack.deployment import SQLITE_OPTIONS, database, refuse_unsafe_production, secret_key
from tests.cast import Cast
from tests.installation import Installation, installation

GOOD = {"secret": "0123456789" * 5, "debug": False, "hosts": ["tasks.example"]}


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path / "var") as mine:
        yield mine


def test_a_secret_is_made_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    first = secret_key("", tmp_path / "var")
    assert len(first) >= 80
    assert secret_key("", tmp_path / "var") == first
    assert stat.S_IMODE((tmp_path / "var" / "secret").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret"]


def test_processes_that_start_at_once_agree_on_the_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: secret_key("", tmp_path), range(32)))) == 1


def test_two_installations_have_two_secrets(tmp_path: Path) -> None:
    assert secret_key("", tmp_path / "a") != secret_key("", tmp_path / "b")


def test_a_secret_that_is_given_is_taken(tmp_path: Path) -> None:
    assert secret_key("given", tmp_path) == "given"
    assert not (tmp_path / "secret").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match=r"file/var cannot be used.* Set TASKTRACK_VAR"):
        secret_key("", tmp_path / "file" / "var")


def test_without_an_address_the_database_is_a_file_in_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a b#c?"
    assert database("", folder)["NAME"] == str(folder / "tasktrack.sqlite3")


def test_an_address_may_say_more_of_sqlite_or_name_postgresql() -> None:
    assert database("sqlite:////srv/a.sqlite3", Path())["OPTIONS"] == SQLITE_OPTIONS
    config = database("postgres://somebody:word@db.example:5433/plans", Path())
    assert (config["ENGINE"], config["PORT"], config["NAME"]) == (
        "django.db.backends.postgresql",
        5433,
        "plans",
    )
    assert config["CONN_HEALTH_CHECKS"]


@pytest.mark.parametrize("url", ["mysql://a@b/c", "plans.sqlite3", "/srv/plans"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="must begin with postgres:// or sqlite://"):
        database(url, Path())


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 20000), ("synchronous", 1)],
)
def test_sqlite_is_set_up_to_be_shared(pragma: str, value: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (value,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
def test_a_writer_on_sqlite_takes_its_lock_when_it_begins_and_lets_readers_read() -> None:
    from django.db import transaction

    with transaction.atomic():
        District.objects.exists()  # has only read so far
        other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
        assert other.execute("SELECT count(*) FROM tasks_district").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_a_production_start_takes_what_is_safe() -> None:
    refuse_unsafe_production(**GOOD)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unsafe", "says"),
    [
        ({"debug": True}, "Unset DEBUG"),
        ({"secret": ""}, "SECRET_KEY is a default or too short"),
        ({"secret": "0123456789" * 4}, "SECRET_KEY is a default or too short"),
        ({"secret": "x" * 60}, "SECRET_KEY is a default or too short"),
        ({"secret": "django-insecure-" + "0123456789" * 5}, "SECRET_KEY is a default or too short"),
        ({"hosts": ["tasks.example", "*"]}, "ALLOWED_HOSTS must name"),
        ({"hosts": []}, "ALLOWED_HOSTS must name"),
    ],
)
def test_a_production_start_refuses_what_is_not(unsafe: dict[str, object], says: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=says):
        refuse_unsafe_production(**{**GOOD, **unsafe})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"DEBUG": "1"}, "tasktrack: TASKTRACK_PRODUCTION is set and DEBUG is on. Unset DEBUG.\n"),
        ({"ALLOWED_HOSTS": "*"}, "tasktrack: ALLOWED_HOSTS must name the hosts"),
        ({"SECRET_KEY": "short"}, "tasktrack: SECRET_KEY is a default or too short"),
    ],
)
def test_the_launcher_says_in_one_line_what_it_refuses(
    mine: Installation, env: dict[str, str], says: str
) -> None:
    done = mine.run("-m", "tasktrack.launcher", TASKTRACK_PRODUCTION="1", **env)
    assert done.returncode == 1
    assert done.stderr.startswith(says)
    assert done.stderr.count("\n") == 1


def test_a_production_installation_passes_djangos_own_checks(mine: Installation) -> None:
    production = {"TASKTRACK_PRODUCTION": "1", "ALLOWED_HOSTS": "tasks.example"}
    words = ("check", "--deploy", "--database", "default", "--fail-level", "WARNING")
    done = mine.run("manage.py", *words, **production)
    assert done.stdout + done.stderr == "System check identified no issues (0 silenced).\n"


def test_the_demo_is_refused_in_production(cast: Cast, settings: Settings) -> None:
    settings.PRODUCTION = True
    demo.refuse_in_production()
    assert demo.check_production(databases=["default"]) == []
    District.objects.filter(pk=cast.other_district.pk).update(demo=True)
    with pytest.raises(ImproperlyConfigured, match="holds the demo, whose passwords are public"):
        demo.refuse_in_production()
    assert [problem.id for problem in demo.check_production(databases=["default"])] == ["tasktrack.E001"]


def test_the_demo_is_welcome_elsewhere(cast: Cast) -> None:
    District.objects.update(demo=True)
    demo.refuse_in_production()
    assert demo.check_production(databases=["default"]) == []


@pytest.mark.django_db
def test_the_demo_fills_an_empty_database_only(
    request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(demo, "call_command", lambda name, **_options: loaded.append(name))
    demo.fill_if_empty()
    assert loaded == ["load_demo"]
    settings.PRODUCTION = True
    demo.fill_if_empty()
    settings.PRODUCTION = False
    request.getfixturevalue("cast")
    demo.fill_if_empty()
    assert loaded == ["load_demo"]


def test_a_gunicorn_of_ones_own_refuses_the_demo_too(mine: Installation) -> None:
    assert mine.run("manage.py", "migrate", "--verbosity=0").returncode == 0
    make = "from tasks.models import District; District.objects.create(code='1', short_name='x', demo=True)"
    assert mine.run("manage.py", "shell", "--no-imports", "-c", make).returncode == 0
    production = {"TASKTRACK_PRODUCTION": "1", "ALLOWED_HOSTS": "tasks.example"}
    done = mine.run("-c", "import tasktrack.wsgi", **production)
    assert done.returncode == 1
    assert "holds the demo, whose passwords are public" in done.stderr


def test_reading_a_plan_needs_no_database_and_prints_only_json(mine: Installation, tmp_path: Path) -> None:
    import json

    (tmp_path / "plan.txt").write_text("澄岚区2026年政府工作报告责任分解\n", "utf-8")
    done = mine.run(
        "manage.py",
        "import_plan",
        str(tmp_path / "plan.txt"),
        "--json",
        DATABASE_URL="postgres://nobody@127.0.0.1:1/none",
    )
    assert done.stderr == ""
    assert json.loads(done.stdout)["document"] == "plan.txt"
