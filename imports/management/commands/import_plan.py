"""`import_plan FILE --json`: a plan document as read, on standard output, without any database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from imports.document import Place, ReadError
from imports.draft import PlanDraft
from imports.output import to_json
from imports.parse import parse


class Command(BaseCommand):
    help = "Read a plan document."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the document: .docx or text")
        parser.add_argument("--json", action="store_true", help="print the plan as read and store nothing")
        parser.add_argument("--district", help="its short name, where the document does not say it")
        parser.add_argument("--year", type=int, help="the year, where the document does not say it")

    def handle(self, *args: Any, **options: Any) -> None:
        draft = self._read(options["file"], options["district"], options["year"])
        if not options["json"]:
            raise CommandError(_("Say --json to print what was read."))
        self._print_json(draft)

    def _read(self, path: Path, district: str | None, year: int | None) -> PlanDraft:
        try:
            return parse(path.name, path.read_bytes(), district=district, year=year)
        except OSError as error:
            raise CommandError(str(_unopened(path))) from error
        except ReadError as error:
            raise CommandError(str(error)) from error

    def _print_json(self, draft: PlanDraft) -> None:
        # JSON is UTF-8 whatever the terminal speaks
        if self.stdout._out is sys.stdout and hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        self.stdout.write(json.dumps(to_json(draft), ensure_ascii=False, indent=1))


def _unopened(path: Path) -> ReadError:
    return ReadError(_("The file cannot be opened."), Place(str(path)), _("Check its name and folder."))
