"""Progress: reporting periods, units' reports, and the intervals over which a task stood one way."""

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tasks.models.district import Year
from tasks.models.people import Unit, User
from tasks.models.plan import Target, Task
from tasks.standing import Light, Standing


def month_beyond(year: int, beyond: int) -> date:
    """The first day of the month so far after the end of `year`."""
    return date(year + 1 + (beyond - 1) // 12, (beyond - 1) % 12 + 1, 1)


def beyond_field() -> "models.PositiveSmallIntegerField[int, int]":
    """Of what belongs to a period: 0; else which month after the year's end it is of (1: next January)."""
    return models.PositiveSmallIntegerField(_("months after the year's end"), default=0, editable=False)


class Period(models.Model):
    """A reporting period: always one month of a year.

    A task may stay open when its year is over. What is reported then is no part of any period: it stands
    behind the last one, told from it by how many months `beyond` the year's end it came, and neither that
    period's lock nor its figures know of it.
    """

    #: not stored: set by services.years where the last period stands for a month after the year's end
    beyond = 0

    year = models.ForeignKey(Year, models.CASCADE, related_name="periods", verbose_name=_("year"))
    month = models.PositiveSmallIntegerField(
        _("month"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    opens = models.DateField(_("opens"))
    due = models.DateField(_("due"))
    locked_at = models.DateTimeField(_("locked at"), null=True, blank=True)
    locked_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("locked by")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering: ClassVar = ["year_id", "month"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "month"], name="period_once_a_month"),
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="period_is_a_month"),
            models.CheckConstraint(condition=Q(opens__lte=F("due")), name="period_opens_before_it_is_due"),
        ]

    def __str__(self) -> str:
        return self.name_of(self.beyond)

    def name_of(self, beyond: int) -> str:
        """In words, also for a month so far beyond the year's end."""
        if not beyond:
            return _("%(month)s/%(year)s") % {"month": self.month, "year": self.year.number}
        after = month_beyond(self.year.number, beyond)
        words = {"month": after.month, "year": after.year, "of": self.year.number}
        return _("%(month)s/%(year)s, of %(of)s") % words

    @property
    def key(self) -> str:
        """What names it among those of its year, in forms and addresses."""
        return f"{self.month}-{self.beyond}" if self.beyond else str(self.month)

    @property
    def begins(self) -> date:
        """The first day on which one may report for it."""
        return month_beyond(self.year.number, self.beyond) if self.beyond else self.opens

    @property
    def is_locked(self) -> bool:
        """Whether it takes no more reports; what comes beyond the year's end is not held up by the lock."""
        return self.locked_at is not None and not self.beyond


class ProgressReport(models.Model):
    """One unit's report on one task in one period. Reported and verified percentages are kept apart."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("not started")
        IN_PROGRESS = "in_progress", _("in progress")
        BLOCKED = "blocked", _("meeting difficulties")
        COMPLETE = "complete", _("complete")

    class Review(models.TextChoices):
        WAITING = "waiting", _("to be reviewed")
        PASSED = "passed", _("passed")
        RETURNED = "returned", _("sent back")

    task = models.ForeignKey(Task, models.CASCADE, related_name="reports", verbose_name=_("task"))
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="reports", verbose_name=_("reporting period")
    )
    beyond = beyond_field()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name=_("unit"))
    percent = models.DecimalField(_("percent done"), max_digits=5, decimal_places=2, null=True, blank=True)
    status = models.CharField(_("status"), max_length=11, choices=Status.choices, default=Status.IN_PROGRESS)
    note = models.TextField(_("progress"), blank=True)
    stage = models.CharField(_("visible progress"), max_length=300, blank=True)
    problems = models.TextField(_("problems"), blank=True)
    matters = models.TextField(_("matters to coordinate"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)
    unchanged = models.BooleanField(_("nothing has changed"), default=False)
    #: keys of the milestones that this report says are reached now
    reached = models.JSONField(_("milestones reached"), default=list, blank=True, editable=False)
    #: what the values say of the whole, beside what the unit says; where they differ, why
    computed_percent = models.DecimalField(
        _("computed percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    percent_reason = models.CharField(_("why the percentage differs"), max_length=300, blank=True)
    #: set where the report was made on another task that this one is reported with
    served_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="serves", verbose_name=_("made on")
    )
    reported_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("reported by")
    )
    reported_at = models.DateTimeField(_("reported at"))
    late = models.BooleanField(_("late"), default=False)
    verified_percent = models.DecimalField(
        _("verified percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    verified_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("verified by")
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    review = models.CharField(_("review"), max_length=8, choices=Review.choices, default=Review.WAITING)
    reviewed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    returned_reason = models.CharField(_("returned because"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering: ClassVar = ["task_id", "-period__month", "-beyond", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "period", "beyond", "unit"], name="report_once_a_period"),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__range=(0, 100)), name="reported_percent_is_a_percent"
            ),
            models.CheckConstraint(
                condition=Q(verified_percent=None) | Q(verified_percent__range=(0, 100)),
                name="verified_percent_is_a_percent",
            ),
            models.CheckConstraint(
                condition=Q(computed_percent=None) | Q(computed_percent__range=(0, 100)),
                name="computed_percent_is_a_percent",
            ),
            models.CheckConstraint(
                condition=Q(review="returned") & ~Q(returned_reason="")
                | ~Q(review="returned") & Q(returned_reason=""),
                name="returned_report_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.period_name}"

    @property
    def period_name(self) -> str:
        """In words, for which month it was made."""
        return self.period.name_of(self.beyond)

    def is_of(self, period: Period) -> bool:
        return (self.period_id, self.beyond) == (period.pk, period.beyond)

    def clean(self) -> None:
        from tasks.integrity import refuse_strangers

        refuse_strangers(self)


class TargetValue(models.Model):
    """The value reached on one target, as of one report."""

    report = models.ForeignKey(
        ProgressReport, models.CASCADE, related_name="values", verbose_name=_("report")
    )
    target = models.ForeignKey(Target, models.CASCADE, related_name="values", verbose_name=_("target"))
    value = models.DecimalField(_("value reached"), max_digits=20, decimal_places=4)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("target value")
        verbose_name_plural = _("target values")
        ordering: ClassVar = ["report_id", "target_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "target"], name="value_once_a_report")
        ]

    def __str__(self) -> str:
        return f"{self.value.normalize():f}"


class StandingSpan(models.Model):
    """How a task stood from one day up to, and not including, another; the open one says how it stands.

    Written only by services.standing; every list, count and trend filters this one table.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="spans", verbose_name=_("task"))
    start = models.DateField(_("from"))
    end = models.DateField(_("to"), null=True, blank=True)
    standing = models.CharField(_("standing"), max_length=12, choices=[(s.value, s.label) for s in Standing])
    light = models.CharField(
        _("light"), max_length=6, choices=[(light.value, light.label) for light in Light]
    )
    severity = models.PositiveSmallIntegerField(_("severity"), default=0)
    percent = models.DecimalField(_("percent"), max_digits=5, decimal_places=2, null=True, blank=True)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    holds_until = models.DateField(_("holds until"), null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        ordering: ClassVar = ["task_id", "start"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "start"], name="span_once_a_day"),
            models.UniqueConstraint(fields=["task"], condition=Q(end=None), name="one_open_span"),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gt=F("start")), name="span_ends_after_it_begins"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["task", "end"], name="span_of_task"),
            models.Index(fields=["standing", "end"], name="span_by_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.get_standing_display()} {self.start}–{self.end or ''}"
