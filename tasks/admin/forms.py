"""Fields and forms of the administration."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: What the database's constraints mean, for the person who has run into one.
SENTENCES = {
    "points_in_order": gettext_lazy(
        "The points within which a task is on schedule cannot exceed those of far behind, nor these 100."
    ),
    "period_opens_before_it_is_due": gettext_lazy("A period opens before its reports are due."),
    "goal_is_not_its_own_parent": gettext_lazy("A goal cannot stand below itself."),
    "override_is_a_percent": gettext_lazy("The percentage must be between 0 and 100."),
    "override_has_a_reason": gettext_lazy("Say why the percent is set by hand."),
    "task_starts_before_its_deadline": gettext_lazy("A task starts before its deadline."),
    "responsibility_is_one_unit_or_official": gettext_lazy(
        "A lead official is an official, a lead or partner unit a unit: choose one, leave the other empty."
    ),
    "milestone_share_is_a_percent": gettext_lazy("The percentage must be between 0 and 100."),
    "reported_percent_is_a_percent": gettext_lazy("The percentage must be between 0 and 100."),
    "reporter_belongs_to_a_unit": gettext_lazy("Choose the unit that this reporter reports for."),
    "membership_ends_after_it_begins": gettext_lazy("A membership begins before it ends."),
    "membership_once": gettext_lazy("This person has this role already."),
}


class Names(forms.CharField):
    """A list of names, one a line."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(filter(None, map(str.strip, (value or "").splitlines()))))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


class KnownChoice(AutocompleteSelect):
    """An autocomplete that is told the row chosen, so that a form of fifty lines does not ask fifty times."""

    known: models.Model | None = None

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> list[Any]:
        if self.known is None or list(map(str, value)) != [str(self.known.pk)]:
            return list(super().optgroups(name, value, attrs))
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        chosen = self.create_option(name, self.known.pk, str(self.known), True, 0, attrs=attrs)
        return [(None, [*options, chosen], 0)]


class PlainForm(forms.ModelForm):  # type: ignore[type-arg]
    """Says in words what the database would refuse, and leaves what other rows hang on as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownChoice) and name in self.instance._state.fields_cache:
                widget.known = getattr(self.instance, name)

    def _update_errors(self, errors: ValidationError) -> None:
        """What Django calls with the errors of the model."""
        for error in getattr(errors, "error_dict", {}).get(NON_FIELD_ERRORS, []):
            for name, sentence in SENTENCES.items():
                if f"“{name}”" in str(error.message % (error.params or {})):
                    error.message = sentence
        super()._update_errors(errors)  # type: ignore[misc]


class OneDistrictForm(PlainForm):
    """Of a row that gathers others of its own district."""

    gathered: ClassVar[str]

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        district = cleaned.get("district") or getattr(self.instance, "district", None)
        for row in cleaned.get(self.gathered) or ():
            if district and row.district_id != district.pk:
                self.add_error(self.gathered, _stranger(row.district, district))
        return cleaned


def _stranger(found: object, expected: object) -> str:
    sentence = _("This belongs to %(found)s, not to %(expected)s. Choose another.")
    return sentence % {"found": found, "expected": expected}


class LinesOfOneRow(BaseInlineFormSet):  # type: ignore[type-arg]
    """Each line knows its row before either is saved, so that another district's unit is refused at once."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        setattr(form.instance, self.fk.name, self.instance)
        return form


def district_id_of(row: Any, path: str) -> Any:
    """The key of the district that `row` belongs to by `path`; None where it leads nowhere."""
    try:
        for step in path.split("__"):
            row = getattr(row, step)
    except (AttributeError, ObjectDoesNotExist):
        return None
    return getattr(row, "pk", row)
