"""The watch list (关注): a leader follows tasks; it concerns nobody else."""

import pytest

from tasks.models import Watch
from tests.cast import Cast
from tests.pages import HTMX, address, freeze, page, queries, shown, signed_in, stand_today


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today()


def test_a_watched_task_is_in_ones_own_list_only(cast: Cast) -> None:
    client, url = signed_in(cast.leader), address("watch", cast, cast.tasks[1])
    assert client.post(url, {"on": "1"}).status_code == 302
    assert shown(client.get(address("task_list", cast, query="?watched=1"))) == [cast.tasks[1].pk]
    other = signed_in(cast.supervisor).get(address("task_list", cast, query="?watched=1"))
    assert shown(other) == []


def test_it_is_followed_once_and_let_go_once(cast: Cast) -> None:
    client, url = signed_in(cast.leader), address("watch", cast, cast.tasks[1])
    for _time in range(2):
        client.post(url, {"on": "1"})
    assert Watch.objects.count() == 1
    for _time in range(2):
        client.post(url, {"on": "0"})
    assert not Watch.objects.exists()


def test_from_a_row_only_the_star_comes_back(cast: Cast) -> None:
    url = address("watch", cast, cast.tasks[1])
    answer = signed_in(cast.leader).post(url, {"on": "1"}, headers={k.lower(): v for k, v in HTMX.items()})
    assert answer.status_code == 200
    assert not page(answer).xpath("//main")


@pytest.mark.parametrize("who", ["reporter", "viewer"])
def test_who_may_not_watch_sees_no_star(cast: Cast, who: str) -> None:
    client = signed_in(getattr(cast, who))
    assert client.post(address("watch", cast, cast.tasks[0]), {"on": "1"}).status_code == 403
    assert not page(client.get(address("task_list", cast))).xpath("//td[contains(@class, 'col-star')]")


def test_stars_take_no_query_a_row(cast: Cast) -> None:
    client, url = signed_in(cast.leader), address("task_list", cast)
    before = queries(client, url)
    for task in cast.tasks:
        Watch.objects.create(user=cast.leader, task=task)
    assert queries(client, url) == before
