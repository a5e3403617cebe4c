"""Forms of requests, instructions and steps that want a reason; services decide what becomes of them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tasks.models import ChangeRequest, Target, Task
from tasks.services.request import Wish
from tasks.templatetags.look import plain

Kind = ChangeRequest.Kind


def words(label: Any, longest: int, rows: int = 2, *, required: bool = True) -> forms.CharField:
    """A field for some sentences."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, widget=area, required=required)


def day(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    """A field for a day, by the browser's own calendar."""
    picker = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=picker, required=required, **more)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = words(_("Reason"), 300)


class DecisionForm(forms.Form):
    """Words of a decision; whether they may be missing is the service's to say."""

    words = words(_("Words of the decision"), 500, required=False)


class AskForm(forms.Form):
    """A request of one kind about one task: the fields that its kind asks for, what stands now filled in."""

    reason = words(_("Reason"), 1000, 3)

    def __init__(self, data: Any = None, *, task: Task, kind: str, deadline: date) -> None:
        """`deadline`: the day in force, the year's end where the plan names none."""
        super().__init__(data)
        self.kind = kind
        self.targets = list(task.targets.all()) if kind == Kind.CHANGE else []
        if kind == Kind.EXTENSION:
            picker = self.fields["deadline"] = day(_("New deadline"))
            picker.widget.attrs["min"] = (deadline + timedelta(days=1)).isoformat()
        if kind == Kind.CHANGE:
            self.fields["text"] = words(_("New wording"), 4000, 3, required=False)
            self.fields["text"].initial = task.text
        for target in self.targets:
            self.fields[_name(target)] = _value(target)
        self.order_fields(["deadline", "text", *map(_name, self.targets), "reason"])

    def wish(self) -> Wish:
        """What the service asks for; asks `is_valid` before."""
        given: dict[int, Decimal | None] = {
            target.pk: self.cleaned_data[_name(target)] for target in self.targets
        }
        return Wish(
            self.kind,
            self.cleaned_data["reason"],
            self.cleaned_data.get("deadline"),
            self.cleaned_data.get("text", ""),
            {pk: value for pk, value in given.items() if value is not None},
        )


class InstructionForm(forms.Form):
    """A leader's written word, and by when it is to be answered."""

    text = words(_("Instruction"), 1000, 3)
    due = day(_("To be answered by"), required=False)


class AnswerForm(forms.Form):
    """The unit's answer to an instruction."""

    answer = words(_("Answer"), 2000, 3)


def _name(target: Target) -> str:
    return f"value_{target.pk}"


def _value(target: Target) -> forms.DecimalField:
    label = f"{target.metric}（{target.unit}）" if target.unit else target.metric
    field = forms.DecimalField(label=label, required=False, max_digits=20, decimal_places=4)
    field.initial = plain(target.value)
    field.widget.attrs.update(step="any", inputmode="decimal")
    return field
