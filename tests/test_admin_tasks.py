"""Tasks and reports in the administration end in the state in which the product's own pages leave them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tasks.models import Goal, Milestone, Origin, ProgressReport, SourceFile, Target, Task
from tasks.services.report import verify
from tests.admin_pages import add_line, adding, asked, fill, page_of, wrong
from tests.cast import Cast
from tests.pages import DAY, freeze, say, signed_in, stand_today

Status = Task.Status


@pytest.fixture
def client(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    freeze(monkeypatch)
    stand_today()
    return signed_in(cast.administrator)


def standing(task: Task) -> str:
    return task.spans.get(end=None).standing


def fresh(task: Task) -> Task:
    return Task.objects.get(pk=task.pk)


def enter(client: Client, cast: Cast, task: Task | None = None, month: int = 9, **typed: Any) -> Any:
    """Enter a report for the industry bureau."""
    given = {
        "task": (task or cast.tasks[0]).pk,
        "period": cast.year.periods.get(month=month).pk,
        "unit": cast.industry.pk,
        "percent": "70",
        "status": "in_progress",
        "note": "代录。",
    }
    return fill(client, adding(ProgressReport), **(given | typed))


# ---- tasks ----
def test_a_task_entered_by_hand_stands_at_once(cast: Cast, client: Client) -> None:
    line = {"role": "lead_unit", "unit": cast.industry.pk, "position": 0}
    typed: dict[str, Any] = {f"responsibilities__0__{name}": value for name, value in line.items()}
    typed |= {
        "responsibilities__TOTAL_FORMS": 1,
        "plan": cast.plan.pk,
        "goal": cast.goal.pk,
        "text": "新任务。",
    }
    assert fill(client, adding(Task), **typed).status_code == 302
    task = Task.objects.get(text="新任务。")
    assert (task.year, standing(task)) == (cast.year, "not_reported")
    lead = task.responsibilities.get()
    assert (lead.unit, lead.confirmed_by) == (cast.industry, cast.administrator)
    assert task.history.get().history_user == cast.administrator


def test_another_deadline_is_another_standing(cast: Cast, client: Client) -> None:
    say(cast.tasks[0], cast.reporter, 70)
    assert standing(cast.tasks[0]) == "on_schedule"
    assert fill(client, page_of(cast.tasks[0]), deadline="2026-09-01").status_code == 302
    assert standing(cast.tasks[0]) == "overdue"


def test_a_milestone_that_is_overdue_counts_at_once(cast: Cast, client: Client) -> None:
    say(cast.tasks[0], cast.reporter, 70)
    add_line(client, page_of(cast.tasks[0]), "milestones", title="开工", due="2026-05-01", share="100")
    assert Milestone.objects.get().task == cast.tasks[0]
    assert standing(cast.tasks[0]) in {"behind", "far_behind"}


def test_suspending_a_task_takes_it_out_and_back(cast: Cast, client: Client) -> None:
    task = cast.tasks[0]
    fill(client, page_of(task), status="suspended")
    assert standing(task) == "other"
    fill(client, page_of(task), status="open")
    assert standing(task) == "not_reported"


@pytest.mark.parametrize("status", ["claimed", "completed"])
def test_complete_is_never_set_by_hand(cast: Cast, client: Client, status: str) -> None:
    assert wrong(fill(client, page_of(cast.tasks[0]), status=status))
    assert fresh(cast.tasks[0]).status == Status.OPEN


def test_a_task_reported_complete_is_not_opened_by_hand(cast: Cast, client: Client) -> None:
    task = cast.tasks[0]
    say(task, cast.reporter, 100)
    assert fill(client, page_of(task), status="open", note="已核对").status_code == 302
    assert (fresh(task).status, fresh(task).note) == (Status.CLAIMED, "已核对")
    verify(task, user=cast.supervisor, day=DAY)
    fill(client, page_of(task), status="suspended", completed_on="2026-01-01")
    assert (fresh(task).status, fresh(task).completed_on) == (Status.COMPLETED, DAY)
    assert standing(task) == "completed"


def test_a_percent_set_by_hand_needs_its_reason_in_words(cast: Cast, client: Client) -> None:
    assert "理由" in wrong(fill(client, page_of(cast.tasks[0]), override_percent="80"))
    typed = {"override_percent": "95", "override_reason": "现场核查"}
    assert fill(client, page_of(cast.tasks[0]), **typed).status_code == 302
    assert standing(cast.tasks[0]) == "ahead"


def test_a_start_behind_the_deadline_is_refused_in_words(cast: Cast, client: Client) -> None:
    assert "开始" in wrong(fill(client, page_of(cast.tasks[0]), start="2027-01-01"))


def test_a_unit_as_lead_official_is_refused_in_words(cast: Cast, client: Client) -> None:
    line = {"role": "lead_official", "unit": cast.industry.pk}
    said = wrong(add_line(client, page_of(cast.tasks[4]), "responsibilities", **line))
    assert "牵头领导" in said
    assert "responsibility_is" not in said


def test_a_goal_of_another_plan_or_below_itself_is_refused(cast: Cast, client: Client) -> None:
    plan = type(cast.plan).objects.create(year=cast.year, title="民生实事")
    foreign = Goal.objects.create(plan=plan, title="他")
    assert wrong(fill(client, page_of(cast.tasks[0]), goal=foreign.pk))
    assert wrong(fill(client, page_of(cast.section), parent=cast.goal.pk))
    assert Goal.objects.get(pk=cast.section.pk).parent is None


def test_what_a_person_enters_is_in_doubt_no_more(cast: Cast, client: Client) -> None:
    source = SourceFile.objects.create(district=cast.district, name="x.docx", sha256="x", size=1)
    for field in ("lead_units", "deadline_text", "text"):
        Origin.objects.create(task=cast.tasks[4], source_file=source, field=field, doubt="inherited")
    line = {"role": "lead_unit", "unit": cast.industry.pk}
    assert add_line(client, page_of(cast.tasks[4]), "responsibilities", **line).status_code == 302
    settled = {origin.field: origin for origin in cast.tasks[4].origins.exclude(settlement="")}
    assert list(settled) == ["lead_units"]
    assert settled["lead_units"].settlement == Origin.Settlement.BY_HAND
    assert settled["lead_units"].settled_by == cast.administrator
    fill(client, page_of(cast.tasks[4]), deadline="2026-10-01")
    assert cast.tasks[4].origins.get(settlement="").field == "text"


def test_a_line_left_alone_is_confirmed_by_nobody(cast: Cast, client: Client) -> None:
    fill(client, page_of(cast.tasks[1]), note="备注")
    assert not cast.tasks[1].responsibilities.filter(confirmed_by__isnull=False).exists()
    assert cast.tasks[1].responsibilities.get(role="lead_official").inherited


def test_a_task_that_was_reported_on_is_not_deleted(cast: Cast, client: Client) -> None:
    say(cast.tasks[0], cast.reporter, 50)
    for task, gone in ((cast.tasks[0], False), (cast.tasks[2], True)):
        client.post(page_of(task, "delete"), {"post": "yes"})
        assert Task.objects.filter(pk=task.pk).exists() is not gone
    assert Task.history.filter(id=cast.tasks[2].pk, history_type="-").get().history_user == cast.administrator


def test_a_target_with_values_is_not_deleted(cast: Cast, client: Client) -> None:
    target = Target.objects.create(task=cast.tasks[0], metric="企业", value=30, unit="家")
    say(cast.tasks[0], cast.reporter, 50, values={target.pk: Decimal(12)})
    assert (
        "不能删除"
        in client.post(
            page_of(cast.tasks[0]), asked(client.get(page_of(cast.tasks[0]))) | {"targets-0-DELETE": "on"}
        ).content.decode()
    )
    assert Target.objects.exists()


# ---- reports ----
def test_a_report_entered_for_a_unit_counts_as_its_own(cast: Cast, client: Client) -> None:
    assert enter(client, cast).status_code == 302
    row: Any = ProgressReport.objects.get()
    assert (row.unit, row.percent, row.reported_by, row.late) == (
        cast.industry,
        70,
        cast.administrator,
        False,
    )
    assert timezone.localdate(row.reported_at) == DAY
    assert row.history.get().history_user == cast.administrator
    assert standing(cast.tasks[0]) == "on_schedule"


def test_one_entered_after_the_due_day_is_late(cast: Cast, client: Client) -> None:
    enter(client, cast, month=3)
    assert ProgressReport.objects.get().late


@pytest.mark.parametrize("typed", [{"percent": "100"}, {"percent": "", "status": "complete"}])
def test_a_hundred_or_complete_waits_for_verification(
    cast: Cast, client: Client, typed: dict[str, Any]
) -> None:
    enter(client, cast, **typed)
    row: Any = ProgressReport.objects.get()
    assert (row.percent, row.status, fresh(cast.tasks[0]).status) == (100, "complete", Status.CLAIMED)
    assert standing(cast.tasks[0]) == "claimed"
    verify(cast.tasks[0], user=cast.supervisor, day=DAY)


def test_a_correction_takes_the_claim_back(cast: Cast, client: Client) -> None:
    row = say(cast.tasks[0], cast.reporter, 100)
    assert fill(client, page_of(row), percent="80", status="in_progress").status_code == 302
    assert (fresh(cast.tasks[0]).status, standing(cast.tasks[0])) == (Status.OPEN, "ahead")


def test_a_correction_of_an_earlier_period_leaves_the_latest_word(cast: Cast, client: Client) -> None:
    early = say(cast.tasks[0], cast.reporter, 30, day=date(2026, 3, 10))
    say(cast.tasks[0], cast.reporter, 100)
    assert fill(client, page_of(early), percent="35", note="更正").status_code == 302
    assert (fresh(cast.tasks[0]).status, standing(cast.tasks[0])) == (Status.CLAIMED, "claimed")


def test_figures_are_corrected_with_the_report(cast: Cast, client: Client) -> None:
    target = Target.objects.create(task=cast.tasks[0], metric="企业", value=30, unit="家")
    row = say(cast.tasks[0], cast.reporter, 50, values={target.pk: Decimal(1)})
    assert standing(cast.tasks[0]) == "far_behind"
    assert fill(client, page_of(row), values__0__value="29").status_code == 302
    assert standing(cast.tasks[0]) == "ahead"
    foreign = Target.objects.create(task=cast.tasks[1], metric="工厂", value=5)
    assert wrong(add_line(client, page_of(row), "values", target=foreign.pk, value="1"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"month": 12}, "尚未开始"),
        ({"percent": "", "note": ""}, "填"),
        ({"percent": "120"}, "100"),
        ({"task": 2, "unit": "education"}, ""),
        ({"task": 0, "unit": "education"}, "牵头单位"),
        ({"task": 3, "unit": "all_streets"}, "牵头单位"),
    ],
)
def test_what_cannot_be_reported_is_refused_in_words(
    cast: Cast, client: Client, typed: dict[str, Any], said: str
) -> None:
    given = dict(typed)
    if "task" in given:
        given["task"] = cast.tasks[given["task"]]
        given["unit"] = getattr(cast, given["unit"]).pk
    answer = enter(client, cast, **given)
    if said:
        assert said in wrong(answer)
    assert ProgressReport.objects.exists() is not bool(said)


def test_nothing_is_entered_once_it_is_settled(cast: Cast, client: Client) -> None:
    row = say(cast.tasks[0], cast.reporter, 100)
    verify(cast.tasks[0], user=cast.supervisor, day=DAY)
    assert wrong(fill(client, page_of(row), percent="80", status="in_progress"))
    assert wrong(enter(client, cast, month=8))
    cast.year.periods.filter(month=9).update(locked_at=timezone.now())
    assert "锁定" in wrong(enter(client, cast, task=cast.tasks[1]))


def test_a_report_is_never_deleted_nor_moved(cast: Cast, client: Client) -> None:
    row = say(cast.tasks[0], cast.reporter, 50)
    assert client.post(page_of(row, "delete"), {"post": "yes"}).status_code == 403
    fill(client, page_of(row), task=cast.tasks[1].pk, unit=cast.education.pk, percent="51")
    after: Any = ProgressReport.objects.get()
    assert (after.task, after.unit, after.percent) == (cast.tasks[0], cast.industry, 51)
