"""Forms of contributions: what is asked of which units, and what a unit gives."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tasks.contributions import askable, further_leads
from tasks.models import Contribution, Target, Task, Unit
from tasks.services.contribute import Given


class AskForm(forms.Form):
    """Whom the reporting unit asks, for what, by when."""

    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=gettext_lazy("Units asked"), widget=forms.CheckboxSelectMultiple
    )
    target = forms.ModelChoiceField(
        Target.objects.none(), label=gettext_lazy("Value of"), required=False, empty_label=None
    )
    question = forms.CharField(
        label=gettext_lazy("What is asked"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    due = forms.DateField(
        label=gettext_lazy("By"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, data: Any = None, *, task: Task, due: date | None = None) -> None:
        super().__init__(data, initial={"due": due})
        units, target = self.fields["units"], self.fields["target"]
        _offer(units, Unit.objects.filter(pk__in=[unit.pk for unit in askable(task)]))
        _offer(target, task.targets.all())
        target.empty_label = _("no value, a sentence")  # type: ignore[attr-defined]
        if not task.targets.all():
            del self.fields["target"]


class GiveForm(forms.Form):
    """What a unit gives: to what it was asked (`row`), or of itself as a further lead unit."""

    row = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("For"), empty_label=None)
    target = forms.ModelChoiceField(Target.objects.none(), label=gettext_lazy("Value of"), required=False)
    value = forms.DecimalField(
        label=pgettext_lazy("of a target", "Value"), required=False, max_digits=20, decimal_places=4
    )
    note = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, data: Any = None, *, task: Task, row: Contribution | None, mine: frozenset[int] = frozenset()
    ) -> None:
        super().__init__(data, initial=_said(row), auto_id=f"id_{row.pk if row else task.pk}_%s")
        self.fields["value"].widget.attrs.update(step="any", inputmode="decimal")
        self.contribution = row
        if row:
            for name in ["unit", "target"] if row.target else ["unit", "target", "value"]:
                del self.fields[name]
            return
        _offer(self.fields["unit"], Unit.objects.filter(pk__in=[u.pk for u in further_leads(task, mine)]))
        _offer(self.fields["target"], task.targets.all())
        if not task.targets.all():
            del self.fields["target"], self.fields["value"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not self.contribution and given.get("value") is not None and not given.get("target"):
            self.add_error(
                "target" if "target" in self.fields else None, _("Choose what this is a value of.")
            )
        return given

    def given(self) -> Given:
        return Given(self.cleaned_data["note"], self.cleaned_data.get("value"))


def _said(row: Contribution | None) -> dict[str, Any]:
    if row is None:
        return {}
    seen = row.answered_at.isoformat() if row.answered_at else ""
    value = None if row.value is None else row.value.normalize()
    return {"row": row.pk, "seen": seen, "note": row.note, "value": value}


def _offer(field: Any, rows: Any) -> None:
    field.queryset = rows
