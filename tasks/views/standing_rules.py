"""How tasks stand in a year: the rule, its words and colours, worked examples; administrators change it."""

import re
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tasks.examples import EXAMPLES
from tasks.legend import COLOURS, LIGHTS, STANDINGS, Light, Standing
from tasks.models import Task, User, Year
from tasks.permissions import Action
from tasks.scope import Scope, in_district
from tasks.services.standing_rules import Move, set_standing_rules, would_move
from tasks.standing import Rules
from tasks.views.report import UNPROCESSABLE

#: The least contrast with white paper at which words and marks are read (WCAG 2.1, 1.4.3).
CONTRAST = 4.5
LONGEST_WORD = 8
#: So many tasks of each kind are named in a preview.
NAMED = 5
HEX = re.compile(r"#[0-9a-fA-F]{6}")


class StandingForm(forms.Form):
    """The thresholds in points, a word for each standing (or the usual one), a colour for each light."""

    tolerance_points = forms.IntegerField(
        label=gettext_lazy("On schedule within (points)"), min_value=0, max_value=100
    )
    red_points = forms.IntegerField(
        label=gettext_lazy("Far behind beyond (points)"), min_value=0, max_value=100
    )

    def __init__(self, *args: Any, year: Year, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["tolerance_points"].initial = year.tolerance_points
        self.fields["red_points"].initial = year.red_points
        for standing, shown in STANDINGS.items():
            self.fields[f"word_{standing}"] = forms.CharField(
                label=shown.label,
                required=False,
                max_length=LONGEST_WORD,
                initial=year.words.get(standing.value, ""),
                widget=forms.TextInput(attrs={"placeholder": shown.label}),
            )
        for light, name in LIGHTS.items():
            self.fields[f"colour_{light}"] = forms.CharField(
                label=name,
                initial=year.colours.get(light.value, COLOURS[light]),
                widget=forms.TextInput(attrs={"type": "color"}),
                validators=[_readable],
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        tolerance, red = given.get("tolerance_points"), given.get("red_points")
        if tolerance is not None and red is not None and tolerance > red:
            self.add_error("red_points", _("No fewer points than on schedule."))
        words = [given.get(f"word_{standing}") or str(shown.label) for standing, shown in STANDINGS.items()]
        for standing, word in zip(STANDINGS, words, strict=True):
            if given.get(f"word_{standing}") and words.count(word) > 1:
                self.add_error(f"word_{standing}", _("Two standings cannot share a word."))
        return given

    @property
    def rules(self) -> Rules:
        return Rules(self.cleaned_data["tolerance_points"], self.cleaned_data["red_points"])

    @property
    def own_words(self) -> dict[str, str]:
        return {s.value: word for s in Standing if (word := self.cleaned_data[f"word_{s}"])}

    @property
    def own_colours(self) -> dict[str, str]:
        chosen = {light: self.cleaned_data[f"colour_{light}"].lower() for light in Light}
        return {light.value: colour for light, colour in chosen.items() if colour != COLOURS[light]}

    def word_fields(self) -> list[Any]:
        return [self[f"word_{standing}"] for standing in Standing]

    def colour_fields(self) -> list[Any]:
        return [self[f"colour_{light}"] for light in Light]


@require_http_methods(["GET", "HEAD", "POST"])
@in_district()
def standing_rules(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The rules of the year; for administrators a form, tried (`preview`) or saved."""
    year, may = cast(Year, scope.year), scope.access.may(Action.ADMINISTER)
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = StandingForm(request.POST if request.method == "POST" else None, year=year) if may else None
    moves: list[Move] | None = None
    if form and form.is_bound and form.is_valid():
        if "preview" not in request.POST:
            return _saved(request, scope, form)
        moves = would_move(year, form.rules)
    context = {
        "form": form,
        "examples": [{"example": each, "stance": each.by(year.rules)} for each in EXAMPLES],
        "moves": None if moves is None else _named(moves),
        "moving": sum(len(move.tasks) for move in moves or []),
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "rules/standing.html", context, status=UNPROCESSABLE if wrong else 200)


@require_safe
@in_district()
def colours(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The stylesheet of the year's own colours; its address changes with them."""
    rules = []
    for light in Light:
        places = [f".light-{light}", *(f".standing-{s}" for s in Standing if s.light is light)]
        rules.append(f"{', '.join(places)} {{ --light: {light.colour}; --light-ink: {light.colour}; }}")
    answer = HttpResponse("\n".join(rules), content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = "private, max-age=31536000"
    return answer


def _saved(request: HttpRequest, scope: Scope, form: StandingForm) -> HttpResponse:
    year, user = cast(Year, scope.year), cast(User, request.user)
    moved = set_standing_rules(
        year, user=user, rules=form.rules, words=form.own_words, colours=form.own_colours
    )
    if moved is None:
        messages.success(request, _("Nothing was changed."))
    else:
        said = ngettext(
            "%(number)d task stands otherwise now.", "%(number)d tasks stand otherwise now.", moved
        )
        messages.success(request, _("The rules of standing are changed.") + said % {"number": moved})
    return redirect(reverse("standing_rules", kwargs=scope.place))


def _named(moves: list[Move]) -> list[dict[str, Any]]:
    """Each move with its first tasks by name."""
    wanted = [pk for move in moves for pk in move.tasks[:NAMED]]
    tasks = Task.objects.in_bulk(wanted)
    return [
        {
            "before": move.before,
            "after": move.after,
            "number": len(move.tasks),
            "tasks": [tasks[pk] for pk in move.tasks[:NAMED] if pk in tasks],
            "more": max(0, len(move.tasks) - NAMED),
        }
        for move in moves
    ]


def _readable(colour: str) -> None:
    """A colour is #rrggbb and dark enough on white."""
    if not HEX.fullmatch(colour):
        raise ValidationError(_("Write the colour as #rrggbb."))
    if _contrast_with_white(colour) < CONTRAST:
        raise ValidationError(_("Too light to be read on white paper. Choose a darker one."))


def _contrast_with_white(colour: str) -> float:
    """By WCAG 2.1: 1 for white itself, 21 for black."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 1.05 / (luminance + 0.05)
