"""The same invented plan in every format that is read, of any number of rows."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl

from tests.book_files import ods, xls, xlsx
from tests.html_files import html
from tests.pdf_files import typeset
from tests.plan_files import Block, C, Row, docx, tabbed

HEADS: Row = ["序号", "目标名称", "工作标准", "牵头领导", "牵头单位", "责任单位", "完成时限"]
LEADS = [("沈知远", "住建局"), ("陆清", "交通局"), ("顾蔓", "教育局"), ("秦望", "工信局")]
Maker = Callable[[int], bytes]


def plan(rows: int) -> list[Block]:
    """A plan of `rows` tasks, five to a goal, the goal's cells merged over them."""
    lines: list[Row] = [HEADS]
    for n in range(rows):
        first, (official, unit) = n % 5 == 0, LEADS[n // 5 % len(LEADS)]
        over = [str(n // 5 + 1), f"办好第{n // 5 + 1}件事"] if first else ["", ""]
        who = [official, unit, "各街道、财政局"] if first else ["", "", ""]
        how = "restart" if first else "continue"
        lines.append(
            [
                *(C(text, merge=how) for text in over),
                f"新建第{n + 1}号口袋公园{n % 7 + 1}个，总面积{n % 90 + 10}亩。",
                *(C(text, merge=how) for text in who),
                "2026年12月底",
            ]
        )
    return ["澄岚区2026年政府工作报告责任分解方案", "一、建设美丽城乡", lines]


def _openpyxl(rows: int) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in _cells(rows):
        book.worksheets[0].append(row)
    book.save(file)
    return file.getvalue()


def _cells(rows: int) -> list[list[str]]:
    """Title and rows as lists of text, merged cells filled in their first row."""
    title, _heading, table = plan(rows)
    assert isinstance(title, str)
    return [[title], *([cell if isinstance(cell, str) else cell.text for cell in row] for row in table)]


def _csv(rows: int) -> bytes:
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in _cells(rows)).encode("gb18030")


def _goals(rows: int) -> bytes:
    """Numbered goals with units in brackets, measures below."""
    lines = ["澄岚区2026年重点工作责任分解方案"]
    for n in range(rows):
        unit = LEADS[n // 5 % len(LEADS)][1]
        if n % 5 == 0:
            lines.append(f"{n // 5 + 1}. 办好第{n // 5 + 1}件事。（{unit}牵头，财政局、各街道配合）")
        lines.append(f"新建第{n + 1}号口袋公园{n % 7 + 1}个。")
    return "\n".join(lines).encode()


def _labelled(rows: int) -> bytes:
    lines = ["澄岚区2026年民生实事项目责任清单"]
    for n in range(rows):
        official, unit = LEADS[n % len(LEADS)]
        lines.append(f"{n + 1}. 新建第{n + 1}号口袋公园{n % 7 + 1}个。")
        lines += [f"牵头领导：{official}", f"责任单位：{unit}、财政局", "完成时限：2026年12月底"]
    return "\n".join(lines).encode()


def _flattened(rows: int) -> bytes:
    """The table with a cell a line, an empty cell leaving none."""
    title, heading, table = plan(rows)
    cells = [cell if isinstance(cell, str) else cell.text for row in table for cell in row]
    return "\n".join([str(title), str(heading), *(cell for cell in cells if cell)]).encode()


def _report(rows: int) -> bytes:
    lines = ["2026年澄岚区政府工作报告", "各位代表：", "一、2025年工作回顾", "过去一年，全区经济稳中有进。"]
    lines += ["二、2026年工作安排", "今年主要预期目标：地区生产总值增长5%以上。"]
    for n in range(0, rows, 2):
        lines.append(
            f"（{n // 2 + 1}）聚力办好第{n // 2 + 1}件事。" + "新建口袋公园3个。加快推进道路改造。" * 2
        )
    return "\n".join(lines).encode()


#: name, file's ending → how to make one of so many rows
SAMPLES: dict[tuple[str, str], Maker] = {
    ("Word, merged cells", "docx"): lambda rows: docx(plan(rows)),
    ("Excel, merged cells", "xlsx"): lambda rows: xlsx(plan(rows)),
    ("Excel, as a library writes it", "xlsx"): _openpyxl,
    ("Excel 97", "xls"): lambda rows: xls(plan(rows)),
    ("open document", "ods"): lambda rows: ods(_cells(rows)),
    ("web page", "html"): lambda rows: html(plan(rows), around=True),
    ("PDF", "pdf"): lambda rows: typeset(plan(rows)),
    ("separated values", "csv"): _csv,
    ("text with tabs", "txt"): lambda rows: tabbed(plan(rows)),
    ("text, a cell a line", "txt"): _flattened,
    ("goals with units in brackets", "txt"): _goals,
    ("labelled lines", "txt"): _labelled,
    ("work report", "txt"): _report,
}


def file_name(sample: tuple[str, str]) -> str:
    return str(Path("计划").with_suffix(f".{sample[1]}"))
