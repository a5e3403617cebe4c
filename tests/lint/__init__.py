"""What linters do not know: this product's own rules. Each module yields findings, a line for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, order=True)
class Finding:
    """What is wrong, and where."""

    path: Path
    line: int
    words: str

    def __str__(self) -> str:
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{path}:{self.line}: {self.words}"


Findings = Iterator[Finding]


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
