"""The pure half of the house stays pure: no ORM, no models, nothing of the deployment."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
IMPORTS = ROOT / "imports"
PURE = [
    *(
        IMPORTS / f"{name}.py"
        for name in ("column_words", "deadlines", "district", "document", "draft", "output")
    ),
    *(IMPORTS / f"{name}.py" for name in ("parse", "units", "wording")),
    *sorted((IMPORTS / "readers").glob("**/*.py")),
    *sorted((IMPORTS / "layouts").glob("**/*.py")),
    ROOT / "tasks" / "standing.py",
]
FORBIDDEN = ("django.db", "django.apps", "django.conf", "tasktrack", "tasks.models", "tasks.services")
FORBIDDEN_HERE = ("imports.models", "imports.services", "imports.views", "imports.matching")


def imported(path: Path) -> Iterator[str]:
    """Every module, and every name taken from one, that a file imports anywhere."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def is_forbidden(name: str) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in (*FORBIDDEN, *FORBIDDEN_HERE))


@pytest.mark.parametrize("path", PURE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_pure_module_knows_no_database(path: Path) -> None:
    assert [name for name in imported(path) if is_forbidden(name)] == []


def test_the_check_would_find_a_model(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("def f():\n    from tasks.models import Task\n    import django.db.models\n")
    assert [name for name in imported(module) if is_forbidden(name)]


def test_every_pure_package_is_walked() -> None:
    walked = {path.relative_to(ROOT).parts[:2] for path in PURE}
    assert walked >= {
        ("imports", "readers"),
        ("imports", "layouts"),
        ("imports", "draft.py"),
        ("tasks", "standing.py"),
    }
