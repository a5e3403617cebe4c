"""A document is read in a process of its own, which time and memory limit."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from django.utils import translation

from imports.document import ReadError
from imports.isolation import ReadingEnded, parse_apart
from imports.parse import parse
from tests.plan_files import tabbed

TABLE = [
    ["序号", "工作任务", "牵头领导", "牵头单位", "责任单位"],
    ["1", "新建口袋公园4个", "沈知远", "城管局", "住建局"],
    ["2", "改造老旧小区6个", "陆清", "住建局", "各街道"],
]
PLAN = ("澄岚区2026年民生实事责任分解表\n" + tabbed([TABLE]).decode()).encode()


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are tried on Linux")
@pytest.mark.parametrize(
    ("limits", "said"),
    [({"memory": 64 * 2**20}, "需要的内存超出"), ({"seconds": 1}, "用时过长")],
    ids=["memory", "time"],
)
def test_a_limit_that_is_reached_is_said(limits: dict[str, int], said: str) -> None:
    with pytest.raises(ReadError) as told:
        parse_apart("清单.txt", PLAN * (1 if "memory" in limits else 20_000), **limits)
    assert told.value.place.file == "清单.txt"
    assert said in str(told.value)


def test_it_gives_what_reading_here_gives() -> None:
    here, apart = parse("清单.txt", PLAN), parse_apart("清单.txt", PLAN)
    assert len(here.tasks) == 2
    assert apart == here
    assert apart.body == here.body


def test_it_is_told_what_is_known() -> None:
    assert parse_apart("清单.txt", PLAN, year=2030, titles=["另一清单"]).year == 2030


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_cannot_be_read_is_said_in_the_persons_language(language: str) -> None:
    with translation.override(language):
        with pytest.raises(ReadError) as here:
            parse("清单.docx", b"PK\x03\x04")
        with pytest.raises(ReadError) as apart:
            parse_apart("清单.docx", b"PK\x03\x04")
    assert apart.value.to_json() == here.value.to_json()


def test_what_nobody_foresaw_is_told_apart_from_a_bad_file(monkeypatch: pytest.MonkeyPatch) -> None:
    run: Callable[..., object] = subprocess.Popen
    monkeypatch.setattr(
        subprocess,
        "Popen",
        lambda _command, **more: run([sys.executable, "-c", "raise OSError('seltsam')"], **more),
    )
    with pytest.raises(ReadingEnded, match="seltsam"):
        parse_apart("清单.txt", PLAN)
