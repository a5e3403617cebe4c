"""Compile the translations."""

from typing import Any

from django.core.management.base import BaseCommand

from tasktrack.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compile the translations that changed; needs no msgfmt."
    requires_system_checks: tuple[str, ...] = ()

    def handle(self, **_options: Any) -> None:
        for path in compile_catalogues():
            self.stdout.write(str(path))
