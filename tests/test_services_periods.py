"""A year and its reporting periods."""

from datetime import date

import pytest

from tasks.errors import Refused
from tasks.models import Period, Year
from tasks.services.years import open_year, period_on
from tests.cast import Cast


def test_it_opens_a_year_with_its_twelve_periods(cast: Cast) -> None:
    year = open_year(cast.district, 2027, user=cast.administrator)
    periods = list(year.periods.order_by("month"))
    assert [period.month for period in periods] == list(range(1, 13))
    assert (periods[1].opens, periods[1].due) == (date(2027, 2, 1), date(2027, 2, 25))
    assert {past.history_user for past in Period.history.filter(year=year)} == {cast.administrator}


def test_it_opens_a_year_once(cast: Cast) -> None:
    first = open_year(cast.district, 2027)
    first.periods.filter(month=3).update(due=date(2027, 3, 20))
    assert open_year(cast.district, 2027) == first
    assert first.periods.count() == 12
    assert first.periods.get(month=3).due == date(2027, 3, 20)


def test_it_adds_what_is_missing(cast: Cast) -> None:
    year = Year.objects.create(district=cast.district, number=2028)
    open_year(cast.district, 2028)
    assert year.periods.count() == 12


def test_it_keeps_the_years_of_two_districts_apart(cast: Cast) -> None:
    assert open_year(cast.district, 2027) != open_year(cast.other_district, 2027)


@pytest.mark.parametrize("number", [0, 1989, 2101, 20260])
def test_it_refuses_a_number_that_is_no_year(cast: Cast, number: int) -> None:
    with pytest.raises(Refused, match=str(number)):
        open_year(cast.district, number)


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 1, 1), 1),
        (date(2026, 5, 31), 5),
        (date(2026, 6, 1), 6),
        (date(2025, 11, 3), 1),
        (date(2027, 1, 4), 12),
    ],
)
def test_it_knows_the_period_of_a_day(cast: Cast, day: date, month: int) -> None:
    assert period_on(cast.year, day).month == month


def test_it_makes_the_periods_of_a_year_that_has_none(cast: Cast) -> None:
    year = Year.objects.create(district=cast.district, number=2028)
    assert period_on(year, date(2028, 7, 1)).month == 7
    assert year.periods.count() == 12
