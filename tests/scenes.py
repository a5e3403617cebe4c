"""Scenes of the month, each with a task in one state, and the acts by which two people may meet in it.

An act is made in its scene: what its person has before their eyes is read then; it is done when it is called.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from tasks.models import (
    Attachment,
    Membership,
    Period,
    ProgressReport,
    Responsibility,
    Task,
    User,
    Year,
)
from tasks.services import (
    acknowledge,
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
    urge,
)
from tasks.services import report as reports
from tasks.services import request as requests
from tasks.services.content import version
from tasks.services.standing import refresh_due
from tasks.services.watch import watch
from tests.at_once import Act
from tests.cast import Cast, make_task, make_user
from tests.office_files import upload

#: The day on which everything happens: reports are due, so that the rules urge.
DAY = date(2026, 5, 28)
PLAN = breakdown.Plan("工大力", "0712-5550101", nodes=[breakdown.Node("竣工投用", date(2026, 12, 31))])
LATER = requests.Wish("extension", "施工图审查延后。", deadline=date(2027, 3, 31))
PAUSE = requests.Wish("suspension", "等待规划调整。")
QUESTION: dict[str, Any] = {"question": "请报送进度。", "due": date(2026, 6, 10)}


@dataclass
class Scene:
    """A task, two others of the same unit, and the rows that stand around the task."""

    cast: Cast
    tasks: list[Task]
    rows: dict[str, Any] = field(default_factory=dict)

    @property
    def task(self) -> Task:
        """The task as one reads it now."""
        return self.nth(0)

    def nth(self, number: int) -> Task:
        return Task.objects.select_related("year__district").get(pk=self.tasks[number].pk)

    def row(self, name: str) -> Any:
        stored = self.rows[name]
        return type(stored).objects.get(pk=stored.pk)

    @property
    def report(self) -> ProgressReport:
        rows = ProgressReport.objects.select_related("task__year__district", "unit", "period__year")
        return rows.filter(task=self.tasks[0]).latest("period__month", "reported_at")

    @property
    def month(self) -> Period:
        return Period.objects.get(year=self.cast.year, month=timezone.localdate().month)

    @property
    def clerk(self) -> User:
        return User.objects.get(username="second_reporter")


def second_reporter(cast: Cast) -> User:
    """Another clerk of the industry bureau."""
    user = make_user("second_reporter", "工小武")
    Membership.objects.create(user=user, district=cast.district, role="reporter", unit=cast.industry)
    return user


def tick(monkeypatch: pytest.MonkeyPatch, day: date = DAY) -> None:
    """Let it be ten o'clock on `day`, and a thousandth of a second later whenever somebody asks."""
    began, passed = timezone.make_aware(datetime.combine(day, time(10))), count()
    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(milliseconds=next(passed)))


# ---- scenes ----
def begin(cast: Cast) -> Scene:
    """Nothing but three tasks of the industry bureau; of the first the education bureau is a partner."""
    # what earlier scenes left goes out of sight: deleting it would take longer than all the rest
    bygone, _made = Year.objects.get_or_create(district=cast.district, number=1999)
    Task.objects.filter(year=cast.year).update(year=bygone)
    Period.objects.filter(year=cast.year).update(locked_at=None, locked_by=None)
    names = ("建成创业驿站。", "改造老旧厂房。", "引进龙头企业。")
    tasks = [make_task(cast.plan, None, n, text, cast.industry) for n, text in enumerate(names, 60)]
    Responsibility.objects.create(task=tasks[0], role="partner_unit", unit=cast.education)
    refresh_due(timezone.localdate())
    return Scene(cast, tasks)


def prepared(*steps: str) -> Callable[[Cast], Scene]:
    """A scene in which these acts have been done, one after the other."""

    def make(cast: Cast) -> Scene:
        scene = begin(cast)
        for step in steps:
            scene.rows[step] = ACTS[step](scene)()
        return scene

    return make


