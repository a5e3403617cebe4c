"""A month ends: what was to be said about it is still said about it; the task stands as the latest says."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tasks.board import Board
from tasks.earlier import Why, earlier
from tasks.errors import Refused
from tasks.models import Attachment, Milestone, ProgressReport, ReportDraft, Target, Task
from tasks.permissions import Access
from tasks.reporting import desk
from tasks.scope import district_scope
from tasks.services import periods
from tasks.services.attachments import attach
from tasks.services.content import version
from tasks.services.drafts import save
from tasks.services.report import enter, repeat, report
from tasks.services.review import send_back
from tasks.waiting import waiting_for
from tests.cast import Cast, make_task
from tests.office_files import upload
from tests.pages import HTMX, address, freeze, page, queries, say, signed_in, stand_today, text

NOV, END, DEC = date(2026, 11, 10), date(2026, 11, 30), date(2026, 12, 2)


@pytest.fixture(autouse=True)
def _the_day(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, tmp_path: Any, settings: Any
) -> None:
    """The second of December; tasks are known since November, whose periods before are locked."""
    settings.MEDIA_ROOT = tmp_path
    cast: Cast = request.getfixturevalue("cast")
    cast.year.periods.filter(month__lt=11).update(locked_at=timezone.now())
    stand_today(NOV)
    freeze(monkeypatch, DEC)


def offered(cast: Cast, day: date = DEC) -> list[tuple[int, int, str]]:
    """What the industry bureau is offered: task by number, month, why."""
    scope = district_scope(cast.reporter, cast.district.code, cast.year.number)
    shown = desk(scope, day)
    numbers = {task.pk: number for number, task in enumerate(cast.tasks)}
    return [
        (numbers[each.task.pk], each.period.month, each.why) for each in (*shown.earlier, *shown.reopened)
    ]


def of_november(task: Task) -> ProgressReport:
    return task.reports.get(period__month=11)


def board(cast: Cast, month: int, name: str) -> int:
    scope = district_scope(cast.supervisor, cast.district.code, cast.year.number)
    total = Board(scope, cast.year.periods.select_related("year").get(month=month), DEC).total
    return next(cell.count for cell in (*total.cells, total.open) if cell.name == name)


def card(cast: Cast, name: str = "reporting_card", month: int = 11) -> str:
    return address(name, cast, cast.tasks[0], f"?for_period={month}")


def typed(**fields: Any) -> dict[str, Any]:
    return {"percent": "40", "status": "in_progress", "note": "十一月完成。", "seen": "", **fields}


# ---- what is offered ----
def test_what_was_sent_back_after_its_month_is_made_again_for_that_month(cast: Cast) -> None:
    row = say(cast.tasks[0], cast.reporter, 50, NOV)
    send_back(row, user=cast.supervisor, reason="数据不实。", day=DEC)
    assert (0, 11, Why.RETURNED) in offered(cast)
    assert board(cast, 11, "returned") == 1
    with pytest.raises(Refused):
        repeat(cast.tasks[0], user=cast.reporter, day=DEC)
    say(cast.tasks[0], cast.reporter, 45, DEC, period="11")
    assert of_november(cast.tasks[0]).percent == 45
    assert (board(cast, 11, "returned"), board(cast, 11, "waiting")) == (0, 1)
    assert 0 not in [number for number, _month, _why in offered(cast)]
    assert repeat(cast.tasks[0], user=cast.reporter, day=DEC).period.month == 12


def test_a_month_that_nobody_reported_is_made_up_for_as_late(cast: Cast) -> None:
    assert offered(cast) == [(0, 11, Why.MISSING), (1, 11, Why.MISSING)]
    row = say(cast.tasks[0], cast.reporter, 45, DEC, period="11")
    assert (row.period.month, row.late) == (11, True)
    assert offered(cast) == [(1, 11, Why.MISSING)]
    assert board(cast, 11, "late") == 1


def test_what_was_typed_or_put_there_and_not_sent_is_shown_again(cast: Cast) -> None:
    for task in cast.tasks[:2]:
        say(task, cast.reporter, 30, NOV)
    save(
        cast.tasks[0],
        user=cast.reporter,
        content={"note": "再补一句。", "seen": version(of_november(cast.tasks[0]))},
        day=END,
    )
    attach(cast.tasks[1], upload("竣工.pdf", b"%PDF-1.4 x"), user=cast.reporter, day=END)
    assert offered(cast) == [(0, 11, Why.DRAFT), (1, 11, Why.FILE)]
    for task in cast.tasks[:2]:
        say(task, cast.reporter, 35, DEC, period="11")
    assert Attachment.objects.get().report == of_november(cast.tasks[1])
    assert not ReportDraft.objects.exists()
    assert offered(cast) == []


def test_of_a_month_that_was_reopened_every_report_can_be_changed(cast: Cast) -> None:
    for task in cast.tasks[:2]:
        say(task, cast.reporter, 30, NOV)
    november = cast.year.periods.get(month=11)
    periods.lock(november, user=cast.supervisor, day=DEC)
    assert offered(cast) == []
    with pytest.raises(Refused, match="锁定"):
        say(cast.tasks[0], cast.reporter, 35, DEC, period="11")
    periods.reopen(november, user=cast.administrator, reason="数据有误。")
    assert offered(cast) == [(0, 11, Why.REOPENED), (1, 11, Why.REOPENED)]
    say(cast.tasks[0], cast.reporter, 35, DEC, period="11")
    assert not of_november(cast.tasks[0]).late  # a correction of what came in time


def test_what_is_over_for_the_task_is_not_offered(cast: Cast) -> None:
    Task.objects.filter(pk=cast.tasks[0].pk).update(status=Task.Status.SUSPENDED)
    Task.objects.filter(pk=cast.tasks[1].pk).update(cadence="half_yearly")
    assert offered(cast) == []


def test_what_is_another_units_is_not_offered(cast: Cast) -> None:
    mine = Access(cast.reporter, cast.district)
    draft = {"user": cast.education_reporter, "content": {"note": "教育。"}, "saved_at": timezone.now()}
    say(cast.tasks[0], cast.reporter, 30, NOV)
    ReportDraft.objects.create(task=cast.tasks[0], period=cast.year.periods.get(month=11), **draft)
    assert earlier(mine, cast.year, [cast.tasks[0]], DEC) == []


# ---- the latest period's statement counts, not the latest written ----
def test_a_later_period_goes_before_an_earlier_one_that_was_corrected_after_it(cast: Cast) -> None:
    task = cast.tasks[0]
    target = Target.objects.create(task=task, metric="新增企业", value=Decimal(30), unit="家")
    say(task, cast.reporter, 50, NOV, values={target.pk: 12})
    say(task, cast.reporter, 80, date(2026, 12, 1), values={target.pk: 24})
    before = task.spans.get(end=None)
    row = say(task, cast.reporter, 60, DEC, period="11", values={target.pk: 15})
    now = task.spans.get(end=None)
    assert now.percent == 80
    assert now.standing == before.standing
    assert row.computed_percent == 50  # of its own figures


def test_figures_not_given_for_an_earlier_period_are_those_known_of_it(cast: Cast) -> None:
    task = cast.tasks[0]
    target = Target.objects.create(task=task, metric="新增企业", value=Decimal(30), unit="家")
    say(task, cast.reporter, 50, NOV, values={target.pk: 15})
    say(task, cast.reporter, 80, date(2026, 12, 1), values={target.pk: 24})
    row = report(
        task, user=cast.reporter, percent=None, status="in_progress", note="补充说明。", day=DEC, period="11"
    )
    assert row.computed_percent == 50
    assert row.percent == 50


def test_the_state_and_the_milestones_are_those_of_the_later_period(cast: Cast) -> None:
    task = cast.tasks[0]
    step = Milestone.objects.create(task=task, title="竣工", due=date(2026, 12, 20))
    say(task, cast.reporter, 100, date(2026, 12, 1), note="已竣工。", done=[step.pk])
    say(task, cast.reporter, 60, DEC, period="11", done=[])
    assert Task.objects.get(pk=task.pk).status == "claimed"
    assert Milestone.objects.get().done_on == date(2026, 12, 1)


def test_where_the_later_report_was_sent_back_the_earlier_one_counts(cast: Cast) -> None:
    task = cast.tasks[0]
    row = say(task, cast.reporter, 60, date(2026, 12, 1))
    send_back(row, user=cast.supervisor, reason="数据不实。", day=DEC)
    say(task, cast.reporter, 100, DEC, period="11", note="十一月已完成。")
    assert Task.objects.get(pk=task.pk).status == "claimed"


def test_an_earlier_period_repeats_the_one_before_it(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 70, DEC)
    with pytest.raises(Refused):
        repeat(cast.tasks[0], user=cast.reporter, day=DEC, period="11")
    cast.year.periods.filter(month=10).update(locked_at=None)
    say(cast.tasks[0], cast.reporter, 20, DEC, period="10")
    row = repeat(cast.tasks[0], user=cast.reporter, day=DEC, period="11")
    assert (row.period.month, row.unchanged) == (11, True)
    assert row.percent == 20


# ---- what is refused ----
@pytest.mark.parametrize("key", ["13", "0", "11-1", "12-1", "x", "-1", "٣"])
def test_a_period_that_there_is_not_is_refused(cast: Cast, key: str) -> None:
    with pytest.raises(Refused):
        say(cast.tasks[0], cast.reporter, 40, DEC, period=key)
    assert (
        signed_in(cast.reporter)
        .get(address("reporting_card", cast, cast.tasks[0], f"?for_period={key}"))
        .status_code
        == 404
    )
    assert (
        signed_in(cast.reporter).get(address("report", cast, cast.tasks[0], f"?for_period={key}")).status_code
        == 404
    )


def test_a_period_that_has_not_begun_takes_no_report(cast: Cast) -> None:
    with pytest.raises(Refused, match="尚未开始"):
        say(cast.tasks[0], cast.reporter, 40, NOV, period="12")
    with pytest.raises(Refused, match="尚未开始"):
        say(cast.tasks[0], cast.reporter, 40, date(2025, 12, 20))
    late = cast.year.periods.get(month=12)
    late.opens = date(2026, 12, 3)
    late.save()
    with pytest.raises(Refused, match="尚未开始"):
        say(cast.tasks[0], cast.reporter, 40, DEC)
    assert not ProgressReport.objects.exists()


def test_before_the_year_begins_nothing_is_due_on_the_page(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.year.periods.update(locked_at=None)
    freeze(monkeypatch, date(2025, 12, 20))
    client = signed_in(cast.reporter)
    tree = page(client.get(address("reporting", cast)))
    assert not tree.xpath("//li[@data-card]")
    assert "尚未开始" in text(tree)
    assert not page(client.get(address("task", cast, cast.tasks[0]))).xpath(
        "//form[contains(@class, 'report')]"
    )
    assert client.post(address("report", cast, cast.tasks[0]), typed()).status_code == 422


# ---- the pages ----
def test_the_page_lists_earlier_periods_before_the_present_one(cast: Cast) -> None:
    tree = page(signed_in(cast.reporter).get(address("reporting", cast)))
    lines = tree.xpath("//section[@aria-labelledby='earlier']//li")
    assert [line.get("id") for line in lines] == [f"card-{task.pk}-11" for task in cast.tasks[:2]]
    assert all("11月" in text(line) for line in lines)
    assert len(tree.xpath("//li[@data-card]")) == 2  # December's
    link = tree.xpath("//a[@href='#earlier']")
    assert "2" in text(link[0])


def test_an_earlier_card_is_opened_and_sent_beside_the_present_one(cast: Cast) -> None:
    client = signed_in(cast.reporter)
    tree = page(client.get(card(cast), headers=HTMX))
    shown = tree.get_element_by_id(f"card-{cast.tasks[0].pk}-11")
    assert "11月" in text(shown.xpath(".//summary")[0])
    assert shown.xpath(".//input[@name='for_period']/@value") == ["11"]
    present = page(client.get(address("reporting_card", cast, cast.tasks[0]), headers=HTMX))
    assert not set(tree.xpath("//@id")) & set(present.xpath("//@id"))
    whole = page(client.get(card(cast)))
    assert len(whole.xpath("//@id")) == len(set(whole.xpath("//@id")))
    answer = client.post(card(cast), typed(for_period="11"), headers=HTMX)
    assert answer.status_code == 200
    assert f'id="card-{cast.tasks[0].pk}-11"' in answer.content.decode()
    assert of_november(cast.tasks[0]).percent == 40
    assert of_november(cast.tasks[0]).late


@pytest.mark.parametrize("name", ["report", "reporting_card"])
def test_a_form_opened_before_midnight_is_filed_for_the_period_it_was_opened_for(
    cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(monkeypatch, END, hour=23)
    client, url = signed_in(cast.reporter), address(name, cast, cast.tasks[0])
    shown = page(client.get(url))
    form = next(form for form in shown.forms if "percent" in form.fields)
    fields = {**dict(form.fields), **typed()}
    freeze(monkeypatch, date(2026, 12, 1), hour=0)
    answer = client.post(url, {key: value for key, value in fields.items() if value is not None})
    assert answer.status_code == 302
    row = ProgressReport.objects.get()
    assert (row.period.month, row.late) == (11, True)


@pytest.mark.parametrize("name", ["report", "reporting_card"])
def test_where_that_period_was_locked_meanwhile_what_was_typed_stays(cast: Cast, name: str) -> None:
    periods.lock(cast.year.periods.get(month=11), user=cast.supervisor, day=DEC)
    answer = signed_in(cast.reporter).post(card(cast, name), typed(for_period="11"))
    assert answer.status_code == 422
    assert "十一月完成。" in answer.content.decode()
    assert "锁定" in answer.content.decode()
    assert page(answer).xpath("//input[@name='for_period' and @value='11']")
    assert not ProgressReport.objects.exists()


def test_drafts_files_and_no_change_go_to_the_period_of_their_form(cast: Cast) -> None:
    client = signed_in(cast.reporter)
    assert client.post(card(cast, "reporting_draft"), typed(for_period="11")).status_code == 200
    assert ReportDraft.objects.get().period.month == 11
    assert "for_period" not in ReportDraft.objects.get().content
    answer = client.post(
        card(cast, "attachment_add"), {"file": upload("竣工.pdf", b"%PDF-1.4 x")}, headers=HTMX
    )
    assert f'id="files-{cast.tasks[0].pk}-11"' in answer.content.decode()
    assert Attachment.objects.get().period.month == 11
    remove = reverse(
        "attachment_remove",
        kwargs={"code": cast.district.code, "number": 2026, "pk": Attachment.objects.get().pk},
    )
    assert f'id="files-{cast.tasks[0].pk}-11"' in client.post(remove, headers=HTMX).content.decode()
    cast.year.periods.filter(month=10).update(locked_at=None)
    say(cast.tasks[0], cast.reporter, 20, DEC, period="10")
    assert (
        client.post(
            card(cast, "reporting_unchanged"), {"for_period": "11", "seen": ""}, headers=HTMX
        ).status_code
        == 200
    )
    assert of_november(cast.tasks[0]).unchanged


def test_all_at_once_from_a_page_of_last_month_sends_nothing_and_says_so(cast: Cast) -> None:
    save(cast.tasks[0], user=cast.reporter, content=typed(), day=END)
    client = signed_in(cast.reporter)
    answer = client.post(address("reporting", cast), {"for_period": "11"}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
    assert (ProgressReport.objects.exists(), ReportDraft.objects.count()) == (False, 1)
    assert (0, 11, Why.DRAFT) in offered(cast)


def test_the_task_page_leads_to_the_earlier_period(cast: Cast) -> None:
    client = signed_in(cast.reporter)
    tree = page(client.get(address("task", cast, cast.tasks[0])))
    (link,) = tree.xpath("//a[contains(@href, 'for_period=11')]")
    asked = page(client.get(link.get("href")))
    assert "11月" in text(asked.xpath("//form[contains(@class, 'report')]")[0])
    assert asked.xpath("//input[@name='for_period']/@value") == ["11"]


def test_the_overview_counts_what_waits_of_earlier_periods(cast: Cast) -> None:
    scope = district_scope(cast.reporter, cast.district.code, cast.year.number)
    assert [each.count for each in waiting_for(scope, DEC) if each.address == "reporting"] == [2, 2]
    say(cast.tasks[0], cast.reporter, 40, DEC, period="11")
    assert [each.count for each in waiting_for(scope, DEC) if each.address == "reporting"] == [2, 1]
    assert signed_in(cast.reporter).get(address("overview", cast)).status_code == 200


def test_more_tasks_and_months_take_no_more_queries(cast: Cast) -> None:
    client = signed_in(cast.reporter)
    few = queries(client, address("reporting", cast))
    for number in range(20, 40):
        make_task(cast.plan, None, number, f"建成第{number}处驿站。", cast.industry)
    stand_today(NOV)
    cast.year.periods.update(locked_at=None)
    assert queries(client, address("reporting", cast)) == few


def test_who_enters_for_a_unit_may_correct_an_earlier_period(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 50, NOV)
    say(cast.tasks[0], cast.reporter, 80, DEC)
    row = of_november(cast.tasks[0])
    row.percent = Decimal(55)
    enter(row, user=cast.administrator, day=DEC)
    assert cast.tasks[0].spans.get(end=None).percent == 80


def test_a_file_for_a_locked_period_is_refused(cast: Cast) -> None:
    file = SimpleUploadedFile("竣工.pdf", b"%PDF-1.4 x")
    with pytest.raises(Refused):
        attach(cast.tasks[0], file, user=cast.reporter, day=DEC, period="10")
