"""No row of one district may point into another: the rule, and how it is found where it was broken."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

#: For each model: the path to its district, and the paths to districts that must be the same one.
DISTRICT_PATHS: dict[str, tuple[str, dict[str, str]]] = {
    "Membership": ("district", {"unit": "unit__district", "official": "official__district"}),
    "Goal": ("plan__year__district", {"parent": "parent__plan__year__district"}),
    "Task": (
        "year__district",
        {
            "plan": "plan__year__district",
            "goal": "goal__plan__year__district",
            "reporter": "reporter__district",
        },
    ),
    "Responsibility": ("task__year__district", {"unit": "unit__district", "official": "official__district"}),
    "ProgressReport": (
        "task__year__district",
        {"period": "period__year__district", "unit": "unit__district"},
    ),
    "Origin": ("task__year__district", {"source_file": "source_file__district"}),
    "Acknowledgement": (
        "task__year__district",
        {"unit": "unit__district", "proposed": "proposed__district"},
    ),
    **{
        name: ("task__year__district", {"unit": "unit__district"})
        for name in ("Breakdown", "Contribution", "Urge", "ChangeRequest", "Instruction", "Attachment")
    },
    "Notice": ("district", {"task": "task__year__district"}),
}
#: Beyond the district: what must agree exactly.
EQUAL_PATHS: dict[str, dict[str, tuple[str, str]]] = {
    "Goal": {"parent": ("plan", "parent__plan")},
    "Task": {
        "plan": ("year", "plan__year"),
        "goal": ("plan", "goal__plan"),
        "reported_with": ("year", "reported_with__year"),
        "merged_into": ("year", "merged_into__year"),
    },
    "ProgressReport": {"period": ("task__year", "period__year")},
    "Contribution": {"period": ("task__year", "period__year"), "target": ("task", "target__task")},
    "Attachment": {"period": ("task__year", "period__year"), "report": ("task", "report__task")},
    "BreakdownStep": {"target": ("breakdown__task", "target__task")},
    "PeriodFigure": {"period": ("task__year", "period__year")},
}
#: Many-to-many fields whose two ends must be of one district: the field, and its ends.
MEMBER_ENDS: dict[str, tuple[str, str, str]] = {
    "Unit": ("members", "from_unit", "to_unit"),
    "Official": ("units", "official", "unit"),
}


def refuse_strangers(row: models.Model) -> None:
    """Raise ValidationError, naming the field, where `row` points into another district, year or plan."""
    name = type(row).__name__
    home, others = DISTRICT_PATHS.get(name, ("", {}))
    checks = {field: (home, path) for field, path in others.items()}
    errors: dict[str, str] = {}
    for field, (own, path) in [*checks.items(), *EQUAL_PATHS.get(name, {}).items()]:
        expected, found = _follow(row, own), _follow(row, path)
        if expected is not None and found is not None and expected != found:
            errors[field] = _("This belongs to %(found)s, not to %(expected)s. Choose another.") % {
                "found": found,
                "expected": expected,
            }
    if errors:
        raise ValidationError(errors)


def _follow(row: Any, path: str) -> Any:
    for step in path.split("__"):
        if row is None or (getattr(row, f"{step}_id", None) is None and step not in row._state.fields_cache):
            return None  # one that is only about to be saved has no key yet
        row = getattr(row, step)
    return row


@dataclass(frozen=True)
class Stranger:
    """A stored row that points into another district, year or plan, and the field that does."""

    row: models.Model
    field: str
    #: the two ends of a row that only joins them
    ends: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.ends:
            return f"{self.row._meta.verbose_name} {self.row.pk} {self.field}: {self.row}"
        one, other = (getattr(self.row, end) for end in self.ends)
        both = f"{_with_district(one)} → {_with_district(other)}"
        return f"{one._meta.verbose_name} {one.pk} {self.field}: {both}"


def _with_district(row: Any) -> str:
    return f"{row}（{row.district}）"


def strangers() -> Iterator[Stranger]:
    """Every stored row that points into another district, year or plan."""
    for name in {**DISTRICT_PATHS, **EQUAL_PATHS}:
        home, others = DISTRICT_PATHS.get(name, ("", {}))
        checks = [(f, home, path) for f, path in others.items()]
        checks += [(field, own, path) for field, (own, path) in EQUAL_PATHS.get(name, {}).items()]
        model = apps.get_model("tasks", name)
        for field, own, path in checks:
            rows = model._default_manager.filter(**{f"{path}__isnull": False})
            for row in rows.exclude(**{own: models.F(path)}):
                yield Stranger(row, field)
    for name, (field, *ends) in MEMBER_ENDS.items():
        one, other = (f"{end}__district" for end in ends)
        through = getattr(apps.get_model("tasks", name), field).through
        for row in through._default_manager.exclude(**{one: models.F(other)}).select_related(one, other):
            yield Stranger(row, field, tuple(ends))
