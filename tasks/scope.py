"""The district and year that a page is about: read from its address, checked once, given to its template."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tasks.models import District, Task, User, Year
from tasks.models.queries import TaskQuerySet
from tasks.permissions import Access, Action, districts_of

P = ParamSpec("P")


@dataclass(frozen=True)
class Scope:
    """One district and, on most pages, one year of it, as one user sees them."""

    access: Access
    district: District
    year: Year | None
    years: list[Year] = field(default_factory=list)

    @cached_property
    def districts(self) -> list[District]:
        return list(districts_of(self.access.user).prefetch_related("years"))

    @cached_property
    def current_year(self) -> Year | None:
        """The year shown, else the district's latest."""
        return self.year or next(iter(self.years), None)

    @property
    def place(self) -> dict[str, Any]:
        """The part of an address that names this district and year."""
        return {"code": self.district.code, "number": self.current_year.number if self.current_year else 0}

    @property
    def administers(self) -> bool:
        """Whether the bar leads to the administration."""
        return self.access.may(Action.ADMINISTER)

    def tasks(self) -> TaskQuerySet:
        """The tasks of this year that this user may see."""
        return self._tasks.all()

    @cached_property
    def _tasks(self) -> TaskQuerySet:
        tasks = Task.objects.current().filter(year=self.year)
        return tasks if self.access.may(Action.SEE_ALL) else tasks.visible_to(self.access.user)


def district_scope(user: User, code: str, number: int | None = None) -> Scope:
    """The scope of an address. Raises Http404 for a district or year that `user` may not see."""
    district = districts_of(user).filter(code=code).first()
    if district is None:
        raise Http404
    years = list(district.years.order_by("-number"))
    year = next((y for y in years if y.number == number), None)
    if number is not None and year is None:
        raise Http404
    if year:
        year.district = district
    return Scope(Access(user, district), district, year, years)


def in_district(
    action: Action = Action.SEE,
) -> Callable[[Callable[Concatenate[HttpRequest, Scope, P], HttpResponse]], Callable[..., HttpResponse]]:
    """For views at `d/<code>/…` and `d/<code>/<number>/…`: hand them a Scope.

    Outsiders get 404; whoever belongs there but may not do `action` gets 403.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, Scope, P], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            number = cast("int | None", kwargs.pop("number", None))
            scope = district_scope(cast(User, request.user), code, number)
            request.scope = scope  # type: ignore[attr-defined]
            if not scope.access.may(action):
                raise PermissionDenied
            return view(request, scope, *args, **kwargs)

        return wrapper

    return decorate


def context(request: HttpRequest) -> dict[str, Any]:
    """For every template: the scope and the navigation of its bar."""
    scope: Scope | None = getattr(request, "scope", None)
    return {
        "scope": scope,
        "nav": navigation(scope, request.path) if scope else [],
        "years": year_menu(scope, request) if scope else [],
        "today": timezone.localdate(),
    }


#: what a list is asked for that no other year has
OF_ONE_YEAR = ("plan", "section", "batch", "on", "page")


def year_menu(scope: Scope, request: HttpRequest) -> list[dict[str, Any]]:
    """The years of the district, each with the address of its list as filtered here, or of its overview."""
    in_list = request.resolver_match is not None and request.resolver_match.url_name == "task_list"
    query = request.GET.copy() if in_list else QueryDict(mutable=True)
    for name in OF_ONE_YEAR:
        query.pop(name, None)
    page = "task_list" if in_list else "overview"
    return [
        {
            "number": year.number,
            "url": reverse(page, query=query, kwargs={"code": scope.district.code, "number": year.number}),
            "current": year == scope.current_year,
        }
        for year in scope.years
    ]


def navigation(scope: Scope, path: str) -> list[dict[str, Any]]:
    """The main navigation: what this user may open here."""
    items: list[tuple[str, str]] = []
    if scope.current_year:
        place = {"code": scope.district.code, "number": scope.current_year.number}
        items += [
            (_("Overview"), reverse("overview", kwargs=place)),
            (_("Tasks"), reverse("task_list", kwargs=place)),
        ]
        items.append((_("Matters"), _matters(scope, place, path)))
    if scope.access.may(Action.IMPORT):
        items.append((_("Import"), reverse("import_list", kwargs={"code": scope.district.code})))
    longest = max((url for _label, url in items if path.startswith(url)), key=len, default="")
    return [{"label": label, "url": url, "current": url == longest} for label, url in items]


def _matters(scope: Scope, place: dict[str, Any], path: str) -> str:
    """The page of requests, completions or instructions that one is on; else where one begins."""
    pages = [reverse(name, kwargs=place) for name in ("requests", "closing", "instructions")]
    here = next((page for page in pages if path.startswith(page)), None)
    return here or pages[2 if scope.access.may(Action.INSTRUCT) else 0]
