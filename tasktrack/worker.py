"""The background worker: does what requests leave to it, and once a day what the day asks for."""

import fcntl
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from tasks.delivery import deliver
from tasks.services.standing import refresh_due
from tasks.services.tell import tell_turned_red
from tasks.services.urge import urge_by_rules

logger = logging.getLogger(__name__)

INTERVAL = 1.0
LONGEST_PAUSE = 60.0
#: A task that has ended its worker so often is to blame.
MOST_TRIES = 3


class AnotherWorker(Exception):
    """Another worker of this installation is running."""


class KilledItsWorker(Exception):
    """Kept as the reason why a task failed."""


class Worker:
    """One for each installation; several installations may share a database.

    Nothing that goes wrong in a round ends it: it is logged, and tried again after a pause that doubles.
    """

    def __init__(self, interval: float = INTERVAL) -> None:
        self.interval = interval
        self.day_done: date | None = None
        self.next_digests = 0.0
        self._stopping = threading.Event()
        self._queue = db_worker.Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )

    @property
    def name(self) -> str:
        """By which a worker knows what its predecessor had begun."""
        return self._queue.worker_id

    def run(self) -> None:
        """Work until told to stop. Raises AnotherWorker where this installation has one already."""
        with _alone(settings.VAR_DIR / "worker.lock") as self._queue.worker_id:
            pause = self.interval
            self._attempt(self.take_up_dropped)
            while not self._stopping.wait(pause):
                done = [self._attempt(step) for step in (self.do_queued, self.do_daily, self.do_digests)]
                pause = self.interval if all(done) else min(2 * pause, LONGEST_PAUSE)

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Let the task in hand end, and take no other."""
        self._stopping.set()
        self._queue.running = False

    def stop_on_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)

    def do_queued(self) -> None:
        """Run the tasks that wait. One that fails is noted as failed and keeps nobody from the next."""
        if DBTaskResult.objects.ready().exists():  # asking first spares the write lock that taking one needs
            self._queue.run()

    def do_daily(self) -> None:
        """On a day not seen yet: bring standing up to date, urge, tell, throw away what has expired."""
        today = timezone.localdate()
        if today == self.day_done:
            return
        refresh_due(today)
        urge_by_rules(today)
        tell_turned_red(today)
        call_command("clearsessions")
        call_command("prune_db_task_results", queue_name="*", verbosity=0)
        self.day_done = today

    def do_digests(self) -> None:
        """Every few minutes: send people what they were told since, by mail and to webhooks."""
        now = time.monotonic()
        if now < self.next_digests:
            return
        self.next_digests = now + 60 * settings.DIGEST_MINUTES
        deliver()

    def take_up_dropped(self) -> None:
        """Queue again what a worker of this installation had begun when it was killed."""
        for result in DBTaskResult.objects.running():
            if result.worker_ids[-1:] != [self.name]:
                continue
            if len(result.worker_ids) < MOST_TRIES:
                result.status = TaskResultStatus.READY
                result.save(update_fields=["status"])
            else:
                result.set_failed(KilledItsWorker(f"The worker died {MOST_TRIES} times while doing this."))

    def _attempt(self, step: Callable[[], None]) -> bool:
        close_old_connections()
        try:
            step()
        except Exception:
            logger.exception("The worker will try again: %s", step.__name__)
            connections.close_all()
            return False
        return True


@contextmanager
def _alone(path: Path) -> Iterator[str]:
    """Hold the lock at `path`; gives the name kept in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherWorker from None
        lock.seek(0)
        name = lock.read()
        if not name:
            name = get_random_string(32)
            lock.write(name)
            lock.flush()
        yield name
