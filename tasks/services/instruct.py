"""Instructions: a leader writes on a task, its lead unit answers."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.integrity import refuse_strangers
from tasks.models import Instruction, Task, User
from tasks.permissions import Access, Action, reporting_unit
from tasks.services.gone import refuse_merged
from tasks.services.history import Deed
from tasks.services.standing import changing
from tasks.services.tell import tell_answered, tell_instructed


def instruct(
    task: Task, *, user: User, text: str, due: date | None = None, day: date | None = None
) -> Instruction:
    """A leader's word on `task`, to be answered by `due`. Several may stand on one task.

    Raises PermissionDenied for who may not instruct, Refused where it says nothing or asks for an answer by
    a day that has passed.
    """
    deed, text = Deed.on(day, user), text.strip()
    with changing(task, day) as today:
        if not Access(user, task.year.district).may(Action.INSTRUCT):
            raise PermissionDenied
        refuse_merged(task)
        if not text:
            raise Refused(_("The instruction says nothing yet."))
        if due is not None and due < today:
            raise Refused(_("The day of the answer has passed already. Choose a later one."))
        row = Instruction(task=task, text=text, due=due, given_by=user, given_at=deed.at, awaited_by=user)
        refuse_strangers(row)
        deed.save(row)
        tell_instructed(row)
    return row


def answer(instruction: Instruction, *, user: User, words: str, day: date | None = None) -> Instruction:
    """The answer of the unit that reports the task.

    Raises PermissionDenied for who does not report it, Refused for an empty answer or where somebody was
    faster.
    """
    deed, words, task = Deed.on(day, user), words.strip(), instruction.task
    with changing(task, day):
        unit = reporting_unit(task)
        if unit is None or not Access(user, task.year.district).may_report(task):
            raise PermissionDenied
        row = Instruction.objects.select_for_update(of=("self",)).get(pk=instruction.pk)
        if row.answered_at:
            who = row.answered_by or row.unit or ""
            raise Refused(_("%(name)s has answered this instruction already.") % {"name": who})
        if not words:
            raise Refused(_("The answer says nothing yet."))
        row.answer, row.unit, row.answered_by, row.answered_at = words, unit, user, deed.at
        refuse_strangers(row)
        deed.save(row, "answer", "unit", "answered_by", "answered_at")
        tell_answered(row)
    return row
