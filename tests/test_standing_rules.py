"""A year's own thresholds, words and colours, tried before they are saved; worked examples beside them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from tasks.examples import EXAMPLES
from tasks.legend import Light, Standing, legend_in_force
from tasks.models import StandingSpan, Task, Year
from tasks.services.standing_rules import set_standing_rules, would_move
from tasks.services.years import open_year
from tasks.standing import Rules
from tests.cast import Cast
from tests.pages import DAY, address, freeze, page, say, signed_in, stand_today, words_on

STRICT = Rules(tolerance_points=0, red_points=1)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    for task in cast.tasks[:2]:
        say(task, cast.reporter, 65)
    stand_today()


def typed(**more: Any) -> dict[str, Any]:
    colours = {f"colour_{light}": light.colour for light in Light}
    return {"tolerance_points": 5, "red_points": 15, **colours, **more}


def post(cast: Cast, **more: Any) -> Any:
    return signed_in(cast.administrator).post(address("standing_rules", cast), typed(**more), follow=True)


def now(cast: Cast) -> Year:
    return Year.objects.get(pk=cast.year.pk)


def standings() -> dict[int, str]:
    return dict(StandingSpan.objects.filter(end=None).values_list("task_id", "standing"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example.says))
def test_each_example_stands_as_it_says(example: Any) -> None:
    assert example.by(Rules()).standing is example.standing


def test_the_examples_show_every_standing_and_every_kind() -> None:
    assert {example.standing for example in EXAMPLES} == set(Standing)
    assert len({str(example.kind) for example in EXAMPLES}) == 9


def test_everybody_reads_the_rules_and_only_administrators_have_the_form(cast: Cast) -> None:
    for user in (cast.viewer, cast.leader, cast.reporter, cast.supervisor):
        shown = page(signed_in(user).get(address("standing_rules", cast)))
        assert len(shown.xpath("//tbody/tr")) == len(EXAMPLES)
        assert not shown.xpath("//input[@name='red_points']")
    assert page(signed_in(cast.administrator).get(address("standing_rules", cast))).xpath(
        "//input[@name='red_points']"
    )


def test_a_preview_says_how_many_would_change_and_writes_nothing(cast: Cast) -> None:
    before = standings()
    moves = would_move(cast.year, STRICT)
    assert moves
    answer = post(cast, tolerance_points=0, red_points=1, preview="1")
    moved = sum(len(move.tasks) for move in moves)
    assert f"今天将有{moved}项任务态势改变" in words_on(answer)
    assert standings() == before
    assert now(cast).red_points == 15


def test_saving_changes_just_what_the_preview_said_from_today_on(cast: Cast) -> None:
    past = DAY - timedelta(days=1)
    StandingSpan.objects.filter(end=None).update(start=past)
    before = standings()
    moves = would_move(cast.year, STRICT)
    answer = post(cast, tolerance_points=0, red_points=1)
    after = standings()
    assert {pk for pk in after if after[pk] != before[pk]} == {pk for move in moves for pk in move.tasks}
    assert all(after[pk] == move.after for move in moves for pk in move.tasks)
    assert f"{sum(len(move.tasks) for move in moves)}项任务态势随之改变" in words_on(answer)
    then = Task.objects.filter(year=cast.year).standing_on(past).values_list("pk", F("standing"))
    assert dict(then) == {pk: before[pk] for pk, _standing in then}
    assert then
    assert now(cast).history.latest("history_id").history_user == cast.administrator


def test_own_words_are_said_wherever_the_standing_is(cast: Cast) -> None:
    post(cast, word_far_behind="红牌", word_not_reported="尚未报送")
    assert now(cast).words == {"far_behind": "红牌", "not_reported": "尚未报送"}
    for name in ("overview", "task_list"):
        shown = words_on(signed_in(cast.viewer).get(address(name, cast)))
        assert "尚未报送" in shown
        assert "红牌" in shown
        assert "严重欠序时" not in shown
    with legend_in_force(now(cast).legend):
        assert str(Standing.FAR_BEHIND.label) == "红牌"
    assert str(Standing.FAR_BEHIND.label) == "严重欠序时"


def test_own_colours_are_a_stylesheet_of_the_year(cast: Cast) -> None:
    assert not page(signed_in(cast.viewer).get(address("overview", cast))).xpath(
        "//link[contains(@href, 'colours')]"
    )
    post(cast, colour_red="#A00000")
    assert now(cast).colours == {"red": "#a00000"}
    (link,) = page(signed_in(cast.viewer).get(address("overview", cast))).xpath(
        "//link[contains(@href, 'colours')]/@href"
    )
    sheet = signed_in(cast.viewer).get(link)
    assert sheet["Content-Type"].startswith("text/css")
    assert ".light-red, .standing-overdue, .standing-far_behind { --light: #a00000" in sheet.content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tolerance_points": 20}, "不能小于"),
        ({"red_points": 101}, "100"),
        ({"tolerance_points": ""}, "必填"),
        ({"colour_amber": "#ffee00"}, "颜色太浅"),
        ({"colour_amber": "red;}"}, "#rrggbb"),
        ({"word_behind": "逾期"}, "不能用同一个词"),
        ({"word_behind": "一个长得放不下的词语"}, "8"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_saved(
    cast: Cast, wrong: dict[str, Any], said: str
) -> None:
    answer = post(cast, **wrong)
    assert answer.status_code == 422
    assert said in words_on(answer)
    assert (now(cast).tolerance_points, now(cast).words, now(cast).colours) == (5, {}, {})


def test_saving_what_stands_there_writes_nothing(cast: Cast) -> None:
    before = cast.year.history.count()
    assert "没有变化" in words_on(post(cast))
    assert cast.year.history.count() == before


def test_a_new_year_begins_with_the_rules_of_the_year_before(cast: Cast) -> None:
    words, colours = {"behind": "黄牌"}, {"red": "#a00000"}
    set_standing_rules(cast.year, user=cast.administrator, rules=Rules(8, 20), words=words, colours=colours)
    new = open_year(cast.district, cast.year.number + 1)
    assert (new.tolerance_points, new.red_points, new.words, new.colours) == (8, 20, words, colours)
