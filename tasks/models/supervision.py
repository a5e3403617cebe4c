"""Supervision: urges, requests, instructions, and what people are told.

No row here changes a task by itself: services do, in the same transaction.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tasks.models.people import Unit, User, by_whom
from tasks.models.plan import Task


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
    sent_by = by_whom(_("urged by"))
    sent_at = models.DateTimeField(_("urged at"))
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = by_whom(_("answered by"))
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
    asked_by = by_whom(_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    decided_by = by_whom(_("decided by"))
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
    given_by = by_whom(_("given by"))
    given_at = models.DateTimeField(_("given at"))
    #: who gave it, or took over from them since
    awaited_by = by_whom(_("answer awaited by"))
    answer = models.CharField(_("answer"), max_length=2000, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered for")
    )
    answered_by = by_whom(_("answered by"))
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
    #: when it went out on every way that its district has; those that wait make one digest
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)
    posted_at = models.DateTimeField(_("posted at"), null=True, blank=True)
    #: until when a worker has it in hand, so that two never send the same
    held_until = models.DateTimeField(_("in hand until"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering: ClassVar = ["-sent_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["user", "read_at", "-sent_at"], name="bell_of_user"),
            models.Index(fields=["sent_at"], condition=Q(delivered_at=None), name="notices_to_send"),
        ]

    def __str__(self) -> str:
        return self.code
