"""Text files: encodings, cells behind tabs, rows between tabs and pipes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.document import Document, Paragraph, ReadError
from imports.draft import Doubt
from imports.parse import parse
from imports.readers import read
from imports.readers.encodings import decode
from tests.plan_files import HEADINGS, Block, outcome, plan, tabbed

SENTENCE = "澄岚区人民政府关于印发政府工作报告责任分解方案的通知，各镇、各街道、区各有关部门："


def cells(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in table.rows] for table in document.tables()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_it_reads_every_encoding_of_chinese_offices(encoding: str) -> None:
    assert decode(SENTENCE.encode(encoding)) == SENTENCE


def test_it_tells_big5_from_gb18030() -> None:
    sentence = "區政府辦公室關於民生實事責任分解的通知，各鎮、各街道應按時完成年度目標任務"
    assert decode(sentence.encode("big5")) == sentence


def test_it_reads_a_few_characters_right() -> None:
    assert decode("民生实事".encode("gb18030")) == "民生实事"


def test_it_shows_where_a_few_bytes_cannot_be_read() -> None:
    whole = SENTENCE.encode()
    assert decode(whole[:1] + whole[2:]) == "\ufffd" + SENTENCE[1:]
    assert decode(SENTENCE.encode("gb18030") + b"\xff") == SENTENCE + "\ufffd"


def test_a_field_with_a_sign_that_cannot_be_read_goes_to_a_person() -> None:
    lines = ["澄岚区2026年重点工作", "1. 新建停车场2处。（住建局牵头）", "2. 改造公厕3座。（城管局牵头）"]
    data = "\n".join(lines).encode()
    at = data.index("住".encode())
    one, other = parse("a.txt", data[:at] + data[at + 1 :]).tasks
    assert one.sources["lead_units"].doubt == Doubt.DAMAGED
    assert not other.check


def test_it_refuses_what_is_no_text_and_says_what_to_do() -> None:
    with pytest.raises(ReadError) as caught:
        read("照片.txt", bytes(range(256)) * 20)
    assert caught.value.place.file == "照片.txt"
    assert ".docx" in caught.value.remedy


def test_it_refuses_an_empty_file() -> None:
    with pytest.raises(ReadError):
        read("空.txt", b" \r\n\t ")


def test_it_makes_a_cell_of_every_line_behind_a_tab() -> None:
    document = read("a.txt", tabbed(plan(["1", "目标甲", "任务一", "陈一帆", "工信局", "各街道"])))
    assert cells(document) == [[HEADINGS, ["1", "目标甲", "任务一", "陈一帆", "工信局", "各街道"]]]
    assert not next(document.tables()).states_merges


def test_it_knows_the_line_of_every_cell() -> None:
    data = "标题\n\t序号\n\t工作内容\n\t牵头单位\n\n\t1\n\t任务一\n\t工信局\n".encode()
    table = next(read("a.txt", data).tables())
    assert [cell.place.line for cell in table.rows[1]] == [6, 7, 8]
    assert table.rows[1][1].place.to_json() == {"file": "a.txt", "line": 7, "table": 1, "row": 2, "column": 2}


def test_it_continues_a_cell_over_lines_and_blank_lines() -> None:
    rows = ["1", "目标\n\n甲", "任务一", "陈一帆", "高新区\n管委会", "各镇、各街道\n\n区各有关部门"]
    document = read("a.txt", tabbed(plan(rows, ["", "", "任务二", "", "", ""])))
    found = cells(document)[0]
    assert found[1] == ["1", "目标\n甲", "任务一", "陈一帆", "高新区\n管委会", "各镇、各街道\n区各有关部门"]
    assert found[2] == ["", "", "任务二", "", "", ""]


def test_it_keeps_a_heading_row_whole_that_is_broken_over_lines() -> None:
    headings = ["主题", "实事名称", "内容及标准", "牵头\n\n领导", "牵头单位"]
    document = read("a.txt", tabbed(plan(["甲", "乙", "任务一", "陈一帆", "工信局"], headings=headings)))
    assert [len(row) for row in cells(document)[0]] == [5, 5]


def test_it_mends_a_row_that_a_blank_line_at_the_end_of_a_cell_has_torn() -> None:
    below = ["", "", "任务二", "", "", ""]
    torn = ["1", "目标甲", "任务一", "陈一帆\n", "工信局", "各街道"]
    document = read("a.txt", tabbed(plan(torn, below, below)))
    assert cells(document)[0][1:] == [["1", "目标甲", "任务一", "陈一帆", "工信局", "各街道"], below, below]


def test_it_cuts_rows_from_which_blank_lines_were_lost() -> None:
    data = tabbed(plan(*[[str(n), "目标", f"任务{n}", "陈一帆", "工信局", "各街道"] for n in range(1, 12)]))
    document = read("a.txt", data.replace(b"\n\n\t", b"\n\t"))
    assert [len(row) for row in cells(document)[0]] == [6] * 12


def test_it_restores_empty_cells_where_line_ends_were_cut() -> None:
    first = ["1", "目标甲", "任务一", "陈一帆", "工信局", "各镇\n\n各街道"]
    rows = [
        first,
        ["", "", "任务二", "", "商务局", ""],
        ["", "", "任务三", "", "", ""],
        ["2", "目标乙", "任务四", "", "", ""],
    ]
    lines = tabbed(plan(*rows)).decode().split("\n")
    document = read("a.txt", "\n".join(line.rstrip() for line in lines).encode())
    table = next(document.tables())
    assert cells(document)[0][2:] == rows[1:]
    assert [cell.place.line for cell in table.rows[2]] == [21, 22, 23, 24, 25, 26]
    assert table.intact


def test_it_says_that_a_table_is_not_whole_where_cells_were_lost() -> None:
    row = ["1", "目标甲", "任务一", "陈一帆", "工信局", "各街道"]
    rows = [row, ["任务二", "商务局"], ["任务三"], ["林岚", "任务四", "住建局"]]
    assert not next(read("a.txt", tabbed(plan(*rows))).tables()).intact


def test_it_ends_a_table_at_a_numbered_heading_and_at_a_title() -> None:
    row = ["1", "目标甲", "任务一", "陈一帆", "工信局", "各街道"]
    blocks: list[Block] = [
        *plan(row),
        "二、促进城乡融合",
        [HEADINGS, row],
        "附件2",
        "澄岚区2026年民生实事责任分解表",
        [HEADINGS, row],
    ]
    data = tabbed(blocks)
    while b"\n\n\n" in data:
        data = data.replace(b"\n\n\n", b"\n\n")
    document = read("a.txt", data)
    assert len(cells(document)) == 3
    assert [paragraph.text for paragraph in document.paragraphs()][2:] == [
        "二、促进城乡融合",
        "附件2",
        "澄岚区2026年民生实事责任分解表",
    ]


def test_it_leaves_indented_text_as_paragraphs() -> None:
    document = read("a.txt", "\t今年以来，全区上下共同努力。\n\t下一步，我们将继续加油。\n".encode())
    assert [block.text for block in document.paragraphs()] == [
        "今年以来，全区上下共同努力。",
        "下一步，我们将继续加油。",
    ]
    assert not list(document.tables())


def test_it_reads_rows_saved_from_a_spreadsheet() -> None:
    data = (
        '澄岚区2026年民生实事\n序号\t项目名称\t牵头单位\n1\t"新建\n幼儿园"\t教育局\n2\t改造公厕\t\n'.encode(
            "utf-16"
        )
    )
    document = read("a.txt", data)
    assert cells(document) == [
        [["序号", "项目名称", "牵头单位"], ["1", "新建\n幼儿园", "教育局"], ["2", "改造公厕", ""]]
    ]
    assert [paragraph.text for paragraph in document.paragraphs()] == ["澄岚区2026年民生实事"]


def test_it_reads_rows_between_pipes() -> None:
    document = read("a.md", "| 序号 | 任务 | 牵头单位 |\n|---|---|---|\n| 1 | 改造公厕 | 城管局 |\n".encode())
    assert cells(document) == [[["序号", "任务", "牵头单位"], ["1", "改造公厕", "城管局"]]]


WORDS = st.text(alphabet='澄岚区街道局任务序号目标名称一二三、（）。\t\n 12"|', max_size=200)


@given(WORDS)
def test_no_letter_of_any_text_is_lost(text: str) -> None:
    document = outcome("a.txt", text.encode())
    if isinstance(document, ReadError):
        assert not text.strip()
        return
    found = "".join(
        block.text
        if isinstance(block, Paragraph)
        else "".join(cell.text for row in block.rows for cell in row)
        for block in document.blocks
    )
    kept = [sign for sign in found if not sign.isspace() and sign not in '"|']
    assert kept == [sign for sign in text if not sign.isspace() and sign not in '"|']


@given(st.binary(max_size=300), st.integers(0, 400))
def test_damaged_bytes_give_a_document_or_an_error_in_words(noise: bytes, place: int) -> None:
    data = tabbed(plan(["1", "目标甲", "任务一", "陈一帆", "工信局", "各街道"]))
    found = outcome("a.txt", data[:place] + noise + data[place:])
    assert isinstance(found, Document) or (found.message and found.remedy)
