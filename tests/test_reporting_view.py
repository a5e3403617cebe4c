"""The reporter's page: what is due, in its order, its cards, drafts, no change, all at once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tasks.models import Milestone, Period, ProgressReport, ReportDraft, Target, Task
from tasks.services.content import version
from tests.cast import Cast, make_task, make_user
from tests.pages import (
    DAY,
    HTMX,
    address,
    everybody,
    freeze,
    page,
    queries,
    say,
    signed_in,
    stand_today,
    text,
)

AUGUST = date(2026, 8, 10)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch)
    request.getfixturevalue("cast")
    stand_today()


@pytest.fixture
def client_of_industry(cast: Cast) -> Client:
    return signed_in(cast.reporter)


def typed(**fields: Any) -> dict[str, Any]:
    return {"percent": "40", "status": "in_progress", "note": "已新增12家。", "seen": "", **fields}


def card(cast: Cast, task: Task, what: str = "reporting_card") -> str:
    return address(what, cast, task)


def shown_card(client: Client, cast: Cast) -> Any:
    """The card of the first task, as the page shows it."""
    tree = page(client.get(address("reporting", cast)))
    return tree.get_element_by_id(f"card-{cast.tasks[0].pk}")


def cards(response: Any) -> list[int]:
    """The cards due, in their order."""
    return [int(each.get("id").removeprefix("card-")) for each in page(response).xpath("//li[@data-card]")]


def test_only_who_reports_for_a_unit_has_it(cast: Cast) -> None:
    reporters = {cast.reporter, cast.education_reporter, cast.street_reporter}
    for user in everybody(cast):
        response = signed_in(user).get(address("reporting", cast))
        assert response.status_code == (200 if user in reporters else 403), user
    assert signed_in(cast.other_administrator).get(address("reporting", cast)).status_code == 404
    overview = signed_in(cast.reporter).get(address("overview", cast))
    assert address("reporting", cast) in overview.content.decode()
    assert (
        address("reporting", cast)
        not in signed_in(cast.leader).get(address("overview", cast)).content.decode()
    )


def test_it_shows_what_ones_units_report_the_red_first_then_by_deadline(
    cast: Cast, client_of_industry: Client
) -> None:
    soon = make_task(cast.plan, None, 9, "建成3处驿站。", cast.industry, deadline=date(2026, 10, 1))
    quarterly = make_task(cast.plan, None, 10, "每半年一报。", cast.industry, cadence="half_yearly")
    stand_today()
    response = client_of_industry.get(address("reporting", cast))
    assert cards(response) == [cast.tasks[1].pk, soon.pk, cast.tasks[0].pk]
    tree = page(response)
    assert "9月" in text(tree.get_element_by_id("reporting-count"))
    assert "还有18天" in text(tree.get_element_by_id("reporting-count"))
    assert "3项待报" in text(tree.get_element_by_id("reporting-count"))
    assert [each.get("open") is not None for each in tree.xpath("//li[@data-card]/details")] == [
        True,
        False,
        False,
    ]
    assert quarterly.text in text(tree.get_element_by_id("others"))


def test_a_card_shows_the_last_report_beside_each_field(cast: Cast, client_of_industry: Client) -> None:
    say(cast.tasks[0], cast.reporter, 30, day=AUGUST, note="八月的话。", problems="用地未落实。")
    tree = page(client_of_industry.get(address("reporting", cast))).get_element_by_id(
        f"card-{cast.tasks[0].pk}"
    )
    before = {
        row.get("data-field"): text(row.find_class("report-before")[0])
        for row in tree.xpath(".//div[@data-field]")
    }
    assert (before["percent"], before["note"], before["problems"]) == ("30%", "八月的话。", "用地未落实。")
    assert tree.xpath(".//textarea[@name='note']")[0].text_content().strip() == ""


def test_what_partners_have_a_part_in_is_folded_at_the_end(cast: Cast) -> None:
    response = signed_in(cast.street_reporter).get(address("reporting", cast))
    assert cards(response) == []
    assert cast.tasks[0].text in response.content.decode()
    education = signed_in(cast.education_reporter).get(address("reporting", cast))
    assert cards(education) == [cast.tasks[2].pk]
    assert cast.tasks[1].text in text(page(education).xpath("//details[contains(@class,'fold')]")[-1])


def test_a_card_that_was_sent_becomes_a_line_and_the_count_goes_down(
    cast: Cast, client_of_industry: Client
) -> None:
    response = client_of_industry.post(card(cast, cast.tasks[0]), typed(), headers=HTMX)
    assert response.status_code == 200
    words = response.content.decode()
    assert "data-card-done" in words
    assert "1项待报" in text(page(response).xpath("//small[@id='reporting-count']")[0])
    assert ProgressReport.objects.get().note == "已新增12家。"
    again = client_of_industry.get(address("reporting", cast))
    assert cards(again) == [cast.tasks[1].pk]
    assert cast.tasks[0].text in text(page(again).get_element_by_id("reported"))


def test_all_fields_are_kept(cast: Cast, client_of_industry: Client) -> None:
    step = Milestone.objects.create(task=cast.tasks[0], title="开工", due=date(2026, 6, 1))
    more = {
        "problems": "用地未落实。",
        "matters": "请资规局协调。",
        "next_steps": "十月完成报批。",
        "stage": "基础施工",
        "milestones": [str(step.pk)],
        "status": "blocked",
    }
    client_of_industry.post(card(cast, cast.tasks[0]), typed(**more), headers=HTMX)
    row = ProgressReport.objects.get()
    assert (row.problems, row.matters, row.next_steps, row.stage, row.status) == (
        *("用地未落实。", "请资规局协调。", "十月完成报批。", "基础施工"),
        "blocked",
    )
    step.refresh_from_db()
    assert step.done_on == DAY
    client_of_industry.post(card(cast, cast.tasks[0]), typed(percent="45", seen=version(row)), headers=HTMX)
    step.refresh_from_db()
    assert step.done_on is None


def test_the_short_form_elsewhere_leaves_milestones_as_they_are(cast: Cast) -> None:
    step = Milestone.objects.create(task=cast.tasks[0], title="开工", due=date(2026, 6, 1), done_on=AUGUST)
    signed_in(cast.reporter).post(address("report", cast, cast.tasks[0]), {"percent": "40"})
    step.refresh_from_db()
    assert step.done_on == AUGUST


def test_a_percentage_beside_its_figures_needs_a_reason_said_at_the_field(
    cast: Cast, client_of_industry: Client
) -> None:
    target = Target.objects.create(task=cast.tasks[0], metric="规上工业企业", value=30, unit="家")
    given = typed(percent="60", **{f"value_{target.pk}": "12"})
    response = client_of_industry.post(card(cast, cast.tasks[0]), given, headers=HTMX)
    assert response.status_code == 422
    row = page(response).xpath("//div[@data-field='percent_reason']")[0]
    assert row.get("hidden") is None
    assert "40" in text(row.find_class("errorlist")[0])
    assert page(response).xpath("//textarea[@name='note']")[0].text_content().strip() == "已新增12家。"
    client_of_industry.post(
        card(cast, cast.tasks[0]), {**given, "percent_reason": "另有6家已签约"}, headers=HTMX
    )
    stored = ProgressReport.objects.get()
    assert (stored.percent, stored.computed_percent, stored.percent_reason) == (
        Decimal(60),
        Decimal(40),
        "另有6家已签约",
    )


def test_without_a_percentage_that_of_the_figures_counts(cast: Cast, client_of_industry: Client) -> None:
    target = Target.objects.create(task=cast.tasks[0], metric="规上工业企业", value=30, unit="家")
    client_of_industry.post(
        card(cast, cast.tasks[0]), typed(percent="", **{f"value_{target.pk}": "12"}), headers=HTMX
    )
    assert ProgressReport.objects.get().percent == Decimal(40)


# ---- no change ----
def test_no_change_repeats_the_last_report_and_says_so(cast: Cast, client_of_industry: Client) -> None:
    target = Target.objects.create(task=cast.tasks[0], metric="规上工业企业", value=30, unit="家")
    say(cast.tasks[0], cast.reporter, 40, day=AUGUST, note="八月的话。", values={target.pk: 12})
    response = client_of_industry.post(
        card(cast, cast.tasks[0], "reporting_unchanged"), {"seen": ""}, headers=HTMX
    )
    assert "data-card-done" in response.content.decode()
    row = ProgressReport.objects.get(period__month=9)
    assert (row.unchanged, row.percent, row.note, row.values.get().value) == (
        True,
        Decimal(40),
        "八月的话。",
        Decimal(12),
    )


def test_no_change_is_refused_where_there_is_nothing_to_repeat(
    cast: Cast, client_of_industry: Client
) -> None:
    url = card(cast, cast.tasks[0], "reporting_unchanged")
    response = client_of_industry.post(url, typed(note="仍要留下。"), headers=HTMX)
    assert response.status_code == 422
    assert page(response).find_class("errorlist")
    assert "仍要留下。" in response.content.decode()
    assert not ProgressReport.objects.exists()


# ---- drafts ----
def test_a_draft_is_kept_without_history_and_comes_back(cast: Cast, client_of_industry: Client) -> None:
    url = card(cast, cast.tasks[0], "reporting_draft")
    answer = client_of_industry.post(url, typed(percent="", note="按计划推进。")).json()
    assert "10:00" in answer["said"]
    assert list(answer["hints"]) == ["note"]
    assert ReportDraft.objects.get().content["note"] == "按计划推进。"
    assert not ProgressReport.objects.exists()
    shown = page(client_of_industry.get(address("reporting", cast))).get_element_by_id(
        f"card-{cast.tasks[0].pk}"
    )
    assert shown.xpath(".//textarea[@name='note']")[0].text_content().strip() == "按计划推进。"
    assert "10:00" in text(shown.xpath(".//*[@data-draft-said]")[0])
    assert shown.xpath(".//div[@data-field='note']//ul[@class='report-hints']/li")
    other = page(client_of_industry.get(address("task", cast, cast.tasks[0])))
    assert "按计划推进。" in text(other.xpath("//form[contains(@class, 'report')]")[0])


def test_the_draft_answer_says_what_the_figures_come_to(cast: Cast, client_of_industry: Client) -> None:
    target = Target.objects.create(task=cast.tasks[0], metric="规上工业企业", value=30, unit="家")
    url = card(cast, cast.tasks[0], "reporting_draft")
    answer = client_of_industry.post(url, typed(percent="60", **{f"value_{target.pk}": "12"})).json()
    assert "40%" in answer["computed"]
    assert answer["asks_reason"]
    answer = client_of_industry.post(url, typed(percent="40.5", **{f"value_{target.pk}": "12"})).json()
    assert not answer["asks_reason"]
    broken = client_of_industry.post(url, typed(percent="x", **{f"value_{target.pk}": "12"}))
    assert "40%" in broken.json()["computed"]


def test_a_draft_goes_when_it_is_sent_and_does_not_come_back(cast: Cast, client_of_industry: Client) -> None:
    url = card(cast, cast.tasks[0], "reporting_draft")
    client_of_industry.post(url, typed())
    client_of_industry.post(card(cast, cast.tasks[0]), typed(), headers=HTMX)
    assert not ReportDraft.objects.exists()
    late = client_of_industry.post(url, typed())
    assert (late.status_code, ReportDraft.objects.exists()) == (409, False)


def test_a_draft_is_its_writers_own(cast: Cast) -> None:
    colleague = _colleague(cast)
    signed_in(colleague).post(card(cast, cast.tasks[0], "reporting_draft"), typed(note="同事的话。"))
    assert "同事的话。" not in signed_in(cast.reporter).get(address("reporting", cast)).content.decode()
    for user, status in ((cast.supervisor, 403), (cast.street_reporter, 403), (cast.education_reporter, 404)):
        url = card(cast, cast.tasks[0], "reporting_draft")
        assert signed_in(user).post(url, typed()).status_code == status


def test_a_draft_that_is_emptied_is_gone(cast: Cast, client_of_industry: Client) -> None:
    url = card(cast, cast.tasks[0], "reporting_draft")
    client_of_industry.post(url, typed())
    client_of_industry.post(url, {"seen": "", "note": "", "percent": "", "status": ""})
    assert not ReportDraft.objects.exists()


def test_all_drafts_are_sent_at_once_and_what_is_missing_is_said_at_its_field(
    cast: Cast, client_of_industry: Client
) -> None:
    client_of_industry.post(card(cast, cast.tasks[0], "reporting_draft"), typed())
    client_of_industry.post(card(cast, cast.tasks[1], "reporting_draft"), typed(percent="140"))
    response = client_of_industry.post(address("reporting", cast))
    assert response.status_code == 422
    assert ProgressReport.objects.get().task == cast.tasks[0]
    assert cards(response) == [cast.tasks[1].pk]
    assert page(response).xpath("//div[@data-field='percent']//ul[@class='errorlist']")
    client_of_industry.post(card(cast, cast.tasks[1], "reporting_draft"), typed(percent="14"))
    assert client_of_industry.post(address("reporting", cast)).status_code == 302
    assert ProgressReport.objects.count() == 2
    assert not ReportDraft.objects.exists()


# ---- two at once ----
def _colleague(cast: Cast) -> Any:
    colleague = make_user("second_reporter", "工小武")
    colleague.memberships.create(district=cast.district, role="reporter", unit=cast.industry)
    return colleague


def test_who_comes_second_is_told_what_the_first_said_and_loses_nothing(
    cast: Cast, client_of_industry: Client
) -> None:
    say(cast.tasks[0], _colleague(cast), 55, note="同事先报的话。")
    response = client_of_industry.post(card(cast, cast.tasks[0]), typed(), headers=HTMX)
    assert response.status_code == 422
    tree = page(response)
    assert "工小武" in text(tree.find_class("errorlist")[0])
    assert "同事先报的话。" in text(tree.find_class("report-said")[0])
    assert tree.xpath("//textarea[@name='note']")[0].text_content().strip() == "已新增12家。"
    assert ProgressReport.objects.get().percent == 55
    seen = tree.xpath("//input[@name='seen']/@value")[0]
    client_of_industry.post(card(cast, cast.tasks[0]), typed(seen=seen), headers=HTMX)
    assert ProgressReport.objects.get().percent == 40


def test_the_same_report_sent_twice_is_one(cast: Cast, client_of_industry: Client) -> None:
    for _time in range(2):
        assert client_of_industry.post(card(cast, cast.tasks[0]), typed(), headers=HTMX).status_code == 200
    assert ProgressReport.history.count() == 1


# ---- around it ----
def test_without_script_the_page_leads_through_the_same(cast: Cast, client_of_industry: Client) -> None:
    response = client_of_industry.post(card(cast, cast.tasks[0]), typed(percent="140"))
    assert response.status_code == 422
    assert page(response).xpath("//li[@data-card][1]//ul[@class='errorlist']")
    response = client_of_industry.post(card(cast, cast.tasks[0]), typed())
    assert (response.status_code, response["Location"]) == (302, address("reporting", cast))
    assert client_of_industry.get(card(cast, cast.tasks[0])).status_code == 200


def test_what_was_sent_back_comes_first_with_the_reason(cast: Cast, client_of_industry: Client) -> None:
    row = say(cast.tasks[0], cast.reporter, 60)
    ProgressReport.objects.filter(pk=row.pk).update(review="returned", returned_reason="缺少验收材料。")
    response = client_of_industry.get(address("reporting", cast))
    assert cards(response)[0] in (cast.tasks[0].pk, cast.tasks[1].pk)
    assert "缺少验收材料。" in response.content.decode()


def test_signals_stand_beside_what_was_sent(cast: Cast, client_of_industry: Client) -> None:
    say(cast.tasks[0], cast.reporter, 60, day=AUGUST, note="已新增12家。")
    response = client_of_industry.post(card(cast, cast.tasks[0]), typed(), headers=HTMX)
    hints = text(page(response).find_class("report-hints")[0])
    assert "60" in hints
    assert "进展情况" in hints


def test_a_locked_period_asks_for_nothing(cast: Cast, client_of_industry: Client) -> None:
    Period.objects.filter(month=9).update(locked_at=timezone.now())
    response = client_of_industry.get(address("reporting", cast))
    assert (response.status_code, cards(response)) == (200, [])
    refused = client_of_industry.post(card(cast, cast.tasks[0]), typed(), headers=HTMX)
    assert (refused.status_code, ProgressReport.objects.exists()) == (422, False)


def test_a_task_reported_with_another_is_not_due_and_served_by_it(
    cast: Cast, client_of_industry: Client
) -> None:
    Task.objects.filter(pk=cast.tasks[1].pk).update(reported_with=cast.tasks[0])
    response = client_of_industry.get(address("reporting", cast))
    assert cards(response) == [cast.tasks[0].pk]
    client_of_industry.post(card(cast, cast.tasks[0]), typed(), headers=HTMX)
    served = ProgressReport.objects.get(task=cast.tasks[1])
    assert served.served_by == ProgressReport.objects.get(task=cast.tasks[0])
    refused = client_of_industry.post(card(cast, cast.tasks[1]), typed(), headers=HTMX)
    assert refused.status_code == 422


def test_the_page_and_a_card_take_the_same_queries_for_any_number_of_tasks(cast: Cast) -> None:
    client = signed_in(cast.reporter)

    def add(number: int) -> None:
        for position in range(number):
            task = make_task(cast.plan, cast.goal, 50 + position, f"建成第{position}处驿站。", cast.industry)
            target = Target.objects.create(task=task, metric="驿站", value=3)
            Milestone.objects.create(task=task, title="开工", due=date(2026, 6, 1))
            say(task, cast.reporter, 33, day=AUGUST, values={target.pk: 1}, percent_reason="按三处计")
            client.post(card(cast, task, "reporting_draft"), typed())

    add(2)
    stand_today()
    few = queries(client, address("reporting", cast)), queries(client, card(cast, cast.tasks[0]))
    add(8)
    stand_today()
    assert (queries(client, address("reporting", cast)), queries(client, card(cast, cast.tasks[0]))) == few
    assert few[0] <= 32
