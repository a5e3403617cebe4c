"""Deadlines as printed become the last day that their wording allows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.deadlines import parse_deadline


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年底", date(2026, 12, 31)),
        ("2027年底前", date(2027, 12, 31)),
        ("2026年7月", date(2026, 7, 31)),
        ("7月底", date(2026, 7, 31)),
        ("２月", date(2026, 2, 28)),
        ("十一月底前", date(2026, 11, 30)),
        ("6月中旬", date(2026, 6, 20)),
        ("9月30日前", date(2026, 9, 30)),
        ("2月31日", date(2026, 2, 28)),
        ("2026.6.30", date(2026, 6, 30)),
        ("2026-06", date(2026, 6, 30)),
        ("上半年", date(2026, 6, 30)),
        ("下半年", date(2026, 12, 31)),
        ("一季度", date(2026, 3, 31)),
        ("2026年第3季度", date(2026, 9, 30)),
        ("三季度末", date(2026, 9, 30)),
        ("年内", date(2026, 12, 31)),
        ("全年", date(2026, 12, 31)),
        ("2026年", date(2026, 12, 31)),
        ("2026", date(2026, 12, 31)),
        ("明年3月", date(2027, 3, 31)),
        ("3-10月", date(2026, 10, 31)),
        ("2027年3月至9月", date(2027, 9, 30)),
        ("6月底前开工，12月底前完工", date(2026, 12, 31)),
        ("2025—2027年", date(2027, 12, 31)),
        ("主汛期前", date(2026, 5, 31)),
        ("2027年汛前", date(2027, 5, 31)),
        ("国庆节前", date(2026, 9, 30)),
        ("“十一”前", date(2026, 9, 30)),
        ("秋季开学前投用", date(2026, 8, 31)),
        ("采暖季前", date(2026, 10, 31)),
        ("年中", date(2026, 6, 30)),
        ("十一月前", date(2026, 11, 30)),
        ("长期", None),
        ("持续推进", None),
        ("每月5日前", None),
        ("", None),
        (None, None),
    ],
)
def test_a_deadline_is_read(text: str | None, day: date | None) -> None:
    assert parse_deadline(text, 2026) == day


def test_without_a_year_only_a_full_date_is_a_date() -> None:
    assert parse_deadline("7月底", None) is None
    assert parse_deadline("2026年7月底", None) == date(2026, 7, 31)


@given(st.text("0123456789年月日底末前上下半季度一二十第-—./至明全内旬", max_size=40))
def test_any_wording_gives_a_date_or_none(text: str) -> None:
    day = parse_deadline(text, 2026)
    assert day is None or 1900 <= day.year < 2100


@pytest.mark.parametrize("text", ["2026年中秋节前", "2026年春节前", "端午节前", "2026年1月1日起"])
def test_a_day_of_the_moons_calendar_and_a_beginning_are_no_deadline(text: str) -> None:
    assert parse_deadline(text, 2026) is None


def test_a_year_may_be_written_out() -> None:
    assert parse_deadline("二〇二七年六月底", 2026) == date(2027, 6, 30)
