"""The plan: goals, tasks, targets and milestones, and who does what."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tasks.models.district import Year
from tasks.models.people import Official, Unit, User
from tasks.models.queries import TaskQuerySet

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from tasks.models.source import Origin


class Cadence(models.TextChoices):
    MONTHLY = "monthly", _("monthly")
    QUARTERLY = "quarterly", _("quarterly")
    HALF_YEARLY = "half_yearly", _("half-yearly")


class Plan(models.Model):
    """One list of a year: the work report, the livelihood list, or another."""

    class Kind(models.TextChoices):
        REPORT = "report", _("government work report")
        LIVELIHOOD = "livelihood", _("livelihood list")
        OTHER = "other", _("other list")

    year = models.ForeignKey(Year, models.CASCADE, related_name="plans", verbose_name=_("year"))
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.REPORT)
    position = models.PositiveIntegerField(_("order"), default=0)
    cadence = models.CharField(_("cadence"), max_length=11, choices=Cadence.choices, default=Cadence.MONTHLY)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering: ClassVar = ["year_id", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "title"], name="plan_title_once_a_year")
        ]

    def __str__(self) -> str:
        return self.title


class Goal(models.Model):
    """A heading of a plan: a section, or a goal below one. Titles may repeat: its place tells it apart."""

    class Kind(models.TextChoices):
        SECTION = "section", _("section")
        GOAL = "goal", _("goal")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="goals", verbose_name=_("plan"))
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices, default=Kind.GOAL)
    label = models.CharField(_("number"), max_length=30, blank=True)
    title = models.CharField(_("title"), max_length=300)
    position = models.PositiveIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering: ClassVar = ["plan_id", "position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="goal_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        from tasks.integrity import refuse_strangers

        refuse_strangers(self)


class Task(models.Model):
    """The smallest thing promised: one row, number or unit line of the document."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("not started, by plan")
        OPEN = "open", _("under way")
        CLAIMED = "claimed", _("reported complete, to be verified")
        COMPLETED = "completed", _("completed")
        SUSPENDED = "suspended", _("suspended")

    class Source(models.TextChoices):
        DOCUMENT = "", _("a document")
        LEADER = "leader", _("given by a leader")
        MEETING = "meeting", _("decided by a meeting")
        OTHER = "other", _("entered by hand")

    year = models.ForeignKey(Year, models.CASCADE, related_name="tasks", verbose_name=_("year"))
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks", verbose_name=_("plan"))
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("goal")
    )
    label = models.CharField(_("number"), max_length=30, blank=True)
    text = models.TextField(_("wording"))
    position = models.PositiveIntegerField(_("order"), default=0)
    start = models.DateField(_("start"), null=True, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    deadline_text = models.CharField(_("deadline as printed"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)
    cadence = models.CharField(_("cadence"), max_length=11, choices=Cadence.choices, blank=True)
    status = models.CharField(_("status"), max_length=11, choices=Status.choices, default=Status.OPEN)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    override_percent = models.DecimalField(
        _("percent set by hand"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    override_reason = models.CharField(_("why it was set by hand"), max_length=300, blank=True)
    source = models.CharField(
        _("where it comes from"), max_length=8, choices=Source.choices, blank=True, default=""
    )
    source_note = models.CharField(_("which meeting, whose words"), max_length=200, blank=True)
    #: who reports where the first lead unit is a collective
    reporter = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit named to report")
    )
    #: the same promise in another list: its report serves this task too
    reported_with = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="served",
        verbose_name=_("reported with"),
    )
    #: set when this task was merged into another; it is in no list then, its past stays
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )

    objects = TaskQuerySet.as_manager()
    #: why a step was taken: reopened, suspended, split, merged, moved, given to others
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    if TYPE_CHECKING:
        responsibilities: RelatedManager["Responsibility"]
        targets: RelatedManager["Target"]
        milestones: RelatedManager["Milestone"]
        origins: RelatedManager["Origin"]

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering: ClassVar = ["plan__position", "plan_id", "position", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["year", "plan", "position"], name="task_in_order"),
            models.Index(fields=["goal", "position"], name="task_under_goal"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="task_has_wording"),
            models.CheckConstraint(
                condition=Q(override_percent=None) | Q(override_percent__range=(0, 100)),
                name="override_is_a_percent",
            ),
            models.CheckConstraint(
                condition=Q(override_percent=None) | ~Q(override_reason=""), name="override_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(start=None) | Q(deadline=None) | Q(start__lte=F("deadline")),
                name="task_starts_before_its_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(status="completed") | Q(completed_on__isnull=False), name="completed_has_a_day"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="task_is_not_merged_into_itself"),
            models.CheckConstraint(
                condition=~Q(reported_with=F("id")), name="task_is_not_reported_with_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def clean(self) -> None:
        from tasks.integrity import refuse_strangers

        refuse_strangers(self)


class Responsibility(models.Model):
    """Who does what on a task: one official or unit in one role, in the document's order."""

    class Role(models.TextChoices):
        LEAD_OFFICIAL = "lead_official", _("lead official")
        LEAD_UNIT = "lead_unit", _("lead unit")
        PARTNER_UNIT = "partner_unit", _("partner unit")

    task = models.ForeignKey(Task, models.CASCADE, related_name="responsibilities", verbose_name=_("task"))
    role = models.CharField(_("role"), max_length=13, choices=Role.choices)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="responsibilities", verbose_name=_("unit")
    )
    official = models.ForeignKey(
        Official,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responsibilities",
        verbose_name=_("lead official"),
    )
    place = models.JSONField(_("place in the document"), default=dict, blank=True)
    inherited = models.BooleanField(_("inherited from a row above"), default=False)
    confirmed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering: ClassVar = ["task_id", "role", "position", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "role"], name="responsibility_of_unit"),
            models.Index(fields=["official"], name="responsibility_of_official"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role="lead_official", official__isnull=False, unit__isnull=True)
                | Q(role__in=["lead_unit", "partner_unit"], official__isnull=True, unit__isnull=False),
                name="responsibility_is_one_unit_or_official",
            ),
            models.UniqueConstraint(fields=["task", "role", "unit"], name="unit_once_a_role"),
            models.UniqueConstraint(fields=["task", "official"], name="official_once_a_task"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.official or self.unit}"

    def clean(self) -> None:
        from tasks.integrity import refuse_strangers

        refuse_strangers(self)


