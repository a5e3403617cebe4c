"""Word files: merges of every kind, tracked changes, content controls, boxes, numbers; damage refused."""

import io
import zipfile

import pytest
from docx import Document as WordDocument
from hypothesis import given
from hypothesis import strategies as st

from imports.document import Document, ReadError, Table
from imports.readers import read
from tests.plan_files import (
    BELOW,
    WORD,
    C,
    Row,
    cell_xml,
    docx,
    docx_of,
    outcome,
    paragraph_xml,
    plan,
    table_xml,
)

MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def first_table(data: bytes) -> Table:
    return next(read("计划.docx", data).tables())


def shown(table: Table) -> list[list[str]]:
    return [[cell.shown for cell in row] for row in table.rows]


def paragraphs(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def row_xml(*cells: str | C, properties: str = "") -> str:
    return f"<w:tr>{properties}{''.join(map(cell_xml, cells))}</w:tr>"


def test_it_reads_paragraphs_and_tables_in_order() -> None:
    document = read("计划.docx", docx(["标题", [["序号", "任务"], ["1", "一\n二"]], "落款"]))
    assert paragraphs(document) == ["标题", "落款"]
    assert isinstance(document.blocks[1], Table)
    assert document.blocks[1].states_merges
    assert document.blocks[1].rows[1][1].text == "一\n二"


def test_it_reads_what_an_ordinary_library_writes() -> None:
    word = WordDocument()
    word.add_paragraph("澄岚区")
    table = word.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "甲"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "乙"
    file = io.BytesIO()
    word.save(file)
    rows = first_table(file.getvalue()).rows
    assert [[(cell.shown, cell.column, cell.colspan, cell.covered) for cell in row] for row in rows] == [
        [("甲", 0, 1, False), ("乙", 1, 2, False)],
        [("甲", 0, 1, True), ("", 1, 1, False), ("", 2, 1, False)],
    ]


def test_a_covered_cell_knows_its_first_cell_and_place() -> None:
    table = first_table(docx([[["1", C("甲", merge="restart")], ["2", BELOW], ["3", BELOW], ["4", "乙"]]]))
    assert shown(table) == [["1", "甲"], ["2", "甲"], ["3", "甲"], ["4", "乙"]]
    anchor = table.rows[2][1].anchor
    assert anchor is table.rows[0][1]
    assert anchor.rowspan == 3
    assert anchor.place.to_json() == {"file": "计划.docx", "table": 1, "row": 1, "column": 2}


def test_a_continued_merge_without_a_beginning_is_a_cell_of_its_own() -> None:
    assert shown(first_table(docx([[[C("甲", merge="continue"), "乙"]]]))) == [["甲", "乙"]]


def test_merges_stay_apart_where_columns_are_spanned() -> None:
    rows: list[Row] = [
        [C("甲", span=2, merge="restart"), "乙"],
        [C(span=2, merge="continue"), "丙"],
        ["丁", "戊", "己"],
    ]
    table = first_table(docx([rows]))
    assert shown(table) == [["甲", "乙"], ["甲", "丙"], ["丁", "戊", "己"]]
    assert [cell.column for cell in table.rows[1]] == [0, 2]


def test_it_reads_the_older_horizontal_merge() -> None:
    row = row_xml(C("甲", properties='<w:hMerge w:val="restart"/>'), C("", properties="<w:hMerge/>"), "乙")
    cells = first_table(docx_of(f"<w:tbl>{row}</w:tbl>")).rows[0]
    assert [(cell.text, cell.column, cell.colspan) for cell in cells] == [("甲", 0, 2), ("乙", 2, 1)]


def test_it_counts_grid_columns_left_out_before_a_row() -> None:
    row = row_xml("甲", properties='<w:trPr><w:gridBefore w:val="2"/></w:trPr>')
    assert first_table(docx_of(f"<w:tbl>{row}</w:tbl>")).rows[0][0].column == 2


def test_a_span_beyond_reason_costs_no_memory() -> None:
    table = first_table(docx([[[C("甲", span=100_000_000), "乙"]]]))
    assert shown(table) == [["甲", "乙"]]
    assert table.rows[0][0].colspan < 1000


def test_it_finds_rows_and_cells_inside_content_controls() -> None:
    cell = f"<w:sdt><w:sdtContent>{cell_xml('乙')}</w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtPr/><w:sdtContent><w:tr>{cell_xml('甲')}{cell}</w:tr></w:sdtContent></w:sdt>"
    inside = "<w:sdt><w:sdtContent>" + paragraph_xml("控件里的标题") + "</w:sdtContent></w:sdt>"
    document = read("计划.docx", docx_of(inside + f"<w:tbl>{row}</w:tbl>"))
    assert paragraphs(document) == ["控件里的标题"]
    assert shown(next(document.tables())) == [["甲", "乙"]]


def test_insertions_count_and_deletions_do_not() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    text = (
        "<w:p>"
        + run.format("新增")
        + f"<w:ins>{run.format('六十')}</w:ins>"
        + "<w:del><w:r><w:delText>五十</w:delText></w:r></w:del>"
        + f"<w:moveFrom>{run.format('旧处')}</w:moveFrom><w:moveTo>{run.format('家')}</w:moveTo></w:p>"
    )
    gone = row_xml("删去的行", properties="<w:trPr><w:del/></w:trPr>")
    document = read("计划.docx", docx_of(f"{text}<w:tbl>{gone}{row_xml('留下的行')}</w:tbl>"))
    assert paragraphs(document) == ["新增六十家"]
    assert shown(next(document.tables())) == [["留下的行"]]


def test_a_nested_table_follows_the_table_that_holds_it() -> None:
    inner = table_xml([["序号", "任务"], ["1", "内"]])
    outer = [[C(content=paragraph_xml("外框") + inner + paragraph_xml("框尾"))]]
    tables = list(read("计划.docx", docx([outer, [["后"]]])).tables())
    assert [shown(table) for table in tables] == [[["外框\n框尾"]], [["序号", "任务"], ["1", "内"]], [["后"]]]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph_xml('附件1')}</w:txbxContent>"
    choice = (
        f'<mc:AlternateContent xmlns:mc="{MARKUP}"><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = f"<w:p><w:r><w:t>正文</w:t></w:r><w:r>{choice}</w:r></w:p>"
    cell = C(content=f"<w:p><w:r><w:t>格</w:t></w:r><w:r>{choice}</w:r></w:p>")
    document = read("计划.docx", docx_of(body + table_xml([[cell]])))
    assert paragraphs(document) == ["正文", "附件1"]
    assert shown(next(document.tables())) == [["格\n附件1"]]


def test_the_gloss_over_a_character_is_left_out() -> None:
    ruby = (
        "<w:ruby><w:rubyPr/><w:rt><w:r><w:t>lán</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>岚</w:t></w:r></w:rubyBase></w:ruby>"
    )
    assert paragraphs(read("a.docx", docx_of(f"<w:p><w:r><w:t>澄</w:t></w:r><w:r>{ruby}</w:r></w:p>"))) == [
        "澄岚"
    ]


def test_it_writes_the_numbers_that_word_writes_itself() -> None:
    level = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="7">'
        + level.format(0, 1, "chineseCounting", "%1、")
        + level.format(1, 3, "decimal", "%2.")
        + '</w:abstractNum><w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    styles = (
        f'<w:styles xmlns:w="{WORD}"><w:style w:styleId="H"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr>'
        "</w:pPr></w:style></w:styles>"
    )
    properties = '<w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="2"/></w:numPr></w:pPr>'
    item = "<w:p>" + properties + "<w:r><w:t>{}</w:t></w:r></w:p>"
    styled = '<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>三农</w:t></w:r></w:p>'
    body = (
        item.format(0, "工业") + item.format(1, "甲") + item.format(1, "乙") + item.format(0, "投资") + styled
    )
    empty = '<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="2"/></w:numPr></w:pPr></w:p>'
    data = docx_of(
        body + table_xml([[C(content=empty), "丙"]]),
        {"word/numbering.xml": numbering, "word/styles.xml": styles},
    )
    document = read("a.docx", data)
    assert paragraphs(document) == ["一、工业", "3.甲", "4.乙", "二、投资", "三、三农"]
    assert shown(next(document.tables())) == [["3.", "丙"]]


