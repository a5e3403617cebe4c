"""The cast: one district with a small plan and a user of every role, and a second district of strangers."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import pytest

from tasks.models import (
    District,
    Goal,
    Membership,
    Official,
    Period,
    Plan,
    Responsibility,
    Task,
    Unit,
    User,
    Year,
)

Role = Membership.Role


@dataclass
class Cast:
    """Everybody and everything a test may need, by name."""

    PASSWORD: ClassVar[str] = "one-password-for-tests"

    district: District
    year: Year
    plan: Plan
    section: Goal
    goal: Goal
    tasks: list[Task]
    #: two single units, a closed collective of both streets, an open collective
    industry: Unit
    education: Unit
    streets: list[Unit]
    all_streets: Unit
    departments: Unit
    official: Official
    other_official: Official
    administrator: User
    supervisor: User
    reporter: User
    education_reporter: User
    street_reporter: User
    leader: User
    viewer: User
    superuser: User
    nobody: User
    other_district: District
    other_year: Year
    other_task: Task
    other_unit: Unit
    other_official_elsewhere: Official
    other_administrator: User


def make_user(username: str, name: str, **fields: Any) -> User:
    return User.objects.create_user(username, password=Cast.PASSWORD, name=name, **fields)


def make_year(district: District, number: int = 2026) -> Year:
    year = Year.objects.create(district=district, number=number)
    Period.objects.bulk_create(
        Period(year=year, month=month, opens=date(number, month, 1), due=date(number, month, 28))
        for month in range(1, 13)
    )
    return year


def make_task(plan: Plan, goal: Goal | None, position: int, text: str, *leads: Unit, **fields: Any) -> Task:
    """A task of `plan` led by `leads`, the first one first."""
    task = Task.objects.create(year=plan.year, plan=plan, goal=goal, position=position, text=text, **fields)
    for order, unit in enumerate(leads):
        Responsibility.objects.create(
            task=task, role=Responsibility.Role.LEAD_UNIT, unit=unit, position=order
        )
    return task


def _other_district() -> dict[str, Any]:
    district = District.objects.create(code="990202", short_name="栖岭区", full_name="澜州市栖岭区")
    year = make_year(district)
    plan = Plan.objects.create(year=year, title="栖岭区2026年重点工作任务分解")
    unit = Unit.objects.create(district=district, name="工信局")
    administrator = make_user("other_administrator", "岳外")
    Membership.objects.create(user=administrator, district=district, role=Role.ADMINISTRATOR)
    return {
        "other_district": district,
        "other_year": year,
        "other_unit": unit,
        "other_official_elsewhere": Official.objects.create(district=district, name="卢远"),
        "other_task": make_task(plan, None, 1, "建成栖岭产业服务中心。", unit),
        "other_administrator": administrator,
    }


def _users(
    district: District, industry: Unit, education: Unit, street: Unit, official: Official
) -> dict[str, Any]:
    roles: dict[str, tuple[str, dict[str, Any]]] = {
        "administrator": ("管立", {"role": Role.ADMINISTRATOR}),
        "supervisor": ("督明", {"role": Role.SUPERVISOR}),
        "reporter": ("工小文", {"role": Role.REPORTER, "unit": industry}),
        "education_reporter": ("教小青", {"role": Role.REPORTER, "unit": education}),
        "street_reporter": ("街小林", {"role": Role.REPORTER, "unit": street}),
        "leader": ("沈知远", {"role": Role.LEADER, "official": official}),
        "viewer": ("阅小安", {"role": Role.VIEWER}),
    }
    users = {}
    for username, (name, membership) in roles.items():
        users[username] = make_user(username, name)
        Membership.objects.create(user=users[username], district=district, **membership)
    return users


def _units(district: District) -> dict[str, Any]:
    def unit(name: str, position: int, collective: str = "") -> Unit:
        return Unit.objects.create(district=district, name=name, position=position, collective=collective)

    streets, all_streets = [unit("望湖街道", 3), unit("松林街道", 4)], unit("各街道", 5, "closed")
    all_streets.members.set(streets)
    return {
        "industry": unit("工信局", 1),
        "education": unit("教育局", 2),
        "streets": streets,
        "all_streets": all_streets,
        "departments": unit("区各有关部门", 6, "open"),
    }


def _officials(district: District) -> dict[str, Any]:
    def official(name: str, position: int) -> Official:
        return Official.objects.create(district=district, name=name, title="副区长", position=position)

    return {"official": official("沈知远", 1), "other_official": official("陆清", 2)}


def _plan(year: Year) -> dict[str, Any]:
    plan = Plan.objects.create(year=year, title="澄岚区2026年政府工作报告责任分解", position=1)
    section = Goal.objects.create(plan=plan, kind=Goal.Kind.SECTION, title="聚力产业强区", position=1)
    goal = Goal.objects.create(plan=plan, parent=section, label="1", title="做强先进制造", position=2)
    return {"plan": plan, "section": section, "goal": goal}


def _tasks(
    plan: Plan, section: Goal, goal: Goal, industry: Unit, education: Unit, streets: Unit
) -> list[Task]:
    return [
        make_task(
            plan, goal, 1, "新增规模以上工业企业30家。", industry, label="1", deadline=date(2026, 12, 31)
        ),
        make_task(
            plan, goal, 2, "建成智能工厂5家。", industry, education, label="1", deadline=date(2026, 6, 30)
        ),
        make_task(plan, section, 3, "开工新建澄岚实验小学。", education, label="2"),
        make_task(plan, None, 4, "推进背街小巷整治。", streets, label="3"),
        make_task(plan, None, 5, "做好年度安全生产工作。", label="4"),
    ]


def _responsible(tasks: list[Task], units: dict[str, Any], officials: dict[str, Any]) -> None:
    lead, partner = Responsibility.Role.LEAD_OFFICIAL, Responsibility.Role.PARTNER_UNIT
    add = Responsibility.objects.create
    add(task=tasks[0], role=lead, official=officials["official"])
    add(task=tasks[1], role=lead, official=officials["other_official"], inherited=True)
    add(task=tasks[0], role=partner, unit=units["all_streets"])
    add(task=tasks[0], role=partner, unit=units["departments"], position=1)


@pytest.fixture
def cast(db: None) -> Cast:
    district = District.objects.create(code="990101", short_name="澄岚区", full_name="澜州市澄岚区")
    year = make_year(district)
    units, officials, plan = _units(district), _officials(district), _plan(year)
    tasks = _tasks(
        **plan, industry=units["industry"], education=units["education"], streets=units["all_streets"]
    )
    _responsible(tasks, units, officials)
    return Cast(
        district=district,
        year=year,
        tasks=tasks,
        superuser=User.objects.create_superuser("superuser", password=Cast.PASSWORD),
        nobody=make_user("nobody", "无职"),
        **units,
        **officials,
        **plan,
        **_users(district, units["industry"], units["education"], units["streets"][0], officials["official"]),
        **_other_district(),
    )
