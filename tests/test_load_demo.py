"""The demo: what is invented, and that a database filled with it is one that work could have left."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise
from random import Random

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from imports.demo.build import DOCUMENTS, IMPORTED, build
from imports.demo.notes import Moment, note
from imports.demo.people import DISTRICT, NEIGHBOUR, PASSWORD, SIGN_INS
from imports.demo.sign_ins import sign_ins
from imports.demo.stories import Act, Event, Plot, tell
from imports.models import ImportBatch
from imports.parse import parse
from tasks.integrity import strangers
from tasks.models import (
    Acknowledgement,
    Breakdown,
    ChangeRequest,
    Contribution,
    District,
    Instruction,
    Membership,
    Origin,
    Period,
    ProgressReport,
    StandingSpan,
    Task,
    Unit,
    Urge,
    User,
    Watch,
)
from tasks.models.queries import TaskQuerySet
from tasks.permissions import Access
from tasks.standing import Standing
from tests.cast import Cast

TODAY = date(2026, 10, 30)


# ---- sentences ----
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新增口袋公园40个、健身步道20公里。", "新增口袋公园20个，健身步道10公里"),
        ("为不少于2000名老人提供上门评估。", "为1000名老人提供上门评估"),
        ("提供就业岗位1.8万个。", "提供就业岗位9000个"),
        ("实际使用外资1.2亿美元。", "实际使用外资6000万美元"),
        ("完成年度投资180亿元。", "完成年度投资90亿元"),
    ],
)
def test_it_gives_a_promised_figure_back_in_part(
    text: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = Random(1)
    monkeypatch.setattr(dice, "uniform", lambda _low, _high: 1.0)
    assert expected in note(text, Moment(6, 0.5), dice)


def test_it_gives_a_promised_figure_back_whole_in_the_end() -> None:
    assert "新增口袋公园40个，健身步道20公里" in note(
        "新增口袋公园40个、健身步道20公里。", Moment(12, 1), Random(1)
    )


@pytest.mark.parametrize("text", ["由8家整合为4家。", "为全区42所学校更新照明。", "推进“532”行动。"])
def test_it_does_not_count_what_is_no_promise(text: str) -> None:
    assert "累计" not in note(text, Moment(6, 0.5), Random(1))


@pytest.mark.parametrize(
    "text", ["建成公园3个。", "指标增长5%。", "举办活动9场。", "培育企业9家。", "完善工作机制。", "？"]
)
@pytest.mark.parametrize("done", [0.0, 0.3, 0.6, 0.99, 1.0])
def test_it_finds_words_for_every_stage_of_any_work(text: str, done: float) -> None:
    for seed in range(20):
        said = note(text, Moment(5, done, behind=seed % 2 == 0 and done < 1), Random(seed))
        assert said.endswith("。")
        assert "None" not in said


def test_it_names_a_cause_and_a_next_step_for_what_lags() -> None:
    assert "下一步" in note("建成公园3个。", Moment(5, 0.1, behind=True), Random(1))


# ---- stories ----
def told(number: int, first: date = IMPORTED, last: date = TODAY) -> list[Event]:
    deadline = date(2026, 1 + number % 12, 28)
    plot = Plot(number, f"建成第{number}号驿站{number}个。", date(2026, 1, 1), deadline)
    return tell(plot, first, last, "seed")


def test_it_tells_the_same_story_every_time() -> None:
    assert [told(number) for number in range(50)] == [told(number) for number in range(50)]


def test_it_lets_nothing_happen_out_of_order_or_out_of_hours() -> None:
    for number in range(300):
        events = told(number)
        assert events == sorted(events, key=lambda event: event.at)
        for event in events:
            assert IMPORTED <= event.at.date() <= TODAY
            assert 9 <= event.at.hour < 17
            assert event.at.weekday() < 5


def test_it_never_goes_back_and_judges_only_what_was_claimed() -> None:
    for number in range(300):
        events = told(number)
        percents = [event.percent for event in events if event.act is Act.REPORT]
        assert percents == sorted(percents)
        for before, after in pairwise(events):
            assert (after.act in (Act.VERIFY, Act.RETURN)) <= (before.percent == 100)


def test_it_has_tasks_of_every_fate() -> None:
    every = [told(number) for number in range(300)]
    acts = {event.act for events in every for event in events}
    assert acts == set(Act)
    assert any(not events for events in every)


def test_it_tells_nothing_before_the_plans_came_in() -> None:
    assert told(7, date(2026, 1, 5), date(2026, 1, 5)) == []


# ---- the database ----
@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[District]:
    """The demo, made once for all these tests, which only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        build(TODAY)
        yield District.objects.get(code=DISTRICT["code"])
        transaction.set_rollback(True)


