"""The demo and this installation: filled in for a trial, refused in production."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from tasks.models import District


def fill_if_empty() -> None:
    if not settings.PRODUCTION:
        call_command("load_demo", if_empty=True)


def refuse_in_production() -> None:
    """Raise ImproperlyConfigured where people could sign in with passwords that everybody can read."""
    if settings.PRODUCTION and has_demo():
        raise ImproperlyConfigured(
            "This database holds the demo, whose passwords are public. Give a production start an empty one:"
            " set DATABASE_URL, or TASKTRACK_VAR to a new folder."
        )


def has_demo() -> bool:
    """Also asked before the first migration, when there is nothing to ask."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return District._meta.db_table in tables and District.objects.filter(demo=True).exists()
