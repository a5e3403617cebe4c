"""Forms: they clean what was typed, services decide what becomes of it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.errors import Refused
from tasks.measures import Computed, computed
from tasks.models import Milestone, Period, ProgressReport, ReportDraft, Target, Task
from tasks.said import signals_in
from tasks.services.content import ALL, POINTS_ASIDE, WORDS, version
from tasks.signals import by_field
from tasks.templatetags.look import plain

Status = ProgressReport.Status


def _number(label: Any, **options: Any) -> forms.DecimalField:
    field = forms.DecimalField(label=label, required=False, **options)
    field.widget.attrs.update(step="any", inputmode="decimal")
    return field


def _words(label: Any, longest: int = 2000, rows: int = 1, **attrs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **attrs}) if rows else forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget)


class ReportForm(forms.Form):
    """One report: a value for each target, percent, sentences, milestones reached.

    `report` has been made already in this period and may be corrected; `last` is the one before it, shown
    beside each field; `draft` is what was typed and not sent. `task` with its targets and milestones.
    """

    percent = _number(
        gettext_lazy("Percent done"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    percent_reason = _words(gettext_lazy("Why the percentage differs from the figures"), 300, rows=0)
    note = _words(gettext_lazy("Progress made"), 4000, rows=2)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=ProgressReport.Status.choices,
        initial=ProgressReport.Status.IN_PROGRESS,
        required=False,
    )
    problems = _words(gettext_lazy("Problems"))
    matters = _words(gettext_lazy("Matters to coordinate"))
    next_steps = _words(gettext_lazy("Next steps"))
    stage = _words(gettext_lazy("Visible progress"), 300, rows=0)
    milestones = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Milestones reached"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    #: the version of the report that stood there when the form was shown
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    #: the key of the period for which the form was shown, which may be over when it is sent
    for_period = forms.CharField(required=False, widget=forms.HiddenInput)

    FOLDED = ("problems", "matters", "next_steps", "stage", "milestones")

    def __init__(
        self,
        data: Any = None,
        *,
        task: Task,
        period: Period,
        report: ProgressReport | None = None,
        last: ProgressReport | None = None,
        draft: ReportDraft | None = None,
        key: str = "",
    ) -> None:
        # several of these may stand in one list: their fields are told apart by the task, or by `key`
        typed = draft.content if draft else {}
        steps = list(task.milestones.all())
        back = next((row for row in (report, last) if row and row.returned_reason), None)
        done = [step.pk for step in steps if step.done_on or (back and step.pk in back.reached)]
        said = {**_said(report), "milestones": done, "seen": version(report), **typed}
        said["for_period"] = period.key
        super().__init__(data, auto_id=f"id_{key or task.pk}_%s", initial=said)
        self.task, self.period, self.report, self.last, self.draft = task, period, report, last, draft
        self.targets = list(task.targets.all())
        for target in self.targets:
            self.fields[_name(target)] = _number(_asked(target), max_digits=20, decimal_places=4)
        self.order_fields([*map(_name, self.targets), "percent", "percent_reason", "note"])
        self._offer(steps)
        self.before = _before(last)
        for name, words in self.before.items():
            if name in self.fields:
                self.fields[name].help_text = _("last time: %(words)s") % {"words": words}

    def _offer(self, steps: Sequence[Milestone]) -> None:
        if not steps:
            del self.fields["milestones"]
            return
        field = cast(forms.TypedMultipleChoiceField, self.fields["milestones"])
        field.choices = [(step.pk, f"{step.title}（{date_format(step.due, 'n-j')}）") for step in steps]

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The short fields, which stand in one line where there is little room."""
        return [self[name] for name in (*map(_name, self.targets), "percent", "status")]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Every field beside what was said last time and what to look at again."""
        hints, asks = self.hints, self.asks_reason
        suffixes = {"percent": "%", **{_name(target): target.unit for target in self.targets}}
        return [
            {
                "field": field,
                "before": self.before.get(field.name, ""),
                "suffix": suffixes.get(field.name, ""),
                "hints": hints.get(field.name, []),
                "hidden": field.name == "percent_reason" and not asks,
            }
            for field in self.visible_fields()
        ]

    @property
    def figures_words(self) -> str:
        return _plain(self.figures.percent)

    @property
    def folded(self) -> list[forms.BoundField]:
        """The fields that a short form folds away."""
        return [self[name] for name in self.FOLDED if name in self.fields]

    @property
    def fold_is_open(self) -> bool:
        return any(field.errors or (field.name != "milestones" and field.value()) for field in self.folded)

    @property
    def figures(self) -> Computed:
        """What the figures typed come to, as far as they can be read; else those that stand."""
        cleaned = self.typed()
        values = {target.pk: cleaned.get(_name(target)) for target in self.targets}
        return computed(self.task, values, cleaned.get("milestones") if "milestones" in self.fields else None)

    @property
    def asks_reason(self) -> bool:
        """Whether the field for the reason is to be seen."""
        figures, percent = self.figures, self.typed().get("percent")
        aside = figures.by_number and percent is not None and figures.percent is not None
        if aside and abs(cast(Decimal, percent) - cast(Decimal, figures.percent)) >= POINTS_ASIDE:
            return True
        return bool(self["percent_reason"].value() or self["percent_reason"].errors)

    @property
    def hints(self) -> dict[str, list[str]]:
        """What to look at again in what was typed, by field; nothing before something was."""
        if not self.is_bound and not self.draft:
            return {}
        return by_field(signals_in(self.typed(), self.last, self.task, self.figures.percent))

    def typed(self) -> dict[str, Any]:
        """What the fields hold, cleaned, without those that hold something wrong."""
        if self.is_bound:
            self.is_valid()
            return self.cleaned_data
        if not hasattr(self, "_probe"):
            shown = {name: self[name].value() for name in self.fields if self[name].value() not in (None, "")}
            self._probe = _Probe(shown, self.fields)
            self._probe.is_valid()
        return self._probe.cleaned_data

    def clean_status(self) -> str:
        return self.cleaned_data["status"] or ProgressReport.Status.IN_PROGRESS

    def clean(self) -> dict[str, Any]:
        """Complete and 100 % are one statement: of the two that counts which the person has changed."""
        percent, status = self.cleaned_data.get("percent"), self.cleaned_data.get("status")
        before = self.report
        if before is None or before.status != Status.COMPLETE or percent is None:
            return self.cleaned_data
        if percent < ALL and status == Status.COMPLETE:
            self.cleaned_data["status"] = Status.IN_PROGRESS
        elif percent == ALL and status != Status.COMPLETE:
            self.add_error("percent", _("Not complete any more: say how far it is, below 100 %."))
        return self.cleaned_data

    def content(self) -> dict[str, Any]:
        """What the service asks for."""
        given = {target.pk: self.cleaned_data.get(_name(target)) for target in self.targets}
        whole = "seen" in self.data  # not so where only some of its fields were sent
        return {
            **{name: self.cleaned_data[name] for name in ("percent", "status", "note", *WORDS)},
            "values": {pk: value for pk, value in given.items() if value is not None},
            "emptied": [pk for pk, value in given.items() if value is None and _name_of(pk) in self.data],
            "done": self.cleaned_data.get("milestones") if whole and "milestones" in self.fields else None,
            "seen": self.cleaned_data["seen"] if whole else None,
        }

    def refuse(self, refused: Refused) -> None:
        """Say beside its field, or at the head, what the service refused; what was typed stays.

        Where somebody else was first, sending again replaces what they said: it has been read now.
        """
        self.add_error(refused.field if refused.field in self.fields else None, str(refused))
        row = getattr(refused, "row", None)
        if row is not None:
            data = cast(QueryDict, self.data).copy()
            data["seen"] = version(row)
            self.data, self.overtaken_by = data, row


class _Probe(forms.Form):
    """Cleans what fields show before anything was sent."""

    def __init__(self, shown: dict[str, Any], fields: Mapping[str, forms.Field]) -> None:
        super().__init__(_Shown(shown))
        self.fields = {name: field for name, field in fields.items() if name in shown}


class _Shown(dict[str, Any]):
    """What fields show, read as what a browser would send."""

    def getlist(self, name: str) -> Any:
        return self[name]


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
    return _name_of(target.pk)


def _name_of(key: int) -> str:
    return f"value_{key}"


def _asked(target: Target) -> str:
    sign = "" if target.comparator == Target.Comparator.EQUAL else target.get_comparator_display()
    return f"{target.metric}（{sign}{plain(target.value)}{target.unit}）"


def _said(report: ProgressReport | None) -> dict[str, Any]:
    """What a report says, by field."""
    if report is None:
        return {}
    values = {f"value_{value.target_id}": _plain(value.value) for value in report.values.all()}
    words = {name: getattr(report, name) for name in ("status", "note", *WORDS)}
    return {"percent": _plain(report.percent), **words, **values}


def _before(last: ProgressReport | None) -> dict[str, str]:
    """What the last report said, in words, by field."""
    said = {**_said(last), "status": last.get_status_display()} if last else {}
    return {name: words for name, words in said.items() if words not in ("", None)}


def _plain(value: Decimal | None) -> str:
    return "" if value is None else plain(value)
