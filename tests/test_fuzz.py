"""Whatever happens to a file on its way, it is read or refused in words; `make fuzz` tries many more."""

import random

import pytest

from tests.damage import fate, worse
from tests.samples import SAMPLES, file_name

TIMES = 300


@pytest.mark.parametrize("sample", SAMPLES, ids=[name for name, _ending in SAMPLES])
def test_a_file_made_worse_is_read_or_refused_in_words(sample: tuple[str, str]) -> None:
    data, chance = SAMPLES[sample](8), random.Random(str(sample))
    fates = [fate(file_name(sample), worse(data, chance)) for _ in range(TIMES)]
    assert set(fates) <= {"read", "refused"}
    assert "read" in fates


@pytest.mark.parametrize("sample", SAMPLES, ids=[name for name, _ending in SAMPLES])
def test_the_whole_plan_is_read_from_every_format(sample: tuple[str, str]) -> None:
    from imports.parse import parse

    draft = parse(file_name(sample), SAMPLES[sample](20))
    found = [task for task in draft.tasks if "口袋公园" in task.text]
    assert len(found) >= 20
    assert draft.year == 2026