def ours(district: District) -> TaskQuerySet:
    return Task.objects.filter(year__district=district)


def imported(district: District) -> TaskQuerySet:
    """Without what a meeting has decided since."""
    return ours(district).filter(source=Task.Source.DOCUMENT)


def test_it_imports_every_task_of_its_documents(demo: District) -> None:
    paths = [path for path in DOCUMENTS.iterdir() if path.suffix in {".docx", ".txt"}]
    read = [task.text for path in paths for task in parse(path.name, path.read_bytes()).tasks]
    assert sorted(imported(demo).values_list("text", flat=True)) == sorted(read)
    assert {batch.status for batch in ImportBatch.objects.filter(district=demo)} == {"applied"}


def test_it_says_that_it_is_a_demo(demo: District) -> None:
    assert set(District.objects.values_list("code", "demo")) == {
        (DISTRICT["code"], True),
        (NEIGHBOUR["code"], True),
    }


def test_it_keeps_its_two_districts_apart(demo: District) -> None:
    assert list(strangers()) == []
    neighbour = Task.objects.filter(year__district__code=NEIGHBOUR["code"])
    assert neighbour.exists()
    admin, other = User.objects.get(username="admin"), User.objects.get(username="admin2")
    assert set(Task.objects.visible_to(admin)) == set(ours(demo))
    assert set(Task.objects.visible_to(other)) == set(neighbour)


def test_it_shows_every_standing(demo: District) -> None:
    spans = StandingSpan.objects.filter(task__in=ours(demo), end=None)
    assert set(spans.values_list("standing", flat=True)) == {standing.value for standing in Standing}


def test_it_has_a_past_without_gaps(demo: District) -> None:
    for task in imported(demo).prefetch_related("spans"):
        spans = sorted(task.spans.all(), key=lambda span: span.start)
        assert spans[0].start == IMPORTED
        assert spans[-1].end is None
        assert spans[-1].start <= TODAY
        assert all(before.end == after.start for before, after in pairwise(spans))


def test_it_stood_otherwise_in_spring(demo: District) -> None:
    def counts(day: date) -> dict[str, int]:
        spans = StandingSpan.objects.filter(task__in=imported(demo), start__lte=day).exclude(end__lte=day)
        return dict(spans.order_by().values_list("standing").annotate(number=Count("pk")))

    spring, autumn = counts(date(2026, 4, 30)), counts(TODAY)
    assert sum(spring.values()) == sum(autumn.values()) == imported(demo).count()
    assert spring.get("completed", 0) < autumn["completed"]


def test_it_dates_everything_within_the_months_it_tells_of(demo: District) -> None:
    begin, end = IMPORTED, TODAY + timedelta(1)
    for app in ("tasks", "imports"):
        for model in apps.get_app_config(app).get_models():
            if hasattr(model, "history_object") or model.__name__.startswith("Historical"):
                fields = {field.name for field in model._meta.get_fields()}
                if "history_date" in fields:
                    dates = model._default_manager.values_list("history_date", flat=True)
                    assert all(begin <= timezone.localdate(at) < end for at in dates), model
    for batch in ImportBatch.objects.select_related("source"):
        assert {timezone.localdate(at) for at in (batch.created_at, batch.source.uploaded_at)} == {IMPORTED}


def test_it_knows_who_did_everything(demo: District) -> None:
    history = ProgressReport.history.all()
    assert history.exists()
    assert not history.filter(history_user=None).exists()
    assert not Task.history.filter(id__in=ours(demo), history_user=None).exists()


def test_it_has_reports_that_read_like_reports(demo: District) -> None:
    reports = list(ProgressReport.objects.select_related("period"))
    notes = [report.note for report in reports]
    assert min(map(len, notes)) > 8
    assert len(set(notes)) > len(notes) * 0.7
    assert any(report.late for report in reports)
    assert any(report.status == "blocked" for report in reports)
    assert {report.period.month for report in reports} == set(range(1, TODAY.month + 1))


