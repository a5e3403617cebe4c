"""The district and its years: who is meant, and the rules of each year."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tasks.legend import Legend
from tasks.standing import Rules


class District(models.Model):
    """A district, county-level city or county. Names repeat across cities; the code tells them apart."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    short_name = models.CharField(_("short name"), max_length=30)
    full_name = models.CharField(_("full name"), max_length=60, blank=True)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    reporters_see_all = models.BooleanField(_("reporters see every task of the district"), default=False)
    asks_acknowledgement = models.BooleanField(_("lead units acknowledge their tasks"), default=True)
    ranks_units = models.BooleanField(_("units are ranked"), default=False)
    urge_days_before = models.PositiveSmallIntegerField(
        _("urge so many days before a report is due (0: not)"), default=3
    )
    urge_on_due = models.BooleanField(_("urge on the day a report is due"), default=True)
    urge_overdue_every = models.PositiveSmallIntegerField(
        _("urge about missing reports and overdue tasks every so many days (0: not)"), default=7
    )
    sends_mail = models.BooleanField(_("send notices by mail"), default=False)
    webhook = models.URLField(_("address that notices are posted to"), blank=True, max_length=500)
    demo = models.BooleanField(_("made for demonstration"), default=False, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(short_name=""), name="district_has_a_name")
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def current_year(self) -> "Year | None":
        """The year that one is led to where none was asked for; the years are those fetched."""
        return Year.current(self.years.all(), timezone.localdate())


class Year(models.Model):
    """One year of one district, with its own rules of standing."""

    district = models.ForeignKey(District, models.CASCADE, related_name="years", verbose_name=_("district"))
    number = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    tolerance_points = models.PositiveSmallIntegerField(_("on schedule within (points)"), default=5)
    red_points = models.PositiveSmallIntegerField(_("far behind beyond (points)"), default=15)
    #: the district's own words for standings, and its colours for lights: see tasks.legend.Legend
    words = models.JSONField(_("own words for standings"), default=dict, blank=True, editable=False)
    colours = models.JSONField(_("own colours of lights"), default=dict, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("year")
        verbose_name_plural = _("years")
        ordering: ClassVar = ["district_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["district", "number"], name="year_once_a_district"),
            models.CheckConstraint(condition=Q(number__range=(1990, 2100)), name="year_is_a_year"),
            models.CheckConstraint(
                condition=Q(tolerance_points__lte=F("red_points")) & Q(red_points__lte=100),
                name="points_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @staticmethod
    def current(years: "Iterable[Year]", day: date) -> "Year | None":
        """Of these that in which `day` lies; else the latest: next year's list may come before the year."""
        return max(years, key=lambda year: (year.number == day.year, year.number), default=None)

    @property
    def rules(self) -> Rules:
        return Rules(tolerance_points=self.tolerance_points, red_points=self.red_points)

    @property
    def legend(self) -> Legend:
        return Legend(self.words, self.colours)
