"""Supervision: what is asked of units beside their reports, and what was answered and decided.

No row here changes a task by itself: services do, in the same transaction.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tasks.models.people import Unit, User
from tasks.models.plan import Target, Task
from tasks.models.progress import Period, ProgressReport


def _by(label: object) -> "models.ForeignKey[User | None, User | None]":
    return models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,  # type: ignore[arg-type]
    )


class Acknowledgement(models.Model):
    """A lead unit's answer to being given a task. No row: it has been asked and has not answered yet."""

    class State(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", _("acknowledged")
        OBJECTED = "objected", _("objected to")
        INSISTED = "insisted", _("objection refused")
        REASSIGNED = "reassigned", _("given to another unit")

    task = models.ForeignKey(Task, models.CASCADE, related_name="acknowledgements", verbose_name=_("task"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="acknowledgements", verbose_name=_("unit"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices)
    reason = models.CharField(_("why it is objected to"), max_length=500, blank=True)
    proposed = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("unit proposed")
    )
    answered_by = _by(_("answered by"))
    answered_at = models.DateTimeField(_("answered at"))
    decided_by = _by(_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision = models.CharField(_("words of the decision"), max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        ordering: ClassVar = ["task_id", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "unit"], name="acknowledged_once"),
            models.CheckConstraint(
                condition=~Q(state="objected") | ~Q(reason=""), name="objection_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_state_display()}"


class Breakdown(models.Model):
    """The lead unit's own plan for a task: who does it, and its steps. One that is replaced stays."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("sent back")
        REPLACED = "replaced", _("replaced by a later one")

    task = models.ForeignKey(Task, models.CASCADE, related_name="breakdowns", verbose_name=_("task"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="breakdowns", verbose_name=_("unit"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices)
    person = models.CharField(_("person responsible"), max_length=50, blank=True)
    contact = models.CharField(_("contact"), max_length=50, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    reason = models.CharField(_("why it changes"), max_length=500, blank=True)
    filed_by = _by(_("filed by"))
    filed_at = models.DateTimeField(_("filed at"))
    decided_by = _by(_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision = models.CharField(_("words of the decision"), max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("breakdown")
        verbose_name_plural = _("breakdowns")
        ordering: ClassVar = ["task_id", "-filed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="submitted"), name="one_breakdown_waits"
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="approved"), name="one_breakdown_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_state_display()}"


class BreakdownStep(models.Model):
    """One line of a breakdown: a node with its share of the work, or the value of a target by a day."""

    breakdown = models.ForeignKey(
        Breakdown, models.CASCADE, related_name="steps", verbose_name=_("breakdown")
    )
    due = models.DateField(_("due"))
    title = models.CharField(_("node"), max_length=200, blank=True)
    share = models.DecimalField(_("share of the work (%)"), max_digits=5, decimal_places=2, default=0)
    target = models.ForeignKey(
        Target, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("target")
    )
    value = models.DecimalField(_("value by then"), max_digits=20, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = _("step of a breakdown")
        verbose_name_plural = _("steps of a breakdown")
        ordering: ClassVar = ["breakdown_id", "due", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(target=None, value=None) & ~Q(title="")
                | Q(target__isnull=False, value__isnull=False),
                name="step_is_a_node_or_a_value",
            ),
            models.CheckConstraint(condition=Q(share__range=(0, 100)), name="step_share_is_a_percent"),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.target} {self.value}"


class PlannedValue(models.Model):
    """What an approved breakdown promises of a target by a day; standing asks it from the day after."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="planned", verbose_name=_("target"))
    due = models.DateField(_("due"))
    value = models.DecimalField(_("value by then"), max_digits=20, decimal_places=4)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("planned value")
        verbose_name_plural = _("planned values")
        ordering: ClassVar = ["target_id", "due"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target", "due"], name="planned_value_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.due} {self.value.normalize():f}"


class Contribution(models.Model):
    """What another unit adds to a task: asked for by its reporting unit, or offered by a further lead unit.

    `taken_at`: when the reporting unit took it into its report.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="contributions", verbose_name=_("task"))
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="contributions", verbose_name=_("reporting period")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contributions", verbose_name=_("unit"))
    target = models.ForeignKey(
        Target, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("target")
    )
    question = models.CharField(_("what is asked"), max_length=300, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    asked_by = _by(_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    note = models.TextField(_("answer"), blank=True)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4, null=True, blank=True)
    answered_by = _by(_("answered by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    taken_by = _by(_("taken in by"))
    taken_at = models.DateTimeField(_("taken in at"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering: ClassVar = ["task_id", "pk"]
        indexes: ClassVar = [models.Index(fields=["unit", "answered_at"], name="contribution_of_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(asked_at__isnull=False) | Q(answered_at__isnull=False),
                name="contribution_is_asked_or_given",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.note or self.question}"


class Urge(models.Model):
    """A reminder to one unit about one task, by a person, or by the district's rules (`sent_by` empty)."""

    class Cause(models.TextChoices):
        BY_HAND = "by_hand", _("by the supervisor")
        SOON_DUE = "soon_due", _("report soon due")
        DUE = "due", _("report due today")
        MISSING = "missing", _("report missing")
        OVERDUE = "overdue", _("task past its deadline")

    task = models.ForeignKey(Task, models.CASCADE, related_name="urges", verbose_name=_("task"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="urges", verbose_name=_("unit"))
    cause = models.CharField(_("cause"), max_length=8, choices=Cause.choices, default=Cause.BY_HAND)
    day = models.DateField(_("day"))
    text = models.CharField(_("words"), max_length=500, blank=True)
    sent_by = _by(_("urged by"))
    sent_at = models.DateTimeField(_("urged at"))
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = _by(_("answered by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("urge")
        verbose_name_plural = _("urges")
        ordering: ClassVar = ["-sent_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["unit", "answered_at"], name="urge_of_unit")]
        constraints: ClassVar = [
            # nobody is urged twice a day for the same thing
            models.UniqueConstraint(fields=["task", "unit", "day"], name="urged_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.day}"


class ChangeRequest(models.Model):
    """A lead unit asks for a later deadline, another wording or value, or a pause; a supervisor decides."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("extension")
        CHANGE = "change", _("change")
        SUSPENSION = "suspension", _("suspension")

    class State(models.TextChoices):
        PENDING = "pending", _("waits for a decision")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    task = models.ForeignKey(Task, models.CASCADE, related_name="requests", verbose_name=_("task"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="requests", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PENDING)
    reason = models.CharField(_("reason"), max_length=1000)
    old_deadline = models.DateField(_("deadline until then"), null=True, blank=True)
    new_deadline = models.DateField(_("new deadline"), null=True, blank=True)
    #: both empty where the wording is not to change
    old_text = models.TextField(_("wording until then"), blank=True)
    new_text = models.TextField(_("new wording"), blank=True)
    #: of those that are to change, by the key of the target, as strings
    old_values = models.JSONField(_("values of targets until then"), default=dict, blank=True)
    new_values = models.JSONField(_("new values of targets"), default=dict, blank=True)
    asked_by = _by(_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    decided_by = _by(_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision = models.CharField(_("words of the decision"), max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task", "kind"], condition=Q(state="pending"), name="one_request_of_a_kind_waits"
            ),
            models.CheckConstraint(
                condition=~Q(kind="extension") | Q(new_deadline__isnull=False), name="extension_has_a_day"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="request_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_state_display()}"

    @property
    def days(self) -> int | None:
        """How far an extension moves the deadline; None for any other request."""
        if self.old_deadline is None or self.new_deadline is None:
            return None
        return (self.new_deadline - self.old_deadline).days


class Instruction(models.Model):
    """A leader's written word on a task, which its lead unit must answer."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="instructions", verbose_name=_("task"))
    text = models.CharField(_("instruction"), max_length=1000)
    due = models.DateField(_("to be answered by"), null=True, blank=True)
    given_by = _by(_("given by"))
    given_at = models.DateTimeField(_("given at"))
    answer = models.CharField(_("answer"), max_length=2000, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered for")
    )
    answered_by = _by(_("answered by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        ordering: ClassVar = ["-given_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="instruction_says_something")
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Watch(models.Model):
    """A leader follows a task."""

    user = models.ForeignKey(User, models.CASCADE, related_name="watches", verbose_name=_("user"))
    task = models.ForeignKey(Task, models.CASCADE, related_name="watches", verbose_name=_("task"))
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("watched task")
        verbose_name_plural = _("watched tasks")
        ordering: ClassVar = ["user_id", "-since"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "task"], name="watched_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.task}"


class Notice(models.Model):
    """A line in somebody's bell. `params` fill the words that tasks.notices has for `code`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name=_("user"))
    district = models.ForeignKey(
        "tasks.District", models.CASCADE, related_name="notices", verbose_name=_("district")
    )
    task = models.ForeignKey(
        Task, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("task")
    )
    code = models.CharField(_("kind"), max_length=30)
    params = models.JSONField(_("particulars"), default=dict, blank=True)
    sent_at = models.DateTimeField(_("sent at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    #: when it went out by mail or to a webhook; those that wait make one digest
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering: ClassVar = ["-sent_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["user", "read_at", "-sent_at"], name="bell_of_user")]

    def __str__(self) -> str:
        return self.code


class Attachment(models.Model):
    """A file beside a report, or waiting beside a draft of one (`report` empty)."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="attachments", verbose_name=_("task"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="attachments", verbose_name=_("unit"))
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="attachments", verbose_name=_("reporting period")
    )
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
    uploaded_by = _by(_("uploaded by"))
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
    user = models.ForeignKey(User, models.CASCADE, related_name="drafts", verbose_name=_("user"))
    content = models.JSONField(_("content"), default=dict)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft of a report")
        verbose_name_plural = _("drafts of reports")
        ordering: ClassVar = ["user_id", "task_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "period", "user"], name="one_draft_a_person")
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
