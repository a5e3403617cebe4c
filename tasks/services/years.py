"""A district's year and its twelve reporting periods.

A period is a calendar month: it opens on the 1st and its reports are due on the 25th, as offices ask who want
the month's progress in time for the bulletin of its end. What is reported later in the month still belongs to
it, and is late. Both days can be changed for each period.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.models import District, Period, User, Year
from tasks.services.history import Deed

FIRST_YEAR, LAST_YEAR = 1990, 2100
DUE_DAY = 25
MONTHS = range(1, 13)


@transaction.atomic
def open_year(district: District, number: int, *, user: User | None = None) -> Year:
    """The year `number` of `district` with all its periods; what is there already stays as it is.

    A new one begins with the rules of standing of the year before it.
    """
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise Refused(_("%(number)s is not a year that can be planned for.") % {"number": number})
    Year.objects.get_or_create(district=district, number=number, defaults=_rules_before(district, number))
    year = Year.objects.select_for_update().get(district=district, number=number)
    there = set(year.periods.values_list("month", flat=True))
    Deed.on(None, user).create_all([_period(year, month) for month in MONTHS if month not in there])
    return year


def _rules_before(district: District, number: int) -> dict[str, Any]:
    names = ("tolerance_points", "red_points", "words", "colours")
    return district.years.filter(number__lt=number).order_by("-number").values(*names).first() or {}


def period_on(year: Year, day: date) -> Period:
    """The period for which one reports on `day`: its month; before the year the first, after it the last."""
    month = _month(year, day)
    period = year.periods.filter(month=month).first()
    return period or open_year(year.district, year.number).periods.get(month=month)


def present(year: Year, day: date) -> Period:
    """What one reports for on `day`: its period; when the year is over, the month behind the last one.

    Tasks stay open beyond their year; see Period.
    """
    period = period_on(year, day)
    period.year, period.beyond = year, max(0, (day.year - year.number - 1) * 12 + day.month)
    return period


def period_called(year: Year, key: str, day: date) -> Period:
    """That of `year` with this key, for none the present one of `day`. Raises Refused where there is none."""
    now = present(year, day)
    if not key or key == now.key:
        return now
    month, _dash, beyond = key.partition("-")
    number, far = (
        int(part) if part.isascii() and part.isdecimal() else -1 for part in (month, beyond or "0")
    )
    period = year.periods.filter(month=number).first()
    if period is None or far < 0 or far > now.beyond or (far and number != MONTHS[-1]):
        raise Refused(_("There is no such reporting period."))
    period.year, period.beyond = year, far
    return period


def refuse_shut(period: Period, day: date) -> None:
    """Raise Refused where `period` takes no report on `day`: not yet, or no more."""
    if day < period.begins:
        raise Refused(_("The reporting period %(period)s has not begun.") % {"period": period})
    if period.is_locked:
        sentence = _("The reporting period %(period)s is locked. Ask the supervisor.")
        raise Refused(sentence % {"period": period})


def open_period(year: Year, day: date) -> Period | None:
    """That period, if it has begun and is not locked."""
    return year.periods.filter(month=_month(year, day), opens__lte=day, locked_at=None).first()


def _month(year: Year, day: date) -> int:
    return day.month if day.year == year.number else 1 if day.year < year.number else 12


def _period(year: Year, month: int) -> Period:
    opens, due = date(year.number, month, 1), date(year.number, month, DUE_DAY)
    return Period(year=year, month=month, opens=opens, due=due)