def full(cast: Cast) -> Scene:
    """As many files as one report may have, but for one."""
    scene = begin(cast)
    sample = ACTS["attach"](scene)()
    more = settings.ATTACHMENTS_A_REPORT - 2
    words = {
        name: getattr(sample, name) for name in ("task", "unit", "period", "file", "size", "uploaded_at")
    }
    Attachment.objects.bulk_create(Attachment(name=f"{n}.pdf", **words) for n in range(more))
    return scene


def linked(cast: Cast) -> Scene:
    """The second task, which was entered before the first, is reported with it; so far 40 % of both."""
    scene = begin(cast)
    scene.tasks.reverse()
    by_hand.link(scene.nth(1), scene.task, user=cast.supervisor)
    _say(scene, cast.reporter, 40)()
    return scene


def locked(cast: Cast) -> Scene:
    scene = begin(cast)
    _say(scene, cast.reporter, 40)()
    periods.lock(scene.month, user=cast.supervisor)
    return scene


# ---- acts ----
def _say(scene: Scene, user: User, percent: int, **more: Any) -> Act:
    said = {"percent": Decimal(percent), "status": "in_progress", "note": f"完成{percent}%。", **more}
    return partial(reports.report, scene.task, user=user, **said)


def _send(scene: Scene, user: User, percent: int) -> Act:
    """By the form, which knows what it showed."""
    row = scene.task.reports.first()
    return _say(scene, user, percent, seen=version(row))


def _pass(scene: Scene, user: User) -> Act:
    report = scene.report
    return partial(review.pass_report, report, user=user, seen=report.reported_at)


def _send_back(scene: Scene) -> Act:
    report = scene.report
    return partial(
        review.send_back, report, user=scene.cast.administrator, reason="数据不实。", seen=report.reported_at
    )


def _pass_many(scene: Scene, user: User) -> Act:
    report = scene.report
    return partial(review.pass_many, {report.pk: report.reported_at}, scene.cast.district, user=user)


def _give(scene: Scene, unit: Any) -> Act:
    people = by_hand.People(leads=[unit], partners=[scene.cast.streets[0]])
    return partial(by_hand.reassign, scene.task, people, user=scene.cast.supervisor)


def _split(scene: Scene) -> Act:
    people = by_hand.People(leads=[scene.cast.industry])
    parts = [reshape.Part(text, people) for text in ("建成第一处驿站。", "建成第二处驿站。")]
    return partial(reshape.split, scene.task, parts, user=scene.cast.supervisor)


def _draft(scene: Scene, note: str) -> Act:
    content = {"note": note, "percent": "70", "seen": version(scene.task.reports.first())}
    return partial(drafts.save, scene.task, user=scene.cast.reporter, content=content)


def _contribution(scene: Scene) -> Any:
    (row,) = scene.task.contributions.all()
    return row


def _contribute(scene: Scene, note: str) -> Act:
    row, user = _contribution(scene), scene.cast.education_reporter
    given = contribute.Given(note=note)
    return partial(contribute.answer, scene.task, row.pk, user=user, given=given, seen=row.answered_at)


def _take(scene: Scene, user: User) -> Act:
    return partial(contribute.take, scene.task, _contribution(scene).pk, user=user)


def _decided(step: Callable[..., Any], scene: Scene, name: str, **words: Any) -> Act:
    """Something done to the one row `name` of the task: its request, instruction, urge."""
    return partial(step, getattr(scene.task, name).select_related("task__year__district").get(), **words)


def _broken(step: Callable[..., Any], scene: Scene, user: User, **words: Any) -> Act:
    return partial(step, scene.task, scene.task.breakdowns.get().pk, user=user, **words)


def _of_task(step: Callable[..., Any], user: str, **words: Any) -> Callable[[Scene], Act]:
    return lambda s: partial(step, s.task, user=getattr(s, user, None) or getattr(s.cast, user), **words)


def _merge(into: int, away: int) -> Callable[[Scene], Act]:
    return lambda s: partial(reshape.merge, s.nth(into), [s.nth(away)], user=s.cast.supervisor)


