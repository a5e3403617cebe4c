"""The background worker, until it is told to stop."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tasktrack.worker import AnotherWorker, Worker


class Command(BaseCommand):
    help = "Do what requests leave to be done, and keep standing up to date, until told to stop."

    def handle(self, **_options: Any) -> None:
        worker = Worker()
        worker.stop_on_signals()
        try:
            worker.run()
        except AnotherWorker:
            raise CommandError(
                "This installation is running already: its worker is at work. Stop the other one first, or "
                "give this one a folder of its own (TASKTRACK_VAR)."
            ) from None
