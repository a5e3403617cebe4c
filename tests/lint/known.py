"""Make chromium109.json, what Chromium 109 knows, from MDN's browser-compat-data (public domain).

`python -m tests.lint.known DATA.json`, run by hand for another browser or newer data; the result is kept.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

BROWSER = 109
NAME = re.compile(r"-?[a-z][a-z0-9-]*")
#: The parts of css.types whose names are functions. linear() goes by a name of its own there.
FUNCTION_GROUPS = ("", "basic-shape", "color", "image")
LINEAR = {"linear-function": "linear"}

#: What scripts of pages use. Others, from graphics to payment, have members of everyday names.
INTERFACE = re.compile(
    "(Document|DocumentFragment|Element|HTML.*Element|Node|Event|.*Event|EventTarget|Window|Navigator|History|"
    "URL|URLSearchParams|AbortSignal|CSS|FormData|Headers|Request|Response|CloseWatcher|Scheduler|Selection|Range)"
)

Node = dict[str, Any]


def main(source: Path, target: Path) -> None:
    data = json.loads(source.read_text("utf-8"))
    css, html = data["css"], data["html"]
    known = {
        "made_from": f"browser-compat-data {data['__meta']['version']}, Chromium {BROWSER}",
        "at_rules": names(css["at-rules"], is_known),
        "media": names(css["at-rules"]["media"], is_known),
        "selectors": names(css["selectors"], is_known),
        "properties": properties(css),
        "newer_values": newer_values(css["properties"]),
        "newer_functions": newer_functions(css["types"]),
        "newer_units": names(css["types"]["length"], is_newer),
        "newer_elements": names(html["elements"], is_newer),
        "newer_attributes": newer_attributes(html),
        "newer_members": newer_members(data["api"], data["javascript"]["builtins"]),
    }
    target.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")


def spellings(name: str, node: Node) -> Iterator[str]:
    """The names, prefixes included, by which the browser knows what `node` describes."""
    support = node.get("__compat", {}).get("support", {}).get("chrome", [])
    for entry in support if isinstance(support, list) else [support]:
        if "flags" not in entry and _since(entry) <= BROWSER < _until(entry):
            yield entry.get("alternative_name", entry.get("prefix", "") + name)


def _since(entry: Node) -> float:
    version = entry.get("version_added")
    return float(version.lstrip("≤")) if isinstance(version, str) and version != "preview" else float("inf")


def _until(entry: Node) -> float:
    version = entry.get("version_removed")
    return float(version.lstrip("≤")) if isinstance(version, str) else float("inf")


def is_known(name: str, node: Node) -> bool:
    return name in spellings(name, node)


def is_newer(name: str, node: Node) -> bool:
    return "__compat" in node and not any(spellings(name, node))


def names(node: Node, wanted: Callable[[str, Node], bool]) -> list[str]:
    return sorted(name for name, child in node.items() if NAME.fullmatch(name) and wanted(name, child))


def properties(css: Node) -> list[str]:
    found = {name for key, node in css["properties"].items() for name in spellings(key, node)}
    for rule in css["at-rules"].values():  # what @font-face and @page are told
        found |= {name for key, node in rule.items() if key != "__compat" for name in spellings(key, node)}
    return sorted(filter(NAME.fullmatch, found))


def newer_values(node: Node) -> dict[str, list[str]]:
    found = {name: names(values, is_newer) for name, values in node.items() if any(spellings(name, values))}
    return {name: values for name, values in found.items() if values}


def newer_functions(types: Node) -> list[str]:
    groups = [types[group] if group else types for group in FUNCTION_GROUPS]
    found = {name for group in groups for name in names(group, is_newer)}
    found |= {LINEAR[name] for name in names(types["easing-function"], is_newer) if name in LINEAR}
    return sorted(found)


def newer_attributes(html: Node) -> dict[str, list[str]]:
    found = {name: names(node, is_newer) for name, node in html["elements"].items()}
    found["*"] = names(html["global_attributes"], is_newer)
    return {name: attributes for name, attributes in found.items() if attributes}


def newer_members(api: Node, builtins: Node) -> list[str]:
    """Names of objects, members and events that are newer; one with an older namesake says nothing."""
    older, newer = set(), set()
    for part in (builtins, api):
        for name, node in part.items():
            for member, description in _members(name, node):
                if any(spellings(member, description)):
                    older.add(member)
                elif part is builtins or INTERFACE.fullmatch(name):
                    newer.add(member)
    return sorted(newer - older)


def _members(name: str, node: Node) -> Iterator[tuple[str, Node]]:
    """An object by its name, and all that it has by theirs."""
    if name.isidentifier():
        yield name, node
    for key, child in node.items():
        member = key.removesuffix("_static").removesuffix("_event")
        if member.isidentifier() and key != "__compat":
            yield member, child


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).with_name("chromium109.json"))
