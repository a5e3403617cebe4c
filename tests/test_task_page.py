"""The page of a task: what it shows to whom, and what a supervisor does there."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tasks.models import Goal, Milestone, Origin, Responsibility, Target, Task, User
from tests.cast import Cast
from tests.pages import (
    address,
    everybody,
    freeze,
    page,
    queries,
    say,
    signed_in,
    source_file,
    stand_today,
    text,
)

#: What is done on the page: the name of its address, and what is sent.
DEEDS = {
    "verify": {},
    "return_claim": {"reason": "缺少验收材料。"},
    "settle": {"field": "lead_officials", "as_read": "1"},
}


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch)
    request.getfixturevalue("cast")
    stand_today()


def claimed(cast: Cast) -> Task:
    """The first task, reported complete."""
    say(cast.tasks[0], cast.reporter, 100, note="全部完成。")
    return cast.tasks[0]


def doubtful(cast: Cast) -> Origin:
    """The third task's lead official, which the document leaves open."""
    return Origin.objects.create(
        task=cast.tasks[2],
        source_file=source_file(cast),
        field="lead_officials",
        place={"table": 2, "row": 14},
        doubt="lead_changed",
        suggested=["沈知远"],
    )


def see(cast: Cast, user: User, task: Task) -> Any:
    response = signed_in(user).get(address("task", cast, task))
    assert response.status_code == 200
    return page(response)


def part(tree: Any, name: str) -> str:
    """The words of one section of the page; empty where it is left out."""
    found = tree.xpath(f"//*[@aria-labelledby='{name}']")
    return text(found[0]) if found else ""


def test_it_asks_who_one_is(cast: Cast, client: Client) -> None:
    assert client.get(address("task", cast, cast.tasks[0])).status_code == 302
    for deed, sent in DEEDS.items():
        assert client.post(address(deed, cast, claimed(cast)), sent)["Location"].startswith(
            "/account/sign-in/"
        )


def test_it_is_there_for_exactly_those_who_may_see_it(cast: Cast) -> None:
    for user in [*everybody(cast), cast.nobody, cast.other_administrator]:
        visible = set(Task.objects.visible_to(user))
        for task in cast.tasks:
            expected = 200 if task in visible else 404
            assert signed_in(user).get(address("task", cast, task)).status_code == expected, (user, task)


def test_a_task_of_another_district_is_not_below_this_one(cast: Cast) -> None:
    assert signed_in(cast.superuser).get(address("task", cast, cast.other_task)).status_code == 404


def test_what_changes_something_is_only_ever_posted(cast: Cast) -> None:
    for deed in DEEDS:
        assert signed_in(cast.supervisor).get(address(deed, cast, cast.tasks[0])).status_code == 405
    assert signed_in(cast.supervisor).post(address("task", cast, cast.tasks[0])).status_code == 405


def test_only_supervisor_and_administrator_verify_send_back_and_settle(cast: Cast) -> None:
    task = claimed(cast)
    Origin.objects.filter(pk=doubtful(cast).pk).update(task=task)
    for deed, sent in DEEDS.items():
        for user in (cast.reporter, cast.street_reporter, cast.leader, cast.viewer):
            assert signed_in(user).post(address(deed, cast, task), sent).status_code == 403, (deed, user)
        for user in (cast.education_reporter, cast.nobody, cast.other_administrator):
            assert signed_in(user).post(address(deed, cast, task), sent).status_code == 404, (deed, user)
    assert Task.objects.get(pk=task.pk).status == Task.Status.CLAIMED


def test_an_empty_reason_tells_nobody_more_than_they_may_know(cast: Cast) -> None:
    task = claimed(cast)
    assert signed_in(cast.viewer).post(address("return_claim", cast, task), {"reason": ""}).status_code == 403


