"""A draft stored as JSON comes back as it was."""

import json

from hypothesis import given
from hypothesis import strategies as st

from imports.document import Place
from imports.draft import FIELDS, FieldSource, PlanDraft, PlanHeading, TargetDraft, TaskDraft, Unused
from imports.output import draft_task_from_json, from_json, task_to_json, to_json
from imports.parse import parse
from tests.plan_files import plan, tabbed

TEXT = st.text(max_size=12)
NUMBER = st.none() | st.integers(1, 999)
NAMES = st.lists(TEXT, max_size=3)
PLACES = st.builds(
    Place,
    TEXT,
    page=NUMBER,
    sheet=st.none() | st.text(min_size=1, max_size=5),
    line=NUMBER,
    table=NUMBER,
    row=NUMBER,
)
SETTLED = st.builds(FieldSource, PLACES, TEXT, st.booleans())
DOUBTFUL = st.builds(
    FieldSource,
    PLACES,
    TEXT,
    st.booleans(),
    st.just("lead_changed"),
    st.none() | st.text(min_size=1, max_size=5) | st.lists(TEXT, min_size=1, max_size=3),
)
TASKS = st.builds(
    TaskDraft,
    st.integers(1, 999),
    st.integers(1, 9),
    TEXT,
    section=st.none() | TEXT,
    goal=st.none() | TEXT,
    goal_label=st.none() | TEXT,
    label=st.none() | TEXT,
    lead_officials=NAMES,
    lead_units=NAMES,
    partner_units=NAMES,
    deadline_text=st.none() | TEXT,
    targets=st.lists(st.builds(TargetDraft, TEXT, st.just(">="), st.floats(0, 1e9), TEXT), max_size=2),
    extras=st.lists(st.tuples(TEXT, TEXT), max_size=2),
    sources=st.dictionaries(st.sampled_from(FIELDS), SETTLED | DOUBTFUL, max_size=8),
)
DRAFTS = st.builds(
    PlanDraft,
    TEXT,
    district=st.none() | TEXT,
    year=NUMBER,
    plans=st.lists(
        st.builds(PlanHeading, st.integers(1, 9), TEXT, st.sampled_from(["report", "livelihood"]), PLACES),
        max_size=2,
    ),
    tasks=st.lists(TASKS, max_size=3),
    unused=st.lists(st.builds(Unused, TEXT, PLACES, st.just("outside")), max_size=2),
    problems=st.lists(st.just("no_year"), max_size=1),
    layout=TEXT,
    confidence=st.floats(0, 1),
    responsible_units_meaning=st.none() | st.just("partners"),
)


@given(DRAFTS)
def test_a_draft_comes_back_as_it_was(draft: PlanDraft) -> None:
    assert from_json(json.loads(json.dumps(to_json(draft)))) == draft


@given(TASKS)
def test_a_task_comes_back_as_it_was(task: TaskDraft) -> None:
    assert draft_task_from_json(json.loads(json.dumps(task_to_json(task)))) == task


def test_the_form_is_the_one_agreed_on() -> None:
    rows = [["1", "甲", "新增9家。", "林岚", "工信局", "各街道"], ["", "", "技改3项。", "", "商务局", ""]]
    data = to_json(parse("计划.txt", tabbed(plan(*rows))))
    assert (data["document"], data["district"], data["year"]) == ("计划.txt", "澄岚区", 2026)
    assert data["plans"][0]["kind"] == "report"
    task = data["tasks"][1]
    source = task.pop("source")
    assert task == {
        "n": 2,
        "plan": 1,
        "section": "推进产业强区",
        "goal": "甲",
        "goal_label": None,
        "label": "1",
        "text": "技改3项。",
        "lead_officials": ["林岚"],
        "lead_units": ["商务局"],
        "partner_units": ["各街道"],
        "deadline_text": None,
        "targets": [{"metric": "技改", "op": "=", "value": 3, "unit": "项"}],
        "extras": [],
        "check": ["lead_officials"],
        "suggested": {"lead_officials": ["林岚"]},
    }
    assert source["lead_officials"] == {
        "place": {"file": "计划.txt", "line": 15, "table": 1, "row": 2, "column": 4},
        "excerpt": "林岚",
        "inherited": True,
        "doubt": "lead_changed",
    }
