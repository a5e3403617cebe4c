"""What a layout makes of a document: a plan draft whose every field knows its place and its doubt. Pure."""

from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _

from imports.document import Document, Place

Kind = Literal["report", "livelihood"]

#: the fields of a task that a document prints, in the order in which people read them
FIELDS = (
    "section",
    "goal",
    "label",
    "text",
    "lead_officials",
    "lead_units",
    "partner_units",
    "deadline_text",
    "targets",
)
PEOPLE = ("lead_officials", "lead_units", "partner_units")
#: the fields that hold several values in their order
LISTS = (*PEOPLE, "targets")

#: What a column headed 责任单位 means: everyone in it is a partner (a column of leads stands beside it), the
#: first one leads and the others are partners, or all of them lead.
Meaning = Literal["partners", "first_leads", "all_lead"]


class Doubt:
    """Why a person should look at a field."""

    #: the cell is empty in a row that names its lead unit anew: merged from above, or truly without anybody
    LEAD_CHANGED = "lead_changed"
    #: the row has fewer cells than its table, so it cannot be said which of them is missing
    SHORT_ROW = "short_row"
    #: the cell only names another place to look at
    REFERS_ELSEWHERE = "refers_elsewhere"
    #: a name broken over two lines that may be one or two
    BROKEN_NAME = "broken_name"
    #: names added by a row without wording of its own
    ADDED_BY_ROW = "added_by_row"
    #: far too long for a name, a heading or a list of names
    TOO_LONG = "too_long"
    #: an empty cell below a printed one, in a file that states its merges
    EMPTY_BELOW = "empty_below"
    #: the wording is alike, not equal, to that of a task known already, and was taken for the same one
    REWORDED = "reworded"
    #: characters damaged on the way into the file; the reading is offered, never taken
    DAMAGED = "damaged"
    #: repeated lines were lost from the document, so that an empty field may have been printed once
    LINES_LOST = "lines_lost"
    #: printed in its row, but not under which heading: it may lead or help
    ROLE_OPEN = "role_open"
    #: a group of units stands first in a list of which the first leads
    GROUP_FIRST = "group_first"


def doubt_reason(code: str) -> str:
    """The reason behind a doubt's code, for people, in their language; empty for no doubt."""
    reasons = {
        Doubt.LEAD_CHANGED: _(
            "The cell is empty although the lead unit changes here; it may be merged from above."
        ),
        Doubt.SHORT_ROW: _("The row has fewer cells than the table has columns."),
        Doubt.REFERS_ELSEWHERE: _("The cell only refers to another place."),
        Doubt.BROKEN_NAME: _("A line break may or may not divide two names."),
        Doubt.ADDED_BY_ROW: _("A row without wording of its own adds these names."),
        Doubt.TOO_LONG: _("The cell is too long for what its column holds."),
        Doubt.EMPTY_BELOW: _("The cell is empty and not merged with the one above."),
        Doubt.REWORDED: _("The task is worded otherwise so far; it was taken for the same one."),
        Doubt.DAMAGED: _("Characters were damaged before the file was saved."),
        Doubt.LINES_LOST: _("Repeated lines were lost from the document, here perhaps too."),
        Doubt.ROLE_OPEN: _("The document lost its columns: these units may lead here or help."),
        Doubt.GROUP_FIRST: _("The first of several units is a group; it may not lead."),
    }
    return reasons.get(code, code)


@dataclass(frozen=True, slots=True)
class FieldSource:
    """Where one field came from.

    `excerpt` is the wording as printed there. `inherited`: printed in a row above and carried down. `doubt`
    is a code of Doubt, empty when the document settles the field; `suggestion` is the reading offered.
    """

    place: Place = field(default_factory=Place)
    excerpt: str = ""
    inherited: bool = False
    doubt: str = ""
    suggestion: str | list[str] | None = None

    @property
    def reason(self) -> str:
        return doubt_reason(self.doubt)


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """A number promised by a task: value in unit (万 and 亿 multiplied out), op one of = >= <= ~.

    `kind` is how it is judged (cumulative, growth, level, ceiling), guessed from its words; `resolve` how it
    is promised (ensure, strive, contend; empty: plainly).
    """

    metric: str
    op: str
    value: float
    unit: str
    kind: str = "cumulative"
    resolve: str = ""


