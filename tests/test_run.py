"""The last lines of a test run say what ran on what, what was left out, and whether that was allowed."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tests import postgres, require, run
from tests.run import Counts, Suite

REPORT = """<testsuites><testsuite>
  <testcase classname="tests.test_a" name="one"/>
  <testcase classname="tests.browser.test_b" name="two"/>
  <testcase classname="tests.browser.test_b" name="three"><skipped message="no"/></testcase>
  <testcase classname="tests.test_a" name="four"><failure message="no"/></testcase>
  <testcase classname="tests.test_a" name="five"><error message="no"/></testcase>
</testsuite></testsuites>"""


def ran(*lines: str) -> list[Suite]:
    return [cast(Suite, SimpleNamespace(line=line)) for line in lines]


def test_it_counts_what_pytest_reports(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    assert run.read_report(report) == Counts(passed=2, failed=2, skipped=1, in_browser=1)


def test_a_run_that_died_counts_nothing(tmp_path: Path) -> None:
    assert run.read_report(tmp_path / "none.xml") == Counts()


def test_it_sums_up(capsys: pytest.CaptureFixture[str]) -> None:
    results = [(Counts(passed=3, skipped=1), True), (Counts(passed=2), True)]
    assert run.conclude(ran("SQLite: …", "PostgreSQL: …"), results, []) == 0
    assert capsys.readouterr().out.splitlines()[-4:] == [
        "SQLite: …",
        "PostgreSQL: …",
        "Left out: nothing",
        "5 passed, 0 failed, 1 skipped",
    ]


def test_what_is_left_out_is_said_with_what_it_wants(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TASKTRACK_REQUIRE", raising=False)
    assert run.conclude(ran("SQLite: …"), [(Counts(passed=1), True)], ["browser", "postgres"]) == 0
    said = capsys.readouterr().out
    assert "Left out: the browser tests, for want of Chromium (Debian: apt install chromium)\n" in said
    assert "Left out: PostgreSQL, for want of its programs (Debian: apt install postgresql)\n" in said


@pytest.mark.parametrize("required", ["postgres", "browser,postgres", "postgres, browser"])
def test_what_is_required_must_not_be_left_out(monkeypatch: pytest.MonkeyPatch, required: str) -> None:
    monkeypatch.setenv("TASKTRACK_REQUIRE", required)
    assert run.conclude(ran("SQLite: …"), [(Counts(passed=1), True)], ["postgres"]) == 1


@pytest.mark.parametrize(
    "results",
    [
        [(Counts(passed=1, failed=1), False), (Counts(passed=2), True)],
        [(Counts(), True), (Counts(), True)],
    ],
)
def test_a_failure_and_a_run_of_nothing_are_failures(results: list[tuple[Counts, bool]]) -> None:
    assert run.conclude(ran("SQLite: …", "PostgreSQL: …"), results, []) == 1


def test_a_browser_test_without_a_browser_is_skipped_unless_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TASKTRACK_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception):
        require.missing("browser", "Chromium is not installed")
    monkeypatch.setenv("TASKTRACK_REQUIRE", "browser")
    with pytest.raises(pytest.fail.Exception, match="TASKTRACK_REQUIRE asks for it"):
        require.missing("browser", "Chromium is not installed")


def test_a_machine_without_postgresql_fails_only_where_it_is_required() -> None:
    code = (
        "from tests import postgres, run; postgres.programs = lambda: None; run.chromium = lambda: None;"
        "import sys; sys.exit(run.main(['-q', '-p', 'no:cacheprovider', 'tests/test_catalogues.py']))"
    )
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    for required, expected in (("", 0), ("postgres", 1)):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=env | {"TASKTRACK_REQUIRE": required},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == expected
        assert re.fullmatch(r"[1-9] passed, 0 failed, 0 skipped", done.stdout.splitlines()[-1])


@pytest.mark.skipif(not postgres.programs(), reason="PostgreSQL is not installed")
def test_a_cluster_leaves_nothing_behind() -> None:
    bin_dir = postgres.programs()
    assert bin_dir
    with postgres.cluster(bin_dir) as url:
        folder = Path(url.partition("host=")[2].replace("%2F", "/"))
        assert (folder / "data").exists()
    assert not folder.exists()
