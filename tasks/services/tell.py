"""The one place from which people are told of acknowledgements, breakdowns, assignments, contributions."""

from tasks.models import Task, Unit, User


def tell(unit: Unit | None, code: str, task: Task, /, *, by: User, **params: object) -> None:
    """Tell those who report for `unit` (None: the district's supervisors) of `code` on `task`.

    `params` fill the words of `code`. Called in the transaction of what they are told of. Nobody is told yet:
    notices are to be sent from here.
    """
