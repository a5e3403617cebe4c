"""Workbooks and separated values are read as people see them."""

import io
import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from imports.document import Document, Paragraph, ReadError
from imports.output import to_json
from imports.parse import parse
from imports.readers import read
from imports.readers.number_formats import shown
from tests.book_files import ods, xls, xlsx
from tests.plan_files import BELOW, Block, C, docx, outcome
from tests.test_seed_scores import READ_WELL, SHARED, needs_shared, scores, word_blocks

HEADINGS = ["目标名称", "序号", "工作标准", "牵头领导", "牵头单位", "责任单位"]
MERGED: list[Block] = [
    "澄岚区2026年政府工作报告责任分解表",
    [
        HEADINGS,
        [
            C("产业强区", merge="restart"),
            "1",
            "新增规上企业20家",
            C("沈知远", merge="restart"),
            "工信局",
            "各镇",
        ],
        [BELOW, "2", "技改投资增长8%", BELOW, "工信局", "商务局\n发改局"],
        ["宜居城市", "3", "新建公园4个", "陆清", "城管局", ""],
    ],
]
BOOKS: list[Callable[..., bytes]] = [xlsx, xls]


def tasks(name: str, data: bytes) -> list[dict[str, Any]]:
    read_tasks: list[dict[str, Any]] = to_json(parse(name, data))["tasks"]
    for task in read_tasks:
        del task["source"]
    return read_tasks


@pytest.mark.parametrize("book", BOOKS)
def test_a_plan_reads_as_well_as_in_word(book: Callable[..., bytes]) -> None:
    found = tasks("计划.xlsx", book(MERGED))
    assert len(found) == 3
    assert found == tasks("计划.docx", docx(MERGED))


def test_an_open_document_spreadsheet_is_read() -> None:
    found = tasks("计划.ods", ods([HEADINGS, ["产业强区", "1", "新增企业20家", "沈知远", "工信局", "各镇"]]))
    assert [(task["text"], task["lead_units"]) for task in found] == [("新增企业20家", ["工信局"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";"])
def test_separated_values_are_read_with_their_lines(encoding: str, sign: str) -> None:
    rows = ["澄岚区2026年民生实事责任分解表", "序号,工作任务,牵头领导,牵头单位"]
    rows += ['1,"新建公园4个，\n年底完成",沈知远,"城管局、住建局"', "2,改造公厕6座,陆清,城管局"]
    data = "\r\n".join(rows).replace(",", sign).encode(encoding)
    draft = parse("清单.csv", data)
    assert [task.text for task in draft.tasks] == ["新建公园4个，年底完成", "改造公厕6座"]
    assert draft.tasks[0].lead_units == ["城管局", "住建局"]
    assert [task.sources["text"].place.line for task in draft.tasks] == [3, 5]


def test_prose_with_commas_is_no_table() -> None:
    document = read("文.txt", "一,二,三\n四,五,六\n加快建设,推进改造,完成验收。".encode())
    assert next(block.text for block in document.blocks if isinstance(block, Paragraph)) == "一,二,三"


def test_what_is_hidden_stands_aside() -> None:
    book = openpyxl.Workbook()
    sheet, secret = book.active, book.create_sheet("底稿")
    assert sheet is not None
    for row in (
        HEADINGS,
        ["产业强区", 1, "新增企业20家", "沈知远", "工信局", "各镇"],
        ["", 2, "旧任务", "", "工信局"],
    ):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    secret.append(["不给人看"])
    secret.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    document = read("计划.xlsx", file.getvalue())
    assert len(next(document.tables()).rows) == 2
    assert {"不给人看"} < {piece.text for piece in document.aside}
    assert any("旧任务" in piece.text for piece in document.aside)


def test_numbers_and_dates_show_as_their_cells_show_them() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        formats = [("0%", 0.055), ("0.0%", 0.055), ("General", 30), ("0.00", 2.5), ('0"家"', 60)]
        for column, (code, value) in enumerate(formats):
            page.write_number(1, column, value, book.add_format({"num_format": code}))
        page.write_datetime(1, 5, date(2026, 12, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
    (grid,) = read("表.xlsx", file.getvalue()).tables()
    assert [cell.text for cell in grid.rows[1]] == ["6%", "5.5%", "30", "2.50", "60家", "2026年12月31日"]


@pytest.mark.parametrize("data", [xlsx(MERGED), xls(MERGED), ods([HEADINGS])], ids=["xlsx", "xls", "ods"])
def test_whatever_is_done_to_a_file_it_is_read_or_refused_in_words(data: bytes) -> None:
    chance = random.Random(7)
    for _ in range(300):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 8)):
            deed, at = chance.randrange(3), chance.randrange(len(broken))
            if deed == 0:
                broken[at] = chance.randrange(256)
            elif deed == 1:
                del broken[at : at + chance.randint(1, 200)]
            else:
                broken[at:at] = broken[at : at + 100]
            broken = broken or bytearray(b"PK")
        assert isinstance(outcome("坏.xlsx", bytes(broken)), Document | ReadError)


def test_an_empty_workbook_is_refused() -> None:
    for book in BOOKS:
        with pytest.raises(ReadError, match="没有文字"):
            read("空.xlsx", book([]))


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20))
def test_any_format_code_shows_something(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)


@needs_shared
@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("seed", ["000_f13aecb9a7c79f6e", "004_d6df480bf758b7b9"])
def test_a_real_plan_as_a_workbook_is_read_as_a_careful_reader_reads_it(
    seed: str, book: Callable[..., bytes], tmp_path: Path
) -> None:
    reference = SHARED / "gold" / f"{seed}.json"
    data = book(word_blocks(json.loads(reference.read_text(encoding="utf-8"))))
    found = scores(reference, to_json(parse("计划.xlsx", data)), tmp_path)
    assert {name: found[name] for name in READ_WELL if (found[name] or 0) < 0.99} == {}
    assert found["district and year"] == 1
    assert min(found["targets recall"] or 0, found["targets precision"] or 0) >= 0.95


def test_a_workbook_whose_parts_are_called_in_capitals_is_read() -> None:
    data = xls(MERGED)
    capitals = data.replace("Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le"))
    assert capitals != data
    assert tasks("计划.xls", capitals) == tasks("计划.xls", data)


def test_a_workbook_with_a_password_says_so() -> None:
    data = xls(MERGED)
    locked = data.replace(b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00", 1)  # the record that announces encryption
    assert locked != data
    found = outcome("计划.xls", locked)
    assert isinstance(found, ReadError)
    assert "密码" in found.message
