"""Every action and every act of the month against everybody: who may is what the table says, and no more."""

import ast
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client

from tasks.errors import Refused
from tasks.models import Membership, Responsibility, Task, User
from tasks.permissions import Access, Action, districts_of, visible_tasks
from tasks.services import report as reports
from tests import tries
from tests.cast import Cast, make_user
from tests.pages import address
from tests.role_table import ACTIONS, ACTS, NO, PEOPLE, SEES, YES, markdown, may
from tests.scenes import DAY, second_reporter, tick
from tests.tries import TRIES, prepared_for


@pytest.fixture
def stage(cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Cast:
    """The cast and those who are somebody no more; education is a further lead of the first task."""
    settings.MEDIA_ROOT = tmp_path
    tick(monkeypatch)
    second_reporter(cast)
    Responsibility.objects.create(task=cast.tasks[0], role="lead_unit", unit=cast.education, position=1)
    return cast


def person(cast: Cast, who: str) -> User:
    """One of the cast, or somebody who was one of them."""
    if who == "anonymous":
        return AnonymousUser()  # type: ignore[return-value]
    found = User.objects.filter(username=who).first()
    if found is None:
        found = make_user(who, "前任")
        ended = DAY.replace(day=1) if who == "former" else None
        for role, unit in (("administrator", None), ("reporter", cast.industry), ("leader", None)):
            fields: dict[str, Any] = {"unit": unit, "to_date": ended}
            if role == "leader":
                fields["official"] = cast.official
            Membership.objects.create(user=found, district=cast.district, role=role, **fields)
        User.objects.filter(pk=found.pk).update(is_active=who != "disabled")
        found.refresh_from_db()
    return found


# ---- actions and reading ----
@pytest.mark.parametrize("who", PEOPLE)
def test_it_may_what_the_table_says_and_no_more(stage: Cast, who: str) -> None:
    user = person(stage, who)
    for action in Action:
        expected = may(ACTIONS, action.value, who)
        assert (stage.district in districts_of(user, action)) is expected, action
        if user.is_authenticated:
            assert Access(user, stage.district).may(action) is expected, action


@pytest.mark.parametrize("who", PEOPLE)
def test_it_sees_the_tasks_that_the_table_says(stage: Cast, who: str) -> None:
    user = person(stage, who)
    tasks = visible_tasks(user, Task.objects.all())
    seen = sorted(0 if task == stage.other_task else task.position for task in tasks)
    assert seen == SEES.get(who, [])


@pytest.mark.parametrize("who", ["anonymous", "disabled", "former", "nobody"])
def test_who_is_nobody_any_more_opens_no_page(stage: Cast, who: str) -> None:
    client = Client()
    if who != "anonymous":
        client.force_login(person(stage, who), backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(address("task_list", stage))
    signed_out = response.status_code == 302 and "sign-in" in response["Location"]
    assert signed_out or response.status_code == 404


# ---- acts ----
@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_done_by_who_may_and_by_nobody_else(stage: Cast, act: str) -> None:
    before, attempt = TRIES[act]
    scene = prepared_for(stage, before)
    wrong = []
    for who in PEOPLE:
        if who == "anonymous":
            continue  # nobody is let through to a service without a name
        user = person(stage, who)
        with transaction.atomic():
            try:
                attempt(scene, user)
                done = True
            except PermissionDenied:
                done = False
            except Refused as refused:
                pytest.fail(f"{act} by {who}: {refused}")
            transaction.set_rollback(True)
        if done is not may(ACTS, act, who):
            wrong.append(f"{who} {'may' if done else 'may not'}")
    assert not wrong


# ---- the table itself ----
def test_the_table_names_every_action_and_is_tried_whole() -> None:
    assert set(ACTIONS) == set(Action)
    assert set(ACTS) == set(TRIES)
    named = {who for table in (ACTIONS, ACTS) for line in table.values() for who in line.split()}
    assert named | set(SEES) <= set(PEOPLE)


#: Parts of acts, and the same act for several tasks.
ELSEWHERE = {"settled_by_hand", "assign_many"}


def test_every_verb_of_the_services_is_in_the_table() -> None:
    """A public function that takes a `user` is an act: one that is added has to be written here too."""
    source = Path(tries.__file__).read_text()
    for path in sorted(Path(reports.__file__).parent.glob("*.py")):
        if path.stem in OTHER_FILES:
            continue
        for verb in _verbs(path):
            called = {"report": "reports", "request": "requests"}.get(path.stem, path.stem)
            assert f"{called}.{verb}" in source or f"import {verb}\n" in source, f"{path.stem}.{verb}"


def _verbs(path: Path) -> list[str]:
    found = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
    acts = [node for node in found if any(word.arg == "user" for word in node.args.kwonlyargs)]
    return [node.name for node in acts if not node.name.startswith("_") and node.name not in ELSEWHERE]


#: Sheets report by `report`; people, years and administrators have pages and tests of their own.
OTHER_FILES = {
    *("report_sheet", "sheet_reading", "sheet_tasks", "people", "people_import"),
    *("years", "administrators", "history"),
}


def test_it_is_printed_as_markdown() -> None:
    lines = markdown().splitlines()
    assert len(lines) == 2 + len(ACTIONS) + len(ACTS) + 1
    assert {line.count("|") for line in lines} == {len(PEOPLE) + 2}
    report = next(line for line in lines if line.startswith("| report |"))
    assert (report.count(YES), report.count(NO)) == (1, len(PEOPLE) - 1)
