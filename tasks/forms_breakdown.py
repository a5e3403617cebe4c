"""The form of a breakdown: who does it, and rows of a day, a node, its share, a value for each target."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.models import Breakdown, BreakdownStep, Target, Task
from tasks.services.breakdown import Node, Plan
from tasks.standing import span_in_year
from tasks.templatetags.look import plain

QUARTERS = {3: 31, 6: 30, 9: 30, 12: 31}
QUARTER_ENDS = {
    "03-31": gettext_lazy("end of the first quarter"),
    "06-30": gettext_lazy("end of the second quarter"),
    "09-30": gettext_lazy("end of the third quarter"),
    "12-31": gettext_lazy("end of the year"),
}
#: Rows without a word that follow those that are filled in; and the most there may be.
SPARE, MOST = 2, 40


def _number(**options: Any) -> forms.DecimalField:
    field = forms.DecimalField(required=False, **options)
    field.widget.attrs.update(step="any", inputmode="decimal")
    return field


class RowForm(forms.Form):
    """What is to be reached by one day."""

    due = forms.DateField(
        label=gettext_lazy("By"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    title = forms.CharField(label=gettext_lazy("Node"), required=False, max_length=200)
    share = _number(
        label=gettext_lazy("Share of the work in percent"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
    )

    def __init__(self, *args: Any, targets: Sequence[Target] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.targets = targets
        for target in targets:
            self.fields[f"value_{target.pk}"] = _number(
                label=f"{target.metric}（{target.unit}）" if target.unit else target.metric,
                max_digits=20,
                decimal_places=4,
            )
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label
        self.fields["title"].widget.attrs["placeholder"] = _quarter(self["due"].value())

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.says_something and not given.get("due") and "due" not in self.errors:
            self.add_error("due", _("Give the day."))
        if given.get("share") and not given.get("title"):
            self.add_error("title", _("Say what is to be done by then."))
        return given

    @property
    def says_something(self) -> bool:
        """Whether more than a day is filled in."""
        return any(value not in (None, "") for name, value in self.cleaned_data.items() if name != "due")

    @property
    def values(self) -> dict[int, Decimal]:
        found = {target.pk: self.cleaned_data.get(f"value_{target.pk}") for target in self.targets}
        return {pk: value for pk, value in found.items() if value is not None}

    @property
    def value_fields(self) -> list[forms.BoundField]:
        return [self[f"value_{target.pk}"] for target in self.targets]


class BreakdownForm(forms.Form):
    """Who does it, why it changes (where one is in force), and the rows (`.rows`, a formset).

    `latest` is the breakdown filed last: the form begins with what it says.
    """

    person = forms.CharField(label=gettext_lazy("Person responsible"), max_length=50)
    contact = forms.CharField(label=gettext_lazy("Contact"), max_length=50, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Telephone"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    reason = forms.CharField(label=gettext_lazy("Why it changes"), max_length=500)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, task: Task, latest: Breakdown | None, in_force: bool
    ) -> None:
        super().__init__(data, initial=_said(latest))
        if not in_force:
            del self.fields["reason"]
        self.targets = list(task.targets.all())
        begun = [] if data else _begun(task, latest)
        kind = forms.formset_factory(RowForm, extra=SPARE, max_num=MOST, absolute_max=MOST)
        self.rows = kind(data, initial=begun, prefix="row", form_kwargs={"targets": self.targets})

    def is_valid(self) -> bool:
        rows = self.rows.is_valid()
        return super().is_valid() and rows

    def plan(self) -> Plan:
        """What the service asks for."""
        given = self.cleaned_data
        rows = [row for row in self.rows if row.cleaned_data and row.says_something]
        nodes = [
            Node(each["title"], each["due"], each["share"] or Decimal(0))
            for each in (row.cleaned_data for row in rows)
            if each["title"]
        ]
        values: defaultdict[int, dict[date, Decimal]] = defaultdict(dict)
        for row in rows:
            for target, value in row.values.items():
                values[target][row.cleaned_data["due"]] = value
        return Plan(given["person"], given["phone"], given["contact"], nodes, values)


class DecideBreakdownForm(forms.Form):
    """What becomes of the breakdown that waits, and the supervisor's words."""

    breakdown = forms.IntegerField(required=False, widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=[("approve", ""), ("return", ""), ("withdraw", "")])
    words = forms.CharField(
        label=gettext_lazy("Words on the decision"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def with_more_rows(data: QueryDict, more: int = 3) -> QueryDict:
    """The same as typed, with some more empty rows."""
    data = data.copy()
    total = data.get("row-TOTAL_FORMS", "")
    data["row-TOTAL_FORMS"] = str(min((int(total) if total.isdecimal() else 0) + more, MOST))
    return data


def _quarter(due: Any) -> str:
    """What a row is for that ends with a quarter; empty for others."""
    return str(QUARTER_ENDS.get(str(due)[5:], ""))


def _said(latest: Breakdown | None) -> dict[str, Any]:
    if latest is None:
        return {}
    said = {name: getattr(latest, name) for name in ("person", "contact", "phone")}
    return {**said, "seen": latest.pk, "reason": latest.reason if latest.state != "approved" else ""}


def _begun(task: Task, latest: Breakdown | None) -> list[dict[str, Any]]:
    """What the rows begin with: the latest breakdown, or the quarters' ends up to the deadline."""
    if latest:
        return _rows(list(latest.steps.all()))
    start, deadline = span_in_year(task.year.number, task.start, task.deadline)
    years = range(start.year, deadline.year + 1)
    ends = [date(year, month, day) for year in years for month, day in QUARTERS.items()]
    days = [day for day in ends if start <= day < deadline]
    return [{"due": day} for day in [*days, deadline]]


def _rows(steps: Iterable[BreakdownStep]) -> list[dict[str, Any]]:
    """A row for each node; the values of a day stand in its first row."""
    rows: defaultdict[date, list[dict[str, Any]]] = defaultdict(list)
    for step in steps:
        if step.target_id is None:
            share = plain(step.share) if step.share else ""
            rows[step.due].append({"due": step.due, "title": step.title, "share": share})
    for step in steps:
        if step.target_id is not None:
            here = rows[step.due] or [{"due": step.due}]
            rows[step.due] = here
            here[0][f"value_{step.target_id}"] = plain(step.value)
    return [row for _due, here in sorted(rows.items()) for row in here]
