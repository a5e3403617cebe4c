"""Names of a document that the district does not know: a person says whom they mean."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from imports.forms import BaseNames, NameForm, NamesForm
from imports.models import ImportBatch
from imports.services.naming import known_names, name, unknown
from imports.views.batches import UNPROCESSABLE, batch_of
from tasks.errors import Refused
from tasks.models import User
from tasks.permissions import Action
from tasks.scope import Scope, in_district


@require_http_methods(["GET", "HEAD", "POST"])
@in_district(Action.IMPORT)
def names(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Every unknown name, to be entered as new, taken for a known one, or left out; remembered."""
    batch = batch_of(scope, pk)
    people = _people(batch)
    if request.method != "POST":
        return _shown(request, batch, NamesForm(initial=_initial(people)), people)
    form = cast(BaseNames, NamesForm(request.POST, initial=_initial(people)))
    if not form.is_valid():
        return _shown(request, batch, form, people, status=UNPROCESSABLE)
    try:
        count = name(batch, form.meanings(), user=cast(User, request.user))
    except Refused as refused:
        messages.error(request, str(refused))
        return _shown(request, batch, form, people, status=UNPROCESSABLE)
    words = ngettext("%(count)s name is remembered.", "%(count)s names are remembered.", count)
    messages.success(request, words % {"count": count} if count else _("All names are entered as new."))
    return redirect("import_preview", code=scope.district.code, pk=batch.pk)


def newcomers(batch: ImportBatch) -> dict[str, Any]:
    """For imports/about.html: how many names are not known, and how many of them may be known ones."""
    people = _people(batch) if batch.status == ImportBatch.Status.STAGED else []
    return {
        "new_officials": sum(kind == "official" for kind, _person in people),
        "new_units": sum(kind == "unit" for kind, _person in people),
        "offers": sum(bool(person["offer"]) for _kind, person in people),
    }


def _people(batch: ImportBatch) -> list[tuple[str, dict[str, Any]]]:
    """Kind and newcomer; those who may be known come first."""
    people = [(kind, person) for kind, people in unknown(batch).items() for person in people]
    return sorted(people, key=lambda each: not each[1]["offer"])


def _initial(people: list[tuple[str, dict[str, Any]]]) -> list[dict[str, str]]:
    return [
        {"kind": kind, "name": person["name"], "what": NameForm.NEW, "means": person["offer"]}
        for kind, person in people
    ]


def _shown(
    request: HttpRequest, batch: ImportBatch, form: Any, people: list[Any], status: int = 200
) -> HttpResponse:
    told = {(kind, person["name"]): person for kind, person in people}
    lines = [{"form": each, "person": told.get(_of(each), {})} for each in form]
    known = {kind: [*named, *_new(people, kind)] for kind, named in known_names(batch.district).items()}
    context = {"batch": batch, "names": form, "lines": lines, "known": known}
    return render(request, "imports/names.html", context, status=status)


def _of(form: Any) -> tuple[str, str]:
    return form["kind"].value(), form["name"].value()


def _new(people: list[Any], kind: str) -> list[str]:
    return [person["name"] for each, person in people if each == kind]
