"""What Chromium 109 does not know is found; what it knows is let be."""

from pathlib import Path

import pytest

from tests.lint import chromium109


def found(tmp_path: Path, name: str, text: str) -> list[str]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    check = {".css": chromium109.in_style, ".js": chromium109.in_script, ".html": chromium109.in_template}
    end = " is nothing that Chromium 109 knows"
    return [finding.words.removesuffix(end) for finding in check[path.suffix](path)]


@pytest.mark.parametrize(
    ("style", "what"),
    [
        ("a { & b { color: red } }", "a rule within a rule"),
        ("a { color: red; @media print { color: blue } }", "a rule within a rule"),
        ("a { color: red; b { color: blue } }", "a rule within a rule"),
        ("@media print { &:hover { color: red } }", "nesting"),
        ("@scope (.card) { a { color: red } }", "@scope"),
        ("@starting-style { a { opacity: 0 } }", "@starting-style"),
        ("p { text-wrap: balance }", "the property text-wrap"),
        ("p { anchor-name: --a }", "the property anchor-name"),
        ("p { mask-image: none }", "the property mask-image"),
        ("p { colour: red }", "the property colour"),
        ("p { grid-template-columns: subgrid }", "the value subgrid"),
        ("p { color: color-mix(in srgb, red, blue) }", "color-mix()"),
        ("p { color: light-dark(red, blue) }", "light-dark()"),
        ("p { color: oklch(40% 0.2 20) }", "oklch()"),
        ("p { color: rgb(from red r g b) }", "rgb(from …)"),
        ("p { width: calc(1px * (round(1.5) + 1)) }", "round()"),
        ("p { width: 2rlh }", "the unit rlh"),
        ("p { transition: all 1s linear(0, 1) }", "linear()"),
        (":user-valid { color: red }", ":user-valid"),
        ("p:not(:popover-open) { color: red }", ":popover-open"),
        ("p:nth-child(2 of .a) { color: red }", ":nth-child(… of …)"),
        ("@media (scripting: none) { p { color: red } }", "the media feature scripting"),
        ("@media print { @container (width > 1px) { p { text-wrap: pretty } } }", "the property text-wrap"),
        ("@keyframes a { from { field-sizing: content } }", "the property field-sizing"),
    ],
)
def test_it_finds_what_is_newer_in_a_style(tmp_path: Path, style: str, what: str) -> None:
    assert found(tmp_path, "a.css", style) == [what]


@pytest.mark.parametrize(
    "style",
    [
        "a:has(> b):is(c, d)::before, a:focus-visible, li:nth-child(2n + 1) { inset: 0; gap: 1px }",
        "@media (max-width: 600px) and (prefers-reduced-motion: reduce) { a { height: 100dvh } }",
        "@media (width >= 600px) { a { color: rgb(1 2 3 / 50%) } }",
        "@container card (min-width: 10em) { a { width: clamp(1px, 5cqw, 9px); accent-color: red } }",
        ":root { --any: color; } a { color: var(--any); -webkit-print-color-adjust: exact; aspect-ratio: 1 }",
        "@page { size: A4; margin: 1cm }",
        "@font-face { font-family: a; src: local(b); unicode-range: U+4E00-9FFF }",
        "@supports (display: grid) { a { display: grid; background: url(data:image/svg+xml,x) } }",
        "a { animation: b 1s linear } @keyframes b { to { opacity: 0 } }",
        "input::-webkit-calendar-picker-indicator, a::file-selector-button { opacity: 1 }",
    ],
)
def test_it_lets_a_style_of_its_time_be(tmp_path: Path, style: str) -> None:
    assert found(tmp_path, "a.css", style) == []


@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("const b = a.toSorted();", "toSorted"),
        ("document.startViewTransition(() => {});", "startViewTransition"),
        ("menu.showPopover()", "showPopover"),
        ("Promise.withResolvers()", "withResolvers"),
        ("Object.groupBy(rows, by)", "groupBy"),
        ("window.addEventListener('scrollend', go)", "scrollend"),
        ("const w = new CloseWatcher()", "CloseWatcher"),
        ("map.values().map(f)", "a helper of iterators"),
        ("import a from './a.json' with { type: 'json' }", "import attributes"),
    ],
)
def test_it_finds_what_is_newer_in_a_script(tmp_path: Path, script: str, what: str) -> None:
    assert found(tmp_path, "a.js", script) == [what]


def test_it_lets_a_script_of_its_time_be(tmp_path: Path) -> None:
    script = """
    // a.toSorted() would be too new
    /* so would b.groupBy() */
    const rows = [...list.querySelectorAll("a")].findLast((a) => Object.hasOwn(a, "b"))?.at(-1) ?? null;
    Object.values(rows).map(String); new URL("http://a/").searchParams.toString(); structuredClone(rows);
    """
    assert found(tmp_path, "a.js", script) == []


@pytest.mark.parametrize(
    ("template", "what"),
    [
        ("<div id=a popover>x</div>", "<div popover>"),
        ('<button popovertarget="a">x</button>', "<button popovertarget>"),
        ('<details {% if a > b %}open{% endif %}\n name="x">', "<details name>"),
        ("<search>x</search>", "<search>"),
    ],
)
def test_it_finds_what_is_newer_in_a_template(tmp_path: Path, template: str, what: str) -> None:
    assert found(tmp_path, "a.html", template) == [what]


def test_it_lets_a_template_of_its_time_be(tmp_path: Path) -> None:
    template = """{% comment %}<search>{% endcomment %}<!-- <div popover> -->
    <input name="command" value="popover" title='a popover > b' data-popover>
    <dialog open><p>popover</p></dialog>"""
    assert found(tmp_path, "a.html", template) == []


def test_it_says_where(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {\n  color: red;\n  text-wrap: pretty;\n}\n")
    assert [finding.line for finding in chromium109.in_style(tmp_path / "a.css")] == [3]