def test_what_the_pages_do_not_show_is_set_aside() -> None:
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:t>可见</w:t></w:r></w:p>"
    header = f'<w:hdr xmlns:w="{WORD}">{paragraph_xml("页眉文字")}</w:hdr>'
    covered = [[C("甲", merge="restart")], [C("盖住的字", merge="continue")]]
    document = read("a.docx", docx_of(hidden + table_xml(covered), {"word/header1.xml": header}))
    assert paragraphs(document) == ["可见"]
    assert {paragraph.text for paragraph in document.aside} == {"隐藏", "页眉文字", "盖住的字"}


def test_footnotes_are_read_after_the_body() -> None:
    note = f"<w:footnote>{paragraph_xml('列首位者牵头')}</w:footnote>"
    notes = f'<w:footnotes xmlns:w="{WORD}">{note}</w:footnotes>'
    assert paragraphs(read("a.docx", docx_of(paragraph_xml("正文"), {"word/footnotes.xml": notes}))) == [
        "正文",
        "列首位者牵头",
    ]


def test_it_is_picked_by_content_and_not_by_the_name() -> None:
    assert paragraphs(read("计划.txt", docx(["标题"]))) == ["标题"]
    assert paragraphs(read("计划.docx", "标题".encode())) == ["标题"]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + b"\x00" * 40,
        docx(["标题"])[:-30],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500,
        b"%PDF-1.7\n1 0 obj",
        b"{\\rtf1 x}",
        b"<!DOCTYPE html><html><table></table></html>",
    ],
)
def test_it_says_calmly_what_it_cannot_read(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read("计划.docx", data)
    assert caught.value.place.file == "计划.docx"
    assert caught.value.message
    assert caught.value.remedy


def test_other_zip_files_are_named_for_what_they_are() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("照片/1.txt", "x")
    with pytest.raises(ReadError, match=r"Word"):
        read("照片.zip", file.getvalue())


def test_it_refuses_entities() -> None:
    prolog = '<!DOCTYPE w [<!ENTITY a "AAAA"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(ReadError):
        read("a.docx", docx_of("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", prolog=prolog))


def test_it_refuses_a_bomb_before_unpacking_it() -> None:
    file = io.BytesIO(docx(["标题"]))
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("word/media/x.bin", "w") as part,
    ):
        for _ in range(160):
            part.write(bytes(2**20))
    assert len(file.getvalue()) < 2**20
    with pytest.raises(ReadError):
        read("a.docx", file.getvalue())


