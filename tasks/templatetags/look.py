"""Tags and filters of the components: marks, bars, addresses one word apart, differences between two texts.

What has a shape of its own is drawn here, since a list draws it on every row and an included template costs
five times as much. Everything else is a template in templates/components/.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from math import floor
from typing import Any, TypeAlias

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, Field
from django.http import QueryDict
from django.template.base import render_value_in_context
from django.template.context import Context, RequestContext
from django.utils.formats import date_format, localize
from django.utils.html import conditional_escape, format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_tables2 import Table
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow

from tasks.legend import Light, Standing
from tasks.standing import Rules

register = template.Library()

Number: TypeAlias = float | Decimal

UNDO = "undo:"
#: What a difference never cuts: a number, a Latin word; Chinese goes sign by sign.
TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|.", re.DOTALL)
#: The share in common from which two texts are shown as one with its changes.
ALIKE = 0.5


# ---- standings ----
@register.simple_tag
def standing_badge(standing: Standing | str, words: str = "") -> SafeString:
    """Mark, word and colour of a standing; `words` replaces the standing's own (a district's)."""
    known = Standing(standing)
    return format_html(
        '<span class="standing standing-{}"><span class="mark" aria-hidden="true">{}</span>{}</span>',
        known.value,
        known.mark,
        words or known.label,
    )


@register.simple_tag
def light_mark(standing: Standing | str) -> SafeString:
    """The mark alone, where the word stands beside it already; named for those who cannot see it."""
    known = Standing(standing)
    return format_html(
        '<span class="mark standing-{}" role="img" aria-label="{}" title="{}">{}</span>',
        known.value,
        known.label,
        known.label,
        known.mark,
    )


@register.simple_tag
def period_tag(mark: Any, period: Any) -> SafeString:
    """The tag of a `mark` of tasks.due in its reporting `period`; nothing for none."""
    if not mark:
        return SafeString("")
    due = _("%(period)s, due on %(day)s") % {"period": period, "day": date_format(period.due)}
    return format_html('<span class="tag tag-{}" title="{}">{}</span>', mark.value, due, mark.label)


#: When a task stands so, in the words of the legend.
WHEN = {
    Standing.OVERDUE: _lazy("past its deadline"),
    Standing.FAR_BEHIND: _lazy("more than %(red)s points short of time"),
    Standing.BEHIND: _lazy("more than %(tolerance)s points short"),
    Standing.NOT_REPORTED: _lazy("no report yet"),
    Standing.ON_SCHEDULE: _lazy("within %(tolerance)s points"),
    Standing.AHEAD: _lazy("%(tolerance)s points ahead"),
    Standing.CLAIMED: _lazy("reported complete"),
    Standing.COMPLETED: _lazy("verified"),
    Standing.OTHER: _lazy("suspended or not due to start"),
}


@register.simple_tag
def legend_of(rules: Rules | None) -> list[dict[str, Any]]:
    """Every standing and when a task stands so, by the `rules` of a year, for components/legend.html."""
    points = rules or Rules()
    known = {"red": points.red_points, "tolerance": points.tolerance_points}
    return [{"standing": standing, "rule": str(WHEN[standing]) % known} for standing in Standing]


# ---- bars ----
def _length(share: Number | None) -> str:
    """`share` (0 to 1) as an SVG length, kept within the bar."""
    return f"{min(max(float(share or 0), 0.0), 1.0) * 100:.1f}%"


@register.simple_tag
def progress_bar(
    done: Number | None, gone: Number | None = None, light: Light | str = Light.GREY, label: str = ""
) -> SafeString:
    """The share done as a bar in the light's colour, with an upright where the share of the time gone stands.

    Both are shares, 0 to 1; in a template `{% progress_bar task.percent|share gone light %}`.
    """
    upright = format_html('<line class="progress-gone" x1="{0}" x2="{0}" y1="0" y2="12"/>', _length(gone))
    return format_html(
        '<svg class="progress light-{}" height="12" role="img" aria-label="{}">'
        '<rect class="progress-track" y="3" width="100%" height="6"/>'
        '<rect class="progress-done" y="3" width="{}" height="6"/>{}</svg>',
        str(light),
        label or _spoken(done, gone),
        _length(done),
        "" if gone is None else upright,
    )


def _spoken(share: Number | None, gone: Number | None) -> str:
    done = _("%(share)s done") % {"share": percent(share)} if share is not None else _("nothing reported")
    return done if gone is None else done + _(", %(share)s of the time gone") % {"share": percent(gone)}


@register.simple_tag
def stacked_bar(parts: Iterable[Mapping[str, Any]], label: str = "") -> SafeString:
    """Counts side by side in one bar; each part has `standing`, `count`, `label` and may have `url`."""
    shown = [part for part in parts if part["count"]]
    total = sum(part["count"] for part in shown)
    drawn, left = [], 0.0
    for part in shown:
        width = part["count"] / total
        drawn.append(_slice(part, left, width))
        left += width
    spoken = label or "，".join(f"{part['label']} {part['count']}" for part in shown)
    return format_html(
        '<svg class="stacked" height="16" role="group" aria-label="{}">{}</svg>',
        spoken,
        SafeString("".join(drawn)),
    )


def _slice(part: Mapping[str, Any], left: float, width: float) -> SafeString:
    rect = format_html(
        '<rect class="standing-{}" x="{}" width="{}" height="16"><title>{} {}</title></rect>',
        str(part["standing"]),
        _length(left),
        _length(width),
        part["label"],
        part["count"],
    )
    if not part.get("url"):
        return rect
    return format_html(
        '<a href="{}" aria-label="{} {}">{}</a>', part["url"], part["label"], part["count"], rect
    )


# ---- numbers ----
@register.filter
def share(percent: Number | None) -> float | None:
    """A percent (0 to 100) as a share (0 to 1)."""
    return None if percent is None or percent == "" else float(percent) / 100


@register.filter
def percent(share: Number | None) -> str:
    """A share (0 to 1) in whole percent, rounded down so that 100 is all; an en dash where there is none."""
    return "–" if share is None else f"{floor(round(float(share) * 100, 6))}%"


@register.filter
def plain(value: Number | None) -> str:
    """A number as people write it: 60, not 60.0000; an en dash where there is none."""
    return "–" if value is None else f"{Decimal(str(value)).normalize():f}"


# ---- rows ----
@register.simple_tag(takes_context=True)
def table_row(context: Context, row: BoundRow) -> SafeString:
    """One row of a table; see components/row.html."""
    cells = (
        format_html(
            '<td {} data-label="{}">{}</td>',
            column.attrs["td"].as_html(),
            strip_tags(str(column.header)),
            _cell(context, column, cell),
        )
        for column, cell in row.items()
    )
    return format_html("<tr {}>{}</tr>", row.attrs.as_html(), SafeString("".join(cells)))


def _cell(context: Context, column: BoundColumn, cell: Any) -> str:
    """What a cell shows: as a template would, unless its column says how numbers are to be written."""
    if column.localize is None:
        return render_value_in_context(cell, context)
    return conditional_escape(localize(cell, use_l10n=column.localize))


# ---- addresses ----
@register.simple_tag(takes_context=True)
def query(context: RequestContext, *pairs: object, **changes: object) -> str:
    """This page's query with some words changed; None or an empty value takes a word away.

    `{% query unit=3 page="" %}` → `?plan=1&unit=3`; a word known only to the template comes as a pair:
    `{% query page_field 2 %}`.
    """
    words = context["request"].GET.copy()
    named = zip(map(str, pairs[::2]), pairs[1::2], strict=True)
    for name, value in [*named, *changes.items()]:
        words[name] = "" if value is None else str(value)
        if not words[name]:
            del words[name]
    return address_of(words)


@register.simple_tag(takes_context=True)
def query_sorted(context: RequestContext, table: Table, column: BoundColumn) -> str:
    """What the head of a column leads to: its order, the other way round, then the list's own again."""
    alias = column.order_by_alias
    turned = column.is_ordered and alias.is_descending != bool(column.column.initial_sort_descending)
    order = "" if turned else alias.next
    return query(context, table.prefixed_order_by_field, order, table.prefixed_page_field, "")


