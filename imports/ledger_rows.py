"""What a row of our own ledger says of the plan, without where the task stands. Pure."""

from imports.draft import TaskDraft
from tasks.ledger_words import NOTE, NOW_HEADINGS, STANDING, TARGETS


def leave_standing(task: TaskDraft) -> None:
    """Keep of a ledger's row what the plan says; rows of other documents stay as they are."""
    heads = [heading for heading, _text in task.extras]
    if TARGETS not in heads or STANDING not in heads[heads.index(TARGETS) :]:
        return
    end = heads.index(STANDING, heads.index(TARGETS))
    behind = [extra for extra in task.extras[end:] if extra[0] not in NOW_HEADINGS]
    task.extras = [("" if head == NOTE else head, text) for head, text in [*task.extras[:end], *behind]]
