"""How well a real table flattened to a cell a line is read, where its reference annotation is at hand."""

from pathlib import Path

from imports.draft import PEOPLE, Problem
from tests.test_seed_scores import SHARED, needs_shared, read_seed, scores

SEED = "001_654dc59a8ba40907"
LEAST = {
    "tasks found": 1.0,
    "tasks not invented": 0.99,
    "wording exact": 0.98,
    **dict.fromkeys(("plan", "section", "goal", "label", "deadline_text"), 0.95),
    "lead_officials": 0.88,
    "lead_units": 0.9,
    "partner_units": 0.85,
    "doubt shown": 0.85,
    "no false doubt": 0.9,
    "district and year": 1.0,
}


@needs_shared
def test_a_table_a_cell_a_line_is_read_as_a_careful_reader_reads_it(tmp_path: Path) -> None:
    found = scores(SHARED / "gold" / f"{SEED}.json", read_seed(SEED), tmp_path)
    assert {name: found[name] for name, least in LEAST.items() if (found[name] or 0) < least} == {}


@needs_shared
def test_the_loss_of_lines_is_said_and_nobody_leads_without_being_named() -> None:
    parsed = read_seed(SEED)
    assert parsed["problems"] == [Problem.LINES_LOST]
    assert not [
        (task["n"], field)
        for task in parsed["tasks"]
        for field in PEOPLE
        if not task[field] and not task["source"][field]["excerpt"] and field not in task["check"]
    ]
