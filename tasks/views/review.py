"""The supervisor's queue: what was reported beside what was reported before, to be passed or sent back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from tasks.errors import Refused
from tasks.filters import Choices
from tasks.models import ProgressReport, Task, User
from tasks.permissions import Action
from tasks.reporting import with_files
from tasks.said import signals_of
from tasks.scope import Scope, in_district
from tasks.services import review as service
from tasks.signals import Signal
from tasks.templatetags.look import plain
from tasks.views.board import tabs
from tasks.views.report import UNPROCESSABLE

PAGE_SIZE = 25
#: What a report says in words, in the order in which it is judged.
WORDS = ("note", "stage", "problems", "matters", "next_steps")


class QueueForm(forms.Form):
    """What of the queue is asked for."""

    period = forms.ChoiceField(label=gettext_lazy("Reporting period"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    plan = forms.ChoiceField(label=gettext_lazy("Plan"), required=False)

    def __init__(self, data: QueryDict, scope: Scope) -> None:
        super().__init__(data)
        choices = Choices(scope)
        for name in ("period", "unit", "plan"):
            rows = [choice for choice in getattr(choices, name) if choice[0] != "none"]
            cast(forms.ChoiceField, self.fields[name]).choices = [("", _("all")), *rows]

    def asked(self, reports: QuerySet[ProgressReport]) -> QuerySet[ProgressReport]:
        """Of `reports` those asked for, the latest period first, then by unit and document."""
        given = self.cleaned_data if self.is_valid() else {}
        wanted = {"period__month": "period", "unit": "unit", "task__plan": "plan"}
        conditions = {path: given[name] for path, name in wanted.items() if given.get(name)}
        document = ("unit__position", "unit", "task__plan__position", "task__position", "task")
        return reports.filter(**conditions).order_by("-period__month", "-beyond", *document)


@dataclass
class Line:
    """One thing that a report says, before and now."""

    label: Any
    before: str
    now: str
    number: bool = False


@dataclass
class Item:
    """A report to be judged, with what the same unit had reported before, and what was typed about it."""

    report: ProgressReport
    last: ProgressReport | None
    claim: bool
    signals: list[Signal] = field(default_factory=list)
    error: str = ""
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def seen(self) -> str:
        return self.report.reported_at.isoformat()

    @property
    def lines(self) -> list[Line]:
        """Numbers first, then words; what neither says is left out."""
        both = [*self._numbers(), *self._words()]
        return [line for line in both if line.before or line.now]

    def _numbers(self) -> Iterable[Line]:
        for name in ("percent", "computed_percent", "verified_percent"):
            words = ProgressReport._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            yield Line(words, _percent(self.last, name), _percent(self.report, name), number=True)
        before, now = _values(self.last), _values(self.report)
        for target in {**before, **now}:
            yield Line(target, before.get(target, ""), now.get(target, ""), number=True)

    def _words(self) -> Iterable[Line]:
        for name in WORDS:
            words = ProgressReport._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            yield Line(words, getattr(self.last, name, ""), getattr(self.report, name))


@require_safe
@in_district(Action.VERIFY)
def review(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The reports that wait, side by side with the ones before."""
    return _page(request, scope)


