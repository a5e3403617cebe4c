"""Scoring what is read against references: the table that `make score` prints."""

import json
from pathlib import Path

import pytest

from tests.plans import plan
from tests.score import documents, lines, main

SCORER = """
import json, sys
reference, parsed = (json.load(open(path, encoding="utf-8"))["tasks"] for path in sys.argv[1:3])
scores = {"tasks found": {"hits": len(parsed), "total": len(reference), "share": 1.25}}
scores["targets"] = {"hits": 0, "total": 0, "share": None}
print(json.dumps({"scores": scores}))
"""


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    """GOLD, SEEDS and SCORER: one document of five tasks with a reference of four, one without any."""
    gold, seeds, scorer = tmp_path / "gold", tmp_path / "seeds", tmp_path / "scorer.py"
    gold.mkdir()
    seeds.mkdir()
    scorer.write_text(SCORER, encoding="utf-8")
    (seeds / "a.txt").write_bytes(plan())
    (seeds / "b.txt").write_bytes(plan())
    (gold / "a.json").write_text(json.dumps({"tasks": [{}] * 4}), encoding="utf-8")
    return [str(gold), str(seeds), str(scorer)]


def test_it_prints_a_column_for_each_document_with_a_reference(
    folders: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(folders) == 0
    head, found, targets = capsys.readouterr().out.splitlines()
    assert head.split() == ["a"]
    assert found.split() == ["tasks", "found", "5/4", "125.0"]
    assert targets.split() == ["targets", "–"]


def test_a_document_without_a_reference_is_left_out(folders: list[str]) -> None:
    pairs = documents(Path(folders[0]), Path(folders[1]))
    assert [path.name for path, _reference in pairs] == ["a.txt"]


def test_without_its_three_words_it_says_how_to_ask(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["", "", ""]) == 2
    assert "GOLD=" in capsys.readouterr().err


def test_a_score_that_one_document_lacks_is_a_dash() -> None:
    full = {"hits": 1, "total": 2, "share": 0.5}
    assert lines({"a": {"x": full}, "b": {}})[1].split() == ["x", "1/2", "50.0", "–"]
