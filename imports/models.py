"""An import: one uploaded document, what was read from it row by row, and what a person decided."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tasks.models import District, SourceFile, Task, User, Year

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def of_file(self, sha256: str, district: District | None) -> "ImportBatchQuerySet":
        """Those of the same bytes in the same district that still count for something, newest first."""
        gone = (ImportBatch.Status.FAILED, ImportBatch.Status.UNDONE, ImportBatch.Status.DISCARDED)
        return self.filter(source__sha256=sha256, district=district).exclude(status__in=gone)


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
    district = models.ForeignKey(District, models.CASCADE, related_name="batches", verbose_name=_("district"))
    year = models.ForeignKey(
        Year, models.SET_NULL, null=True, blank=True, related_name="batches", verbose_name=_("year")
    )
    #: the year meant, from the document or a person; it is opened only when the import is confirmed
    year_number = models.PositiveSmallIntegerField(_("year meant"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.WAITING)
    parser = models.CharField(_("layout"), max_length=50, blank=True)
    parser_version = models.CharField(_("version of the reader"), max_length=20, blank=True)
    draft = models.JSONField(_("as read, without its rows"), default=dict, blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    question = models.JSONField(_("open questions"), default=dict, blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    error = models.JSONField(_("error"), default=dict, blank=True)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    queued_at = models.DateTimeField(_("last given to the worker at"), null=True, blank=True)
    applied_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )
    applied_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    effects = models.JSONField(_("what was created, for undo"), default=dict, blank=True)

    objects = ImportBatchQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["draft", "effects"])

    if TYPE_CHECKING:
        rows: RelatedManager["ImportRow"]

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.source.name


class NameRule(models.Model):
    """What a name in the documents of a district means there, as a person has said: somebody, or nobody."""

    class Kind(models.TextChoices):
        UNIT = "unit", _("unit")
        OFFICIAL = "official", _("lead official")

    district = models.ForeignKey(
        District, models.CASCADE, related_name="name_rules", verbose_name=_("district")
    )
    kind = models.CharField(_("of whom"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("in documents"), max_length=200)
    #: a name by which the district knows somebody; empty: the name is no unit and no official
    means = models.CharField(
        _("here called"), max_length=200, blank=True, help_text=_("Empty: left out, as it names nobody.")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("name in documents")
        verbose_name_plural = _("names in documents")
        ordering: ClassVar = ["district_id", "kind", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["district", "kind", "name"], name="name_rule_once_a_district")
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.means or '–'}"


class ReadDocument(models.Model):
    """What was read from the file of an import, as imports/document_json.py writes it, to be looked at."""

    batch = models.OneToOneField(
        ImportBatch, models.CASCADE, primary_key=True, related_name="document", verbose_name=_("import")
    )
    data = models.JSONField(_("as read"))

    class Meta:
        verbose_name = _("document as read")
        verbose_name_plural = _("documents as read")

    def __str__(self) -> str:
        return str(self.batch)


#: In doubt, and nobody has decided about it.
UNDECIDED = Q(doubtful=True, choice="", verdict__in=("new", "changed"))
#: What a confirmation writes; what is undecided goes in with the fields in doubt left empty.
GOING_IN = Q(verdict__in=("new", "changed"), choice__in=("", "as_read", "empty")) | Q(
    verdict="conflict", choice__in=("as_read", "empty")
)
#: What a confirmation leaves aside, other than what is there already.
STAYING_OUT = ~Q(verdict="same") & ~GOING_IN


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    """Questions about the rows of one batch. Every count on its pages is a link that asks the same."""

    def undecided(self) -> "ImportRowQuerySet":
        return self.filter(UNDECIDED)

    def by_verdict(self) -> dict[str, int]:
        return dict(self.order_by().values_list("verdict").annotate(number=Count("pk")))

    def counted(self, **questions: Q) -> dict[str, int]:
        """How many rows answer to each question, in one query."""
        return self.order_by().aggregate(**{name: Count("pk", filter=q) for name, q in questions.items()})


class ImportRow(models.Model):
    """One task as read, its verdict against the database, the choice made about it, and what came of it."""

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

    class Outcome(models.TextChoices):
        NOTHING = "", _("nothing written")
        CREATED = "created", _("task created")
        CHANGED = "changed", _("task changed")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", verbose_name=_("import"))
    number = models.PositiveIntegerField(_("number"))
    data = models.JSONField(_("as read"))
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict.choices)
    checks = models.JSONField(_("fields to check"), default=dict, blank=True)
    doubtful = models.BooleanField(_("has fields to check"), default=False)
    #: the first of the rows on end that one doubt runs through; empty for a doubt of one row
    run = models.PositiveIntegerField(_("one doubt from row"), null=True, blank=True)
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
    #: by field: what was read before a person corrected it, who, when
    edits = models.JSONField(_("corrections"), default=dict, blank=True)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome.choices, blank=True, default="")
    before = models.JSONField(_("the task before"), default=dict, blank=True)
    after = models.JSONField(_("the task after"), default=dict, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("import row")
        verbose_name_plural = _("import rows")
        ordering: ClassVar = ["batch", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "number"], name="row_once_a_batch")]
        indexes: ClassVar = [
            models.Index(fields=["batch", "verdict"], name="row_by_verdict"),
            models.Index(fields=["batch"], condition=Q(doubtful=True, choice=""), name="row_undecided"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"