def test_it_shows_wording_headings_people_and_deadline(cast: Cast) -> None:
    Task.objects.filter(pk=cast.tasks[0].pk).update(deadline_text="2026年底前")
    tree = see(cast, cast.viewer, cast.tasks[0])
    assert text(tree.xpath("//h1")[0]) == "1新增规模以上工业企业30家。"
    assert [text(item) for item in tree.find_class("path")[0]][-2:] == ["聚力产业强区", "1做强先进制造"]
    people = part(tree, "people")
    assert "牵头领导沈知远副区长" in people
    assert "牵头单位工信局" in people
    assert "各街道2个单位望湖街道、松林街道" in people
    assert "区各有关部门待明确" in people
    assert "2026年12月31日原文：2026年底前" in people


def test_a_goal_that_repeats_its_section_is_printed_once(cast: Cast) -> None:
    Goal.objects.filter(pk=cast.goal.pk).update(title=cast.section.title)
    path = see(cast, cast.viewer, cast.tasks[0]).find_class("path")[0]
    assert [text(item) for item in path][-2:] == [cast.plan.title, "聚力产业强区"]


def test_the_reason_says_what_is_asked_by_the_day_shown(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    say(cast.tasks[0], cast.reporter, 10)
    for day, asked in ((date(2026, 9, 10), "69.3"), (date(2026, 10, 31), "83.3")):
        freeze(monkeypatch, day)
        lead = text(see(cast, cast.viewer, cast.tasks[0]).find_class("page-lead")[0])
        assert lead.startswith("■严重欠序时")
        assert f"截至2026年{day.month}月{day.day}日应完成{asked}%" in lead
    assert cast.tasks[0].spans.filter(end=None).get().start == date(2026, 9, 10)


def test_it_marks_what_was_inherited_and_what_nobody_was_named_for(cast: Cast) -> None:
    assert "陆清副区长沿用上行" in part(see(cast, cast.viewer, cast.tasks[1]), "people")
    assert "牵头单位未明确" in part(see(cast, cast.viewer, cast.tasks[4]), "people")
    assert "年底（文件未写明具体日期）" in part(see(cast, cast.viewer, cast.tasks[4]), "people")


def test_it_shows_how_far_targets_and_milestones_are_and_why_it_stands_so(cast: Cast) -> None:
    target = Target.objects.create(
        task=cast.tasks[0], metric="规上工业企业", value=30, unit="家", kind_guessed=True
    )
    Target.objects.create(
        task=cast.tasks[0], metric="能耗", value=5, unit="%", kind="ceiling", comparator="<="
    )
    Milestone.objects.create(task=cast.tasks[0], title="完成摸底", due=date(2026, 3, 31))
    say(cast.tasks[0], cast.reporter, 50, values={target.pk: 12})
    tree = see(cast, cast.viewer, cast.tasks[0])
    progress = part(tree, "progress")
    assert "规上工业企业" in progress
    assert "12/30家" in progress
    assert "推断" in progress
    assert "完成摸底2026年3月31日·逾期" in progress
    assert len(tree.xpath("//*[@aria-labelledby='progress']//*[contains(@class, 'progress-gone')]")) == 2
    assert "完成摸底" in text(tree.find_class("page-lead")[0])


def test_a_target_reached_in_full_is_green_even_when_the_task_is_overdue(cast: Cast) -> None:
    for metric in ("智能工厂", "示范车间"):
        Target.objects.create(task=cast.tasks[1], metric=metric, value=5, unit="家")
    values = zip(cast.tasks[1].targets.values_list("pk", flat=True), (5, 2), strict=True)
    say(cast.tasks[1], cast.reporter, 90, values=dict(values))
    bars = see(cast, cast.viewer, cast.tasks[1]).xpath("//*[@class='targets']//svg/@class")
    assert bars == ["progress light-green", "progress light-red"]


def test_reports_come_newest_first_with_what_was_verified_apart(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 30, day=date(2026, 7, 9), note="七月的话。")
    task = claimed(cast)
    signed_in(cast.supervisor).post(address("verify", cast, task))
    items = see(cast, cast.viewer, task).xpath("//*[@aria-labelledby='reports']//li")
    assert "填报100%核实100%" in text(items[0])
    assert "督明" in text(items[0])
    assert "七月的话。" in text(items[1])
    assert "核实" not in text(items[1])


def test_who_reports_it_finds_the_form_and_nobody_else(cast: Cast) -> None:
    for user in everybody(cast):
        if user != cast.education_reporter:
            forms = see(cast, user, cast.tasks[0]).xpath("//form[contains(@action, '/report/')]")
            assert len(forms) == (user == cast.reporter), user


def test_the_form_on_the_page_reports_and_comes_back(cast: Cast) -> None:
    client, url = signed_in(cast.reporter), address("task", cast, cast.tasks[0])
    form = page(client.get(url)).xpath("//form[contains(@action, '/report/')]")[0]
    sent = {**dict(form.form_values()), "percent": "35", "note": "进展顺利。"}
    response = client.post(form.action, sent, follow=True)
    assert response.redirect_chain == [(url, 302)]
    assert "进展顺利。" in part(page(response), "reports")


def test_a_supervisor_verifies(cast: Cast) -> None:
    task, client = claimed(cast), signed_in(cast.supervisor)
    form = see(cast, cast.supervisor, task).xpath("//form[contains(@action, '/verify/')]")[0]
    response = client.post(form.action, follow=True)
    assert Task.objects.get(pk=task.pk).status == Task.Status.COMPLETED
    assert "已核销" in text(page(response).get_element_by_id("messages"))
    assert not page(response).xpath("//form[contains(@action, '/verify/')]")


def test_a_supervisor_sends_back_with_a_reason(cast: Cast) -> None:
    task = claimed(cast)
    response = signed_in(cast.supervisor).post(
        address("return_claim", cast, task), DEEDS["return_claim"], follow=True
    )
    assert Task.objects.get(pk=task.pk).status == Task.Status.OPEN
    assert "已退回：缺少验收材料。" in part(page(response), "reports")


def test_without_a_reason_nothing_is_sent_back_and_the_page_says_why(cast: Cast) -> None:
    task = claimed(cast)
    for reason in ("", "  ", "字" * 301):
        response = signed_in(cast.supervisor).post(address("return_claim", cast, task), {"reason": reason})
        assert response.status_code == 422
        assert page(response).find_class("errorlist")
        assert page(response).xpath("//textarea[@name='reason']")[0].text.strip() == reason.strip()
    assert Task.objects.get(pk=task.pk).status == Task.Status.CLAIMED


def test_what_cannot_be_verified_now_is_said_in_a_line(cast: Cast) -> None:
    response = signed_in(cast.supervisor).post(address("verify", cast, cast.tasks[0]), follow=True)
    assert page(response).find_class("message-error")
    assert Task.objects.get(pk=cast.tasks[0].pk).status == Task.Status.OPEN


def test_only_who_may_verify_finds_the_buttons_and_only_on_a_claim(cast: Cast) -> None:
    task = claimed(cast)
    may = {cast.administrator, cast.supervisor, cast.superuser}
    for user in everybody(cast):
        if user != cast.education_reporter:
            buttons = see(cast, user, task).xpath("//form[contains(@action, '/verify/')]")
            assert bool(buttons) == (user in may), user
    assert not see(cast, cast.supervisor, cast.tasks[1]).xpath("//form[contains(@action, '/verify/')]")


def test_it_shows_the_doubt_with_its_reason_its_place_and_the_reading_offered(cast: Cast) -> None:
    task = doubtful(cast).task
    words = part(see(cast, cast.viewer, task), "doubts")
    assert "牵头领导" in words
    assert "沈知远" in words
    assert "14" in words
    assert not see(cast, cast.viewer, task).xpath("//form[contains(@action, '/settle/')]")


@pytest.mark.parametrize(("as_read", "officials"), [("1", ["沈知远"]), ("0", [])])
def test_a_supervisor_settles_a_doubt(cast: Cast, as_read: str, officials: list[str]) -> None:
    origin = doubtful(cast)
    url = address("task", cast, origin.task)
    button = see(cast, cast.supervisor, origin.task).xpath(f"//button[@name='as_read'][@value='{as_read}']")[
        0
    ]
    form = button.getparent()
    response = signed_in(cast.supervisor).post(
        form.get("action"), {"field": "lead_officials", "as_read": as_read}
    )
    assert response["Location"] == url
    led = Responsibility.objects.filter(task=origin.task, role="lead_official")
    assert [row.official.name for row in led if row.official] == officials
    tree = see(cast, cast.supervisor, origin.task)
    assert part(tree, "doubts") == ""
    assert "督明" in part(tree, "history")


def test_a_doubt_settled_twice_or_sent_as_nonsense_is_refused_in_a_line(cast: Cast) -> None:
    origin, client = doubtful(cast), signed_in(cast.supervisor)
    url = address("settle", cast, origin.task)
    for sent in ({"field": "text", "as_read": "1"}, {"field": "lead_officials", "as_read": "maybe"}, {}):
        assert page(client.post(url, sent, follow=True)).find_class("message-error"), sent
    assert Origin.objects.get(pk=origin.pk).settlement == ""


def test_it_shows_where_each_field_stood_and_links_the_file_for_who_imports(cast: Cast) -> None:
    file = source_file(cast, "任务分解表.docx")
    Origin.objects.create(
        task=cast.tasks[0], source_file=file, field="text", place={"line": 142}, excerpt="新增规模以上…30家"
    )
    for user, links in ((cast.viewer, 0), (cast.administrator, 1)):
        tree = see(cast, user, cast.tasks[0])
        words = part(tree, "origins")
        assert "任务分解表.docx" in words
        assert "142" in words
        assert "新增规模以上…30家" in words
        assert len(tree.xpath("//*[@aria-labelledby='origins']//a")) == links


def test_its_history_says_who_changed_what_from_what_to_what(cast: Cast) -> None:
    task = Task.objects.get(pk=cast.tasks[0].pk)
    task.deadline, task._history_user = date(2026, 10, 31), cast.administrator  # type: ignore[attr-defined]
    task._history_date = timezone.now() + timedelta(hours=5)  # type: ignore[attr-defined]
    task.save()
    newest = see(cast, cast.viewer, task).xpath("//*[@aria-labelledby='history']//li")[0]
    assert "管立" in text(newest)
    assert "完成时限" in text(newest)
    assert text(newest.xpath(".//del")[0]) + text(newest.xpath(".//ins")[0])
    assert text(newest).endswith("2026年1210月31日")


def test_its_history_tells_of_people_as_lists(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    doubt = doubtful(cast)
    freeze(monkeypatch, hour=11)
    signed_in(cast.supervisor).post(address("settle", cast, doubt.task), DEEDS["settle"])
    newest = see(cast, cast.viewer, doubt.task).xpath("//*[@aria-labelledby='history']//li")[0]
    assert "督明处理待核内容" in text(newest)
    assert "牵头领导沈知远" in text(newest)


def test_ten_times_as_much_of_everything_takes_as_many_queries(cast: Cast) -> None:
    client, url = signed_in(cast.supervisor), address("task", cast, cast.tasks[0])

    def more(first: int, last: int) -> None:
        for n in range(first, last):
            target = Target.objects.create(task=cast.tasks[0], metric=f"指标{n}", value=10, position=n)
            say(cast.tasks[0], cast.reporter, n, day=date(2026, n + 1, 5), values={target.pk: n})
            file = source_file(cast, f"{n}.docx")
            Origin.objects.create(task=cast.tasks[0], source_file=file, field="text", doubt="short_row")

    more(0, 1)
    few = queries(client, url)
    more(1, 9)
    assert queries(client, url) == few
