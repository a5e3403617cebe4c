"""The reporter's page: everything due from one's units this period, a card a task."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tasks.errors import Refused
from tasks.forms import ReportForm
from tasks.models import User
from tasks.reporting import Card, Desk, card_of, desk
from tasks.said import signals_of
from tasks.scope import Scope, in_district
from tasks.services.attachments import attach
from tasks.services.drafts import save
from tasks.services.report import repeat
from tasks.services.report import report as send
from tasks.signals import by_field
from tasks.views.report import period_asked

UNPROCESSABLE = 422
#: fields of the form that are no part of a draft
NO_DRAFT = ("csrfmiddlewaretoken", "file", "for_period")


@require_http_methods(["GET", "HEAD", "POST"])
@in_district()
def reporting(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The page; a POST sends every draft that one has."""
    if not scope.access.unit_ids:
        raise PermissionDenied
    page = desk(scope, timezone.localdate())
    if request.method != "POST":
        return _shown(request, page)
    if period_asked(request) not in ("", page.period.key):
        messages.warning(request, _("A new period has begun. What you had typed is kept: send it from here."))
        return redirect(reverse("reporting", kwargs=scope.place))
    drafted = [card for card in page.due if card.task.own_drafts]
    refused = [card for card in drafted if not _send_draft(request, card)]
    _say_how_many(request, len(drafted), len(refused))
    if not refused:
        return redirect(reverse("reporting", kwargs=scope.place))
    fresh = desk(scope, timezone.localdate())
    forms = {card.task.pk: card.form for card in refused}
    for card in fresh.due:
        card.sent = forms.get(card.task.pk)
        card.is_open = card.sent is not None
    return _shown(request, fresh, UNPROCESSABLE)


