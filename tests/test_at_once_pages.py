"""Somebody else was faster: the page says why it cannot be done any more, and still has what was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from tasks.models import Period, ReportDraft, User
from tasks.services.content import version
from tests.cast import Cast
from tests.pages import signed_in
from tests.scenes import ACTS, SCENES, Scene, second_reporter, tick

TYPED = "这句话是刚刚写的。"
REPORT = {"percent": "60", "status": "in_progress", "note": TYPED}
ROWS = {"row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "0", "row-0-due": "2026-12-31", "row-0-title": TYPED}


@dataclass(frozen=True)
class Late:
    """In `scene`, `who` sends `data` to the page `name` after somebody else has done `before`."""

    scene: str
    before: str
    name: str
    who: str
    data: Callable[[Scene], dict[str, Any]]
    #: the row in the address, if it is not the task
    row: str = ""


def _typed(name: str, **more: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {name: TYPED, **more}


def _seen(scene: Scene) -> dict[str, Any]:
    return {**REPORT, "seen": version(scene.task.reports.first())}


def _judged(scene: Scene) -> dict[str, Any]:
    return {"act": "return", "reason": TYPED, "seen": scene.report.reported_at.isoformat()}


def _broken(scene: Scene) -> dict[str, Any]:
    (row,) = scene.task.breakdowns.all()
    return {"breakdown": row.pk, "decision": "return", "words": TYPED}


def _asked(scene: Scene) -> dict[str, Any]:
    return {"units": [scene.cast.education.pk], "question": "请报送进度。", "due": "2026-06-10"}


def _given(scene: Scene) -> dict[str, Any]:
    return {"row": scene.task.contributions.get().pk, "note": TYPED, "seen": ""}


def _urged(scene: Scene) -> dict[str, Any]:
    return {"urge": scene.task.urges.get().pk, "text": TYPED}


TABLE = [
    Late("open", "report 80", "report", "reporter", _seen),
    Late("open", "report 80", "reporting_card", "reporter", _seen),
    Late("open", "lock the month", "report", "reporter", _seen),
    Late("open", "lock the month", "reporting_card", "reporter", _seen),
    Late("open", "link", "report", "reporter", _seen),
    Late("completed", "reopen", "reopen", "administrator", _typed("reason")),
    Late("claimed", "verify", "close", "administrator", _typed("reason", step="return")),
    Late("claimed", "verify", "return_claim", "administrator", _typed("reason")),
    Late("claimed", "verify", "report", "reporter", _seen),
    Late("reported", "pass", "review_report", "administrator", _judged, "report"),
    Late("reported", "report 80", "review_report", "administrator", _judged, "report"),
    Late("open", "urge", "urge_task", "administrator", _typed("text")),
    Late("urged", "answer the urge too", "answer_urge", "reporter", _urged),
    Late("instructed", "answer too", "instruction_answer", "reporter", _typed("answer"), "instructions"),
    Late(
        "open",
        "ask for later too",
        "request_ask",
        "reporter",
        _typed("reason", deadline="2027-01-31"),
        "extension",
    ),
    Late("requested", "grant", "request_decide", "administrator", _typed("words", step="refuse"), "requests"),
    Late(
        "requested", "take back", "request_decide", "administrator", _typed("words", step="grant"), "requests"
    ),
    Late("paused", "resume", "resume", "administrator", _typed("reason")),
    Late("objected", "insist", "decide_objection", "administrator", _typed("words", decision="insist")),
    Late("open", "object", "object_to", "reporter", _typed("reason")),
    Late(
        "open", "break down too", "breakdown", "reporter", lambda s: {"person": TYPED, "phone": "1", **ROWS}
    ),
    Late("broken down", "approve", "decide_breakdown", "administrator", _broken),
    Late("open", "ask others too", "ask", "reporter", _asked),
    Late("asked", "give", "contribute", "education_reporter", _given),
    Late("locked", "reopen the month", "period", "administrator", _typed("reason", reopen="1"), "month"),
]


@pytest.fixture
def stage(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    second_reporter(cast)
    tick(monkeypatch)
    return cast


def _address(late: Late, scene: Scene) -> str:
    place: dict[str, Any] = {"code": scene.cast.district.code, "number": scene.cast.year.number}
    if late.row == "month":
        return reverse(late.name, kwargs={**place, "month": 5})
    place["pk"] = scene.task.pk
    if late.row == "report":
        place["pk"] = scene.report.pk
    elif late.row == "extension":
        place["kind"] = late.row
    elif late.row:
        place["pk"] = getattr(scene.task, late.row).get().pk
    return reverse(late.name, kwargs=place)


@pytest.mark.parametrize("late", TABLE, ids=lambda late: f"{late.before}, {late.name}")
def test_the_second_reads_why_and_what_they_typed(stage: Cast, late: Late) -> None:
    scene = SCENES[late.scene](stage)
    url, data = _address(late, scene), late.data(scene)
    ACTS[late.before](scene)()
    response = signed_in(getattr(stage, late.who)).post(url, data)
    shown = response.content.decode()
    assert response.status_code == 422, shown[:2000]
    assert data.get("question", TYPED) in shown
    assert 'role="alert"' in shown or "errorlist" in shown


def test_who_has_lost_the_task_meanwhile_keeps_the_draft(stage: Cast) -> None:
    scene = SCENES["open"](stage)
    client = signed_in(stage.reporter)
    place = {"code": stage.district.code, "number": stage.year.number, "pk": scene.task.pk}
    assert client.post(reverse("reporting_draft", kwargs=place), {**REPORT, "seen": ""}).status_code == 200
    ACTS["give to another unit"](scene)()
    assert client.post(reverse("reporting_card", kwargs=place), {**REPORT, "seen": ""}).status_code == 404
    assert ReportDraft.objects.get(user=stage.reporter).content["note"] == TYPED


def test_two_tabs_keep_one_draft_which_is_the_later_one(stage: Cast) -> None:
    scene = SCENES["open"](stage)
    ACTS["save a draft"](scene)()
    ACTS["save another draft"](scene)()
    assert ReportDraft.objects.get().content["note"] == "已建成三处。"
    assert not hasattr(ReportDraft, "history")


def test_a_task_given_away_by_hand_leaves_no_objection_behind(stage: Cast) -> None:
    """Nobody could decide it any more, and the task could never be split or merged."""
    scene = SCENES["objected"](stage)
    ACTS["give to another unit"](scene)()
    (row,) = scene.task.acknowledgements.all()
    assert (row.state, row.decided_by) == ("reassigned", stage.supervisor)
    ACTS["merge away"](scene)()
    assert scene.task.merged_into == scene.nth(1)


def test_days_are_changed_before_or_after_a_report(stage: Cast) -> None:
    from tasks.services.periods import adjust

    scene = SCENES["open"](stage)
    month = Period.objects.get(year=stage.year, month=5)
    user: User = stage.administrator
    adjust(month, user=user, opens=month.opens, due=month.opens)
    assert ACTS["report 60"](scene)().late
    adjust(month, user=user, opens=month.opens, due=Period.objects.get(pk=month.pk).due.replace(day=31))
    assert not scene.report.late
