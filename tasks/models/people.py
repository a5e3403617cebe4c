"""People and the bodies they work for: users and their roles, units, officials."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class User(AbstractUser):
    """Somebody who signs in. What they may do is in their memberships, never in Django's groups."""

    name = models.CharField(_("name"), max_length=50, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    must_change_password = models.BooleanField(
        _("must change the password at the next sign-in"), default=False
    )

    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.username


def by_whom(label: "StrOrPromise") -> "models.ForeignKey[User | None, User | None]":
    """The field that names who did something; it outlives the account."""
    return models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=label
    )


class Unit(models.Model):
    """A body of one district that tasks are given to: a bureau, a street, a company, or several together."""

    class Collective(models.TextChoices):
        NONE = "", _("a single unit")
        CLOSED = "closed", _("collective, its members known")
        OPEN = "open", _("collective, its members named for each task")

    district = models.ForeignKey(
        "tasks.District", models.CASCADE, related_name="units", verbose_name=_("district")
    )
    name = models.CharField(_("short name"), max_length=100)
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    position = models.PositiveIntegerField(_("official order"), default=0)
    collective = models.CharField(
        _("collective"), max_length=6, choices=Collective.choices, blank=True, default=""
    )
    members = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="collectives", verbose_name=_("members")
    )
    contact = models.CharField(_("contact"), max_length=50, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    active = models.BooleanField(_("active"), default=True)
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("merged into the unit"),
    )

    history = HistoricalRecords(m2m_fields=[members])

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering: ClassVar = ["district_id", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["district", "name"], name="unit_name_once_a_district"),
            models.CheckConstraint(condition=~Q(name=""), name="unit_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Official(models.Model):
    """A leader of one district who answers for tasks; group words (区长, 副区长) are officials too."""

    district = models.ForeignKey(
        "tasks.District", models.CASCADE, related_name="officials", verbose_name=_("district")
    )
    name = models.CharField(_("name"), max_length=50)
    title = models.CharField(_("office"), max_length=100, blank=True)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    position = models.PositiveIntegerField(_("official order"), default=0)
    units = models.ManyToManyField(
        Unit, blank=True, related_name="supervising_officials", verbose_name=_("units in charge of")
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords(m2m_fields=[units])

    class Meta:
        verbose_name = _("lead official")
        verbose_name_plural = _("lead officials")
        ordering: ClassVar = ["district_id", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["district", "name"], name="official_name_once_a_district"),
            models.CheckConstraint(condition=~Q(name=""), name="official_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> "MembershipQuerySet":
        """Those in force on `day`; both ends count."""
        started = Q(from_date=None) | Q(from_date__lte=day)
        not_ended = Q(to_date=None) | Q(to_date__gte=day)
        return self.filter(started & not_ended)

    def today(self) -> "MembershipQuerySet":
        return self.on(timezone.localdate())


class Membership(models.Model):
    """What one user is in one district, from when to when. A user may have several."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("administrator")
        SUPERVISOR = "supervisor", _("supervisor")
        REPORTER = "reporter", _("reporter")
        LEADER = "leader", _("leader")
        VIEWER = "viewer", _("viewer")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("user"))
    district = models.ForeignKey(
        "tasks.District", models.CASCADE, related_name="memberships", verbose_name=_("district")
    )
    role = models.CharField(_("role"), max_length=13, choices=Role.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("unit")
    )
    official = models.ForeignKey(
        Official,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("lead official"),
    )
    from_date = models.DateField(_("from"), null=True, blank=True)
    to_date = models.DateField(_("to"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering: ClassVar = ["district_id", "role", "user_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "user",
                "district",
                "role",
                Coalesce("unit", 0),  # SQLite cannot count an absence as a value
                Coalesce("official", 0),
                Coalesce("from_date", date.min),
                name="membership_once",
            ),
            models.CheckConstraint(
                condition=~Q(role="reporter") | Q(unit__isnull=False), name="reporter_belongs_to_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(to_date=None) | Q(from_date=None) | Q(to_date__gte=F("from_date")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    def clean(self) -> None:
        from tasks.integrity import refuse_strangers

        refuse_strangers(self)
