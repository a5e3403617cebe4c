"""What every request passes through: the language chosen, and a password that was handed out."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from tasks.views.by_hand import told_where

GetResponse = Callable[[HttpRequest], HttpResponse]


class ChosenLanguageMiddleware:
    """Chinese, unless the person switched. What the browser prefers does not count: it may be anything."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response


class MergedTaskMiddleware:
    """Whoever sends a form about a task that has just been merged is told where it went."""

    #: What the addresses about one task have in common.
    OF_TASK = ("tasks/<int:pk>/", "reporting/<int:pk>/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match, scope = request.resolver_match, getattr(request, "scope", None)
        if not isinstance(exception, Http404) or request.method != "POST" or match is None or scope is None:
            return None
        if any(part in match.route for part in self.OF_TASK):
            with suppress(Http404):
                return told_where(request, scope, match.kwargs["pk"])
        return None


class OwnPasswordMiddleware:
    """Whoever signed in with a password that was handed out chooses their own first, then goes on."""

    #: What can be opened before that.
    OPEN = frozenset({"password_change", "sign_in", "sign_out", "set_language"})

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        if not getattr(request.user, "must_change_password", False) or (
            match and match.view_name in self.OPEN
        ):
            return None
        if cast(Any, request).htmx:
            return HttpResponseClientRedirect(reverse("password_change"))
        here = {"next": request.get_full_path()} if request.method == "GET" else {}
        return redirect(f"{reverse('password_change')}?{urlencode(here)}".removesuffix("?"))
