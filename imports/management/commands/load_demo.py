"""Fills the database with a demo: an invented district, its plans, its people, months of progress."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from imports.demo.build import build
from imports.demo.people import DISTRICT, NEIGHBOUR
from imports.demo.sign_ins import sign_ins
from tasks.models import District


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing if there is any district")

    def handle(self, *args: Any, if_empty: bool, **options: Any) -> None:
        if if_empty and District.objects.exists():
            return
        if settings.PRODUCTION:
            raise CommandError(_("This is a production installation, and the demo's passwords are public."))
        if District.objects.filter(code__in=[DISTRICT["code"], NEIGHBOUR["code"]]).exists():
            raise CommandError(_("The demo is in this database already."))
        build(timezone.localdate())
        for line in sign_ins():
            self.stdout.write(line)
