"""The one place from which people are told of acknowledgements, breakdowns, assignments, contributions."""

from typing import Any

from tasks.models import Task, Unit, User
from tasks.services.notify import notify, of_unit, supervisors


def tell(unit: Unit | None, code: str, task: Task, /, *, by: User, **params: Any) -> None:
    """Tell those who report for `unit` (None: the district's supervisors) of `code` on `task`.

    `params` fill the words of `code`. Called in the transaction of what they are told of.
    """
    district = task.year.district
    users = supervisors(district) if unit is None else of_unit(unit)
    notify(users, code, district, task, by=by, **params)
