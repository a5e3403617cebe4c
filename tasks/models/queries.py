"""Questions about tasks. Every list, count and link asks them here, so that one number is one query."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

if TYPE_CHECKING:
    from tasks.models.people import Official, Unit, User
    from tasks.models.plan import Goal, Responsibility, Task  # noqa: F401 - Task in a base class's brackets

LEADS = ("lead_unit",)
LEADS_OR_PARTNERS = ("lead_unit", "partner_unit")


def unit_and_its_collectives(unit: "Unit") -> Q:
    """The responsibilities that reach `unit`: its own, and those of closed collectives that count it in."""
    return Q(unit=unit) | Q(unit__collective="closed", unit__members=unit)


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: "User") -> "TaskQuerySet":
        """The tasks that `user` may see today; permissions.py has the rule."""
        from tasks.permissions import visible_tasks

        return visible_tasks(user, self)

    def current(self) -> "TaskQuerySet":
        """Without those that were merged into another."""
        return self.filter(merged_into=None)

    def standing_on(self, day: date) -> "TaskQuerySet":
        """Joined with the span that holds on `day`, as `span` (all null before a task's first day)."""
        began = Q(spans__start__lte=day)
        not_ended = Q(spans__end__gt=day) | Q(spans__end=None)
        return self.annotate(span=FilteredRelation("spans", condition=began & not_ended)).annotate(
            standing=models.F("span__standing"),
            light=models.F("span__light"),
            percent=models.F("span__percent"),
            severity=models.F("span__severity"),
            reasons=models.F("span__reasons"),
        )

    def worst_first(self) -> "TaskQuerySet":
        """Overdue and red first, then the document's order. Asks `standing_on` before."""
        worst = models.F("severity").asc(nulls_last=True)
        return self.order_by(worst, "plan__position", "plan_id", "position", "pk")

    def in_document_order(self) -> "TaskQuerySet":
        return self.order_by("plan__position", "plan_id", "position", "pk")

    def led_by(self, unit: "Unit") -> "TaskQuerySet":
        return self._with_responsibility(Q(role__in=LEADS) & unit_and_its_collectives(unit))

    def of_unit(self, unit: "Unit") -> "TaskQuerySet":
        """Those that `unit` leads or partners, itself or in a closed collective."""
        return self._with_responsibility(Q(role__in=LEADS_OR_PARTNERS) & unit_and_its_collectives(unit))

    def of_units(self, units: "QuerySet[Unit]") -> "TaskQuerySet":
        """Those that one of `units` leads or partners, or was named to report."""
        from tasks.models.plan import Responsibility

        reach = Q(unit__in=units) | Q(unit__collective="closed", unit__members__in=units)
        theirs = Responsibility.objects.filter(Q(role__in=LEADS_OR_PARTNERS) & reach, task=OuterRef("pk"))
        return self.filter(Q(reporter__in=units) | Exists(theirs))

    def reported_by(self, units: "Iterable[Unit]") -> "TaskQuerySet":
        """Those that one of `units` reports: as first lead unit, or named where that is a collective."""
        leads = self._responsibilities().filter(role="lead_unit").order_by("position", "pk")
        tasks = self.alias(
            first_lead=models.Subquery(leads.values("unit")[:1]),
            first_kind=models.Subquery(leads.values("unit__collective")[:1]),
        )
        own, named = Q(first_kind="", first_lead__in=units), Q(first_kind__gt="", reporter__in=units)
        return tasks.filter(own | named)

    def with_reporting_unit(self) -> "TaskQuerySet":
        """With `reporting_unit_id`: the first lead unit, or the one named where that is a collective."""
        leads = self._responsibilities().filter(role="lead_unit").order_by("position", "pk")
        kind = models.Subquery(leads.values("unit__collective")[:1])
        single = models.When(first_kind="", then=models.Subquery(leads.values("unit")[:1]))
        named = models.When(first_kind__gt="", then=models.F("reporter"))
        reports = models.Case(single, named, output_field=models.BigIntegerField())
        return self.alias(first_kind=kind).annotate(reporting_unit_id=reports)

    def of_official(self, official: "Official") -> "TaskQuerySet":
        return self._with_responsibility(Q(official=official))

    def without_lead_unit(self) -> "TaskQuerySet":
        return self.exclude(Exists(self._responsibilities().filter(role="lead_unit")))

    def without_lead_official(self) -> "TaskQuerySet":
        return self.exclude(Exists(self._responsibilities().filter(role="lead_official")))

    def under(self, goal: "Goal") -> "TaskQuerySet":
        """Those directly under `goal` or under one of its children."""
        return self.filter(Q(goal=goal) | Q(goal__parent=goal))

    def to_be_checked(self) -> "TaskQuerySet":
        """Those with a field that the document left open and no person has settled."""
        return self._with_origin(~Q(doubt="") & Q(settlement=""))

    def watched_by(self, user: "User") -> "TaskQuerySet":
        return self.filter(watches__user=user)

    def from_file(self, source_file_id: int) -> "TaskQuerySet":
        return self._with_origin(Q(source_file_id=source_file_id))

    def _with_origin(self, condition: Q) -> "TaskQuerySet":
        from tasks.models.source import Origin

        return self.filter(Exists(Origin.objects.filter(condition, task=OuterRef("pk"))))

    def _with_responsibility(self, condition: Q) -> "TaskQuerySet":
        return self.filter(Exists(self._responsibilities().filter(condition)))

    @staticmethod
    def _responsibilities() -> "QuerySet[Responsibility]":
        from tasks.models.plan import Responsibility

        return Responsibility.objects.filter(task=OuterRef("pk"))
