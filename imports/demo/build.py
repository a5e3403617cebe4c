"""Fills a database with the demo: people by hand, plans by the importer, months by the services."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from imports.demo.month import answer_plans, as_it_is_now, file_breakdowns, review_months
from imports.demo.people import (
    BODIES,
    DISTRICT,
    NEIGHBOUR,
    NEIGHBOUR_PLAN,
    NEIGHBOUR_SIGN_IN,
    NEIGHBOUR_TASKS,
    OFFICIALS,
    PASSWORD,
    SIGN_INS,
    YEAR,
    Body,
    Person,
    Role,
)
from imports.demo.stage import Cast, clock, morning
from imports.demo.stories import Act, Event, Plot, tell
from imports.services.apply import apply
from imports.services.stage import stage
from tasks.models import District, Membership, Official, Origin, Plan, Responsibility, Task, Unit, User
from tasks.permissions import reporting_unit
from tasks.services.history import Deed
from tasks.services.report import report, return_claim, verify
from tasks.services.settle import settle
from tasks.services.standing import changing, refresh_due
from tasks.services.years import open_year
from tasks.standing import span_in_year

DOCUMENTS = Path(__file__).parent
SEED = "qinglan"
#: The plans are taken in after the year's people's congress.
IMPORTED = date(YEAR, 1, 19)
SETTLED_AFTER = timedelta(days=4)
ANSWERED_AFTER = timedelta(days=6)


@transaction.atomic
def build(today: date) -> None:
    """The demo as it stands on `today`: all that would have happened since the year's plans came in."""
    first, last = min(IMPORTED, today), min(today, date(YEAR, 12, 31))
    with clock(morning(first)):
        cast = _enter()
        _import_plans(cast)
        _enter_neighbour()
        refresh_due(first)
    with clock(morning(min(first + SETTLED_AFTER, last))):
        _settle_some(cast)
    tasks = {task.pk: task for task in _reported(cast.district)}
    with clock(morning(min(first + ANSWERED_AFTER, last))):
        answer_plans(cast, list(tasks.values()))
        file_breakdowns(cast, list(tasks.values()), first)
    for week, events in groupby(sorted(_events(tasks.values(), first, last)), key=_week):
        refresh_due(week)
        for event in events:
            with clock(timezone.make_aware(event.at)):
                _act(cast, tasks[event.task], event)
    refresh_due(today)
    year = cast.district.years.get(number=YEAR)
    as_it_is_now(cast, year, last)
    review_months(cast, year, last)


def _week(event: Event) -> date:
    """The Monday of its week."""
    return event.at.date() - timedelta(event.at.weekday())


# ---- people ----
def _enter() -> Cast:
    deed = Deed.on(None, None)
    district = District(**DISTRICT)
    deed.save(district)
    units = _enter_units(district, deed)
    officials = _enter_officials(district, units, deed)
    users = _enter_users([*SIGN_INS, *_reporters()], deed)
    memberships = [
        Membership(
            user=users[person.username],
            district=district,
            role=person.role,
            unit=units.get(person.unit),
            official=officials.get(person.official),
        )
        for person in [*SIGN_INS, *_reporters()]
    ]
    deed.create_all(memberships)
    reporters = {row.unit_id: row.user for row in memberships if row.unit_id}
    return Cast(district, users["admin"], users["supervisor"], users["leader"], reporters)


def _enter_units(district: District, deed: Deed) -> dict[str, Unit]:
    rows = [_unit(district, body, number) for number, body in enumerate(BODIES, 1)]
    units = {row.name: row for row in deed.create_all(rows)}
    for body in BODIES:
        if body.members:
            units[body.name].members.set([units[name] for name in body.members])
    return units


def _unit(district: District, body: Body, number: int) -> Unit:
    closed = Unit.Collective.CLOSED if body.members else Unit.Collective.NONE
    return Unit(
        district=district,
        name=body.name,
        full_name=body.full_name,
        aliases=list(body.aliases),
        position=number,
        collective=Unit.Collective.OPEN if body.is_open else closed,
        contact=body.contact,
        phone=f"6608 {1000 + 7 * number}" if body.contact else "",
    )


def _enter_officials(district: District, units: dict[str, Unit], deed: Deed) -> dict[str, Official]:
    rows = [
        Official(district=district, name=name, title=title, position=number)
        for number, (name, title, _units) in enumerate(OFFICIALS, 1)
    ]
    officials = {row.name: row for row in deed.create_all(rows)}
    for name, _title, charge in OFFICIALS:
        officials[name].units.set([units[unit] for unit in charge])
    return officials


