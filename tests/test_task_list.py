"""The list of tasks: who sees what, filters, orders, counts."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tasks.models import Goal, Origin, Plan, Responsibility, Target, Task
from tasks.services.years import open_year
from tasks.standing import Standing
from tasks.tables import TaskTable
from tests.cast import Cast, make_task
from tests.pages import (
    DAY,
    address,
    everybody,
    freeze,
    page,
    queries,
    say,
    shown,
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


@pytest.fixture
def ask(cast: Cast) -> Callable[[str], list[int]]:
    """ask("?unit=3"): the numbers, from 1, of the cast's tasks that a supervisor then sees."""
    client = signed_in(cast.supervisor)

    def ask(query: str) -> list[int]:
        response = client.get(address("task_list", cast, query=query))
        assert response.status_code == 200
        pks = [task.pk for task in cast.tasks]
        return [pks.index(pk) + 1 if pk in pks else 0 for pk in shown(response)]

    return ask


Ask = Callable[[str], list[int]]


def test_it_asks_who_one_is(cast: Cast, client: Client) -> None:
    response = client.get(address("task_list", cast))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/account/sign-in/")


def test_it_is_not_there_for_outsiders_nor_for_a_year_that_is_not(cast: Cast) -> None:
    for user in (cast.nobody, cast.other_administrator):
        assert signed_in(user).get(address("task_list", cast)).status_code == 404
    missing = address("task_list", cast).replace("2026", "2031")
    assert signed_in(cast.supervisor).get(missing).status_code == 404


def test_it_only_shows(cast: Cast) -> None:
    assert signed_in(cast.administrator).post(address("task_list", cast)).status_code == 405


def test_everybody_sees_exactly_what_they_may_see(cast: Cast) -> None:
    for user in everybody(cast):
        response = signed_in(user).get(address("task_list", cast))
        expected = set(Task.objects.filter(year=cast.year).visible_to(user).values_list("pk", flat=True))
        assert set(shown(response)) == expected, user
        assert total(response) == len(expected)


def test_a_reporter_sees_what_its_unit_leads_or_partners_also_in_a_closed_collective(cast: Cast) -> None:
    seen = shown(signed_in(cast.street_reporter).get(address("task_list", cast)))
    assert set(seen) == {cast.tasks[0].pk, cast.tasks[3].pk}


def test_it_filters_by_plan_section_and_batch(cast: Cast, ask: Ask) -> None:
    other = Plan.objects.create(year=cast.year, title="澄岚区2026年民生实事", position=2, kind="livelihood")
    goal = Goal.objects.create(plan=other, kind=Goal.Kind.SECTION, title="老有所养", position=1)
    task = make_task(other, goal, 1, "新增养老床位200张。", cast.education)
    stand_today()
    file = source_file(cast)
    Origin.objects.create(task=cast.tasks[2], source_file=file, field="text")
    Origin.objects.create(task=task, source_file=file, field="text")
    assert ask(f"?plan={other.pk}") == [0]
    assert sorted(ask(f"?section={cast.section.pk}")) == [1, 2, 3]
    assert ask(f"?section={goal.pk}") == [0]
    assert sorted(ask("?section=none")) == [4, 5]
    assert sorted(ask(f"?batch={file.pk}")) == [0, 3]


def test_it_filters_by_unit_as_lead_or_partner_closed_collectives_included(cast: Cast, ask: Ask) -> None:
    assert sorted(ask(f"?unit={cast.industry.pk}")) == [1, 2]
    assert sorted(ask(f"?unit={cast.education.pk}")) == [2, 3]
    assert sorted(ask(f"?unit={cast.streets[1].pk}")) == [1, 4]
    assert ask(f"?unit={cast.streets[1].pk}&lead=1") == [4]
    assert sorted(ask(f"?unit={cast.all_streets.pk}")) == [1, 4]
    assert ask(f"?unit={cast.departments.pk}&lead=1") == []
    assert ask("?unit=none") == [5]


def test_it_filters_by_official_and_by_having_none(cast: Cast, ask: Ask) -> None:
    assert ask(f"?official={cast.official.pk}") == [1]
    assert sorted(ask("?official=none")) == [3, 4, 5]


