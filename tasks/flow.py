"""Which step may follow which state: for tasks, reports, requests, acknowledgements, breakdowns and periods.

Pure: plain strings in, plain strings out. Every service that changes a state asks here first, so that an
impossible step is refused with one sentence, wherever it is tried.

| what            | step         | from                          | to           |
|-----------------|--------------|-------------------------------|--------------|
| task            | report       | not started, open, claimed    | open         |
|                 | claim        | not started, open, claimed    | claimed      |
|                 | verify       | claimed                       | completed    |
|                 | return       | claimed                       | open         |
|                 | suspend      | not started, open, claimed    | suspended    |
|                 | resume       | suspended                     | open         |
|                 | reopen       | completed                     | open         |
| report          | send         | none, waiting, passed, sent back | waiting   |
|                 | pass         | waiting                       | passed       |
|                 | return       | waiting, passed               | sent back    |
| request         | grant, refuse, withdraw | pending            | granted, refused, withdrawn |
| acknowledgement | acknowledge  | none, objected, insisted      | acknowledged |
|                 | object       | none, acknowledged            | objected     |
|                 | insist       | objected                      | insisted     |
|                 | reassign     | objected                      | reassigned   |
| breakdown       | file         | none                          | submitted    |
|                 | approve, return | submitted                  | approved, sent back |
|                 | withdraw     | submitted                     | replaced     |
|                 | replace      | approved                      | replaced     |
| period          | lock         | open                          | locked       |
|                 | unlock       | locked                        | open         |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tasks.errors import Refused

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: The state of what is not there yet.
NONE = ""
Steps = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Machine:
    """The steps of one kind of thing, and the sentence that says why a state allows no more."""

    steps: Steps
    sentences: "Mapping[str, _StrPromise]"

    def after(self, state: str, step: str) -> str:
        """The state that `step` leads to. Raises Refused, naming the state, where it may not be taken."""
        try:
            return self.steps[step][state]
        except KeyError:
            raise Refused(str(self.sentences.get(state, _("This cannot be done now.")))) from None

    def allows(self, state: str, step: str) -> bool:
        return state in self.steps[step]


def _from(states: str, to: str) -> dict[str, str]:
    return dict.fromkeys(states.split(), to)


TASK = Machine(
    {
        "report": _from("not_started open claimed", "open"),
        "claim": _from("not_started open claimed", "claimed"),
        "verify": _from("claimed", "completed"),
        "return": _from("claimed", "open"),
        "suspend": _from("not_started open claimed", "suspended"),
        "resume": _from("suspended", "open"),
        "reopen": _from("completed", "open"),
    },
    {
        "not_started": _("Nobody has reported this task complete, or it has been taken back."),
        "open": _("Nobody has reported this task complete, or it has been taken back."),
        "claimed": _("This task is reported complete and waits to be verified."),
        "completed": _(
            "This task has been verified complete: nothing more is to be done, unless it is reopened."
        ),
        "suspended": _("This task is suspended: nothing is to be reported until it is taken up again."),
    },
)
REPORT = Machine(
    {
        "send": {NONE: "waiting", **_from("waiting passed returned", "waiting")},
        "pass": _from("waiting", "passed"),
        "return": _from("waiting passed", "returned"),
    },
    {
        NONE: _("Nothing has been reported yet."),
        "passed": _("This report has been passed already."),
        "returned": _("This report has been sent back; it waits for the unit."),
    },
)
REQUEST = Machine(
    {
        "grant": _from("pending", "granted"),
        "refuse": _from("pending", "refused"),
        "withdraw": _from("pending", "withdrawn"),
    },
    {
        "granted": _("This request has been granted already."),
        "refused": _("This request has been refused already."),
        "withdrawn": _("This request has been withdrawn."),
    },
)
ACKNOWLEDGEMENT = Machine(
    {
        "acknowledge": {NONE: "acknowledged", **_from("objected insisted", "acknowledged")},
        "object": {NONE: "objected", "acknowledged": "objected"},
        "insist": _from("objected", "insisted"),
        "reassign": _from("objected", "reassigned"),
    },
    {
        NONE: _("The unit has not answered yet."),
        "acknowledged": _("This task has been acknowledged already."),
        "objected": _("The objection waits for the supervisor's decision."),
        "insisted": _("The objection has been decided: the task stays with the unit."),
        "reassigned": _("The objection has been decided: the task went to another unit."),
    },
)
BREAKDOWN = Machine(
    {
        "file": {NONE: "submitted"},
        "approve": _from("submitted", "approved"),
        "return": _from("submitted", "returned"),
        "withdraw": _from("submitted", "replaced"),
        "replace": _from("approved", "replaced"),
    },
    {
        NONE: _("No breakdown has been filed yet."),
        "submitted": _("A breakdown of this task waits to be approved."),
        "approved": _("This breakdown has been approved already."),
        "returned": _("This breakdown has been sent back; the unit files another."),
        "replaced": _("A later breakdown has taken its place."),
    },
)
PERIOD = Machine(
    {"lock": _from("open", "locked"), "unlock": _from("locked", "open")},
    {
        "open": _("This reporting period is open."),
        "locked": _("This reporting period is locked. Ask the administrator to reopen it."),
    },
)
