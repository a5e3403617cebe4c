"""Charts as SVG: lengths across in percent, so that words stay as large on a phone; every mark is a link.

Marks stand in the columns beside their colours, so that a photocopy says the same.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tasks.legend import Light
from tasks.templatetags.look import percent
from tasks.trend import Point, Share

register = template.Library()

MONTHS = 12
#: In pixels: a column's greatest height, the room above it, what a number in a column needs.
TALL, ABOVE, LETTER = 160, 16, 13
LINE_TALL = TALL
#: Below this a value stands above its dot, clear of the months.
LOW = 0.12
#: The width of a column as a share of its month's.
WIDE = 0.74
MARKS = {Light.RED: "■", Light.AMBER: "▲", Light.GREY: "○", Light.GREEN: "●", Light.DONE: "✓"}


@register.simple_tag
def trend_columns(points: Sequence[Point]) -> SafeString:
    """A column a month, of its lights; a part is the list of the tasks that it counts."""
    most = max((point.total for point in points), default=0)
    drawn = [part for point in points if most for part in _column(point, TALL / most)]
    drawn += list(_months(ABOVE + TALL + 15))
    return format_html(
        '<svg class="chart" height="{}" role="group" aria-label="{}">{}</svg>',
        ABOVE + TALL + 20,
        _("How many tasks stood how, month by month"),
        SafeString("".join(drawn)),
    )


def _column(point: Point, scale: float) -> Iterator[SafeString]:
    bottom = float(ABOVE + TALL)
    for share in point.shares:
        if not share.count:
            continue
        height = share.count * scale
        bottom -= height
        said = f"{date_format(point.day, 'n-j')} {share.light.label} {share.count}"
        yield format_html(
            '<a href="{url}" aria-label="{said}"><rect class="light-{light}" x="{x}" y="{y}" width="{wide}"'
            ' height="{height}"><title>{said}</title></rect>{words}</a>',
            url=share.url,
            said=said,
            light=share.light.value,
            x=_across(point.day.month - 1 + (1 - WIDE) / 2),
            y=_px(bottom),
            wide=_across(WIDE),
            height=_px(height),
            words=_inside(point, share, bottom + height / 2 + 4) if height > LETTER else "",
        )
    yield format_html(
        '<text class="chart-total" x="{}" y="{}">{}</text>',
        _across(point.day.month - 0.5),
        _px(bottom - 4),
        point.total,
    )


def _inside(point: Point, share: Share, down: float) -> SafeString:
    return format_html(
        '<text class="chart-in chart-in-{}" x="{}" y="{}"><tspan class="chart-mark">{} </tspan>{}</text>',
        share.light.value,
        _across(point.day.month - 0.5),
        _px(down),
        MARKS[share.light],
        share.count,
    )


@register.simple_tag
def trend_lines(points: Sequence[Point]) -> SafeString:
    """How much was done on average, drawn whole, against time gone, drawn in dashes."""
    known = [point for point in points if point.done is not None]
    drawn = [
        *_line("chart-gone", [(point.day.month, point.gone) for point in points]),
        *_line("chart-done", [(point.day.month, point.done or 0.0) for point in known]),
        *(_dot(point) for point in known),
        *_months(LINE_TALL + ABOVE + 15),
    ]
    return format_html(
        '<svg class="chart" height="{}" role="img" aria-label="{}">{}</svg>',
        LINE_TALL + ABOVE + 20,
        "；".join(map(_said, known)) or _("nothing reported"),
        SafeString("".join(drawn)),
    )


def _line(name: str, values: Sequence[tuple[int, float]]) -> Iterator[SafeString]:
    for (month, value), (next_month, next_value) in pairwise(values):
        yield format_html(
            '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>',
            name,
            _across(month - 0.5),
            _px(_down(value)),
            _across(next_month - 0.5),
            _px(_down(next_value)),
        )


def _dot(point: Point) -> SafeString:
    x, y = _across(point.day.month - 0.5), _down(point.done or 0.0)
    return format_html(
        '<circle class="chart-dot" cx="{}" cy="{}" r="3"><title>{}</title></circle>'
        '<text class="chart-value" x="{}" y="{}">{}</text>',
        x,
        _px(y),
        _said(point),
        x,
        _px(y + 15 if LOW < (point.done or 0.0) < point.gone else y - 7),
        percent(point.done),
    )


def _said(point: Point) -> str:
    words = {"day": date_format(point.day, "n-j"), "done": percent(point.done), "gone": percent(point.gone)}
    return _("%(day)s: %(done)s done, %(gone)s of the time gone") % words


def _down(share: float) -> float:
    return ABOVE + LINE_TALL * (1 - min(max(share, 0.0), 1.0))


def _months(down: float) -> Iterator[SafeString]:
    for month in range(1, MONTHS + 1):
        yield format_html(
            '<text class="chart-month" x="{}" y="{}">{}</text>',
            _across(month - 0.5),
            down,
            _("%(month)s.") % {"month": month},
        )


def _across(months: float) -> str:
    """So many months from the left, as an SVG length."""
    return f"{months / MONTHS * 100:.2f}%"


def _px(length: float) -> str:
    return f"{length:.1f}"
