"""Signals: what in a report should be read again."""

from decimal import Decimal

import pytest

from tasks.signals import Said, by_field, is_empty, signals

LAST = Said(note="已开工3个点位，完成投资1200万元。", percent=Decimal(40), values={1: Decimal(12)})


def codes(
    this: Said, last: Said | None = LAST, computed: Decimal | None = None, kind: str = "cumulative"
) -> list[str]:
    return [f"{s.code} {s.field}" for s in signals(this, last, {1: kind}, computed)]


@pytest.mark.parametrize(
    "words",
    [
        "按计划推进。",
        "正在按计划有序推进中",
        "目前各项工作正常推进，进展顺利。",
        "本月持续推进。",
        "截至9月底，该项目正在稳步推进。",
        "按序时进度推进",
        "已完成。",
        "同上月",
        "无变化",
        "暂无",
        "积极开展相关工作，取得阶段性成效。",
        "达到序时进度要求。",
    ],
)
def test_a_phrase_that_fits_any_task_says_nothing(words: str) -> None:
    assert is_empty(words)


@pytest.mark.parametrize(
    "words",
    [
        "已新增21家。",
        "桥面铺装完成，正在安装护栏。",
        "按计划推进，主体结构已封顶。",
        "初步设计已通过区发改局批复。",
        "正在办理施工许可证。",
        "完成投资1200万元。",
    ],
)
def test_a_step_a_place_or_a_number_says_something(words: str) -> None:
    assert not is_empty(words)


def test_words_of_last_month_are_noticed_whatever_month_they_name() -> None:
    last = Said(note="截至8月底，桥面铺装已完成，正在安装护栏。", next_steps="安装护栏。")
    this = Said(note="截至9月底，桥面铺装已完成, 正在安装护栏", next_steps="安装护栏")
    assert codes(this, last) == ["copied note", "copied next_steps"]


def test_a_new_number_in_the_same_words_is_news() -> None:
    assert codes(Said(note="已开工4个点位，完成投资1500万元。"), LAST) == []


@pytest.mark.parametrize(("kind", "said"), [("cumulative", ["fell value_1"]), ("growth", []), ("level", [])])
def test_only_a_figure_that_adds_up_may_not_fall(kind: str, said: list[str]) -> None:
    assert codes(Said(note="已复核3处。", values={1: Decimal(9)}), kind=kind) == said


def test_a_percentage_that_fell_or_stands_against_its_figures_is_noticed() -> None:
    assert codes(Said(percent=Decimal(30))) == ["percent_fell percent"]
    assert codes(Said(percent=Decimal(60)), computed=Decimal("49.99")) == ["against_figures percent"]
    assert codes(Said(percent=Decimal(60)), computed=Decimal(51)) == []


def test_complete_while_a_target_is_not_reached_is_noticed_once() -> None:
    this = Said(note="已竣工验收，3座全部投用。", percent=Decimal(100), status="complete")
    assert codes(this, computed=Decimal(80)) == ["not_reached status"]
    assert codes(this, computed=Decimal(100)) == []


def test_a_first_report_has_nothing_to_be_compared_with() -> None:
    assert codes(Said(note="已新增21家。", percent=Decimal(5), values={1: Decimal(1)}), None) == []


def test_sentences_stand_by_their_field() -> None:
    found = by_field(
        signals(
            Said(note="推进中", percent=Decimal(30), values={1: Decimal(9)}), LAST, {1: "cumulative"}, None
        )
    )
    assert list(found) == ["note", "value_1", "percent"]
    assert "12" in found["value_1"][0]
    assert "40" in found["percent"][0]