@given(st.integers(0, 5000), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_gives_a_document_or_an_error_in_words(place: int, noise: bytes) -> None:
    data = docx(plan(["1", "甲", "任务", "陈一帆", "工信局", "各街道"]))
    place %= len(data)
    found = outcome("a.docx", data[:place] + noise + data[place + len(noise) :])
    assert isinstance(found, Document) or (found.message and found.remedy)


@given(st.integers(0, 4000), st.text("<>/w:pttcr &;", min_size=1, max_size=6))
def test_damaged_xml_gives_a_document_or_an_error_in_words(place: int, noise: str) -> None:
    body = table_xml(plan(["1", C("甲", merge="restart"), "任务"])[2])
    place %= len(body)
    found = outcome("a.docx", docx_of(body[:place] + noise + body[place:]))
    assert isinstance(found, Document) or (found.message and found.remedy)


MERGES = st.sampled_from(["", "", "restart", "continue"])
CELLS = st.builds(C, st.text("甲乙丙 \n", max_size=4), st.integers(1, 3), MERGES)


@given(st.lists(st.lists(CELLS, max_size=4), max_size=6))
def test_plain_tables_are_read_as_all_others_are(rows: list[list[C]]) -> None:
    plain = docx(["标题", rows])
    special = docx_of(paragraph_xml("标题") + table_xml(rows).replace("</w:tbl>", "<w:sdt/></w:tbl>"))
    one, other = read("a.docx", plain), read("a.docx", special)
    assert one.blocks == other.blocks
    assert one.aside == other.aside
