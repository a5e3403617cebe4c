"""Every two acts of the month that can meet on one task: both orders, really overlapping, on two databases.

What the two leave behind, every row and every version of it, is what they leave when one follows the other;
and what both are told is what the table says.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.at_once import Act, left_behind, one_by_one, overlapping, said
from tests.cast import Cast
from tests.scenes import ACTS, PREPARE, SCENES, Scene, second_reporter, tick

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Meeting:
    """Two acts in a scene; what both are told in this order, and what in the other, first and second."""

    scene: str
    one: str
    other: str
    thus: str
    otherwise: str


def meetings(table: str) -> list[Meeting]:
    return [Meeting(*(word.strip() for word in line.split("|"))) for line in table.strip().splitlines()]


# "barred": the task has gone to other people meanwhile
TABLE = meetings("""
open | report 60 | report 80 | done done | done done
open | send 60 | send 80 | done told | done told
open | send 60 | claim | done told | done told
open | report 60 | lock the month | done done | done told
open | report last month | lock last month | done done | done told
open | report last month | report 80 | done done | done done
open | report last month | lock the month | done done | done done
open | send last month | send last month too | done told | done told
open | attach to last month | lock last month | done done | done told
open | report 60 | merge away | done done | done told
open | report 60 | link | done done | done told
open | report 60 | give to another unit | done done | done barred
open | report 60 | move | done done | done done
open | report 60 | split | done done | done done
open | report 60 | save a draft | done told | done done
open | save a draft | save another draft | done done | done done
open | attach | attach another | done done | done done
open | attach | report 60 | done done | done done
open | attach | give to another unit | done done | done barred
open | attach | merge away | done done | done told
open | save a draft | give to another unit | done done | done barred
open | save a draft | merge away | done done | done told
open | urge | urge too | done told | done told
open | urge | urge by rules | done done | done told
open | urge by rules | urge by rules again | done done | done done
open | urge | give to another unit | done done | done done
open | urge | merge away | done done | done told
open | watch | watch no longer | done done | done done
open | watch | watch again | done done | done done
open | acknowledge | acknowledge too | done told | done told
open | acknowledge | object | done done | done done
open | acknowledge | give to another unit | done done | done barred
open | acknowledge | merge away | done done | done told
open | object | give to another unit | done done | done barred
open | object | merge away | done told | done told
open | ask for later | ask for later too | done told | done told
open | ask for later | claim | done done | done done
open | ask for later | merge away | done told | done told
open | instruct | merge away | done told | done told
open | break down | break down too | done told | done told
open | break down | merge away | done told | done told
open | ask others | ask others too | done told | done told
open | ask others | merge away | done told | done told
open | merge away | merge away elsewhere | done told | done told
open | merge away | merge the other way | done told | done told
open | merge away | move | done told | done done
open | merge away | give to another unit | done told | done done
open | merge away | split | done told | done done
open | link | link the other way | done told | done told
open | link | merge away | done done | done told
open | give to another unit | give to a third unit | done done | done done
full | attach | attach another | done told | done told
reported | pass | pass too | done told | done told
reported | pass | send back | done told | done told
reported | pass many | send back | done told | done done
reported | pass many | pass many too | done done | done done
reported | pass | report 60 | done done | done told
reported | send back | report 60 | done done | done told
reported | send back | lock the month | done done | done told
reported | pass | lock the month | done done | done done
reported | send back | give to another unit | done done | done done
reported | pass | merge away | done done | done told
reported | send back | merge away | done done | done told
locked | reopen the month | reopen the month too | done told | done told
locked | reopen the month | report 60 | done done | told done
locked | lock the month | reopen the month | told done | done done
claimed | verify | verify too | done told | done told
claimed | verify | return the claim | done told | done told
claimed | verify | report 60 | done told | done told
claimed | verify | pass | done told | done told
claimed | verify | merge away | done told | told done
claimed | return the claim | report 60 | done done | done told
claimed | return the claim | claim | done done | done done
claimed | return the claim | lock the month | done done | done done
completed | reopen | reopen too | done told | done told
completed | reopen | report 60 | done done | told done
completed | reopen | merge away | done done | told done
requested | grant | grant too | done told | done told
requested | grant | refuse | done told | done told
requested | grant | take back | done told | done told
requested | refuse | take back | done told | done told
requested | grant | claim | done done | done done
requested | grant | give to another unit | done done | done done
requested and claimed | grant | verify | done done | done told
requested and claimed | grant | return the claim | done done | done done
pause asked | grant | claim | done told | done done
pause asked | grant | report 60 | done told | done done
paused | resume | resume too | done told | done told
paused | resume | report 60 | done done | told done
instructed | answer | answer too | done told | done told
instructed | answer | give to another unit | done done | done barred
urged | answer the urge | answer the urge too | done told | done told
objected | insist | reassign | done told | done told
objected | acknowledge | insist | done told | done done
objected | acknowledge | reassign | done told | done barred
objected | give to another unit | insist | done told | done done
objected | give to another unit | reassign | done told | done done
broken down | approve | return the breakdown | done told | done told
broken down | approve | withdraw the breakdown | done told | done told
broken down | return the breakdown | withdraw the breakdown | done told | done told
broken down | approve | report 60 | done done | done done
asked | give | give too | done told | done told
asked | give | take | done done | told done
given | take | give again | done told | done done
given | take | take too | done told | done told
linked | report 60 | unlink | done done | done done
linked | report 60 | merge away | done done | done told
linked | pass | unlink | done done | done done
linked | report 60 | merge away elsewhere | done done | done told
linked | report 60 | link elsewhere | done done | done told
open | lock the month | merge away | done done | done done
open | lock the month | urge | done done | done done
linked | lock the month | merge away elsewhere | done done | done done
""")
assert len(TABLE) == len(set(TABLE))


@pytest.fixture
def stage(cast: Cast, tmp_path: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast, and a second clerk of the bureau that leads the task."""
    settings.MEDIA_ROOT = tmp_path
    tick(monkeypatch)
    second_reporter(cast)
    return cast


