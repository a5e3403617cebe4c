"""What a lead unit says to being given a task: acknowledgement, breakdown; and what others contribute."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tasks.models.people import Unit, by_whom
from tasks.models.plan import Target, Task
from tasks.models.progress import Period


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
    answered_by = by_whom(_("answered by"))
    answered_at = models.DateTimeField(_("answered at"))
    decided_by = by_whom(_("decided by"))
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
    filed_by = by_whom(_("filed by"))
    filed_at = models.DateTimeField(_("filed at"))
    decided_by = by_whom(_("decided by"))
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
    asked_by = by_whom(_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    note = models.TextField(_("answer"), blank=True)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4, null=True, blank=True)
    answered_by = by_whom(_("answered by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    taken_by = by_whom(_("taken in by"))
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
