"""A batch on its way: being read, asking, ready to be looked through, confirmed, undone."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from imports.document import Place
from imports.draft import Problem, Unused, problem_text
from imports.filters import RowFilter
from imports.forms import BulkForm, QuestionForm, ReadingForm, layout_words
from imports.models import ImportBatch, ImportRow, ImportRowQuerySet
from imports.remarks import left_words
from imports.services.decide import answer as answer_questions
from imports.services.decide import choose as decide
from imports.services.decide import decisions
from imports.services.edit import edit_all
from imports.tables import UNDECIDED, RowTable
from imports.views.batches import UNPROCESSABLE, batch_of
from imports.views.names import newcomers
from imports.views.source import source_of
from tasks.errors import Refused
from tasks.models import User
from tasks.permissions import Action
from tasks.scope import Scope, in_district
from tasks.views.task_list import PAGE_SIZES, page_size, turn_page

Status, Choice = ImportBatch.Status, ImportRow.Choice
BEING_READ = (Status.WAITING, Status.READING)
#: After so many seconds a person may suspect that nobody reads.
PATIENCE = 20


@require_safe
@in_district(Action.IMPORT)
def preview(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The page of a batch, whatever state it is in."""
    return page(request, scope, batch_of(scope, pk))


@require_safe
@in_district(Action.IMPORT)
def state(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """For the page that waits: how the reading goes on; once it is over the page is asked for anew."""
    batch = batch_of(scope, pk)
    if batch.status in BEING_READ:
        return render(request, "imports/progress.html", _reading(batch))
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response


@require_POST
@in_district(Action.IMPORT)
def answer(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Answer the open questions of a batch, or have its document read again, in another way or the same."""
    batch = batch_of(scope, pk)
    how = request.POST.get("how", "")
    form: QuestionForm | ReadingForm | None = None
    if how == "go_on":
        form = QuestionForm(request.POST, batch=batch)
    elif how == "otherwise":
        form = ReadingForm(request.POST, batch=batch)
    if form is not None and not form.is_valid():
        return page(request, scope, batch, status=UNPROCESSABLE, form=form)
    try:
        answer_questions(batch, user=cast(User, request.user), **(form.answers() if form else {}))
    except Refused as refused:
        messages.error(request, str(refused))
    return to_preview(scope, batch)


@require_POST
@in_district(Action.IMPORT)
def choose(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Decide about one row, about rows with one doubt, about picked ones or all that the filter shows."""
    batch = batch_of(scope, pk)
    shown = RowFilter(batch, request.GET)
    if request.POST.get("bulk") == "set":
        return _set(request, scope, batch, shown)
    rows, choice = _decision(request, shown)
    try:
        count = decide(batch, rows, choice, user=cast(User, request.user)) if rows is not None else 0
    except Refused as refused:
        messages.error(request, str(refused))
        return over(request, scope, batch)
    _say(request, count, choice)
    if not cast(Any, request).htmx:
        return to_preview(scope, batch, shown.address())
    return _rows_again(request, scope, batch, shown)


def to_preview(scope: Scope, batch: ImportBatch, query: str = "") -> HttpResponse:
    return redirect(_address(scope, batch) + query)


def _address(scope: Scope, batch: ImportBatch) -> str:
    return reverse("import_preview", kwargs={"code": scope.district.code, "pk": batch.pk})


def page(
    request: HttpRequest, scope: Scope, batch: ImportBatch, status: int = 200, form: Any = None
) -> HttpResponse:
    """The page of a batch in its state; `form`: one of its own that did not hold."""
    if batch.status in BEING_READ:
        return render(request, "imports/reading.html", _reading(batch))
    if batch.status == Status.QUESTION:
        return render(request, "imports/question.html", _question(batch, form), status=status)
    if batch.status in (Status.FAILED, Status.DISCARDED):
        return render(request, "imports/failed.html", _failed(batch, form), status=status)
    return render(request, "imports/preview.html", _rows_page(request, scope, batch, form), status=status)


def _reading(batch: ImportBatch) -> dict[str, Any]:
    waited = int((timezone.now() - (batch.queued_at or batch.created_at)).total_seconds())
    return {"batch": batch, "waited": waited, "long": waited >= PATIENCE}


def _question(batch: ImportBatch, form: QuestionForm | None) -> dict[str, Any]:
    same = batch.question.get("same_file")
    earlier = ImportBatch.objects.select_related("source", "created_by").filter(pk=same).first()
    return {"batch": batch, "form": form or QuestionForm(batch=batch), "earlier": earlier}


def _failed(batch: ImportBatch, form: Any) -> dict[str, Any]:
    """A document without tasks may have been read in a way that a person chose; another may find some."""
    readable = batch.status == Status.FAILED and bool(batch.draft)
    return {
        "batch": batch,
        "place": _place(batch.error),
        "unused": _unused(batch),
        "reading_form": (form or ReadingForm(batch=batch)) if readable else None,
    }


def _place(error: dict[str, Any]) -> str:
    return Place.from_json(error.get("place") or {}).label()


# --- rows ------------------------------------------------------------------------------------


def _rows_page(request: HttpRequest, scope: Scope, batch: ImportBatch, form: Any) -> dict[str, Any]:
    shown = RowFilter(batch, request.GET)
    table = table_of(shown.rows(), scope, batch, order_by=request.GET.getlist("sort"))
    turn_page(table, _turned_to(request.GET, shown))
    draft = batch.draft
    return {
        **totals(shown),
        "table": table,
        "sizes": PAGE_SIZES,
        "shown_rows": ",".join(str(row.record.pk) for row in table.page),
        "plans": shown.plans(),
        **newcomers(batch),
        "problems": [problem_text(code) for code in draft.get("problems", []) if code != Problem.NO_DISTRICT],
        "unused": _unused(batch),
        "sums": draft.get("totals", {}),
        "gone": draft.get("gone", []),
        "layout": layout_words(draft.get("layout", "")),
        "confidence": round(100 * draft.get("confidence", 0)),
        "reading_form": form or ReadingForm(batch=batch),
        "reading_open": form is not None,
        "undone": _undone(batch),
        "bulk_form": BulkForm(auto_id="bulk_%s"),
        **(source_of(batch, request.GET) if "row" in request.GET else {}),
    }


def _turned_to(query: QueryDict, shown: RowFilter) -> QueryDict:
    """The query with the page on which the row it asks for stands, unless it asks for a page or an order."""
    number = query.get("row", "")
    if not number.isdecimal() or query.get("page") or query.get("sort"):
        return query
    turned = query.copy()
    before = shown.rows().filter(number__lt=int(number[:9])).count()
    turned["page"] = str(before // page_size(query) + 1)
    return turned


def totals(shown: RowFilter) -> dict[str, Any]:
    """What stands above the rows, and changes with every decision."""
    batch = shown.batch
    seen = decisions(batch) if batch.status == Status.STAGED else ""
    count = shown.counts[shown.show]
    return {
        "batch": batch,
        "tabs": shown.tabs(),
        "fates": shown.fates,
        "filter": shown,
        "seen": seen,
        "count": count,
    }


def table_of(rows: ImportRowQuerySet, scope: Scope, batch: ImportBatch, **options: Any) -> RowTable:
    return RowTable(rows, batch=batch, district=scope.district, **options)


def _unused(batch: ImportBatch) -> list[dict[str, str]]:
    """What of the document became no part of a task: its words, why, where."""
    pieces = [
        Unused(each["text"], Place.from_json(each["place"]), each["reason"])
        for each in batch.draft.get("unused", [])
    ]
    return [{"text": p.text, "why": p.explanation, "place": p.place.label()} for p in pieces]


def _undone(batch: ImportBatch) -> dict[str, Any] | None:
    undone = batch.effects.get("undone")
    if not undone:
        return None
    return {**undone, "left": [{**left, "why": left_words(left)} for left in undone["left"]]}


# --- decisions -------------------------------------------------------------------------------


def _decision(request: HttpRequest, shown: RowFilter) -> tuple[ImportRowQuerySet | None, str]:
    """Which rows a form decides about (None: it names none that there are), and what."""
    post = request.POST
    name = next((name for name in ("one", "run", "bulk") if name in post), "")
    which, _colon, choice = post.get(name, "").rpartition(":")
    choice = "" if choice == UNDECIDED else choice
    if choice not in Choice.values:
        return None, ""
    rows = ImportRow.objects.filter(batch=shown.batch)
    if name == "bulk":
        return _reached(request, shown), choice
    field = "pk" if name == "one" else "run"
    return (rows.filter(**{field: int(which)}) if which.isdecimal() else None), choice


def _set(request: HttpRequest, scope: Scope, batch: ImportBatch, shown: RowFilter) -> HttpResponse:
    """One field of the picked rows, or of all that the filter shows, gets a value."""
    form, rows = BulkForm(request.POST), _reached(request, shown)
    if not form.is_valid():
        messages.error(request, " ".join(str(words) for each in form.errors.values() for words in each))
    elif not rows.exists():
        messages.warning(request, _("No row was picked."))
    else:
        said = form.cleaned_data
        try:
            count = edit_all(batch, rows, said["field"], said["value"], user=cast(User, request.user))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            words = ngettext(
                "%(count)s row has been corrected.", "%(count)s rows have been corrected.", count
            )
            messages.success(request, words % {"count": count})
    return over(request, scope, batch, shown.address())


def _reached(request: HttpRequest, shown: RowFilter) -> ImportRowQuerySet:
    if request.POST.get("reach") == "all":
        return shown.rows()
    return ImportRow.objects.filter(batch=shown.batch, pk__in=_keys(request.POST.getlist("rows")))


def _keys(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal()]


def _say(request: HttpRequest, count: int, choice: str) -> None:
    if not count:
        messages.warning(request, _("No row was picked that leaves a choice."))
        return
    words = Choice(choice).label
    sentence = ngettext("%(count)s row: %(choice)s.", "%(count)s rows: %(choice)s.", count)
    messages.success(request, sentence % {"count": count, "choice": words})


def _rows_again(request: HttpRequest, scope: Scope, batch: ImportBatch, shown: RowFilter) -> HttpResponse:
    """The rows that the page shows, decided or not, as they are now; what stands above them."""
    keys = _keys(request.POST.get("shown", "").split(","))
    rows = ImportRow.objects.filter(batch=batch, pk__in=keys).order_by("number")
    table = table_of(rows, scope, batch, order_by=request.GET.getlist("sort"))
    return render(request, "imports/chosen.html", {**totals(shown), "table": table})


def over(request: HttpRequest, scope: Scope, batch: ImportBatch, query: str = "") -> HttpResponse:
    """The page is not what it was, rows have moved or the batch is past deciding: show it as it is now."""
    if not cast(Any, request).htmx:
        return to_preview(scope, batch, query)
    response = HttpResponse()
    response["HX-Redirect"] = _address(scope, batch) + query
    return response
