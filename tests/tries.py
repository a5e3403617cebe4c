"""Every act of the month as anybody may try it: what must have happened before, and the call."""

from collections.abc import Callable
from functools import partial
from typing import Any

from axes.models import AccessAttempt
from django.utils import timezone

from tasks.models import Origin, ProgressReport, Responsibility, SourceFile, Task, User
from tasks.services import (
    accounts,
    acknowledge,
    assign,
    attachments,
    breakdown,
    by_hand,
    closing,
    contribute,
    drafts,
    instruct,
    periods,
    reshape,
    review,
    rules,
    settle,
    standing_rules,
    succession,
    unit_changes,
    urge,
)
from tasks.services import report as reports
from tasks.services import request as requests
from tasks.services.watch import watch
from tasks.standing import Rules
from tests.cast import Cast, make_task
from tests.office_files import upload
from tests.scenes import ACTS as STEPS
from tests.scenes import DAY, LATER, PLAN, QUESTION, Scene, begin

Try = Callable[[Scene, User], Any]


def prepared_for(cast: Cast, steps: str) -> Scene:
    scene = begin(cast)
    scene.task.responsibilities.all().delete()
    units = ((cast.industry, "lead_unit"), (cast.education, "lead_unit"), (cast.streets[0], "partner_unit"))
    for place, (unit, role) in enumerate(units):
        Responsibility.objects.create(task=scene.task, role=role, unit=unit, position=place)
    for step in filter(None, steps.split(", ")):
        scene.rows[step] = (PREPARE.get(step) or STEPS[step])(scene)()
    return scene


def _ask_street(scene: Scene) -> Any:
    units = [scene.cast.streets[0]]
    return partial(contribute.ask, scene.task, user=scene.cast.reporter, units=units, **QUESTION)


def _street_gives(scene: Scene) -> Any:
    row, given = _row(scene, "contributions"), contribute.Given(note="已办。")
    return partial(
        contribute.answer, scene.task, row.pk, user=scene.cast.street_reporter, given=given, seen=None
    )


def _earlier(scene: Scene) -> Any:
    """A report of the month before, which can be repeated."""
    return partial(_say, scene, scene.cast.reporter, day=DAY.replace(month=4))


def _doubt(scene: Scene) -> Any:
    def make() -> Origin:
        source = SourceFile.objects.create(district=scene.cast.district, name="x", sha256="0", size=1)
        return Origin.objects.create(
            task=scene.task, source_file=source, field="text", doubt="damaged", suggested=["建成。"]
        )

    return make


def _collective(scene: Scene) -> Any:
    def make() -> Task:
        task = make_task(scene.cast.plan, None, 70, "整治背街小巷。", scene.cast.all_streets)
        scene.tasks.append(task)
        return task

    return make


def _linked(scene: Scene) -> Any:
    return partial(by_hand.link, scene.nth(1), scene.task, user=scene.cast.supervisor)


def _shut(scene: Scene) -> Any:
    cast = scene.cast
    return partial(accounts.disable, cast.viewer, cast.district, user=cast.administrator)


def _locked_out(scene: Scene) -> Any:
    return partial(
        AccessAttempt.objects.create,
        username=scene.cast.viewer.username,
        ip_address="192.0.2.7",
        failures_since_start=99,
        attempt_time=timezone.now(),
    )


PREPARE: dict[str, Any] = {
    "ask a street": _ask_street,
    "street gives": _street_gives,
    "earlier": _earlier,
    "doubt": _doubt,
    "collective": _collective,
    "linked": _linked,
    "shut": _shut,
    "locked out": _locked_out,
}


def _say(scene: Scene, user: User, **more: Any) -> ProgressReport:
    return reports.report(scene.task, user=user, percent=None, status="in_progress", note="推进中。", **more)


def _enter(scene: Scene, user: User) -> Any:
    row = ProgressReport(task=scene.task, unit=scene.cast.industry, period=scene.month, note="代为填报。")
    return reports.enter(row, user=user)


class Absent(Exception):
    """There is nothing to do it with."""


def _row(scene: Scene, name: str) -> Any:
    """The latest row `name` of the task. Raises Absent where there is none."""
    row = getattr(scene.task, name).order_by("pk").last()
    if row is None:
        raise Absent
    return row


def _on(step: Callable[..., Any], **words: Any) -> Try:
    """On the task itself."""
    return lambda scene, user: step(scene.task, user=user, **words)


def _at(step: Callable[..., Any], name: str, **words: Any) -> Try:
    """On the one row `name` of the task."""
    return lambda scene, user: step(_row(scene, name), user=user, **words)


def _key(step: Callable[..., Any], name: str, **words: Any) -> Try:
    """On the task and the key of that row."""
    return lambda scene, user: step(scene.task, _row(scene, name).pk, user=user, **words)


def _new(scene: Scene, user: User) -> Any:
    return by_hand.add(scene.cast.year, by_hand.New("督办新任务。", "leader"), user=user)


def _split(scene: Scene, user: User) -> Any:
    people = by_hand.People(leads=[scene.cast.industry])
    parts = [reshape.Part(text, people) for text in ("甲。", "乙。")]
    return reshape.split(scene.task, parts, user=user)


