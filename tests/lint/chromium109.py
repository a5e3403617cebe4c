"""Nothing in styles, scripts and templates that Chromium 109 does not know.

It is the last for Windows 7 and 8, which older office computers run. What it knows stands in
chromium109.json, made by known.py. Styles are parsed: rules, properties, pseudo-classes and media features
must be known ones; values, functions and units must not be newer ones. Scripts and templates are searched for
newer names. A guard by @supports is no excuse: what may be missing is done without. What starts with
-webkit- passes: it is old.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tinycss2

from tests.lint import ROOT, Finding, Findings, line_of
from tests.lint.templates import COMMENT, blank

KNOWN: dict[str, Any] = json.loads(Path(__file__).with_name("chromium109.json").read_text("utf-8"))
SELECTORS, MEDIA, PROPERTIES = (set(KNOWN[name]) for name in ("selectors", "media", "properties"))
#: Rules that hold rules, rather than declarations.
OUTER = ("container", "layer", "media", "supports")
COLOURS = ("hsl", "hsla", "hwb", "rgb", "rgba")

MEMBERS = "|".join(KNOWN["newer_members"])
SCRIPT = {
    "{0}": re.compile(
        rf"(?<=[\w)\]]\.)({MEMBERS})\b(?!\s*=[^=])|\bnew ({MEMBERS})\b|"
        rf"addEventListener\(\s*[\"']({MEMBERS})[\"']"
    ),
    "a helper of iterators": re.compile(
        r"(?<!\bObject)\.(entries|keys|values|matchAll)\([^()]*\)\s*\.[a-z]+\("
    ),
    "import attributes": re.compile(r"\bimport\b[^;]*\bwith\s*\{"),
    "using": re.compile(r"^\s*(await\s+)?using\s+\w+\s*=", re.MULTILINE),
}
TAG = re.compile(r"<([a-z][a-z0-9]*)((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)>")
ATTRIBUTE = re.compile(r"(?<=[\s])([a-z-]+)(?=[\s=]|$)")
SCRIPT_COMMENT = re.compile(r"/\*.*?\*/|(?<=\s)//[^\n]*", re.DOTALL)
IN_TEMPLATE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


def check(root: Path = ROOT) -> Findings:
    for path in sorted((root / "static").rglob("*.css")):
        yield from in_style(path)
    for path in sorted((root / "static").rglob("*.js")):
        yield from in_script(path)
    for path in sorted((root / "templates").rglob("*.html")):
        yield from in_template(path)


def in_style(path: Path) -> Findings:
    rules = tinycss2.parse_stylesheet(path.read_text("utf-8"), skip_comments=True, skip_whitespace=True)
    for line, what in _in_rules(rules):
        yield Finding(path, line, f"{what} is nothing that Chromium 109 knows")


Newer = Iterator[tuple[int, str]]


def _in_rules(rules: list[Any]) -> Newer:
    for rule in rules:
        if rule.type == "qualified-rule":
            yield from _in_selector(rule.prelude)
            yield from _in_declarations(rule.content)
        elif rule.type == "at-rule":
            yield from _in_at_rule(rule)
        elif rule.type == "error":
            yield rule.source_line, f"what cannot be read ({rule.message})"


def _in_at_rule(rule: Any) -> Newer:
    name = rule.lower_at_keyword
    if name.removeprefix("-webkit-") not in KNOWN["at_rules"]:
        yield rule.source_line, f"@{name}"
        return
    if name == "media":
        yield from _in_media(rule.prelude)
    if name in OUTER and rule.content is not None:
        yield from _in_rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
    elif name == "keyframes":
        for step in tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True):
            yield from _in_declarations(step.content)
    elif rule.content is not None:
        yield from _in_declarations(rule.content)


def _in_media(prelude: list[Any]) -> Newer:
    for block in prelude:
        if block.type == "() block" and block.content and block.content[0].type == "ident":
            feature = re.sub("^(min|max)-", "", block.content[0].lower_value)
            if feature not in MEDIA and f"-webkit-{feature}" not in MEDIA:
                yield block.source_line, f"the media feature {feature}"


def _in_selector(tokens: list[Any]) -> Newer:
    before = None
    for token in tokens:
        if token == "&":
            yield token.source_line, "nesting"
        if before == ":" and token.type in ("ident", "function"):
            name = token.lower_value if token.type == "ident" else token.lower_name
            if name not in SELECTORS and not name.startswith("-webkit-"):
                yield token.source_line, f":{name}"
        if token.type == "function":
            yield from _in_selector(token.arguments)
            if token.lower_name.startswith("nth-") and _has(token, "of"):
                yield token.source_line, f":{token.lower_name}(… of …)"
        before = token


def _in_declarations(content: list[Any]) -> Newer:
    for item in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if item.type in ("qualified-rule", "at-rule"):
            yield item.source_line, "a rule within a rule"
        elif item.type == "error":
            yield item.source_line, f"what cannot be read ({item.message})"
        else:
            name = item.lower_name
            if name not in PROPERTIES and not name.startswith(("--", "-webkit-")):
                yield item.source_line, f"the property {name}"
            yield from _in_value(item.value, KNOWN["newer_values"].get(name, ()))


def _in_value(tokens: list[Any], newer: list[str]) -> Newer:
    for token in tokens:
        if token.type == "ident" and token.lower_value in newer:
            yield token.source_line, f"the value {token.value}"
        elif token.type == "dimension" and token.lower_unit in KNOWN["newer_units"]:
            yield token.source_line, f"the unit {token.unit}"
        elif token.type == "function":
            if token.lower_name in KNOWN["newer_functions"]:
                yield token.source_line, f"{token.name}()"
            if token.lower_name in COLOURS and _has(token, "from"):
                yield token.source_line, f"{token.name}(from …)"
            yield from _in_value(token.arguments, newer)
        elif token.type == "() block":
            yield from _in_value(token.content, newer)


def _has(function: Any, word: str) -> bool:
    return any(token.type == "ident" and token.lower_value == word for token in function.arguments)


def in_script(path: Path) -> Findings:
    text = SCRIPT_COMMENT.sub(blank, path.read_text("utf-8"))
    for name, pattern in SCRIPT.items():
        for found in pattern.finditer(text):
            what = name.format(next(filter(None, found.groups()), ""))
            yield Finding(path, line_of(text, found.start()), f"{what} is nothing that Chromium 109 knows")


def in_template(path: Path) -> Findings:
    text = IN_TEMPLATE.sub(blank, COMMENT.sub(blank, path.read_text("utf-8")))
    attributes = KNOWN["newer_attributes"]
    for tag in TAG.finditer(text):
        line = line_of(text, tag.start())
        if tag[1] in KNOWN["newer_elements"]:
            yield Finding(path, line, f"<{tag[1]}> is nothing that Chromium 109 knows")
        newer = {*attributes.get(tag[1], ()), *attributes["*"]}
        for name in ATTRIBUTE.findall(re.sub(r"\"[^\"]*\"|'[^']*'", "", tag[2])):
            if name in newer:
                yield Finding(path, line, f"<{tag[1]} {name}> is nothing that Chromium 109 knows")
