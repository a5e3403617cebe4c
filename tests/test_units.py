"""Names divide as careful readers divide them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.units import NameBook, split_officials, split_units

KNOWN = NameBook(["高新区指挥部", "发改局、城建集团，住建局；澄岚产投"])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "工信局、商务局，财政局；税务局,统计局;人社局",
            ["工信局", "商务局", "财政局", "税务局", "统计局", "人社局"],
        ),
        ("高新区、柳林镇、\n\n各街道、", ["高新区", "柳林镇", "各街道"]),
        ("柳林镇\n\n各街道\n\n区各有关部门", ["柳林镇", "各街道", "区各有关部门"]),
        ("住建局\n农业农村局(水利局)", ["住建局", "农业农村局（水利局）"]),
        ("财政局\n（国资办）", ["财政局（国资办）"]),
        ("农业农村局（水利局、畜牧局）、住建局", ["农业农村局（水利局、畜牧局）", "住建局"]),
        ("退役军人\n\n事务局\n\n妇联", ["退役军人事务局", "妇联"]),
        ("市场监督\n管理局", ["市场监督管理局"]),
        ("区委\n宣传部", ["区委宣传部"]),
        ("人力资源社会\n保障局", ["人力资源社会保障局"]),
        ("应急管理\n局", ["应急管理局"]),
        ("发 改 局", ["发改局"]),
        ("发改局 财政局", ["发改局", "财政局"]),
        ("工信局、财政局等区各有关部门", ["工信局", "财政局", "区各有关部门"]),
        ("工信局、财政局等", ["工信局", "财政局"]),
        ("工信局、工信局", ["工信局"]),
        ("和平街道、与民社区", ["和平街道", "与民社区"]),
        ("工信局（", ["工信局（"]),
        ("", []),
    ],
)
def test_units_divide(text: str, names: list[str]) -> None:
    assert split_units(text, KNOWN).names == names


def test_a_name_that_stands_whole_elsewhere_is_one_name() -> None:
    assert split_units("高新区\n指挥部", KNOWN).names == ["高新区指挥部"]
    assert split_units("高新区\n柳林镇", KNOWN).names == ["高新区", "柳林镇"]
    assert split_units("澄岚产投\n城建集团", KNOWN).names == ["澄岚产投", "城建集团"]


def test_a_break_that_may_divide_or_not_is_in_doubt() -> None:
    units = split_units("澄岚文旅\n住建局", KNOWN)
    assert units.names == ["澄岚文旅", "住建局"]
    assert units.doubtful
    assert not split_units("退役军人\n事务局", KNOWN).doubtful


@pytest.mark.parametrize(
    ("text", "names", "leads"),
    [
        ("工信局和商务局分别牵头、发改局", ["工信局", "商务局", "发改局"], 2),
        ("发改局、工信局牵头", ["工信局", "发改局"], 1),
        ("牵头：发改局 配合：财政局、住建局", ["发改局", "财政局", "住建局"], 1),
        ("配合单位：财政局\n牵头单位：发改局", ["发改局", "财政局"], 1),
        ("财政局（配合）、发改局（牵头）", ["发改局", "财政局"], 1),
        ("发改局、财政局", ["发改局", "财政局"], 0),
    ],
)
def test_a_cell_may_say_itself_who_leads(text: str, names: list[str], leads: int) -> None:
    units = split_units(text, KNOWN)
    assert (units.names, units.leads) == (names, leads)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("陈  帆", ["陈帆"]),
        ("周一鸣\n林  岚", ["周一鸣", "林岚"]),
        ("周一鸣 林 岚", ["周一鸣", "林岚"]),
        ("欧阳 岚", ["欧阳岚"]),
        ("周一鸣常务副区长", ["周一鸣"]),
        ("副区长周一鸣", ["周一鸣"]),
        ("区委常委、常务副区长周一鸣", ["周一鸣"]),
        ("周一鸣（区政府党组成员）", ["周一鸣"]),
        ("周一鸣\n副区长", ["周一鸣"]),
        ("周一鸣同志", ["周一鸣"]),
        ("区长、\n\n副区长", ["区长", "副区长"]),
        ("全体区长", ["全体区长"]),
        ("分管副区长", ["分管副区长"]),
        ("政府办主任", ["政府办主任"]),
    ],
)
def test_officials_divide_and_lose_their_titles(text: str, names: list[str]) -> None:
    assert split_officials(text) == names


SIGNS = st.text("发改局财政厅区长副委员会中心等和牵头（）()、，；\n 　各有关部门：", max_size=80)


@given(SIGNS)
def test_any_text_divides_into_names_without_white_space(text: str) -> None:
    for name in [*split_units(text, KNOWN).names, *split_officials(text)]:
        assert name
        assert name == "".join(name.split())


@given(
    st.lists(st.sampled_from(["发改局", "柳林镇", "各街道", "总工会", "城运中心"]), min_size=1, unique=True)
)
def test_complete_names_divide_alike_at_every_sign(names: list[str]) -> None:
    for sign in ("、", "，", "；\n", "\n", "\n\n"):
        assert split_units(sign.join(names), KNOWN).names == names


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("区委常委、常务副区长 张三", ["张三"]),
        ("区委常委、宣传部部长 李娜", ["李娜"]),
        ("管委会主任张三", ["张三"]),
        ("政法委书记周正", ["周正"]),
        ("一级调研员 郑开", ["郑开"]),
        ("张三/李四", ["张三", "李四"]),
        ("孙悦（挂职）", ["孙悦"]),
        ("政府办主任", ["政府办主任"]),
    ],
)
def test_an_official_is_the_name_without_the_offices(cell: str, names: list[str]) -> None:
    assert split_officials(cell) == names


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("区发改局、区工信局等部门", ["区发改局", "区工信局"]),
        ("区城管局等部门和各乡镇", ["区城管局", "各乡镇"]),
        ("区教育局等6部门", ["区教育局"]),
        ("财政局等区各有关部门", ["财政局", "区各有关部门"]),
        ("住建局/城管局", ["住建局", "城管局"]),
        ("区财政局及各镇", ["区财政局", "各镇"]),
        ("区财政局和区商务局", ["区财政局", "区商务局"]),
        ("区文化和旅游局", ["区文化和旅游局"]),
        ("区自然资源和规划局", ["区自然资源和规划局"]),
        ("区住房和城乡建设局", ["区住房和城乡建设局"]),
    ],
)
def test_units_joined_by_a_word_are_two_where_both_are_whole(cell: str, names: list[str]) -> None:
    assert split_units(cell, NameBook()).names == names
