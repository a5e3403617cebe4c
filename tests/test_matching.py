"""Which row is which task, and what differs."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.draft import Doubt
from imports.matching import Kind, Read, Stored, Verdict, compare, match, pair, same

PLAN = "澄岚区2026年政府工作报告责任分解方案"
VALUES: dict[str, Any] = {
    "section": "建设美丽城乡",
    "goal": "畅通路网",
    "label": "1",
    "text": "新改建农村公路12公里。",
    "lead_officials": ["陆清"],
    "lead_units": ["交通局"],
    "partner_units": ["各街道", "财政局"],
    "deadline_text": "2026年10月底",
    "targets": [],
    "note": "",
}


def read(number: int = 1, *, plan: str = PLAN, doubts: dict[str, str] | None = None, **values: Any) -> Read:
    doubts = doubts or {}
    printed = {**VALUES, **values}
    return Read(number, plan, printed, {name: printed[name] for name in doubts}, doubts)


def stored(key: int = 1, *, base: Any = None, asked: Any = None, plan: str = PLAN, **values: Any) -> Stored:
    """A task as the last import left it, unless `base` says what that was."""
    now = {**VALUES, **values}
    return Stored(key, plan, now, base={**now, **base} if base is not None else now, asked=asked or {})


def by_hand(key: int = 1, **values: Any) -> Stored:
    return Stored(key, PLAN, {**VALUES, **values})


# ---- which is which ----


def test_a_row_is_the_task_of_the_same_plan_goal_and_wording() -> None:
    others = [stored(1, text="加固危旧桥梁3座。"), stored(2), stored(3, goal="办好学校")]
    assert pair([read()], others)[1].key == 2


def test_a_printed_number_is_no_key() -> None:
    assert pair([read(label="7")], [stored(label="1")])[1].key == 1


def test_widths_and_white_space_make_no_other_task() -> None:
    assert pair([read(text="新改建农村公路１２公里。 ")], [stored()])[1].key == 1


def test_rows_of_one_wording_pair_in_their_order() -> None:
    pairs = pair([read(1), read(2), read(3)], [stored(10), stored(20)])
    assert {number: task.key for number, task in pairs.items()} == {1: 10, 2: 20}


def test_a_task_moved_to_another_goal_is_still_the_same() -> None:
    assert pair([read(goal="改善出行")], [stored()])[1].key == 1


def test_the_same_wording_in_another_plan_is_another_task() -> None:
    assert pair([read(plan="澄岚区2026年民生实事")], [stored()]) == {}


def test_a_wording_that_a_person_has_changed_is_known_by_what_was_imported() -> None:
    task = stored(text="新改建农村公路15公里。", base={"text": VALUES["text"]})
    assert pair([read()], [task])[1].key == 1


def test_a_reworded_row_is_the_task_that_is_most_like_it() -> None:
    near, far = stored(1, text="新改建农村公路20公里。"), stored(2, text="新改建农村公路和桥梁共80公里。")
    assert pair([read()], [far, near])[1].key == 1


def test_another_work_under_the_same_goal_is_no_reworded_one() -> None:
    assert pair([read()], [stored(text="更新新能源公交车20辆。")]) == {}


def test_what_no_row_speaks_of_any_more_is_named() -> None:
    gone = stored(2, text="更新新能源公交车20辆。")
    assert match([read()], [stored(1), gone]).unmatched == [gone]


texts_of_a_plan = ["修路。", "修路", "建桥。", "新建学校1所。", "新建学校2所。"]
wordings = st.lists(st.sampled_from(texts_of_a_plan), max_size=8)


@given(wordings, wordings)
def test_no_row_and_no_task_is_ever_matched_twice(some: list[str], others: list[str]) -> None:
    reads = [read(number, text=text) for number, text in enumerate(some, start=1)]
    pairs = pair(reads, [stored(key, text=text) for key, text in enumerate(others, start=1)])
    assert set(pairs) <= {r.number for r in reads}
    assert len({task.key for task in pairs.values()}) == len(pairs)


@given(wordings)
def test_a_document_matched_with_itself_finds_everything_the_same(texts: list[str]) -> None:
    reads = [read(number, text=text) for number, text in enumerate(texts, start=1)]
    matching = match(reads, [stored(key, text=text) for key, text in enumerate(texts, start=1)])
    assert {finding.verdict for finding in matching.findings} <= {Verdict.SAME}
    assert matching.unmatched == []


# ---- what differs ----


def test_a_row_without_a_task_is_new_and_its_doubts_are_to_be_checked() -> None:
    finding = compare(read(doubts={"lead_officials": Doubt.LEAD_CHANGED}), None)
    assert finding.verdict == Verdict.NEW
    assert finding.checks == {"lead_officials": Doubt.LEAD_CHANGED}


def test_what_the_document_changes_is_changed() -> None:
    finding = compare(read(lead_units=["交通局", "公交集团"]), stored())
    assert finding.verdict == Verdict.CHANGED
    assert finding.changes == {
        "lead_units": {"before": ["交通局"], "after": ["交通局", "公交集团"], "kind": Kind.CHANGE}
    }


def test_what_a_person_corrected_since_stays_while_the_document_says_what_it_said() -> None:
    task = stored(lead_units=["住建局"], base={"lead_units": ["交通局"]})
    assert compare(read(), task).verdict == Verdict.SAME


def test_what_both_the_document_and_a_person_changed_is_a_conflict() -> None:
    task = stored(lead_units=["住建局"], base={"lead_units": ["交通局"]})
    finding = compare(read(lead_units=["公交集团"]), task)
    assert finding.verdict == Verdict.CONFLICT
    assert finding.changes["lead_units"]["kind"] == Kind.CONFLICT


def test_what_both_changed_alike_is_the_same() -> None:
    task = stored(lead_units=["公交集团"], base={"lead_units": ["交通局"]})
    assert compare(read(lead_units=["公交集团"]), task).verdict == Verdict.SAME


def test_a_task_entered_by_hand_is_never_overwritten_without_a_question() -> None:
    assert compare(read(), by_hand(deadline_text="")).verdict == Verdict.CONFLICT


def test_a_day_set_by_hand_makes_a_conflict_of_a_new_deadline() -> None:
    task = stored(deadline="2026-09-30", base={"deadline": "2026-10-31"})
    assert compare(read(deadline_text="2026年11月底"), task).verdict == Verdict.CONFLICT


def test_another_order_of_leads_is_a_change_and_of_partners_is_none() -> None:
    assert compare(read(partner_units=["财政局", "各街道"]), stored()).verdict == Verdict.SAME
    task = stored(lead_units=["交通局", "公交集团"])
    assert compare(read(lead_units=["公交集团", "交通局"]), task).verdict == Verdict.CHANGED


def test_a_reworded_task_waits_for_a_person() -> None:
    finding = compare(read(text="新改建农村公路20公里。"), stored())
    assert finding.verdict == Verdict.CHANGED
    assert finding.checks == {"text": Doubt.REWORDED}


def test_a_doubt_is_asked_about_an_existing_task_only_where_it_says_something_else() -> None:
    doubtful = read(doubts={"lead_officials": Doubt.LEAD_CHANGED})
    assert compare(doubtful, stored()).verdict == Verdict.SAME
    finding = compare(doubtful, stored(lead_officials=[]))
    assert finding.checks == {"lead_officials": Doubt.LEAD_CHANGED}
    assert finding.changes["lead_officials"]["kind"] == Kind.DOUBT


@pytest.mark.parametrize(
    ("name", "doubt", "value"),
    [("lead_officials", Doubt.LEAD_CHANGED, ["陆清"]), ("text", Doubt.REWORDED, "新改建农村公路20公里。")],
)
def test_a_doubt_that_was_put_to_a_person_once_is_not_asked_again(name: str, doubt: str, value: Any) -> None:
    again = read(doubts={name: doubt}) if name != "text" else read(text=value)
    values: dict[str, Any] = {} if name == "text" else {name: []}
    task = stored(asked={name: [(doubt, value)]}, **values)
    assert compare(again, task).verdict == Verdict.SAME


def test_a_row_that_cannot_be_stored_is_an_error() -> None:
    broken = Read(1, PLAN, VALUES, problems=[{"code": "no_wording"}])
    assert compare(broken, None).verdict == Verdict.ERROR


# ---- values ----


def test_what_is_in_doubt_is_empty_when_left_so_and_offered_when_read() -> None:
    doubtful = read(doubts={"lead_officials": Doubt.LEAD_CHANGED, "deadline_text": Doubt.EMPTY_BELOW})
    assert doubtful.left_empty() == {**VALUES, "lead_officials": [], "deadline_text": ""}
    assert doubtful.as_read() == VALUES


def test_a_wording_in_doubt_stays_as_printed_since_no_task_is_without_one() -> None:
    damaged = Read(1, PLAN, VALUES, {"text": "修好的表述。"}, {"text": "damaged"})
    assert damaged.left_empty()["text"] == VALUES["text"]
    assert damaged.as_read()["text"] == "修好的表述。"


def test_words_are_the_same_whatever_their_width() -> None:
    assert same("deadline_text", "2026年10月底", "２０２６年 10月底")
    assert not same("deadline_text", "2026年10月底", "2026年11月底")
