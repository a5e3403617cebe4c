"""Which step may follow which state."""

import pytest
from django.db.models import Choices

from tasks import flow
from tasks.errors import Refused
from tasks.models import Acknowledgement, Breakdown, ChangeRequest, ProgressReport, Task

MACHINES: list[tuple[flow.Machine, type[Choices]]] = [
    (flow.TASK, Task.Status),
    (flow.REPORT, ProgressReport.Review),
    (flow.REQUEST, ChangeRequest.State),
    (flow.ACKNOWLEDGEMENT, Acknowledgement.State),
    (flow.BREAKDOWN, Breakdown.State),
]


@pytest.mark.parametrize(("machine", "states"), MACHINES)
def test_every_step_leads_from_and_to_states_that_are_stored(
    machine: flow.Machine, states: type[Choices]
) -> None:
    known = {flow.NONE, *states.values}
    for turns in machine.steps.values():
        assert set(turns) | set(turns.values()) <= known


@pytest.mark.parametrize(("machine", "states"), MACHINES)
def test_every_state_that_refuses_a_step_has_a_sentence_for_it(
    machine: flow.Machine, states: type[Choices]
) -> None:
    for state in states.values:
        for step in machine.steps:
            if not machine.allows(state, step):
                with pytest.raises(Refused, match=str(machine.sentences[state])[:10]):
                    machine.after(state, step)


def test_a_completed_task_is_only_reopened() -> None:
    assert [step for step in flow.TASK.steps if flow.TASK.allows("completed", step)] == ["reopen"]


def test_a_decided_request_is_decided_once() -> None:
    assert flow.REQUEST.after("pending", "grant") == "granted"
    with pytest.raises(Refused):
        flow.REQUEST.after("granted", "refuse")
