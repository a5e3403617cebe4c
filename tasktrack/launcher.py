"""Everything on one machine, together: prepare, serve, work in the background, and stop all of it.

`make run` ends here. Nothing but Django's own commands and two processes: gunicorn and `manage.py work`.
"""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import NoReturn, TextIO

HOST = "127.0.0.1"
#: Seconds that a process may take to end what it has in hand, and the web server to answer at all.
GRACE = 10
PATIENCE = 60
GUNICORN = (
    "gunicorn tasktrack.wsgi --worker-class gthread --workers 2 --threads 8 --timeout 120 --keep-alive 15"
    f" --graceful-timeout {GRACE // 2} --log-level warning --no-control-socket"
)
SET_PARENT_DEATH_SIGNAL = 1  # prctl(2), Linux

Processes = dict[str, subprocess.Popen[bytes]]


class CannotRun(Exception):
    """One line for the person: what is wrong, and what to do."""


class Stopped(BaseException):
    """Told to stop, by a signal or because whoever started this has gone."""


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # under nohup the end of the terminal is no reason
            signal.signal(number, _stop)
    try:
        run(os.environ.get("PORT", "") or "8000")
    except CannotRun as problem:
        say(f"tasktrack: {problem}", sys.stderr)
        return 1
    except Stopped:
        say("tasktrack has stopped.")
    return 0


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped


def run(port: str) -> NoReturn:
    """Prepare, start, and watch. Raises Stopped or CannotRun; whichever it is, nothing is left running."""
    parent = os.getppid()
    with listening(port) as listener:
        prepare()
        number = listener.getsockname()[1]
        with started({"web server": _gunicorn(listener), "worker": _manage("work")}, listener) as processes:
            await_answer(number, processes)
            say(welcome(f"http://{HOST}:{number}"))
            while os.getppid() == parent:  # else make was killed, and told nobody
                check_alive(processes)
                time.sleep(0.3)
    raise Stopped


@contextlib.contextmanager
def listening(port: str) -> Iterator[socket.socket]:
    """The address, taken before anything else is done, so that a minute's work is not for nothing."""
    if not port.isdecimal() or int(port) > 65535:
        raise CannotRun(f"PORT must be a number up to 65535, not {port!r}. For example: make run PORT=8001")
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, int(port)))
            listener.listen()
        except PermissionError:
            raise CannotRun(
                f"Port {port} is not open to you. Take one above 1023: make run PORT=8001"
            ) from None
        except OSError:
            remedy = f"Stop what uses it, or take another: make run PORT={int(port) % 65535 + 1}"
            raise CannotRun(f"Port {port} is in use. {remedy}") from None
        yield listener


def prepare() -> None:
    """Bring database, translations and static files up to date; fill an empty database with the demo."""
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, call_command
    from django.db import DatabaseError

    from tasktrack.catalogues import compile_catalogues

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tasktrack.settings")
    compile_catalogues()
    try:
        django.setup()
        from tasktrack.demo import fill_if_empty, refuse_in_production

        refuse_in_production()
        call_command("migrate", interactive=False, verbosity=0)
        fill_if_empty()
        call_command("collectstatic", interactive=False, verbosity=0)
    except (ImproperlyConfigured, CommandError) as problem:
        raise CannotRun(str(problem)) from None
    except DatabaseError as error:
        reason = " ".join(str(error).split())
        raise CannotRun(f"The database cannot be used ({reason}). Check DATABASE_URL.") from error


def _gunicorn(listener: socket.socket) -> list[str]:
    return [sys.executable, "-m", *GUNICORN.split(), "--bind", f"fd://{listener.fileno()}"]


def _manage(command: str) -> list[str]:
    return [sys.executable, "manage.py", command]


@contextlib.contextmanager
def started(commands: dict[str, list[str]], listener: socket.socket) -> Iterator[Processes]:
    """Run `commands` by name; on leaving, end them all and wait until they have ended."""
    processes: Processes = {}
    try:
        for name, command in commands.items():
            # In sessions of their own: a Ctrl-C reaches this process alone, which then ends them in order.
            processes[name] = subprocess.Popen(
                command,
                start_new_session=True,
                pass_fds=[listener.fileno()],
                preexec_fn=_end_with_parent(),  # noqa: PLW1509  there is one thread here
            )
        yield processes
    finally:
        end(processes)


def _end_with_parent() -> Callable[[], None] | None:
    """For a child to call: the system ends it when this process dies without a chance to do so."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def end(processes: Processes) -> None:
    """Ask every process to end, wait, and kill with all its children the one that does not."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for process in processes.values():
        process.terminate()
    until = time.monotonic() + GRACE
    for process in processes.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0, until - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def await_answer(port: int, processes: Processes) -> None:
    """Return once the web server answers. Raises CannotRun when it does not, or only with an error."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        check_alive(processes)
        status = _status(port)
        if status and status >= 500:
            raise CannotRun(f"The web server answers with error {status}; what it says above tells why.")
        if status:
            return
        time.sleep(0.1)
    raise CannotRun(f"The web server has not answered for {PATIENCE} seconds. Try again with LOG_LEVEL=INFO.")


def _status(port: int) -> int:
    """The status of the answer to a plain request; 0 without one."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/account/sign-in/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def check_alive(processes: Processes) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            raise CannotRun(
                f"The {name} has ended by itself (code {process.returncode}); what it says above tells why."
            )


def welcome(address: str) -> str:
    """What a person wants to know now: where it is, who may sign in, how to stop it."""
    from imports.demo.sign_ins import sign_ins

    demo = ["", *sign_ins()]
    return "\n".join(["", f"tasktrack is ready: {address}", *demo, "", "Ctrl-C stops it."])


def say(words: str, stream: TextIO | None = None) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        print(words, file=stream, flush=True)


if __name__ == "__main__":
    sys.exit(main())
