"""What goes on around the demo's reports: answers to the plans, reviews, urges, requests, instructions."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from django.db.models import F
from django.utils import timezone

from imports.demo.stage import Cast, clock, morning
from tasks.models import Notice, Period, ProgressReport, Responsibility, Task, Unit, Year
from tasks.permissions import reporting_unit
from tasks.services import breakdown, by_hand, contribute, instruct, periods, request, review, urge
from tasks.services.acknowledge import acknowledge, object_to
from tasks.services.breakdown import Node, Plan
from tasks.services.history import Deed
from tasks.services.request import Wish
from tasks.services.watch import watch
from tasks.standing import span_in_year

Review, Status = ProgressReport.Review, ProgressReport.Status
#: Of every so many units one has not acknowledged yet.
SLOW_UNIT = 9
#: So many breakdowns are filed at most; of these the last two are not approved.
FILED = 6
#: The supervision office reviews a month so many days after its reports were due, and locks it a month later.
REVIEWED_AFTER = timedelta(days=4)
#: Notices older than this have been read.
READ_AFTER = timedelta(days=6)
#: So long before the deadline and with so much behind it, a task serves to show what can be asked.
AHEAD = timedelta(days=20)
QUARTERS = ((3, 31, "完成方案制定和前期准备"), (6, 30, "完成半数工作量"), (9, 30, "主体工作基本完成"))


# ---- after the plans came in ----
def answer_plans(cast: Cast, tasks: Sequence[Task]) -> None:
    """Most units acknowledge what they were given, one objects, a few keep silent."""
    led = sorted(tasks, key=lambda task: cast.reporter_of(task).pk)
    objecting = True
    for number, (reporter, theirs) in enumerate(groupby(led, key=cast.reporter_of)):
        mine = list(theirs)
        if number % SLOW_UNIT == SLOW_UNIT - 1:
            continue
        if objecting and len(mine) > 2:
            object_to(mine.pop(), user=reporter, reason="该项工作主要职责在行业主管部门，建议调整牵头单位。")
            objecting = False
        acknowledge(mine, user=reporter)


def file_breakdowns(cast: Cast, tasks: Sequence[Task], day: date) -> None:
    """Some tasks without a number have nodes; of one they wait to be approved, of one they were sent back."""
    plain = [task for task in tasks if not task.targets.exists() and len(list(_nodes(task, day))) > 1]
    filed = plain[:FILED]
    for number, task in enumerate(filed):
        nodes = list(_nodes(task, day))
        reporter = cast.reporter_of(task)
        plan = Plan(person=reporter.name, phone=f"6608 {2000 + number}", nodes=nodes)
        row = breakdown.file(task, user=reporter, plan=plan)
        if number == len(filed) - 2:
            breakdown.send_back(task, row.pk, user=cast.supervisor, reason="节点过粗，请按季度细化。")
        elif number < len(filed) - 2:
            breakdown.approve(task, row.pk, user=cast.supervisor)


def _nodes(task: Task, day: date) -> Iterator[Node]:
    start, deadline = span_in_year(task.year.number, task.start, task.deadline)
    due = [(date(task.year.number, month, last), title) for month, last, title in QUARTERS]
    due = [(each, title) for each, title in due if max(start, day) < each < deadline]
    due.append((deadline, "全面完成并通过验收"))
    share = Decimal(100) // len(due)
    for number, (each, title) in enumerate(due, 1):
        yield Node(title, each, share if number < len(due) else Decimal(100) - share * (len(due) - 1))


# ---- months that are over ----
def review_months(cast: Cast, year: Year, today: date) -> None:
    """What was reported for months that are over has been passed; all but the last of them are locked."""
    over = [period for period in year.periods.order_by("month") if period.due + REVIEWED_AFTER < today]
    for period in over:
        with clock(morning(period.due + REVIEWED_AFTER)):
            _pass_all(period, Deed.on(None, cast.supervisor))
    for period in over[:-1]:
        locked_on = min(period.due + timedelta(days=15), today)
        with clock(morning(locked_on)):
            periods.lock(period, user=cast.supervisor, day=locked_on)


def _pass_all(period: Period, deed: Deed) -> None:
    rows = list(period.reports.filter(review=Review.WAITING).exclude(status=Status.COMPLETE))
    for row in rows:
        row.review, row.reviewed_by, row.reviewed_at = Review.PASSED, deed.user, deed.at
    deed.save_all(rows, "review", "reviewed_by", "reviewed_at")


# ---- as it is now ----
def as_it_is_now(cast: Cast, year: Year, today: date) -> None:
    """Something of everything that a month brings, the older first."""
    tasks = list(_under_way(year, today))
    if len(tasks) < 12:
        return
    for days, act in (
        (12, _instructions),
        (9, _requests),
        (6, _send_two_back),
        (4, _urges),
        (3, _contributions),
        (2, _by_hand),
    ):
        day = today - timedelta(days=days)
        if day.year == year.number:
            with clock(morning(day)):
                act(cast, tasks, day)
    read = Notice.objects.filter(read_at=None, sent_at__lt=timezone.now() - READ_AFTER)
    read.update(read_at=F("sent_at"), delivered_at=F("sent_at"))


def _under_way(year: Year, today: date) -> Iterator[Task]:
    """Tasks that somebody reports and that have time left, each with its people."""
    rows = Task.objects.filter(year=year, status=Task.Status.OPEN).select_related("year__district")
    for task in rows.prefetch_related("responsibilities__unit").in_document_order():
        deadline = span_in_year(year.number, task.start, task.deadline)[1]
        if reporting_unit(task) and deadline > today + AHEAD:
            yield task


def _instructions(cast: Cast, tasks: Sequence[Task], day: date) -> None:
    words = (
        "请抓紧协调，确保年底前见效。",
        "进度偏慢，请分析原因并报整改措施。",
        "此项群众关注度高，请定期报告进展。",
    )
    for number, (task, text) in enumerate(zip(tasks[4:7], words, strict=True)):
        due = day + timedelta(days=5 if number == 1 else 20)
        row = instruct.instruct(task, user=cast.leader, text=text, due=due, day=day)
        if number == 0:
            reporter = cast.reporter_of(task)
            answer = "已召开专题会议，倒排工期，明确每周进度。"
            instruct.answer(row, user=reporter, words=answer, day=day)
    for task in tasks[4:9]:
        watch(task, user=cast.leader, on=True)


def _requests(cast: Cast, tasks: Sequence[Task], day: date) -> None:
    later = [
        span_in_year(task.year.number, task.start, task.deadline)[1] + timedelta(days=60) for task in tasks
    ]
    reworded = f"{tasks[3].text.rstrip('。')}（以市级下达数为准）。"
    wishes = (
        Wish("extension", "雨季延长，室外作业推迟，预计增加两个月工期。", deadline=later[0]),
        Wish("extension", "招标流标一次，重新招标需延长时间。", deadline=later[1]),
        Wish("suspension", "上级规划正在调整，待批复后再行推进。"),
        Wish("change", "按市级统一口径调整表述。", text=reworded),
    )
    rows = [
        request.ask(task, wish, user=cast.reporter_of(task), day=day)
        for task, wish in zip(tasks[:4], wishes, strict=True)
    ]
    request.grant(rows[0], user=cast.supervisor, words="同意，请加强调度。", day=day)
    request.refuse(rows[2], user=cast.supervisor, words="前期工作可先行开展，不予中止。", day=day)


def _send_two_back(cast: Cast, tasks: Sequence[Task], day: date) -> None:
    waiting = ProgressReport.objects.filter(
        task__in=tasks, review=Review.WAITING, reported_at__lte=timezone.now()
    )
    for row in waiting.exclude(status=Status.COMPLETE).order_by("task__position")[:2]:
        review.send_back(row, user=cast.supervisor, reason="数据与上期不衔接，请核实后重新填报。", day=day)


def _urges(cast: Cast, tasks: Sequence[Task], day: date) -> None:
    for number, task in enumerate(tasks[8:11]):
        row = urge.urge(task, user=cast.supervisor, text="请抓紧推进并及时填报进展。", day=day)
        if number == 0:
            urge.answer(row, user=cast.reporter_of(task), text="已安排专人跟进，本周内填报。")


def _contributions(cast: Cast, tasks: Sequence[Task], day: date) -> None:
    shared = [(task, units) for task in tasks if (units := _partners(task, cast))]
    for number, (task, units) in enumerate(shared[:3]):
        question = "请提供本月配合工作进展和数据。"
        due = day + timedelta(days=5)
        rows = contribute.ask(
            task, user=cast.reporter_of(task), units=units[:1], question=question, due=due, day=day
        )
        if number == 0:
            given = contribute.Given("已配合完成现场踏勘和资料提供。")
            contribute.answer(task, rows[0].pk, user=cast.reporters[units[0].pk], given=given)


def _partners(task: Task, cast: Cast) -> list[Unit]:
    rows = [row for row in task.responsibilities.all() if row.role == Responsibility.Role.PARTNER_UNIT]
    return [
        row.unit for row in rows if row.unit and not row.unit.collective and row.unit_id in cast.reporters
    ]


def _by_hand(cast: Cast, tasks: Sequence[Task], day: date) -> None:
    unit = reporting_unit(tasks[0])
    people = by_hand.People(leads=[unit] if unit else [])
    new = by_hand.New(
        text="牵头梳理历史遗留项目清单，逐项提出处置意见。",
        source=Task.Source.MEETING,
        source_note="区政府第18次常务会议",
        people=people,
        start=day,
        deadline=day + timedelta(days=30),
    )
    by_hand.add(tasks[0].year, new, user=cast.supervisor, day=day)
