"""The pure half of the house stays pure: no ORM, no models, nothing of the deployment."""

from pathlib import Path

from tests.lint import ROOT
from tests.lint.pure import check, check_one, modules


def test_no_pure_module_knows_the_database() -> None:
    assert list(check()) == []


def test_the_check_would_find_a_model(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("def f():\n    from tasks.models import Task\n    import django.db.models\n")
    assert {finding.line for finding in check_one(module)} == {2, 3}


def test_every_pure_package_is_walked() -> None:
    walked = {path.relative_to(ROOT).as_posix() for path in modules()}
    assert walked >= {
        "imports/readers/docx.py",
        "imports/layouts/table.py",
        "imports/draft.py",
        "imports/parse.py",
        "tasks/standing.py",
        "tasks/stated.py",
    }
