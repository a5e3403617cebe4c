"""Handing over: what goes is shown first, then goes in one act."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.contrib import messages
from django.db import models, transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tasks.errors import Refused
from tasks.models import Membership, Official, Unit, User
from tasks.people_forms import ClerkForm, MergeForm, OfficialForm, RenameForm
from tasks.permissions import Action, may_change_account
from tasks.scope import Scope, in_district
from tasks.services import accounts, succession, unit_changes
from tasks.services.accounts import Slip
from tasks.services.history import Deed
from tasks.services.succession import Held
from tasks.views.people import slips_page, tabs

UNPROCESSABLE = 422
#: How many tasks are named; the others are counted.
NAMED = 8
asks = require_http_methods(["GET", "HEAD", "POST"])


@asks
@never_cache
@in_district(Action.ADMINISTER)
def officials(request: HttpRequest, scope: Scope) -> HttpResponse:
    """An official goes, a successor answers for the tasks and is in charge of the units."""
    people = scope.district.officials.filter(active=True)
    before = cast("Official | None", _chosen(request, people))
    if before is None:
        return _page(request, scope, "people_official", people, None)
    form, slips = OfficialForm(_sent(request), before=before), []

    def act() -> None:
        with transaction.atomic():
            after = form.cleaned_data["after"] or _new_official(before, form, _user(request))
            slips.extend(_succeed_official(before, after, form, scope, _user(request)))
        messages.success(
            request, _("%(after)s takes over from %(before)s.") % {"after": after, "before": before}
        )

    if _done(form, act):
        return slips_page(request, slips) if slips else redirect("people_official", code=scope.district.code)
    held = succession.held_by_official(before)
    return _page(request, scope, "people_official", people, before, held, [_part(form, "", _("Hand over"))])


@asks
@never_cache
@in_district(Action.ADMINISTER)
def clerks(request: HttpRequest, scope: Scope) -> HttpResponse:
    """A clerk goes, a successor reports for the same units; a new account is answered with its slip."""
    people = succession.clerks(scope.district)
    before = cast("User | None", _chosen(request, people))
    if before is None:
        return _page(request, scope, "people_clerk", people, None)
    form, slips = ClerkForm(_sent(request), before=before, district=scope.district), []

    def act() -> None:
        with transaction.atomic():
            slips.extend(_succeed_clerk(before, form, scope, _user(request)))
        messages.success(request, _("%(before)s has handed over.") % {"before": before})

    if _done(form, act):
        return slips_page(request, slips) if slips else redirect("people_clerk", code=scope.district.code)
    held = succession.held_by_clerk(before, scope.district)
    return _page(request, scope, "people_clerk", people, before, held, [_part(form, "", _("Hand over"))])


@asks
@in_district(Action.ADMINISTER)
def units(request: HttpRequest, scope: Scope) -> HttpResponse:
    """A unit is called otherwise, or becomes part of another, which is asked once more: it is not undone."""
    people = scope.district.units.filter(active=True)
    unit = cast("Unit | None", _chosen(request, people))
    if unit is None:
        return _page(request, scope, "people_units", people, None)
    act, user = request.POST.get("act", ""), _user(request)
    names = {"name": unit.name, "full_name": unit.full_name}
    rename = RenameForm(_sent(request) if act == "rename" else None, initial=names)
    merge = MergeForm(_sent(request) if act == "merge" else None, unit=unit)

    def renamed() -> None:
        unit_changes.rename(unit, user=user, **rename.cleaned_data)
        messages.success(request, _("The unit is called %(name)s now.") % {"name": unit})

    def merged() -> None:
        into = merge.cleaned_data["into"]
        unit_changes.merge(unit, into, user=user)
        messages.success(request, _("%(unit)s is part of %(into)s now.") % {"unit": unit, "into": into})

    held = unit_changes.held_by_unit(unit)
    if merge.is_bound and merge.is_valid() and "sure" not in request.POST:
        return _sure(request, scope, unit, merge, held)
    if _done(rename, renamed) or _done(merge, merged):
        return redirect("people_units", code=scope.district.code)
    parts = [_part(rename, "rename", _("Rename"))]
    if not unit.collective:
        parts.append(_part(merge, "merge", _("Merge")))
    return _page(request, scope, "people_units", people, unit, held, parts)


def _sure(request: HttpRequest, scope: Scope, unit: Unit, form: MergeForm, held: Held) -> HttpResponse:
    """The question before a merger, with what goes over."""
    here = f"{reverse('people_units', kwargs={'code': scope.district.code})}?who={unit.pk}"
    words = {"unit": unit, "into": form.cleaned_data["into"]}
    context = {
        "title": _("Merge %(unit)s into %(into)s?") % words,
        "words": _(
            "%(into)s takes over what is named here; %(unit)s is in use no more. What is completed and "
            "reported keeps the old name. A merger is not undone."
        )
        % words,
        "form": form,
        "held": held,
        **_first(held),
        "action": here,
        "label": _("Merge"),
        "back": here,
        "danger": True,
    }
    return render(request, "people/merge.html", context)


# ---- shared ----
def _first(held: Held | None) -> dict[str, Any]:
    tasks = held.tasks if held else []
    return {"named": tasks[:NAMED], "unnamed": max(0, len(tasks) - NAMED)}


def _chosen(request: HttpRequest, people: "Sequence[Any] | models.QuerySet[Any]") -> models.Model | None:
    asked = request.GET.get("who", "")
    if not asked.isdecimal():
        return None
    if isinstance(people, models.QuerySet):
        return cast(models.Model, get_object_or_404(people, pk=int(asked)))
    return next((each for each in people if each.pk == int(asked)), None)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _done(form: Form, act: Callable[[], None]) -> bool:
    """Whether the form was sent and its act is done; what refuses it is told above the form."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _part(form: Form, act: str, button: str) -> dict[str, Any]:
    return {"form": form, "act": act, "button": button}


