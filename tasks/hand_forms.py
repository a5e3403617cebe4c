"""Forms of tasks by hand. Names of units and officials are typed, or pasted from a document, and resolved."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tasks.models import District, Goal, Official, Plan, Responsibility, Target, Task, Unit, Year
from tasks.request_forms import day, words
from tasks.services.by_hand import New, Number, People
from tasks.services.names import Names, tidy
from tasks.services.reshape import Part

#: What stands between names; in the middle of a name stands none of these.
BETWEEN = re.compile(r"[、，,;；\n]+")
Role = Responsibility.Role


class Roster:
    """The units and officials of a district in official order; each read at most once."""

    def __init__(self, district: District) -> None:
        self.district = district

    @cached_property
    def units(self) -> list[Unit]:
        return list(self.district.units.filter(active=True))

    @cached_property
    def officials(self) -> list[Official]:
        return list(self.district.officials.filter(active=True))

    @cached_property
    def names_of_units(self) -> Names[Unit]:
        return Names(list(self.units))

    @cached_property
    def names_of_officials(self) -> Names[Official]:
        return Names(list(self.officials))


class NamesField(forms.CharField):
    """Names in one line, resolved into rows in the order typed. `data-names` offers them, one by one."""

    def __init__(self, label: Any, roster: str, *, required: bool = False) -> None:
        super().__init__(label=label, required=required, max_length=2000)
        self.widget.attrs.update({"list": roster, "data-names": "", "autocomplete": "off"})
        self.names: Names[Any] = Names()

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found, wrong = [], []
        for name in filter(None, map(tidy, BETWEEN.split(text))):
            fitting = self.names.fitting(name)
            if len(fitting) == 1:
                found.append(fitting[0])
            else:
                wrong.append(_doubt(name, fitting))
        if wrong:
            raise forms.ValidationError(wrong)
        return list(dict.fromkeys(found))


def _doubt(name: str, fitting: Sequence[Any]) -> str:
    if not fitting:
        return _("“%(name)s” is not known in this district.") % {"name": name}
    choices = "、".join(map(str, fitting))
    return _("“%(name)s” may be any of these: %(choices)s.") % {"name": name, "choices": choices}


class PeopleForm(forms.Form):
    """Who answers for a task."""

    officials = NamesField(gettext_lazy("Lead officials"), "officials")
    leads = NamesField(gettext_lazy("Lead units (the first one reports)"), "units")
    partners = NamesField(gettext_lazy("Partner units"), "units")

    def __init__(self, data: Any = None, *, roster: Roster, task: Task | None = None, **options: Any) -> None:
        options.setdefault("initial", _names(task))
        super().__init__(data, **options)
        for name, names in (
            ("officials", roster.names_of_officials),
            ("leads", roster.names_of_units),
            ("partners", roster.names_of_units),
        ):
            self.fields[name].names = names  # type: ignore[attr-defined]

    def people(self) -> People:
        given = self.cleaned_data
        return People(given["officials"], given["leads"], given["partners"])


class ReassignForm(PeopleForm):
    """Other people for a task, and why."""

    reason = words(gettext_lazy("Reason"), 300, required=False)


def _names(task: Task | None) -> dict[str, str]:
    """Those who answer for `task` now, as they would be typed."""
    rows = task.responsibilities.select_related("unit", "official").order_by("position", "pk") if task else ()
    fields = {"officials": Role.LEAD_OFFICIAL, "leads": Role.LEAD_UNIT, "partners": Role.PARTNER_UNIT}
    return {
        name: "、".join(str(row.unit or row.official) for row in rows if row.role == role)
        for name, role in fields.items()
    }


class PlaceForm(forms.Form):
    """Where a task stands: a heading of a list, or a list. The values are `p<key>` and `g<key>`."""

    place = forms.ChoiceField(label=gettext_lazy("List and heading"), required=False)

    def __init__(self, data: Any = None, *, year: Year, task: Task | None = None, **options: Any) -> None:
        if task:
            options["initial"] = {"place": _place(task)}
        super().__init__(data, **options)
        self.plans = {f"p{plan.pk}": plan for plan in Plan.objects.filter(year=year)}
        goals = Goal.objects.filter(plan__year=year).select_related("plan", "parent")
        self.goals = {f"g{goal.pk}": goal for goal in goals}
        field: Any = self.fields["place"]
        field.choices = [*([] if task else [("", _("none: the list of ad hoc tasks"))]), *self._choices()]

    def _choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """List by list, its headings below it, each behind the one above it."""
        return [
            (
                plan.title,
                [(key, _("%(plan)s (no heading)") % {"plan": plan.title})]
                + [(own, _path(goal)) for own, goal in self.goals.items() if goal.plan_id == plan.pk],
            )
            for key, plan in self.plans.items()
        ]

    def where(self) -> tuple[Plan | None, Goal | None]:
        chosen = self.cleaned_data["place"]
        goal = self.goals.get(chosen)
        return (goal.plan if goal else self.plans.get(chosen)), goal


def _place(task: Task) -> str:
    return f"g{task.goal_id}" if task.goal_id else f"p{task.plan_id}"


def _path(goal: Goal) -> str:
    own = f"{goal.label} {goal.title}".strip()
    return f"{goal.parent.title} › {own}" if goal.parent else own


class NewForm(PlaceForm, PeopleForm):
    """A task that stands in no document."""

    source = forms.ChoiceField(
        label=gettext_lazy("Where it comes from"),
        choices=[(each.value, each.label) for each in Task.Source if each.value],
    )
    source_note = forms.CharField(
        label=gettext_lazy("Which meeting, whose words"), max_length=200, required=False
    )
    text = words(gettext_lazy("Wording"), 4000, 3)
    start = day(pgettext_lazy("of a task", "Start"), required=False, initial=timezone.localdate)
    deadline = day(gettext_lazy("Deadline"), required=False)

    field_order = (
        "text",
        "source",
        "source_note",
        "place",
        "start",
        "deadline",
        "officials",
        "leads",
        "partners",
    )

    def new(self, numbers: Sequence[Number]) -> New:
        plan, goal = self.where()
        given = self.cleaned_data
        return New(
            text=given["text"],
            source=given["source"],
            source_note=given["source_note"],
            plan=plan,
            goal=goal,
            start=given["start"],
            deadline=given["deadline"],
            people=self.people(),
            numbers=numbers,
        )


class NumberForm(forms.Form):
    """A figure promised; a line left empty is none."""

    metric = forms.CharField(label=gettext_lazy("Metric"), max_length=200, required=False)
    comparator = forms.ChoiceField(label=gettext_lazy("Comparator"), choices=Target.Comparator.choices)
    value = forms.DecimalField(
        label=pgettext_lazy("of a target", "Value"), max_digits=20, decimal_places=4, required=False
    )
    unit = forms.CharField(label=gettext_lazy("Unit of measure"), max_length=30, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Target.Kind.choices)

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or self.cleaned_data)
        if bool(given.get("metric")) != (given.get("value") is not None) and not self.errors:
            raise forms.ValidationError(_("A target needs both what is counted and its value."))
        return given


NumberForms = forms.formset_factory(NumberForm, extra=3, max_num=3)


def numbers(formset: Any) -> list[Number]:
    """The figures typed; asks `is_valid` before."""
    return [Number(**each.cleaned_data) for each in formset if each.cleaned_data.get("metric")]


class PartForm(PeopleForm):
    """One part of a task that is split."""

    text = words(gettext_lazy("Wording"), 4000, 2)
    deadline = day(gettext_lazy("Deadline"), required=False)
    targets = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Targets"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("text", "targets", "deadline", "leads", "partners", "officials")

    def __init__(self, data: Any = None, *, roster: Roster, task: Task, first: bool, **options: Any) -> None:
        targets = list(task.targets.all())
        initial: dict[str, Any] = {
            **_names(task),
            "deadline": task.deadline,
            "text": task.text if first else "",
        }
        initial |= {"targets": [target.pk for target in targets] if first else []}
        super().__init__(data, roster=roster, initial=initial, **options)
        field: Any = self.fields["targets"]
        field.choices = [(target.pk, str(target)) for target in targets]
        if not targets or first:  # what no other part takes stays with the first
            del self.fields["targets"]

    def part(self) -> Part:
        given = self.cleaned_data
        return Part(given["text"], self.people(), given.get("targets", ()), given["deadline"])