def test_it_filters_by_standing_and_light(cast: Cast, ask: Ask) -> None:
    say(cast.tasks[0], cast.reporter, 69)
    assert ask("?standing=overdue") == [2]
    assert ask("?standing=on_schedule") == [1]
    assert ask("?light=red") == [2]
    assert sorted(ask("?light=grey")) == [3, 4, 5]


def test_it_finds_every_word_in_wording_headings_number_and_names(cast: Cast, ask: Ask) -> None:
    assert ask("?q=智能工厂") == [2]
    assert sorted(ask("?q=先进制造")) == [1, 2]
    assert sorted(ask("?q=产业强区 家")) == [1, 2]
    assert ask("?q=先进制造 沈知远") == [1]
    assert sorted(ask("?q=教育局")) == [2, 3]
    assert ask("?q=4") == [5]
    assert ask("?q=%25") == []


def test_it_filters_by_what_is_to_be_checked_until_somebody_has(cast: Cast, ask: Ask) -> None:
    file = source_file(cast)
    origin = Origin.objects.create(
        task=cast.tasks[2], source_file=file, field="lead_officials", doubt="lead_changed"
    )
    Origin.objects.create(task=cast.tasks[3], source_file=file, field="lead_officials")
    assert ask("?check=1") == [3]
    assert "待核" in text(
        page(signed_in(cast.supervisor).get(address("task_list", cast))).get_element_by_id("tasks")
    )
    Origin.objects.filter(pk=origin.pk).update(settlement=Origin.Settlement.EMPTY)
    assert ask("?check=1") == []


def test_it_shows_a_past_day_as_it_was_known(cast: Cast, ask: Ask) -> None:
    make_task(cast.plan, None, 9, "后来增加的任务。", cast.industry)
    stand_today()
    assert sorted(ask("?on=2026-03-01&standing=not_reported")) == [1, 2, 3, 4, 5]
    assert ask("?standing=overdue&on=2026-03-01") == []
    assert 0 in ask("")


def test_it_does_not_guess_what_a_wrong_filter_means(cast: Cast, ask: Ask) -> None:
    assert ask(f"?unit={cast.other_unit.pk}") == []
    assert ask("?standing=splendid") == []
    assert ask("?on=tomorrow") == []
    assert ask(f"?on={DAY + timedelta(days=1)}") == []
    response = signed_in(cast.supervisor).get(address("task_list", cast, query=f"?unit={cast.other_unit.pk}"))
    (chip,) = page(response).find_class("chip-wrong")
    assert text(chip).startswith("单位：")
    assert chip.get("href") == "?"


def test_it_says_so_when_nothing_fits(cast: Cast) -> None:
    response = signed_in(cast.supervisor).get(address("task_list", cast, query="?q=没有这样的任务"))
    assert "没有符合条件的任务" in response.content.decode()
    assert total(response) == 0


def test_each_filter_in_force_can_be_taken_away_alone(cast: Cast) -> None:
    url = address("task_list", cast, query=f"?unit={cast.industry.pk}&light=red&sort=deadline&per_page=25")
    chips = page(signed_in(cast.supervisor).get(url)).find_class("chip")
    assert [text(chip) for chip in chips] == ["单位：工信局", "亮灯：红灯"]
    assert chips[1].get("href") == f"?unit={cast.industry.pk}&sort=deadline&per_page=25"


def test_its_choices_are_in_official_order_and_speak_chinese(cast: Cast) -> None:
    tree = page(signed_in(cast.supervisor).get(address("task_list", cast)))
    options = [text(option) for option in tree.xpath("//select[@name='unit']/option")]
    assert options[:4] == ["全部", "未明确牵头单位", "工信局", "教育局"]
    assert "---" not in tree.text_content()


def test_the_worst_come_first_then_the_documents_order(cast: Cast, ask: Ask) -> None:
    say(cast.tasks[2], cast.education_reporter, 10)
    assert ask("") == [2, 3, 1, 4, 5]


def test_what_has_no_standing_yet_comes_last(cast: Cast, ask: Ask) -> None:
    make_task(cast.plan, None, 0, "刚录入的任务。", cast.industry)
    assert ask("")[-1] == 0


COLUMNS = ["standing", "text", "official", "unit", "deadline", "percent", "last_month"]


