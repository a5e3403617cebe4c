"""Urging: one, many, by rule; logged, answered, never twice a day for the same thing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tasks.errors import Refused
from tasks.models import District, Notice, Period, ProgressReport, Responsibility, Task, Urge
from tasks.services import request
from tasks.services.report import verify
from tasks.services.urge import answer, urge, urge_by_rules, urge_many
from tests.cast import Cast, make_task
from tests.pages import DAY, address, freeze, page, queries, say, signed_in, stand_today, text

DUE = date(2026, 9, 28)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today(date(2026, 1, 1))
    stand_today()


def causes(day: date) -> list[tuple[int, str]]:
    """What the rules ask for on `day`: the position of the task and why."""
    urge_by_rules(day)
    here = Urge.objects.filter(day=day, task__year__district__code="990101")
    return list(here.order_by("task__position").values_list("task__position", "cause"))


def rules(cast: Cast, **fields: object) -> None:
    District.objects.filter(pk=cast.district.pk).update(**fields)


def not_overdue(cast: Cast) -> None:
    Task.objects.filter(pk=cast.tasks[1].pk).update(deadline=date(2026, 12, 31))
    stand_today()


# ---- by hand ----
def test_the_reporting_unit_is_urged_and_its_people_are_told(cast: Cast) -> None:
    row = urge(cast.tasks[0], user=cast.supervisor, text="请尽快填报。")
    assert (row.unit, row.day, row.sent_by, row.cause) == (cast.industry, DAY, cast.supervisor, "by_hand")
    notice = Notice.objects.get()
    assert (notice.user, notice.code, notice.task) == (cast.reporter, "urged", cast.tasks[0])
    assert row.history.get().history_user == cast.supervisor


@pytest.mark.parametrize("who", ["reporter", "leader", "viewer", "other_administrator"])
def test_only_supervision_urges(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        urge(cast.tasks[0], user=getattr(cast, who))
    assert not Urge.objects.exists()


def test_who_urges_a_second_time_that_day_is_told_who_did(cast: Cast) -> None:
    urge(cast.tasks[0], user=cast.supervisor)
    with pytest.raises(Refused, match="督明"):
        urge(cast.tasks[0], user=cast.administrator)
    assert urge(cast.tasks[0], user=cast.administrator, day=DAY + timedelta(days=1)).unit == cast.industry


def test_nobody_is_urged_about_what_no_unit_reports_or_is_finished(cast: Cast) -> None:
    Task.objects.filter(pk=cast.tasks[0].pk).update(status="suspended")
    for task in (cast.tasks[0], cast.tasks[3], cast.tasks[4]):
        with pytest.raises(Refused):
            urge(Task.objects.get(pk=task.pk), user=cast.supervisor)


def test_about_many_tasks_each_unit_is_told_once(cast: Cast) -> None:
    outcome = urge_many([task.pk for task in cast.tasks], cast.district, user=cast.supervisor)
    assert [row.task for row in outcome.urged] == cast.tasks[:3]
    assert outcome.nobody == cast.tasks[3:]
    told = {notice.user: notice.code for notice in Notice.objects.all()}
    assert told == {cast.reporter: "urged_many", cast.education_reporter: "urged"}


def test_what_was_urged_about_today_is_left_out_of_many(cast: Cast) -> None:
    first = urge(cast.tasks[0], user=cast.supervisor)
    outcome = urge_many([task.pk for task in cast.tasks[:3]], cast.district, user=cast.administrator)
    assert (outcome.already, len(outcome.urged)) == ([first], 2)


def test_a_task_of_another_district_is_not_urged_about(cast: Cast) -> None:
    assert urge_many([cast.other_task.pk], cast.district, user=cast.supervisor).urged == []


# ---- the answer ----
def test_the_unit_answers_once_and_who_urged_is_told(cast: Cast) -> None:
    row = urge(cast.tasks[0], user=cast.supervisor)
    answer(row, user=cast.reporter, text="本周内填报。")
    row.refresh_from_db()
    assert (row.answer, row.answered_by) == ("本周内填报。", cast.reporter)
    assert Notice.objects.get(user=cast.supervisor).code == "urge_answered"
    with pytest.raises(Refused, match="工小文"):
        answer(row, user=cast.reporter, text="又答。")


def test_another_unit_does_not_answer(cast: Cast) -> None:
    row = urge(cast.tasks[0], user=cast.supervisor)
    for user in (cast.education_reporter, cast.supervisor, cast.administrator):
        with pytest.raises(PermissionDenied):
            answer(row, user=user, text="代答")


def test_what_the_rules_urged_is_answered_to_the_supervisor(cast: Cast) -> None:
    urge_by_rules(DUE)
    answer(Urge.objects.filter(unit=cast.industry)[0], user=cast.reporter, text="已填报。")
    assert Notice.objects.get(code="urge_answered").user == cast.supervisor


# ---- by rule ----
def test_before_on_and_after_the_day_each_unit_is_reminded(cast: Cast) -> None:
    not_overdue(cast)
    assert causes(DUE - timedelta(days=4)) == []
    assert causes(DUE - timedelta(days=3)) == [(1, "soon_due"), (2, "soon_due"), (3, "soon_due")]
    assert causes(DUE - timedelta(days=2)) == []
    assert causes(DUE) == [(1, "due"), (2, "due"), (3, "due")]
    assert causes(DUE + timedelta(days=1)) == [(1, "missing"), (2, "missing"), (3, "missing")]
    assert causes(DUE + timedelta(days=2)) == []


def test_a_day_on_which_nobody_asked_is_made_up_for(cast: Cast) -> None:
    not_overdue(cast)
    assert len(causes(DUE - timedelta(days=1))) == 3


def test_asked_twice_on_a_day_the_rules_urge_once(cast: Cast) -> None:
    assert urge_by_rules(DUE) > 0
    assert urge_by_rules(DUE) == 0


def test_missing_and_overdue_are_repeated_every_so_many_days(cast: Cast) -> None:
    rules(cast, urge_overdue_every=2)
    Task.objects.exclude(pk=cast.tasks[1].pk).delete()
    days = [DAY + timedelta(days=n) for n in range(5)]
    assert [len(causes(day)) for day in days] == [1, 0, 1, 0, 1]
    assert set(Urge.objects.values_list("cause", flat=True)) == {"overdue"}


def test_who_has_reported_is_not_reminded_and_who_was_sent_back_is(cast: Cast) -> None:
    not_overdue(cast)
    say(cast.tasks[0], cast.reporter, 60)
    say(cast.tasks[1], cast.reporter, 60)
    ProgressReport.objects.filter(task=cast.tasks[1]).update(review="returned", returned_reason="不实")
    stand_today()
    assert [position for position, _cause in causes(DUE)] == [2, 3]


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (DUE - timedelta(days=3), {"urge_days_before": 0}),
        (DUE, {"urge_on_due": False}),
        (DUE + timedelta(days=1), {"urge_overdue_every": 0}),
    ],
)
def test_a_district_turns_each_rule_off(cast: Cast, day: date, off: dict[str, object]) -> None:
    not_overdue(cast)
    rules(cast, **off)
    assert causes(day) == []


def test_a_locked_period_asks_nobody(cast: Cast) -> None:
    not_overdue(cast)
    Period.objects.update(locked_at="2026-09-01T00:00:00+08:00")
    assert causes(DUE) == []


def test_the_rules_tell_each_person_once(cast: Cast) -> None:
    not_overdue(cast)
    urge_by_rules(DUE)
    assert Notice.objects.filter(user=cast.reporter).count() == 1
    assert {row.sent_by for row in Urge.objects.all()} == {None}


def test_an_administrator_sets_the_rules(cast: Cast) -> None:
    client, url = signed_in(cast.administrator), f"/admin/tasks/district/{cast.district.pk}/change/"
    names = page(client.get(url)).xpath("//form//@name")
    assert {"urge_days_before", "urge_on_due", "urge_overdue_every", "sends_mail", "webhook"} <= set(names)


# ---- pages ----
def test_the_task_page_shows_urges_with_their_answers(cast: Cast) -> None:
    answer(urge(cast.tasks[0], user=cast.supervisor, text="抓紧"), user=cast.reporter, text="本周内填报。")
    shown = text(page(signed_in(cast.viewer).get(address("task", cast, cast.tasks[0]))))
    assert "抓紧" in shown
    assert "本周内填报。" in shown


def test_the_page_urges_and_answers(cast: Cast) -> None:
    task = cast.tasks[0]
    signed_in(cast.supervisor).post(address("urge_task", cast, task), {"text": "抓紧"})
    row = Urge.objects.get()
    reporter = signed_in(cast.reporter)
    assert page(reporter.get(address("task", cast, task))).xpath(f"//textarea[@id='answer-{row.pk}']")
    reporter.post(address("answer_urge", cast, task), {"urge": row.pk, "text": "好的"})
    row.refresh_from_db()
    assert row.answer == "好的"


def test_who_is_second_is_told_and_keeps_what_was_typed(cast: Cast) -> None:
    urge(cast.tasks[0], user=cast.administrator)
    answered = signed_in(cast.supervisor).post(address("urge_task", cast, cast.tasks[0]), {"text": "速报"})
    assert answered.status_code == 422
    assert "速报" in answered.content.decode()
    assert "管立" in answered.content.decode()


def test_before_many_are_urged_they_are_named_and_counted(cast: Cast) -> None:
    client, url = signed_in(cast.supervisor), address("urge_many", cast, query="?report=open&period=9")
    tree = page(client.get(url))
    assert "3" in text(tree.xpath("//h1")[0])
    assert [text(head)[:3] for head in tree.xpath("//section[@class='urge-unit']/h2")] == ["工信局", "教育局"]
    ticked = tree.xpath("//input[@name='task'][@checked]/@value")
    assert client.post(url, {"task": ticked[:2]}).status_code == 302
    assert Urge.objects.count() == 2


def test_nothing_chosen_is_said_and_the_words_stay(cast: Cast) -> None:
    answered = signed_in(cast.supervisor).post(address("urge_many", cast), {"text": "请抓紧"})
    assert answered.status_code == 422
    assert "请抓紧" in answered.content.decode()


def test_a_long_list_to_urge_takes_no_more_queries(cast: Cast) -> None:
    client, url = signed_in(cast.supervisor), address("urge_many", cast)
    few = queries(client, url)
    for number in range(15):
        task = make_task(cast.plan, None, 60 + number, f"整治第{number}条河道。", cast.industry)
        Responsibility.objects.create(task=task, role="partner_unit", unit=cast.education)
    assert queries(client, url) == few


def test_a_report_settles_what_the_rules_reminded_of_and_no_persons_urge(cast: Cast) -> None:
    by_rule = Urge.objects.create(
        task=cast.tasks[0],
        unit=cast.industry,
        day=DAY - timedelta(days=1),
        cause="due",
        sent_at=timezone.now(),
    )
    by_hand = urge(cast.tasks[0], user=cast.supervisor, text="请尽快。")
    say(cast.tasks[0], cast.reporter, 40)
    for row in (by_rule, by_hand):
        row.refresh_from_db()
    assert by_rule.answered_by == cast.reporter
    assert by_rule.history.latest().history_user == cast.reporter
    assert by_hand.answered_at is None


@pytest.mark.parametrize("end", ["suspended", "completed"])
def test_nothing_is_urged_any_more_about_what_is_suspended_or_complete(cast: Cast, end: str) -> None:
    row, task = urge(cast.tasks[0], user=cast.supervisor, text="请尽快。"), cast.tasks[0]
    if end == "suspended":
        request.grant(
            request.ask(task, request.Wish("suspension", "待批复。"), user=cast.reporter),
            user=cast.supervisor,
        )
    else:
        say(task, cast.reporter, 100, status="complete")
        verify(task, user=cast.supervisor)
    row.refresh_from_db()
    assert row.answer == {"suspended": "任务已中止。", "completed": "任务已完成。"}[end]
    assert row.history.latest("history_id").history_user == cast.supervisor
