"""No asset, font or service from outside: what is served works where there is no internet."""

import re
from pathlib import Path

from tests.lint import ROOT, Finding, Findings, line_of

#: Names of XML vocabularies look like addresses, and nobody fetches them.
ADDRESS = re.compile(r"""(?<![\w:])(?:https?:)?//(?!www\.w3\.org/)[\w.-]+\.[a-z]{2,}""")
SERVED = ("*.css", "*.js", "*.svg", "*.html")


def check(folders: tuple[Path, ...] = (ROOT / "static", ROOT / "templates")) -> Findings:
    for folder in folders:
        for path in sorted(path for pattern in SERVED for path in folder.rglob(pattern)):
            text = path.read_text("utf-8")
            for found in ADDRESS.finditer(text):
                yield Finding(path, line_of(text, found.start()), f"{found[0]} is outside")
