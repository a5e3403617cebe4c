"""Addresses. A page about a district lies below d/<code>/, about a year of it below d/<code>/<number>/."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("imports.urls")),
    path("", include("tasks.urls")),
]
