"""What an import has to say, in words: kept as codes, said in the language of whoever reads them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from imports.document import Place

if TYPE_CHECKING:
    from imports.services.undo import Undoing
    from imports.services.writing import Applied

FIELDS = {
    "section": gettext_lazy("section"),
    "goal": gettext_lazy("goal"),
    "label": gettext_lazy("number"),
    "text": gettext_lazy("wording"),
    "lead_officials": gettext_lazy("lead official"),
    "lead_units": gettext_lazy("lead unit"),
    "partner_units": gettext_lazy("partner unit"),
    "deadline_text": gettext_lazy("deadline"),
    "targets": gettext_lazy("targets"),
    "note": gettext_lazy("note"),
}
PROBLEMS = {
    "no_wording": gettext_lazy("The row has no wording."),
    "too_long": gettext_lazy(
        "%(field)s: longer than %(limit)s signs; something else was probably read for it: “%(words)s”."
    ),
    "several": gettext_lazy(
        "%(field)s: “%(words)s” may be any of %(choices)s. Leave the name to one of them in the"
        " administration, then read the file again."
    ),
    "before_start": gettext_lazy(
        "%(field)s: before the start of the task, %(day)s. Change the start first, then read the file again."
    ),
}
LEFT = {
    "reported": gettext_lazy("reported on by %(who)s, %(when)s"),
    "changed": gettext_lazy("changed by %(who)s, %(when)s"),
    "worked_on": gettext_lazy("worked on by %(who)s, %(when)s"),
    "gone": gettext_lazy("no longer there"),
}
#: What people have done about a task, by the names that imports.services.touched gives it.
WORK = {
    "report": ngettext_lazy("%(number)s report", "%(number)s reports", "number"),
    "acknowledgement": ngettext_lazy("%(number)s acknowledgement", "%(number)s acknowledgements", "number"),
    "breakdown": ngettext_lazy("%(number)s breakdown", "%(number)s breakdowns", "number"),
    "urge": ngettext_lazy("%(number)s urge", "%(number)s urges", "number"),
    "request": ngettext_lazy("%(number)s request", "%(number)s requests", "number"),
    "instruction": ngettext_lazy("%(number)s instruction", "%(number)s instructions", "number"),
    "contribution": ngettext_lazy("%(number)s contribution", "%(number)s contributions", "number"),
    "attachment": ngettext_lazy("%(number)s file", "%(number)s files", "number"),
    "draft": ngettext_lazy("%(number)s draft of a report", "%(number)s drafts of reports", "number"),
    "watch": ngettext_lazy("watched by %(number)s", "watched by %(number)s", "number"),
    "figure": ngettext_lazy(
        "counted in %(number)s locked period", "counted in %(number)s locked periods", "number"
    ),
    "joined": ngettext_lazy(
        "%(number)s other task reported or merged with it",
        "%(number)s other tasks reported or merged with it",
        "number",
    ),
}


def field_label(name: str) -> str:
    return str(FIELDS.get(name, name))


def place_words(place: Mapping[str, Any]) -> str:
    """第142行; 表3 第5行 第2列; empty when only the file is known."""
    return Place.from_json(dict(place)).label()


def problem_words(problem: Mapping[str, Any]) -> str:
    """One problem of a row, without its place."""
    day = parse_date(problem.get("day", ""))
    params = {
        **problem,
        "field": field_label(problem.get("field", "")),
        "choices": "、".join(problem.get("choices", ())),
        "day": date_format(day) if day else "",
    }
    return str(PROBLEMS.get(problem["code"], problem["code"])) % params


def left_words(left: Mapping[str, Any]) -> str:
    """Why undoing leaves a task as it is."""
    when = parse_datetime(left.get("when", ""))
    params = {
        "who": left.get("who") or _("somebody"),
        "when": date_format(localtime(when), "Y-m-d H:i") if when else "",
    }
    words = str(LEFT.get(left["reason"], left["reason"])) % params
    work = [str(WORK[kind] % {"number": number}) for kind, number in left.get("what", {}).items()]
    return _("%(words)s: %(work)s") % {"words": words, "work": "、".join(work)} if work else words


def applied_words(applied: "Applied") -> str:
    """What a confirmation has done, in a sentence or three."""
    counts = vars(applied)
    words = _("Imported: %(created)s new, %(changed)s changed.") % counts
    if applied.waiting:
        waiting = ngettext(
            "%(waiting)s field is still to check.", "%(waiting)s fields are still to check.", applied.waiting
        )
        words = _two(words, waiting % counts)
    if applied.left_out:
        out = ngettext("%(left_out)s row stays out.", "%(left_out)s rows stay out.", applied.left_out)
        words = _two(words, out % counts)
    return words


def _two(one: str, other: str) -> str:
    return _("%(one)s %(other)s") % {"one": one, "other": other}


def undone_words(undone: "Undoing") -> str:
    """What undoing has done."""
    counts = {"removed": len(undone.removed), "restored": len(undone.restored), "left": len(undone.left)}
    return _("Undone: %(removed)s removed, %(restored)s as before, %(left)s left as they are.") % counts


def doubts_words(count: int, undecided: str) -> str:
    """What became, on the command line, of `count` rows in doubt; empty where there are none."""
    words = {
        "empty": ngettext(
            "%(count)s row had fields in doubt; they are empty and still to check"
            " (--doubts as-read fills them).",
            "%(count)s rows had fields in doubt; they are empty and still to check"
            " (--doubts as-read fills them).",
            count,
        ),
        "as_read": ngettext(
            "%(count)s row had fields in doubt; they are filled in as read.",
            "%(count)s rows had fields in doubt; they are filled in as read.",
            count,
        ),
        "leave_out": ngettext(
            "%(count)s row had fields in doubt and was left out.",
            "%(count)s rows had fields in doubt and were left out.",
            count,
        ),
    }
    return words[undecided] % {"count": count} if count else ""