@dataclass(slots=True)
class TaskDraft:
    """One task as the document prints it; names are split and freed of white space and titles."""

    number: int
    plan: int
    text: str
    section: str | None = None
    goal: str | None = None
    #: the goal's own number where tasks are numbered apart from it
    goal_label: str | None = None
    label: str | None = None
    lead_officials: list[str] = field(default_factory=list)
    lead_units: list[str] = field(default_factory=list)
    partner_units: list[str] = field(default_factory=list)
    deadline_text: str | None = None
    targets: list[TargetDraft] = field(default_factory=list)
    #: further columns of its row: (column heading, what is printed); a note under no heading of its own: ""
    extras: list[tuple[str, str]] = field(default_factory=list)
    sources: dict[str, FieldSource] = field(default_factory=dict)

    @property
    def check(self) -> list[str]:
        """Fields that a person should look at before the import is confirmed."""
        return [name for name in FIELDS if name in self.sources and self.sources[name].doubt]

    @property
    def suggested(self) -> dict[str, str | list[str]]:
        """Field in `check` → the reading offered for it."""
        return {name: offer for name in self.check if (offer := self.sources[name].suggestion)}


@dataclass(slots=True)
class PlanHeading:
    """One list of the document: its title as printed and what kind of promises it holds."""

    id: int
    title: str
    kind: Kind
    place: Place = field(default_factory=Place)


class Reason:
    """Why a piece of the document became no part of a task."""

    OUTSIDE = "outside"
    UNKNOWN_TABLE = "unknown_table"
    NOTE_IN_TABLE = "note_in_table"
    SURPLUS_CELL = "surplus_cell"
    NOT_SHOWN = "not_shown"
    OTHER_TITLE = "other_title"
    NO_LAYOUT = "no_layout"
    #: of a work report: what was done before, what is aimed at beyond the year, what promises nothing
    PAST_YEAR = "past_year"
    LATER_YEARS = "later_years"
    FRAMING = "framing"
    GLOSSARY = "glossary"
    RESOLUTION = "resolution"
    #: what a web page prints around its text
    PAGE = "page"
    #: a remark on how to read the plan: who leads in its lists of units
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Unused:
    """A piece of the document that became no part of a task, and why (a code of Reason)."""

    text: str
    place: Place
    reason: str

    @property
    def explanation(self) -> str:
        """The reason for people, in their language."""
        words = {
            Reason.OUTSIDE: _("Text outside the tables."),
            Reason.UNKNOWN_TABLE: _("A table whose heading row was not understood."),
            Reason.NOTE_IN_TABLE: _("A note inside a table."),
            Reason.SURPLUS_CELL: _("A cell beyond the columns of its table."),
            Reason.NOT_SHOWN: _("In the file but not on its pages: a page header, a footer or hidden text."),
            Reason.OTHER_TITLE: _("A heading that no task stands under."),
            Reason.PAGE: _("Printed around the text by the web page that it was copied from."),
            Reason.NO_LAYOUT: _("The document's layout was not recognised."),
            Reason.PAST_YEAR: _("The report looks back here; it promises nothing."),
            Reason.LATER_YEARS: _("An aim beyond this year."),
            Reason.FRAMING: _("An address, an introduction or a closing; it promises nothing."),
            Reason.GLOSSARY: _("A note that explains words of the report."),
            Reason.RESOLUTION: _("The assembly's resolution on the report."),
            Reason.NOTE: _("A remark on how to read the plan."),
        }
        return words.get(self.reason, self.reason)


class Problem:
    """What the document as a whole does not say."""

    NO_DISTRICT = "no_district"
    NO_YEAR = "no_year"
    NO_TITLE = "no_title"
    NO_TASKS = "no_tasks"
    LINES_LOST = "lines_lost"


def problem_text(code: str) -> str:
    """A problem's code in words, with what to do, in the reader's language."""
    words = {
        Problem.NO_DISTRICT: _("The document does not name its district. Choose it."),
        Problem.NO_YEAR: _("The document does not name its year. Choose it."),
        Problem.NO_TITLE: _(
            "A plan has no title in the document; the file's name stands in for it. Correct it."
        ),
        Problem.NO_TASKS: _("No task was found in this document."),
        Problem.LINES_LOST: _(
            "Lines that repeat an earlier one seem to have been lost from this document. Where one may be "
            "missing, the field stays empty or is to be checked."
        ),
    }
    return words.get(code, code)


@dataclass(slots=True)
class PlanDraft:
    """A whole document as read. Unknown is None, never guessed; what is missing is named in `problems`."""

    document: str
    district: str | None = None
    year: int | None = None
    plans: list[PlanHeading] = field(default_factory=list)
    tasks: list[TaskDraft] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    layout: str = ""
    #: how surely the layout fits this document, 0 to 1
    confidence: float = 0.0
    #: what 责任单位 was taken to mean; None when no column is called that
    responsible_units_meaning: Meaning | None = None
    #: what was read, to be shown beside what was made of it
    body: Document | None = field(default=None, compare=False, repr=False)
