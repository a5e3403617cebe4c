"""How well real documents are read, where the reference annotations are at hand."""

import json
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from imports.draft import PEOPLE
from imports.output import to_json
from imports.parse import parse
from tests.plan_files import C, Row, docx

SHARED = Path(__file__).parents[2] / "shared"
FIRST = "000_f13aecb9a7c79f6e"
REPORT = "002_53552639d16f1286"
GOALS, SECTIONS = "003_8c26460259d3c740", "004_d6df480bf758b7b9"
READ_WELL = (
    *("tasks found", "tasks not invented", "wording exact", "plan", "section", "goal", "label"),
    *("lead_officials", "lead_units", "partner_units", "deadline_text"),
)
FIELDS = ("goal", "label", "text", "deadline_text", "lead_officials", "lead_units", "partner_units")

needs_shared = pytest.mark.skipif(
    not (SHARED / "gold").is_dir(), reason="the reference annotations are not beside this repository"
)


def scores(reference: Path, parsed: dict[str, Any], folder: Path) -> dict[str, float | None]:
    """The share of each line of the scorer."""
    result = folder / "parsed.json"
    result.write_text(json.dumps(parsed), encoding="utf-8")
    command = [
        sys.executable,
        str(SHARED / "tools" / "score_import.py"),
        str(reference),
        str(result),
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, check=True)
    return {name: line["share"] for name, line in json.loads(done.stdout)["scores"].items()}


def read_seed(name: str) -> dict[str, Any]:
    path = SHARED / "seeds" / f"{name}.txt"
    return to_json(parse(path.name, path.read_bytes()))


@needs_shared
def test_the_first_family_is_read_as_a_careful_reader_reads_it(tmp_path: Path) -> None:
    found = scores(SHARED / "gold" / f"{FIRST}.json", read_seed(FIRST), tmp_path)
    assert {name: found[name] for name in READ_WELL if (found[name] or 0) < 0.99} == {}
    assert (found["doubt shown"] or 0) >= 0.95
    assert (found["no false doubt"] or 0) >= 0.97
    assert found["district and year"] == 1


@needs_shared
def test_nothing_of_the_first_document_is_left_over() -> None:
    assert read_seed(FIRST)["unused"] == []


@needs_shared
def test_the_same_plan_in_word_is_read_as_well(tmp_path: Path) -> None:
    reference = SHARED / "gold" / f"{FIRST}.json"
    data = docx(word_blocks(json.loads(reference.read_text(encoding="utf-8"))))
    parsed = to_json(parse("计划.docx", data))
    found = scores(reference, parsed, tmp_path)
    assert {name: found[name] for name in READ_WELL if (found[name] or 0) < 0.99} == {}
    assert found["district and year"] == 1
    assert [task["check"] for task in parsed["tasks"] if task["check"]] == []


@needs_shared
def test_a_work_report_in_damaged_traditional_text_is_read_sentence_by_sentence(tmp_path: Path) -> None:
    parsed = read_seed(REPORT)
    found = scores(SHARED / "gold" / f"{REPORT}.json", parsed, tmp_path)
    assert min(found[name] or 0 for name in ("tasks found", "tasks not invented")) >= 0.98
    assert min(found[name] or 0 for name in ("wording exact", "goal", "label")) >= 0.97
    assert (found["section"] or 0) >= 0.93
    assert (found["doubt shown"], found["no false doubt"], found["district and year"]) == (1, 1, 1)
    assert not any(task[name] for task in parsed["tasks"] for name in PEOPLE)


@needs_shared
def test_the_reading_of_damaged_text_is_what_a_careful_reader_restores() -> None:
    wanted = json.loads((SHARED / "gold" / f"{REPORT}.json").read_text(encoding="utf-8"))["tasks"]
    offered = [task["suggested"].get("text", task["text"]) for task in read_seed(REPORT)["tasks"]]
    assert [text.rstrip("。") for text in offered] == [task["text"].rstrip("。") for task in wanted]


@needs_shared
@pytest.mark.parametrize("name", [GOALS, SECTIONS])
def test_plans_without_tables_are_read_as_a_careful_reader_reads_them(name: str, tmp_path: Path) -> None:
    found = scores(SHARED / "gold" / f"{name}.json", read_seed(name), tmp_path)
    told = {score: share for score, share in found.items() if share is not None}
    assert {score: share for score, share in told.items() if share < 0.97} == {}


def word_blocks(reference: dict[str, Any]) -> list[str | list[Row]]:
    """The reference as a Word document would print it: an annex a plan, equal neighbours merged."""
    blocks: list[str | list[Row]] = []
    for plan in reference["plans"]:
        tasks = [task for task in reference["tasks"] if task["plan"] == plan["id"]]
        blocks += [f"附件{plan['id']}", plan["title"]]
        if any(task["deadline_text"] for task in tasks):
            headings: Row = [
                "主题",
                "实事名称",
                "编号",
                "内容及标准",
                "完成时限",
                "牵头领导",
                "牵头单位",
                "责任单位",
            ]
            blocks.append([headings, *word_rows(tasks, ("section", *FIELDS))])
            continue
        for section, members in groupby(tasks, key=lambda task: task["section"]):
            headings = ["目标名称", "序号", "工作标准", "牵头领导", "牵头单位", "责任单位"]
            rows = word_rows(list(members), tuple(name for name in FIELDS if name != "deadline_text"))
            blocks += [*([f"一、{section}"] if section else []), [headings, *rows]]
    return blocks


def word_rows(tasks: list[dict[str, Any]], fields: tuple[str, ...]) -> list[Row]:
    rows: list[list[str | C]] = [[] for _ in tasks]
    for field in fields:
        previous = None
        for row, task in zip(rows, tasks, strict=True):
            value = task[field]
            text = "、".join(value) if isinstance(value, list) else value or ""
            merged = text and text == previous and field != "text"
            row.append(C(merge="continue") if merged else C(text, merge="restart"))
            previous = text
    return list(rows)
