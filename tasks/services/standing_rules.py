"""A year's rules of standing: thresholds, words and colours, and what other thresholds would change today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tasks.models import Task, User, Year
from tasks.models.queries import TaskQuerySet
from tasks.permissions import Access, Action
from tasks.services.history import Deed
from tasks.services.standing import refresh
from tasks.services.states import known
from tasks.standing import Rules, Standing, stand

THRESHOLDS = ("tolerance_points", "red_points")
#: What of a year is set here; a new year begins with those of the year before.
SET = (*THRESHOLDS, "words", "colours")


@dataclass(frozen=True)
class Move:
    """So many tasks that would stand otherwise, in one way."""

    before: Standing
    after: Standing
    tasks: tuple[int, ...]


def would_move(year: Year, rules: Rules, day: date | None = None) -> list[Move]:
    """What would stand otherwise on `day` (today) by `rules`; the worst before first. Writes nothing."""
    day = day or timezone.localdate()
    moves: dict[tuple[Standing, Standing], list[int]] = {}
    for task in known(list(Task.objects.current().filter(year=year).values_list("pk", flat=True))):
        before = stand(task.state, day, task.rules).standing
        after = stand(task.state, day, rules).standing
        if before is not after:
            moves.setdefault((before, after), []).append(task.pk)
    ordered = sorted(moves.items(), key=lambda move: (move[0][0].severity, move[0][1].severity))
    return [Move(before, after, tuple(pks)) for (before, after), pks in ordered]


def set_standing_rules(
    year: Year, *, user: User, rules: Rules, words: Mapping[str, str], colours: Mapping[str, str]
) -> int | None:
    """Set all of them; returns how many tasks stand otherwise from today on, None where nothing was changed.

    Days that are over stay as they were shown. Raises PermissionDenied for who does not administer the
    district.
    """
    new: dict[str, Any] = {
        "tolerance_points": rules.tolerance_points,
        "red_points": rules.red_points,
        "words": dict(words),
        "colours": dict(colours),
    }
    with transaction.atomic():
        row = Year.objects.select_for_update(of=("self",)).select_related("district").get(pk=year.pk)
        if not Access(user, row.district).may(Action.ADMINISTER):
            raise PermissionDenied
        changed = [name for name in SET if getattr(row, name) != new[name]]
        if not changed:
            return None
        for name in changed:
            setattr(row, name, new[name])
        Deed.on(None, user).save(row, *changed)
        return _stand_anew(row) if set(changed) & set(THRESHOLDS) else 0


def _stand_anew(year: Year) -> int:
    """How many tasks stand otherwise then; that a reason reads otherwise does not count."""
    tasks = Task.objects.current().filter(year=year)
    before = _standings(tasks)
    refresh(tasks)
    return sum(before.get(pk, standing) != standing for pk, standing in _standings(tasks).items())


def _standings(tasks: TaskQuerySet) -> dict[int, str]:
    rows = tasks.standing_on(timezone.localdate()).order_by()
    return dict(rows.values_list("pk", F("standing")))
