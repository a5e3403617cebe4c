"""Finds rows of one district that point into another; exit code 1 if there are any."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks.integrity import strangers


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        found = [str(stranger) for stranger in strangers()]
        for line in found:
            self.stdout.write(line)
        if not found:
            self.stdout.write(_("No row points into another district."))
            return
        sentence = ngettext(
            "%(count)s row points into another district, year or plan. Correct it in the administration.",
            "%(count)s rows point into another district, year or plan. Correct them in the administration.",
            len(found),
        )
        self.stdout.write(sentence % {"count": len(found)})
        raise SystemExit(1)
