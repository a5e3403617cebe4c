"""An official, a unit, a goal, and what is a leader's own: numbers, then tasks in full, the worst first."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tasks.models import Responsibility, Task
from tasks.services import instruct
from tasks.services.watch import watch
from tests.cast import Cast, make_task
from tests.pages import (
    DAY,
    address,
    everybody,
    freeze,
    page,
    queries,
    say,
    signed_in,
    stand_today,
    text,
    total,
)
from tests.test_overview import counts

WORDS: dict[str, Any] = {
    "problems": "用地未落实。",
    "matters": "请协调用地指标。",
    "next_steps": "下周会商。",
}


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today(date(2026, 1, 1))
    say(cast.tasks[0], cast.reporter, 5, **WORDS)
    say(cast.tasks[2], cast.education_reporter, 80)
    stand_today()


def about(cast: Cast, name: str, pk: int, query: str = "") -> str:
    place = {"code": cast.district.code, "number": cast.year.number, "pk": pk}
    return reverse(name, kwargs=place) + query


def pages(cast: Cast) -> list[str]:
    return [
        about(cast, "official", cast.official.pk),
        about(cast, "unit", cast.industry.pk),
        about(cast, "unit", cast.streets[0].pk),
        about(cast, "goal", cast.section.pk),
        about(cast, "goal", cast.goal.pk),
        about(cast, "unit", cast.industry.pk, "?on=2026-03-01"),
    ]


def told(answer: Any) -> list[str]:
    return [text(head) for head in page(answer).xpath("//article//h3")]


def test_every_number_is_the_count_of_its_list_for_everybody(cast: Cast) -> None:
    for user in (cast.leader, cast.reporter, cast.street_reporter, cast.viewer):
        client = signed_in(user)
        for url in pages(cast):
            for link, number in dict.fromkeys(counts(page(client.get(url)))):
                assert total(client.get(link)) == number, (user, url, link)


def test_everybody_of_the_district_may_open_them_and_nobody_else(cast: Cast) -> None:
    for url in pages(cast):
        for user in everybody(cast):
            assert signed_in(user).get(url).status_code == 200
        assert signed_in(cast.other_administrator).get(url).status_code == 404


def test_who_is_of_another_district_is_not_there(cast: Cast) -> None:
    for name, pk in (("unit", cast.other_unit.pk), ("official", cast.other_official_elsewhere.pk)):
        assert signed_in(cast.leader).get(about(cast, name, pk)).status_code == 404


def test_what_is_late_or_has_something_to_settle_is_told_in_full_the_worst_first(cast: Cast) -> None:
    answer = signed_in(cast.leader).get(about(cast, "unit", cast.industry.pk))
    assert told(answer) == ["1建成智能工厂5家。", "1新增规模以上工业企业30家。"]
    said = text(page(answer).xpath("//article")[1])
    for words in WORDS.values():
        assert words in said
    assert "截至2026年9月10日应完成" in said


def test_what_goes_well_is_one_line(cast: Cast) -> None:
    answer = signed_in(cast.leader).get(about(cast, "unit", cast.education.pk))
    short = page(answer).xpath("//section[@aria-labelledby='short']")[0]
    assert "开工新建澄岚实验小学。" in text(short)
    assert "开工新建澄岚实验小学。" not in "".join(told(answer))


def test_a_units_page_counts_what_it_partners_beside_what_it_leads(cast: Cast) -> None:
    shown = text(page(signed_in(cast.leader).get(about(cast, "unit", cast.streets[0].pk))))
    assert "另有配合任务1项。" in shown


def test_a_reporter_reads_there_what_its_units_have_a_part_in(cast: Cast) -> None:
    shown = text(page(signed_in(cast.education_reporter).get(about(cast, "goal", cast.section.pk))))
    assert "新增规模以上工业企业30家。" not in shown
    assert "建成智能工厂5家。" in shown


def test_a_past_day_tells_what_was_known_then(cast: Cast) -> None:
    answer = signed_in(cast.leader).get(about(cast, "unit", cast.industry.pk, "?on=2026-03-01"))
    assert "用地未落实。" not in text(page(answer))
    assert "2026年3月1日" in text(page(answer))


def test_a_leader_finds_reds_instructions_and_watched_tasks(cast: Cast) -> None:
    watch(cast.tasks[3], user=cast.leader, on=True)
    row = instruct.instruct(cast.tasks[2], user=cast.leader, text="请抓紧。", day=DAY)
    answered = instruct.instruct(cast.tasks[0], user=cast.leader, text="请说明。", day=DAY)
    instruct.answer(answered, user=cast.reporter, words="已说明。", day=DAY)
    tree = page(signed_in(cast.leader).get(address("mine", cast)))

    def section(name: str) -> str:
        return text(tree.xpath(f"//section[@aria-labelledby='{name}']")[0])

    assert "新增规模以上工业企业30家。" in section("late")
    assert "请抓紧。" in section("instructions")
    assert "已说明。" in section("instructions")
    assert cast.tasks[3].text in section("watched")
    assert row.task.text in section("instructions")


def test_only_a_leader_has_an_own_page_and_a_way_to_it(cast: Cast) -> None:
    for user in everybody(cast):
        may = user == cast.leader
        assert signed_in(user).get(address("mine", cast)).status_code == (200 if may else 403)
        nav = page(signed_in(user).get(address("overview", cast))).xpath(
            "//nav//a[contains(@href, '/mine/')]"
        )
        assert bool(nav) == may


def test_the_overview_leads_to_each_of_them(cast: Cast) -> None:
    links = page(signed_in(cast.leader).get(address("overview", cast))).xpath("//td/a/@href")
    for name, pk in (("official", cast.official.pk), ("unit", cast.industry.pk), ("goal", cast.section.pk)):
        assert about(cast, name, pk) in links


def test_more_tasks_take_no_more_queries(cast: Cast) -> None:
    urls = [*pages(cast)[:4], address("mine", cast)]
    few = [queries(signed_in(cast.leader), url) for url in urls]
    for number in range(20):
        task = make_task(cast.plan, cast.goal, 20 + number, f"整治第{number}条道路。", cast.industry)
        Responsibility.objects.create(task=task, role="lead_official", official=cast.official)
        Responsibility.objects.create(task=task, role="partner_unit", unit=cast.streets[0])
        say(task, cast.reporter, 5, problems="用地。")
    stand_today()
    assert Task.objects.count() > 20
    assert [queries(signed_in(cast.leader), url) for url in urls] == few
    assert max(few) <= 50
