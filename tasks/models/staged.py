"""A filled-in workbook between its upload and the moment a person confirms what it would change."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tasks.models.district import District, Year
from tasks.models.people import User


class StagedSheet(models.Model):
    """What one person uploaded, as read. It has no history, what comes of it has; the next one replaces it.

    `rows` is what the service that reads this kind says it is.
    """

    class Kind(models.TextChoices):
        REPORTS = "reports", _("reports")
        PEOPLE = "people", _("units, officials and accounts")

    district = models.ForeignKey(
        District, models.CASCADE, related_name="staged_sheets", verbose_name=_("district")
    )
    year = models.ForeignKey(
        Year,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="staged_sheets",
        verbose_name=_("year"),
    )
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    name = models.CharField(_("file name"), max_length=255)
    user = models.ForeignKey(
        User, models.CASCADE, related_name="staged_sheets", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    rows = models.JSONField(_("as read"), default=dict)
    #: set once, where it can be confirmed only once
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("uploaded sheet")
        verbose_name_plural = _("uploaded sheets")
        ordering: ClassVar = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name
