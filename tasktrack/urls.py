"""Addresses. A page about a district lies below d/<code>/, about a year of it below d/<code>/<number>/."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

urlpatterns = [
    path("admin/", admin.site.urls),
    path("language/", login_not_required(require_POST(set_language)), name="set_language"),
    path("", include("imports.urls")),
    path("", include("tasks.urls")),
]
