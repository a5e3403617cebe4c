"""The tags and filters of the components."""

import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import django_tables2 as tables
import pytest
from django import forms
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

from tasks.legend import Standing
from tasks.standing import Rules
from tasks.templatetags import look


def context(query: str = "") -> RequestContext:
    request = RequestFactory().get(f"/tasks/?{query}")
    return RequestContext(request, {"request": request})


def words(address: str) -> dict[str, list[str]]:
    assert address.startswith("?")
    return dict(QueryDict(address[1:]).lists())


class Attributes(HTMLParser):
    """The attributes of each element, in order, with its name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append({"": tag, **dict(attrs)})

    def of(self, css: str) -> dict[str, str | None]:
        return next(attrs for attrs in self.seen if css in (attrs.get("class") or "").split())


class PeopleForm(forms.Form):
    q = forms.CharField(required=False, label="文字")
    unit = forms.MultipleChoiceField(
        required=False, label="单位", choices=[("组", [("3", "甲局"), ("4", "乙局")]), ("5", "丙街道")]
    )
    plan = forms.ChoiceField(required=False, label="清单", choices=[("", "全部"), ("7", "民生实事")])
    check = forms.BooleanField(required=False, label="待核")
    on = forms.DateField(required=False, label="截至")


# ---- standings ----
@pytest.mark.parametrize("standing", list(Standing))
def test_a_badge_says_its_standing_in_mark_word_and_colour(standing: Standing) -> None:
    badge = look.standing_badge(standing.value)
    assert f"standing-{standing.value}" in badge
    assert standing.mark in badge
    assert str(standing.label) in badge


def test_a_district_may_have_its_own_word_for_a_standing() -> None:
    assert "滞后" in look.standing_badge("behind", "滞后")
    assert str(Standing.BEHIND.label) not in look.standing_badge("behind", "滞后")


def test_a_mark_alone_is_named_for_those_who_cannot_see_it() -> None:
    mark = Attributes(look.light_mark("overdue")).of("mark")
    assert mark["role"] == "img"
    assert mark["aria-label"] == str(Standing.OVERDUE.label)


def test_the_legend_says_the_points_of_the_year() -> None:
    with translation.override("zh-hans"):
        legend = {item["standing"]: item["rule"] for item in look.legend_of(Rules(4, 12))}
    assert list(legend) == list(Standing)
    assert "12" in legend[Standing.FAR_BEHIND]
    assert "4" in legend[Standing.BEHIND]


# ---- bars ----
@pytest.mark.parametrize(
    ("done", "width"),
    [(0, "0.0%"), (Decimal("0.455"), "45.5%"), (1.4, "100.0%"), (-0.2, "0.0%"), (None, "0.0%")],
)
def test_a_progress_bar_stays_within_its_track(done: float | Decimal | None, width: str) -> None:
    assert Attributes(look.progress_bar(done, 0.5)).of("progress-done")["width"] == width


def test_a_progress_bar_shows_the_time_gone_only_where_it_is_known() -> None:
    assert Attributes(look.progress_bar(0.2, 0.75)).of("progress-gone")["x1"] == "75.0%"
    assert "progress-gone" not in look.progress_bar(0.2)


def test_a_progress_bar_says_in_words_what_it_shows() -> None:
    with translation.override("zh-hans"):
        assert (
            Attributes(look.progress_bar(0.2, 0.75)).of("progress")["aria-label"] == "完成 20%，序时进度 75%"
        )
        assert Attributes(look.progress_bar(None)).of("progress")["aria-label"] == "未填报"


def test_a_stacked_bar_fills_its_whole_width_without_the_empty_parts() -> None:
    counts = {"overdue": 1, "behind": 0, "ahead": 3}
    parts = [{"standing": code, "count": n, "label": code, "url": f"?s={code}"} for code, n in counts.items()]
    seen = Attributes(look.stacked_bar(parts)).seen
    rects = [attrs for attrs in seen if attrs[""] == "rect"]
    assert [(r["x"], r["width"]) for r in rects] == [("0.0%", "25.0%"), ("25.0%", "75.0%")]
    assert [attrs["href"] for attrs in seen if attrs[""] == "a"] == ["?s=overdue", "?s=ahead"]


def test_a_stacked_bar_of_nothing_is_empty() -> None:
    assert "<rect" not in look.stacked_bar([{"standing": "ahead", "count": 0, "label": "x"}])


def test_what_is_drawn_holds_no_style_attribute_which_the_policy_forbids() -> None:
    drawn = look.progress_bar(0.5, 0.5) + look.stacked_bar([{"standing": "ahead", "count": 2, "label": "x"}])
    assert not re.search(r"\sstyle=", drawn + look.standing_badge("ahead"))


def test_names_that_look_like_markup_stay_words() -> None:
    assert "<b>" not in look.stacked_bar([{"standing": "ahead", "count": 2, "label": "<b>", "url": '"><b>'}])
    assert "<b>" not in look.difference("<b>", "<b>x") + look.joined(["<b>"]) + look.standing_badge(
        "ahead", "<b>"
    )


# ---- numbers ----
@pytest.mark.parametrize(
    ("value", "said"), [(Decimal("60.0000"), "60"), (Decimal("31.50"), "31.5"), (1200.0, "1200"), (None, "–")]
)
def test_a_number_is_written_as_people_write_it(value: Decimal | float | None, said: str) -> None:
    assert look.plain(value) == said


def test_a_share_is_written_in_whole_percent_and_is_all_only_when_it_is_all() -> None:
    assert (look.percent(0.29), look.percent(None), look.percent(0)) == ("29%", "–", "0%")
    assert (look.percent(0.999), look.percent(1)) == ("99%", "100%")
    assert (look.share(Decimal("45.5")), look.share(None)) == (0.455, None)


# ---- addresses ----
def test_a_changed_query_keeps_its_other_words() -> None:
    assert words(look.query(context("plan=1&unit=2"), unit=3)) == {"plan": ["1"], "unit": ["3"]}
    assert words(look.query(context("plan=1&page=4"), "page", 5)) == {"plan": ["1"], "page": ["5"]}
    assert words(look.query(context("plan=1&page=4"), page="")) == {"plan": ["1"]}


def test_a_query_that_loses_its_last_word_still_replaces_the_present_one() -> None:
    assert look.query(context("plan=1"), plan=None) == "?"


def test_leaving_a_filter_goes_back_to_the_first_page() -> None:
    address = look.query_without(context("unit=3&unit=4&plan=7&page=2"), "unit", "3")
    assert words(address) == {"unit": ["4"], "plan": ["7"]}
    assert words(look.query_without(context("unit=3&unit=4&plan=7"), "unit")) == {"plan": ["7"]}


def test_a_filter_keeps_the_words_it_does_not_ask_for() -> None:
    kept = look.query_fields(context("sort=-deadline&plan=7&page=2"), PeopleForm())
    assert [(a["name"], a["value"]) for a in Attributes(kept).seen] == [("sort", "-deadline")]


@pytest.mark.parametrize(
    ("column", "orders"), [("name", ["name", "-name", None]), ("count", ["-count", "count", None])]
)
def test_a_head_sorts_one_way_then_the_other_then_not_at_all(column: str, orders: list[str | None]) -> None:
    asked = "page=3&plan=7"
    for order in orders:
        columns = [("name", tables.Column()), ("count", tables.Column(initial_sort_descending=True))]
        table = tables.Table([], order_by=QueryDict(asked).get("sort"), extra_columns=columns)
        address = look.query_sorted(context(asked), table, table.columns[column])
        assert words(address) == {"plan": ["7"], **({"sort": [order]} if order else {})}
        asked = address[1:]


# ---- chips ----
def chips(query: str) -> list[dict[str, Any]]:
    with translation.override("zh-hans"):
        return look.chips(context(query), PeopleForm(QueryDict(query)))


def test_each_value_in_force_has_a_chip_that_takes_just_it_away() -> None:
    found = chips("unit=3&unit=5&plan=7&page=2")
    assert [(c["label"], c["words"]) for c in found] == [
        ("单位", "甲局"),
        ("单位", "丙街道"),
        ("清单", "民生实事"),
    ]
    assert words(found[0]["url"]) == {"unit": ["5"], "plan": ["7"]}
    assert words(found[2]["url"]) == {"unit": ["3", "5"]}


@pytest.mark.parametrize(
    ("query", "said"), [("check=1", ""), ("q=学校", "学校"), ("on=2031-09-01", "2031年9月1日")]
)
def test_the_chip_of_a_tick_a_word_and_a_day_takes_it_away(query: str, said: str) -> None:
    assert [(c["words"], c["url"]) for c in chips(query)] == [(said, "?")]


def test_a_filter_that_is_wrong_has_a_chip_to_take_it_away() -> None:
    plan, day = chips("on=never&plan=7")
    assert (plan["label"], plan["wrong"], day["label"], day["wrong"]) == ("清单", False, "截至", True)
    assert day["words"] == "输入一个有效的日期。"
    assert words(day["url"]) == {"plan": ["7"]}
    assert chips("") == []


def test_pages_far_away_are_left_out() -> None:
    page = Paginator(range(1000), 10).page(50)
    assert look.pages(page) == [1, "…", 48, 49, 50, 51, 52, "…", 100]


# ---- texts ----
def test_a_difference_marks_what_went_and_what_came_and_changes_a_number_whole() -> None:
    assert look.difference("新增学位1500个", "新增学位1800个") == "新增学位<del>1500</del><ins>1800</ins>个"
    assert look.difference(["甲局"], ["甲局", "乙局"]) == "甲局<ins>、乙局</ins>"
    assert look.difference(None, "甲") == "<ins>甲</ins>"
    assert look.difference("甲", "甲") == "甲"


def test_texts_with_little_in_common_are_not_shredded() -> None:
    before, after = "已开工建设，完成基础施工。", "年底前全部建成"
    assert look.difference(before, after) == f"<del>{before}</del><ins>{after}</ins>"


# ---- messages ----
def test_a_message_offers_to_undo_only_what_it_names() -> None:
    assert look.undo_url(Message(25, "done", extra_tags=f"quiet {look.undo_tag('/undo/3/')}")) == "/undo/3/"
    assert look.undo_url(Message(25, "done")) == ""


def test_the_undo_of_a_message_is_a_post_with_its_token() -> None:
    page = Template('{% include "components/messages.html" %}')
    given = context()
    given["messages"] = [Message(25, "导入 3 项", extra_tags=look.undo_tag("/undo/3/"))]
    given["csrf_token"] = "token-of-this-page"
    html = page.render(given)
    assert 'action="/undo/3/"' in html
    assert 'method="post"' in html
    assert "token-of-this-page" in html
