"""Templates keep to what the content policy allows, to this house, and to one language.

Found in the text rather than in the rendered page, so that a page no test opens is seen too.
"""

import re
from pathlib import Path

from tests.lint import ROOT, Finding, Findings, line_of

COMMENT = re.compile(
    r"{% comment .*?{% endcomment %}|{% comment %}.*?{% endcomment %}|{#.*?#}|<!--.*?-->", re.DOTALL
)
OPENING = re.compile(r"\s*({% load [^%]*%}\s*)*({% comment|{#)")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
#: A language is named in itself; everything else is translated.
OWN_NAME = re.compile(r'(?<=>)\s*中文\s*(?=<)|"中文"')

FORBIDDEN = {
    "an inline style; put it into the stylesheet": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an inline script; put it into static/": re.compile(
        r"<script\b(?![^>]*\bsrc=)|\bjavascript:", re.IGNORECASE
    ),
    "an inline handler; let a data- attribute say it": re.compile(
        r"""<[a-z][^<]*?\son[a-z]+\s*=\s*["']""", re.IGNORECASE
    ),
    "htmx that needs eval": re.compile(r"\bhx-(on|vals\s*=\s*[\"']js)\b|\bhx-on:"),
}


def check(folder: Path = ROOT / "templates") -> Findings:
    for path in sorted(folder.rglob("*.html")):
        yield from check_one(path, shared="{% extends" not in path.read_text("utf-8"))


def check_one(path: Path, shared: bool) -> Findings:
    """`shared`: other templates include or extend it, so it says at its top what it needs."""
    source = path.read_text("utf-8")
    if shared and not OPENING.match(source):
        yield Finding(path, 1, "no comment at the top: name its blocks and its context")
    text = COMMENT.sub(blank, source)
    for problem, pattern in FORBIDDEN.items():
        for found in pattern.finditer(text):
            yield Finding(path, line_of(text, found.start()), problem)
    for found in CHINESE.finditer(OWN_NAME.sub(blank, text)):
        yield Finding(
            path,
            line_of(text, found.start()),
            f"{found[0]} is not translated: write English, and its Chinese",
        )


def blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
