"""Units contribute to a task that another one reports: asked, answered, offered, taken in."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tasks.contributions import askable, prefill
from tasks.errors import Refused
from tasks.models import Contribution, ProgressReport, Target, Task, Unit
from tasks.services.contribute import Given, answer, ask, offer, take, withdraw
from tasks.services.years import period_on
from tests.cast import Cast, make_task
from tests.pages import DAY, HTMX, address, everybody, freeze, page, queries, signed_in, stand_today, text

DUE = date(2026, 9, 15)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch)
    request.getfixturevalue("cast")
    stand_today()


@pytest.fixture
def target(cast: Cast) -> Target:
    return Target.objects.create(task=cast.tasks[0], metric="规上工业企业", value=30, unit="家")


def asked(cast: Cast, *units: Unit, **more: Any) -> list[Contribution]:
    """The industry bureau asks the first street, or others, about the first task."""
    given: dict[str, Any] = {"question": "请报送辖区企业入规情况。", "due": DUE, **more}
    return ask(cast.tasks[0], user=cast.reporter, units=units or cast.streets[:1], **given)


def answered(
    cast: Cast, row: Contribution, note: str = "新入规2家。", value: str | None = None
) -> Contribution:
    given = Given(note, None if value is None else Decimal(value))
    return answer(cast.tasks[0], row.pk, user=cast.street_reporter, given=given)


# ---- asking ----
def test_it_asks_the_members_of_a_collective_partner_each(cast: Cast) -> None:
    rows = asked(cast, *cast.streets)
    assert [(row.unit, row.period.month, row.asked_by) for row in rows] == [
        (street, 9, cast.reporter) for street in cast.streets
    ]
    assert rows[0].history.get().history_user == cast.reporter


def test_it_may_ask_further_leads_and_partners_but_nobody_else(cast: Cast) -> None:
    fresh = Task.objects.prefetch_related("responsibilities__unit__members")
    assert askable(fresh.get(pk=cast.tasks[0].pk)) == cast.streets
    assert askable(fresh.get(pk=cast.tasks[1].pk)) == [cast.education]
    for stranger in (cast.education, cast.industry, cast.departments, cast.other_unit):
        with pytest.raises(Refused):
            asked(cast, stranger)


def test_only_the_reporting_unit_asks(cast: Cast) -> None:
    for user in everybody(cast):
        if user != cast.reporter:
            with pytest.raises(PermissionDenied):
                ask(cast.tasks[0], user=user, units=cast.streets[:1], question="请报送。", due=DUE)
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("wrong", [{"question": " "}, {"due": date(2026, 9, 9)}, {"units": []}])
def test_it_refuses_to_ask_nothing_nobody_or_too_late(cast: Cast, wrong: dict[str, Any]) -> None:
    given: dict[str, Any] = {"units": cast.streets[:1], "question": "请报送。", "due": DUE, **wrong}
    with pytest.raises(Refused):
        ask(cast.tasks[0], user=cast.reporter, **given)


def test_it_asks_the_same_once_until_it_is_answered(cast: Cast) -> None:
    (row,) = asked(cast)
    with pytest.raises(Refused):
        asked(cast, *cast.streets)
    assert Contribution.objects.count() == 1
    answered(cast, row)
    assert len(asked(cast)) == 1


# ---- answering ----
def test_the_unit_asked_answers_with_a_value_and_a_sentence(cast: Cast, target: Target) -> None:
    (row,) = asked(cast, target=target)
    row = answered(cast, row, value="2")
    assert (row.note, row.value, row.answered_by) == ("新入规2家。", Decimal(2), cast.street_reporter)


def test_nobody_else_answers(cast: Cast) -> None:
    (row,) = asked(cast)
    for user in everybody(cast):
        if user != cast.street_reporter:
            with pytest.raises(PermissionDenied):
                answer(cast.tasks[0], row.pk, user=user, given=Given("代答。"))


@pytest.mark.parametrize(
    "wrong", [Given(), Given(" "), Given("2家", Decimal(2)), Given(value=Decimal("NaN"))]
)
def test_it_refuses_an_answer_that_says_nothing_or_was_not_asked(cast: Cast, wrong: Given) -> None:
    (row,) = asked(cast)
    with pytest.raises(Refused):
        answer(cast.tasks[0], row.pk, user=cast.street_reporter, given=wrong)


def test_an_answer_is_corrected_until_it_is_taken_in(cast: Cast) -> None:
    row = answered(cast, asked(cast)[0])
    with pytest.raises(Refused):  # without having seen the first
        answered(cast, row, "新入规3家。")
    mine: dict[str, Any] = {"user": cast.street_reporter, "seen": row.answered_at}
    row = answer(cast.tasks[0], row.pk, given=Given("新入规3家。"), **mine)
    assert row.note == "新入规3家。"
    take(cast.tasks[0], row.pk, user=cast.reporter)
    with pytest.raises(Refused):
        answer(
            cast.tasks[0], row.pk, given=Given("新入规4家。"), user=cast.street_reporter, seen=row.answered_at
        )


def test_an_answer_is_no_report(cast: Cast) -> None:
    answered(cast, asked(cast)[0])
    assert not ProgressReport.objects.exists()


# ---- offering ----
def test_a_further_lead_contributes_without_being_asked_a_partner_does_not(cast: Cast) -> None:
    task = cast.tasks[1]
    row = offer(task, user=cast.education_reporter, unit=cast.education, given=Given("设备已到位。"))
    assert (row.asked_at, row.note, row.unit) == (None, "设备已到位。", cast.education)
    with pytest.raises(PermissionDenied):  # the first lead reports
        offer(task, user=cast.reporter, unit=cast.industry, given=Given("设备已到位。"))
    partner = cast.streets[0]
    with pytest.raises(PermissionDenied):
        offer(cast.tasks[0], user=cast.street_reporter, unit=partner, given=Given("设备已到位。"))


# ---- taking in ----
def test_it_is_taken_in_once_by_the_reporting_unit(cast: Cast) -> None:
    (row,) = asked(cast)
    with pytest.raises(Refused):
        take(cast.tasks[0], row.pk, user=cast.reporter)
    answered(cast, row)
    for user in (cast.street_reporter, cast.supervisor, cast.leader):
        with pytest.raises(PermissionDenied):
            take(cast.tasks[0], row.pk, user=user)
    assert take(cast.tasks[0], row.pk, user=cast.reporter).taken_by == cast.reporter
    with pytest.raises(Refused):
        take(cast.tasks[0], row.pk, user=cast.reporter)


def test_what_was_taken_in_prefills_the_report_of_its_period(cast: Cast, target: Target) -> None:
    task, period = cast.tasks[0], period_on(cast.year, DAY)
    (row,) = asked(cast, target=target)
    answered(cast, row, value="2")
    assert prefill(task, period) == {"note": "", "values": {}}
    take(task, row.pk, user=cast.reporter)
    assert prefill(task, period) == {
        "note": "望湖街道：规上工业企业2家，新入规2家。",
        "values": {target.pk: Decimal(2)},
    }
    assert prefill(task, period_on(cast.year, date(2026, 8, 1))) == {"note": "", "values": {}}


def test_values_of_several_units_are_not_added_up(cast: Cast, target: Target) -> None:
    for row in asked(cast, *cast.streets, target=target):
        Contribution.objects.filter(pk=row.pk).update(
            value=2, answered_at=timezone.now(), taken_at=timezone.now()
        )
    filled = prefill(cast.tasks[0], period_on(cast.year, DAY))
    assert filled["values"] == {}
    assert filled["note"].count("规上工业企业2家") == 2


# ---- the pages ----
def test_the_unit_sees_what_is_asked_of_it_and_answers_there(cast: Cast, target: Target) -> None:
    (row,) = asked(cast, target=target)
    client, url = signed_in(cast.street_reporter), address("contributions", cast)
    part = page(client.get(url)).xpath("//*[@aria-labelledby='asked']")[0]
    assert "请报送辖区企业入规情况。" in text(part)
    (form,) = part.xpath(".//form")
    sent = {box.get("name"): box.get("value", "") for box in form.xpath(".//input")}
    assert client.post(form.get("action"), {**sent, "note": "新入规2家。", "value": "2"})["Location"] == url
    row.refresh_from_db()
    assert (row.note, row.value) == ("新入规2家。", Decimal(2))
    assert not page(client.get(url)).xpath("//*[@aria-labelledby='asked']//form")
    correct = address("contribute", cast, cast.tasks[0], f"?row={row.pk}")
    sent = {
        box.get("name"): box.get("value", "")
        for box in page(client.get(correct)).xpath("//main//form//input")
    }
    client.post(correct, {**sent, "note": "新入规3家。"})
    row.refresh_from_db()
    assert (row.note, row.value) == ("新入规3家。", Decimal(2))


def test_what_was_typed_stays_where_the_answer_is_refused(cast: Cast) -> None:
    row = answered(cast, asked(cast)[0])
    url = address("contribute", cast, cast.tasks[0])
    response = signed_in(cast.street_reporter).post(url, {"row": row.pk, "note": "新入规3家。"})
    assert response.status_code == 422
    assert "新入规3家。" in response.content.decode()


def test_the_question_of_another_unit_is_not_answered_here(cast: Cast) -> None:
    (row,) = asked(cast, cast.streets[1])
    url = address("contribute", cast, cast.tasks[0])
    assert signed_in(cast.street_reporter).post(url, {"row": row.pk, "note": "代答。"}).status_code == 403


def test_the_tasks_a_unit_only_partners_are_a_folded_list(cast: Cast) -> None:
    tree = page(signed_in(cast.street_reporter).get(address("contributions", cast)))
    (fold,) = tree.xpath("//details[not(@open)][.//a[contains(@href, '/tasks/')]]")
    assert [link.text for link in fold.xpath(".//a")] == [cast.tasks[0].text, cast.tasks[3].text]


def test_the_reporting_unit_asks_sees_answers_and_takes_them_in(cast: Cast, target: Target) -> None:
    client, task = signed_in(cast.reporter), cast.tasks[0]
    sent = {"units": [cast.streets[0].pk], "target": target.pk, "question": "", "due": DUE.isoformat()}
    assert client.post(address("ask", cast, task), {**sent, "units": []}).status_code == 422
    assert client.post(address("ask", cast, task), sent).status_code == 302
    row = answered(cast, Contribution.objects.get(), value="2")
    card = page(client.get(address("task", cast, task))).xpath("//*[@aria-labelledby='contributions']")[0]
    (form,) = card.xpath(".//form")
    assert form.get("data-take-note") == "望湖街道：规上工业企业2家，新入规2家。"
    assert (form.get("data-take-target"), form.get("data-take-value")) == (str(target.pk), "2")
    part = client.post(form.get("action"), {"row": row.pk}, headers=HTMX)
    assert page(part).xpath("//*[@aria-labelledby='contributions']")
    assert "<html" not in part.content.decode()
    assert Contribution.objects.get().taken_by == cast.reporter


def test_what_units_gave_is_not_shown_to_those_it_does_not_concern(cast: Cast) -> None:
    answered(cast, asked(cast)[0])
    url = address("task", cast, cast.tasks[0])
    seen = {
        user.username for user in everybody(cast)
        if "新入规2家。" in signed_in(user).get(url).content.decode()
    }  # fmt: skip
    assert seen == {"reporter", "street_reporter", "supervisor", "administrator", "superuser"}


def test_more_contributions_take_no_more_queries(cast: Cast) -> None:
    answered(cast, asked(cast)[0])
    asked(cast, question="请报送在建项目。")
    places = [
        (cast.street_reporter, address("contributions", cast)),
        (cast.supervisor, address("contributions", cast)),
        (cast.reporter, address("task", cast, cast.tasks[0])),
    ]
    before = [queries(signed_in(user), url) for user, url in places]
    for number in range(8):
        row, _other = asked(cast, *cast.streets, question=f"请报送第{number}项。")
        if number % 2:
            answered(cast, row)
        make_task(cast.plan, None, 70 + number, f"建成第{number}处驿站。", cast.industry, cast.all_streets)
    stand_today()
    assert [queries(signed_in(user), url) for user, url in places] == before


# ---- asking no more ----
def test_what_was_not_answered_can_be_asked_no_more_by_who_asked_or_decides(cast: Cast) -> None:
    for user in (cast.reporter, cast.supervisor):
        (row,) = asked(cast)
        withdraw(cast.tasks[0], row.pk, user=user)
        assert not Contribution.objects.exists()
        assert Contribution.history.filter(id=row.pk, history_type="-").get().history_user == user
    told = cast.street_reporter.notices.filter(code="contribution_withdrawn")
    assert told.count() == 2


def test_others_may_not_and_what_was_answered_stays(cast: Cast) -> None:
    (row,) = asked(cast)
    for user in (cast.street_reporter, cast.viewer, cast.leader):
        with pytest.raises(PermissionDenied):
            withdraw(cast.tasks[0], row.pk, user=user)
    answered(cast, row)
    with pytest.raises(Refused):
        withdraw(cast.tasks[0], row.pk, user=cast.reporter)
    assert Contribution.objects.filter(pk=row.pk).exists()


def test_the_task_page_offers_it_only_while_there_is_no_answer(cast: Cast) -> None:
    (row,) = asked(cast)
    client, url = signed_in(cast.reporter), address("withdraw_question", cast, cast.tasks[0])
    here = f"//form[@action='{url}']"
    assert page(client.get(address("task", cast, cast.tasks[0]))).xpath(here)
    answered(cast, row)
    assert not page(client.get(address("task", cast, cast.tasks[0]))).xpath(here)
