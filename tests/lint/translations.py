"""All words of the interface have their Chinese, and the catalogue has none that nobody says.

Python sources are read as syntax trees, templates through Django's own `templatize`; so the check needs no
gettext, and leaves nothing out on a machine without it.
"""

import ast
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polib
from django.utils.translation.template import templatize

from tests.lint import ROOT, Finding, Findings, line_of

CATALOGUE = ROOT / "tasktrack" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
SOURCES = ("tasktrack", "tasks", "imports")
#: Libraries some of whose words the catalogue gives in Chinese, or in better Chinese than their own.
LIBRARIES = ("axes", "django", "django_filters", "django_tables2", "simple_history")

#: How many strings each function takes, and whether the first one is a context.
FUNCTIONS = {
    "gettext": (1, False),
    "gettext_lazy": (1, False),
    "gettext_noop": (1, False),
    "ngettext": (2, False),
    "ngettext_lazy": (2, False),
    "pgettext": (2, True),
    "pgettext_lazy": (2, True),
    "npgettext": (3, True),
    "npgettext_lazy": (3, True),
}
IN_TEMPLATES = re.compile(r"\b(_|gettext|ngettext|pgettext|npgettext)\(")
LITERAL = re.compile(r"""\s*u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s*,?""", re.DOTALL)
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(%[sd])|\{(\w*)\}")

#: Context (or none) and words: what a catalogue is asked by.
Key = tuple[str | None, str]


@dataclass(frozen=True)
class Message:
    """Words to be translated, and where they stand."""

    path: Path
    line: int
    key: Key
    plural: str | None = None


def messages(root: Path = ROOT) -> Iterator[Message | Finding]:
    """All words to be translated below `root`; a Finding for those that are not known before it runs."""
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from in_python(path)
    for path in sorted((root / "templates").rglob("*.html")):
        yield from in_template(path)


def in_python(path: Path) -> Iterator[Message | Finding]:
    tree = ast.parse(path.read_text("utf-8"))
    names = _names(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _called(node.func, names)
        if not name:
            continue
        count, has_context = FUNCTIONS[name]
        words = [
            a.value for a in node.args[:count] if isinstance(a, ast.Constant) and isinstance(a.value, str)
        ]
        if len(words) == count:
            yield _message(path, node.lineno, words, has_context)
        else:
            yield Finding(path, node.lineno, f"{name} is asked for words that only the running program knows")


def _names(tree: ast.Module) -> dict[str, str]:
    """What the functions that translate are called in this module."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in FUNCTIONS
    }


def _called(function: ast.expr, names: dict[str, str]) -> str | None:
    if isinstance(function, ast.Name):
        return names.get(function.id)
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.attr if function.value.id == "translation" and function.attr in FUNCTIONS else None
    return None


def in_template(path: Path) -> Iterator[Message]:
    code = templatize(path.read_text("utf-8"), origin=str(path))
    for call in IN_TEMPLATES.finditer(code):
        name = "gettext" if call[1] == "_" else call[1]
        count, has_context = FUNCTIONS[name]
        words: list[str] = []
        position = call.end()
        while len(words) < count and (literal := LITERAL.match(code, position)):
            words.append(ast.literal_eval(literal[1]))
            position = literal.end()
        if len(words) == count:
            yield _message(path, line_of(code, call.start()), words, has_context)


def _message(path: Path, line: int, words: list[str], has_context: bool) -> Message:
    context = words.pop(0) if has_context else None
    return Message(path, line, (context, words[0]), words[1] if len(words) > 1 else None)


def check(catalogue: Path = CATALOGUE, root: Path = ROOT) -> Findings:
    """What is missing, empty, doubtful, unlike its source or of no use in `catalogue`."""
    entries: dict[Key, polib.POEntry] = {
        (entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(catalogue))
    }
    asked: set[Key] = set()
    for message in messages(root):
        if isinstance(message, Finding):
            yield message
            continue
        asked.add(message.key)
        entry = entries.get(message.key)
        if entry is None or entry.obsolete:
            yield Finding(message.path, message.line, f"no Chinese for {message.key[1]!r}")
        elif (entry.msgid_plural or None) != message.plural:
            yield Finding(
                message.path, message.line, f"another plural in the catalogue for {message.key[1]!r}"
            )
    unasked = {key for key in entries if key not in asked}
    unasked -= of_libraries() if unasked else frozenset()
    for key, entry in entries.items():
        problem = "nobody says it" if key in unasked else problem_of(entry)
        if problem:
            yield Finding(catalogue, entry.linenum or 0, f"{problem}: {entry.msgid!r}")


def problem_of(entry: polib.POEntry) -> str | None:
    if entry.obsolete:
        return "given up"
    if entry.fuzzy:
        return "doubtful"
    chinese = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(chinese):
        return "without Chinese"
    wanted = placeholders(entry.msgid_plural or entry.msgid)
    if any(placeholders(words) != wanted for words in chinese):
        return "its placeholders are not those of its Chinese"
    return None


def placeholders(words: str) -> set[str]:
    return {"".join(filter(None, found)) for found in PLACEHOLDER.findall(words.replace("%%", ""))}


@cache
def of_libraries() -> frozenset[Key]:
    """The words of libraries, for which the catalogue may have Chinese too."""
    found: set[Key] = set()
    for name in LIBRARIES:
        spec = importlib.util.find_spec(name)
        folder = Path(str(spec and spec.origin)).parent
        for path in folder.rglob("*.py"):
            if "gettext" in path.read_text("utf-8"):
                found |= {message.key for message in in_python(path) if isinstance(message, Message)}
        for path in folder.rglob("*.html"):
            found |= {message.key for message in in_template(path)}
    return frozenset(found)
