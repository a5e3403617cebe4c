"""What lies beside reports: files, drafts, and the figures of a locked period."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tasks.models.people import Unit, User, by_whom
from tasks.models.plan import Task
from tasks.models.progress import Period, ProgressReport, beyond_field


class Attachment(models.Model):
    """A file beside a report, or waiting beside a draft of one (`report` empty)."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="attachments", verbose_name=_("task"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="attachments", verbose_name=_("unit"))
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="attachments", verbose_name=_("reporting period")
    )
    beyond = beyond_field()
    report = models.ForeignKey(
        ProgressReport,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("report"),
    )
    name = models.CharField(_("file name"), max_length=255)
    file = models.FileField(_("file"), upload_to="attachments/%Y/")
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = by_whom(_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["file"])

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering: ClassVar = ["task_id", "pk"]

    def __str__(self) -> str:
        return self.name


class ReportDraft(models.Model):
    """What somebody has typed and not sent. It has no history, and goes when the report is sent."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="drafts", verbose_name=_("task"))
    period = models.ForeignKey(
        Period, models.CASCADE, related_name="drafts", verbose_name=_("reporting period")
    )
    beyond = beyond_field()
    user = models.ForeignKey(User, models.CASCADE, related_name="drafts", verbose_name=_("user"))
    content = models.JSONField(_("content"), default=dict)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft of a report")
        verbose_name_plural = _("drafts of reports")
        ordering: ClassVar = ["user_id", "task_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "period", "beyond", "user"], name="one_draft_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.period}"


class PeriodFigure(models.Model):
    """How one task stood when a period was locked; later edits leave it as it is."""

    period = models.ForeignKey(
        Period, models.CASCADE, related_name="figures", verbose_name=_("reporting period")
    )
    task = models.ForeignKey(Task, models.CASCADE, related_name="figures", verbose_name=_("task"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reporting unit")
    )
    standing = models.CharField(_("standing"), max_length=12)
    light = models.CharField(_("light"), max_length=6)
    mark = models.CharField(_("mark"), max_length=7, blank=True)
    #: what had become of its report (a tasks.due.Reported, or nothing), whether late, its unit's name then
    reported = models.CharField(_("report"), max_length=8, blank=True)
    late = models.BooleanField(_("late"), default=False)
    unit_name = models.CharField(_("name of the reporting unit"), max_length=200, blank=True)
    computed_percent = models.DecimalField(
        _("computed percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    reported_percent = models.DecimalField(
        _("reported percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    verified_percent = models.DecimalField(
        _("verified percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    #: what the report said: note, problems, matters, next_steps, and values by target
    said = models.JSONField(_("what was reported"), default=dict, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    frozen_at = models.DateTimeField(_("frozen at"))

    class Meta:
        verbose_name = _("figure of a locked period")
        verbose_name_plural = _("figures of locked periods")
        ordering: ClassVar = ["period_id", "task_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "task"], name="figure_once_a_period")
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.standing}"
