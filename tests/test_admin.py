"""The administration: who enters, what they see, what they can choose, how many queries it takes."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tasks.models import (
    District,
    Goal,
    Membership,
    Milestone,
    Official,
    Origin,
    Period,
    Plan,
    ProgressReport,
    Responsibility,
    SourceFile,
    StandingSpan,
    Target,
    Task,
    Unit,
    User,
    Year,
)
from tests.admin_pages import add_line, adding, fill, listed, listing, page_of, wrong
from tests.cast import Cast, make_task, make_user
from tests.pages import signed_in, stand_today

OURS: list[type[models.Model]] = [
    *(District, Year, Plan, Goal, Task, Unit, Official, User, Membership, Period),
    *(ProgressReport, SourceFile, Origin, StandingSpan),
]
WRITTEN_BY_SERVICES = [SourceFile, Origin, StandingSpan]


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.administrator)


def file_of(district: District) -> SourceFile:
    return SourceFile.objects.create(district=district, name="分解.docx", sha256=district.code, size=1)


def one_of_each(cast: Cast, *, other: bool = False) -> dict[type[models.Model], Any]:
    """A row of every model, of the cast's district or of the other one."""
    stand_today()
    district, year = (cast.other_district, cast.other_year) if other else (cast.district, cast.year)
    task, unit = (cast.other_task, cast.other_unit) if other else (cast.tasks[0], cast.industry)
    source, period = file_of(district), year.periods.get(month=3)
    report = ProgressReport.objects.create(
        task=task, unit=unit, period=period, percent=10, reported_at=timezone.now()
    )
    user = cast.other_administrator if other else cast.reporter
    return {
        District: district,
        Year: year,
        Plan: task.plan,
        Goal: Goal.objects.create(plan=task.plan, title="其他"),
        Task: task,
        Unit: unit,
        Official: district.officials.all()[0],
        User: user,
        Membership: user.memberships.get(),
        Period: period,
        ProgressReport: report,
        SourceFile: source,
        Origin: Origin.objects.create(task=task, source_file=source, field="text"),
        StandingSpan: task.spans.get(),
    }


# ---- who enters ----
def test_every_model_of_ours_has_its_pages() -> None:
    there = {model for model in admin.site._registry if model._meta.app_label == "tasks"}
    assert there == set(OURS)


def test_an_administrator_enters_without_being_staff(cast: Cast, client: Client) -> None:
    assert not cast.administrator.is_staff
    page = client.get(reverse("admin:index"))
    assert page.status_code == 200
    assert "tasktrack 管理" in page.content.decode()


@pytest.mark.parametrize("who", ["supervisor", "reporter", "leader", "viewer", "nobody"])
def test_nobody_else_enters(cast: Cast, who: str) -> None:
    stranger = signed_in(getattr(cast, who))
    for url in (reverse("admin:index"), listing(Task), page_of(cast.tasks[0]), adding(Unit)):
        assert stranger.get(url).status_code == 403, url


def test_a_staff_flag_opens_nothing(cast: Cast) -> None:
    staff = make_user("staff", "员", is_staff=True)
    assert signed_in(staff).get(reverse("admin:index")).status_code == 403


def test_an_administration_that_has_ended_opens_nothing(cast: Cast, client: Client) -> None:
    cast.administrator.memberships.update(to_date=date(2020, 1, 1))
    assert client.get(listing(Task)).status_code == 403


def test_who_is_not_signed_in_signs_in_where_everybody_does(cast: Cast) -> None:
    answer = Client().get(listing(Task), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("sign_in"))
    assert listing(Task) in answer.redirect_chain[-1][0].replace("%2F", "/")


@pytest.mark.parametrize("app", ["axes", "django_tasks_database"])
def test_what_runs_the_product_is_for_superusers(cast: Cast, client: Client, app: str) -> None:
    model = next(m for m in admin.site._registry if m._meta.app_label == app)
    url = reverse(f"admin:{app}_{model._meta.model_name}_changelist")
    assert client.get(url).status_code == 403
    assert signed_in(cast.superuser).get(url).status_code == 200


# ---- what they see ----
@pytest.mark.parametrize("model", OURS)
def test_a_list_holds_the_own_districts_rows_only(
    cast: Cast, client: Client, model: type[models.Model]
) -> None:
    own, other = one_of_each(cast)[model], one_of_each(cast, other=True)[model]
    rows = listed(client.get(listing(model)))
    assert str(own.pk) in rows
    assert str(other.pk) not in rows
    assert {str(own.pk), str(other.pk)} <= listed(signed_in(cast.superuser).get(listing(model)))


