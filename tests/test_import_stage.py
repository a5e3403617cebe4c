"""A document comes in: kept, read, laid out row by row."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from imports.document import ReadError
from imports.draft import Doubt
from imports.models import ImportBatch, ImportRow
from imports.services import read as reading
from imports.services.apply import apply
from imports.services.decide import answer
from imports.services.districts import district_called
from imports.services.stage import receive, stage
from tasks.errors import Refused
from tasks.models import District, SourceFile, Unit, Year
from tests.cast import Cast
from tests.plans import BRIDGES, BUSES, DOUBTFUL, ROADS, ROWS, SCHOOLS, many, plan

Status = ImportBatch.Status


def staged(cast: Cast, data: bytes, name: str = "计划.txt", **more: Any) -> ImportBatch:
    return stage(name, data, user=cast.administrator, **more)


def rows(batch: ImportBatch) -> list[ImportRow]:
    return list(batch.rows.order_by("number"))


def files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


# ---- staging ----


def test_it_lays_out_every_row_and_writes_no_task(cast: Cast) -> None:
    before = list(Year.objects.all()), cast.year.tasks.count()
    batch = staged(cast, plan())
    assert (batch.status, batch.district, batch.year_number) == (Status.STAGED, cast.district, 2026)
    assert [row.data["text"] for row in rows(batch)] == [row[2] for row in ROWS]
    assert {row.verdict for row in rows(batch)} == {"new"}
    assert batch.counts == {"new": 5}
    assert (list(Year.objects.all()), cast.year.tasks.count()) == before


def test_it_keeps_the_document_under_a_name_of_its_own(cast: Cast) -> None:
    data = plan()
    source = staged(cast, data, "..\\..\\督查室/../计划 a.TXT").source
    assert (source.name, source.sha256, source.size) == (
        "计划 a.TXT",
        hashlib.sha256(data).hexdigest(),
        len(data),
    )
    stored = Path(source.file.path)
    assert stored.is_relative_to(settings.MEDIA_ROOT)
    assert stored.name.startswith(source.sha256[:24])
    assert stored.suffix == ".txt"
    assert stored.read_bytes() == data
    assert source.uploaded_by == cast.administrator


def test_a_doubt_stands_on_its_row_with_its_reading(cast: Cast) -> None:
    batch = staged(cast, plan())
    doubtful = [row for row in rows(batch) if row.doubtful]
    assert [row.number for row in doubtful] == list(DOUBTFUL)
    assert {tuple(row.checks.items()) for row in doubtful} == {(("lead_officials", Doubt.LEAD_CHANGED),)}
    assert doubtful[0].data["suggested"] == {"lead_officials": ["陆清"]}


def test_one_doubt_through_several_rows_is_one_run(cast: Cast) -> None:
    assert [row.run for row in rows(staged(cast, plan()))] == [None, None, 3, 3, None]


def test_doubts_of_two_cells_are_two_runs(cast: Cast) -> None:
    other = ("", "", "改造信号灯30处。", "", "公安分局", "", "")
    assert [row.run for row in rows(staged(cast, plan(ROADS, BUSES, BUSES, other)))] == [None, 2, 2, 2]
    alone = staged(cast, plan(ROADS, BUSES, SCHOOLS))
    assert [row.run for row in rows(alone)] == [None, None, None]


def test_units_and_officials_nobody_knows_are_listed_and_not_entered(cast: Cast) -> None:
    row = ("3", "治理水环境", "整治河道2条。", "卢新", "水利局", "各镇、有关单位、 工信局", "")
    new = staged(cast, plan(row)).draft["newcomers"]
    assert [(each["name"], each["rows"], each["sure"]) for each in new["officials"]] == [("卢新", [1], True)]
    assert [(each["name"], each["collective"]) for each in new["units"]] == [
        ("水利局", ""),
        ("各镇", "open"),
        ("有关单位", "open"),
    ]
    assert not Unit.objects.filter(name="水利局").exists()


def test_who_stands_only_in_doubtful_fields_is_not_sure_to_be_entered(cast: Cast) -> None:
    refers = ("1", "畅通路网", "新改建农村公路12公里。", "详见附表", "交通局", "", "")
    units = staged(cast, plan(refers)).draft["newcomers"]["units"]
    assert [(unit["name"], unit["sure"]) for unit in units] == [("交通局", False)]


def test_another_name_of_a_unit_is_that_unit(cast: Cast) -> None:
    cast.industry.aliases = ["工业和信息化局"]
    cast.industry.save()
    row = ("3", "做强工业", "建成智能车间6个。", "陆清", "工业和信息化局", "", "")
    assert staged(cast, plan(row)).draft["newcomers"]["units"] == []


def test_a_name_that_fits_two_units_is_an_error_that_names_both(cast: Cast) -> None:
    Unit.objects.filter(pk__in=[cast.industry.pk, cast.education.pk]).update(aliases=["一局"])
    row = ("3", "做强工业", "建成智能车间6个。", "陆清", "一局", "", "")
    [found] = rows(staged(cast, plan(row)))
    assert found.verdict == "error"
    [problem] = found.problems
    assert (problem["code"], set(problem["choices"])) == ("several", {"工信局", "教育局"})
    assert problem["place"]


def test_a_number_too_long_for_its_field_is_an_error_with_its_place(cast: Cast) -> None:
    [found] = rows(staged(cast, plan(("甲乙丙丁" * 10, *ROADS[1:]))))
    assert found.verdict == "error"
    assert found.problems[0]["code"] == "too_long"
    assert found.problems[0]["place"]["line"] == 5


def test_the_same_document_again_is_the_same(cast: Cast) -> None:
    apply(staged(cast, plan()), user=cast.administrator, undecided="empty")
    again = staged(cast, plan())
    assert again.counts == {"same": 5}
    assert not any(row.doubtful for row in rows(again))


def test_a_revised_document_is_compared_task_by_task(cast: Cast) -> None:
    apply(staged(cast, plan()), user=cast.administrator, undecided="empty")
    later = (*ROADS[:6], "2026年11月底")
    new = ("3", "改善出行", "新增公共自行车500辆。", "陆清", "城管局", "", "")
    batch = staged(cast, plan(later, BRIDGES, BUSES, SCHOOLS, new))
    assert {row.data["text"]: row.verdict for row in rows(batch)} == {
        ROADS[2]: "changed",
        BRIDGES[2]: "changed",  # inherits the deadline
        BUSES[2]: "same",
        SCHOOLS[2]: "same",
        new[2]: "new",
    }
    assert rows(batch)[0].changes == {
        "deadline_text": {"before": "2026年10月底", "after": "2026年11月底", "kind": "change"}
    }


def test_a_year_given_goes_before_the_documents_own(cast: Cast) -> None:
    assert staged(cast, plan(), year=2027).year_number == 2027


def test_the_number_of_queries_does_not_grow_with_the_rows(cast: Cast) -> None:
    def queries(number: int) -> int:
        apply(staged(cast, many(number)), user=cast.administrator)
        with CaptureQueriesContext(connection) as captured:
            staged(cast, many(number))
        return len(captured)

    assert queries(5) == queries(15)


# ---- what stops it ----


def test_what_cannot_be_read_leaves_nothing_behind(cast: Cast) -> None:
    before = files()
    with pytest.raises(ReadError) as raised:
        staged(cast, b"%PDF-1.7 ...", "计划.pdf")
    assert raised.value.remedy
    assert not ImportBatch.objects.exists()
    assert not SourceFile.objects.exists()
    assert files() == before


def test_a_document_without_tasks_says_what_to_do(cast: Cast) -> None:
    with pytest.raises(ReadError) as raised:
        staged(cast, "关于召开会议的通知\n请准时参加。".encode())
    assert raised.value.remedy
    assert not ImportBatch.objects.exists()


def test_a_document_without_a_year_is_refused_where_nobody_can_be_asked(cast: Cast) -> None:
    data = plan(SCHOOLS, title="澄岚区政府工作报告责任分解方案")
    with pytest.raises(Refused, match="--year"):
        staged(cast, data)
    assert staged(cast, data, year=2026).year_number == 2026


def test_a_document_without_a_district_is_refused_where_nobody_can_be_asked(cast: Cast) -> None:
    data = plan(title="2026年政府工作报告责任分解方案")
    with pytest.raises(Refused, match="--district"):
        staged(cast, data)
    assert staged(cast, data, district=cast.district).district == cast.district


def test_a_district_nobody_knows_is_entered_under_a_provisional_code(cast: Cast) -> None:
    data = plan(title="西岭区2026年政府工作报告责任分解方案")
    district = staged(cast, data).district
    assert (district.short_name, district.code) == ("西岭区", "new-1")
    assert staged(cast, data).district == district


def test_a_name_of_several_districts_is_refused_with_the_choices(cast: Cast) -> None:
    District.objects.create(code="880101", short_name="澄岚区", full_name="海州市澄岚区")
    with pytest.raises(Refused) as raised:
        staged(cast, plan())
    assert "澜州市澄岚区（990101）" in str(raised.value)
    assert "海州市澄岚区（880101）" in str(raised.value)
    assert staged(cast, plan(), district=cast.district).district == cast.district


@pytest.mark.parametrize("name", ["澄岚区", "澜州市澄岚区", "990101", " 澄岚 区"])
def test_a_district_is_known_by_its_names_and_its_code(cast: Cast, name: str) -> None:
    assert district_called(name) == cast.district


@pytest.mark.parametrize("name", ["海州市澄岚区", "溪区西", "云"])
def test_another_district_is_not_taken_for_it(cast: Cast, name: str) -> None:
    assert district_called(name) is None


# ---- in the background ----


def received(cast: Cast, data: bytes) -> ImportBatch:
    batch = receive("计划.txt", data, user=cast.administrator, district=cast.district)
    reading.read(batch.pk)
    batch.refresh_from_db()
    return batch


def test_an_upload_waits_until_the_worker_reads_it(cast: Cast, work: Any) -> None:
    batch = receive("计划.txt", plan(), user=cast.administrator, district=cast.district)
    assert (batch.status, batch.rows.count()) == (Status.WAITING, 0)
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.rows.count()) == (Status.STAGED, 5)


def test_reading_it_twice_does_no_harm(cast: Cast) -> None:
    batch = received(cast, plan())
    batch.rows.filter(number=3).update(choice="as_read")
    reading.read(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, batch.rows.count()) == (Status.STAGED, 5)
    assert batch.rows.get(number=3).choice == "as_read"


def test_a_second_reader_that_is_slower_changes_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = receive("计划.txt", plan(), user=cast.administrator, district=cast.district)
    drafted = reading._draft

    def slow(this: ImportBatch) -> Any:
        draft = drafted(this)
        monkeypatch.setattr(reading, "_draft", drafted)
        reading.read(batch.pk)
        batch.rows.filter(number=1).update(choice="leave_out")
        return draft

    monkeypatch.setattr(reading, "_draft", slow)
    reading.read(batch.pk)
    assert batch.rows.count() == 5
    assert batch.rows.get(number=1).choice == "leave_out"


def test_what_cannot_be_read_says_where_and_what_to_do(cast: Cast) -> None:
    batch = receive("计划.pdf", b"%PDF-1.7 ...", user=cast.administrator, district=cast.district)
    reading.read(batch.pk)
    batch.refresh_from_db()
    assert batch.status == Status.FAILED
    assert batch.error["message"]
    assert batch.error["remedy"]
    assert batch.rows.count() == 0


def test_a_document_without_tasks_shows_what_was_read_instead(cast: Cast) -> None:
    batch = received(cast, "澄岚区2026年会议通知\n请准时参加。".encode())
    assert batch.status == Status.FAILED
    assert "请准时参加。" in [piece["text"] for piece in batch.draft["unused"]]


def test_what_nobody_foresaw_fails_calmly(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(_batch: ImportBatch) -> None:
        raise ZeroDivisionError

    batch = receive("计划.txt", plan(), user=cast.administrator, district=cast.district)
    monkeypatch.setattr(reading, "_draft", break_down)
    with pytest.raises(ZeroDivisionError):
        reading.read(batch.pk)
    batch.refresh_from_db()
    assert batch.status == Status.FAILED
    assert batch.error["remedy"]


def test_a_document_of_another_district_is_a_question(cast: Cast, work: Any) -> None:
    batch = received(cast, plan(title="西岭区2026年政府工作报告责任分解方案"))
    assert (batch.status, batch.question) == (Status.QUESTION, {"district": "西岭区"})
    assert not District.objects.filter(short_name="西岭区").exists()
    answer(batch, user=cast.administrator, ours=True)
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.district) == (Status.STAGED, cast.district)


def test_a_year_that_is_missing_is_a_question(cast: Cast, work: Any) -> None:
    batch = received(cast, plan(SCHOOLS, title="澄岚区政府工作报告责任分解方案"))
    assert (batch.status, batch.question) == (Status.QUESTION, {"year": True})
    answer(batch, user=cast.administrator, year=2025)
    work()
    batch.refresh_from_db()
    assert (batch.status, batch.year_number) == (Status.STAGED, 2025)


def test_a_document_that_names_no_district_belongs_to_who_is_signed_in(cast: Cast) -> None:
    batch = received(cast, plan(title="2026年政府工作报告责任分解方案"))
    assert batch.status == Status.STAGED
    assert "no_district" not in batch.draft["problems"]


def test_the_same_file_again_is_a_question_that_names_the_earlier_import(cast: Cast, work: Any) -> None:
    first = received(cast, plan())
    second = receive("又一份.txt", plan(), user=cast.administrator, district=cast.district)
    assert (second.status, second.question) == (Status.QUESTION, {"same_file": first.pk})
    work()
    second.refresh_from_db()
    assert second.status == Status.QUESTION
    answer(second, user=cast.administrator, same_file=True)
    work()
    second.refresh_from_db()
    assert second.status == Status.STAGED


@pytest.mark.parametrize("status", [Status.FAILED, Status.UNDONE, Status.DISCARDED])
def test_a_file_whose_import_came_to_nothing_is_not_asked_about(cast: Cast, status: str) -> None:
    ImportBatch.objects.filter(pk=received(cast, plan()).pk).update(status=status)
    assert receive("计划.txt", plan(), user=cast.administrator, district=cast.district).question == {}


def test_the_same_file_in_another_district_is_nobodys_business(cast: Cast) -> None:
    received(cast, plan())
    there = receive("计划.txt", plan(), user=cast.other_administrator, district=cast.other_district)
    assert there.question == {}


def test_it_can_be_read_another_way(cast: Cast, work: Any) -> None:
    batch = received(cast, plan())
    batch.rows.update(choice="leave_out")
    answer(batch, user=cast.administrator, year=2027, titles=["另一个名称"], responsible_units="all_lead")
    work()
    batch.refresh_from_db()
    assert (batch.year_number, batch.draft["plans"][0]["title"]) == (2027, "另一个名称")
    assert rows(batch)[0].data["lead_units"] == ["交通局", "各街道", "财政局"]
    assert {row.choice for row in rows(batch)} == {""}


def test_it_tells_who_waits_in_their_language(cast: Cast) -> None:
    from imports.tasks import read_upload

    batch = receive("计划.pdf", b"%PDF-1.7 ...", user=cast.administrator, district=cast.district)
    read_upload.call(batch.pk, "en")
    batch.refresh_from_db()
    assert batch.error["message"].isascii()
