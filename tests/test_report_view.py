"""Reporting: from a row of the list without leaving it, and on a page of its own."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tasks.models import Milestone, Period, ProgressReport, Target, TargetValue, Task
from tasks.services.content import version
from tasks.services.review import send_back
from tests.cast import Cast
from tests.pages import DAY, HTMX, address, everybody, freeze, page, say, shown, signed_in, stand_today, text


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch)
    request.getfixturevalue("cast")
    stand_today()


@pytest.fixture
def url(cast: Cast) -> str:
    """Where the first task is reported, which the industry bureau leads."""
    return address("report", cast, cast.tasks[0])


def typed(**fields: Any) -> dict[str, Any]:
    return {"percent": "40", "status": "in_progress", "note": "已新增12家。", **fields}


def in_list(cast: Cast, query: str = "") -> dict[str, str]:
    return {**HTMX, "HX-Current-URL": "http://testserver" + address("task_list", cast, query=query)}


def stored() -> ProgressReport:
    return ProgressReport.objects.get()


def test_it_asks_who_one_is(client: Client, url: str) -> None:
    assert client.get(url).status_code == 302
    assert client.post(url, typed())["Location"].startswith("/account/sign-in/")
    assert not ProgressReport.objects.exists()


def test_it_is_not_there_for_outsiders_nor_for_who_may_not_see_the_task(cast: Cast, url: str) -> None:
    for user in (cast.nobody, cast.other_administrator):
        assert signed_in(user).get(url).status_code == 404
        assert signed_in(user).post(url, typed()).status_code == 404
    hidden = address("report", cast, cast.tasks[2])
    assert signed_in(cast.reporter).post(hidden, typed()).status_code == 404
    elsewhere = address("report", cast, cast.other_task)
    assert signed_in(cast.superuser).post(elsewhere, typed()).status_code == 404


def test_only_a_reporter_of_the_unit_that_reports_may(cast: Cast, url: str) -> None:
    for user in everybody(cast):
        expected = {cast.reporter: 200, cast.education_reporter: 404}.get(user, 403)
        assert signed_in(user).get(url).status_code == expected, user
        assert signed_in(user).post(url, typed()).status_code == (302 if expected == 200 else expected), user
    assert stored().unit == cast.industry


def test_a_unit_that_leads_behind_another_or_partners_may_not(cast: Cast) -> None:
    assert (
        signed_in(cast.education_reporter).post(address("report", cast, cast.tasks[1]), typed()).status_code
        == 403
    )
    assert (
        signed_in(cast.street_reporter).post(address("report", cast, cast.tasks[3]), typed()).status_code
        == 403
    )


def test_it_answers_no_other_method(cast: Cast, url: str) -> None:
    assert signed_in(cast.reporter).put(url).status_code == 405
    assert signed_in(cast.reporter).delete(url).status_code == 405


def test_without_script_it_is_a_page_that_leads_back_to_where_one_came_from(cast: Cast, url: str) -> None:
    client, back = signed_in(cast.reporter), address("task_list", cast, query="?light=grey&sort=unit&page=1")
    form = page(client.get(url, {"next": back})).xpath("//form[@method='post'][.//textarea]")[0]
    assert form.fields["next"] == back
    response = client.post(url, typed(next=form.fields["next"]))
    assert (response.status_code, response["Location"]) == (302, back)
    assert (stored().percent, stored().note, stored().reported_by) == (
        Decimal(40),
        "已新增12家。",
        cast.reporter,
    )


def test_it_leads_back_to_no_other_place(cast: Cast, url: str) -> None:
    response = signed_in(cast.reporter).post(url, typed(next="https://example.org/"))
    assert response["Location"] == address("task", cast, cast.tasks[0])


def test_the_list_gets_only_the_form(cast: Cast, url: str) -> None:
    response = signed_in(cast.reporter).get(url, headers=in_list(cast))
    tree = page(response)
    assert not tree.xpath("//main")
    form = tree if tree.tag == "form" else tree.xpath("//form")[0]
    assert form.get("hx-target") == f"#task-{cast.tasks[0].pk}"


def test_the_list_gets_the_row_anew_with_a_message_and_its_counts(cast: Cast, url: str) -> None:
    response = signed_in(cast.reporter).post(url, typed(percent="69"), headers=in_list(cast))
    words = response.content.decode()
    assert response.status_code == 200
    assert words.lstrip().startswith("<tr")
    assert shown(response) == [cast.tasks[0].pk]
    assert "9月报" in words
    tree = page(response)
    assert "达序时" in text(tree.get_element_by_id("messages"))
    assert tree.get_element_by_id("messages").get("hx-swap-oob") == "true"
    lights = tree.get_element_by_id("lights")
    assert lights.get("hx-swap-oob") == "true"
    assert "达序时1" in text(lights)


def test_the_counts_brought_along_are_those_of_the_list_one_looks_at(cast: Cast, url: str) -> None:
    response = signed_in(cast.reporter).post(
        url, typed(percent="69"), headers=in_list(cast, "?q=智能工厂&sort=unit")
    )
    lights = page(response).get_element_by_id("lights")
    assert "达序时0" in text(lights)
    assert "逾期1" in text(lights)
    assert "sort=unit" in lights.xpath(".//a/@href")[0]


@pytest.mark.parametrize(
    ("wrong", "what"),
    [({"percent": "140"}, "100"), ({"percent": "abc"}, "数字"), ({"percent": "", "note": ""}, "尚未填报")],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    cast: Cast, url: str, wrong: dict[str, str], what: str
) -> None:
    given = {"note": "一句要留下的话。", **wrong}
    for extra in (None, in_list(cast)):
        response = signed_in(cast.reporter).post(url, typed(**given), headers=extra)
        assert response.status_code == 422
        tree = page(response)
        assert what in text(tree.find_class("errorlist")[0])
        assert text(tree.xpath("//textarea")[0]) == given["note"]
        assert tree.xpath("//input[@name='percent']/@value") == [given["percent"]] * bool(given["percent"])
        if extra:
            assert response["HX-Retarget"] == f"#report-{cast.tasks[0].pk}"
    assert not ProgressReport.objects.exists()


def test_a_refusal_is_said_in_the_form(cast: Cast, url: str) -> None:
    Period.objects.filter(year=cast.year, month=DAY.month).update(locked_at="2026-09-01T00:00+08:00")
    response = signed_in(cast.reporter).post(url, typed(), headers=in_list(cast))
    assert response.status_code == 422
    assert page(response).find_class("errorlist")
    assert not ProgressReport.objects.exists()


def test_a_task_that_is_complete_takes_no_report(cast: Cast, url: str) -> None:
    Task.objects.filter(pk=cast.tasks[0].pk).update(status="completed", completed_on=DAY)
    assert signed_in(cast.reporter).post(url, typed()).status_code == 422
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("said", [{"percent": "100"}, {"percent": "", "status": "complete"}])
def test_saying_that_all_is_done_makes_it_wait_to_be_verified(
    cast: Cast, url: str, said: dict[str, str]
) -> None:
    response = signed_in(cast.reporter).post(url, typed(**said), headers=in_list(cast))
    assert "待督查室核销" in text(page(response).get_element_by_id("messages"))
    assert Task.objects.get(pk=cast.tasks[0].pk).status == Task.Status.CLAIMED


def test_it_takes_the_values_of_targets(cast: Cast, url: str) -> None:
    target = Target.objects.create(
        task=cast.tasks[0], metric="规上工业企业", value=30, unit="家", comparator=">="
    )
    client = signed_in(cast.reporter)
    form = page(client.get(url)).xpath("//form[.//textarea]")[0]
    assert "规上工业企业" in text(form)
    client.post(url, typed(percent="", **{f"value_{target.pk}": "12.5"}))
    assert TargetValue.objects.get().value == Decimal("12.5")
    assert stored().percent == stored().computed_percent == Decimal("41.66")
    client.post(url, typed(percent="40", note="数字填错了行。", **{f"value_{target.pk}": ""}))
    assert not TargetValue.objects.exists()
    assert TargetValue.history.filter(history_type="-").count() == 1


def test_of_complete_and_the_percentage_that_counts_which_was_changed(cast: Cast, url: str) -> None:
    client, done = signed_in(cast.reporter), ProgressReport.Status.COMPLETE
    client.post(url, typed(percent="100", status=done))
    send_back(stored(), user=cast.supervisor, reason="还差验收。")
    client.post(url, typed(percent="85", status=done, seen=version(stored())))
    assert stored().percent == 85
    assert stored().status == ProgressReport.Status.IN_PROGRESS
    client.post(url, typed(percent="100", status=done, seen=version(stored())))
    send_back(stored(), user=cast.supervisor, reason="还差验收。")
    answered = client.post(url, typed(percent="100", status="in_progress", seen=version(stored())))
    assert answered.status_code == 422
    assert stored().returned_reason


def test_milestones_of_a_report_sent_back_count_no_more_and_come_with_the_next(cast: Cast, url: str) -> None:
    task = cast.tasks[0]
    step = Milestone.objects.create(task=task, title="开工", due=date(2026, 10, 1), share=60)
    client = signed_in(cast.reporter)
    client.post(url, typed(percent="", milestones=[step.pk], seen=""))
    assert Milestone.objects.get().done_on == DAY
    send_back(stored(), user=cast.supervisor, reason="照片不清。")
    assert Milestone.objects.get().done_on is None
    assert [row.done_on for row in Milestone.history.order_by("history_id")][-2:] == [DAY, None]
    form = page(client.get(url)).xpath("//form[.//textarea]")[0]
    assert form.xpath(".//input[@name='milestones'][@checked]")
    client.post(url, typed(percent="", milestones=[step.pk], seen=version(stored())))
    assert Milestone.objects.get().done_on == DAY


def test_it_starts_from_what_was_said_this_month_and_shows_the_month_before_beside_it(
    cast: Cast, url: str
) -> None:
    target = Target.objects.create(task=cast.tasks[0], metric="规上工业企业", value=30, unit="家")
    say(cast.tasks[0], cast.reporter, 30, day=date(2026, 7, 9), note="七月的话。", values={target.pk: 9})
    say(cast.tasks[0], cast.reporter, 50, note="九月的话。", values={target.pk: 15})
    tree = page(signed_in(cast.reporter).get(url))
    form = tree.xpath("//form[.//textarea]")[0]
    assert (form.fields["percent"], form.fields["note"].strip()) == ("50", "九月的话。")
    assert form.fields[f"value_{target.pk}"] == "15"
    assert {"上期：30", "上期：9", "上期：七月的话。"} <= {text(words) for words in form.find_class("before")}


def test_a_new_month_starts_empty(cast: Cast, url: str) -> None:
    say(cast.tasks[0], cast.reporter, 30, day=date(2026, 8, 9))
    form = page(signed_in(cast.reporter).get(url)).xpath("//form[.//textarea]")[0]
    assert form.fields["percent"] in (None, "")
    assert "上期：30" in text(form)
