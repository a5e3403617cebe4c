"""The district and year that a page is about: read from its address, checked once, given to its template."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tasks.legend import USUAL, Legend, legend_in_force
from tasks.models import District, ProgressReport, Task, User, Year
from tasks.models.queries import TaskQuerySet
from tasks.permissions import Access, Action, districts_of, visible_tasks

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
        """The year shown, else the present one, else the district's latest."""
        return self.year or Year.current(self.years, timezone.localdate())

    @property
    def legend(self) -> Legend:
        """The words and colours of the year shown."""
        return self.current_year.legend if self.current_year else USUAL

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

    def known_tasks(self) -> TaskQuerySet:
        """Those, and the ones that have been merged away since: for questions about days that are over."""
        tasks = Task.objects.filter(year=self.year)
        return tasks if self.access.may(Action.SEE_ALL) else visible_tasks(self.access.user, tasks, gone=True)

    def waiting(self) -> QuerySet[ProgressReport]:
        """The reports of this year that wait to be reviewed, without those that repeat another's."""
        waiting = ProgressReport.objects.filter(review=ProgressReport.Review.WAITING, served_by=None)
        return waiting.filter(task__year=self.current_year, task__merged_into=None)

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
            with legend_in_force(scope.legend):
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


#: Pages that the main navigation shows as one: they are tabs of one another.
ACKNOWLEDGE = ["acknowledge", "unassigned", "contributions"]
MATTERS = ["requests", "closing", "instructions"]


def navigation(scope: Scope, path: str) -> list[dict[str, Any]]:
    """The main navigation: what this user may open here."""
    items = _of_year(scope) if scope.current_year else []
    if scope.access.may(Action.IMPORT):
        url = reverse("import_list", args=[scope.district.code])
        items.append({"label": _("Import"), "url": url, "urls": [url]})
    if scope.access.may(Action.ADMINISTER):
        url = reverse("people", args=[scope.district.code])
        items.append({"label": _("People"), "url": url, "urls": [url]})
    # the overview's address begins those of all other pages of the year, which are no part of it
    whole = reverse("overview", kwargs=scope.place) if scope.current_year else ""
    urls = [url for item in items for url in item["urls"]]
    here = max((url for url in urls if path == url or (url != whole and path.startswith(url))), default="")
    return [{**item, "current": here in item["urls"]} for item in items]


def _of_year(scope: Scope) -> list[dict[str, Any]]:
    """The pages of the year shown, in the order in which a month goes; those of one item are its tabs."""
    may, access = scope.access.may, scope.access
    pages: list[tuple[bool, str, list[str], dict[str, Any]]] = [
        (True, _("Overview"), ["overview"], {}),
        (may(Action.INSTRUCT), _("Mine"), ["mine"], {}),
        (True, _("Tasks"), ["task_list"], {}),
        (bool(access.unit_ids), _("Reporting"), ["reporting"], {}),
        (bool(access.unit_ids) or may(Action.DECIDE), _("Acknowledge"), ACKNOWLEDGE, {}),
        (may(Action.VERIFY), _("Review"), ["review"], {"id": "review-count"}),
        (may(Action.SEE_ALL), _("Who has reported"), ["board", "periods"], {}),
        (True, _("Matters"), MATTERS[::-1] if may(Action.INSTRUCT) else MATTERS, {}),
    ]
    items = [
        {"label": label, "urls": [reverse(name, kwargs=scope.place) for name in names], **more}
        for shown, label, names, more in pages
        if shown
    ]
    for item in items:
        item["url"] = item["urls"][0]
        if "id" in item:
            item["count"] = scope.waiting().count()
    return items
