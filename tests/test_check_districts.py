"""The command that looks for rows of one district that point into another."""

from io import StringIO

from django.core.management import call_command

from tasks.models import Responsibility
from tests.cast import Cast


def run() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("check_districts", stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_it_is_content_with_districts_that_keep_to_themselves(cast: Cast) -> None:
    code, text = run()
    assert code == 0
    assert text.strip()


def test_it_lists_each_row_with_its_number_and_field(cast: Cast) -> None:
    row = Responsibility.objects.create(task=cast.tasks[4], role="lead_unit", unit=cast.other_unit)
    code, text = run()
    assert code == 1
    assert f" {row.pk} " in text
    assert "unit" in text
    assert "工信局" in text


def test_it_names_a_collective_and_its_member_of_another_district(cast: Cast) -> None:
    cast.all_streets.members.add(cast.other_unit)
    code, text = run()
    assert code == 1
    assert f" {cast.all_streets.pk} members: 各街道（澄岚区） → 工信局（栖岭区）" in text


def test_it_names_an_official_and_a_unit_of_another_district(cast: Cast) -> None:
    cast.official.units.add(cast.other_unit)
    assert "units: 沈知远（澄岚区） → 工信局（栖岭区）" in run()[1]
