"""The plans of a year as a spreadsheet: imported again it changes nothing, corrected it changes just that."""

import io

import openpyxl
from django.urls import reverse

from imports.services.apply import apply
from imports.services.ledger import ledger
from tasks.models import Goal, Responsibility, Target, Task
from tests.cast import Cast, make_task
from tests.import_pages import imported, staged
from tests.pages import everybody, signed_in
from tests.plans import ROADS


def verdicts(cast: Cast, data: bytes) -> dict[str, int]:
    batch = staged(cast, data, "台账.xlsx")
    kinds = [row.verdict for row in batch.rows.all()]
    return {kind: kinds.count(kind) for kind in kinds}


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
    assert set(verdicts(cast, ledger(cast.year))) == {"same"}


def test_so_does_what_people_entered(cast: Cast) -> None:
    Goal.objects.create(plan=cast.plan, kind="goal", title="后来的目标", label="9", position=9)
    task = make_task(cast.plan, None, 9, "推进“一网统管”建设。", cast.education, label="九")
    Target.objects.create(
        task=task, metric="办件量", comparator=">=", value=200000000, unit="件", kind="cumulative"
    )
    Target.objects.create(task=task, metric="投资", comparator="~", value=2.7, unit="亿元", kind="cumulative")
    assert set(verdicts(cast, ledger(cast.year))) == {"same"}


def test_a_correction_in_the_spreadsheet_changes_just_that(cast: Cast) -> None:
    Task.objects.all().delete()
    imported(cast)
    data = changed(ledger(cast.year), ROADS[2], "新改建农村公路15公里。")
    counts = verdicts(cast, data)
    assert counts == {"changed": 1, "same": 4}
    apply(staged(cast, data, "台账2.xlsx"), user=cast.administrator, undecided="as_read")
    assert Task.objects.filter(text="新改建农村公路15公里。").count() == 1


def test_every_plan_has_a_sheet_and_every_task_a_row(cast: Cast) -> None:
    book = openpyxl.load_workbook(io.BytesIO(ledger(cast.year)))
    assert len(book.worksheets) == cast.year.plans.count()
    rows = [row for sheet in book for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert len(rows) == Task.objects.filter(year=cast.year).count()
    assert all(all(row) for row in rows)


def test_names_stand_as_the_district_calls_them(cast: Cast) -> None:
    book = openpyxl.load_workbook(io.BytesIO(ledger(cast.year)))
    printed = {str(cell) for row in book.worksheets[0].iter_rows(min_row=3, values_only=True) for cell in row}
    leads = Responsibility.objects.filter(role="lead_unit", task__plan=cast.plan).select_related("unit")
    assert {str(row.unit) for row in leads} <= {name for cell in printed for name in cell.split("、")}


def test_only_administrators_may_save_it(cast: Cast) -> None:
    address = reverse("import_ledger", kwargs={"code": cast.district.code, "number": 2026})
    for user in everybody(cast):
        status = 200 if user in (cast.administrator, cast.superuser) else 403
        assert signed_in(user).get(address).status_code == status, user
    response = signed_in(cast.administrator).get(address)
    assert "attachment" in response["Content-Disposition"]
    assert openpyxl.load_workbook(io.BytesIO(b"".join(response))).worksheets
