"""What a list of tasks is asked for: shared by the list, its counts, and every number that links to it."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters import CharFilter, ChoiceFilter, DateFilter, Filter, FilterSet, ModelChoiceFilter

from tasks.due import Reported, in_period, is_kept
from tasks.models import Goal, Official, Period, Plan, Responsibility, SourceFile, Task, Unit, Urge, Year
from tasks.models.queries import TaskQuerySet
from tasks.movement import TURNED, asking, end_of_last_month, instructed, turned, with_matters
from tasks.permissions import Action
from tasks.scope import Scope
from tasks.services.years import period_on
from tasks.standing import Light, Standing

#: The choice of those that have none: tasks without a lead unit, a lead official, a section.
NONE = "none"

Choice = tuple[str, Any]

#: What has become of the report that is owed in a period, as it is asked for in an address.
REPORTS: dict[str, tuple[Any, Q]] = {
    "due": (gettext_lazy("asked for"), Q(reported__isnull=False)),
    "reported": (gettext_lazy("reported"), Q(reported__in=[Reported.WAITING, Reported.PASSED])),
    "late": (gettext_lazy("reported late"), Q(reported_late=True)),
    "missing": (pgettext_lazy("in a period", "not reported"), Q(reported=Reported.MISSING)),
    "returned": (gettext_lazy("sent back"), Q(reported=Reported.RETURNED)),
    "open": (
        gettext_lazy("not reported or sent back"),
        Q(reported__in=[Reported.MISSING, Reported.RETURNED]),
    ),
    "waiting": (gettext_lazy("to be reviewed"), Q(reported=Reported.WAITING)),
    "passed": (gettext_lazy("passed"), Q(reported=Reported.PASSED)),
}


#: What is open on a task, as it is asked for in an address.
OPEN: dict[str, tuple[Any, Callable[[TaskQuerySet, date], TaskQuerySet]]] = {
    "instruction": (gettext_lazy("instruction not answered"), instructed),
    "request": (gettext_lazy("request not decided"), asking),
    "matters": (gettext_lazy("something to coordinate"), with_matters),
}
#: The filters that ask nothing about a day.
OF_NO_DAY = ("q", "plan", "section", "goal", "official", "unit", "batch")


@dataclass
class Choices:
    """What can be chosen in one district and year, in official order; each list is read at most once."""

    scope: Scope

    @cached_property
    def plan(self) -> list[Choice]:
        plans = Plan.objects.filter(year=self.scope.year).values_list("pk", "title")
        return [(str(pk), title) for pk, title in plans]

    @cached_property
    def section(self) -> list[Choice]:
        """The sections, below their plans where there are several."""
        plans = dict.fromkeys(plan for plan, _pk, _title in self._sections)
        if len(plans) < 2:
            return self.sections
        groups = [
            (plan, [(str(pk), title) for above, pk, title in self._sections if above == plan])
            for plan in plans
        ]
        return [(NONE, _("no section")), *groups]

    @cached_property
    def sections(self) -> list[Choice]:
        """The sections in one row; those of the same name are told apart by their plans."""
        titles = Counter(title for _plan, _pk, title in self._sections)
        several = {title for title, number in titles.items() if number > 1}
        said = (
            (str(pk), f"{title} · {plan}" if title in several else title)
            for plan, pk, title in self._sections
        )
        return [(NONE, _("no section")), *said]

    @cached_property
    def _sections(self) -> list[tuple[str, int, str]]:
        sections = Goal.objects.filter(plan__year=self.scope.year, kind=Goal.Kind.SECTION)
        return list(sections.values_list("plan__title", "pk", "title"))

    @cached_property
    def official(self) -> list[Choice]:
        officials = Official.objects.filter(district=self.scope.district).values_list("pk", "name")
        return [(NONE, _("no lead official yet")), *((str(pk), name) for pk, name in officials)]

    @cached_property
    def unit(self) -> list[Choice]:
        units = Unit.objects.filter(district=self.scope.district).values_list("pk", "name")
        return [(NONE, _("no lead unit yet")), *((str(pk), name) for pk, name in units)]

    @cached_property
    def standing(self) -> list[Choice]:
        return [(standing.value, f"{standing.mark} {standing.label}") for standing in Standing]

    @cached_property
    def light(self) -> list[Choice]:
        return [(light.value, light.label) for light in Light]

    @property
    def report(self) -> list[Choice]:
        return [(name, words) for name, (words, _condition) in REPORTS.items()]

    @property
    def open(self) -> list[Choice]:
        return [(name, words) for name, (words, _having) in OPEN.items()]

    @property
    def turned(self) -> list[Choice]:
        return list(TURNED.items())

    @property
    def period(self) -> list[Choice]:
        return [(str(month), _("month %(month)s") % {"month": month}) for month in range(1, 13)]

    @property
    def reporter(self) -> list[Choice]:
        return self.unit

    @cached_property
    def batch(self) -> list[Choice]:
        files = SourceFile.objects.filter(district=self.scope.district)
        return [(str(pk), name) for pk, name in files.values_list("pk", "name")]


def _choice(label: Any, method: str, **more: Any) -> ChoiceFilter:
    return ChoiceFilter(label=label, method=method, empty_label=gettext_lazy("all"), **more)


def _tick(label: Any, method: str) -> Filter:
    """A filter that is on or off."""
    tick = Filter(label=label, method=method, widget=forms.CheckboxInput(attrs={"value": "1"}))
    tick.field_class = forms.BooleanField
    return tick


def _hidden_day(label: Any) -> DateFilter:
    return DateFilter(label=label, method="as_it_is", widget=forms.HiddenInput)


class TaskFilter(FilterSet):  # type: ignore[misc]
    """The tasks of one scope, as they stand on one day, by what the query of an address asks for."""

    q = CharFilter(
        label=gettext_lazy("Words"),
        method="of_words",
        widget=forms.HiddenInput,  # the bar has the box for it
    )
    plan = _choice(gettext_lazy("Plan"), "of_plan")
    section = _choice(gettext_lazy("Section"), "of_section")
    official = _choice(gettext_lazy("Lead official"), "of_official")
    unit = _choice(gettext_lazy("Unit"), "of_unit")
    lead = _tick(gettext_lazy("only as lead"), "as_it_is")
    standing = _choice(gettext_lazy("Standing"), "of_standing")
    #: any heading, not only a section: for the numbers of its page
    goal = ModelChoiceFilter(
        label=gettext_lazy("Goal"), method="of_goal", queryset=Goal.objects.none(), widget=forms.HiddenInput
    )
    #: a light gathers standings: asked for by the numbers that link here
    light = _choice(gettext_lazy("Light"), "of_light", widget=forms.HiddenInput)
    report = _choice(gettext_lazy("Report"), "of_report")
    #: the month that `report` is about (else that of the day), and who reports: for numbers that link here
    period = _choice(gettext_lazy("Reporting period"), "as_it_is", widget=forms.HiddenInput)
    reporter = _choice(gettext_lazy("Reporting unit"), "of_reporter", widget=forms.HiddenInput)
    #: what its unit was urged about and has not answered
    urged = _tick(gettext_lazy("Urged"), "of_urged")
    check = _tick(gettext_lazy("To be checked"), "of_check")
    #: how a task turned since a day (else since the last month's end), and what is open on it: for numbers
    turned = _choice(gettext_lazy("Movement"), "of_turned", widget=forms.HiddenInput)
    since = _hidden_day(gettext_lazy("Since"))
    open = _choice(gettext_lazy("Open"), "of_open", widget=forms.HiddenInput)
    watched = _tick(gettext_lazy("Watched"), "of_watched")
    on = DateFilter(
        label=gettext_lazy("As of"),
        method="as_it_is",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[MaxValueValidator(timezone.localdate, gettext_lazy("This day has not come yet."))],
    )
    batch = _choice(gettext_lazy("Imported from"), "of_batch")

    def __init__(self, data: QueryDict, scope: Scope, choices: Choices | None = None) -> None:
        self.scope = scope
        self.choices = choices or Choices(scope)
        self.today = timezone.localdate()
        super().__init__(data, scope.tasks())
        if not scope.access.may(Action.WATCH):
            del self.filters["watched"]
        self.filters["goal"].queryset = Goal.objects.filter(plan__year=scope.year)
        for name, filter_ in self.filters.items():
            if isinstance(filter_, ChoiceFilter) and not isinstance(filter_, ModelChoiceFilter):
                filter_.extra["choices"] = getattr(self.choices, name)

    @property
    def day(self) -> date:
        """The day whose standing is shown: the one asked for, else today."""
        try:
            asked = parse_date(self.data.get("on", ""))
        except ValueError:
            asked = None
        return min(asked, self.today) if asked else self.today

    @property
    def measured_from(self) -> date:
        """The day that movement is measured from."""
        asked: date | None = self.form.cleaned_data.get("since") if self.form.is_valid() else None
        return asked or end_of_last_month(self.day)

    @cached_property
    def period_asked(self) -> Period:
        """The reporting period that `report` is about: the one asked for, else that of the day."""
        year, month = cast(Year, self.scope.year), self.data.get("period", "")
        period = year.periods.filter(month=int(month)).first() if month else None
        period = period or period_on(year, self.day)
        period.year = year
        return period

    @property
    def qs(self) -> TaskQuerySet:
        return self.tasks()

    def tasks(self, besides: Collection[str] = ()) -> TaskQuerySet:
        """The tasks asked for; filters in `besides` are left aside. None where the question is wrong."""
        if not self.form.is_valid():
            return Task.objects.none().standing_on(self.day)
        tasks = self._known().standing_on(self.day)
        if self.day < self.today:
            tasks = tasks.filter(Q(standing__isnull=False))  # not known yet, or no more, on that day
        for name, value in self.form.cleaned_data.items():
            if name not in besides:
                tasks = self.filters[name].filter(tasks, value)
        return tasks

    def ever(self) -> TaskQuerySet:
        """What there was at any time of the year, by those filters that ask nothing about a day."""
        tasks = self.scope.known_tasks()
        if not self.form.is_valid():
            return tasks.none()
        for name in OF_NO_DAY:
            tasks = self.filters[name].filter(tasks, self.form.cleaned_data[name])
        return tasks

    def _known(self) -> TaskQuerySet:
        """What there was on the day, or in the period that the question is about."""
        kept = bool(self.data.get("report")) and is_kept(self.period_asked, self.day)
        return self.scope.known_tasks() if kept or self.day < self.today else self.scope.tasks()

    def by_standing(self) -> dict[str | None, int]:
        """How many of those asked for stand how, whatever standing or light is asked for."""
        tasks = self.tasks(besides=("standing", "light")).order_by()
        return dict(tasks.values_list(F("standing")).annotate(number=Count("pk")))

    def also(self, **words: str) -> "TaskFilter":
        """The same question with some words changed; an empty one takes its word away."""
        return TaskFilter(changed(self.data, **words), self.scope, self.choices)

    def as_it_is(self, tasks: TaskQuerySet, name: str, value: object) -> TaskQuerySet:
        """For what another filter, or the day itself, takes into account."""
        return tasks

    def of_words(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        for word in value.split():
            tasks = tasks.filter(_says(word))
        return tasks

    def of_plan(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        return tasks.filter(plan=int(value))

    def of_section(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        if value == NONE:
            return tasks.exclude(Q(goal__kind=Goal.Kind.SECTION) | Q(goal__parent__kind=Goal.Kind.SECTION))
        return tasks.under(Goal(pk=int(value)))

    def of_goal(self, tasks: TaskQuerySet, name: str, value: Goal) -> TaskQuerySet:
        return tasks.under(value)

    def of_official(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        return tasks.without_lead_official() if value == NONE else tasks.of_official(Official(pk=int(value)))

    def of_unit(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        if value == NONE:
            return tasks.without_lead_unit()
        unit = Unit(pk=int(value))
        return tasks.led_by(unit) if self.form.cleaned_data["lead"] else tasks.of_unit(unit)

    def of_standing(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        return tasks.filter(Q(standing=value))

    def of_light(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        return tasks.filter(Q(light=value))

    def of_report(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        _words, condition = REPORTS[value]
        return in_period(tasks, self.period_asked, self.day).filter(condition)

    def of_reporter(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        unit = None if value == NONE else int(value)
        known = "reporting_unit_id" in tasks.query.annotations  # by `of_report`, perhaps from what is kept
        return (tasks if known else tasks.with_reporting_unit()).filter(Q(reporting_unit_id=unit))

    def of_urged(self, tasks: TaskQuerySet, name: str, value: bool) -> TaskQuerySet:
        waits = Urge.objects.filter(task=OuterRef("pk"), answered_at=None)
        return tasks.filter(Exists(waits)) if value else tasks

    def of_check(self, tasks: TaskQuerySet, name: str, value: bool) -> TaskQuerySet:
        return tasks.to_be_checked() if value else tasks

    def of_turned(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        return turned(tasks, value, self.measured_from)

    def of_open(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        _words, having = OPEN[value]
        return having(tasks, self.day)

    def of_watched(self, tasks: TaskQuerySet, name: str, value: bool) -> TaskQuerySet:
        return tasks.watched_by(self.scope.access.user) if value else tasks

    def of_batch(self, tasks: TaskQuerySet, name: str, value: str) -> TaskQuerySet:
        return tasks.from_file(int(value))


def changed(data: QueryDict, **words: str) -> QueryDict:
    """`data` with some words changed, and back on the first page; an empty word goes."""
    changed = data.copy()
    changed.pop("page", None)
    for name, value in words.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    return changed


def _says(word: str) -> Q:
    """Those with `word` in their wording or headings, as their number, or among those who answer for them."""
    who = (
        Q(unit__name__icontains=word) | Q(unit__full_name__icontains=word) | Q(official__name__icontains=word)
    )
    named = Responsibility.objects.filter(who, task=OuterRef("pk"))
    headings = Q(goal__title__icontains=word) | Q(goal__parent__title__icontains=word)
    return Q(text__icontains=word) | Q(label=word) | headings | Q(Exists(named))
