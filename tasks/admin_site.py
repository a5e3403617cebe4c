"""Who enters the administration, and under which name it goes.

Beside tasks.admin, not in it: what registers there needs the site to be there already.
"""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from tasks.permissions import Action, districts_of


def administered(request: HttpRequest) -> frozenset[int]:
    """The keys of the districts that the person who asks administers; looked up once a request."""
    known: frozenset[int] | None = getattr(request, "_administered", None)
    if known is None:
        known = frozenset(districts_of(request.user, Action.ADMINISTER).values_list("pk", flat=True))
        request._administered = known  # type: ignore[attr-defined]
    return known


def is_superuser(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser


#: Models in the order in which they are wanted; the alphabet knows nothing of Chinese.
ORDER = (
    *("Task", "ProgressReport", "Period", "Plan", "Goal", "Unit", "Official", "User", "Membership"),
    *("District", "Year", "SourceFile", "Origin", "StandingSpan"),
)


class Site(AdminSite):
    """Open to superusers and to administrators of districts. Others get 403, or sign in first.

    Django's own permissions and groups decide nothing here: what may be done is in tasks.permissions.
    """

    site_title = _("tasktrack administration")
    site_header = _("tasktrack administration")
    index_title = _("What is kept")
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request) or (request.user.is_active and bool(administered(request)))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        guarded = super().admin_view(view, cacheable)
        return entered

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            if app["app_label"] == "tasks":
                app["models"].sort(key=lambda model: ORDER.index(model["object_name"]))
        return apps

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one place to sign in."""
        goes_on = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('sign_in')}?{urlencode({'next': goes_on})}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        from tasks.views.account import SignOut

        return SignOut.as_view()(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("password_change")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("password_change")