def _reporters() -> list[Person]:
    """A reporter for each unit that none of the sign-ins reports for; nobody signs in as them."""
    taken = {person.unit for person in SIGN_INS}
    single = [body for body in BODIES if body.contact and body.name not in taken]
    return [
        Person(f"unit{number}", body.contact, Role.REPORTER, unit=body.name)
        for number, body in enumerate(single, 1)
    ]


def _enter_users(persons: Iterable[Person], deed: Deed) -> dict[str, User]:
    """Those who sign in share one password, hashed once: hashing is slow on purpose."""
    password, nobodys = make_password(PASSWORD), make_password(None)
    signs_in = {person.username for person in [*SIGN_INS, NEIGHBOUR_SIGN_IN]}
    rows = [
        User(
            username=person.username,
            name=person.name,
            password=password if person.username in signs_in else nobodys,
        )
        for person in persons
    ]
    return {row.username: row for row in deed.create_all(rows)}


def _enter_neighbour() -> None:
    """A second district, so that it shows how they keep apart."""
    deed = Deed.on(None, None)
    district = District(**NEIGHBOUR)
    deed.save(district)
    user = _enter_users([NEIGHBOUR_SIGN_IN], deed)[NEIGHBOUR_SIGN_IN.username]
    deed.create_all([Membership(user=user, district=district, role=NEIGHBOUR_SIGN_IN.role)])
    year = open_year(district, YEAR, user=user)
    plan = Plan(year=year, title=NEIGHBOUR_PLAN, kind=Plan.Kind.OTHER)
    deed.save(plan)
    names = list(dict.fromkeys(name for name, _text in NEIGHBOUR_TASKS))
    rows = [Unit(district=district, name=name, position=number) for number, name in enumerate(names, 1)]
    units = {row.name: row for row in deed.create_all(rows)}
    tasks = deed.create_all(
        [
            Task(year=year, plan=plan, label=str(number), text=text, position=number)
            for number, (_name, text) in enumerate(NEIGHBOUR_TASKS, 1)
        ]
    )
    lead = Responsibility.Role.LEAD_UNIT
    deed.create_all(
        [
            Responsibility(task=task, role=lead, unit=units[name])
            for task, (name, _text) in zip(tasks, NEIGHBOUR_TASKS, strict=True)
        ]
    )


# ---- plans ----
def _import_plans(cast: Cast) -> None:
    for path in sorted(DOCUMENTS.glob("*.docx")) + sorted(DOCUMENTS.glob("*.txt")):
        batch = stage(path.name, path.read_bytes(), user=cast.administrator, district=cast.district)
        apply(batch, user=cast.administrator, undecided="empty")


def _settle_some(cast: Cast) -> None:
    """Every second doubt that has a reading is taken as read; the others wait for a person."""
    open_doubts = Origin.objects.filter(task__year__district=cast.district, settlement="").exclude(doubt="")
    offered = [origin for origin in open_doubts.select_related("task") if origin.suggested]
    for origin in offered[::2]:
        settle(origin.task, user=cast.supervisor, fields=[origin.field], as_read=True)


# ---- months ----
def _reported(district: District) -> list[Task]:
    """The tasks that some unit reports."""
    tasks = Task.objects.filter(year__district=district).select_related("year__district")
    tasks = tasks.prefetch_related("responsibilities__unit").in_document_order()
    return [task for task in tasks if reporting_unit(task)]


def _events(tasks: Iterable[Task], first: date, last: date) -> Iterator[Event]:
    for task in tasks:
        start, deadline = span_in_year(YEAR, task.start, task.deadline)
        yield from tell(Plot(task.pk, task.text, start, deadline), first, last, SEED)


def _act(cast: Cast, task: Task, event: Event) -> None:
    match event.act:
        case Act.REPORT:
            report(
                task,
                user=cast.reporter_of(task),
                percent=Decimal(event.percent),
                status=event.status,
                note=event.words,
            )
        case Act.VERIFY:
            verify(task, user=cast.supervisor)
        case Act.RETURN:
            return_claim(task, user=cast.supervisor, reason=event.words)
        case Act.SUSPEND:
            with changing(task):
                task.status = Task.Status.SUSPENDED
                Deed.on(None, cast.supervisor).save(task, "status")
