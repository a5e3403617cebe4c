"""A task through a year of random acts by random people: whatever is tried, what is stored makes sense.

After each step: who may not has changed nothing; a refusal is a sentence in both languages; what changed has
exactly one new version, of one person at one moment; states are those that the machines allow; how the task
stands is what the rule says now.
"""

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.utils import timezone, translation

from tasks.errors import Refused
from tasks.flow import ACKNOWLEDGEMENT, BREAKDOWN, NONE, REPORT, REQUEST, TASK, Machine
from tasks.models import (
    Acknowledgement,
    Breakdown,
    ChangeRequest,
    Milestone,
    ProgressReport,
    ReportDraft,
    StandingSpan,
    Target,
    Task,
    User,
)
from tasks.services import report as reports
from tasks.services import request as requests
from tasks.services.breakdown import Node, Plan, file
from tasks.services.standing import refresh, refresh_due
from tasks.services.states import known
from tasks.standing import stand
from tests.at_once import HANGS_ON, PLACEHOLDER
from tests.cast import Cast
from tests.role_table import ACTS, PEOPLE, may
from tests.scenes import Scene, begin, second_reporter, tick
from tests.tries import TRIES, Absent

STEPS = 90
#: These hand the task to other people or make others of it; what then is allowed is not the table's to say.
LEFT_OUT = {
    # who is who stays as it is while they act
    *("hand over from an official", "hand over from a clerk", "rename a unit", "merge units"),
    *("give a new password", "shut an account", "open an account", "unlock an account"),
    *("reassign after an objection", "give a task to others", "assign", "name who reports for a collective"),
    *("split", "merge", "link", "unlink", "add a task", "settle a doubt", "enter a report for a unit"),
    *("contribute when asked", "contribute unasked", "ask others to contribute", "take a contribution in"),
    *("move a task", "change a period's days", "set how often tasks are reported", "urge many"),
}
#: Done more often than others, as in life.
OFTEN = {"report": 8, "claim": 3, "pass a report": 3, "verify and close": 3, "ask for a pause": 2}
CHINESE = re.compile("[一-鿿]")
STATES: dict[type[models.Model], tuple[str, Machine]] = {
    Task: ("status", TASK),
    ProgressReport: ("review", REPORT),
    ChangeRequest: ("state", REQUEST),
    Acknowledgement: ("state", ACKNOWLEDGEMENT),
    Breakdown: ("state", BREAKDOWN),
}
#: What is kept beside, without history: drafts live apart.
WITHOUT_PAST = {"StandingSpan", "ReportDraft", "Watch", "PeriodFigure", "Notice"}


