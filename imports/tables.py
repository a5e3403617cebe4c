"""The rows of an import as people read them."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar

import django_tables2 as tables
from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.draft import doubt_reason
from imports.filters import left_rows
from imports.matching import COMPARED, Kind
from imports.models import ImportBatch, ImportRow, ImportRowQuerySet
from imports.output import target_from_json
from imports.remarks import field_label, place_words, problem_words
from imports.services.names import People
from tasks.models import District
from tasks.tables import NOTHING, first_and_more
from tasks.target_words import words_of
from tasks.templatetags.look import difference

Choice, Outcome, Verdict = ImportRow.Choice, ImportRow.Outcome, ImportRow.Verdict
UNDECIDED = "undecided"

#: What can be chosen for a row: the words of the button, and what it means.
IN_DOUBT: dict[str, tuple[Any, Any]] = {
    Choice.AS_READ: (gettext_lazy("As read"), gettext_lazy("Import it with the readings offered")),
    Choice.EMPTY: (
        gettext_lazy("Leave empty"),
        gettext_lazy("Import it, the fields in doubt empty and still to check"),
    ),
    Choice.LEAVE_OUT: (gettext_lazy("Leave out"), gettext_lazy("Do not import it")),
}
IN_CONFLICT: dict[str, tuple[Any, Any]] = {
    Choice.AS_READ: (gettext_lazy("Take the document's"), gettext_lazy("Replace what a person entered")),
    Choice.LEAVE_OUT: (gettext_lazy("Keep what is there"), gettext_lazy("Leave the task as it is")),
}
#: the key that presses a choice's button in the row in focus
KEYS: dict[str, str] = {Choice.AS_READ: "a", Choice.EMPTY: "e", Choice.LEAVE_OUT: "x"}
PLAIN: dict[str, tuple[Any, Any]] = {Choice.LEAVE_OUT: IN_DOUBT[Choice.LEAVE_OUT]}


def _column(words: Any, css: str, **more: Any) -> tables.Column:
    return tables.Column(
        verbose_name=words, empty_values=(), attrs={"td": {"class": css}, "th": {"class": css}}, **more
    )


class RowTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Rows of one batch: as they would go in, or, once confirmed, as they did."""

    pick = _column("", "col-pick", orderable=False)
    number = _column(gettext_lazy("No."), "num")
    verdict = _column(gettext_lazy("Verdict"), "col-short")
    text = _column(gettext_lazy("Task"), "col-title", orderable=False)
    official = _column(gettext_lazy("Lead official"), "col-short", orderable=False)
    unit = _column(gettext_lazy("Lead unit"), "col-short", orderable=False)
    partners = _column(gettext_lazy("Partners"), "col-short col-partners", orderable=False)
    deadline = _column(gettext_lazy("Deadline"), "col-short col-deadline", orderable=False)
    choice = _column(gettext_lazy("Decision"), "col-choice", orderable=False)

    class Meta:
        attrs: ClassVar = {"id": "rows"}
        row_attrs: ClassVar = {
            "id": lambda record: f"row-{record.number}",
            "hx-swap-oob": lambda table: "true" if table.oob else None,
            "class": lambda record, table: f"row-{'past' if table.undone else look_of(record)}",
            "data-waits": lambda record, table: "" if table.open and undecided(record) else None,
        }

    def __init__(
        self,
        rows: ImportRowQuerySet,
        *,
        batch: ImportBatch,
        district: District,
        oob: bool = False,
        **options: Any,
    ) -> None:
        """`oob`: its rows take the places of the page's own, in an answer to htmx."""
        self.batch, self.district, self.oob = batch, district, oob
        self.open = batch.status == ImportBatch.Status.STAGED
        self.undone = batch.status == ImportBatch.Status.UNDONE
        if not self.open:
            options["exclude"] = ("pick", "choice")
        super().__init__(_with_runs(rows), empty_text=_("No row fits this filter."), **options)

    @cached_property
    def people(self) -> People:
        """By whom the district knows the names in documents."""
        return People.of(self.district)

    # ---- cells ----
    def render_pick(self, record: ImportRow) -> SafeString:
        if not choices_of(record):
            return SafeString("")
        words = _("Pick row %(number)s") % {"number": record.number}
        box = '<input type="checkbox" name="rows" value="{}" aria-label="{}" data-pick>'
        return format_html(box, record.pk, words)

    def render_verdict(self, record: ImportRow) -> SafeString:
        if not self.open:
            return format_html("{}", self._outcome(record))
        check = format_html(' <span class="doubt">{}</span>', _("to check")) if undecided(record) else ""
        return format_html("{}{}", record.get_verdict_display(), check)

    def _outcome(self, record: ImportRow) -> str:
        if not record.outcome:
            return _("not written")
        if not self.undone:
            return record.get_outcome_display()
        if record.number in left_rows(self.batch):
            return _("left as it is")
        return _("removed again") if record.outcome == Outcome.CREATED else _("put back")

    def render_text(self, record: ImportRow) -> SafeString:
        data = record.data
        path = [data["section"], data["goal"]] if data["section"] != data["goal"] else [data["goal"]]
        words = format_html_join(" › ", "{}", ((title,) for title in path if title))
        return format_html(
            '<div class="clamp"><span>{}</span></div>{}<div class="under">{}{}{}{} {}</div>{}{}{}',
            data["text"],
            _targets(record),
            format_html("{} ", data["label"]) if data["label"] else "",
            words,
            self._task_link(record),
            self._beside(record),
            _sources(record),
            _problems(record),
            _changes(record),
            _doubts(record),
        )

    def render_official(self, record: ImportRow) -> SafeString:
        return self._people(record, "lead_officials", leads=True)

    def render_unit(self, record: ImportRow) -> SafeString:
        return self._people(record, "lead_units", leads=True)

    def render_partners(self, record: ImportRow) -> SafeString:
        return self._people(record, "partner_units", leads=True)

    def render_deadline(self, record: ImportRow) -> SafeString:
        words = reading(record, "deadline_text")
        return _marked(record, "deadline_text", format_html("{}", words)) if words else NOTHING

    def render_choice(self, record: ImportRow) -> SafeString:
        buttons = [_button(record, choice, *words) for choice, words in choices_of(record).items()]
        return format_html(
            '<div class="choices" role="group" aria-label="{}">{}</div>{}',
            _("Decision about row %(number)s") % {"number": record.number},
            SafeString("".join(buttons)),
            _run_buttons(record),
        )

    def _people(self, record: ImportRow, name: str, *, leads: bool) -> SafeString:
        names = self.people.stored(name, reading(record, name) or [])
        return _marked(record, name, first_and_more(names, leads=len(names) if leads else 0))

    def _task_link(self, record: ImportRow) -> SafeString:
        if not record.task_id or not self.batch.year:
            return SafeString("")
        place = {"code": self.district.code, "number": self.batch.year.number, "pk": record.task_id}
        return format_html(' · <a href="{}">{}</a>', reverse("task", kwargs=place), _("the task"))

    def _beside(self, record: ImportRow) -> SafeString:
        """Shows the row's place in the document beside it."""
        place = {"code": self.district.code, "pk": record.batch_id}
        return format_html(
            ' · <a href="?row={}#source" hx-get="{}?row={}" hx-target="#source" data-beside>{}</a>',
            record.number,
            reverse("import_source", kwargs=place),
            record.number,
            _("source, correct") if self.open else _("in the document"),
        )


