"""Which rows of an import a page shows: each filter is an address and a count."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from imports.models import GOING_IN, STAYING_OUT, UNDECIDED, ImportBatch, ImportRow, ImportRowQuerySet
from tasks.filters import changed
from tasks.templatetags.look import address_of

ALL, DIFFERENT = "all", "different"
#: Before the import is confirmed: name in the address → words, question.
BEFORE: dict[str, tuple[Any, Q]] = {
    ALL: (gettext_lazy("All"), Q()),
    DIFFERENT: (gettext_lazy("Without those that are the same"), ~Q(verdict="same")),
    "check": (gettext_lazy("To check"), UNDECIDED),
    "conflict": (gettext_lazy("Conflict"), Q(verdict="conflict")),
    "error": (gettext_lazy("Error"), Q(verdict="error")),
    "new": (gettext_lazy("New"), Q(verdict="new")),
    "changed": (gettext_lazy("Changed"), Q(verdict="changed")),
    "same": (gettext_lazy("Same"), Q(verdict="same")),
    "out": (gettext_lazy("Not going in"), STAYING_OUT),
}
#: After it.
AFTER: dict[str, tuple[Any, Q]] = {
    ALL: BEFORE[ALL],
    "created": (gettext_lazy("Task created"), Q(outcome="created")),
    "changed": (gettext_lazy("Task changed"), Q(outcome="changed")),
    "nothing": (gettext_lazy("Nothing written"), Q(outcome="")),
}


def _undone(batch: ImportBatch) -> dict[str, tuple[Any, Q]]:
    """After it was undone, which left some tasks as they were."""
    left = Q(number__in=left_rows(batch)) & ~Q(outcome="")
    return {
        ALL: BEFORE[ALL],
        "created": (gettext_lazy("Removed again"), Q(outcome="created") & ~left),
        "changed": (gettext_lazy("Put back"), Q(outcome="changed") & ~left),
        "left": (gettext_lazy("Left as it is"), left),
        "nothing": AFTER["nothing"],
    }


def left_rows(batch: ImportBatch) -> set[int]:
    """The numbers of the rows whose tasks undoing left as they were."""
    return {each["row"] for each in batch.effects.get("undone", {}).get("left", ())}


@dataclass
class RowFilter:
    """The rows of one batch that an address asks for."""

    batch: ImportBatch
    data: QueryDict

    @property
    def questions(self) -> dict[str, tuple[Any, Q]]:
        if self.batch.status == ImportBatch.Status.STAGED:
            return BEFORE
        return _undone(self.batch) if self.batch.status == ImportBatch.Status.UNDONE else AFTER

    @property
    def show(self) -> str:
        asked = self.data.get("show", "")
        return asked if asked in self.questions else self.default

    @cached_property
    def default(self) -> str:
        """What is shown unasked: where some rows are the same as what is stored, the others."""
        if DIFFERENT not in self.questions or "row" in self.data:
            return ALL
        return DIFFERENT if 0 < self.counts["same"] < self.counts[ALL] else ALL

    @property
    def plan(self) -> int | None:
        """The number of the plan asked for in the draft, None for all."""
        plans = {str(plan["id"]): plan["id"] for plan in self.batch.draft.get("plans", [])}
        return plans.get(self.data.get("plan", ""))

    def rows(self) -> ImportRowQuerySet:
        """Those asked for, in the document's order."""
        return self._of_plan().filter(self.questions[self.show][1]).order_by("number")

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows each filter has; beside them those going in, of all plans."""
        return self._of_plan().counted(
            **{name: question for name, (_words, question) in self.questions.items()}
        )

    @cached_property
    def fates(self) -> dict[str, int]:
        """Of all plans: how many rows a confirmation writes and leaves aside, how many are undecided."""
        whole = ImportRow.objects.filter(batch=self.batch)
        return whole.counted(going_in=GOING_IN, staying_out=STAYING_OUT, undecided=UNDECIDED)

    def tabs(self) -> list[dict[str, Any]]:
        """The filters for components/tabs.html; those that nothing answers to only if asked for."""
        return [
            {
                "label": words,
                "url": self.address(show="" if name == self.default else name),
                "count": self.counts[name],
            }
            | {"current": name == self.show}
            for name, (words, _question) in self.questions.items()
            if name in (ALL, self.show, self.default) or (self.counts[name] and name != DIFFERENT)
        ]

    def plans(self) -> list[dict[str, Any]]:
        """The document's plans as filters, with the number of their tasks."""
        return [
            {
                "label": plan["title"],
                "count": plan["tasks"],
                "current": plan["id"] == self.plan,
                "new": plan["title"] in self.batch.draft.get("new_plans", []),
                "url": self.address(plan="" if plan["id"] == self.plan else str(plan["id"])),
            }
            for plan in self.batch.draft.get("plans", [])
        ]

    def address(self, **words: str) -> str:
        return address_of(changed(self.data, **words))

    def _of_plan(self) -> ImportRowQuerySet:
        rows = ImportRow.objects.filter(batch=self.batch)
        return rows if self.plan is None else rows.filter(data__plan=self.plan)
