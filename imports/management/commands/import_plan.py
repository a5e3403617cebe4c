"""`import_plan FILE`: a plan document read, compared, staged; --confirm imports it, --json only prints it."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from imports.document import Place, ReadError
from imports.draft import PlanDraft
from imports.output import to_json
from imports.parse import parse

if TYPE_CHECKING:
    from imports.models import ImportBatch
    from tasks.models import District

UNDECIDED: dict[str, Literal["empty", "as_read", "leave_out"]] = {
    "empty": "empty",
    "as-read": "as_read",
    "leave-out": "leave_out",
}

#: A district that nobody knows yet may be entered under a name that ends like one.
ENDS = ("区", "县", "市", "旗")


class Command(BaseCommand):
    help = (
        "Read a plan document, compare it with the database, print what would become of its rows, and"
        " stage it to be looked through in the browser."
    )
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the document: Word, Excel, a web page or text")
        parser.add_argument(
            "--district", help="the district's name or code, where the document leaves it open"
        )
        parser.add_argument("--year", type=int, help="the year, where the document does not say it")
        how = parser.add_mutually_exclusive_group()
        parser.add_argument("--json", action="store_true", help="print the plan as read and store nothing")
        how.add_argument("--dry-run", action="store_true", help="print what would happen and store nothing")
        how.add_argument("--confirm", action="store_true", help="import what was staged")
        parser.add_argument(
            "--doubts",
            choices=tuple(UNDECIDED),
            default="empty",
            help="with --confirm, what becomes of rows with fields in doubt: imported with those fields empty"
            " and still to check (empty), imported as read (as-read), or left out (leave-out)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if options["json"] and options["confirm"]:
            raise CommandError("--json stores nothing: leave out --json or --confirm.")
        data = _bytes(path)
        try:
            if options["json"]:
                self._print_json(parse(path.name, data, district=options["district"], year=options["year"]))
            else:
                self._import(path.name, data, options)
        except ReadError as error:
            raise CommandError(str(error)) from error

    def _print_json(self, draft: PlanDraft) -> None:
        # JSON is UTF-8 whatever the terminal speaks
        if self.stdout._out is sys.stdout and hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        self.stdout.write(json.dumps(to_json(draft), ensure_ascii=False, indent=1))

    def _import(self, name: str, data: bytes, options: dict[str, Any]) -> None:
        from django.db import DatabaseError

        from tasks.errors import Refused

        try:
            self._stage(name, data, options)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except DatabaseError as error:
            remedy = _("The database cannot be used (%(error)s). If it is new, run: manage.py migrate")
            raise CommandError(remedy % {"error": error}) from error

    def _stage(self, name: str, data: bytes, options: dict[str, Any]) -> None:
        from imports.services import stage

        draft = stage.read_draft(name, data, year=options["year"])
        stage.refuse_unknown_year(draft)
        district = self._district(draft, options["district"])
        self._show(draft, district)
        if options["dry_run"]:
            self.stdout.write(_("Nothing was stored."))
            return
        self._tell_of_earlier(data, district)
        batch = stage.stage_draft(draft, data, user=None, district=district)
        if district is None:
            told = _(
                "%(district)s was entered under the provisional code %(code)s. Give it its own code and its"
                " first administrator: manage.py add_administrator NAME --district %(code)s --code CODE"
            )
            self.stdout.write(told % {"district": batch.district, "code": batch.district.code})
        if options["confirm"]:
            self._confirm(batch, options["doubts"])
        else:
            words = {"number": batch.pk, "code": batch.district.code}
            told = _("Staged as import %(number)s; to be looked through at /d/%(code)s/imports/%(number)s/")
            self.stdout.write(told % words)

    def _district(self, draft: PlanDraft, named: str | None) -> "District | None":
        """The district meant; None for one that nobody knows, whose name the draft then has."""
        from imports.services import stage
        from imports.services.districts import district_called, fits
        from tasks.errors import Refused
        from tasks.models import District

        if named is None:
            return stage.district_meant(draft)
        district = district_called(named)
        if district is None and not (named.endswith(ENDS) or named == draft.district):
            known = "、".join(f"{each.short_name}（{each.code}）" for each in District.objects.all()) or "–"
            told = _("No district is called “%(name)s” or has that code. Known: %(known)s.")
            raise Refused(told % {"name": named, "known": known})
        name = district.short_name if district else named
        if draft.district and not (fits(district, draft.district) if district else named == draft.district):
            told = _("The document speaks of %(printed)s; it is taken for %(district)s all the same.")
            self.stdout.write(told % {"printed": draft.district, "district": name})
        draft.district = name
        return district

    def _show(self, draft: PlanDraft, district: "District | None") -> None:
        from imports.console import Outlook
        from imports.services.stage import compared

        matching, on = compared(draft, district, draft.year)
        for line in Outlook(draft, district, matching, on.people).lines():
            self.stdout.write(line)

    def _tell_of_earlier(self, data: bytes, district: "District | None") -> None:
        from imports.services.stage import earlier

        before = earlier(data, district) if district else None
        if before:
            told = _("This very file came before: import %(number)s, %(when)s, %(state)s.")
            state = before.get_status_display()
            words = {"number": before.pk, "when": f"{before.created_at:%Y-%m-%d}", "state": state}
            self.stdout.write(told % words)

    def _confirm(self, batch: "ImportBatch", doubts: str) -> None:
        from imports.remarks import applied_words, doubts_words
        from imports.services.apply import apply

        in_doubt = batch.rows.filter(doubtful=True).count()
        applied = apply(batch, user=None, undecided=UNDECIDED[doubts])
        self.stdout.write(applied_words(applied))
        told = doubts_words(in_doubt, UNDECIDED[doubts])
        if told:
            self.stdout.write(told)
        words = {"number": batch.pk, "district": batch.district, "code": batch.district.code}
        self.stdout.write(_("This is import %(number)s of %(district)s (%(code)s).") % words)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        place = Place(str(path))
        remedy = ReadError(_("The file cannot be opened."), place, _("Check its name and folder."))
        raise CommandError(str(remedy)) from error