@require_http_methods(["GET", "HEAD", "POST"])
@in_district()
def card(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """One card: to be opened again, or sent."""
    mine = _mine(request, scope, pk)
    if request.method != "POST":
        return _card(request, scope, mine) if _by_script(request) else _alone(request, scope, mine)
    mine.data = request.POST
    if _take_files(request, mine) and mine.form.is_valid() and _sent(request, mine):
        return _done(request, scope, pk)
    return _card(request, scope, mine, UNPROCESSABLE)


@require_POST
@in_district()
def unchanged(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Nothing has changed since the last period."""
    mine = _mine(request, scope, pk)
    try:
        seen, user = request.POST.get("seen"), cast(User, request.user)
        repeat(mine.task, user=user, seen=seen, period=mine.period.key)
    except Refused as refused:
        mine.data = request.POST
        mine.form.is_valid()
        mine.form.refuse(refused)
        return _card(request, scope, mine, UNPROCESSABLE)
    return _done(request, scope, pk)


@require_POST
@in_district()
def draft(request: HttpRequest, scope: Scope, pk: int) -> JsonResponse:
    """Keep what is typed; the answer says when, what to look at again, and what the figures come to."""
    mine = _mine(request, scope, pk)
    content = _content(request.POST)
    try:
        user = cast(User, request.user)
        kept = save(mine.task, user=user, content=content, period=mine.period.key)
    except Refused as refused:
        return JsonResponse({"said": str(refused)}, status=409)
    mine.data = request.POST
    form = mine.form
    figures = form.figures.percent
    when = date_format(timezone.localtime(kept.saved_at), "H:i") if kept else ""
    return JsonResponse(
        {
            "said": _("Draft saved %(when)s") % {"when": when} if kept else "",
            "hints": form.hints,
            "computed": _("by the figures %(percent)s%%") % {"percent": f"{figures.normalize():f}"}
            if figures is not None
            else "",
            "asks_reason": form.asks_reason,
        }
    )


def _mine(request: HttpRequest, scope: Scope, pk: int) -> Card:
    """The card of a task that this user reports, for the period that its form was shown for.

    Raises Http404 for one not seen or a period that there is not, else PermissionDenied.
    """
    try:
        found = card_of(scope, pk, timezone.localdate(), period_asked(request))
    except Refused as refused:
        raise Http404(str(refused)) from None
    if found is None:
        raise Http404
    if not scope.access.may_report(found.task):
        raise PermissionDenied
    return found


def _sent(request: HttpRequest, mine: Card) -> bool:
    try:
        user, key = cast(User, request.user), mine.period.key
        send(mine.task, user=user, period=key, **mine.form.content())
    except Refused as refused:
        mine.form.refuse(refused)
        return False
    return True


def _send_draft(request: HttpRequest, mine: Card) -> bool:
    """Send what was typed on one card; whether it could be."""
    mine.data = QueryDict(mutable=True)
    mine.data["for_period"] = mine.period.key
    for name, value in mine.task.own_drafts[0].content.items():
        mine.data.setlist(name, value if isinstance(value, list) else [value])
    return mine.form.is_valid() and _sent(request, mine)


def _take_files(request: HttpRequest, mine: Card) -> bool:
    """Without script, files come with the form."""
    try:
        for file in request.FILES.getlist("file"):
            attach(mine.task, file, user=cast(User, request.user), period=mine.period.key)
    except Refused as refused:
        mine.file_error = str(refused)
        return False
    return True


def _content(data: QueryDict) -> dict[str, Any]:
    """The fields as they are typed; several values only where the form has several."""
    many = ("milestones",)
    return {name: data.getlist(name) if name in many else data[name] for name in data if name not in NO_DRAFT}


def _by_script(request: HttpRequest) -> bool:
    return bool(cast(Any, request).htmx)


def _shown(request: HttpRequest, page: Desk, status: int = 200) -> HttpResponse:
    opened = [each for each in (*page.opened, *page.due) if each.is_open] or page.due[:1]
    for each in opened:
        each.is_open = True
    return render(request, "reporting/page.html", {"desk": page}, status=status)


def _card(request: HttpRequest, scope: Scope, mine: Card, status: int = 200) -> HttpResponse:
    """The card, open, with what is wrong with it; without script on the page of all."""
    mine.is_open = True
    if not _by_script(request):
        return _alone(request, scope, mine, status)
    return render(request, "reporting/card.html", {"card": mine, "desk": mine}, status=status)


def _alone(request: HttpRequest, scope: Scope, mine: Card, status: int = 200) -> HttpResponse:
    """The page with this one card open, also where it has been reported already."""
    page = desk(scope, timezone.localdate())
    for cards in (page.due, page.reported, page.others):
        cards[:] = [each for each in cards if each.key != mine.key]
    for lines in (page.earlier, page.reopened):
        lines[:] = [each for each in lines if each.key != mine.key]
    mine.is_open = True
    (page.opened if mine.earlier else page.due).insert(0, mine)
    return _shown(request, page, status)


def _done(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The card as it is now that it is reported, with what to look at again, and how many are left."""
    fresh = _mine(request, scope, pk)
    if not _by_script(request):
        messages.success(request, _("Reported for %(period)s.") % {"period": fresh.period})
        return redirect(reverse("reporting", kwargs=scope.place))
    context = {"card": fresh, "desk": desk(scope, timezone.localdate()), "fresh": True}
    context["hints"] = hints_of(fresh)
    return render(request, "reporting/done.html", context)


def hints_of(mine: Card) -> list[tuple[str, str]]:
    """What to look at again in the report that was sent: the field's name and a sentence."""
    if mine.report is None:
        return []
    found = by_field(signals_of(mine.report, mine.last, mine.task))
    labels = ReportForm(task=mine.task, period=mine.period).fields
    return [(str(labels[name].label), words) for name, said in found.items() for words in said]


def _say_how_many(request: HttpRequest, drafted: int, refused: int) -> None:
    say: Callable[[HttpRequest, str], None] = messages.warning if refused else messages.success
    if not drafted:
        messages.info(request, _("Nothing has been typed yet that could be submitted."))
        return
    done = drafted - refused
    words = ngettext("%(number)s report submitted.", "%(number)s reports submitted.", done) % {"number": done}
    if refused:
        left = ngettext("%(number)s is missing something.", "%(number)s are missing something.", refused)
        words += left % {"number": refused}
    say(request, words)
