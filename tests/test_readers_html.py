"""Web pages: spans, unclosed cells, tables that lay out a page, what stands around the text, encodings."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.document import Document, Paragraph, ReadError, Table
from imports.output import to_json
from imports.parse import parse
from imports.readers import read
from imports.wording import squeeze
from tests.html_files import html, html_of
from tests.plan_files import BELOW, C, docx, outcome, plan
from tests.test_seed_scores import READ_WELL, SHARED, needs_shared, scores, word_blocks


def page(body: str) -> Document:
    return read("页.html", html_of(body))


def shown(body: str) -> list[list[list[str]]]:
    return [[[cell.shown for cell in row] for row in table.rows] for table in page(body).tables()]


def paragraphs(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def aside(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.aside]


def table(*rows: str) -> str:
    return f"<table>{''.join(rows)}</table>"


MERGED = plan(
    ["1", C("目标甲", merge="restart"), "任务一", C("陈一帆", merge="restart"), "工信局", "各街道"],
    ["2", BELOW, "任务二", BELOW, "商务局", ""],
    ["3", C("目标乙"), "任务三", C("林岚"), "住建局\n城管局", "——"],
)


def test_spans_in_both_directions_give_the_grid_that_a_browser_shows() -> None:
    rows = (
        "<tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr>",
        "<tr><td>丙</td><td rowspan=2>丁</td></tr>",
        "<tr><td>戊</td><td>己</td></tr>",
    )
    grid = next(page(table(*rows)).tables())
    assert [[(c.shown, c.column, c.colspan, c.rowspan, c.covered) for c in row] for row in grid.rows] == [
        [("甲", 0, 1, 2, False), ("乙", 1, 2, 1, False)],
        [("甲", 0, 1, 1, True), ("丙", 1, 1, 1, False), ("丁", 2, 1, 2, False)],
        [("戊", 0, 1, 1, False), ("己", 1, 1, 1, False), ("丁", 2, 1, 1, True)],
    ]
    assert grid.states_merges
    assert grid.rows[2][2].anchor is grid.rows[1][2]


def test_neighbouring_merges_cover_a_row_once() -> None:
    rows = ("<tr><td>1<td rowspan=3>甲<td rowspan=3>乙</tr>", "<tr><td>2</tr>", "<tr><td>3</tr>")
    grid = next(page(table(*rows)).tables())
    assert [len(row) for row in grid.rows] == [3, 3, 3]
    assert [cell.rowspan for cell in grid.rows[0]] == [1, 3, 3]


def test_a_span_ends_with_its_part_of_the_table() -> None:
    body = "<tbody><tr><td rowspan=0>甲<td>1<tr><td>2</tbody><tbody><tr><td>乙<td>3</tbody>"
    assert shown(table(body)) == [[["甲", "1"], ["甲", "2"], ["乙", "3"]]]


@pytest.mark.parametrize("span", ["999999999", "-3", "abc", "99999999999999999999"])
def test_a_span_beyond_reason_costs_nothing(span: str) -> None:
    body = table(f'<tr><td colspan="{span}" rowspan="{span}">甲<td>乙', "<tr><td>丙<td>丁")
    cells = [cell for row in next(page(body).tables()).rows for cell in row]
    assert {"甲", "乙", "丙", "丁"} <= {cell.shown for cell in cells}
    assert all(cell.colspan <= 256 for cell in cells)


def test_cells_and_rows_need_not_be_closed() -> None:
    body = table("<tr><td>甲<td><div>乙<td><p>丙", "<tr><td>丁<td><b>戊<td>己")
    assert shown(body) == [[["甲", "乙", "丙"], ["丁", "戊", "己"]]]


def test_breaks_and_blocks_divide_lines_and_white_space_is_one_space() -> None:
    body = table(
        "<tr><td>工信局<br>商务局<p>教育\n   局</p><td>方&nbsp;&nbsp;力",
        "<tr><td>1<td>&lt;2&gt; &#8220;三&#8221;",
    )
    assert shown(body) == [[["工信局\n商务局\n教育 局", "方\xa0\xa0力"], ["1", "<2> “三”"]]]
    assert paragraphs(page("<p>标题一<br>标题二</p>甲<b>乙</b>丙<div>丁</div>")) == [
        "标题一",
        "标题二",
        "甲乙丙",
        "丁",
    ]


def test_a_nested_table_follows_the_table_that_holds_it() -> None:
    inner = table("<tr><td>子<td>丑", "<tr><td>寅<td>卯")
    rows = [f"<tr><td>{n}<td>任务{n}做好各项工作<td>牵头单位{n}" for n in range(4)]
    body = table(*rows, f"<tr><td>5<td>任务五{inner}<td>住建局")
    assert [len(grid) for grid in shown(body)] == [5, 2]
    assert shown(body)[0][4] == ["5", "任务五", "住建局"]


def test_a_table_that_lays_out_the_page_is_unwrapped() -> None:
    inner = table("<tr><td>序号<td>工作任务<td>牵头单位", "<tr><td>1<td>改造公厕<td>城管局")
    body = table(f"<tr><td><h1>标题</h1><p>第一段</p>{inner}</td><td></td></tr>", "<tr><td>落款</td></tr>")
    document = page(body)
    assert paragraphs(document) == ["标题", "第一段", "落款"]
    assert shown(body) == [[["序号", "工作任务", "牵头单位"], ["1", "改造公厕", "城管局"]]]


def test_a_numbered_list_shows_its_numbers() -> None:
    body = "<ol start=3><li>甲<li>4．乙<li value=9>丙</ol><ul><li>丁</ul>"
    assert paragraphs(page(body)) == ["3.甲", "4．乙", "9.丙", "丁"]


def test_what_is_not_shown_is_set_aside() -> None:
    body = (
        '<p>可见</p><p style="display : none">隐一</p><div hidden><p>隐二</p></div><script>脚本()</script>'
        "<style>.a{}</style><select><option>选项</select><!-- 注释 -->"
        "<p>字<span style='mso-hide:all'>隐三</span></p>"
    )
    document = page(body)
    assert paragraphs(document) == ["可见", "字"]
    assert [text.strip() for text in aside(document)] == ["隐一", "隐二", "选项", "隐三"]


def test_a_hidden_cell_is_no_column() -> None:
    body = table('<tr><td>甲<td style="display:none">藏<td>乙', "<tr><td>丙<td>丁")
    assert shown(body) == [[["甲", "乙"], ["丙", "丁"]]]
    assert "藏" in aside(page(body))


def test_what_word_writes_into_a_page_is_no_text() -> None:
    body = (
        "<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><p class=MsoNormal>"
        "<![if !supportLists]><span>一、<span>&nbsp;</span></span><![endif]>"
        "<span lang=EN-US>推进</span>产业<o:p>&nbsp;</o:p></p>"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
    )
    assert [squeeze(text) for text in paragraphs(page(body))] == ["一、推进产业"]


def test_the_frame_of_a_government_page_stands_aside() -> None:
    document = read(
        "页.html", html(["各镇、各街道：", *MERGED, "澄岚区人民政府办公室", "2026年2月9日"], around=True)
    )
    bare = read("页.html", html(["各镇、各街道：", *MERGED, "澄岚区人民政府办公室", "2026年2月9日"]))
    assert paragraphs(document) == paragraphs(bare)
    assert paragraphs(bare)[0] == "各镇、各街道："
    assert paragraphs(bare)[-1] == "2026年2月9日"
    assert len(list(document.tables())) == len(list(bare.tables())) == 1
    left = squeeze("".join(aside(document)))
    for words in (
        "首页",
        "政民互动",
        "索引号：",
        "K0001/2026-00017",
        "浏览次数：137",
        "分享到",
        "上一篇",
        "ICP备",
    ):
        assert words in left


def test_a_part_of_the_page_that_holds_the_plan_is_not_its_frame() -> None:
    rows = table("<tr><td>序号<td>工作任务<td>牵头单位", "<tr><td>1<td>改造公厕<td>城管局")
    body = f'<div class="header nav"><p>一、推进产业强区</p>{rows}</div>'
    document = page(body)
    assert paragraphs(document) == ["一、推进产业强区"]
    assert len(list(document.tables())) == 1


def test_the_title_of_the_window_stands_in_for_one_that_the_page_lacks() -> None:
    rows = table("<tr><td>序号<td>工作任务<td>牵头单位", "<tr><td>1<td>改造公厕<td>城管局")
    title = "澄岚区2026年民生实事责任分解表"
    data = html_of(rows, title=f"{title}_澄岚区人民政府")
    assert paragraphs(read("页.html", data)) == [title]
    assert paragraphs(read("页.html", html_of(f"<h1>{title}（修订）</h1>{rows}", title=title))) == [
        f"{title}（修订）"
    ]


def test_every_place_in_a_table_is_told() -> None:
    document = read("页.html", html(MERGED))
    grid = next(document.tables())
    assert grid.rows[2][2].place.to_json() == {"file": "页.html", "table": 1, "row": 3, "column": 3}
    assert next(document.paragraphs()).place.to_json() == {"file": "页.html", "paragraph": 1}


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        *(("gb18030", "gb2312"), ("gb18030", "GBK"), ("gb18030", "utf-8"), ("gb18030", "iso-8859-1")),
        *(("utf-8", "utf-8"), ("utf-8", "gb2312"), ("utf-8-sig", "gbk"), ("utf-16", "unicode")),
        *(("utf-16-le", "utf-8"), ("utf-16-be", "x"), ("big5hkscs", "big5"), ("big5hkscs", "gb2312")),
    ],
)
def test_the_encoding_is_found_whatever_the_page_says(encoding: str, charset: str) -> None:
    text = "區政府辦公室關於民生實事責任分解的通知，各鎮、各街道應按時完成年度目標任務"
    simplified = "区政府办公室关于民生实事责任分解的通知，各镇、各街道应按时完成年度目标任务"
    said = text if "big5" in encoding else simplified
    assert paragraphs(read("页.html", html_of(f"<p>{said}</p>", encoding, charset))) == [said]


def archive(encoded: str, extra: str = "") -> bytes:
    return (
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--=_x"\r\n\r\n'
        f"----=_x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: {encoded}\r\n\r\n"
        "{}\r\n"
        + extra
        + "----=_x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0=\r\n"
        + "----=_x--\r\n"
    ).encode()


def test_a_web_archive_gives_its_page() -> None:
    import base64
    import quopri

    data = html(MERGED)
    wanted = paragraphs(read("页.html", data))
    quoted = archive("quoted-printable").replace(b"{}", quopri.encodestring(data))
    based = archive("base64").replace(b"{}", base64.encodebytes(data))
    assert paragraphs(read("页.mht", quoted)) == paragraphs(read("页.mht", based)) == wanted


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><html><head><title>x</title></head><frameset><frame src=a></frameset></html>",
        b"<html><body><script>load()</script></body></html>",
        b"<html><body>" + b"<div>" * 5000 + "深".encode(),
        archive("base64").replace(b"text/html", b"image/gif"),
    ],
)
def test_a_page_that_cannot_be_read_says_so(data: bytes) -> None:
    found = outcome("页.html", data)
    assert isinstance(found, ReadError)
    assert found.message
    assert found.remedy


def test_a_page_with_a_few_bad_bytes_is_read_and_shows_where() -> None:
    data = html_of("<p>任务一</p><p>任务二</p>")
    at = data.index("二".encode("gb18030"))
    assert paragraphs(read("页.html", data[:at] + b"\xff" + data[at:])) == ["任务一", "任务\ufffd二"]


def test_it_is_told_by_content_and_not_by_its_name() -> None:
    assert len(list(read("页.docx", html(MERGED)).tables())) == 1
    assert len(list(read("页.html", docx(MERGED)).tables())) == 1
    assert paragraphs(read("页.html", "澄岚区".encode())) == ["澄岚区"]


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("around", [True, False])
def test_a_plan_reads_as_well_as_in_word(closed: bool, around: bool) -> None:
    word = to_json(parse("计划.docx", docx(MERGED)))["tasks"]
    tasks = to_json(parse("计划.html", html(MERGED, closed, around)))["tasks"]
    for task in [*word, *tasks]:
        del task["source"]
    assert tasks == word


@needs_shared
@pytest.mark.parametrize("seed", ["000_f13aecb9a7c79f6e", "004_d6df480bf758b7b9"])
def test_a_real_plan_as_a_page_is_read_as_a_careful_reader_reads_it(seed: str, tmp_path: Path) -> None:
    reference = SHARED / "gold" / f"{seed}.json"
    data = html(word_blocks(json.loads(reference.read_text(encoding="utf-8"))), closed=False, around=True)
    found = scores(reference, to_json(parse("计划.html", data)), tmp_path)
    assert {name: found[name] for name in READ_WELL if (found[name] or 0) < 0.99} == {}
    assert found["district and year"] == 1


WORDS = st.text("澄岚政务金木水火土", min_size=2, max_size=20)
MARKS = st.sampled_from(
    re.findall(
        r"\S+",
        "<td> </td> <tr> </tr> <table> </table> <p> <div> </div> <br> <td~rowspan=3> <li> <ol> </ol>"
        " <a~href=x> </a> <h1> <th~colspan=2> <nav> </nav> <span~hidden>",
    )
).map(lambda mark: mark.replace("~", " "))


@given(st.lists(st.one_of(WORDS, MARKS), max_size=30))
def test_no_letter_of_any_page_is_lost(pieces: list[str]) -> None:
    found = outcome("页.html", html_of("".join(pieces)))
    wanted = sorted("".join(piece for piece in pieces if not piece.startswith("<")))
    if isinstance(found, ReadError):
        return
    texts = [paragraph.text for paragraph in [*found.paragraphs(), *found.aside]]
    texts += [cell.text for grid in found.tables() for row in grid.rows for cell in row]
    assert sorted(sign for sign in squeeze("".join(texts)) if sign not in "0123456789.") == wanted


WHOLE = html(MERGED, around=True)


@given(st.integers(0, len(WHOLE)), st.integers(0, 60), st.binary(max_size=12), st.integers(0, 3))
def test_a_damaged_page_gives_a_document_or_an_error_in_words(
    place: int, cut: int, noise: bytes, times: int
) -> None:
    data = WHOLE[:place] + noise + WHOLE[place : place + cut] * times + WHOLE[place + cut :]
    found = outcome("页.html", data)
    assert isinstance(found, Document) or (found.message and found.remedy)


def test_every_row_knows_what_kind_of_block_it_is() -> None:
    assert {type(block) for block in read("页.html", WHOLE).blocks} == {Paragraph, Table}
