"""Whatever stands in a table of a plan, nothing printed is lost."""

from hypothesis import given
from hypothesis import strategies as st

from imports.output import from_json, to_json
from imports.parse import parse
from imports.wording import squeeze
from tests.plan_files import plan, tabbed
from tests.test_layout_table import FULL, from_text, from_word

LINES = tabbed(
    plan(FULL, ["", "", "技改项目120个。", "", "商务局", ""], ["2", "乙", "丙", "林岚", "住建局", ""])
).decode()


@given(
    st.integers(0, LINES.count("\n")), st.text("澄岚政务金木水火土", min_size=2, max_size=20), st.booleans()
)
def test_a_line_put_anywhere_is_found_again(place: int, line: str, as_cell: bool) -> None:
    lines = LINES.split("\n")
    lines.insert(place, "\t" + line if as_cell else line)
    draft = parse("a.txt", "\n".join(lines).encode())
    assert line in squeeze(str(to_json(draft)).replace("\\n", ""))


@given(
    st.lists(
        st.lists(st.sampled_from(["", "1", "二、甲", "工作标准", "林岚", "住建局", "——", "详见", "新增9家"])),
        max_size=6,
    )
)
def test_any_rows_are_read_and_nothing_printed_is_lost(rows: list[list[str]]) -> None:
    for draft in (from_text(*plan(FULL, *rows)), from_word(*plan(FULL, *rows))):
        found = squeeze(str(to_json(draft)))
        assert from_json(to_json(draft)) == draft
        assert all(part in found for row in rows for cell in row for part in cell.split("、") if part != "——")
        assert [task.number for task in draft.tasks] == list(range(1, len(draft.tasks) + 1))
        assert {task.plan for task in draft.tasks} == {heading.id for heading in draft.plans}
