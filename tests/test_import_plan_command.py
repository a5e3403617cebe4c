"""`import_plan FILE`: staged, shown, and with --confirm imported. (`--json` has tests of its own.)"""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from imports.console import columns, width
from imports.models import ImportBatch
from tasks.models import District, Plan, SourceFile, Task
from tests.cast import Cast
from tests.plans import BUSES, ROADS, ROWS, TITLE, plan

SEED = Path(__file__).parents[2] / "shared" / "seeds" / "000_f13aecb9a7c79f6e.txt"


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """run(bytes, "--confirm"): what the command prints about a file of these bytes."""

    def run(data: bytes, *options: str, name: str = "计划.txt") -> str:
        path = tmp_path / name
        path.write_bytes(data)
        out = StringIO()
        call_command("import_plan", str(path), *options, stdout=out)
        return out.getvalue()

    return run


def line_with(printed: str, words: str) -> str:
    return next(line for line in printed.splitlines() if words in line)


def test_it_stages_and_prints_what_would_happen(cast: Cast, run: Any) -> None:
    printed = run(plan())
    batch = ImportBatch.objects.get()
    assert (batch.status, batch.rows.count(), batch.created_by) == ("staged", 5, None)
    assert "澜州市澄岚区（990101）" in printed
    assert line_with(printed, TITLE).split() == [TITLE, "5", "5", "0", "0", "0", "0", "2"]
    assert "陆清" in line_with(printed, "3  第")
    assert "交通局、财政局、公交集团" in printed
    assert f"/d/990101/imports/{batch.pk}/" in printed
    assert not Plan.objects.filter(title=TITLE).exists()


def test_a_dry_run_prints_the_same_and_stores_nothing(cast: Cast, run: Any) -> None:
    printed = run(plan(title="西岭区2026年政府工作报告责任分解方案"), "--dry-run")
    assert "西岭区" in printed
    assert not ImportBatch.objects.exists()
    assert not SourceFile.objects.exists()
    assert not District.objects.filter(short_name="西岭区").exists()


def test_confirming_brings_every_task_in_and_says_what_is_still_open(cast: Cast, run: Any) -> None:
    printed = run(plan(), "--confirm")
    assert Task.objects.filter(plan__title=TITLE).count() == len(ROWS)
    buses = Task.objects.get(text=BUSES[2])
    assert not buses.responsibilities.filter(role="lead_official").exists()
    assert buses.origins.get(field="lead_officials").suggested == ["陆清"]
    assert "新增 5 项" in printed
    assert "2 项有存疑内容：已留空，继续待核" in printed
    assert ImportBatch.objects.get().status == "applied"


@pytest.mark.parametrize(("doubts", "tasks", "officials"), [("as-read", 5, 5), ("leave-out", 3, 3)])
def test_what_becomes_of_doubts_can_be_said(
    cast: Cast, run: Any, doubts: str, tasks: int, officials: int
) -> None:
    run(plan(), "--confirm", "--doubts", doubts)
    imported = Task.objects.filter(plan__title=TITLE)
    assert imported.count() == tasks
    assert imported.filter(responsibilities__role="lead_official").count() == officials


def test_a_district_nobody_knows_is_entered_with_a_provisional_code(cast: Cast, run: Any) -> None:
    printed = run(plan(title="西岭区2026年政府工作报告责任分解方案"), "--confirm")
    district = District.objects.get(short_name="西岭区")
    assert district.code == "new-1"
    assert "new-1" in printed
    assert Task.objects.filter(year__district=district).count() == 5


def test_a_name_of_several_districts_is_an_error_that_lists_them(cast: Cast, run: Any) -> None:
    District.objects.create(code="880101", short_name="澄岚区", full_name="海州市澄岚区")
    with pytest.raises(CommandError, match="海州市澄岚区（880101）、澜州市澄岚区（990101）"):
        run(plan())
    assert not ImportBatch.objects.exists()
    run(plan(), "--district", "880101")
    assert ImportBatch.objects.get().district.code == "880101"


def test_a_district_given_goes_before_the_documents_own_and_that_is_said(cast: Cast, run: Any) -> None:
    printed = run(plan(), "--district", "栖岭区")
    assert ImportBatch.objects.get().district == cast.other_district
    assert "文件写的是澄岚区，仍归入栖岭区" in printed


def test_a_code_that_nobody_has_is_an_error(cast: Cast, run: Any) -> None:
    with pytest.raises(CommandError, match="123456"):
        run(plan(), "--district", "123456")
    assert not District.objects.filter(short_name="123456").exists()


def test_a_year_is_asked_for_where_the_document_has_none(cast: Cast, run: Any) -> None:
    data = plan(ROADS, title="澄岚区政府工作报告责任分解方案").replace("2026年".encode(), b"")
    with pytest.raises(CommandError, match="--year"):
        run(data)
    run(data, "--year", "2026")
    assert ImportBatch.objects.get().year_number == 2026


def test_a_year_that_is_none_is_an_error(cast: Cast, run: Any) -> None:
    with pytest.raises(CommandError, match="12"):
        run(plan(), "--year", "12")


def test_the_same_file_again_is_said_and_changes_nothing(cast: Cast, run: Any) -> None:
    run(plan(), "--confirm")
    first = ImportBatch.objects.get()
    printed = run(plan(), "--confirm")
    assert f"第 {first.pk} 号" in line_with(printed, "这份文件以前导入过")
    assert "新增 0 项，变更 0 项" in printed
    assert Task.objects.filter(plan__title=TITLE).count() == 5


def test_a_conflict_is_listed_with_both_values_and_left(cast: Cast, run: Any) -> None:
    run(plan(), "--confirm")
    task = Task.objects.get(text=ROADS[2])
    task.deadline_text = "2026年9月底"
    task.save()
    printed = run(plan((*ROADS[:6], "2026年11月底"), *ROWS[1:]), "--confirm")
    assert "系统中为“2026年9月底”，文件为“2026年11月底”" in printed
    task.refresh_from_db()
    assert task.deadline_text == "2026年9月底"


def test_what_became_no_task_is_listed_with_its_place(cast: Cast, run: Any) -> None:
    printed = run(plan(before=["请认真贯彻落实。"]))
    assert "第1行" in line_with(printed, "请认真贯彻落实。")


def test_a_file_that_cannot_be_read_says_what_to_do(cast: Cast, run: Any) -> None:
    with pytest.raises(CommandError, match="docx"):
        run(b"{\\rtf1 ...", name="计划.rtf")
    with pytest.raises(CommandError, match="nowhere"):
        call_command("import_plan", "nowhere.docx")
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    "options", [("--json", "--confirm"), ("--dry-run", "--confirm"), ("--doubts", "all")]
)
def test_what_contradicts_itself_is_refused(run: Any, options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(plan(), *options)


def test_columns_stand_under_one_another_whatever_the_script() -> None:
    lines = list(columns([["清单", "新增"], ["A", "5"], ["政府工作报告", "12"]]))
    assert len({width(line) for line in lines}) == 1
    assert lines[1].endswith("   5")


@pytest.mark.skipif(not SEED.exists(), reason="the reference document is not on this machine")
def test_every_task_of_the_reference_document_gets_in(cast: Cast) -> None:
    out = StringIO()
    call_command("import_plan", str(SEED), "--confirm", stdout=out)
    assert Task.objects.filter(import_rows__batch=ImportBatch.objects.get()).count() == 183
    assert "新增 183 项" in out.getvalue()
