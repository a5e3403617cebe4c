"""An import: one uploaded document, what was read from it row by row, and what a person decided."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tasks.models import District, SourceFile, Task, User, Year


class ImportBatch(models.Model):
    """One document on its way into one district. Its number is its source file's."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting to be read")
        READING = "reading", _("being read")
        FAILED = "failed", _("could not be read")
        QUESTION = "question", _("a question is open")
        STAGED = "staged", _("ready to be confirmed")
        APPLIED = "applied", _("imported")
        UNDONE = "undone", _("undone")
        DISCARDED = "discarded", _("discarded")

    source = models.OneToOneField(
        SourceFile, models.CASCADE, primary_key=True, related_name="batch", verbose_name=_("source file")
    )
    district = models.ForeignKey(
        District, models.CASCADE, null=True, blank=True, related_name="batches", verbose_name=_("district")
    )
    year = models.ForeignKey(
        Year, models.SET_NULL, null=True, blank=True, related_name="batches", verbose_name=_("year")
    )
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.WAITING)
    parser = models.CharField(_("layout"), max_length=50, blank=True)
    parser_version = models.CharField(_("version of the reader"), max_length=20, blank=True)
    draft = models.JSONField(_("as read, without its rows"), default=dict, blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    question = models.JSONField(_("open question"), default=dict, blank=True)
    error = models.JSONField(_("error"), default=dict, blank=True)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    applied_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )
    applied_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    effects = models.JSONField(_("what was created, for undo"), default=dict, blank=True)

    history = HistoricalRecords(excluded_fields=["draft", "effects"])

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.source.name


class ImportRow(models.Model):
    """One task as read, its verdict against the database, and the choice made about it."""

    class Verdict(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        SAME = "same", _("same")
        CONFLICT = "conflict", _("conflict")
        ERROR = "error", _("error")

    class Choice(models.TextChoices):
        UNDECIDED = "", _("undecided")
        AS_READ = "as_read", _("import as read")
        EMPTY = "empty", _("import, doubtful fields left empty")
        LEAVE_OUT = "leave_out", _("do not import")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", verbose_name=_("import"))
    number = models.PositiveIntegerField(_("number"))
    data = models.JSONField(_("as read"))
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict.choices)
    checks = models.JSONField(_("fields to check"), default=list, blank=True)
    problems = models.JSONField(_("problems"), default=list, blank=True)
    changes = models.JSONField(_("changes by field"), default=dict, blank=True)
    choice = models.CharField(_("choice"), max_length=9, choices=Choice.choices, blank=True, default="")
    chosen_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("chosen by")
    )
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, blank=True, related_name="import_rows", verbose_name=_("task")
    )
    task_version = models.CharField(_("state of the task when compared"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("import row")
        verbose_name_plural = _("import rows")
        ordering: ClassVar = ["batch", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "number"], name="row_once_a_batch")]
        indexes: ClassVar = [models.Index(fields=["batch", "verdict"], name="row_by_verdict")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"
