"""Targets in words: as a person reads them, corrects them, and as they come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.draft import TargetDraft
from imports.target_words import target_of
from imports.targets import find_targets
from tasks.target_words import guess_kind, scaled, words_of

WORDED = [
    ("新建口袋公园4个。", "新建口袋公园 4个"),
    ("力争规上工业增加值增长6%以上。", "力争 规上工业增加值增长 ≥6%"),
    ("空气质量优良率达到82%。", "空气质量优良率 82%"),
    ("细颗粒物浓度控制在33微克/立方米以内。", "细颗粒物浓度 ≤33微克/立方米"),
    ("新引进外资2.7亿美元。", "新引进外资 2.7亿美元"),
    ("新增就业1.4万人左右。", "新增就业 约14000人"),
]


@pytest.mark.parametrize(("text", "words"), WORDED)
def test_a_promise_is_shown_in_short_words(text: str, words: str) -> None:
    (target,) = find_targets(text)
    shown = words_of(target)
    assert shown.split()[-1] == words.rsplit(maxsplit=1)[-1]
    assert shown.startswith("力争 ") == words.startswith("力争 ")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("新建公园 ≥4个", TargetDraft("新建公园", ">=", 4, "个", "cumulative")),
        ("新建公园4个以上", TargetDraft("新建公园", ">=", 4, "个", "cumulative")),
        ("PM2.5 ≤33微克/立方米", TargetDraft("PM2.5", "<=", 33, "微克/立方米", "ceiling")),
        ("地区生产总值增长 5.5%", TargetDraft("地区生产总值增长", "=", 5.5, "%", "growth")),
        ("入园率 95%", TargetDraft("入园率", "=", 95, "%", "level")),
        ("力争 招商 2.7亿美元（水平）", TargetDraft("招商", "=", 2.7, "亿美元", "level", "strive")),
        ("开工项目 不少于 3项", TargetDraft("开工项目", ">=", 3, "项", "cumulative")),
        ("12个", TargetDraft("", "=", 12, "个", "cumulative")),
    ],
)
def test_what_a_person_writes_is_understood(written: str, expected: TargetDraft) -> None:
    assert target_of(written) == expected


@pytest.mark.parametrize("written", ["", "新建公园", "公园 很多个", "公园 4个（很多）"])
def test_what_holds_no_number_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=written or None):
        target_of(written)


@pytest.mark.parametrize(
    ("metric", "op", "unit", "kind"),
    [
        ("新建公园", ">=", "个", "cumulative"),
        ("社会消费品零售总额增速", "=", "%", "growth"),
        ("单位能耗下降", "=", "%", "growth"),
        ("达标率", ">=", "%", "level"),
        ("事故起数", "<=", "起", "ceiling"),
        ("绿化覆盖率", "=", "个百分点", "growth"),
    ],
)
def test_how_it_is_judged_is_guessed_from_its_words(metric: str, op: str, unit: str, kind: str) -> None:
    assert guess_kind(metric, op, unit) == kind


def test_what_is_to_be_kept_is_a_level() -> None:
    (target,) = find_targets("生猪存栏稳定在3万头。")
    assert target.kind == "level"
    assert words_of(target).endswith("（水平）")


def test_a_resolve_that_is_part_of_what_is_promised_stays_there() -> None:
    for metric in ("确保", "力争 上游"):
        back = target_of(words_of(TargetDraft(metric, "=", 3, "个", "cumulative")))
        assert (back.metric, back.resolve) == (metric.replace(" ", ""), "")


WRITTEN = st.text("新建公园绿化率增长PM2.5（）()“” ", max_size=12)
METRICS = st.builds("".join, st.lists(WRITTEN | st.sampled_from(["确保", "力争 "]), max_size=3)).map(
    str.strip
)
TARGETS = st.builds(
    TargetDraft,
    METRICS,
    st.sampled_from(["=", ">=", "<=", "~"]),
    st.decimals(0, 10**14, places=2).map(float),
    st.sampled_from(["个", "%", "美元", "微克/立方米", "亿元", ""]),
    st.sampled_from(["cumulative", "growth", "level", "ceiling"]),
    st.sampled_from(["", "ensure", "strive", "contend"]),
)


@given(TARGETS)
def test_words_say_all_of_a_number(target: TargetDraft) -> None:
    back = target_of(words_of(target))
    assert (back.op, back.kind, back.resolve) == (target.op, target.kind, target.resolve)
    assert scaled(back) == scaled(target)
    assert words_of(back) == words_of(target)
