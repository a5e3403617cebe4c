"""What a line in the bell says: from the code of a notice and its particulars to words.

A notice keeps its code and plain strings, so that it is said in the language of who reads it, and a better
wording reaches old ones too. What is missing among the particulars is left out; a code that nobody knows any
more says that something happened.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: The words of each code; the task that a notice is about stands below them.
WORDS: "dict[str, _StrPromise]" = {
    # urging
    "urged": gettext_lazy("%(by)s urges %(unit)s. %(text)s"),
    "urged_soon_due": gettext_lazy("The report for %(period)s is due on %(due)s."),
    "urged_due": gettext_lazy("The report for %(period)s is due today."),
    "urged_missing": gettext_lazy("The report for %(period)s was due on %(due)s and is missing."),
    "urged_overdue": gettext_lazy("This task is past its deadline, %(due)s."),
    "urged_many": gettext_lazy("%(by)s urges %(unit)s about %(number)s tasks. %(text)s"),
    "urged_many_by_rule": gettext_lazy("%(unit)s is reminded of %(number)s tasks that are due or overdue."),
    "urge_answered": gettext_lazy("%(unit)s answers the urge: %(answer)s"),
    # reports and their review
    "report_passed": gettext_lazy("The report for %(period)s has been passed."),
    "report_returned": gettext_lazy("The report for %(period)s has been sent back by %(by)s: %(reason)s"),
    "reports_passed": gettext_lazy("%(number)s reports for %(period)s have been passed."),
    "claimed": gettext_lazy("%(unit)s reports this task complete; it waits to be verified."),
    "verified": gettext_lazy("%(by)s has verified this task complete."),
    "claim_returned": gettext_lazy("%(by)s has sent back the report that this task is complete: %(reason)s"),
    "reopened": gettext_lazy("%(by)s has reopened this task: %(reason)s"),
    # acknowledging and breaking down
    "acknowledge_asked": gettext_lazy("%(unit)s is asked to acknowledge this task."),
    "acknowledge_many": gettext_lazy("%(unit)s is asked to acknowledge %(number)s tasks."),
    "acknowledged": gettext_lazy("%(unit)s has acknowledged this task."),
    "objected": gettext_lazy("%(unit)s objects to leading this task: %(reason)s"),
    "objection_refused": gettext_lazy(
        "The objection was refused, the task stays with %(unit)s: %(decision)s"
    ),
    "reassigned": gettext_lazy("%(by)s has given this task to %(unit)s."),
    "breakdown_filed": gettext_lazy("%(unit)s has filed its breakdown; it waits to be approved."),
    "breakdown_approved": gettext_lazy("The breakdown has been approved by %(by)s."),
    "breakdown_returned": gettext_lazy("The breakdown has been sent back by %(by)s: %(reason)s"),
    # contributions
    "contribution_asked": gettext_lazy("%(unit)s is asked for a contribution by %(due)s: %(question)s"),
    "contribution_given": gettext_lazy("%(unit)s has contributed to this task."),
    "contribution_withdrawn": gettext_lazy("%(unit)s is no longer asked for a contribution: %(question)s"),
    # requests
    "request_made": gettext_lazy("%(unit)s asks for a decision (%(kind)s): %(reason)s"),
    "request_granted": gettext_lazy("The request (%(kind)s) has been granted by %(by)s. %(decision)s"),
    "request_refused": gettext_lazy("The request (%(kind)s) has been refused by %(by)s. %(decision)s"),
    "request_withdrawn": gettext_lazy("%(unit)s has withdrawn its request (%(kind)s)."),
    # leaders
    "turned_red": gettext_lazy("This task, which you watch, has turned red."),
    "instructed": gettext_lazy("%(by)s instructs: %(text)s"),
    "instruction_answered": gettext_lazy("%(unit)s answers the instruction: %(answer)s"),
    # the task and who has it
    "task_added": gettext_lazy("%(by)s has added this task for %(unit)s."),
    "task_changed": gettext_lazy("%(by)s has changed this task."),
    "task_merged": gettext_lazy("%(by)s has merged another task into this one."),
    "merged_away": gettext_lazy("%(by)s has merged “%(gone)s” into another task."),
    "task_split": gettext_lazy("%(by)s has split this task."),
    "deadline_moved": gettext_lazy("The deadline has moved from %(old)s to %(new)s."),
    "suspended": gettext_lazy("%(by)s has suspended this task: %(reason)s"),
    "resumed": gettext_lazy("%(by)s has taken this task up again."),
    "handed_over": gettext_lazy("%(by)s has handed over to you what was %(name)s's: %(number)s tasks."),
    "units_merged": gettext_lazy("%(gone)s has been merged into %(unit)s, with %(number)s open tasks."),
    # the rules
    "test": gettext_lazy("This is a test: notices of %(district)s arrive here."),
    # periods
    "period_locked": gettext_lazy("%(by)s has locked %(period)s."),
    "period_moved": gettext_lazy("%(by)s has changed when reports for %(period)s are due: %(due)s."),
    "period_reopened": gettext_lazy("%(by)s has reopened %(period)s: %(reason)s"),
}
#: What is no particular of the words, but of the page that a notice without a task leads to.
OF_THE_PAGE = ("page", "year", "query")


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def words(code: str, params: Mapping[str, Any]) -> str:
    """What a notice says, in the language that is active now, without its task."""
    sentence = WORDS.get(code)
    if sentence is None:
        return _("Something has happened here.")
    return (str(sentence) % _Known(params)).strip()
