"""The demo and this installation: filled in for a trial, refused in production."""

import sys
from collections.abc import Sequence
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from tasks.models import District

DEMO_IN_PRODUCTION = "This database holds the demo, whose passwords are public."
REMEDY = "Give a production start another one: set DATABASE_URL, or TASKTRACK_VAR to a new folder."


def fill_if_empty() -> None:
    """Fill a database without districts, unless it is to be a real one."""
    if not settings.PRODUCTION and not District.objects.exists():
        sys.stdout.write("Filling the empty database with the demo ...\n")
        sys.stdout.flush()
        call_command("load_demo", stdout=StringIO())


def refuse_in_production() -> None:
    """Raise ImproperlyConfigured where people could sign in with passwords that everybody can read."""
    if settings.PRODUCTION and has_demo():
        raise ImproperlyConfigured(f"{DEMO_IN_PRODUCTION} {REMEDY}")


def check_production(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """The same for `manage.py check --database default`, and for `migrate`."""
    if databases and settings.PRODUCTION and has_demo():
        return [Error(DEMO_IN_PRODUCTION, hint=REMEDY, id="tasktrack.E001")]
    return []


def has_demo() -> bool:
    """Also asked before the first migration, when there is nothing to ask."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return District._meta.db_table in tables and District.objects.filter(demo=True).exists()
