"""Make .venv and install a lock file into it, where that is not done yet.

The Makefile calls it with whatever Python there is, before anything is installed: so it uses the standard
library only and nothing that Python 3.6 cannot read, and an old one can say that it is too old.
"""

import subprocess
import sys
from pathlib import Path

NEEDED = (3, 11)
VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"


class CannotInstall(Exception):
    """One line for the person: what is wrong, and what to do."""


def main(lock: str) -> None:
    check_python(sys.executable, sys.version_info[0], sys.version_info[1])
    if not usable():
        make_environment()
    install(Path(lock))


def check_python(name: str, major: int, minor: int) -> None:
    """Raise CannotInstall where the Python `name` is too old, or is without what it needs to make .venv."""
    if (major, minor) < NEEDED:
        raise CannotInstall(
            f"Python 3.11 or newer is needed, and {name} is {major}.{minor}. Install one (Ubuntu 22.04: "
            "sudo apt install python3.11 python3.11-venv) or name one: make run PYTHON=/path/to/python3.11"
        )
    try:
        import ensurepip  # noqa: F401  Debian's python3 comes without it, and venv needs it
    except ImportError:
        raise CannotInstall(
            f"{name} has no venv module. Install it and try again. "
            f"On Debian or Ubuntu: sudo apt install python{major}.{minor}-venv"
        ) from None


def usable() -> bool:
    """Not so when it was made by half, or when its Python has gone with an upgrade of the system."""
    return (
        PYTHON.exists()
        and subprocess.call([str(PYTHON), "-I", "-c", "import pip"], stderr=subprocess.DEVNULL) == 0
    )


def make_environment() -> None:
    try:
        subprocess.check_output(
            [sys.executable, "-m", "venv", "--clear", str(VENV)], stderr=subprocess.STDOUT
        )
    except subprocess.CalledProcessError as failed:
        said = failed.output.decode("utf-8", "replace")
        raise CannotInstall(f"{VENV.resolve()} could not be made: {last_line(said)}") from None


def install(lock: Path) -> None:
    """Install what `lock` lists, each file checked against its hash, unless it is that of the last time."""
    wanted, stamp = lock.read_text("utf-8"), VENV / ("-".join(lock.parts) + ".installed")
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    print(f"Installing {lock} into {VENV}, once; it takes a minute or two ...", flush=True)
    pip = [str(PYTHON), "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    with LOG.open("wb") as log:
        failed = subprocess.call([*pip, "--require-hashes", "-r", str(lock)], stdout=log, stderr=log)
    if failed:
        raise CannotInstall(why_pip_failed(LOG.read_text("utf-8", "replace")))
    stamp.write_text(wanted, "utf-8")


def why_pip_failed(said: str) -> str:
    """A line with pip's own last error and what to do about it."""
    remedy = "Is the network up? Where packages come from a mirror, set PIP_INDEX_URL."
    if "DO NOT MATCH THE HASHES" in said:
        remedy = "A package is not the one that was locked: do not trust where it came from."
    elif "No space left" in said:
        remedy = "Make room on the disk."
    return f"pip could not install the packages ({last_line(said, 'ERROR')}). {remedy} Details: {LOG}"


def last_line(said: str, start: str = "") -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip().startswith(start)]
    return lines[-1] if lines else "no reason given"


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except CannotInstall as problem:
        sys.exit(f"tasktrack: {problem}")
    except KeyboardInterrupt:
        sys.exit("tasktrack: interrupted. The next run goes on from here.")