def _with_runs(rows: ImportRowQuerySet) -> ImportRowQuerySet:
    """With the length of the run that begins at each row."""
    same = ImportRow.objects.filter(batch=OuterRef("batch"), run=OuterRef("number")).order_by()
    return rows.annotate(
        run_length=Subquery(same.values("run").annotate(length=Count("pk")).values("length"))
    )


# --- what a row says -----------------------------------------------------------------------------


def look_of(row: ImportRow) -> str:
    """The look of a row: a doubt nobody has decided about before its verdict."""
    if row.choice == Choice.LEAVE_OUT:
        return "left-out"
    return "doubt" if undecided(row) else row.verdict


def undecided(row: ImportRow) -> bool:
    """Whether a person still has to decide about this row."""
    waits = row.doubtful and row.verdict in (Verdict.NEW, Verdict.CHANGED)
    return not row.choice and (waits or row.verdict == Verdict.CONFLICT)


def choices_of(row: ImportRow) -> dict[str, tuple[Any, Any]]:
    """What can be chosen for a row: nothing for what is the same, or cannot be stored."""
    if row.verdict in (Verdict.SAME, Verdict.ERROR):
        return {}
    if row.verdict == Verdict.CONFLICT:
        return IN_CONFLICT
    return IN_DOUBT if row.doubtful else PLAIN


def reading(row: ImportRow, name: str) -> Any:
    """What is read for a field, in doubt or not."""
    return row.data["suggested"].get(name) or row.data[name]


def in_order(fields: dict[str, Any]) -> list[tuple[str, Any]]:
    """By field as people read them; what a database kept as JSON has lost its order."""
    return [(name, fields[name]) for name in COMPARED if name in fields]


def _marked(row: ImportRow, name: str, cell: SafeString) -> SafeString:
    """A cell, marked where its value is in doubt; in grey where it will be left empty."""
    if name not in row.checks or row.choice == Choice.AS_READ:
        return cell
    title = doubt_reason(row.checks[name])
    css = "unsure unsure-empty" if row.choice == Choice.EMPTY else "unsure"
    return format_html('<span class="{}" title="{}">{}</span>', css, title, cell)


def _targets(row: ImportRow) -> SafeString:
    """The numbers that the row promises."""
    words = (words_of(target_from_json(each)) for each in row.data["targets"])
    chips = format_html_join("", "<li>{}</li>", ((each,) for each in words))
    if not chips:
        return chips
    return format_html('<ul class="numbers" aria-label="{}">{}</ul>', _("Targets"), chips)


