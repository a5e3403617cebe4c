"""Where the plan came from: the documents as uploaded, and the place in them of each field of a task."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tasks.models.district import District
from tasks.models.people import User
from tasks.models.plan import Task


class SourceFile(models.Model):
    """A plan document as it was uploaded, kept for ever beside what came of it."""

    district = models.ForeignKey(
        District,
        models.CASCADE,
        related_name="source_files",
        verbose_name=_("district"),
        null=True,
        blank=True,
    )
    name = models.CharField(_("file name"), max_length=255)
    file = models.FileField(_("file"), upload_to="sources/%Y/")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    uploaded_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("source file")
        verbose_name_plural = _("source files")
        ordering: ClassVar = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Origin(models.Model):
    """Where one field of a task came from, and what a person decided where the document left it open.

    `doubt` empty: the document settles the field. Otherwise the field's value waits as `suggested` until a
    person takes it or leaves the field empty (`settled_by`).
    """

    class Settlement(models.TextChoices):
        OPEN = "", _("waits for a person")
        AS_READ = "as_read", _("confirmed as read")
        EMPTY = "empty", _("left empty")
        BY_HAND = "by_hand", _("entered by hand")

    task = models.ForeignKey(Task, models.CASCADE, related_name="origins", verbose_name=_("task"))
    source_file = models.ForeignKey(
        SourceFile, models.PROTECT, related_name="origins", verbose_name=_("source file")
    )
    field = models.CharField(_("field"), max_length=30)
    place = models.JSONField(_("place in the document"), default=dict, blank=True)
    excerpt = models.TextField(_("excerpt"), blank=True)
    inherited = models.BooleanField(_("inherited from a row above"), default=False)
    doubt = models.CharField(_("doubt"), max_length=40, blank=True)
    suggested = models.JSONField(_("suggested"), default=list, blank=True)
    settlement = models.CharField(
        _("settlement"), max_length=7, choices=Settlement.choices, blank=True, default=""
    )
    settled_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("origin")
        verbose_name_plural = _("origins")
        ordering: ClassVar = ["task_id", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "source_file", "field"], name="origin_once_a_field")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["task"], condition=~Q(doubt="") & Q(settlement=""), name="origin_open_doubts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} ← {self.source_file}"
