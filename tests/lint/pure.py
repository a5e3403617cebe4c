"""The pure half of the house stays pure: no ORM, no models, nothing of the deployment."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.lint import ROOT, Finding, Findings

#: what of imports/ may know the database; every other module of it, readers and layouts too, is pure
IMPURE = {"admin", "apps", "console", "filters", "forms", "matching", "models", "remarks", "tables"}
IMPURE |= {"tasks", "urls"}
FORBIDDEN = ("django.db", "django.apps", "django.conf", "tasktrack", "tasks.models", "tasks.services")
FORBIDDEN_HERE = ("imports.models", "imports.services", "imports.views", "imports.matching")


def modules(root: Path = ROOT) -> list[Path]:
    """Every module that must be pure."""
    top = [path for path in (root / "imports").glob("*.py") if path.stem not in IMPURE]
    packages = [path for name in ("readers", "layouts") for path in (root / "imports" / name).rglob("*.py")]
    domain = [root / "tasks" / f"{name}.py" for name in ("standing", "stated", "flow", "signals")]
    return sorted([*top, *packages, *domain])


def check(root: Path = ROOT) -> Findings:
    for path in modules(root):
        yield from check_one(path)


def check_one(path: Path) -> Findings:
    for line, name in _imported(path):
        if any(name == each or name.startswith(f"{each}.") for each in (*FORBIDDEN, *FORBIDDEN_HERE)):
            yield Finding(path, line, f"a pure module imports {name}")


def _imported(path: Path) -> Iterator[tuple[int, str]]:
    """Every module, and every name taken from one, that a file imports anywhere."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield node.lineno, module
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
