from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "tasks"
    verbose_name = _("Tasks and people")


class AdministrationConfig(admin_apps.AdminConfig):
    """Django's admin, entered by whoever administers a district."""

    default = False  # this module is found for "tasks"; settings name this class themselves
    default_site = "tasks.admin_site.Site"
