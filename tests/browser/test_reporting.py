"""The reporter's page as it is used on the 25th: twenty tasks by keyboard, a lost connection, a phone."""

import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import connection
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import Page, Route, expect
from playwright.sync_api import TimeoutError as TooSlow

from tasks.models import Attachment, ProgressReport, ReportDraft, StandingSpan, Target, Task
from tests.browser.conftest import DESKTOP, PHONE, Open
from tests.cast import Cast, make_task, make_user
from tests.office_files import PDF
from tests.pages import address, freeze, say, stand_today

pytestmark = pytest.mark.django_db(transaction=True)
AUGUST = date(2026, 8, 20)
#: Key presses and clicks beyond the text itself that twenty reports may take.
BAR = 250
#: Queries that no request of the page may exceed, however many tasks there are.
QUERIES = {
    "reporting": 40,
    "reporting_card": 110,
    "reporting_draft": 40,
    "attachment_add": 30,
    "overview": 60,
}


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch)
    request.getfixturevalue("cast")
    stand_today()


@pytest.fixture
def asked(transactional_db: None) -> Iterator[dict[str, int]]:
    """The most queries that a request took, by the name of its address."""
    most: dict[str, int] = defaultdict(int)
    paths: dict[int, str] = {}

    def begin(environ: dict[str, Any], **_more: Any) -> None:
        connection.force_debug_cursor = True
        paths[threading.get_ident()] = environ["PATH_INFO"]
        connection.queries_log.clear()

    def end(**_more: Any) -> None:
        path = paths.pop(threading.get_ident(), "")
        name = resolve(path).url_name if path.startswith("/d/") else None
        if name:
            most[name] = max(most[name], len(connection.queries_log))

    request_started.connect(begin)
    request_finished.connect(end)
    yield most
    request_started.disconnect(begin)
    request_finished.disconnect(end)