@require_POST
@in_district(Action.VERIFY)
def judge(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Pass one report, or send it back."""
    reports = ProgressReport.objects.filter(task__in=scope.tasks())
    report = get_object_or_404(reports.select_related("task__year__district", "unit", "period__year"), pk=pk)
    try:
        said = _judged(report, request)
    except Refused as refused:
        return _refused(request, scope, report, str(refused))
    messages.success(request, said)
    if not cast(Any, request).htmx:
        return redirect(_back(scope, request))
    asked = QueueForm(QueryDict(_query(request)), scope).asked(scope.waiting())
    counts = {"total": asked.count(), "all": scope.waiting().count()}
    response = render(request, "review/judged.html", counts)
    response["HX-Reswap"] = "delete"
    return response


@require_POST
@in_district(Action.VERIFY)
def pass_many(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Pass those that were ticked, as they were seen."""
    seen = dict(filter(None, map(_ticked, request.POST.getlist("report"))))
    if not seen:
        messages.warning(request, _("Choose at least one report."))
        return redirect(_back(scope, request))
    outcome = service.pass_many(seen, scope.district, user=cast(User, request.user))
    number = len(outcome.passed)
    if number:
        said = ngettext("%(number)s report passed.", "%(number)s reports passed.", number)
        messages.success(request, said % {"number": number})
    for sentence, keys in _by_sentence(outcome.left).items():
        words = {"number": len(keys), "why": sentence}
        messages.warning(request, _("%(number)s not passed: %(why)s") % words)
    return redirect(_back(scope, request))


def _judged(report: ProgressReport, request: HttpRequest) -> str:
    """Do what the form says; what has been done, in words."""
    user, seen = cast(User, request.user), parse_datetime(request.POST.get("seen", ""))
    if seen is None:
        raise Refused(_("Look at the report before you judge it."))
    if request.POST.get("act") == "return":
        service.send_back(report, user=user, reason=request.POST.get("reason", ""), seen=seen)
        return _("Sent back to %(unit)s.") % {"unit": report.unit}
    service.pass_report(report, user=user, seen=seen, verified_percent=_number(request.POST.get("percent")))
    return _("Passed: %(unit)s, %(task)s") % {"unit": report.unit, "task": report.task}


def _number(typed: str | None) -> Decimal | None:
    try:
        return Decimal(typed) if typed and typed.strip() else None
    except InvalidOperation:
        raise Refused(_("The percentage must be between 0 and 100.")) from None


def _refused(request: HttpRequest, scope: Scope, report: ProgressReport, why: str) -> HttpResponse:
    """Say so at the report, with what was typed still there."""
    typed = {name: request.POST.get(name, "") for name in ("reason", "percent")}
    if not cast(Any, request).htmx:
        return _page(request, scope, (report.pk, why, typed))
    (item,) = items(ProgressReport.objects.filter(pk=report.pk))
    item.error, item.typed = why, typed
    return render(request, "review/item.html", {"item": item, "back": _query(request)}, status=UNPROCESSABLE)


def _page(
    request: HttpRequest, scope: Scope, refused: tuple[int, str, dict[str, str]] | None = None
) -> HttpResponse:
    data = QueryDict(_query(request))
    form = QueueForm(data, scope)
    queue = form.asked(scope.waiting())
    if refused:  # judged by another meanwhile: it is shown all the same
        others = queue.values("pk")
        among = Q(pk__in=others) | Q(pk=refused[0])
        queue = form.asked(ProgressReport.objects.filter(among, task__in=scope.tasks()))
    page = Paginator(queue, PAGE_SIZE).get_page(data.get("page"))
    shown = items(ProgressReport.objects.filter(pk__in=[row.pk for row in page]), [row.pk for row in page])
    for item in shown:
        if refused and item.report.pk == refused[0]:
            _pk, item.error, item.typed = refused
    context = {"items": shown, "page": page, "form": form, "back": _query(request), **tabs(scope, "review")}
    context["total"] = page.paginator.count
    return render(request, "review/queue.html", context, status=UNPROCESSABLE if refused else 200)


def items(reports: QuerySet[ProgressReport], order: list[int] | None = None) -> list[Item]:
    """`reports` with what their units had said before, in as many queries for one as for fifty."""
    rows = list(
        reports.select_related(
            "task__year", "task__plan", "unit", "period__year", "reported_by"
        ).prefetch_related("values__target", "task__targets", with_files())
    )
    if order:
        rows.sort(key=lambda row: order.index(row.pk))
    earlier = ProgressReport.objects.filter(task__in=[row.task_id for row in rows], returned_reason="")
    before: dict[tuple[int, int], list[ProgressReport]] = {}
    for row in (
        earlier.select_related("period__year")
        .prefetch_related("values__target")
        .order_by("period__month", "beyond")
    ):
        before.setdefault((row.task_id, row.unit_id), []).append(row)
    return [_item(row, before) for row in rows]


def _item(row: ProgressReport, before: dict[tuple[int, int], list[ProgressReport]]) -> Item:
    last = _last(row, before)
    return Item(row, last, _claims(row, before), signals_of(row, last, row.task))


def _last(row: ProgressReport, before: dict[tuple[int, int], list[ProgressReport]]) -> ProgressReport | None:
    mine = before.get((row.task_id, row.unit_id), [])
    return next((each for each in reversed(mine) if _place(each) < _place(row)), None)


def _place(row: ProgressReport) -> tuple[int, int]:
    return row.period.month, row.beyond


def _claims(row: ProgressReport, before: dict[tuple[int, int], list[ProgressReport]]) -> bool:
    """Whether passing it strikes the task off; the service asks again."""
    said = [each for rows in before.values() for each in rows if each.task_id == row.task_id]
    claims = [each for each in said if each.status == service.Status.COMPLETE]
    latest = max(claims, key=lambda each: (_place(each), each.reported_at), default=None)
    return row.task.status == Task.Status.CLAIMED and latest is not None and latest.pk == row.pk


def _values(report: ProgressReport | None) -> dict[Any, str]:
    if report is None:
        return {}
    return {row.target.metric: f"{plain(row.value)}{row.target.unit}" for row in report.values.all()}


def _percent(report: ProgressReport | None, name: str) -> str:
    value = getattr(report, name, None)
    return "" if value is None else f"{plain(value)}%"


def _ticked(value: str) -> tuple[int, datetime] | None:
    """A report by its key, and the version of it that was seen."""
    pk, _sign, seen = value.partition("@")
    when = parse_datetime(seen)
    return (int(pk), when) if pk.isdecimal() and when else None


def _by_sentence(left: dict[int, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for pk, sentence in left.items():
        found.setdefault(sentence, []).append(pk)
    return found


def _query(request: HttpRequest) -> str:
    """What of the queue was asked for, in the address or in the form that was sent from it."""
    return request.POST.get("back", "") if request.method == "POST" else request.GET.urlencode()


def _back(scope: Scope, request: HttpRequest) -> str:
    query = QueryDict(_query(request)).urlencode()
    return reverse("review", kwargs=scope.place) + (f"?{query}" if query else "")
