"""Headings, annex marks, titles, numbers, empty marks and column words."""

import pytest

from imports.column_words import Role, column_role
from imports.district import find_district, find_year
from imports.wording import (
    annex,
    heading,
    is_livelihood,
    is_nothing,
    is_plan_title,
    join_lines,
    notice_subject,
    numbered,
    refers_elsewhere,
)


@pytest.mark.parametrize(
    ("text", "level", "title"),
    [
        ("一、推进产业强区", 1, "推进产业强区"),
        ("十二、 强化 保障", 1, "强化保障"),
        ("（三）优化布局", 2, "优化布局"),
        ("第二部分 重点工作", 1, "重点工作"),
    ],
)
def test_a_numbered_heading_gives_its_title(text: str, level: int, title: str) -> None:
    found = heading(text)
    assert found is not None
    assert (found.level, found.title) == (level, title)


@pytest.mark.parametrize("text", ["一是加强领导", "新增60家", "一、各单位要高度重视，认真抓好落实。", ""])
def test_other_text_is_no_heading(text: str) -> None:
    assert heading(text) is None


def test_an_annex_mark_gives_what_follows_it() -> None:
    assert annex("附件1") == ""
    assert annex("附件 2：") == ""
    assert annex("附件1：责任分解表") == "责任分解表"
    assert annex("附件2责任分解表") == "责任分解表"
    assert annex("附件：1.责任分解表") is None  # the list of annexes below a letter
    assert annex("附近的公园") is None


@pytest.mark.parametrize(
    ("text", "is_title"),
    [
        ("澄岚区2026年政府工作报告责任分解方案", True),
        ("2026年民生实事项目清单（共20项）", True),
        ("关于印发2026年政府工作报告责任分解方案的通知", False),
        ("一、重点工作任务", False),
        ("各部门要认真落实政府工作报告责任分解方案。", False),
        ("澄岚区人民政府", False),
    ],
)
def test_a_plan_title_is_told_from_other_lines(text: str, is_title: bool) -> None:
    assert is_plan_title(text) is is_title


def test_a_notice_names_its_plan() -> None:
    assert notice_subject("关于印发《2026年重点工作分工》的通知") == "2026年重点工作分工"
    assert notice_subject("关于召开会议的通知") is None


def test_livelihood_lists_are_known_by_their_title() -> None:
    assert is_livelihood("澄岚区2026年民生实事责任分解")
    assert not is_livelihood("澄岚区2026年政府工作报告和民生实事责任分解")


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("(12)新增企业", "(12)", "新增企业"),
        ("3.新增企业", "3", "新增企业"),
        ("2-1 新增企业", "2-1", "新增企业"),
        ("②新增企业", "②", "新增企业"),
        ("（十二）新增企业", "（十二）", "新增企业"),
    ],
)
def test_wording_may_begin_with_its_number(text: str, label: str, rest: str) -> None:
    found = numbered(text)
    assert found is not None
    assert (found.label, found.rest) == (label, rest)


@pytest.mark.parametrize(
    ("first", "second"),
    [("1.甲", "2.乙"), ("(9)甲", "(10)乙"), ("①甲", "②乙"), ("（十）甲", "（十一）乙"), ("1-1 甲", "1-2 乙")],
)
def test_numbers_of_one_list_follow_one_another(first: str, second: str) -> None:
    one, two = numbered(first), numbered(second)
    assert one
    assert two
    assert two.follows(one)
    assert not one.follows(two)


@pytest.mark.parametrize("text", ["5.5%的增长", "12345热线办结率", "35-75岁居民筛查", "2026年底完成"])
def test_a_number_in_the_wording_is_no_label(text: str) -> None:
    assert numbered(text) is None


def test_marks_of_nothing_are_not_empty_cells() -> None:
    assert all(is_nothing(mark) for mark in ("—", "——", "/", "无", " - "))
    assert not any(is_nothing(text) for text in ("", "  ", "无名路", "工信局"))


def test_a_reference_is_known() -> None:
    assert refers_elsewhere("详见民生实事清单")
    assert refers_elsewhere("（详见附件2）")
    assert not refers_elsewhere("工信局")


def test_lines_of_a_cell_close_up_but_for_sentences() -> None:
    assert join_lines("做强\n\n先进制造") == "做强先进制造"
    assert join_lines("建成甲园。\n建成乙园。") == "建成甲园。\n建成乙园。"
    assert join_lines("smart\ncity") == "smart city"


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("序 号", Role.NUMBER),
        ("编号", Role.LABEL),
        ("主题", Role.THEME),
        ("实事名称", Role.NAME),
        ("重点任务", Role.WORK),
        ("内容及标准", Role.CONTENT),
        ("建设内容及规模", Role.CONTENT),
        ("区政府\n分管领导", Role.OFFICIAL),
        ("牵头区长", Role.OFFICIAL),
        ("牵头（责任）单位", Role.LEAD),
        ("主办单位", Role.LEAD),
        ("责任单位（列首位者牵头）", Role.UNITS),
        ("责任部门", Role.UNITS),
        ("协办单位", Role.PARTNER),
        ("完成时限", Role.DEADLINE),
        ("时间节点", Role.DEADLINE),
        ("备注", Role.OTHER),
        ("一季度", Role.OTHER),
        ("责任人", Role.OFFICIAL),
    ],
)
def test_a_column_word_says_what_its_column_holds(word: str, role: Role) -> None:
    assert column_role(word) is role


@pytest.mark.parametrize(
    "text", ["工信局", "陈一帆", "新增企业60家", "2026年底", "各街道", "1", "", "区各有关部门"]
)
def test_what_stands_in_cells_is_no_column_word(text: str) -> None:
    assert column_role(text) is None


@pytest.mark.parametrize(
    ("title", "district"),
    [
        ("澄岚区2026年政府工作报告责任分解", "澄岚区"),
        ("2026年临江市澄岚区政府工作报告责任分解", "澄岚区"),
        ("临江省澄岚县人民政府关于印发2026年民生实事的通知", "澄岚县"),
        ("关于印发澄岚区2026年民生实事的通知", "澄岚区"),
        ("中共澄岚区委 澄岚区人民政府2026年重点工作", "澄岚区"),
        ("临江新区2026年重点工作", "临江新区"),
        ("市政府2026年重点工作分解", None),
        ("2026年高新区重点工作", None),
        ("全区2026年重点工作", None),
    ],
)
def test_the_district_is_named_by_titles(title: str, district: str | None) -> None:
    assert find_district([title], []) == district


def test_the_district_is_named_by_who_signs() -> None:
    assert (
        find_district(["2026年政府工作报告责任分解表"], ["各镇、各街道：", "临江市澄岚区人民政府"])
        == "澄岚区"
    )


def test_the_year_comes_from_titles_then_lines_then_deadlines() -> None:
    assert find_year(["2026年责任分解表"], ["2025年重点"], []) == 2026
    assert find_year(["责任分解表"], ["印发于2027年1月3日", "2026年工作"], []) == 2026
    assert find_year(["责任分解表"], [], ["2026年底", "2026年6月", "2027年3月"]) == 2026
    assert find_year(["二〇二六年责任分解表"], [], []) == 2026
    assert find_year(["责任分解表"], ["没有年份"], ["年底"]) is None
