"""Forms: they clean what was typed, services decide what becomes of it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.models import Period, ProgressReport, Target, Task
from tasks.templatetags.look import plain


def _number(label: Any, **options: Any) -> forms.DecimalField:
    field = forms.DecimalField(label=label, required=False, **options)
    field.widget.attrs.update(step="any", inputmode="decimal")
    return field


class ReportForm(forms.Form):
    """One report: percent, status, sentence, and a value for each target.

    `report` has been made already in this period and may be corrected; `last` is the one before it, shown
    beside each field.
    """

    percent = _number(
        gettext_lazy("Percent done"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=ProgressReport.Status.choices,
        initial=ProgressReport.Status.IN_PROGRESS,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Progress made"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        task: Task,
        period: Period,
        report: ProgressReport | None = None,
        last: ProgressReport | None = None,
    ) -> None:
        # several of these may stand in one list: their fields are told apart by the task
        super().__init__(data, auto_id=f"id_{task.pk}_%s", initial=_said(report))
        self.period, self.earlier = period, last
        self.targets = list(task.targets.all())
        for target in self.targets:
            self.fields[_name(target)] = _number(_asked(target), max_digits=20, decimal_places=4)
        self.order_fields([*map(_name, self.targets), "percent", "status", "note"])
        for name, words in _words(last).items():
            if name in self.fields:
                self.fields[name].help_text = words

    def clean_status(self) -> str:
        return self.cleaned_data["status"] or ProgressReport.Status.IN_PROGRESS

    def content(self) -> dict[str, Any]:
        """What the service asks for."""
        given = {target.pk: self.cleaned_data.get(_name(target)) for target in self.targets}
        return {
            "percent": self.cleaned_data["percent"],
            "status": self.cleaned_data["status"],
            "note": self.cleaned_data["note"],
            "values": {pk: value for pk, value in given.items() if value is not None},
        }


class ReturnForm(forms.Form):
    """Why a task that was reported complete is sent back."""

    reason = forms.CharField(
        label=gettext_lazy("Sent back because"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class SettleForm(forms.Form):
    """Which doubtful field, and whether it is taken as read or left empty."""

    field = forms.CharField(max_length=30)
    as_read = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda value: value == "1")


def _name(target: Target) -> str:
    return f"value_{target.pk}"


def _asked(target: Target) -> str:
    sign = "" if target.comparator == Target.Comparator.EQUAL else target.get_comparator_display()
    return f"{target.metric}（{sign}{plain(target.value)}{target.unit}）"


def _said(report: ProgressReport | None) -> dict[str, Any]:
    """What a report says, by field."""
    if report is None:
        return {}
    values = {f"value_{value.target_id}": _plain(value.value) for value in report.values.all()}
    return {"percent": _plain(report.percent), "status": report.status, "note": report.note, **values}


def _words(last: ProgressReport | None) -> dict[str, str]:
    """What the last report said, in words, by field."""
    said = {**_said(last), "status": last.get_status_display()} if last else {}
    return {
        name: _("last time: %(words)s") % {"words": words}
        for name, words in said.items()
        if words not in ("", None)
    }


def _plain(value: Decimal | None) -> str:
    return "" if value is None else plain(value)
