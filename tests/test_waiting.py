"""What waits for each person: counted where they begin, each number with its page."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tasks.models import User
from tasks.scope import district_scope
from tasks.services import acknowledge, instruct, request
from tasks.services.request import Wish
from tasks.services.review import send_back
from tasks.services.urge import urge
from tasks.waiting import waiting_for
from tests.cast import Cast
from tests.pages import DAY, address, freeze, queries, say, signed_in, stand_today, words_on


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today()


def counts(cast: Cast, user: User) -> dict[str, int]:
    """By the name of the page; those of one page are added up."""
    scope = district_scope(user, cast.district.code, cast.year.number)
    found: dict[str, int] = {}
    for each in waiting_for(scope, DAY):
        found[each.address] = found.get(each.address, 0) + each.count
    return found


def test_a_reporter_has_reports_and_acknowledgements_to_make(cast: Cast) -> None:
    assert counts(cast, cast.reporter) == {"reporting": 2, "acknowledge": 2}
    say(cast.tasks[0], cast.reporter, 40)
    acknowledge.acknowledge([cast.tasks[0]], user=cast.reporter)
    assert counts(cast, cast.reporter) == {"reporting": 1, "acknowledge": 1}


def test_what_was_sent_back_urged_and_instructed_waits_for_the_reporter(cast: Cast) -> None:
    send_back(say(cast.tasks[0], cast.reporter, 40), user=cast.supervisor, reason="数据不实")
    urge(cast.tasks[1], user=cast.supervisor)
    instruct.instruct(cast.tasks[0], user=cast.leader, text="加快推进。", day=DAY)
    found = counts(cast, cast.reporter)
    assert (found["reporting"], found["task_list"], found["instructions"]) == (2, 1, 1)
    assert counts(cast, cast.leader) == {"instructions": 1}


def test_a_supervisor_has_what_others_ask_for(cast: Cast) -> None:
    say(cast.tasks[1], cast.reporter, 40)
    say(cast.tasks[0], cast.reporter, 100)
    acknowledge.object_to(cast.tasks[1], user=cast.reporter, reason="不属本局职责。")
    wish = Wish(kind="suspension", reason="等待规划批复。")
    request.ask(cast.tasks[1], wish, user=cast.reporter, day=DAY)
    assert counts(cast, cast.supervisor) == {
        "review": 2,
        "acknowledge": 1,
        "requests": 1,
        "closing": 1,
        "unassigned": 1,
    }


def test_nothing_waits_for_who_only_reads(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 100)
    assert counts(cast, cast.viewer) == {}
    assert "待您办理" not in words_on(signed_in(cast.viewer).get(address("overview", cast)))


def test_the_overview_says_it_with_links(cast: Cast) -> None:
    page = signed_in(cast.reporter).get(address("overview", cast))
    assert "待您办理" in words_on(page)
    assert f'href="{address("reporting", cast)}"' in page.content.decode()


def test_as_of_another_day_nothing_waits(cast: Cast) -> None:
    earlier = (timezone.localdate() - timedelta(days=1)).isoformat()
    page = signed_in(cast.reporter).get(address("overview", cast, query=f"?on={earlier}"))
    assert "待您办理" not in words_on(page)


def test_every_link_opens(cast: Cast) -> None:
    say(cast.tasks[0], cast.reporter, 100)
    request.ask(
        cast.tasks[1],
        Wish(kind="extension", reason="雨季。", deadline=date(2027, 1, 31)),
        user=cast.reporter,
        day=date(2026, 6, 1),
    )
    for user in (cast.reporter, cast.supervisor, cast.administrator):
        scope = district_scope(user, cast.district.code, cast.year.number)
        for each in waiting_for(scope, DAY):
            assert signed_in(user).get(each.url(scope)).status_code == 200


def test_it_takes_a_fixed_number_of_queries(cast: Cast) -> None:
    client = signed_in(cast.supervisor)
    before = queries(client, address("overview", cast))
    say(cast.tasks[0], cast.reporter, 100)
    say(cast.tasks[1], cast.reporter, 30)
    assert queries(client, address("overview", cast)) == before
