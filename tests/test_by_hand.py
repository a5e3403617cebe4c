"""Tasks by hand: added, moved, given to others, split, merged and linked, each with its history."""

from typing import Any

import pytest

from tasks.changes import entries
from tasks.models import Plan, ProgressReport, Responsibility, Task
from tests.cast import Cast, make_task
from tests.pages import address, freeze, page, say, shown, signed_in, stand_today, words_on

FIGURES = {"targets-TOTAL_FORMS": "3", "targets-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    freeze(monkeypatch)
    stand_today()


def send(cast: Cast, name: str, about: Task | None = None, /, **given: Any) -> Any:
    return signed_in(cast.supervisor).post(address(name, cast, about), given)


def leads(task: Task) -> list[str]:
    rows = Responsibility.objects.filter(task=task, role="lead_unit").order_by("position")
    return [str(row.unit) for row in rows]


def add(cast: Cast, **given: str) -> Any:
    said = {"text": "整治老旧小区门禁。", "source": "leader", "source_note": "区长办公会", "leads": "工信局"}
    return send(cast, "task_new", **{**FIGURES, **said, **given})


# ---- added ----
def test_a_task_of_a_leader_is_added_to_the_list_of_ad_hoc_tasks_with_its_source(cast: Cast) -> None:
    assert add(cast).status_code == 302
    task = Task.objects.get(text="整治老旧小区门禁。")
    assert (leads(task), task.source_note) == (["工信局"], "区长办公会")
    assert task.plan.kind == Plan.Kind.OTHER
    assert entries(task)[-1].who == cast.supervisor
    assert "整治老旧小区门禁。" in words_on(signed_in(cast.reporter).get(address("reporting", cast)))


def test_time_gone_of_an_added_task_counts_from_its_start_today_unless_said_otherwise(cast: Cast) -> None:
    asked = page(signed_in(cast.supervisor).get(address("task_new", cast)))
    assert asked.xpath("//input[@name='start']/@value") == ["2026-09-10"]
    add(cast, start="2026-09-10", deadline="2026-09-29")
    task = Task.objects.get(text="整治老旧小区门禁。")
    say(task, cast.reporter, 5)
    assert task.spans.get(end=None).standing == "on_schedule"


NO_TASK = (
    {"text": ""},
    {"leads": "不存在的局"},
    {"deadline": "soon"},
    {"start": "2026-09-10", "deadline": "2026-09-01"},
)


@pytest.mark.parametrize("given", NO_TASK)
def test_what_cannot_be_stays_in_the_form(cast: Cast, given: dict[str, str]) -> None:
    answer = add(cast, **given)
    assert answer.status_code == 422
    assert "区长办公会" in answer.content.decode()
    assert not Task.objects.filter(source_note="区长办公会").exists()


# ---- moved, given to others ----
def test_a_task_is_moved_to_another_heading(cast: Cast) -> None:
    assert send(cast, "task_move", cast.tasks[3], place=f"g{cast.goal.pk}").status_code == 302
    assert Task.objects.get(pk=cast.tasks[3].pk).goal == cast.goal


def test_a_task_is_given_to_others_with_the_reason_in_its_history(cast: Cast) -> None:
    send(cast, "task_people", cast.tasks[0], leads="教育局", partners="工信局", reason="职能调整")
    assert leads(cast.tasks[0]) == ["教育局"]
    assert "职能调整" in words_on(signed_in(cast.supervisor).get(address("task", cast, cast.tasks[0])))


# ---- split ----
def test_a_task_becomes_two_and_the_first_keeps_the_reports(cast: Cast) -> None:
    report = say(cast.tasks[0], cast.reporter, 40)
    parts = {"part0-text": "新增企业20家。", "part0-leads": "工信局"}
    parts |= {"part1-text": "新增小微企业10家。", "part1-leads": "教育局"}
    assert send(cast, "task_split", cast.tasks[0], parts="2", **parts).status_code == 302
    assert Task.objects.get(pk=cast.tasks[0].pk).text == "新增企业20家。"
    new = Task.objects.get(text="新增小微企业10家。")
    assert (leads(new), new.reports.count()) == (["教育局"], 0)
    assert ProgressReport.objects.get(pk=report.pk).task == cast.tasks[0]


def test_a_part_without_words_is_said_beside_it(cast: Cast) -> None:
    answer = send(cast, "task_split", cast.tasks[0], **{"parts": "2", "part0-text": "新增企业20家。"})
    assert answer.status_code == 422
    assert page(answer).xpath("//*[@name='part1-text']/ancestor::*[contains(@class, 'field-wrong')]")


# ---- merged ----
def test_a_merged_task_is_in_no_list_and_its_reports_are_read_from_the_other(cast: Cast) -> None:
    say(cast.tasks[2], cast.education_reporter, 40, note="小学已封顶。")
    assert send(cast, "task_merge", cast.tasks[0], task=cast.tasks[2].pk).status_code == 302
    client = signed_in(cast.supervisor)
    assert cast.tasks[2].pk not in shown(client.get(address("task_list", cast)))
    assert "小学已封顶。" in words_on(client.get(address("task", cast, cast.tasks[0])))
    gone = client.get(address("task", cast, cast.tasks[2]), follow=True)
    assert gone.redirect_chain[0][0] == address("task", cast, cast.tasks[0])


def test_a_form_about_a_task_that_was_merged_meanwhile_says_where_it_went_and_gives_the_words_back(
    cast: Cast,
) -> None:
    send(cast, "task_merge", cast.tasks[1], task=cast.tasks[0].pk)
    given = {"percent": "50", "status": "in_progress", "note": "正在写的话。"}
    answer = signed_in(cast.reporter).post(address("reporting_card", cast, cast.tasks[0]), given)
    assert answer.status_code == 422
    said = words_on(answer)
    assert "正在写的话。" in said
    assert "建成智能工厂5家。" in said
    assert not ProgressReport.objects.exists()


# ---- linked ----
def test_the_same_promise_in_two_lists_is_reported_once(cast: Cast) -> None:
    other = Plan.objects.create(year=cast.year, title="澄岚区2026年民生实事", position=2)
    twin = make_task(other, None, 1, "新增规上工业企业30家。", cast.industry)
    stand_today()
    assert send(cast, "task_link", twin, task=cast.tasks[0].pk).status_code == 302
    say(Task.objects.get(pk=cast.tasks[0].pk), cast.reporter, 60)
    assert [report.percent for report in twin.reports.all()] == [60]
    assert twin.spans.get(end=None).percent == cast.tasks[0].spans.get(end=None).percent
    send(cast, "task_unlink", twin)
    assert Task.objects.get(pk=twin.pk).reported_with is None


@pytest.mark.parametrize("who", ["reporter", "leader", "viewer"])
def test_only_supervision_changes_tasks_by_hand(cast: Cast, who: str) -> None:
    client = signed_in(getattr(cast, who))
    assert client.post(address("task_new", cast), {}).status_code == 403
    for name in ("task_move", "task_people", "task_split", "task_merge", "task_link", "task_unlink"):
        assert client.post(address(name, cast, cast.tasks[0]), {}).status_code == 403, name
