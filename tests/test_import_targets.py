"""The numbers of a document become targets of its tasks, follow its revisions, and go again with undo."""

from decimal import Decimal
from typing import Any

import pytest

from imports.models import ImportBatch, ImportRow
from imports.services.apply import apply
from imports.services.edit import edit
from imports.services.stage import stage
from imports.services.undo import undo
from tasks.models import Membership, Origin, Target, TargetValue, Task
from tasks.services.report import report
from tests.cast import Cast, make_user
from tests.plans import ROADS, Row, plan

INDUSTRY: Row = (
    "1",
    "做强工业",
    "规上工业增加值增长6%以上，新引进外资2.7亿美元，空气质量优良率保持在82%，力争新增企业30家。",
    "陆清",
    "工信局",
    "财政局",
    "",
)


def imported(cast: Cast, *rows: Row) -> ImportBatch:
    batch = stage("计划.txt", plan(*rows), user=cast.administrator)
    apply(batch, user=cast.administrator, undecided="as_read")
    batch.refresh_from_db()
    return batch


def reworded(row: Row, text: str) -> Row:
    return (*row[:2], text, *row[3:])


def numbers(task: Task) -> list[tuple[Any, ...]]:
    names = ("comparator", "value", "unit", "kind", "resolve")
    return [tuple(getattr(target, name) for name in names) for target in task.targets.all()]


def the_task() -> Task:
    return Task.objects.exclude(plan__title="").latest("pk")


def a_value_is_reported(cast: Cast, task: Task, value: int) -> None:
    unit = task.responsibilities.get(role="lead_unit").unit
    user = make_user("transport", "路通")
    Membership.objects.create(user=user, district=cast.district, role=Membership.Role.REPORTER, unit=unit)
    values = {task.targets.get().pk: Decimal(value)}
    report(task, user=user, percent=None, status="in_progress", note="已开工。", values=values)


def test_every_number_is_a_target_judged_by_what_its_words_say(cast: Cast) -> None:
    imported(cast, INDUSTRY)
    assert numbers(the_task()) == [
        (">=", Decimal(6), "%", "growth", ""),
        ("=", Decimal("2.7"), "亿美元", "cumulative", ""),
        ("=", Decimal(82), "%", "level", ""),
        ("=", Decimal(30), "家", "cumulative", "strive"),
    ]
    assert all(target.kind_guessed for target in the_task().targets.all())


def test_targets_know_the_line_they_were_read_from(cast: Cast) -> None:
    imported(cast, ROADS)
    text, targets = (Origin.objects.get(task=the_task(), field=name) for name in ("text", "targets"))
    assert (targets.place, targets.excerpt) == (text.place, text.excerpt)


def test_the_same_document_again_changes_nothing(cast: Cast) -> None:
    imported(cast, INDUSTRY, ROADS)
    again = stage("计划.txt", plan(INDUSTRY, ROADS), user=cast.administrator)
    assert set(again.rows.values_list("verdict", flat=True)) == {"same"}


def test_a_revised_number_keeps_what_has_been_reported_on_it(cast: Cast) -> None:
    imported(cast, ROADS)
    a_value_is_reported(cast, the_task(), 7)
    before = the_task().targets.get()
    batch = imported(cast, reworded(ROADS, "新改建农村公路15公里。"))
    change = batch.rows.get().changes["targets"]
    assert (change["before"], change["after"]) == (["新改建农村公路 12公里"], ["新改建农村公路 15公里"])
    after = the_task().targets.get()
    assert after.pk == before.pk
    assert (int(after.value), int(after.values.get().value)) == (15, 7)
    assert the_task().targets.count() == 1


def test_a_number_that_the_document_drops_goes_unless_a_value_was_reported(cast: Cast) -> None:
    imported(cast, ROADS)
    imported(cast, reworded(ROADS, "新改建农村公路若干公里。"))
    assert not Target.objects.exists()
    imported(cast, ROADS)
    a_value_is_reported(cast, the_task(), 7)
    imported(cast, reworded(ROADS, "新改建农村公路若干公里。"))
    assert TargetValue.objects.get().value == 7


def test_undo_takes_the_targets_of_new_tasks_away(cast: Cast) -> None:
    undo(imported(cast, INDUSTRY), user=cast.administrator)
    assert not Target.objects.exists()
    assert set(Target.history.values_list("history_type", flat=True)) == {"+", "-"}


@pytest.mark.parametrize("text", ["新改建农村公路15公里、桥梁3座。", "新改建农村公路若干公里。"])
def test_undo_gives_a_changed_task_its_former_targets(cast: Cast, text: str) -> None:
    imported(cast, ROADS)
    kept = numbers(the_task())
    undo(imported(cast, reworded(ROADS, text)), user=cast.administrator)
    assert numbers(the_task()) == kept


def test_tasks_imported_before_there_were_targets_receive_them(cast: Cast) -> None:
    first = imported(cast, ROADS)
    Target.objects.all().delete()
    row = first.rows.get()
    del row.after["targets"]
    row.save()
    again = imported(cast, ROADS)
    assert again.rows.get().outcome == ImportRow.Outcome.CHANGED
    assert numbers(the_task()) == [("=", Decimal(12), "公里", "cumulative", "")]


def test_what_a_person_corrects_is_no_guess(cast: Cast) -> None:
    batch = stage("计划.txt", plan(ROADS), user=cast.administrator)
    edit(batch, 1, {"targets": ["农村公路 ≥13公里（水平）"]}, user=cast.administrator)
    batch.refresh_from_db()
    apply(batch, user=cast.administrator, undecided="as_read")
    target = the_task().targets.get()
    assert (target.comparator, target.kind, target.kind_guessed) == (">=", "level", False)
    assert target.value == 13


def test_a_corrected_wording_is_searched_for_numbers_again(cast: Cast) -> None:
    batch = stage("计划.txt", plan(ROADS), user=cast.administrator)
    row = edit(batch, 1, {"text": "新改建农村公路21公里。"}, user=cast.administrator)
    assert [each["value"] for each in row.data["targets"]] == [21]
    edit(batch, 1, {"targets": ["农村公路 22公里"]}, user=cast.administrator)
    row = edit(batch, 1, {"text": "新改建农村公路23公里。"}, user=cast.administrator)
    assert [each["value"] for each in row.data["targets"]] == [22]
