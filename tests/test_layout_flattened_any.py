"""Whatever table is flattened: its wording comes back, nothing is lost and no lead invented."""

from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from imports.output import from_json, to_json
from imports.parse import parse
from imports.wording import squeeze
from tests.flat_plans import HEADINGS, LABELLED, TITLE, texts, without_repeats


@dataclass(frozen=True)
class Invented:
    """A table of plans: its rows complete, as its writer meant them."""

    rows: list[list[str]]
    columns: list[str]

    def flattened(self, merged: bool) -> list[str]:
        """Its cells line by line; with `merged`, equal neighbours in a goal print once."""
        lines = list(self.columns)
        for above, row in pairwise([[""] * len(self.columns), *self.rows]):
            same_goal = "目标名称" in self.columns and above[self._goal] == row[self._goal]
            for column, (cell, before) in enumerate(zip(row, above, strict=True)):
                once = self.columns[column] in ("序号", "目标名称") and same_goal
                if not once and not (merged and same_goal and cell == before):
                    lines.append(cell)
        return lines

    @property
    def _goal(self) -> int:
        return self.columns.index("目标名称")

    def of(self, column: str) -> list[str]:
        return [row[self.columns.index(column)] for row in self.rows]


OFFICIALS = ["陈一帆", "林岚", "周明远", "何 静", "欧阳清"]
LEADS = ["工信局", "教育局", "住建局", "民政局", "岚江街道", "应急管理局(安委办)", "文体旅局、团区委"]
PARTNERS = ["各街道", "柳林镇、各街道", "财政局、各相关部门", "—", "柳林镇 岚江街道 各社区", "区各有关单位"]
GOALS = ["做强制造", "优化公共服务供给", "织密保障网络", "“暖心”工程", "提升城市品质"]


@st.composite
def tables(draw: st.DrawFn) -> Invented:
    columns = ["序号", "目标名称", "工作标准", "牵头领导", "牵头单位", "责任单位", "完成时限"]
    for optional in ("序号", "牵头领导", "完成时限"):
        if draw(st.booleans()):
            columns.remove(optional)
    rows: list[list[str]] = []
    for number, goal in enumerate(
        draw(st.lists(st.sampled_from(GOALS), min_size=2, max_size=5, unique=True))
    ):
        for _ in range(draw(st.integers(1, 3))):
            cells = {
                "序号": str(number + 1),
                "目标名称": goal,
                "工作标准": f"新建改造设施{len(rows) + 2}处，持续推进第{len(rows) + 1}批项目建设。",
                "牵头领导": draw(st.sampled_from(OFFICIALS)),
                "牵头单位": draw(st.sampled_from(LEADS)),
                "责任单位": draw(st.sampled_from(PARTNERS)),
                "完成时限": draw(st.sampled_from(["2026年底", "10月底前", "上半年"])),
            }
            rows.append([cells[column] for column in columns])
    return Invented(rows, columns)


@given(tables(), st.booleans())
def test_a_flattened_table_comes_back_and_no_lead_that_was_not_there(table: Invented, merged: bool) -> None:
    draft = parse("a.txt", "\n".join([TITLE, *table.flattened(merged)]).encode())
    assert texts(draft) == table.of("工作标准")
    assert [task.goal for task in draft.tasks] == table.of("目标名称")
    for task, printed in zip(draft.tasks, table.of("牵头单位"), strict=True):
        wanted = squeeze(printed).replace("(", "（").replace(")", "）").split("、")
        assert task.lead_units == wanted or (not task.lead_units and "lead_units" in task.check)
    if "牵头领导" in table.columns:
        for task, printed in zip(draft.tasks, table.of("牵头领导"), strict=True):
            assert task.lead_officials == [squeeze(printed)] or "lead_officials" in task.check


@given(tables())
def test_a_table_that_lost_its_repeats_comes_back_with_every_wording(table: Invented) -> None:
    lines = dict.fromkeys(table.flattened(merged=True))
    draft = parse("a.txt", "\n".join([TITLE, *lines]).encode())
    assert texts(draft) == table.of("工作标准")
    assert from_json(to_json(draft)) == draft


SAMPLE = [TITLE, *HEADINGS, *without_repeats(LABELLED), "澄岚区人民政府办公室", "2026年3月1日印发"]


@given(st.integers(0, len(SAMPLE)), st.text("澄岚政务金木水火土1。、", min_size=2, max_size=20))
def test_a_line_put_anywhere_is_found_again(place: int, line: str) -> None:
    lines = [*SAMPLE[:place], line, *SAMPLE[place:]]
    found = squeeze(str(to_json(parse("a.txt", "\n".join(lines).encode()))).replace("\\n", ""))
    assert line in found or all(part in found for part in line.replace("。", "、").split("、"))


@given(st.lists(st.sampled_from([*SAMPLE, "", "（一）甲", "一、乙", "—", "1", "（安委办）"]), max_size=30))
def test_lines_in_any_order_are_read_and_numbered_on_end(lines: list[str]) -> None:
    draft = parse("a.txt", "\n".join([TITLE, *HEADINGS, *lines]).encode())
    assert [task.number for task in draft.tasks] == list(range(1, len(draft.tasks) + 1))
    assert {task.plan for task in draft.tasks} == {heading.id for heading in draft.plans}
    assert from_json(to_json(draft)) == draft