class Target(models.Model):
    """A number promised by a task."""

    class Comparator(models.TextChoices):
        EQUAL = "=", _("equal to")
        AT_LEAST = ">=", _("at least")
        AT_MOST = "<=", _("at most")
        ABOUT = "~", _("about")

    class Kind(models.TextChoices):
        CUMULATIVE = "cumulative", _("cumulative")
        GROWTH = "growth", _("growth")
        LEVEL = "level", _("level")
        CEILING = "ceiling", _("ceiling")

    class Resolve(models.TextChoices):
        ENSURE = "ensure", _("to be ensured")
        STRIVE = "strive", _("to be striven for")
        CONTEND = "contend", _("to be contended for")

    task = models.ForeignKey(Task, models.CASCADE, related_name="targets", verbose_name=_("task"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    metric = models.CharField(_("metric"), max_length=200)
    comparator = models.CharField(
        _("comparator"), max_length=2, choices=Comparator.choices, default=Comparator.EQUAL
    )
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    unit = models.CharField(_("unit of measure"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CUMULATIVE)
    kind_guessed = models.BooleanField(_("kind is guessed"), default=False)
    resolve = models.CharField(
        _("how firmly promised"), max_length=7, choices=Resolve.choices, blank=True, default=""
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering: ClassVar = ["task_id", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.metric} {self.comparator} {self.value.normalize():f}{self.unit}"

    @property
    def op(self) -> str:
        """The comparator, as targets in words know it (tasks/target_words.py)."""
        return self.comparator


class Milestone(models.Model):
    """A dated step of a task, with its share of the work."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="milestones", verbose_name=_("task"))
    title = models.CharField(_("title"), max_length=200)
    due = models.DateField(_("due"))
    share = models.DecimalField(_("share of the work (%)"), max_digits=5, decimal_places=2, default=0)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering: ClassVar = ["task_id", "due", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(share__range=(0, 100)), name="milestone_share_is_a_percent")
        ]

    def __str__(self) -> str:
        return self.title