def _problems(row: ImportRow) -> SafeString:
    return _remarks(
        "errorlist", ((problem_words(each), _at(each.get("place") or {})) for each in row.problems)
    )


def _remarks(css: str, lines: Iterator[tuple[str, str]]) -> SafeString:
    items = format_html_join("", "<li>{} <small>{}</small></li>", lines)
    return format_html('<ul class="plain {}">{}</ul>', css, items) if items else SafeString("")


def _changes(row: ImportRow) -> SafeString:
    """Before and after of every field that the document changes."""
    changes = [(name, each) for name, each in in_order(row.changes) if each["kind"] != Kind.DOUBT]
    lines = format_html_join(
        "",
        "<dt>{}</dt><dd>{}</dd>",
        (
            (_field_of(name, change), difference(change["before"], change["after"]))
            for name, change in changes
        ),
    )
    return format_html('<dl class="facts changes">{}</dl>', lines) if lines else SafeString("")


def _field_of(name: str, change: dict[str, Any]) -> SafeString:
    if change["kind"] != Kind.CONFLICT:
        return format_html("{}", field_label(name))
    why = _("A person has changed this since it was imported, or entered it.")
    return format_html('{} <span class="doubt" title="{}">{}</span>', field_label(name), why, _("conflict"))


def _doubts(row: ImportRow) -> SafeString:
    """Every field in doubt: what is offered, why it is in doubt, where it stands."""
    lines = format_html_join("", "<li>{} {} <small>{} {}</small></li>", _doubt_lines(row))
    return format_html('<ul class="plain doubt-lines">{}</ul>', lines) if lines else SafeString("")


def _doubt_lines(row: ImportRow) -> Iterator[tuple[str, SafeString, str, str]]:
    for name, doubt in in_order(row.checks):
        change = row.changes.get(name)
        offered = change["after"] if change else reading(row, name)
        words = "、".join(offered) if isinstance(offered, list) else str(offered or "")
        shown = (
            difference(change["before"], offered) if change else format_html("<b>{}</b>", words or _("none"))
        )
        label = _("%(field)s, read as:") % {"field": field_label(name)}
        yield label, shown, doubt_reason(doubt), _at(row.data["source"].get(name, {}).get("place", {}))


def _at(place: dict[str, Any]) -> str:
    where = place_words(place)
    return f"（{where}）" if where else ""


def _sources(row: ImportRow) -> SafeString:
    """Where the row stands in the document, and, unfolded, what is printed for each field."""
    sources = row.data["source"]
    where = place_words(sources.get("text", {}).get("place", {}))
    fields = list(in_order(sources))
    lines = format_html_join(
        "",
        "<dt>{}{}</dt><dd>{} <small>{}</small></dd>",
        ((field_label(name), _from_above(s), _printed(s), place_words(s["place"])) for name, s in fields),
    )
    return format_html(
        '<details class="row-source"><summary title="{}" data-open>{}</summary>'
        '<dl class="facts">{}</dl></details>',
        _("What is printed in the document"),
        where or _("Source"),
        lines,
    )


def _from_above(source: dict[str, Any]) -> SafeString:
    return (
        format_html(' <span class="tag">{}</span>', _("from above"))
        if source["inherited"]
        else SafeString("")
    )


def _printed(source: dict[str, Any]) -> SafeString:
    if not source["excerpt"]:
        return format_html('<span class="quiet">{}</span>', _("empty in the document"))
    return format_html("{}", source["excerpt"])


# --- what can be done with it --------------------------------------------------------------------


def _button(row: ImportRow, choice: str, words: Any, title: Any) -> SafeString:
    """A button that decides; pressed again it takes the decision back."""
    pressed = row.choice == choice or (
        row.verdict == Verdict.CONFLICT and not row.choice and choice == Choice.LEAVE_OUT
    )
    value = UNDECIDED if row.choice == choice else choice
    return format_html(
        '<button type="submit" name="one" value="{}:{}" id="choose-{}-{}" class="button button-small"'
        ' title="{}" aria-pressed="{}" data-key="{}">{}</button>',
        row.pk,
        value,
        row.pk,
        choice,
        title,
        "true" if pressed else "false",
        KEYS[choice],
        words,
    )


def _run_buttons(row: ImportRow) -> SafeString:
    """On the first of several rows on end with one doubt: decide about all of them."""
    if row.run != row.number or not undecided(row):
        return SafeString("")
    count = getattr(row, "run_length", None) or 0
    if count < 2:
        return SafeString("")
    words = _("The same doubt runs through %(count)s rows; all of them:")
    buttons = format_html_join(
        " ",
        '<button type="submit" name="run" value="{}:{}" class="link" data-key="{}">{}</button>',
        ((row.number, choice, KEYS[choice].upper(), names[0]) for choice, names in IN_DOUBT.items()),
    )
    return format_html('<p class="run small">{} {}</p>', words % {"count": count}, buttons)
