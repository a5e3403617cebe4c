"""The checks of this house's own rules find what they are for, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from tests.lint import Finding, outside, sizes, templates, translations
from tests.lint.translations import Message


def words(findings: Iterator[Finding]) -> list[str]:
    return [finding.words for finding in findings]


# ---- translations ----


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for folder in ("tasktrack", "tasks", "imports", "templates"):
        (tmp_path / folder).mkdir()
    return tmp_path


def catalogue(house: Path, *entries: polib.POEntry) -> Path:
    path = house / "django.po"
    po = polib.POFile()
    po.extend(entries)
    po.save(str(path))
    return path


def entry(msgid: str, msgstr: str = "中文", **more: object) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


def asked(path: Path) -> list[tuple[str | None, str, str | None]]:
    found = translations.in_python(path) if path.suffix == ".py" else translations.in_template(path)
    return [(*message.key, message.plural) for message in found if isinstance(message, Message)]


def test_it_reads_every_way_of_asking_in_python(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(
        "from django.utils import translation\n"
        "from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext as p\n"
        'a = _("one " "two") + str(gettext_lazy("lazy")) + ngettext("%(n)s day", "%(n)s days", 2)\n'
        'b = p("month", "May"); c = translation.gettext("far"); d = other("no")\n'
    )
    assert sorted(asked(path), key=str) == sorted(
        [
            (None, "one two", None),
            (None, "lazy", None),
            (None, "%(n)s day", "%(n)s days"),
            ("month", "May", None),
            (None, "far", None),
        ],
        key=str,
    )


def test_it_reads_every_way_of_asking_in_templates(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        """{% load i18n %}{% translate "It's" %}{% translate 'May' context "month" %}{{ _("value") }}
        {% include "b.html" with title=_("title") %}{% comment %}{% translate "no" %}{% endcomment %}
        {% blocktranslate trimmed with name=user.name %}
          Hello {{ name }}
        {% endblocktranslate %}
        {% blocktranslate count n=days %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"""
    )
    assert sorted(asked(path), key=str) == sorted(
        [
            (None, "It's", None),
            ("month", "May", None),
            (None, "value", None),
            (None, "title", None),
            (None, "Hello %(name)s", None),
            (None, "%(n)s day", "%(n)s days"),
        ],
        key=str,
    )


def test_a_complete_catalogue_is_well(house: Path) -> None:
    (house / "tasks" / "a.py").write_text(
        "from django.utils.translation import gettext as _, ngettext\n"
        '_("One %(x)s"); ngettext("%(n)s", "%(n)ss", 1)\n'
    )
    path = catalogue(
        house,
        entry("One %(x)s", "一%(x)s"),
        entry("%(n)s", "", msgid_plural="%(n)ss", msgstr_plural={0: "%(n)s个"}),
    )
    assert words(translations.check(path, house)) == []


@pytest.mark.parametrize(
    ("kept", "problem"),
    [
        ([], "no Chinese for 'One %(x)s'"),
        ([entry("One %(x)s", "")], "without Chinese: 'One %(x)s'"),
        ([entry("One %(x)s", "一%(x)s", flags=["fuzzy"])], "doubtful: 'One %(x)s'"),
        ([entry("One %(x)s", "一%(y)s")], "its placeholders are not those of its Chinese: 'One %(x)s'"),
        ([entry("One %(x)s", "一")], "its placeholders are not those of its Chinese: 'One %(x)s'"),
        ([entry("One %(x)s", "一%(x)s"), entry("Gone")], "nobody says it: 'Gone'"),
        ([entry("One %(x)s", "一%(x)s", msgctxt="other")], "no Chinese for 'One %(x)s'"),
    ],
)
def test_what_is_wrong_with_a_catalogue_is_found(
    house: Path, kept: list[polib.POEntry], problem: str
) -> None:
    (house / "tasks" / "a.py").write_text(
        'from django.utils.translation import gettext as _\n_("One %(x)s")\n'
    )
    assert problem in words(translations.check(catalogue(house, *kept), house))


def test_words_known_only_to_the_running_program_are_found(house: Path) -> None:
    (house / "tasks" / "a.py").write_text(
        'from django.utils.translation import gettext as _\n_(f"One {1}")\n'
    )
    (problem,) = words(translations.check(catalogue(house), house))
    assert "only the running program knows" in problem


def test_words_of_a_library_may_be_in_the_catalogue(house: Path) -> None:
    assert (
        words(translations.check(catalogue(house, entry("This field is required.", "必填。")), house)) == []
    )


# ---- templates ----


def lint_template(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "a.html").write_text(text, "utf-8")
    return [finding.split(";")[0].split(":")[0] for finding in words(templates.check(tmp_path))]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{# a #}<p style='color: red'>x</p>", "an inline style"),
        ("{# a #}<style>p {}</style>", "an inline style"),
        ("{# a #}<script>go()</script>", "an inline script"),
        ("{# a #}<a href='javascript:go()'>x</a>", "an inline script"),
        ('{# a #}<button\n  onclick="go()">x</button>', "an inline handler"),
        ('{# a #}<p hx-on:click="go()">x</p>', "htmx that needs eval"),
        ("{# a #}<p>任务</p>", "任务 is not translated"),
        ("<p>x</p>", "no comment at the top"),
    ],
)
def test_a_template_that_breaks_a_rule_is_found(tmp_path: Path, text: str, problem: str) -> None:
    assert lint_template(tmp_path, text) == [problem]


@pytest.mark.parametrize(
    "text",
    [
        '{% extends "base.html" %}<p class="one">x</p>',
        "{% load i18n %}\n{% comment %}任务, <p style=a>{% endcomment %}<p>{{ a|join:'、' }}</p>",
        '{# a #}<script src="{% static "a.js" %}" defer></script><p data-style="x" data-on="y">style=</p>',
        '{# a #}<a lang="zh">中文</a>',
    ],
)
def test_a_template_that_keeps_the_rules_is_let_be(tmp_path: Path, text: str) -> None:
    assert lint_template(tmp_path, text) == []


# ---- from outside ----


@pytest.mark.parametrize(
    "text",
    [
        "@import url(https://fonts.example/a.css);",
        "a { background: url(//cdn.example/a.png) }",
        "/* see http://docs.example/ */",
    ],
)
def test_an_address_outside_is_found(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.css").write_text(text)
    assert len(words(outside.check((tmp_path,)))) == 1


def test_a_name_of_a_vocabulary_and_a_comment_are_no_addresses(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"></svg>')
    (tmp_path / "a.js").write_text("// ---- keys ----\nconst a = b // c\n//text\n")
    assert words(outside.check((tmp_path,))) == []


# ---- sizes ----


def test_what_is_too_long_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(
        "def short() -> None:\n" + "    pass\n" * 39 + "\n\ndef long() -> None:\n" + "    pass\n" * 40
    )
    assert words(sizes.check_one(path)) == ["long has 41 lines"]
    path.write_text("#\n" * 401)
    assert words(sizes.check_one(path)) == ["the file has 401 lines"]