@pytest.mark.parametrize("model", OURS)
def test_another_districts_row_is_not_found(cast: Cast, client: Client, model: type[models.Model]) -> None:
    other = one_of_each(cast, other=True)[model]
    for page in ("change", "delete", "history"):
        url = page_of(other, page)
        seen, sent = client.get(url), client.post(url, {"post": "yes"})
        assert seen.status_code in ({302, 403, 404} if page == "delete" else {302, 404}), (url, seen)
        assert sent.status_code in {302, 403, 404}, (
            url,
            sent,
        )  # 403: no row of this model
        assert str(other).encode() not in seen.content + sent.content
    assert model._default_manager.filter(pk=other.pk).exists()


@pytest.mark.parametrize("model", [m for m in OURS if m not in {SourceFile, StandingSpan}])
def test_a_former_state_is_shown_and_cannot_be_brought_back(
    cast: Cast, client: Client, model: type[models.Model]
) -> None:
    own, other = one_of_each(cast)[model], one_of_each(cast, other=True)[model]
    own.save()
    name = f"admin:tasks_{model._meta.model_name}_simple_history"
    url = reverse(name, args=[own.pk, own.history.latest().pk])
    assert client.get(page_of(own, "history")).status_code == 200
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 404
    other.save()
    for stranger in (
        reverse(name, args=[other.pk, other.history.latest().pk]),
        reverse(name, args=[own.pk, other.history.latest().pk]),
        reverse(name, args=[own.pk, "x"]),
    ):
        assert client.get(stranger).status_code == 404


@pytest.mark.parametrize("model", OURS)
def test_every_page_opens(cast: Cast, client: Client, model: type[models.Model]) -> None:
    row = one_of_each(cast)[model]
    assert client.get(page_of(row)).status_code == 200
    assert client.get(listing(model, "?q=云")).status_code == 200
    may_add = admin.site._registry[model].has_add_permission(client.get(listing(model)).wsgi_request)
    assert client.get(adding(model)).status_code == (200 if may_add else 403)


@pytest.mark.parametrize("model", OURS)
def test_no_filter_names_another_district(cast: Cast, client: Client, model: type[models.Model]) -> None:
    one_of_each(cast), one_of_each(cast, other=True)
    page = client.get(listing(model)).content.decode()
    assert "栖岭" not in page


@pytest.mark.parametrize("model", WRITTEN_BY_SERVICES)
def test_what_services_write_is_only_shown(cast: Cast, client: Client, model: type[models.Model]) -> None:
    row = one_of_each(cast)[model]
    assert client.get(adding(model)).status_code == 403
    assert client.post(page_of(row), {}).status_code == 403
    assert client.post(page_of(row, "delete"), {"post": "yes"}).status_code == 403


def test_what_is_said_is_said_in_chinese(cast: Cast, client: Client) -> None:
    page = client.get(reverse("admin:index")).content.decode()
    for model in OURS:
        name = str(model._meta.verbose_name_plural)
        assert name in page
        assert not name.isascii(), name


# ---- what they can choose ----
@pytest.mark.parametrize(
    ("model", "field", "other"),
    [
        (Responsibility, "unit", "other_unit"),
        (Responsibility, "official", "other_official_elsewhere"),
        (Membership, "user", "other_administrator"),
        (Membership, "district", "other_district"),
        (ProgressReport, "task", "other_task"),
        (Plan, "year", "other_year"),
    ],
)
def test_a_search_for_something_to_choose_finds_the_own_only(
    cast: Cast, client: Client, model: type[models.Model], field: str, other: str
) -> None:
    asked: dict[str, Any] = {
        "app_label": "tasks",
        "model_name": model._meta.model_name,
        "field_name": field,
        "term": "",
    }
    found = client.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert found
    assert str(getattr(cast, other).pk) not in {row["id"] for row in found}


@pytest.mark.parametrize(
    ("role", "field", "other"),
    [("lead_unit", "unit", "other_unit"), ("lead_official", "official", "other_official_elsewhere")],
)
def test_a_unit_or_official_of_another_district_is_refused(
    cast: Cast, client: Client, role: str, field: str, other: str
) -> None:
    stranger = getattr(cast, other).pk
    answer = add_line(client, page_of(cast.tasks[4]), "responsibilities", role=role, **{field: stranger})
    assert "有效" in wrong(answer)
    assert not cast.tasks[4].responsibilities.exists()


@pytest.mark.parametrize(("owner", "field"), [("all_streets", "members"), ("official", "units")])
def test_a_unit_of_another_district_is_refused_as_member_and_as_charge(
    cast: Cast, client: Client, owner: str, field: str
) -> None:
    row = getattr(cast, owner)
    assert wrong(fill(client, page_of(row), **{field: [cast.other_unit.pk]}))
    assert cast.other_unit not in getattr(row, field).all()


