"""Collectives of several kinds are one body again."""

import pytest

from imports.collectives import rejoin
from tasks.services.names import kinds_of


@pytest.mark.parametrize(
    ("names", "whole"),
    [
        (["工信局", "各相关镇", "园区", "街道"], ["工信局", "各相关镇、园区、街道"]),
        (["各镇", "街道", "财政局"], ["各镇、街道", "财政局"]),
        (["区各有关部门", "各街道"], ["区各有关部门", "各街道"]),
        (["望湖街道", "园区"], ["望湖街道", "园区"]),
        (["各镇", "望湖街道"], ["各镇", "望湖街道"]),
    ],
)
def test_kinds_without_a_name_go_on_with_the_collective_before_them(
    names: list[str], whole: list[str]
) -> None:
    assert rejoin(names) == whole


def test_what_is_whole_stays_so() -> None:
    assert rejoin(rejoin(["各相关镇", "园区", "街道"])) == ["各相关镇、园区、街道"]


def test_towns_and_streets_in_one_word_are_both_counted_in() -> None:
    assert kinds_of("各镇街") == ["镇", "街道"]
    assert kinds_of("各镇（街道）") == ["镇", "街道"]