def _link(task: int, to: int) -> Callable[[Scene], Act]:
    return lambda s: partial(by_hand.link, s.nth(task), s.nth(to), user=s.cast.supervisor)


def _file(scene: Scene, name: str, **more: Any) -> Act:
    return partial(attachments.attach, scene.task, upload(name), user=scene.cast.reporter, **more)


def _decide(step: Callable[..., Any], user: str, **words: Any) -> Callable[[Scene], Act]:
    return lambda s: _decided(step, s, "requests", user=getattr(s.cast, user), **words)


def _answer(step: Callable[..., Any], name: str, user: str, **words: Any) -> Callable[[Scene], Act]:
    return lambda s: _decided(step, s, name, user=getattr(s, user, None) or getattr(s.cast, user), **words)


def _month(step: Callable[..., Any], user: str, **words: Any) -> Callable[[Scene], Act]:
    return lambda s: partial(step, s.month, user=getattr(s.cast, user), **words)


ACTS: dict[str, Callable[[Scene], Act]] = {
    "report 40": lambda s: _say(s, s.cast.reporter, 40),
    "report 60": lambda s: _say(s, s.cast.reporter, 60),
    "report 80": lambda s: _say(s, s.clerk, 80),
    "send 60": lambda s: _send(s, s.cast.reporter, 60),
    "send 80": lambda s: _send(s, s.clerk, 80),
    "claim": lambda s: _send(s, s.clerk, 100),
    "save a draft": lambda s: _draft(s, "已建成两处。"),
    "save another draft": lambda s: _draft(s, "已建成三处。"),
    "attach": lambda s: _file(s, "现场照片.pdf"),
    "attach another": lambda s: _file(s, "验收意见.pdf"),
    "pass": lambda s: _pass(s, s.cast.supervisor),
    "pass too": lambda s: _pass(s, s.cast.administrator),
    "pass many": lambda s: _pass_many(s, s.cast.supervisor),
    "pass many too": lambda s: _pass_many(s, s.cast.administrator),
    "send back": _send_back,
    "verify": _of_task(reports.verify, "supervisor"),
    "verify too": _of_task(reports.verify, "administrator"),
    "return the claim": _of_task(reports.return_claim, "administrator", reason="缺少验收材料。"),
    "reopen": _of_task(closing.reopen, "supervisor", reason="验收后发现缺项。"),
    "reopen too": _of_task(closing.reopen, "administrator", reason="尚有余款未付。"),
    "report last month": lambda s: _say(s, s.cast.reporter, 60, period=str(DAY.month - 1)),
    "send last month": lambda s: _say(s, s.cast.reporter, 60, period=str(DAY.month - 1), seen=""),
    "send last month too": lambda s: _say(s, s.clerk, 80, period=str(DAY.month - 1), seen=""),
    "attach to last month": lambda s: _file(s, "上月照片.pdf", period=str(DAY.month - 1)),
    "lock last month": lambda s: partial(
        periods.lock, s.cast.year.periods.get(month=DAY.month - 1), user=s.cast.supervisor
    ),
    "lock the month": _month(periods.lock, "supervisor"),
    "reopen the month": _month(periods.reopen, "administrator", reason="补报。"),
    "reopen the month too": _month(periods.reopen, "administrator", reason="更正。"),
    "urge": _of_task(urge.urge, "supervisor", text="请抓紧。"),
    "urge too": _of_task(urge.urge, "administrator", text="请速报。"),
    "urge by rules": lambda s: partial(urge.urge_by_rules, DAY),
    "urge by rules again": lambda s: partial(urge.urge_by_rules, DAY),
    "answer the urge": _answer(urge.answer, "urges", "reporter", text="本周内报。"),
    "answer the urge too": _answer(urge.answer, "urges", "clerk", text="已在办。"),
    "watch": _of_task(watch, "leader", on=True),
    "watch again": _of_task(watch, "leader", on=True),
    "watch no longer": _of_task(watch, "leader", on=False),
    "ask for later": _of_task(requests.ask, "reporter", wish=LATER),
    "ask for later too": _of_task(requests.ask, "clerk", wish=LATER),
    "ask for a pause": _of_task(requests.ask, "reporter", wish=PAUSE),
    "grant": _decide(requests.grant, "supervisor", words="同意。"),
    "grant too": _decide(requests.grant, "administrator"),
    "refuse": _decide(requests.refuse, "administrator", words="理由不足。"),
    "take back": _decide(requests.withdraw, "reporter"),
    "resume": _of_task(requests.resume, "supervisor", reason="规划已批。"),
    "resume too": _of_task(requests.resume, "administrator", reason="条件具备。"),
    "instruct": _of_task(instruct.instruct, "leader", text="加快推进。"),
    "answer": _answer(instruct.answer, "instructions", "reporter", words="已倒排工期。"),
    "answer too": _answer(instruct.answer, "instructions", "clerk", words="正在办理。"),
    "acknowledge": lambda s: partial(acknowledge.acknowledge, [s.task], user=s.cast.reporter),
    "acknowledge too": lambda s: partial(acknowledge.acknowledge, [s.task], user=s.clerk),
    "object": _of_task(acknowledge.object_to, "clerk", reason="不属于我局职责。"),
    "insist": _of_task(acknowledge.insist, "supervisor", words="已研究，由你局牵头。"),
    "reassign": lambda s: partial(
        acknowledge.reassign, s.task, user=s.cast.administrator, unit=s.cast.education
    ),
    "break down": _of_task(breakdown.file, "reporter", plan=PLAN),
    "break down too": _of_task(breakdown.file, "clerk", plan=PLAN),
    "approve": lambda s: _broken(breakdown.approve, s, s.cast.supervisor),
    "return the breakdown": lambda s: _broken(
        breakdown.send_back, s, s.cast.administrator, reason="请细化节点。"
    ),
    "withdraw the breakdown": lambda s: _broken(breakdown.withdraw, s, s.cast.reporter),
    "ask others": lambda s: _of_task(contribute.ask, "reporter", units=[s.cast.education], **QUESTION)(s),
    "ask others too": lambda s: _of_task(contribute.ask, "clerk", units=[s.cast.education], **QUESTION)(s),
    "give": lambda s: _contribute(s, "已入规2家。"),
    "give too": lambda s: _contribute(s, "已入规3家。"),
    "give again": lambda s: _contribute(s, "更正为4家。"),
    "take": lambda s: _take(s, s.cast.reporter),
    "take too": lambda s: _take(s, s.clerk),
    "give to another unit": lambda s: _give(s, s.cast.education),
    "give to a third unit": lambda s: _give(s, s.cast.streets[0]),
    "move": lambda s: partial(
        by_hand.move, s.task, plan=s.cast.plan, goal=s.cast.goal, user=s.cast.supervisor
    ),
    "split": _split,
    "merge away": _merge(1, 0),
    "merge away elsewhere": _merge(2, 0),
    "merge the other way": _merge(0, 1),
    "link": _link(0, 1),
    "link elsewhere": _link(0, 2),
    "link the other way": _link(1, 0),
    "unlink": lambda s: partial(by_hand.unlink, s.nth(1), user=s.cast.supervisor),
}
SCENES: dict[str, Callable[[Cast], Scene]] = {
    "open": begin,
    "full": full,
    "reported": prepared("report 40"),
    "locked": locked,
    "claimed": prepared("claim"),
    "completed": prepared("claim", "verify"),
    "requested": prepared("ask for later"),
    "requested and claimed": prepared("ask for later", "claim"),
    "pause asked": prepared("ask for a pause"),
    "paused": prepared("ask for a pause", "grant"),
    "instructed": prepared("instruct"),
    "urged": prepared("urge"),
    "objected": prepared("object"),
    "broken down": prepared("break down"),
    "asked": prepared("ask others"),
    "given": prepared("ask others", "give"),
    "linked": linked,
}
#: Acts that only prepare a scene.
PREPARE = {"report 40", "ask for a pause"}