def test_every_column_that_can_be_sorted_is_tried(cast: Cast) -> None:
    client = signed_in(cast.reporter)
    assert [
        name for name, column in TaskTable.base_columns.items() if column.orderable is not False
    ] == COLUMNS
    for column in COLUMNS:
        for sign in ("", "-"):
            response = client.get(address("task_list", cast, query=f"?sort={sign}{column}"))
            heads = page(response).xpath("//th[@aria-sort='ascending' or @aria-sort='descending']")
            assert [head.get("aria-sort") for head in heads] == ["descending" if sign else "ascending"], (
                column
            )


def test_orders_put_what_is_missing_last_either_way(cast: Cast, ask: Ask) -> None:
    say(cast.tasks[0], cast.reporter, 20)
    say(cast.tasks[2], cast.education_reporter, 60, day=date(2026, 8, 3))
    assert ask("?sort=percent") == [1, 3, 2, 4, 5]
    assert ask("?sort=-percent") == [3, 1, 2, 4, 5]
    assert ask("?sort=deadline")[:2] == [2, 1]
    assert ask("?sort=-deadline")[:2] == [1, 2]
    assert ask("?sort=unit") == [1, 2, 3, 4, 5]
    assert ask("?sort=-unit") == [4, 3, 1, 2, 5]
    assert ask("?sort=-official") == [2, 1, 3, 4, 5]
    assert ask("?sort=-last_month") == [1, 3, 2, 4, 5]
    assert ask("?sort=-text") == [5, 4, 3, 2, 1]
    assert ask("?sort=-standing")[-1] == 2
    assert ask("?sort=nonsense") == ask("")


def many_tasks(cast: Cast, number: int) -> None:
    for n in range(number):
        task = make_task(cast.plan, cast.goal, 100 + n, f"建成第{n}个项目。", cast.industry)
        for order, unit in enumerate([cast.education, *cast.streets, cast.all_streets]):
            Responsibility.objects.create(task=task, role="partner_unit", unit=unit, position=order)
        Responsibility.objects.create(task=task, role="lead_official", official=cast.official)
        target = Target.objects.create(task=task, metric="项目", value=10, unit="个")
        say(task, cast.reporter, 30, values={target.pk: 3})
    stand_today()


@pytest.mark.parametrize("query", ["", "?sort=-unit", "?sort=official", "?sort=last_month&light=red"])
def test_fifty_rows_take_as_many_queries_as_five(cast: Cast, query: str) -> None:
    Task.objects.filter(year=cast.year).delete()
    client, url = signed_in(cast.reporter), address("task_list", cast, query=query)
    many_tasks(cast, 5)
    few = queries(client, url)
    many_tasks(cast, 45)
    assert len(shown(client.get(url))) == 50
    assert queries(client, url) == few


def test_pages_have_the_size_chosen_and_survive_nonsense(cast: Cast) -> None:
    many_tasks(cast, 55)
    client = signed_in(cast.supervisor)

    def rows(query: str) -> int:
        return len(shown(client.get(address("task_list", cast, query=query))))

    assert (rows(""), rows("?per_page=25"), rows("?per_page=100")) == (50, 25, 60)
    assert (rows("?page=2"), rows("?page=99"), rows("?page=x"), rows("?page=0")) == (10, 10, 50, 10)
    assert (rows("?per_page=7"), rows("?per_page=-1"), rows("?per_page=x")) == (50, 50, 50)


def test_the_counts_are_those_of_the_lists_they_lead_to(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 69)
    for user in everybody(cast):
        client = signed_in(user)
        for query in ("", f"?unit={cast.industry.pk}", "?q=家&light=red&sort=unit"):
            lights = page(client.get(address("task_list", cast, query=query))).xpath("//*[@id='lights']//li")
            assert len(lights) == len(Standing)
            for light in lights:
                url = address("task_list", cast) + light.find("a").get("href")
                assert total(client.get(url)) == int(text(light.find("a/b"))), (user, url)


def test_a_count_chosen_already_leads_back(cast: Cast) -> None:
    url = address("task_list", cast, query="?standing=overdue&sort=unit")
    current = page(signed_in(cast.viewer).get(url)).xpath("//*[@id='lights']//a[@aria-current]")
    assert [(text(link), link.get("href")) for link in current] == [("■逾期1", "?sort=unit")]


