"""`import_plan FILE --json`: JSON and nothing else on standard output, errors in one line, no database."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.plan_files import docx, plan, tabbed

ROOT = Path(__file__).parents[1]
ROW = ["1", "做强制造", "新增企业60家。", "陈一帆", "工信局", "各街道"]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "计划.docx"
    path.write_bytes(docx(plan(ROW)))
    return path


def run(*arguments: str, var: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a stranger would, before anything was migrated."""
    settings = {"TASKTRACK_VAR": str(var), "DJANGO_SETTINGS_MODULE": "tasktrack.settings", "DATABASE_URL": ""}
    return subprocess.run(
        [sys.executable, "manage.py", "import_plan", *arguments],
        cwd=ROOT,
        env={**os.environ, **settings, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_it_prints_the_plan_without_a_database(document: Path, tmp_path: Path) -> None:
    done = run(str(document), "--json", var=tmp_path / "var")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["document"] == "计划.docx"
    assert [task["text"] for task in data["tasks"]] == ["新增企业60家。"]
    assert not list((tmp_path / "var").glob("*.sqlite3"))


def test_its_json_is_utf_8_whatever_the_terminal_speaks(document: Path, tmp_path: Path) -> None:
    done = run(str(document), "--json", var=tmp_path / "var", PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout)["district"] == "澄岚区"


def test_a_file_that_cannot_be_read_is_one_line_on_the_error_stream(tmp_path: Path) -> None:
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    done = run(str(broken), "--json", var=tmp_path / "var")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "坏.docx" in done.stderr
    assert ".docx" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"没有\.txt"):
        call_command("import_plan", str(tmp_path / "没有.txt"), "--json", stdout=StringIO())


def test_district_and_year_may_be_given(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(tabbed(plan(ROW)[2:]))
    out = StringIO()
    call_command("import_plan", str(path), "--json", "--district", "澄岚区", "--year", "2026", stdout=out)
    data = json.loads(out.getvalue())
    assert (data["district"], data["year"]) == ("澄岚区", 2026)