@register.simple_tag(takes_context=True)
def query_without(context: RequestContext, name: str, value: object = None) -> str:
    """This page's query without `name`, or without one of its values: what the × of a chip leads to."""
    words = context["request"].GET.copy()
    words.pop("page", None)
    words.setlist(name, [v for v in words.getlist(name) if value is not None and v != str(value)])
    return address_of(words)


def address_of(words: QueryDict) -> str:
    """A relative address of `words`; `?` when none is left, as an empty one would keep the present query."""
    for name in [name for name in words if not words.getlist(name)]:
        del words[name]
    return "?" + words.urlencode()


@register.simple_tag(takes_context=True)
def query_fields(context: RequestContext, form: BaseForm | None, *others: str) -> SafeString:
    """Hidden fields for the words of this page's query that `form`, if any, does not ask for: they are kept.

    The page goes, since a filtered list begins at its first; `others` go too.
    """
    asked = {"page", *others}
    if form:
        asked |= {form.add_prefix(name) for name in form.fields}
    words = context["request"].GET
    kept = ((name, value) for name in words if name not in asked for value in words.getlist(name))
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)


@register.simple_tag(takes_context=True)
def chips(context: RequestContext, form: BaseForm) -> list[dict[str, Any]]:
    """The filters in force, each with its words and the address of this list without it; also wrong ones."""
    if not form.is_bound:
        return []
    form.is_valid()
    return [
        {
            "label": str(field.label),
            "words": words,
            "url": query_without(context, field.html_name, value),
            "wrong": bool(field.errors),
        }
        for field in form
        for value, words in _asked(field)
    ]