def test_a_row_says_who_how_far_and_when_last(cast: Cast) -> None:
    target = Target.objects.create(task=cast.tasks[0], metric="规上工业企业", value=30, unit="家")
    say(cast.tasks[0], cast.reporter, 50, values={target.pk: 12})
    row = page(signed_in(cast.viewer).get(address("task_list", cast))).get_element_by_id(
        f"task-{cast.tasks[0].pk}"
    )
    words = [text(cell) for cell in row.findall("td")]
    assert words[1] == "新增规模以上工业企业30家。1聚力产业强区›做强先进制造"
    assert words[2:5] == ["沈知远", "工信局+2", "12月31日"]
    assert words[5].startswith("12/30家")
    assert words[6] == "9月报"
    assert "各街道" in row.xpath("td[4]/span/@title")[0]


def test_a_goal_that_repeats_its_section_is_printed_once(cast: Cast) -> None:
    Goal.objects.filter(pk=cast.goal.pk).update(title=cast.section.title)
    cell = page(signed_in(cast.viewer).get(address("task_list", cast))).xpath(
        f"//*[@id='task-{cast.tasks[0].pk}']//*[@class='under']"
    )[0]
    assert text(cell) == "1聚力产业强区"


def test_a_value_that_was_sent_back_is_not_shown(cast: Cast) -> None:
    target = Target.objects.create(task=cast.tasks[0], metric="规上工业企业", value=30, unit="家")
    say(cast.tasks[0], cast.reporter, 40, day=date(2026, 8, 1), values={target.pk: 12})
    report = say(cast.tasks[0], cast.reporter, 50, values={target.pk: 15})
    type(report).objects.filter(pk=report.pk).update(review="returned", returned_reason="数据不实")
    row = page(signed_in(cast.viewer).get(address("task_list", cast))).get_element_by_id(
        f"task-{cast.tasks[0].pk}"
    )
    assert "12/30" in text(row)


def test_only_who_reports_a_task_finds_the_button(cast: Cast) -> None:
    for user in everybody(cast):
        rows = page(signed_in(user).get(address("task_list", cast))).xpath("//tbody/tr[.//a[@hx-get]]/@id")
        mine = {cast.reporter: {0, 1}, cast.education_reporter: {2}}.get(user, set())
        assert set(rows) == {f"task-{cast.tasks[n].pk}" for n in mine}, user


def test_what_is_completed_asks_for_no_report(cast: Cast) -> None:
    Task.objects.filter(pk=cast.tasks[0].pk).update(status="completed", completed_on=timezone.localdate())
    rows = page(signed_in(cast.reporter).get(address("task_list", cast))).xpath(
        "//tbody/tr[.//a[@hx-get]]/@id"
    )
    assert rows == [f"task-{cast.tasks[1].pk}"]


def test_wording_is_shown_as_wording(cast: Cast) -> None:
    make_task(cast.plan, None, 9, "<script>alert(1)</script>", cast.industry)
    assert "<script>alert" not in signed_in(cast.viewer).get(address("task_list", cast)).content.decode()


def test_another_year_keeps_what_the_list_is_asked_for(cast: Cast) -> None:
    open_year(cast.district, 2025)
    query = f"?unit={cast.industry.pk}&standing=behind&plan={cast.plan.pk}&on=2026-03-01&page=2"
    tree = page(signed_in(cast.viewer).get(address("task_list", cast, query=query)))
    (link,) = tree.xpath("//header//a[text()='2025年' or text()='2025 年']")
    assert link.get("href") == f"/d/{cast.district.code}/2025/tasks/?unit={cast.industry.pk}&standing=behind"
    tree = page(signed_in(cast.viewer).get(address("overview", cast)))
    (link,) = tree.xpath("//header//a[text()='2025年' or text()='2025 年']")
    assert link.get("href") == f"/d/{cast.district.code}/2025/"


def test_the_search_keeps_the_filters_of_the_list(cast: Cast) -> None:
    query = f"?unit={cast.industry.pk}&sort=deadline&page=2&q=旧词"
    tree = page(signed_in(cast.viewer).get(address("task_list", cast, query=query)))
    (form,) = tree.find_class("bar-search")
    assert dict(form.form_values()) == {"unit": str(cast.industry.pk), "sort": "deadline", "q": "旧词"}
    (form,) = page(signed_in(cast.viewer).get(address("overview", cast))).find_class("bar-search")
    assert dict(form.form_values()) == {"q": ""}
