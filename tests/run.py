"""All tests, on SQLite and at the same time on PostgreSQL; then, in a few lines, what ran on what.

`python -m tests.run [words for pytest]`. What is left out for want of a program is said at the end, and is a
failure where TASKTRACK_REQUIRE names it.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests import postgres
from tests.chromium import chromium
from tests.require import required

WANTS = {
    "postgres": "PostgreSQL, for want of its programs (Debian: apt install postgresql)",
    "browser": "the browser tests, for want of Chromium (Debian: apt install chromium)",
}


@dataclass
class Counts:
    """What pytest's report adds up to."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    in_browser: int = 0

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(mine + its for mine, its in zip(self.values(), other.values(), strict=True)))

    def values(self) -> tuple[int, ...]:
        return self.passed, self.failed, self.skipped, self.in_browser


class Suite:
    """The whole suite on one database, running."""

    def __init__(self, name: str, url: str, folder: Path, words: list[str], output: Path | None) -> None:
        self.name, self.output, self.began = name, output, time.monotonic()
        self.report = folder / f"{name}.xml"
        command = [sys.executable, "-m", "pytest", f"--junit-xml={self.report}", *words]
        with ExitStack() as stack:
            stream = stack.enter_context(output.open("wb")) if output else None
            self.process = subprocess.Popen(
                command, env={**os.environ, "DATABASE_URL": url}, stdout=stream, stderr=stream
            )

    def finish(self) -> tuple[Counts, bool]:
        """Wait for it, say what it said and how it went; returns its counts and whether all is well."""
        code = self.process.wait()
        seconds = time.monotonic() - self.began
        if self.output:
            sys.stdout.write(f"\n{self.name}\n{self.output.read_text(errors='replace')}")
        counts = read_report(self.report)
        ran = f"{counts.in_browser} of them in Chromium, " if counts.in_browser else ""
        self.line = f"{self.name}: {counts} ({ran}{seconds:.0f} s)"
        if code not in (0, 1, 5):  # 5: the words for pytest chose none of its tests
            self.line += f"; it did not end well (code {code})"
        return counts, code in (0, 5)


def read_report(path: Path) -> Counts:
    """The counts in pytest's report; none where it did not live to write one."""
    counts = Counts()
    if not path.exists():
        return counts
    for case in ElementTree.parse(path).iter("testcase"):
        outcomes = {child.tag for child in case}
        if outcomes & {"failure", "error"}:
            counts.failed += 1
        elif "skipped" in outcomes:
            counts.skipped += 1
        else:
            counts.passed += 1
            counts.in_browser += case.get("classname", "").startswith("tests.browser.")
    return counts


def main(words: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the cluster is taken down
    left_out = [] if chromium() else ["browser"]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tasktrack-run-")))
        suites = [Suite(f"SQLite {sqlite3.sqlite_version}", "", folder, words, None)]
        if bin_dir := postgres.programs():
            url = stack.enter_context(postgres.cluster(bin_dir))
            # The database goes with its cluster: dropping it would wait for a browser's last request.
            quiet = [*words, "-q", "-p", "no:cacheprovider", "--reuse-db"]
            suites.append(Suite(postgres.version(bin_dir), url, folder, quiet, folder / "output"))
        else:
            left_out.append("postgres")
        results = [suite.finish() for suite in suites]
    return conclude(suites, results, left_out)


def conclude(suites: list[Suite], results: list[tuple[Counts, bool]], left_out: list[str]) -> int:
    """Say what ran on what and what did not; the exit code."""
    total = sum((counts for counts, _well in results), Counts())
    print()
    for suite in suites:
        print(suite.line)
    for what in left_out:
        demanded = ". TASKTRACK_REQUIRE asks for it" if required(what) else ""
        print(f"Left out: {WANTS[what]}{demanded}")
    if not left_out:
        print("Left out: nothing")
    print(total)
    well = all(well for _counts, well in results) and total.passed and not any(map(required, left_out))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
