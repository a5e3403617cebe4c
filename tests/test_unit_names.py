"""Names that may be one unit's are offered, never taken."""

import pytest

from imports.unit_names import core, offers

DISTRICT = ("澜州市澄岚区", "澄岚区")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("区发改局", "发改局"),
        ("发展和改革局", "发改委"),
        ("澄岚区人力资源和社会保障局", "人社局"),
        ("澜州市澄岚区住房和城乡建设局", "区住建局"),
        ("市场监督管理局", "市监局"),
        ("区政府办公室", "区政府办"),
        ("云岭街道办事处", "云岭街道"),
    ],
)
def test_two_names_of_one_unit_have_one_core(one: str, other: str) -> None:
    assert core(one, DISTRICT) == core(other, DISTRICT)


@pytest.mark.parametrize(
    ("one", "other"),
    [("区委宣传部", "宣传部门"), ("城管局", "城投集团"), ("东山街道", "西山街道"), ("区教育局", "区体育局")],
)
def test_other_units_have_another(one: str, other: str) -> None:
    assert core(one, DISTRICT) != core(other, DISTRICT)


def test_a_known_name_is_offered_before_an_earlier_new_one() -> None:
    assert offers(["区财政局", "区发改局", "发展和改革局"], ["财政局"]) == {
        "区财政局": "财政局",
        "发展和改革局": "区发改局",
    }


def test_nothing_is_offered_where_two_may_be_meant() -> None:
    assert offers(["区发改局"], ["发改局", "发改委"]) == {}