def _asked(field: BoundField) -> list[tuple[str | None, str]]:
    """What a field asks for, see _chosen; or what is wrong with it."""
    if field.errors:
        return [(None, " ".join(str(error) for error in field.errors))]
    return _chosen(field.field, field.form.cleaned_data.get(field.name))


def _chosen(field: Field, value: Any) -> list[tuple[str | None, str]]:
    """What a field asks for, in words; before them the value they stand for, None where it has only one."""
    if value is None or value == "" or value is False:
        return []
    if value is True:
        return [(None, "")]
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [(_raw(field, each), _named(field, each)) for each in value]
    return [(None, _named(field, value))]


def _raw(field: Field, value: Any) -> str:
    return str(field.prepare_value(value))


def _named(field: Field, value: Any) -> str:
    named = dict(_flat(getattr(field, "choices", [])))
    return named.get(_raw(field, value), str(localize(value)))


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, str]]:
    """Choices without their groups."""
    for value, words in choices:
        if isinstance(words, list | tuple):
            yield from _flat(words)
        else:
            yield str(value), str(words)


@register.filter
def pages(page: Page[Any]) -> list[int | str]:
    """The numbers to print under a list: first, last, those around this page, and "…" for the rest."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


# ---- texts ----
@register.simple_tag
def difference(before: object, after: object) -> SafeString:
    """`after`, what is new marked inserted and what `before` had marked deleted; a number changes whole.

    Texts that have little in common stand one after the other: shreds of both could not be read.
    """
    old, new = TOKEN.findall(_text(before)), TOKEN.findall(_text(after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return _piece("".join(old), "".join(new), "replace")
    pieces = (_piece("".join(old[a:b]), "".join(new[c:d]), tag) for tag, a, b, c, d in matcher.get_opcodes())
    return SafeString("".join(pieces))


def _text(value: object) -> str:
    if isinstance(value, str | None):
        return value or ""
    return "、".join(map(str, value)) if isinstance(value, Sequence) else str(value)


def _piece(old: str, new: str, tag: str) -> SafeString:
    if tag == "equal":
        return format_html("{}", new)
    gone = format_html("<del>{}</del>", old) if old else SafeString("")
    come = format_html("<ins>{}</ins>", new) if new else SafeString("")
    return gone + come


# ---- messages ----
def undo_tag(url: str) -> str:
    """For `messages.success(…, extra_tags=undo_tag(url))`: the line offers to undo by a POST to `url`."""
    return f"{UNDO}{url}"


@register.filter
def undo_url(message: Message) -> str:
    """Where a message's undo posts to; empty for a message without one."""
    return next(
        (tag.removeprefix(UNDO) for tag in (message.extra_tags or "").split() if tag.startswith(UNDO)), ""
    )


@register.simple_tag
def joined(values: Iterable[object], separator: str = "、") -> SafeString:
    """Names in the order given, with the sign that Chinese puts between them."""
    return format_html_join(separator, "{}", ((value,) for value in values))


@register.filter
def words(text: object) -> list[str]:
    """What stands between the spaces of `text`; the items of a list as they are, in words."""
    return text.split() if isinstance(text, str) else [str(item) for item in text]  # type: ignore[attr-defined]
