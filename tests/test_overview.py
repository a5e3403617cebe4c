"""The overview: each number is the count of the list that it links to."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tasks.models import Goal, Origin, Plan, Responsibility, Task, Unit, User
from tests.cast import Cast, make_task
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
    total,
)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    freeze(monkeypatch)
    request.getfixturevalue("cast")
    stand_today(date(2026, 1, 1))
    stand_today()


def varied(cast: Cast) -> None:
    """Two plans, sections of the same name, tasks that stand in many ways, some of nobody."""
    say(cast.tasks[0], cast.reporter, 69)
    say(cast.tasks[2], cast.education_reporter, 100)
    other = Plan.objects.create(year=cast.year, title="澄岚区2026年民生实事", position=2, kind="livelihood")
    section = Goal.objects.create(plan=other, kind=Goal.Kind.SECTION, title=cast.section.title, position=1)
    goal = Goal.objects.create(plan=other, title="没有板块的目标", position=2)
    both = make_task(other, section, 1, "两街道共建口袋公园4个。", cast.streets[0], cast.all_streets)
    make_task(other, goal, 2, "新增停车位800个。", cast.departments)
    Responsibility.objects.create(task=both, role="lead_official", official=cast.official)
    Responsibility.objects.create(task=both, role="lead_official", official=cast.other_official, position=1)
    Origin.objects.create(task=both, source_file=source_file(cast), field="lead_units", doubt="lead_changed")
    stand_today()


def numbers(user: User, url: str) -> list[tuple[str, int]]:
    """Every link to the list on the page, with the number it shows (in words, or spoken of a bar's part)."""
    return counts(page(signed_in(user).get(url)))


def counts(tree: Any) -> list[tuple[str, int]]:
    """Every link to a list of tasks on a page, with its number."""
    links = tree.xpath("//main//a[contains(@href, '/tasks/') and not(contains(@class, 'button'))]")
    links = [link for link in links if re.search(r"/tasks/(\?|$)", link.get("href"))]
    words = [(link.get("href"), link.get("aria-label") or text(link)) for link in links]
    return [(href, int(re.findall(r"\d+", said)[-1])) for href, said in words]


def test_it_asks_who_one_is(cast: Cast, client: Client) -> None:
    assert client.get(address("overview", cast))["Location"].startswith("/account/sign-in/")


def test_it_is_not_there_for_outsiders(cast: Cast) -> None:
    for user in (cast.nobody, cast.other_administrator):
        assert signed_in(user).get(address("overview", cast)).status_code == 404


def test_it_only_shows(cast: Cast) -> None:
    assert signed_in(cast.administrator).post(address("overview", cast)).status_code == 405


@pytest.mark.parametrize("query", ["", "?on=2026-03-01"])
def test_every_number_is_the_count_of_its_list_for_everybody(cast: Cast, query: str) -> None:
    varied(cast)
    for user in everybody(cast):
        client, counted = signed_in(user), numbers(user, address("overview", cast, query=query))
        assert len(counted) > 10, user
        for url, number in dict.fromkeys(counted):
            assert total(client.get(url)) == number, (user, url)


def test_the_first_sentence_says_how_the_year_stands(cast: Cast) -> None:
    varied(cast)
    tree = page(signed_in(cast.leader).get(address("overview", cast)))
    said = text(tree.find_class("sentence")[0])
    assert said == "7项任务中，0项已完成，1项待核销，1项逾期，4项未填报。"


def test_the_standings_add_up_to_all_tasks(cast: Cast) -> None:
    varied(cast)
    lights = page(signed_in(cast.leader).get(address("overview", cast))).find_class("lights")[0]
    assert sum(int(text(number)) for number in lights.xpath(".//b")) == 7


def lines(cast: Cast, user: User, table: str) -> list[tuple[str, int]]:
    """The lines of one table: what is counted, and how many."""
    tree = page(signed_in(user).get(address("overview", cast)))
    rows = tree.xpath(f"//section[@aria-labelledby='{table}']//tbody/tr")
    return [(text(row.find("td[1]")), int(text(row.find("td[2]")))) for row in rows]


def test_units_stand_in_official_order_and_collectives_count_for_their_members(cast: Cast) -> None:
    varied(cast)
    assert lines(cast, cast.leader, "units") == [
        ("工信局", 2),
        ("教育局", 2),
        ("望湖街道", 2),
        ("松林街道", 2),
        ("各街道", 2),
        ("区各有关部门", 1),
        ("未明确牵头单位", 1),
    ]


def test_it_counts_by_plan_section_and_official(cast: Cast) -> None:
    varied(cast)
    assert lines(cast, cast.leader, "plans") == [(cast.plan.title, 5), ("澄岚区2026年民生实事", 2)]
    sections = lines(cast, cast.leader, "sections")
    assert sections == [
        (f"聚力产业强区·{cast.plan.title}", 3),
        ("聚力产业强区·澄岚区2026年民生实事", 1),
        ("未分板块", 3),
    ]
    assert lines(cast, cast.leader, "officials") == [("沈知远", 2), ("陆清", 2), ("未明确牵头领导", 4)]


def test_what_waits_for_a_person_is_named_only_where_something_does(cast: Cast) -> None:
    def needs() -> str:
        found = page(signed_in(cast.supervisor).get(address("overview", cast))).xpath(
            "//*[@aria-labelledby='needs']"
        )
        return text(found[0]) if found else ""

    varied(cast)
    assert "待核文件未写明、需人工确认1" in needs()
    assert "未明确牵头单位1" in needs()
    Task.objects.exclude(pk=cast.tasks[0].pk).filter(year=cast.year).delete()
    assert needs() == ""


def test_the_legend_names_the_years_own_points(cast: Cast) -> None:
    type(cast.year).objects.filter(pk=cast.year.pk).update(red_points=22)
    legend = page(signed_in(cast.viewer).get(address("overview", cast))).find_class("legend")[0]
    assert "22" in text(legend)


def test_an_empty_year_says_what_to_do_next(cast: Cast) -> None:
    Task.objects.filter(year=cast.year).delete()

    def content(user: User) -> Any:
        return page(signed_in(user).get(address("overview", cast))).get_element_by_id("content")

    assert content(cast.administrator).xpath(f".//a[@href='/d/{cast.district.code}/imports/']")
    assert "督查室" in text(content(cast.reporter))
    assert not content(cast.reporter).xpath(".//a[contains(@href, 'imports')]")


def test_a_hundred_and_more_tasks_take_as_many_queries_as_few(cast: Cast) -> None:
    varied(cast)
    for user in (cast.leader, cast.reporter):
        few = queries(signed_in(user), address("overview", cast))
        units = [Unit.objects.create(district=cast.district, name=f"单位{user.pk}-{n}") for n in range(5)]
        for n in range(60):
            task = make_task(cast.plan, cast.goal, 10 + n, f"第{n}项任务。", cast.industry, units[n % 5])
            Responsibility.objects.create(task=task, role="lead_official", official=cast.official)
        stand_today()
        assert queries(signed_in(user), address("overview", cast)) == few
    assert few <= 55  # nine months of them: one each for the units' reports


def test_who_leads_finds_the_way_to_the_tasks_led(cast: Cast) -> None:
    for user, name in ((cast.leader, cast.official.name), (cast.reporter, cast.industry.name)):
        tree = page(signed_in(user).get(address("overview", cast)))
        (link,) = tree.xpath("//main//a[contains(@class, 'button')]")
        assert text(link) == f"{name}牵头"
        shown = page(signed_in(user).get(link.get("href")))
        assert name in text(shown.find_class("chips")[0])
        assert shown.get_element_by_id("tasks").xpath(".//tbody/tr")


def test_what_waits_is_a_task_only_for_who_may_do_it(cast: Cast) -> None:
    varied(cast)
    for user, heading in ((cast.supervisor, "待处理"), (cast.leader, "尚未明确"), (cast.viewer, "尚未明确")):
        assert (
            text(page(signed_in(user).get(address("overview", cast))).get_element_by_id("needs")) == heading
        )
