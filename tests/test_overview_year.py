"""The overview through the year: what moved, the trend, units and periods, expected figures, what is open."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tasks.filters import TaskFilter
from tasks.legend import Light
from tasks.matrix import Matrix
from tasks.models import Goal, StandingSpan, Target
from tasks.scope import district_scope
from tasks.services import instruct, periods
from tasks.services.request import Wish, ask, grant
from tasks.trend import trend
from tests.cast import Cast, make_task
from tests.pages import DAY, address, everybody, freeze, page, say, signed_in, stand_today, text, total
from tests.test_overview import numbers, varied

MAY, JULY, AUGUST = date(2026, 5, 20), date(2026, 7, 20), date(2026, 8, 28)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    """The first task was red and has recovered; the second was green in May and is overdue since July."""
    for day, acts in (
        (date(2026, 1, 5), ()),
        (MAY, ((cast.tasks[0], 5), (cast.tasks[1], 76))),
        (JULY, ((cast.tasks[0], 10),)),
        (AUGUST, ()),
    ):
        freeze(monkeypatch, day)
        for task, percent in acts:
            say(task, cast.reporter, percent, day=day)
        stand_today(day)
    freeze(monkeypatch)
    say(cast.tasks[0], cast.reporter, 70)
    stand_today()


def asked(cast: Cast, query: str = "") -> Any:
    return page(signed_in(cast.leader).get(address("overview", cast, query=query)))


def of(cast: Cast, user: Any, **words: str) -> TaskFilter:
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    data.update(words)
    return TaskFilter(data, district_scope(user, cast.district.code, cast.year.number))


def moved(cast: Cast, how: str, **words: str) -> list[int]:
    return sorted(of(cast, cast.leader, turned=how, **words).qs.values_list("pk", flat=True))


def test_numbers_of_a_part_of_the_year_lead_to_lists_of_that_part(cast: Cast) -> None:
    varied(cast)
    for query in (
        f"?plan={cast.plan.pk}",
        f"?unit={cast.education.pk}&on=2026-08-30",
        f"?official={cast.official.pk}",
    ):
        client = signed_in(cast.leader)
        counted = dict.fromkeys(numbers(cast.leader, address("overview", cast, query=query)))
        assert len(counted) > 5, query
        for url, number in counted:
            assert total(client.get(url)) == number, (query, url)


def test_every_number_of_a_month_with_requests_and_instructions_is_its_list(cast: Cast) -> None:
    varied(cast)
    instruct.instruct(cast.tasks[0], user=cast.leader, text="抓紧。", day=DAY)
    ask(cast.tasks[0], Wish("extension", "雨季。", deadline=date(2027, 3, 31)), user=cast.reporter, day=DAY)
    say(cast.tasks[2], cast.education_reporter, 60, matters="请区里协调用地。")
    for user in everybody(cast):
        client = signed_in(user)
        counted = dict.fromkeys(numbers(user, address("overview", cast)))
        new = [(url, number) for url, number in counted if "open=" in url or "turned=" in url]
        assert len(new) >= 5
        for url, number in new:
            assert total(client.get(url)) == number, (user, url)


def test_what_turned_is_measured_from_the_last_months_end(cast: Cast) -> None:
    one, two = cast.tasks[1].pk, cast.tasks[0].pk
    assert moved(cast, "recovered") == [two]
    assert one not in moved(cast, "red")
    assert one in moved(cast, "red", since=MAY.isoformat())
    assert one in moved(cast, "red", on=AUGUST.isoformat(), since=MAY.isoformat())
    assert two not in moved(cast, "recovered", on=AUGUST.isoformat())
    assert moved(cast, "completed") == []


def test_from_red_to_amber_is_not_turning_amber(cast: Cast) -> None:
    task = cast.tasks[2]
    for start, end, standing, light in (
        (MAY, AUGUST, "far_behind", "red"),
        (AUGUST, None, "behind", "amber"),
    ):
        StandingSpan.objects.filter(task=task).delete() if start == MAY else None
        StandingSpan.objects.create(
            task=task, start=start, end=end, standing=standing, light=light, severity=1, reasons=[]
        )
    assert task.pk not in moved(cast, "amber", since=MAY.isoformat())
    assert task.pk in moved(cast, "amber", since="2026-01-31")


def test_each_column_of_the_trend_is_what_lists_of_that_day_count(cast: Cast) -> None:
    for user in (cast.leader, cast.reporter):
        whole = of(cast, user)
        points = trend(whole, lambda **words: "")
        assert [point.day for point in points][:2] == [date(2026, 1, 31), date(2026, 2, 28)]
        assert points[-1].day == DAY
        for point in points:
            there = of(cast, user, on=point.day.isoformat())
            for share in point.shares:
                assert there.also(light=share.light.value).qs.count() == share.count, (user, point.day)


def test_a_day_in_the_past_has_no_later_columns(cast: Cast) -> None:
    points = trend(of(cast, cast.leader, on="2026-03-10"), lambda **words: "")
    assert [point.day for point in points] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 10)]


def test_what_is_done_on_average_counts_silence_as_nothing(cast: Cast) -> None:
    last = trend(of(cast, cast.leader), lambda **words: "")[-1]
    spans = StandingSpan.objects.filter(end=None, task__year=cast.year)
    by_hand = sum(float(span.percent or 0) for span in spans) / len(spans) / 100
    assert last.done == pytest.approx(by_hand)
    assert last.gone == pytest.approx(253 / 365)


def test_a_chart_has_its_words_and_a_table(cast: Cast) -> None:
    section = asked(cast).xpath("//section[@aria-labelledby='trend']")[0]
    assert all(chart.get("aria-label") for chart in section.xpath(".//svg"))
    rows = section.xpath(".//tbody/tr")
    assert len(rows) == 9
    reds = section.xpath(".//svg//rect[@class='light-red']")
    assert reds
    assert all(rect.getparent().tag == "a" for rect in reds)


def test_units_and_periods_say_what_was_reported_late_or_not(cast: Cast) -> None:
    say(cast.tasks[1], cast.reporter, 71)
    matrix = Matrix(of(cast, cast.leader), lambda **words: str(words))
    row = next(row for row in matrix.rows if row.unit == cast.industry)
    assert [period.month for period in matrix.periods] == list(range(1, 10))
    assert [row.cells[month - 1].state for month in (4, 5, 7, 9)] == [
        "missing",
        "reported",
        "missing",
        "reported",
    ]
    assert (row.cells[6].open, row.cells[6].due) == (1, 2)


def test_a_locked_period_keeps_its_cells(cast: Cast) -> None:
    july = cast.year.periods.get(month=7)

    def cell() -> Any:
        matrix = Matrix(of(cast, cast.leader), lambda **words: "")
        return next(row for row in matrix.rows if row.unit == cast.industry).cells[6]

    before = cell()
    periods.lock(july, user=cast.supervisor)
    cast.plan.tasks.update(cadence="quarterly")
    assert cell() == before


def test_expected_figures_show_promise_value_and_standing(cast: Cast) -> None:
    heading = Goal.objects.create(plan=cast.plan, title="主要预期目标", position=9)
    task = make_task(cast.plan, heading, 30, "地区生产总值增长6%左右。", cast.industry)
    target = Target.objects.create(
        task=task, metric="地区生产总值", value=6, unit="%", kind="growth", comparator="~"
    )
    say(task, cast.reporter, 90, values={target.pk: Decimal("5.8")})
    stand_today()
    section = asked(cast).xpath("//section[@aria-labelledby='indicators']")[0]
    assert text(section.xpath(".//tbody/tr")[0]) == "地区生产总值约6%5.8%●达序时"


def test_no_expected_figures_no_heading(cast: Cast) -> None:
    assert not asked(cast).xpath("//section[@aria-labelledby='indicators']")


def test_what_needs_a_leader_goes_when_it_is_dealt_with(cast: Cast) -> None:
    def said() -> str:
        found = asked(cast).xpath("//section[@aria-labelledby='open']")
        return text(found[0]) if found else ""

    assert said() == ""
    row = instruct.instruct(cast.tasks[0], user=cast.leader, text="抓紧。", day=DAY)
    wish = Wish("extension", "雨季。", deadline=date(2027, 3, 31))
    request = ask(cast.tasks[0], wish, user=cast.reporter, day=DAY)
    say(cast.tasks[0], cast.reporter, 72, matters="请区里协调用地。")
    assert "批示未答复1申请待审批1有事项需协调1" in said()
    instruct.answer(row, user=cast.reporter, words="在办。", day=DAY)
    grant(request, user=cast.supervisor, day=DAY)
    say(cast.tasks[0], cast.reporter, 73, matters="")
    assert said() == ""


def test_marks_tell_lights_apart_without_colour(cast: Cast) -> None:
    from tasks.templatetags.charts import MARKS

    assert len(set(MARKS.values())) == len(Light) == len(MARKS)


def test_units_are_ranked_only_where_the_district_says_so(cast: Cast) -> None:
    def units() -> list[str]:
        rows = asked(cast).xpath("//section[@aria-labelledby='units']//tbody/tr")
        return [text(row.find("td[1]")) for row in rows]

    in_order = ["工信局", "教育局", "望湖街道", "松林街道", "各街道", "未明确牵头单位"]
    assert units() == in_order
    for number in (1, 2, 3):
        task = make_task(cast.plan, cast.goal, 40 + number, f"第{number}项。", cast.education)
        say(task, cast.education_reporter, 1)
    assert units() == in_order
    cast.district.ranks_units = True
    cast.district.save()
    assert units() == ["教育局", "工信局", "望湖街道", "松林街道", "各街道", "未明确牵头单位"]