@pytest.mark.parametrize("name", SCENES)
def test_two_who_meet_leave_what_one_after_the_other_leaves(stage: Cast, name: str) -> None:
    wrong = []
    for meeting in TABLE:
        if meeting.scene == name:
            wrong += _met(stage, meeting.scene, meeting.one, meeting.other, meeting.thus)
            wrong += _met(stage, meeting.scene, meeting.other, meeting.one, meeting.otherwise)
    assert not wrong, "\n".join(wrong)


def _met(cast: Cast, name: str, first: str, second: str, expected: str) -> list[str]:
    """What differs from the table or from the one after the other; nothing where all is well."""
    what, found = f"{name}: {first}, {second}", []
    scene, acts = _scene(cast, name, first, second)
    told = " ".join(map(said, one_by_one(acts)))
    if told != expected:
        found.append(f"{what}: {told} one after the other, not {expected}")
    left = left_behind(scene.tasks)
    scene, acts = _scene(cast, name, first, second)
    told = " ".join(map(said, overlapping(*acts)))
    if told != expected:
        found.append(f"{what}: {told} at once, not {expected}")
    if differs := set(left) ^ set(left_now := left_behind(scene.tasks)):
        found += [f"{what}: {'at once' if line in left_now else 'in turn'}: {line}" for line in differs]
    return found


def _scene(cast: Cast, name: str, *acts: str) -> tuple[Scene, list[Act]]:
    """A fresh scene, and the acts with what their people have before their eyes in it."""
    scene = SCENES[name](cast)
    return scene, [ACTS[act](scene) for act in acts]


def test_every_act_and_every_scene_is_in_the_table() -> None:
    assert {act for meeting in TABLE for act in (meeting.one, meeting.other)} == set(ACTS) - PREPARE
    assert {meeting.scene for meeting in TABLE} == set(SCENES)
