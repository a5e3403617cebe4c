"""How well the importer reads documents that a careful reader has read before, field by field.

`python -m tests.score GOLD SEEDS SCORER`: GOLD holds a reference for each document in SEEDS, of the same name
with the ending .json; SCORER compares one with what the importer prints (`SCORER REFERENCE PARSED --json`).
Prints a line a score and a column a document: hits/total, and how many times out of a hundred.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
Scores = dict[str, dict[str, Any]]


def main(words: list[str]) -> int:
    if len(words) != 3 or not all(words):
        print("make score GOLD=folder SEEDS=folder SCORER=file", file=sys.stderr)
        return 2
    gold, seeds, scorer = map(Path, words)
    pairs = documents(gold, seeds)
    if not pairs:
        print(f"No document in {seeds} has a reference in {gold}.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        found = {path.stem: score(path, reference, scorer, Path(folder)) for path, reference in pairs}
    print("\n".join(lines(found)))
    return 0


def documents(gold: Path, seeds: Path) -> list[tuple[Path, Path]]:
    """Each document that has a reference, with it."""
    return [
        (path, gold / f"{path.stem}.json")
        for path in sorted(seeds.iterdir())
        if (gold / f"{path.stem}.json").exists()
    ]


def score(path: Path, reference: Path, scorer: Path, folder: Path) -> Scores:
    """The scores of one document, by name: hits, total, share."""
    parsed = folder / f"{path.stem}.json"
    with parsed.open("wb") as out:
        command = [sys.executable, str(ROOT / "manage.py"), "import_plan", str(path), "--json"]
        subprocess.run(command, stdout=out, check=True)
    command = [sys.executable, str(scorer), str(reference), str(parsed), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    scores: Scores = json.loads(done.stdout)["scores"]
    return scores


def lines(found: dict[str, Scores]) -> list[str]:
    """A table for people."""
    heads = ["", *(name[:16] for name in found)]
    names = list(dict.fromkeys(name for scores in found.values() for name in scores))
    rows = [heads, *([name, *(_cell(scores.get(name)) for scores in found.values())] for name in names)]
    return ["".join(f"{cell:<20}" for cell in row).rstrip() for row in rows]


def _cell(score: dict[str, Any] | None) -> str:
    if not score or score["share"] is None:
        return "–"
    return f"{score['hits']}/{score['total']} {100 * score['share']:.1f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
