"""`add_administrator NAME --district D`: the first step of real use, for whoever installs."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.services.administrators import add_administrator


class Command(BaseCommand):
    help = "Make a user the administrator of a district; both are entered where they are not known yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the name to sign in with")
        parser.add_argument("--district", required=True, help="the district's code or name")
        parser.add_argument("--code", default="", help="the district's own code, given to it from now on")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            entered = add_administrator(options["username"], options["district"], code=options["code"])
        except (Refused, ValidationError) as refused:
            reasons = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
            raise CommandError(" ".join(reasons)) from refused
        words = {"user": entered.user.username, "district": entered.district, "code": entered.district.code}
        self.stdout.write(_("%(user)s is administrator of %(district)s (%(code)s).") % words)
        if entered.password:
            told = _("Password for the first sign-in: %(password)s")
            self.stdout.write(told % {"password": entered.password})
