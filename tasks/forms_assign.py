"""Forms that name units and officials: objections and decisions about them, leads for tasks without one."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.models import District, Unit
from tasks.services.assign import Assignment
from tasks.services.names import Names

#: What stands between names that are typed: 工信局、教育局.
BETWEEN = re.compile(r"[、,，;；\s]+")


def single_units(district: District) -> QuerySet[Unit]:
    """The units of `district` that can be given a task each, in official order."""
    return Unit.objects.filter(district=district, active=True, collective="")


def _offer(field: Any, district: District, empty: str) -> None:
    field.queryset, field.empty_label = single_units(district), empty


class NamesField(forms.CharField):
    """Names typed one after the other; cleaned to the rows they stand for, in that order."""

    def __init__(self, rows: Callable[[], list[Any]], known: str, **options: Any) -> None:
        self.rows = rows
        super().__init__(required=False, max_length=300, **options)
        self.widget.attrs.update(list=known, autocomplete="off")

    def clean(self, value: Any) -> Any:
        names = [name for name in BETWEEN.split(str(super().clean(value))) if name]
        known: Names[Any] = Names(self.rows() if names else [])
        unknown = [name for name in names if known.get(name) is None]
        if unknown:
            sentence = _("Not known here: %(names)s. Enter names as the list of units has them.")
            raise forms.ValidationError(sentence % {"names": "、".join(unknown)})
        return [known.get(name) for name in names]


class AssignForm(forms.Form):
    """Who is to answer for the tasks ticked; what is left empty stays as it is."""

    def __init__(self, data: Any = None, *, district: District) -> None:
        super().__init__(data)
        self.fields["leads"] = NamesField(
            lambda: list(district.units.filter(active=True)), "known-units", label=_("Lead unit")
        )
        self.fields["partners"] = NamesField(
            lambda: list(district.units.filter(active=True)), "known-units", label=_("Partner units")
        )
        self.fields["officials"] = NamesField(
            lambda: list(district.officials.filter(active=True)), "known-officials", label=_("Lead official")
        )

    def clean_leads(self) -> list[Unit]:
        leads: list[Unit] = self.cleaned_data["leads"]
        if not leads:
            raise forms.ValidationError(_("Name the lead unit, as the list of units has it."))
        return leads

    def assignment(self) -> Assignment:
        given = {name: self.cleaned_data[name] or None for name in ("leads", "partners", "officials")}
        return Assignment(**given)


class ObjectForm(forms.Form):
    """Why a task is not the unit's, and whose it would be."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is not our duty"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    proposed = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Unit proposed"), required=False
    )

    def __init__(self, data: Any = None, *, district: District, **options: Any) -> None:
        super().__init__(data, **options)
        _offer(self.fields["proposed"], district, _("no proposal"))


class DecideForm(forms.Form):
    """What becomes of an objection: the task stays, or goes to a unit."""

    decision = forms.ChoiceField(choices=[("reassign", ""), ("insist", "")])
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Give it to"), required=False)
    words = forms.CharField(
        label=gettext_lazy("Words on the decision"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, district: District, **options: Any) -> None:
        super().__init__(data, **options)
        _offer(self.fields["unit"], district, _("choose a unit"))

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("decision") == "reassign" and not given.get("unit"):
            self.add_error("unit", _("Choose the unit that is to lead."))
        if given.get("decision") == "insist" and not given.get("words"):
            self.add_error("words", _("Say why the task stays with the unit."))
        return given
