"""Review: reports are passed or sent back, one or many, beside what was said before."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tasks.errors import Refused
from tasks.models import Notice, Period, ProgressReport, Task
from tasks.services.review import pass_many, pass_report, send_back
from tests.cast import Cast, make_task
from tests.pages import (
    DAY,
    HTMX,
    address,
    freeze,
    page,
    queries,
    say,
    signed_in,
    stand_today,
    text,
    total,
    words_on,
)

AUGUST = date(2026, 8, 10)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today(date(2026, 1, 1))
    stand_today()


def state(report: ProgressReport) -> tuple[str, str]:
    report.refresh_from_db()
    return report.review, report.returned_reason


def standing(task: Task) -> tuple[str, Any]:
    span = task.spans.get(end=None)
    return span.standing, span.percent


def judge(cast: Cast, report: ProgressReport, *, htmx: bool = False, **data: str) -> Any:
    url = address("review", cast) + f"{report.pk}/"
    sent = {"seen": report.reported_at.isoformat(), "act": "pass", **data}
    return signed_in(cast.supervisor).post(url, sent, headers=HTMX if htmx else {})


# ---- one ----
def test_a_report_is_passed_with_the_percentage_that_was_verified(cast: Cast) -> None:
    report = say(cast.tasks[0], cast.reporter, 60)
    pass_report(report, user=cast.supervisor, verified_percent=Decimal("55.5"))
    report.refresh_from_db()
    assert (report.review, report.reviewed_by, report.percent) == ("passed", cast.supervisor, Decimal(60))
    assert (report.verified_percent, report.verified_by) == (Decimal("55.5"), cast.supervisor)
    assert report.history.latest().history_user == cast.supervisor
    assert Notice.objects.get(user=cast.reporter).code == "report_passed"


def test_passing_without_a_percentage_verifies_none(cast: Cast) -> None:
    report = pass_report(say(cast.tasks[0], cast.reporter, 60), user=cast.supervisor)
    assert (report.review, report.verified_percent) == ("passed", None)


def test_a_report_that_was_sent_back_counts_for_nothing_until_it_is_made_again(cast: Cast) -> None:
    task = cast.tasks[0]
    say(task, cast.reporter, 65, day=AUGUST)
    report = say(task, cast.reporter, 90)
    assert standing(task) == ("ahead", 90)
    send_back(report, user=cast.supervisor, reason="与统计数据不符")
    assert (state(report), standing(task)[1]) == (("returned", "与统计数据不符"), 65)
    assert Notice.objects.get(user=cast.reporter).code == "report_returned"
    say(task, cast.reporter, 70)
    assert (state(report), standing(task)[1]) == (("waiting", ""), 70)


def test_what_was_verified_of_a_report_goes_when_it_is_made_again(cast: Cast) -> None:
    report = pass_report(
        say(cast.tasks[0], cast.reporter, 60), user=cast.supervisor, verified_percent=Decimal(50)
    )
    say(cast.tasks[0], cast.reporter, 80)
    report.refresh_from_db()
    assert (report.review, report.verified_percent, report.verified_by) == ("waiting", None, None)


@pytest.mark.parametrize("who", ["reporter", "leader", "viewer", "other_administrator"])
def test_only_supervision_judges(cast: Cast, who: str) -> None:
    report, user = say(cast.tasks[0], cast.reporter, 60), getattr(cast, who)
    with pytest.raises(PermissionDenied):
        pass_report(report, user=user)
    with pytest.raises(PermissionDenied):
        send_back(report, user=user, reason="不实")
    with pytest.raises(PermissionDenied):
        pass_many({report.pk: report.reported_at}, cast.district, user=user)
    assert state(report)[0] == "waiting"


def test_it_is_judged_once(cast: Cast) -> None:
    report = pass_report(say(cast.tasks[0], cast.reporter, 60), user=cast.supervisor)
    with pytest.raises(Refused):
        pass_report(report, user=cast.administrator)
    send_back(report, user=cast.administrator, reason="重核")
    with pytest.raises(Refused):
        send_back(report, user=cast.supervisor, reason="再退")
    with pytest.raises(Refused):
        pass_report(report, user=cast.supervisor)


def test_what_the_unit_has_sent_since_is_not_judged_unseen(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = say(cast.tasks[0], cast.reporter, 60)
    seen = report.reported_at
    freeze(monkeypatch, hour=11)
    say(cast.tasks[0], cast.reporter, 95)
    with pytest.raises(Refused):
        pass_report(report, user=cast.supervisor, seen=seen)
    with pytest.raises(Refused):
        send_back(report, user=cast.supervisor, reason="不实", seen=seen)
    assert pass_many({report.pk: seen}, cast.district, user=cast.supervisor).passed == []
    assert state(report)[0] == "waiting"


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_sending_back_asks_for_a_reason_that_can_be_kept(cast: Cast, reason: str) -> None:
    report = say(cast.tasks[0], cast.reporter, 60)
    with pytest.raises(Refused):
        send_back(report, user=cast.supervisor, reason=reason)
    assert state(report)[0] == "waiting"


def test_a_report_of_a_locked_period_is_passed_but_not_sent_back(cast: Cast) -> None:
    report = say(cast.tasks[0], cast.reporter, 60)
    Period.objects.update(locked_at="2026-09-10T00:00:00+08:00")
    with pytest.raises(Refused):
        send_back(report, user=cast.supervisor, reason="不实")
    assert pass_report(report, user=cast.supervisor).review == "passed"


# ---- claims of completion ----
def test_passing_a_claim_of_completion_verifies_the_task(cast: Cast) -> None:
    pass_report(say(cast.tasks[0], cast.reporter, 100), user=cast.supervisor)
    cast.tasks[0].refresh_from_db()
    assert (cast.tasks[0].status, standing(cast.tasks[0])[0]) == ("completed", "completed")
    assert Notice.objects.get(user=cast.reporter).code == "verified"


def test_sending_back_a_claim_opens_the_task_again(cast: Cast) -> None:
    report = say(cast.tasks[0], cast.reporter, 100)
    send_back(report, user=cast.supervisor, reason="缺少验收材料")
    cast.tasks[0].refresh_from_db()
    assert (cast.tasks[0].status, state(report)[0]) == ("open", "returned")


def test_of_a_completed_task_nothing_is_sent_back(cast: Cast) -> None:
    earlier = say(cast.tasks[0], cast.reporter, 60, day=AUGUST)
    pass_report(say(cast.tasks[0], cast.reporter, 100), user=cast.supervisor)
    with pytest.raises(Refused):
        send_back(earlier, user=cast.supervisor, reason="不实")


# ---- many ----
def test_many_are_passed_at_once_but_no_claim(cast: Cast) -> None:
    plain = [say(cast.tasks[0], cast.reporter, 60), say(cast.tasks[2], cast.education_reporter, 60)]
    claim = say(cast.tasks[1], cast.reporter, 100)
    seen = {report.pk: report.reported_at for report in [*plain, claim]}
    outcome = pass_many(seen, cast.district, user=cast.supervisor)
    assert (outcome.passed, list(outcome.left)) == (plain, [claim.pk])
    assert [state(report)[0] for report in [*plain, claim]] == ["passed", "passed", "waiting"]


def test_a_report_of_another_district_is_not_among_the_many(cast: Cast) -> None:
    period = Period.objects.get(year=cast.other_year, month=9)
    report = ProgressReport.objects.create(
        task=cast.other_task, period=period, unit=cast.other_unit, reported_at="2026-09-10T00:00:00+08:00"
    )
    outcome = pass_many({report.pk: report.reported_at}, cast.district, user=cast.supervisor)
    assert (outcome.passed, state(report)[0]) == ([], "waiting")


def test_the_report_that_repeats_another_is_judged_with_it(cast: Cast) -> None:
    report = say(cast.tasks[0], cast.reporter, 60)
    repeated = say(cast.tasks[1], cast.reporter, 60)
    ProgressReport.objects.filter(pk=repeated.pk).update(served_by=report)
    pass_report(report, user=cast.supervisor)
    assert state(repeated)[0] == "passed"


# ---- the page ----
def test_the_queue_shows_what_waits_beside_what_was_said_before(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 40, day=AUGUST, note="已新增10家。")
    say(cast.tasks[0], cast.reporter, 60, note="已新增18家。")
    pass_report(ProgressReport.objects.get(period__month=8), user=cast.supervisor)
    answered = signed_in(cast.supervisor).get(address("review", cast))
    assert total(answered) == 1
    (row,) = page(answered).xpath("//li[contains(@class, 'review-item')]")
    cells = [[text(cell) for cell in line.xpath("./td")] for line in row.xpath(".//tbody/tr")]
    assert ["40%", "60%"] in cells
    assert any("10" in before and "18" in now for before, now in cells)


def test_the_bar_counts_what_the_queue_shows(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 60)
    say(cast.tasks[2], cast.education_reporter, 60)
    tree = page(signed_in(cast.supervisor).get(address("overview", cast)))
    assert text(tree.xpath("//nav//a[contains(@href, '/review/')]//*[@data-count]")[0]) == "2"
    assert not page(signed_in(cast.viewer).get(address("overview", cast))).xpath(
        "//a[contains(@href, '/review/')]"
    )


@pytest.mark.parametrize(("query", "number"), [("period=9", 2), ("period=8", 1), ("plan=999", 3)])
def test_the_queue_is_filtered(cast: Cast, query: str, number: int) -> None:
    """A plan that there is not asks for nothing in particular."""
    say(cast.tasks[0], cast.reporter, 50, day=AUGUST)
    say(cast.tasks[0], cast.reporter, 60)
    say(cast.tasks[2], cast.education_reporter, 60)
    assert total(signed_in(cast.supervisor).get(address("review", cast, query=f"?{query}"))) == number


def test_the_queue_of_one_unit(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 60)
    say(cast.tasks[2], cast.education_reporter, 60)
    query = f"?unit={cast.education.pk}"
    assert total(signed_in(cast.supervisor).get(address("review", cast, query=query))) == 1


def test_without_script_one_comes_back_to_the_queue_as_it_was_filtered(cast: Cast) -> None:
    answered = judge(cast, say(cast.tasks[0], cast.reporter, 60), back="period=9", percent="55")
    assert answered.headers["Location"] == address("review", cast, query="?period=9")
    assert ProgressReport.objects.get().verified_percent == 55


def test_with_script_the_row_goes_and_the_counts_come(cast: Cast) -> None:
    """That of the filtered queue, and that of the bar."""
    say(cast.tasks[2], cast.education_reporter, 60)
    report = say(cast.tasks[0], cast.reporter, 60)
    answered = judge(cast, report, htmx=True, back=f"unit={cast.industry.pk}")
    assert answered.headers["HX-Reswap"] == "delete"
    tree = page(answered)
    assert [tree.get_element_by_id(name).text for name in ("review-total", "review-count")] == ["0", "1"]


@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_refused_is_said_at_its_row_and_what_was_typed_stays(cast: Cast, htmx: bool) -> None:
    report = say(cast.tasks[0], cast.reporter, 60)
    pass_report(report, user=cast.administrator)
    send_back(report, user=cast.administrator, reason="先退")
    answered = judge(cast, report, htmx=htmx, act="return", reason="缺少佐证")
    assert answered.status_code == 422
    row = page(answered).get_element_by_id(f"report-{report.pk}")
    assert row.find_class("message-error")
    assert row.xpath(".//input[@name='reason']/@value") == ["缺少佐证"]


def test_enter_beside_a_reason_sends_back_and_never_passes(cast: Cast) -> None:
    """A form is sent by its first button."""
    say(cast.tasks[0], cast.reporter, 60)
    tree = page(signed_in(cast.supervisor).get(address("review", cast)))
    (form,) = tree.xpath("//form[.//input[@name='reason']]")
    assert form.xpath(".//button/@value") == ["return"]


def test_many_are_ticked_and_passed(cast: Cast) -> None:
    reports = [say(cast.tasks[0], cast.reporter, 60), say(cast.tasks[2], cast.education_reporter, 60)]
    client = signed_in(cast.supervisor)
    ticks = page(client.get(address("review", cast))).xpath("//input[@name='report']/@value")
    client.post(address("review_pass_many", cast), {"report": ticks})
    assert [state(report)[0] for report in reports] == ["passed", "passed"]


def test_a_claim_is_judged_by_itself(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 100)
    tree = page(signed_in(cast.supervisor).get(address("review", cast)))
    assert not tree.xpath("//input[@name='report']")
    assert tree.xpath("//button[@name='act'][@value='pass']")


def test_twenty_reports_take_as_many_queries_as_two(cast: Cast) -> None:
    client, url = signed_in(cast.supervisor), address("review", cast)
    say(cast.tasks[0], cast.reporter, 40, day=AUGUST)
    say(cast.tasks[0], cast.reporter, 60)
    few = queries(client, url)
    for number in range(9):
        task = make_task(cast.plan, cast.goal, 50 + number, f"建成第{number}处驿站。", cast.industry)
        say(task, cast.reporter, 30, day=AUGUST)
        say(task, cast.reporter, 40, day=DAY)
    assert queries(client, url) == few


def test_what_should_be_looked_at_again_stands_beside_the_report(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 40, date(2026, 8, 10), note="完成厂房主体施工三层。")
    say(cast.tasks[0], cast.reporter, 30, note="完成厂房主体施工三层。")
    page = words_on(signed_in(cast.supervisor).get(address("review", cast)))
    assert "与上期" in page
    assert "40" in page