def _new_official(before: Official, form: OfficialForm, user: User) -> Official:
    """Entered in the place of who goes, so that the official order stays."""
    given = form.cleaned_data
    row = Official(
        district=before.district,
        name=given["name"],
        title=given["title"] or before.title,
        position=before.position,
    )
    Deed.on(None, user).save(row)
    return row


def _succeed_official(
    before: Official, after: Official, form: OfficialForm, scope: Scope, user: User
) -> list[Slip]:
    given, slips, deed = form.cleaned_data, [], Deed.on(None, user)
    if given["username"]:
        account, password = accounts.enter_account(given["username"], after.name, "", deed)
        leads = Membership(district=scope.district, role=Membership.Role.LEADER, official=after)
        succession.give(account, leads, deed)
        slips.append(accounts.slip(account, password, scope.district))
    held = succession.succeed_official(before, after, user=user)
    for account in {role.user for role in held.roles if given["shut"]}:
        elsewhere = Membership.objects.today().filter(user=account).exists()
        if account.is_active and not elsewhere and account != user and may_change_account(user, account):
            accounts.disable(account, scope.district, user=user)
    return slips


def _succeed_clerk(before: User, form: ClerkForm, scope: Scope, user: User) -> list[Slip]:
    given, password = form.cleaned_data, ""
    after = given["after"]
    if after is None:
        deed = Deed.on(None, user)
        after, password = accounts.enter_account(given["username"], given["name"], given["phone"], deed)
    succession.succeed_clerk(before, after, scope.district, user=user)
    if given["shut"] and before.is_active and may_change_account(user, before):
        accounts.disable(before, scope.district, user=user)
    return [accounts.slip(after, password, scope.district)] if password else []


def _page(
    request: HttpRequest,
    scope: Scope,
    name: str,
    people: "Sequence[Any] | models.QuerySet[Any]",
    who: Any,
    held: Held | None = None,
    parts: Sequence[dict[str, Any]] = (),
) -> HttpResponse:
    context = {
        "tabs": tabs(scope, name),
        "here": reverse(name, kwargs={"code": scope.district.code}),
        "people": people,
        "who": who,
        "held": held,
        **_first(held),
        "parts": parts,
    }
    bound = any(part["form"].errors for part in parts)
    return render(request, "people/hand_over.html", context, status=UNPROCESSABLE if bound else 200)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
