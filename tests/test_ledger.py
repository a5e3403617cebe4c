"""The plans of a year as a spreadsheet: imported again it changes nothing, corrected it changes just that."""

import io

import openpyxl
import pytest

from imports.services.apply import apply
from tasks.ledger_words import PLAN
from tasks.models import Goal, Plan, Responsibility, Target, Task
from tests.cast import Cast, make_task
from tests.import_pages import imported, staged
from tests.pages import address as task_address
from tests.pages import say, signed_in
from tests.plans import ROADS


def verdicts(cast: Cast, data: bytes) -> dict[str, int]:
    batch = staged(cast, data, "台账.xlsx")
    kinds = [row.verdict for row in batch.rows.all()]
    return {kind: kinds.count(kind) for kind in kinds}


def ledger(cast: Cast, query: str = "") -> bytes:
    answer = signed_in(cast.administrator).get(task_address("ledger_book", cast, query=query))
    return b"".join(answer)


def changed(data: bytes, old: str, new: str) -> bytes:
    """The workbook with one cell's text exchanged."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == old]
    cells[0].value = new
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_what_was_imported_comes_back_as_it_is(cast: Cast) -> None:
    Task.objects.all().delete()
    imported(cast)
    assert set(verdicts(cast, ledger(cast))) == {"same"}


def test_so_does_what_people_entered(cast: Cast) -> None:
    Goal.objects.create(plan=cast.plan, kind="goal", title="后来的目标", label="9", position=9)
    task = make_task(cast.plan, None, 9, "推进“一网统管”建设。", cast.education, label="九")
    Target.objects.create(
        task=task, metric="办件量", comparator=">=", value=200000000, unit="件", kind="cumulative"
    )
    Target.objects.create(task=task, metric="投资", comparator="~", value=2.7, unit="亿元", kind="cumulative")
    assert set(verdicts(cast, ledger(cast))) == {"same"}


@pytest.mark.parametrize(
    "note",
    [
        "资金：200万元\n进展情况：已开工",
        "请与审计意见一并考虑",
        "资金：200万元\n另见附件",
        "进展情况：已开工\n资金：200万元",
        "资金：200万元\n资金：300万元",
        "附注：分两年实施",
        "态势：平稳",
    ],
)
def test_so_do_notes_of_every_form(cast: Cast, note: str) -> None:
    say(cast.tasks[0], cast.reporter, 40, note="完成选址。", problems="用地未落实。")
    Task.objects.filter(pk=cast.tasks[1].pk).update(note="资金：100万元\n进展情况：未开工")
    Task.objects.filter(pk=cast.tasks[0].pk).update(note=note)
    assert set(verdicts(cast, ledger(cast))) == {"same"}


def test_a_list_as_it_is_filtered_comes_back_as_it_is(cast: Cast) -> None:
    Plan.objects.create(year=cast.year, title="澄岚区2026年民生实事", kind="livelihood", position=2)
    counts = verdicts(cast, ledger(cast, "?q=智能工厂"))
    assert set(counts) == {"same"}
    assert sum(counts.values()) < Task.objects.filter(year=cast.year).count()


def test_a_column_that_an_office_adds_becomes_part_of_the_note(cast: Cast) -> None:
    book = openpyxl.load_workbook(io.BytesIO(ledger(cast)))
    sheet = book.worksheets[0]
    place = sheet.max_column + 1
    sheet.cell(3, place).value, sheet.cell(4, place).value = "资金来源", "区财政"
    file = io.BytesIO()
    book.save(file)
    batch = staged(cast, file.getvalue(), "台账.xlsx")
    (changed_row,) = batch.rows.exclude(verdict="same")
    assert changed_row.changes["note"]["after"] == "资金来源：区财政"


def test_a_correction_in_the_spreadsheet_changes_just_that(cast: Cast) -> None:
    Task.objects.all().delete()
    imported(cast)
    data = changed(ledger(cast), ROADS[2], "新改建农村公路15公里。")
    counts = verdicts(cast, data)
    assert counts == {"changed": 1, "same": 4}
    apply(staged(cast, data, "台账2.xlsx"), user=cast.administrator, undecided="as_read")
    assert Task.objects.filter(text="新改建农村公路15公里。").count() == 1


def test_every_plan_has_a_sheet_and_every_task_a_row(cast: Cast) -> None:
    book = openpyxl.load_workbook(io.BytesIO(ledger(cast)))
    assert len(book.worksheets) == cast.year.plans.count()
    rows = [row for sheet in book for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert len(rows) == Task.objects.filter(year=cast.year).count()
    assert all(all(row[2 : len(PLAN) + 1]) for row in rows)


def test_names_stand_as_the_district_calls_them(cast: Cast) -> None:
    book = openpyxl.load_workbook(io.BytesIO(ledger(cast)))
    printed = {str(cell) for row in book.worksheets[0].iter_rows(min_row=4, values_only=True) for cell in row}
    leads = Responsibility.objects.filter(role="lead_unit", task__plan=cast.plan).select_related("unit")
    assert {str(row.unit) for row in leads} <= {name for cell in printed for name in cell.split("、")}
