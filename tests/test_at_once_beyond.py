"""Two at once when the year is over: neither the last period's figures nor a month behind it are lost."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from tasks.models import Period, PeriodFigure, ProgressReport
from tasks.services import periods
from tasks.services.report import enter, report
from tests.at_once import Act, overlapping, said
from tests.cast import Cast
from tests.scenes import Scene, begin, second_reporter, tick

pytestmark = pytest.mark.django_db(transaction=True)
DEC, JAN = date(2026, 12, 28), date(2027, 1, 12)


@pytest.fixture
def scene(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """January; the task stood at 60 % in December."""
    second_reporter(cast)
    tick(monkeypatch, DEC)
    scene = begin(cast)
    _say(scene, scene.cast.reporter, 60)()
    tick(monkeypatch, JAN)
    return scene


def _say(scene: Scene, user: Any, percent: int, **more: Any) -> Act:
    words = {"status": "in_progress", "note": f"完成{percent}%。", **more}
    return partial(report, scene.task, user=user, percent=Decimal(percent), **words)


def _lock(scene: Scene) -> Act:
    return partial(periods.lock, scene.cast.year.periods.get(month=12), user=scene.cast.supervisor)


def _left(scene: Scene) -> list[tuple[int, int]]:
    rows = scene.task.reports.order_by("beyond").values_list("beyond", "percent")
    return [(beyond, int(percent or 0)) for beyond, percent in rows]


@pytest.mark.parametrize("first", [0, 1])
def test_a_lock_of_december_and_a_report_of_january_do_not_meet(scene: Scene, first: int) -> None:
    acts = [_say(scene, scene.cast.reporter, 80), _lock(scene)]
    assert {said(each) for each in overlapping(acts[first], acts[1 - first])} == {"done"}
    assert _left(scene) == [(0, 60), (1, 80)]
    assert PeriodFigure.objects.get(task=scene.task).reported_percent == 60


@pytest.mark.parametrize(("first", "told"), [(0, "done done"), (1, "done told")])
def test_december_made_up_for_comes_before_its_lock_or_not_at_all(
    scene: Scene, first: int, told: str
) -> None:
    acts = [_say(scene, scene.cast.reporter, 65, period="12"), _lock(scene)]
    assert " ".join(map(said, overlapping(acts[first], acts[1 - first]))) == told
    expected = 65 if first == 0 else 60
    assert _left(scene) == [(0, expected)]
    assert PeriodFigure.objects.get(task=scene.task).reported_percent == expected


def test_of_two_reports_of_one_month_behind_the_year_the_second_is_told(scene: Scene) -> None:
    one = _say(scene, scene.cast.reporter, 70, seen="")
    other = _say(scene, scene.clerk, 90, seen="")
    assert [said(each) for each in overlapping(one, other)] == ["done", "told"]
    assert _left(scene) == [(0, 60), (1, 70)]


def test_a_lock_is_seen_by_who_corrects_a_report_of_december(scene: Scene) -> None:
    row = ProgressReport.objects.select_related("period__year", "task__year", "unit").get(task=scene.task)
    row.percent = Decimal(99)
    correct = partial(enter, row, user=scene.cast.administrator)
    assert [said(each) for each in overlapping(_lock(scene), correct)] == ["done", "told"]
    assert _left(scene) == [(0, 60)]
    assert Period.objects.get(pk=row.period_id).locked_at