class Hands:
    """A person at the keyboard; counts every key that is no text, each key of a chord, and every click."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, keys: str, times: int = 1) -> None:
        for _time in range(times):
            self.page.keyboard.press(keys)
            self.count += len(keys.split("+"))

    def click(self, place: Any) -> None:
        place.click()
        self.count += 1

    def write(self, words: str) -> None:
        self.page.keyboard.insert_text(words)

    def choose_file(self, name: str) -> None:
        """Space opens the dialog, Enter closes it; its name is text. A busy machine may lose a Space."""
        for last in (False, True):
            try:
                with self.page.expect_file_chooser(timeout=8_000) as chooser:
                    self.press("Space")
                break
            except TooSlow:
                if last:
                    raise
        chooser.value.set_files({"name": name, "mimeType": "application/pdf", "buffer": PDF})
        self.count += 1
        expect(self.page.locator(".report-files").get_by_text(name)).to_be_visible()


def twenty(cast: Cast) -> list[Task]:
    """Twenty tasks with a number each, all reported in August."""
    Task.objects.all().delete()
    tasks = []
    for number in range(1, 21):
        task = make_task(cast.plan, cast.goal, number, f"新建第{number}片区驿站100处。", cast.industry)
        target = Target.objects.create(task=task, metric="驿站", value=100, unit="处")
        say(task, cast.reporter, 50, day=AUGUST, values={target.pk: 50}, note="截至8月底建成50处。")
        tasks.append(task)
    stand_today()
    return tasks


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || ''"))


def test_twenty_tasks_are_reported_from_the_keyboard(
    cast: Cast, open_page: Open, asked: dict[str, int]
) -> None:
    twenty(cast)
    page = open_page(address("overview", cast), cast.reporter)
    hands = Hands(page)
    hands.click(page.locator(".bar-nav").get_by_role("link", name="填报"))
    for number in range(20):
        card = page.locator("[data-card]").first
        expect(card.locator("input[name^=value_]")).to_be_focused()
        hands.write(str(61 + number))
        hands.press("Tab")
        assert focused(page) == "percent"
        hands.write(str(61 + number))
        hands.press("Tab")
        assert focused(page) == "note"
        hands.write(f"截至9月底建成{61 + number}处，其余正在施工。")
        if number % 4 == 0:
            hands.press("Tab", 2)
            assert focused(page) == "problems"
            hands.write("用地手续尚未办结。")
        if number in (3, 9):
            while focused(page) != "file":
                hands.press("Tab")
            hands.choose_file(f"现场照片{number}.pdf")
        hands.press("Control+Enter")
        expect(page.locator("[data-card]")).to_have_count(19 - number)
    expect(page.locator("[data-cards-end]")).to_be_focused()

    print(f"\n20 reports took {hands.count} key presses and clicks beyond the text (at most {BAR})")
    print("queries at most: " + ", ".join(f"{name} {number}" for name, number in sorted(asked.items())))
    assert hands.count < BAR
    rows = ProgressReport.objects.filter(period__month=9)
    assert sorted(int(row.percent or 0) for row in rows) == list(range(61, 81))
    assert all(row.percent == row.computed_percent and "9月底" in row.note for row in rows)
    assert rows.exclude(problems="").count() == 5
    assert Attachment.objects.filter(report__in=rows).count() == 2
    assert not ReportDraft.objects.exists()
    assert set(asked) >= {"reporting", "reporting_card", "attachment_add"}
    assert {name: number for name, number in asked.items() if number > QUERIES.get(name, 0)} == {}


def test_what_is_missing_is_said_at_its_field_which_takes_the_focus(cast: Cast, open_page: Open) -> None:
    page = open_page(address("reporting", cast), cast.reporter)
    card = page.locator("[data-card]").first
    card.get_by_label("进展情况").fill("一句要留下的话。")
    card.get_by_label("完成比例").fill("140")
    page.keyboard.press("Control+Enter")
    expect(card.locator("[data-field=percent] .errorlist")).to_be_visible()
    expect(card.get_by_label("完成比例")).to_be_focused()
    expect(card.get_by_label("进展情况")).to_have_value("一句要留下的话。")
    page.keyboard.insert_text("14")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-card-done]")).to_be_visible()
    assert ProgressReport.objects.get().percent == 14


def test_no_change_is_one_shortcut_and_leads_on(cast: Cast, open_page: Open) -> None:
    for task in cast.tasks[:2]:
        say(task, cast.reporter, 40, day=AUGUST)
    stand_today()
    page = open_page(address("reporting", cast), cast.reporter)
    page.locator("[data-card]").first.get_by_label("进展情况").focus()
    page.keyboard.press("Alt+N")
    expect(page.locator("[data-card-done]")).to_have_count(1)
    expect(page.locator("[data-card] [name=percent]")).to_be_focused()
    page.keyboard.press("Alt+N")
    expect(page.locator("[data-card-done]")).to_have_count(2)
    assert ProgressReport.objects.filter(unchanged=True).count() == 2


def test_what_is_typed_is_kept_as_one_types_and_said_so(cast: Cast, open_page: Open) -> None:
    target = Target.objects.create(task=cast.tasks[1], metric="智能工厂", value=10, unit="家")
    page = open_page(address("reporting", cast), cast.reporter)
    card = page.locator("[data-card]").first
    card.locator(f"[name=value_{target.pk}]").fill("4")
    card.get_by_label("进展情况").fill("按计划推进。")
    expect(card.locator("[data-draft-said]")).to_have_text("草稿已存 10:00")
    expect(card.locator("[data-computed]")).to_have_text("按指标折算 40%")
    expect(card.locator("[data-field=note] [data-hints] li")).to_be_visible()
    assert ReportDraft.objects.get().content["note"] == "按计划推进。"
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    expect(page.locator("[data-card]").first.get_by_label("进展情况")).to_have_value("按计划推进。")


def test_a_lost_connection_loses_nothing(cast: Cast, open_page: Open) -> None:
    page = open_page(address("reporting", cast), cast.reporter)
    page.route("**/draft/", lambda route: route.abort())
    card = page.locator("[data-card]").first
    with page.expect_event("requestfailed"):
        card.get_by_label("进展情况").fill("断网时写下的话。")
    expect(card.locator("[data-draft-said]")).to_contain_text("网络未连接")
    assert not ReportDraft.objects.exists()
    page.unroute("**/draft/")
    page.reload()
    expect(card.get_by_label("进展情况")).to_have_value("断网时写下的话。")
    expect(card.locator("[data-draft-said]")).to_contain_text("草稿已存")
    assert ReportDraft.objects.get().content["note"] == "断网时写下的话。"
    assert page.evaluate("localStorage.length") == 0


def test_an_earlier_month_is_opened_with_what_was_kept_here_and_leaves_nothing_behind(
    cast: Cast, open_page: Open
) -> None:
    task = cast.tasks[0]
    cast.year.periods.filter(month__lt=8).update(locked_at=timezone.now())
    StandingSpan.objects.filter(task=task).update(start=date(2026, 8, 1))
    page = open_page(address("reporting", cast), cast.reporter)
    line = page.locator(f"#card-{task.pk}-8")
    line.locator(".button").click()
    expect(line.get_by_label("进展情况")).to_be_visible()  # the card is here, however busy the machine is
    page.route("**/draft/", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        line.get_by_label("进展情况").fill("八月补记的话。")
    expect(line.locator("[data-draft-said]")).to_contain_text("网络未连接")
    page.unroute("**/draft/")
    page.reload()
    line.locator(".button").click()
    expect(line.get_by_label("进展情况")).to_have_value("八月补记的话。")
    expect(page.locator(f"#card-{task.pk}").get_by_label("进展情况")).to_have_value("")
    line.get_by_label("完成比例").fill("14")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-card-done]")).to_have_count(1)
    row = ProgressReport.objects.get()
    assert (row.period.month, row.note, row.late) == (8, "八月补记的话。", True)
    assert page.evaluate("localStorage.length") == 0


def test_a_sign_in_that_ran_out_loses_nothing(cast: Cast, open_page: Open) -> None:
    cast.reporter.set_password(cast.PASSWORD)
    cast.reporter.save()
    page = open_page(address("reporting", cast))
    sign_in(page, cast)
    page.context.clear_cookies()
    card = page.locator("[data-card]").first
    card.get_by_label("进展情况").fill("过期后写下的话。")
    expect(card.locator("[data-draft-said]")).to_contain_text("登录已过期")
    card.get_by_label("进展情况").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/account/sign-in/**")
    sign_in(page, cast)
    expect(page.locator("[data-card]").first.get_by_label("进展情况")).to_have_value("过期后写下的话。")
    assert not ProgressReport.objects.exists()


def sign_in(page: Page, cast: Cast) -> None:
    page.locator("[name=username]").fill(cast.reporter.username)
    page.locator("[name=password]").fill(cast.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^[^?]*/reporting/$"))  # not the sign-in page, whose query ends so


def test_all_that_is_filled_in_is_sent_at_once(cast: Cast, open_page: Open) -> None:
    page = open_page(address("reporting", cast), cast.reporter)
    for task, percent in ((cast.tasks[0], "30"), (cast.tasks[1], "140")):
        card = page.locator(f"#card-{task.pk}")
        if card.locator("details:not([open])").count():
            card.locator("summary").click()
        card.get_by_label("完成比例").fill(percent)
    page.get_by_role("button", name="全部报送").click()
    expect(page.locator("#messages")).to_contain_text("已报送1项")
    expect(page.locator("[data-card] [data-field=percent] .errorlist")).to_be_visible()
    assert ProgressReport.objects.get().percent == 30


def test_who_comes_second_reads_what_the_first_said(cast: Cast, open_page: Open) -> None:
    page = open_page(address("reporting", cast), cast.reporter)
    colleague = make_user("second_reporter", "工小武")
    colleague.memberships.create(district=cast.district, role="reporter", unit=cast.industry)
    card = page.locator(f"#card-{cast.tasks[1].pk}")
    card.get_by_label("完成比例").fill("30")
    say(cast.tasks[1], colleague, 55, note="同事先报的话。")
    page.keyboard.press("Control+Enter")
    expect(card.locator(".report-said")).to_contain_text("同事先报的话。")
    expect(card.get_by_label("完成比例")).to_have_value("30")
    card.get_by_label("完成比例").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-card-done]")).to_be_visible()
    assert ProgressReport.objects.get().percent == 30


def test_it_works_on_a_phone(cast: Cast, open_page: Open) -> None:
    twenty(cast)
    page = open_page(address("reporting", cast), cast.reporter, PHONE)
    wide, window = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= window
    card = page.locator("[data-card]").first
    card.locator("input[name^=value_]").fill("61")
    card.get_by_label("进展情况").fill("截至9月底建成61处。")
    card.get_by_role("button", name=re.compile("^报送")).tap()
    expect(page.locator("[data-card]")).to_have_count(19)
    assert ProgressReport.objects.get(period__month=9).percent == 61


def test_a_report_is_sent_once_however_often_the_keys_are_pressed(cast: Cast, open_page: Open) -> None:
    page = open_page(address("reporting", cast), cast.reporter, DESKTOP)

    def slowly(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route(re.compile(r"/reporting/\d+/$"), slowly)
    page.locator("[data-card]").first.get_by_label("完成比例").fill("30")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-card-done]")).to_have_count(1)
    page.wait_for_timeout(500)
    assert ProgressReport.history.count() == 1