@dataclass
class Walk:
    """A scene, chance, and what has been tried."""

    scene: Scene
    chance: random.Random
    day: date = date(2026, 1, 5)
    tried: Counter[str] = field(default_factory=Counter)

    def acts(self) -> dict[str, tuple[str, Callable[[Scene, User], Any]]]:
        """By name: whose it is in the table, and how it is tried."""
        found = {act: (act, TRIES[act][1]) for act in ACTS if act not in LEFT_OUT}
        found["report"] = ("report", self._report)
        found["claim"] = ("report", self._claim)
        found["file a breakdown"] = ("file a breakdown", self._file)
        for kind in ("change", "extension", "suspension"):
            name = "ask for a pause" if kind == "suspension" else f"ask for: {kind}"
            found[name] = ("ask for an extension, a change, a pause", self._asking(kind))
        return found

    def _report(self, scene: Scene, user: User) -> Any:
        target, steps = scene.task.targets.get(), list(scene.task.milestones.all())
        value = Decimal(self.chance.randint(0, 35))
        done = {step.pk for step in steps if step.done_on or self.chance.random() < 0.3}
        percent = self.chance.choice([None, Decimal(self.chance.randint(0, 99))])
        reason = self.chance.choice(["", "以现场核定为准。"])
        words: dict[str, Any] = {"status": "in_progress", "note": "推进中。", "percent_reason": reason}
        return reports.report(
            scene.task, user=user, percent=percent, values={target.pk: value}, done=done, **words
        )

    def _claim(self, scene: Scene, user: User) -> Any:
        note, reason = self.chance.choice(["", "已全部建成。"]), "以验收为准。"
        words: dict[str, Any] = {"note": note, "percent_reason": reason}
        return reports.report(scene.task, user=user, percent=Decimal(100), status="complete", **words)

    def _file(self, scene: Scene, user: User) -> Any:
        days = sorted(self.chance.sample(range(30, 330), 2))
        nodes = [Node(f"第{n}步。", date(2026, 1, 1) + timedelta(days=day)) for n, day in enumerate(days)]
        values = {scene.task.targets.get().pk: {nodes[0].due: Decimal(10)}}
        plan = Plan("工大力", "0712-5550101", nodes=nodes, values=values)
        latest = Breakdown.objects.filter(task=scene.task).exclude(state="replaced").last()
        seen = self.chance.choice([latest.pk if latest else None, None])
        return file(scene.task, user=user, plan=plan, reason="工期调整。", seen=seen)

    def _asking(self, kind: str) -> Callable[[Scene, User], Any]:
        def ask(scene: Scene, user: User) -> Any:
            later = (scene.task.deadline or date(2026, 12, 31)) + timedelta(days=self.chance.randint(0, 40))
            more: dict[str, Any] = {"deadline": later} if kind == "extension" else {}
            if kind == "change":
                more["values"] = {scene.task.targets.get().pk: Decimal(self.chance.randint(20, 40))}
            return requests.ask(scene.task, requests.Wish(kind, "条件变化。", **more), user=user)

        return ask


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_is_tried_what_is_stored_makes_sense(
    cast: Cast, seed: int, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    second_reporter(cast)
    tick(monkeypatch, date(2026, 1, 5))
    walk = Walk(begin(cast), random.Random(seed))
    task = walk.scene.task
    Task.objects.filter(pk=task.pk).update(deadline=date(2026, 10, 31))
    Target.objects.create(task=task, metric="驿站", value=Decimal(30), unit="处")
    refresh(Task.objects.filter(pk=task.pk), walk.day)
    for _step in range(STEPS):
        walk.day = min(walk.day + timedelta(days=walk.chance.choice([0, 1, 2, 5])), date(2026, 12, 30))
        tick(monkeypatch, walk.day)
        refresh_due(walk.day)
        _try(walk)
        _check(walk.scene.task, walk.day)
    assert sum(walk.tried[word] for word in ("done", "told", "barred")) > STEPS * 0.6
    assert min(walk.tried["done"], walk.tried["told"], walk.tried["barred"]) > 5, walk.tried


def _try(walk: Walk) -> None:
    acts = walk.acts()
    name = walk.chance.choices(list(acts), [OFTEN.get(act, 1) for act in acts])[0]
    line, attempt = acts[name]
    people = [who for who in PEOPLE if who not in ("disabled", "former", "anonymous")]
    allowed = [who for who in people if may(ACTS, line, who)]
    who = walk.chance.choice(allowed if walk.chance.random() < 0.75 else people)
    user: User = getattr(walk.scene.cast, who)
    rows = _rows(walk.scene.tasks)
    state = walk.chance.getstate()
    try:
        attempt(walk.scene, user)
        walk.tried["done"] += 1
        assert who in allowed, f"{who} could {name}"
        _assert_one_version(walk.scene, rows, name)
        return
    except PermissionDenied:
        walk.tried["barred"] += 1
        assert who not in allowed, f"{who} could not {name}"
    except Refused as refused:
        walk.tried["told"] += 1
        walk.chance.setstate(state)
        _assert_sentences(walk.scene, attempt, user, str(refused))
    except (Absent, ProgressReport.DoesNotExist):
        walk.tried["nothing there"] += 1
    assert _rows(walk.scene.tasks) == rows, name


def _assert_sentences(scene: Scene, attempt: Any, user: User, chinese: str) -> None:
    """The same refusal in the other language too; both are whole sentences."""
    with translation.override("en"), pytest.raises(Refused) as caught:
        attempt(scene, user)
    english = str(caught.value)
    for sentence in (chinese, english):
        assert len(sentence) > 5
        assert not PLACEHOLDER.search(sentence), sentence
    assert CHINESE.search(chinese), chinese
    assert english != chinese


# ---- versions ----
Stored = dict[tuple[str, int], tuple[dict[str, Any], int]]


def _rows(tasks: list[Task]) -> Stored:
    """Each row: what it says, and how many versions of it there are."""
    found: Stored = {}
    for model, way in HANGS_ON.items():
        manager: Any = model
        past = () if model.__name__ in WITHOUT_PAST else manager.history.values_list("id", flat=True)
        versions = Counter(past)
        for row in manager._default_manager.filter(**{f"{way}__in": [task.pk for task in tasks]}).values():
            found[model.__name__, row["id"]] = row, versions[row["id"]]
    return found


def _assert_one_version(scene: Scene, before: Stored, name: str) -> None:
    """Rows that changed have one more version, which says what they say; all of one person at one moment."""
    moments = set()
    for (kind, key), (row, versions) in _rows(scene.tasks).items():
        model = next(model for model in HANGS_ON if model.__name__ == kind)
        was, had = before.get((kind, key), (None, 0))
        if was == row:
            assert versions == had, f"{name}: a version of {kind} without a change"
            continue
        if kind in WITHOUT_PAST or _is_unsent_file(row):
            continue
        assert versions == had + 1, f"{name}: {versions - had} versions of {kind} for one change"
        past = model.history.filter(id=key).order_by("history_id").last()  # type: ignore[attr-defined]
        assert {n: getattr(past, n) for n in row if hasattr(past, n)} == {
            n: value for n, value in row.items() if hasattr(past, n)
        }
        moments.add((past.history_user_id, past.history_date))
    assert len(moments) <= 1, f"{name}: {moments}"


def _is_unsent_file(row: dict[str, Any]) -> bool:
    """One that waits beside a draft has no history, as the draft has none."""
    return "sha256" in row and row["report_id"] is None


def test_what_lies_beside_has_no_past() -> None:
    assert {model.__name__ for model in HANGS_ON if not hasattr(model, "history")} == WITHOUT_PAST


# ---- what is stored ----
def _check(task: Task, day: date) -> None:
    for model, (name, machine) in STATES.items():
        _assert_allowed(model, name, machine)
    claims = task.reports.filter(status="complete", returned_reason="")
    if task.status == "claimed":
        assert claims.exists()
    if task.status == "completed":
        assert task.completed_on
        assert claims.filter(verified_percent=100, review="passed").exists()
    else:
        assert task.completed_on is None
    for row in task.reports.all():
        assert (row.verified_by is None) == (row.verified_at is None)
        assert not (row.review == "returned" and row.verified_percent is not None)
        drafts = ReportDraft.objects.filter(task=task, period=row.period, user=row.reported_by)
        assert not drafts.filter(saved_at__lt=row.reported_at).exists()
    _assert_standing(task, day)
    connection.check_constraints()


def _assert_allowed(model: Any, name: str, machine: Machine) -> None:
    """From version to version each row took a step that its machine has, or stayed."""
    steps = {(a, b) for turns in machine.steps.values() for a, b in turns.items()}
    for row in model.objects.all():
        states = [getattr(past, name) for past in row.history.order_by("history_id")]
        begun = states if model in (Task, ChangeRequest) else [NONE, *states]  # those begin by being asked
        taken = set(pairwise(begun))
        assert {(a, b) for a, b in taken if a != b} <= steps, (model, states)


def _assert_standing(task: Task, day: date) -> None:
    spans = list(StandingSpan.objects.filter(task=task).order_by("start"))
    assert all(earlier.end == later.start for earlier, later in pairwise(spans))
    assert [span.end for span in spans if span.end is None] == [None]
    (seen,) = known([task.pk])
    now, last = stand(seen.state, day, seen.rules), spans[-1]
    assert (last.standing, last.light, last.percent) == (now.standing.value, now.light.value, now.percent)
    assert last.holds_until == now.holds_until
    assert timezone.localdate() == day
    assert Milestone.objects.filter(task=task, done_on__gt=day).count() == 0
