"""All that can be checked without running the product: `python -m tests.check`, to its end."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.lint import Findings, chromium109, outside, pure, sizes, templates, translations

BIN = Path(sys.executable).parent
COMMANDS: dict[str, list[str | Path]] = {
    "style": [BIN / "ruff", "check", "."],
    "form (make format mends it)": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "types": [sys.executable, "-m", "mypy"],
    "settings and models": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "templates": [sys.executable, "-m", "djlint", "templates", "--lint", "--quiet"],
}
LINTS: dict[str, Callable[[], Findings]] = {
    "templates, by this house's rules": templates.check,
    "translations": translations.check,
    "Chromium 109": chromium109.check,
    "nothing from outside": outside.check,
    "pure packages": pure.check,
    "sizes": sizes.check,
}


def main() -> int:
    well = {name: run(name, command) for name, command in COMMANDS.items()}
    well |= {name: lint(name, check) for name, check in LINTS.items()}
    failed = [name for name, passed in well.items() if not passed]
    print(f"\nNot well: {', '.join(failed)}" if failed else "\nAll is well.")
    return 1 if failed else 0


def run(name: str, command: list[str | Path]) -> bool:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return report(name, done.returncode == 0, done.stdout + done.stderr)


def lint(name: str, check: Callable[[], Findings]) -> bool:
    findings = sorted(check())
    return report(name, not findings, "\n".join(map(str, findings)))


def report(name: str, passed: bool, words: str) -> bool:
    print(f"{'ok  ' if passed else 'FAIL'} {name}", flush=True)
    if not passed:
        print(words.rstrip() + "\n", flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main())
