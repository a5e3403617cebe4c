"""The people of a district: accounts and their slips, and the workbook by which all come in."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tasks.errors import Refused
from tasks.models import Membership, StagedSheet, User
from tasks.outputs.books import XLSX
from tasks.permissions import Action, accounts_in
from tasks.scope import Scope, in_district
from tasks.services import accounts as service
from tasks.services.people_compare import Found
from tasks.services.people_import import book_of, compare, confirm, stage
from tasks.services.people_words import fields_shown
from tasks.views.report import UNPROCESSABLE
from tasks.views.report_sheet import SheetForm

PAGE_SIZE = 100
STATES = {
    "": gettext_lazy("all"),
    "new": gettext_lazy("never signed in"),
    "locked": gettext_lazy("locked"),
    "disabled": gettext_lazy("shut"),
}
ACTS = {"disable": service.disable, "enable": service.enable, "unlock": service.unlock}
DONE = {
    "disable": gettext_lazy("%(name)s can no longer sign in."),
    "enable": gettext_lazy("%(name)s can sign in again."),
    "unlock": gettext_lazy("%(name)s is no longer locked."),
}


def tabs(scope: Scope, current: str) -> list[dict[str, Any]]:
    """The parts of the people's pages, each its own address."""
    labels = {
        "people": _("Accounts"),
        "people_import": _("From a spreadsheet"),
        "people_official": _("Official changes"),
        "people_clerk": _("Clerk changes"),
        "people_units": _("Units renamed or merged"),
    }
    code = scope.district.code
    return [
        {"label": label, "url": reverse(name, kwargs={"code": code}), "current": name == current}
        for name, label in labels.items()
    ]


# ---- accounts ----
@require_safe
@in_district(Action.ADMINISTER)
def people(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The accounts of the district: what they are, when they last signed in, whether they can."""
    asked, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    rows = _accounts(scope, asked, state)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shut_out = service.locked([user.username for user in page])
    for user in page:
        user.is_locked = user.username in shut_out
    context = {"page": page, "q": asked, "state": state, "states": STATES.items()}
    return render(request, "people/accounts.html", {**context, "tabs": tabs(scope, "people")})


def _accounts(scope: Scope, asked: str, state: str) -> Any:
    held = Membership.objects.filter(district=scope.district).select_related("unit", "official")
    rows = accounts_in([scope.district.pk]).order_by("-is_active", "username")
    rows = rows.prefetch_related(
        Prefetch("memberships", held.order_by("-to_date", "pk"), to_attr="held_here")
    )
    if asked:
        unit = Q(memberships__unit__name__icontains=asked, memberships__district=scope.district)
        rows = rows.filter(Q(username__icontains=asked) | Q(name__icontains=asked) | unit).distinct()
    if state == "locked":
        return rows.filter(username__in=service.locked(list(rows.values_list("username", flat=True))))
    filters: dict[str, dict[str, Any]] = {"new": {"last_login": None}, "disabled": {"is_active": False}}
    return rows.filter(**filters.get(state, {}))


@require_POST
@never_cache
@in_district(Action.ADMINISTER)
def people_reset(request: HttpRequest, scope: Scope) -> HttpResponse:
    """New passwords for the accounts chosen; the answer is their slips, which nobody sees again."""
    chosen = [int(pk) for pk in request.POST.getlist("account") if pk.isdecimal()]
    rows = list(accounts_in([scope.district.pk]).filter(pk__in=chosen))
    if not rows:
        messages.warning(request, _("Choose the accounts that get a new password."))
        return redirect("people", code=scope.district.code)
    try:
        slips = service.reset_passwords(rows, scope.district, user=_user(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("people", code=scope.district.code)
    return slips_page(request, slips)


@require_POST
@in_district(Action.ADMINISTER)
def people_account(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Shut an account, open it, or let it in again."""
    account = get_object_or_404(accounts_in([scope.district.pk]), pk=pk)
    act = request.POST.get("act", "")
    if act in ACTS:
        try:
            ACTS[act](account, scope.district, user=_user(request))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, str(DONE[act]) % {"name": account})
    return redirect("people", code=scope.district.code)


def slips_page(request: HttpRequest, slips: Sequence[service.Slip]) -> HttpResponse:
    """The passwords of new accounts, to be printed; shown once."""
    return render(request, "people/slips.html", {"slips": slips, "day": timezone.localdate()})


# ---- from a spreadsheet ----
@require_safe
@in_district(Action.ADMINISTER)
def people_book(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The workbook with examples and everybody who is there now."""
    answer = HttpResponse(book_of(scope.district), content_type=XLSX)
    name = _("People of %(district)s.xlsx") % {"district": scope.district}
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@in_district(Action.ADMINISTER)
def people_import(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The workbook to download, and the form for the filled-in one."""
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            staged = stage(file.name, file.read(), user=_user(request), district=scope.district)
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("people_preview", code=scope.district.code, pk=staged.pk)
    context = {"form": form, "staged": _staged(scope).filter(confirmed_at=None).first()}
    status = UNPROCESSABLE if form.is_bound else 200
    context["tabs"] = tabs(scope, "people_import")
    return render(request, "people/import.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@in_district(Action.ADMINISTER)
def people_preview(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """What the workbook would change; by POST it does, and answers with the slips of new accounts."""
    staged, status = get_object_or_404(_staged(scope), pk=pk), 200
    if staged.confirmed_at:  # what it would change now is of no concern any more
        return _over(request, staged)
    if request.method == "POST":
        try:
            entered = confirm(staged, user=_user(request), seen=request.POST.get("seen", ""))
        except Refused as refused:
            messages.error(request, str(refused))
            staged.refresh_from_db()
            status = UNPROCESSABLE
        else:
            said = _("Entered: %(new)s new, %(changed)s changed. Left out as wrong: %(wrong)s.")
            messages.success(request, said % entered.counts)
            if entered.slips:
                return slips_page(request, entered.slips)
            return redirect("people", code=scope.district.code)
    return render(request, "people/preview.html", _shown(scope, staged), status=status)


def _over(request: HttpRequest, staged: StagedSheet) -> HttpResponse:
    words = {"name": staged.name, "when": date_format(localtime(staged.confirmed_at), "Y-m-d H:i")}
    said = _(
        "“%(name)s” was entered %(when)s. Slips are shown once: new ones are made here for those chosen."
    )
    messages.info(request, said % words)
    return redirect("people", code=staged.district.code)


def _staged(scope: Scope) -> Any:
    """This person's own uploads; nobody else's can be seen."""
    mine = StagedSheet.objects.filter(user=scope.access.user, kind=StagedSheet.Kind.PEOPLE)
    return mine.filter(district=scope.district).select_related("district")


def _shown(scope: Scope, staged: StagedSheet) -> dict[str, Any]:
    comparison = compare(staged, scope.access.user)
    return {
        "staged": staged,
        "counts": comparison.counts(),
        "wrong": [sentence for each in comparison.of("wrong") for sentence in each.wrong],
        "new": [_line(each) for each in comparison.of("new")],
        "changed": [_line(each) for each in comparison.of("changed")],
        "same": [each.name for each in comparison.of("same")],
        "seen": comparison.digest(),
        "tabs": tabs(scope, "people_import"),
    }


def _line(found: Found) -> dict[str, Any]:
    fields = [
        {"label": label, "before": before, "after": after or _("emptied")}
        for label, before, after in fields_shown(found)
        if after or before
    ]
    return {"kind": found.kind.title, "row": found.line.row, "name": found.name, "changes": fields}


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