def both(cast: Cast) -> Client:
    """An administrator of both districts, to whom each row is known."""
    Membership.objects.create(
        user=cast.administrator, district=cast.other_district, role=Membership.Role.ADMINISTRATOR
    )
    return signed_in(cast.administrator)


@pytest.mark.parametrize("kept", [True, False])
def test_who_administers_two_districts_cannot_mix_them_in_a_task(cast: Cast, kept: bool) -> None:
    """Whether the task is there already or comes with its lines."""
    client, line = both(cast), {"role": "lead_unit", "unit": cast.other_unit.pk}
    if kept:
        answer = add_line(client, page_of(cast.tasks[4]), "responsibilities", **line)
    else:
        typed = {f"responsibilities__0__{name}": value for name, value in line.items()}
        typed |= {"responsibilities__TOTAL_FORMS": 1, "responsibilities__0__position": 0}
        answer = fill(client, adding(Task), **typed, plan=cast.plan.pk, text="新的任务。")
    assert "栖岭区" in wrong(answer)
    assert not Responsibility.objects.filter(unit=cast.other_unit, task__year=cast.year).exists()


def test_who_administers_two_districts_cannot_mix_them_elsewhere(cast: Cast) -> None:
    client = both(cast)
    assert "栖岭区" in wrong(fill(client, page_of(cast.all_streets), members=[cast.other_unit.pk]))
    assert "栖岭区" in wrong(fill(client, page_of(cast.official), units=[cast.other_unit.pk]))
    held = cast.reporter.memberships.get()
    assert "栖岭区" in wrong(fill(client, page_of(held), unit=cast.other_unit.pk))
    foreign = Goal.objects.create(plan=cast.other_task.plan, title="外")
    assert wrong(fill(client, page_of(cast.tasks[0]), goal=foreign.pk))


def test_what_other_rows_hang_on_stays(cast: Cast) -> None:
    client = both(cast)
    fill(client, page_of(cast.industry), district=cast.other_district.pk, name="工业局")
    cast.industry.refresh_from_db()
    assert (cast.industry.district, cast.industry.name) == (cast.district, "工业局")


# ---- how many queries ----
def many(cast: Cast, number: int) -> None:
    """`number` rows more of everything, each pointing at rows of its own."""
    for n in range(number):
        tag = f"{Unit.objects.count()}号"
        unit = Unit.objects.create(district=cast.district, name=f"单位{tag}")
        official = Official.objects.create(district=cast.district, name=f"领导{tag}")
        plan = Plan.objects.create(year=cast.year, title=f"清单{tag}")
        goal = Goal.objects.create(
            plan=plan, title="目标", parent=Goal.objects.create(plan=plan, title="板块")
        )
        task = make_task(plan, goal, n, f"任务{tag}", unit)
        Responsibility.objects.create(task=cast.tasks[4], role="partner_unit", unit=unit, position=n)
        Responsibility.objects.create(task=cast.tasks[4], role="lead_official", official=official)
        Target.objects.create(task=cast.tasks[4], metric=tag, value=1)
        Milestone.objects.create(task=cast.tasks[4], title=tag, due=date(2026, 6, 1))
        user = make_user(f"user{tag}", tag)
        Membership.objects.create(user=user, district=cast.district, role="reporter", unit=unit)
        row = ProgressReport(task=task, unit=unit, period=cast.year.periods.get(month=3), percent=Decimal(1))
        row.reported_at, row.reported_by = timezone.now(), user
        row.save()
        source = SourceFile.objects.create(
            district=cast.district, name=tag, sha256=tag, size=1, uploaded_by=user
        )
        Origin.objects.create(task=task, source_file=source, field="text", settled_by=user)
    stand_today()


def asks(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("model", OURS)
def test_a_list_asks_as_often_for_five_rows_as_for_fifty(
    cast: Cast, client: Client, model: type[models.Model]
) -> None:
    many(cast, 5)
    few = asks(client, listing(model))
    many(cast, 40)
    assert asks(client, listing(model)) <= few


@pytest.mark.parametrize("page", ["change", "history"])
def test_a_task_asks_as_often_with_five_lines_as_with_fifty(cast: Cast, client: Client, page: str) -> None:
    many(cast, 5)
    few = asks(client, page_of(cast.tasks[4], page))
    many(cast, 45)
    assert asks(client, page_of(cast.tasks[4], page)) <= few


def test_a_line_shows_what_was_chosen(cast: Cast, client: Client) -> None:
    page = client.get(page_of(cast.tasks[0])).content.decode()
    assert f'<option value="{cast.industry.pk}" selected>工信局</option>' in page
    assert f'<option value="{cast.official.pk}" selected>沈知远</option>' in page