def test_it_leaves_some_doubts_open_and_some_settled(demo: District) -> None:
    doubts = Origin.objects.exclude(doubt="")
    assert doubts.filter(settlement="").exists()
    assert doubts.filter(settlement="as_read", settled_by__username="supervisor").exists()


def test_it_has_a_sign_in_for_every_role(demo: District) -> None:
    first, *lines = sign_ins()
    assert PASSWORD in first
    assert len(lines) == len(SIGN_INS) + 1
    for person, line in zip(SIGN_INS, lines, strict=False):
        user = User.objects.get(username=person.username)
        assert line.startswith(person.username)
        assert user.check_password(PASSWORD)
        assert Access(user, demo).roles == {person.role}
    assert {person.role for person in SIGN_INS} == set(Membership.Role)


def test_it_gives_its_reporters_enough_to_do(demo: District) -> None:
    for membership in Membership.objects.filter(user__username__startswith="reporter").select_related("unit"):
        assert membership.unit is not None
        assert ours(demo).led_by(membership.unit).count() >= 5


def test_it_lets_nobody_else_sign_in(demo: District) -> None:
    others = User.objects.exclude(username__in=[line.split()[0] for line in sign_ins()[1:]])
    assert others.exists()
    assert not any(user.has_usable_password() for user in others)


def test_it_knows_the_members_of_its_collectives(demo: District) -> None:
    streets = Unit.objects.get(district=demo, name="各街道")
    assert {unit.name for unit in streets.members.all()} == {"望湖街道", "锦桥街道", "北塘街道"}
    assert not Unit.objects.filter(district=demo, position=0).exists()


def test_it_does_not_name_a_sign_in_whose_password_was_changed(demo: District) -> None:
    with transaction.atomic():
        user = User.objects.get(username="viewer")
        user.set_password("another-password")
        user.save()
        assert not any(line.startswith("viewer") for line in sign_ins())
        transaction.set_rollback(True)


# ---- the command ----
def test_it_does_nothing_where_there_is_a_district(cast: Cast) -> None:
    out = StringIO()
    call_command("load_demo", if_empty=True, stdout=out)
    assert out.getvalue() == ""
    assert not District.objects.filter(demo=True).exists()


def test_it_is_not_loaded_twice(cast: Cast) -> None:
    District.objects.create(code=DISTRICT["code"], short_name="青澜区")
    with pytest.raises(CommandError):
        call_command("load_demo")


@pytest.mark.usefixtures("db")
def test_it_is_not_loaded_in_production(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert not District.objects.exists()


def test_it_prints_the_sign_ins(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[date] = []
    monkeypatch.setattr("imports.management.commands.load_demo.build", built.append)
    monkeypatch.setattr("imports.management.commands.load_demo.sign_ins", lambda: ["密码", "admin"])
    out = StringIO()
    call_command("load_demo", if_empty=True, stdout=out)
    assert built == [timezone.localdate()]
    assert out.getvalue().splitlines() == ["密码", "admin"]


@pytest.mark.usefixtures("db")
def test_it_names_no_sign_in_where_there_is_no_demo() -> None:
    assert sign_ins() == []


def test_it_shows_something_of_everything_that_a_month_brings(demo: District) -> None:
    states = {
        Acknowledgement: {"acknowledged", "objected"},
        Breakdown: {"approved", "returned", "submitted"},
        ChangeRequest: {"granted", "refused", "pending"},
    }
    for model, expected in states.items():
        assert set(model._default_manager.values_list("state", flat=True)) >= expected
    for rows in (Urge.objects.all(), Instruction.objects.all(), Contribution.objects.all()):
        assert {row.answered_at is None for row in rows} == {True, False}
    assert Watch.objects.exists()
    assert set(ProgressReport.objects.values_list("review", flat=True)) == {"waiting", "passed", "returned"}


def test_months_that_are_over_are_reviewed_and_locked(demo: District) -> None:
    periods = {period.month: period for period in Period.objects.filter(year__district=demo)}
    assert periods[5].locked_at
    assert periods[5].figures.exists()
    assert not periods[10].locked_at
    waiting = ProgressReport.objects.filter(review="waiting").exclude(status="complete")
    assert set(waiting.values_list("period__month", flat=True)) <= {9, 10}