GIVEN = contribute.Given(note="已办。")
#: For each act: what must have happened before, and how it is tried.
TRIES: dict[str, tuple[str, Try]] = {
    "report": ("", _say),
    "say that nothing has changed": ("earlier", _on(reports.repeat)),
    "keep a draft": ("", _on(drafts.save, content={"note": "草稿。"})),
    "add a file": ("", lambda s, u: attachments.attach(s.task, upload(), user=u)),
    "take a file away": ("attach", _at(attachments.remove, "attachments")),
    "enter a report for a unit": ("", _enter),
    "acknowledge": ("", lambda s, u: acknowledge.acknowledge([s.task], user=u)),
    "object": ("", _on(acknowledge.object_to, reason="职责不符。")),
    "insist": ("object", _on(acknowledge.insist, words="已研究。")),
    "reassign after an objection": (
        "object",
        lambda s, u: acknowledge.reassign(s.task, user=u, unit=s.cast.streets[1]),
    ),
    "file a breakdown": ("", _on(breakdown.file, plan=PLAN)),
    "take a breakdown back": ("break down", _key(breakdown.withdraw, "breakdowns")),
    "approve a breakdown": ("break down", _key(breakdown.approve, "breakdowns")),
    "send a breakdown back": ("break down", _key(breakdown.send_back, "breakdowns", reason="请细化。")),
    "ask others to contribute": (
        "",
        lambda s, u: contribute.ask(s.task, user=u, units=[s.cast.streets[0]], **QUESTION),
    ),
    "contribute when asked": ("ask a street", _key(contribute.answer, "contributions", given=GIVEN)),
    "contribute unasked": (
        "",
        lambda s, u: contribute.offer(s.task, user=u, unit=s.cast.education, given=GIVEN),
    ),
    "take a contribution in": ("ask a street, street gives", _key(contribute.take, "contributions")),
    "ask no more": ("ask a street", _key(contribute.withdraw, "contributions")),
    "pass a report": ("report 40", lambda s, u: review.pass_report(s.report, user=u)),
    "pass many reports": (
        "report 40",
        lambda s, u: review.pass_many({s.report.pk: s.report.reported_at}, s.cast.district, user=u),
    ),
    "send a report back": ("report 40", lambda s, u: review.send_back(s.report, user=u, reason="不实。")),
    "verify and close": ("claim", _on(reports.verify)),
    "send a claim back": ("claim", _on(reports.return_claim, reason="缺少材料。")),
    "reopen": ("claim, verify", _on(closing.reopen, reason="缺项。")),
    "urge": ("", _on(urge.urge)),
    "urge many": ("", lambda s, u: urge.urge_many([s.task.pk], s.cast.district, user=u)),
    "answer an urge": ("urge", _at(urge.answer, "urges", text="在办。")),
    "ask for an extension, a change, a pause": ("", _on(requests.ask, wish=LATER)),
    "take a request back": ("ask for later", _at(requests.withdraw, "requests")),
    "grant a request": ("ask for later", _at(requests.grant, "requests")),
    "refuse a request": ("ask for later", _at(requests.refuse, "requests", words="不同意。")),
    "resume": ("ask for a pause, grant", _on(requests.resume)),
    "write an instruction": ("", _on(instruct.instruct, text="加快。")),
    "answer an instruction": ("instruct", _at(instruct.answer, "instructions", words="在办。")),
    "watch a task": ("", _on(watch, on=True)),
    "lock a period": ("", lambda s, u: periods.lock(s.month, user=u)),
    "reopen a period": ("lock the month", lambda s, u: periods.reopen(s.month, user=u, reason="补报。")),
    "set the rules": ("", lambda s, u: rules.set_rules(s.cast.district, user=u, urge_days_before=5)),
    "set the rules of standing": (
        "",
        lambda s, u: standing_rules.set_standing_rules(
            s.cast.year, user=u, rules=Rules(10, 20), words={}, colours={}
        ),
    ),
    "change a period's days": (
        "",
        lambda s, u: periods.adjust(s.month, user=u, opens=s.month.opens, due=s.month.due),
    ),
    "set how often tasks are reported": (
        "",
        lambda s, u: periods.set_cadence([s.task.pk], s.task.year, "quarterly", user=u),
    ),
    "add a task": ("", _new),
    "move a task": ("", lambda s, u: by_hand.move(s.task, plan=s.cast.plan, goal=s.cast.goal, user=u)),
    "give a task to others": (
        "",
        lambda s, u: by_hand.reassign(s.task, by_hand.People(leads=[s.cast.education]), user=u),
    ),
    "assign": (
        "",
        lambda s, u: assign.assign(s.task, user=u, to=assign.Assignment(leads=[s.cast.education])),
    ),
    "name who reports for a collective": (
        "collective",
        lambda s, u: assign.name_reporter(s.nth(3), user=u, unit=s.cast.streets[0]),
    ),
    "split": ("", _split),
    "merge": ("", lambda s, u: reshape.merge(s.task, [s.nth(1)], user=u)),
    "link": ("", lambda s, u: by_hand.link(s.task, s.nth(1), user=u)),
    "unlink": ("linked", lambda s, u: by_hand.unlink(s.nth(1), user=u)),
    "settle a doubt": ("doubt", _on(settle.settle, fields=["text"], as_read=True)),
    "hand over from an official": (
        "",
        lambda s, u: succession.succeed_official(s.cast.official, s.cast.other_official, user=u),
    ),
    "hand over from a clerk": (
        "",
        lambda s, u: succession.succeed_clerk(s.cast.street_reporter, s.cast.leader, s.cast.district, user=u),
    ),
    "rename a unit": ("", lambda s, u: unit_changes.rename(s.cast.streets[0], name="望河街道", user=u)),
    "merge units": ("", lambda s, u: unit_changes.merge(*s.cast.streets, user=u)),
    "give a new password": (
        "",
        lambda s, u: accounts.reset_passwords([s.cast.viewer], s.cast.district, user=u),
    ),
    "shut an account": ("", lambda s, u: accounts.disable(s.cast.viewer, s.cast.district, user=u)),
    "open an account": ("shut", lambda s, u: accounts.enable(s.cast.viewer, s.cast.district, user=u)),
    "unlock an account": ("locked out", lambda s, u: accounts.unlock(s.cast.viewer, s.cast.district, user=u)),
}
