"""No function above 40 lines, no file above 400: past that, split where a reader would guess."""

import ast
from pathlib import Path

from tests.lint import ROOT, Finding, Findings

LONGEST_FUNCTION = 40
LONGEST_FILE = 400


def check(root: Path = ROOT) -> Findings:
    paths = [root / "manage.py"]
    for folder in ("tasktrack", "tasks", "imports", "tests"):
        paths += sorted((root / folder).rglob("*.py"))
    for path in paths:
        if "migrations" not in path.parts:
            yield from check_one(path)


def check_one(path: Path) -> Findings:
    text = path.read_text("utf-8")
    if text.count("\n") > LONGEST_FILE:
        yield Finding(path, LONGEST_FILE, f"the file has {text.count(chr(10))} lines")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield Finding(path, node.lineno, f"{node.name} has {lines} lines")
