"""The ledger that goes out: any list as filtered, as a workbook and as CSV."""

import csv
import io
from datetime import datetime
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest

from tasks.models import Target, Task
from tasks.services.standing_rules import set_standing_rules
from tasks.standing import Rules
from tests.cast import Cast, make_task
from tests.pages import address, everybody, freeze, page, say, signed_in, stand_today, total

FORMULA = '=HYPERLINK("http://elsewhere.example")'


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    target = Target.objects.create(task=cast.tasks[0], metric="工业企业", value=30, unit="家")
    say(cast.tasks[0], cast.reporter, 40, values={target.pk: 12}, note=FORMULA, problems="用地未落实。")
    stand_today()


def book(user: Any, cast: Cast, query: str = "") -> Any:
    answer = signed_in(user).get(address("ledger_book", cast, query=query))
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active


def table(user: Any, cast: Cast, query: str = "") -> list[list[str]]:
    answer = signed_in(user).get(address("ledger_lines", cast, query=query))
    data = b"".join(answer)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def column(sheet: Any, heading: str) -> list[Any]:
    heads = [cell.value for cell in sheet[3]]
    return [row[heads.index(heading)].value for row in sheet.iter_rows(min_row=4)]


@pytest.mark.parametrize("query", ["", "?standing=not_reported", "?on=2026-09-01", "?q=智能工厂"])
def test_it_has_a_row_for_each_task_of_the_list_for_everybody(cast: Cast, query: str) -> None:
    for user in everybody(cast):
        number = total(signed_in(user).get(address("task_list", cast, query=query)))
        assert book(user, cast, query).max_row == 3 + number
        assert len(table(user, cast, query)) == 1 + number


def test_numbers_are_numbers_and_days_are_days(cast: Cast) -> None:
    sheet = book(cast.leader, cast)
    assert column(sheet, "完成比例")[0] == 40
    assert column(sheet, "序时进度")[0] == pytest.approx(69.3, abs=0.1)
    assert column(sheet, "到期日")[0] == datetime(2026, 12, 31)  # noqa: DTZ001 - a cell has no zone
    assert column(sheet, "指标完成")[0] == "工业企业 12/30家"


def test_no_cell_is_a_formula(cast: Cast) -> None:
    sheet = book(cast.leader, cast)
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert column(sheet, "进展情况")[0] == FORMULA
    assert f"'{FORMULA}" in table(cast.leader, cast)[1]


def test_a_light_has_its_colour_and_its_word_also_the_districts_own(cast: Cast) -> None:
    set_standing_rules(
        cast.year,
        user=cast.administrator,
        rules=Rules(),
        words={"overdue": "红牌"},
        colours={"red": "#a00000"},
    )
    sheet = book(cast.leader, cast)
    (cell,) = [cell for row in sheet.iter_rows(min_row=4) for cell in row if cell.value == "■ 红牌"]
    assert cell.fill.fgColor.rgb == "00A00000"
    assert any("■ 红牌" in row for row in table(cast.leader, cast))


def test_it_is_set_up_to_be_read_and_printed(cast: Cast) -> None:
    sheet = book(cast.leader, cast)
    assert (sheet["A1"].value, sheet["A2"].value) == (cast.plan.title, "截至2026年9月10日")
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation) == (
        "A4",
        "$3:$3",
        "landscape",
    )
    assert sheet.auto_filter.ref == f"A3:T{sheet.max_row}"
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {"A1:T1", "A2:T2", "A4:A6", "B4:B5"} <= merged


def test_equal_headings_apart_are_not_merged(cast: Cast) -> None:
    make_task(cast.plan, cast.section, 9, "后来的任务。", cast.industry)
    merged = {str(each) for each in book(cast.leader, cast).merged_cells.ranges}
    assert merged == {"A1:T1", "A2:T2", "A4:A6", "B4:B5"}


def test_the_file_has_a_chinese_name(cast: Cast) -> None:
    for name, ending in (("ledger_book", "xlsx"), ("ledger_lines", "csv")):
        head = signed_in(cast.leader).get(address(name, cast))["Content-Disposition"]
        assert head == f"attachment; filename*=utf-8''{quote('澄岚区2026年任务台账')}.{ending}"


def test_the_list_offers_itself_as_it_is_filtered(cast: Cast) -> None:
    url = address("task_list", cast, query="?standing=not_reported&page=1")
    links = page(signed_in(cast.viewer).get(url)).xpath("//a[@download]/@href")
    assert [link.partition("?")[2] for link in links] == ["standing=not_reported"] * 2
    Task.objects.all().delete()
    assert not page(signed_in(cast.viewer).get(address("task_list", cast))).xpath("//a[@download]")
