"""What undoing an import does not take away: what people have done about its tasks since."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from imports.remarks import left_words
from imports.services.touched import REPORTED, WORKED_ON
from imports.services.undo import prospect, undo
from tasks.models import ChangeRequest, Notice, Period, PeriodFigure, Task, Unit, Urge, Watch, Year
from tasks.services.acknowledge import acknowledge, object_to
from tasks.services.attachments import attach
from tasks.services.breakdown import Node, file
from tasks.services.breakdown import Plan as Filed
from tasks.services.by_hand import link
from tasks.services.contribute import ask as contribute
from tasks.services.drafts import save as save_draft
from tasks.services.instruct import instruct
from tasks.services.notify import notify
from tasks.services.periods import adjust
from tasks.services.request import Wish, ask
from tasks.services.urge import answer as answer_urge
from tasks.services.urge import urge
from tasks.services.watch import watch
from tests.cast import Cast
from tests.plans import ROADS
from tests.test_import_undo import REVISED, imported, reporter_of, say, task


def a_report_file(cast: Cast, this: Task, user: Any) -> None:
    attach(this, SimpleUploadedFile("说明.pdf", b"%PDF-1.4"), user=user)


def asked_for_time(cast: Cast, this: Task, user: Any) -> None:
    ask(this, Wish(ChangeRequest.Kind.SUSPENSION, "等待设计。"), user=user)


def a_breakdown(cast: Cast, this: Task, user: Any) -> None:
    nodes = [Node("完成招标", date(2026, 6, 30)), Node("建成", date(2026, 10, 30))]
    file(this, user=user, plan=Filed("高工", "6608 1000", nodes=nodes))


def a_locked_period(cast: Cast, this: Task, user: Any) -> None:
    period = Period.objects.get(year=cast.year, month=1)
    period.locked_by = cast.supervisor
    period.save()
    PeriodFigure.objects.create(period=period, task=this, standing="behind", frozen_at=timezone.now())


def linked_with_another(cast: Cast, this: Task, user: Any) -> None:
    link(cast.tasks[0], this, user=cast.supervisor)


WORK: dict[str, Callable[[Cast, Task, Any], object]] = {
    "acknowledgement": lambda cast, this, user: acknowledge([this], user=user),
    "breakdown": a_breakdown,
    "urge": lambda cast, this, user: urge(this, user=cast.supervisor),
    "request": asked_for_time,
    "instruction": lambda cast, this, user: instruct(this, user=cast.leader, text="请抓紧。"),
    "contribution": lambda cast, this, user: contribute(
        this, user=user, units=[Unit.objects.get(name="财政局")], question="资金？", due=date(2027, 12, 1)
    ),
    "attachment": a_report_file,
    "draft": lambda cast, this, user: save_draft(this, user=user, content={"note": "写到一半"}),
    "watch": lambda cast, this, user: watch(this, user=cast.leader, on=True),
    "figure": a_locked_period,
    "joined": linked_with_another,
}


@pytest.mark.parametrize("kind", WORK)
def test_what_people_have_done_about_a_task_keeps_it(cast: Cast, kind: str) -> None:
    batch = imported(cast)
    this, user = task(ROADS[2]), reporter_of(cast, "交通局")
    WORK[kind](cast, this, user)
    left = {each.text: each for each in undo(batch, user=cast.administrator).left}
    assert left[ROADS[2]].reason == WORKED_ON
    assert left[ROADS[2]].what == {kind: 1}
    assert left[ROADS[2]].who
    assert left[ROADS[2]].when
    assert Task.objects.filter(pk=this.pk).exists()


def test_it_says_of_each_kind_of_work_how_much_there_is(cast: Cast) -> None:
    batch = imported(cast)
    this, user = task(ROADS[2]), reporter_of(cast, "交通局")
    say(cast, this, user)
    acknowledge([this], user=user)
    for text in ("请抓紧。", "月底前报送进展。"):
        instruct(this, user=cast.leader, text=text)
    [left] = prospect(batch).left
    assert (left.reason, left.who) == (REPORTED, "另有人")
    assert left.what == {"report": 1, "acknowledgement": 1, "instruction": 2}
    with translation.override("en"):
        assert left_words(vars(left)).endswith("1 report、1 acknowledgement、2 instructions")


def test_what_only_the_system_has_said_goes_along(cast: Cast) -> None:
    batch = imported(cast)
    this, user = task(ROADS[2]), reporter_of(cast, "交通局")
    Urge.objects.create(
        task=this, unit=Unit.objects.get(name="交通局"), cause=Urge.Cause.DUE, day=date(2026, 3, 25),
        sent_at=timezone.now(),
    )  # fmt: skip
    notify([user], "urged_due", cast.district, this)
    undone = undo(batch, user=cast.administrator)
    assert (undone.left, len(undone.removed)) == ([], 5)
    assert not Notice.objects.filter(code="urged_due").exists()
    line = Urge.history.latest()
    assert (line.history_type, line.history_user) == ("-", cast.administrator)


def test_a_reminder_that_was_answered_is_work(cast: Cast) -> None:
    batch = imported(cast)
    user, unit = reporter_of(cast, "交通局"), Unit.objects.get(name="交通局")
    row = Urge.objects.create(
        task=task(ROADS[2]), unit=unit, cause=Urge.Cause.DUE, day=date(2026, 3, 25), sent_at=timezone.now()
    )
    answer_urge(row, user=user, text="本周报送。")
    [left] = undo(batch, user=cast.administrator).left
    assert (left.reason, left.who, left.what) == (WORKED_ON, "另有人", {"urge": 1})


def test_a_task_that_is_watched_can_be_given_its_former_values_back(cast: Cast) -> None:
    imported(cast)
    second = imported(cast, REVISED)
    watch(task(ROADS[2]), user=cast.leader, on=True)
    assert undo(second, user=cast.administrator).left == []
    assert Watch.objects.filter(task=task(ROADS[2])).exists()


def test_work_before_a_revised_document_keeps_nothing_of_it(cast: Cast) -> None:
    imported(cast)
    instruct(task(ROADS[2]), user=cast.leader, text="请抓紧。")
    second = imported(cast, REVISED)
    assert undo(second, user=cast.administrator).left == []


def test_a_unit_that_somebody_proposed_meanwhile_stays(cast: Cast) -> None:
    batch = imported(cast)
    object_to(
        cast.tasks[0], user=cast.reporter, reason="职责不符。", proposed=Unit.objects.get(name="公交集团")
    )
    undo(batch, user=cast.administrator)
    assert Unit.objects.filter(name="公交集团").exists()


def test_a_year_whose_periods_somebody_has_set_up_stays(cast: Cast) -> None:
    batch = imported(cast, year=2031)
    period = Year.objects.get(number=2031).periods.get(month=3)
    adjust(period, user=cast.administrator, opens=date(2031, 3, 5), due=date(2031, 3, 20))
    undo(batch, user=cast.administrator)
    assert Year.objects.filter(number=2031).exists()
