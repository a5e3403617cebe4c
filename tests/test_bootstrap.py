"""Making .venv: what is missing is said in one line, and nothing is installed twice or unchecked."""

import ast
import base64
import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tasktrack import bootstrap

SCRIPT = Path(bootstrap.__file__)
ROOT = SCRIPT.parents[1]


def bootstrapped(folder: Path, lock: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Install `lock` in `folder`, from the files there and from nowhere else."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "PIP_CONFIG_FILE": os.devnull, **env}
    env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)}
    command = [sys.executable, str(SCRIPT), lock]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def a_package(folder: Path, name: str) -> str:
    """Put a package of one line into `folder`; returns its hash."""
    info = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": "installed = True\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    hashed = {path: hashlib.sha256(text.encode()).digest() for path, text in files.items()}
    record = [
        f"{path},sha256={base64.urlsafe_b64encode(h).rstrip(b'=').decode()}," for path, h in hashed.items()
    ]
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
        archive.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,"]))
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a lock of one package, installed."""
    folder = tmp_path_factory.mktemp("bootstrap")
    (folder / "good.lock").write_text(f"tiny==1.0 --hash=sha256:{a_package(folder, 'tiny')}\n")
    done = bootstrapped(folder, "good.lock")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Installing good.lock into .venv, once; it takes a minute or two ...\n"
    return folder


def test_it_installs_what_the_lock_lists(folder: Path) -> None:
    assert subprocess.run([folder / bootstrap.PYTHON, "-c", "import tiny"], check=False).returncode == 0


def test_it_does_nothing_where_the_lock_is_installed(folder: Path) -> None:
    done = bootstrapped(folder, "good.lock")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_it_installs_again_when_the_lock_changed(folder: Path) -> None:
    lock = folder / "good.lock"
    lock.write_text(lock.read_text() + "# changed\n")
    assert bootstrapped(folder, "good.lock").stdout.startswith("Installing good.lock")


def test_it_refuses_a_package_that_is_not_the_locked_one(folder: Path) -> None:
    a_package(folder, "other")
    (folder / "bad.lock").write_text(f"other==1.0 --hash=sha256:{'0' * 64}\n")
    done = bootstrapped(folder, "bad.lock")
    assert done.returncode == 1
    assert "is not the one that was locked" in done.stderr
    assert bootstrapped(folder, "bad.lock").returncode == 1  # it is not taken for installed the next time


def test_without_a_network_it_says_in_one_line_what_to_do(folder: Path) -> None:
    (folder / "far.lock").write_text(f"far-away==1.0 --hash=sha256:{'0' * 64}\n")
    done = bootstrapped(folder, "far.lock")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "tasktrack: pip could not install the packages (ERROR: No matching distribution"
    )
    assert "Is the network up?" in done.stderr
    assert done.stderr.count("\n") == 1


def test_it_makes_a_broken_environment_anew(folder: Path) -> None:
    (folder / bootstrap.PYTHON).unlink()
    assert bootstrapped(folder, "good.lock").returncode == 0
    assert subprocess.run([folder / bootstrap.PYTHON, "-c", "import tiny"], check=False).returncode == 0


def test_a_python_without_venv_says_which_package_brings_it(tmp_path: Path) -> None:
    (tmp_path / "ensurepip.py").write_text("raise ImportError\n")
    done = bootstrapped(tmp_path, "any.lock", PYTHONPATH=str(tmp_path))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert done.returncode == 1
    assert done.stderr == (
        f"tasktrack: {sys.executable} has no venv module. Install it and try again. "
        f"On Debian or Ubuntu: sudo apt install python{version}-venv\n"
    )


@pytest.mark.parametrize("version", [(3, 10), (3, 6)])
def test_a_python_too_old_is_told_what_to_install(version: tuple[int, int]) -> None:
    with pytest.raises(bootstrap.CannotInstall) as refused:
        bootstrap.check_python("/usr/bin/python3", *version)
    assert str(refused.value) == (
        f"Python 3.11 or newer is needed, and /usr/bin/python3 is 3.{version[1]}. Install one (Ubuntu 22.04: "
        "sudo apt install python3.11 python3.11-venv) or name one: make run PYTHON=/path/to/python3.11"
    )


def test_old_pythons_can_read_it() -> None:
    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 6))


def old_pythons() -> list[Path]:
    """Those of this machine, if it has any."""
    found = [Path("/usr/bin"), *Path.home().glob(".pyenv/versions/3.*/bin")]
    return [
        path for folder in found for minor in range(6, 11) if (path := folder / f"python3.{minor}").exists()
    ]


@pytest.mark.skipif(not old_pythons(), reason="no Python older than 3.11 here")
def test_old_pythons_say_that_they_are_too_old() -> None:
    for python in old_pythons():
        done = subprocess.run([python, SCRIPT, "any.lock"], capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert done.stderr.startswith("tasktrack: Python 3.11 or newer is needed"), python


def test_make_says_how_to_get_a_python_that_is_not_there() -> None:
    command = ["make", "run", "PYTHON=python-of-nowhere"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    said = (
        "python-of-nowhere is missing. Install it, on Debian or Ubuntu: sudo apt install python3 python3-venv"
    )
    assert said in done.stdout + done.stderr
