"""Names that the district does not know: entered as new, taken for a known one, or left out; remembered."""

from typing import Any

from imports.models import ImportBatch, NameRule
from tasks.models import Responsibility, Task, Unit
from tests.cast import Cast
from tests.import_pages import address, choices, find, see, send, staged
from tests.pages import page, queries, signed_in, text
from tests.plans import ROADS, Row, many, plan

INDUSTRY: Row = ("1", "做强工业", "新增规上企业5家。", "陆清", "区工信局", "统计大队、发展和改革局", "")
PLANS: Row = ("2", "编好规划", "编制专项规划2个。", "陆清", "发改委", "工作专班", "")


def lines(cast: Cast, batch: ImportBatch) -> dict[str, Any]:
    """The lines of the form by the name that each is about."""
    response = signed_in(cast.administrator).get(address("import_names", cast, batch))
    assert response.status_code == 200
    return {find(each, "b")[0].text: each for each in find(page(response), ".name-lines li")}


def say(cast: Cast, batch: ImportBatch, said: dict[str, tuple[str, str]], **more: Any) -> Any:
    """Send the form, with what is said of some names: what they are, and the same as whom."""
    names = list(lines(cast, batch))
    data: dict[str, Any] = {"form-TOTAL_FORMS": len(names), "form-INITIAL_FORMS": len(names)}
    for n, name in enumerate(names):
        what, means = said.get(name, ("new", ""))
        kind = "official" if name == "新领导" else "unit"
        data |= {f"form-{n}-kind": kind, f"form-{n}-name": name}
        data |= {f"form-{n}-what": what, f"form-{n}-means": means}
    return send(cast, "import_names", batch, data, **more)


def confirm(cast: Cast, batch: ImportBatch) -> None:
    response = see(cast, batch)
    send(cast, "import_confirm", batch, {"seen": response.context["seen"], "undecided": "empty"})
    batch.refresh_from_db()
    assert batch.status == "applied"


def units_of(task: str, role: str) -> list[str]:
    rows = Responsibility.objects.filter(task=Task.objects.get(text=task), role=role).order_by("position")
    return [str(row.unit) for row in rows]


def test_the_preview_says_how_many_names_are_unknown_and_may_be_known(cast: Cast) -> None:
    batch = staged(cast, plan(INDUSTRY, PLANS))
    words = text(page(see(cast, batch)))
    assert "尚未登记的名称：单位5个、牵头领导0名" in words
    assert "其中2个疑为已有名称" in words


def test_each_name_has_a_line_with_what_it_may_be(cast: Cast) -> None:
    found = lines(cast, staged(cast, plan(INDUSTRY, PLANS)))
    assert list(found) == ["区工信局", "发改委", "统计大队", "发展和改革局", "工作专班"]
    offered = {name: find(each, "input[list]")[0].get("value") for name, each in found.items()}
    assert offered == {
        "区工信局": "工信局",
        "统计大队": "",
        "发展和改革局": "",
        "发改委": "发展和改革局",
        "工作专班": "",
    }


def test_each_name_says_in_how_many_rows_it_stands(cast: Cast) -> None:
    found = lines(cast, staged(cast))
    assert {name: text(find(each, ".name-said")[0]) for name, each in found.items()} == {
        "交通局": "交通局2项",
        "财政局": "财政局4项",
        "公交集团": "公交集团2项",
    }


def test_a_name_taken_for_a_known_unit_enters_no_other(cast: Cast) -> None:
    batch = staged(cast, plan(INDUSTRY))
    response = say(cast, batch, {"区工信局": ("same", "工信局")})
    assert "已记住1个名称" in text(page(response))
    assert find(page(response), "#row-1 td")[5].text_content() == "工信局"
    confirm(cast, batch)
    assert units_of(INDUSTRY[2], "lead_unit") == ["工信局"]
    assert not Unit.objects.filter(district=cast.district, name="区工信局").exists()


def test_a_name_may_stand_for_another_new_one(cast: Cast) -> None:
    batch = staged(cast, plan(INDUSTRY, PLANS))
    say(cast, batch, {"发改委": ("same", "发展和改革局")})
    confirm(cast, batch)
    assert units_of(PLANS[2], "lead_unit") == ["发展和改革局"]
    assert units_of(INDUSTRY[2], "partner_unit") == ["统计大队", "发展和改革局"]


def test_what_names_nobody_is_left_out(cast: Cast) -> None:
    batch = staged(cast, plan(PLANS))
    say(cast, batch, {"工作专班": ("nobody", "")})
    confirm(cast, batch)
    assert units_of(PLANS[2], "partner_unit") == []


def test_what_was_said_holds_for_the_next_document_and_for_this_district_only(cast: Cast) -> None:
    say(cast, staged(cast, plan(INDUSTRY)), {"区工信局": ("same", "工信局"), "统计大队": ("nobody", "")})
    again = staged(cast, plan(INDUSTRY, ROADS))
    assert not {"区工信局", "统计大队"} & set(lines(cast, again))
    rule = NameRule.objects.get(name="区工信局")
    assert (rule.district, rule.means, rule.history.get().history_user) == (
        cast.district,
        "工信局",
        cast.administrator,
    )


def test_decisions_about_rows_that_stay_as_they_were_are_kept(cast: Cast) -> None:
    batch = staged(cast, plan(INDUSTRY, PLANS))
    send(cast, "import_choose", batch, {"one": f"{batch.rows.get(number=2).pk}:leave_out"})
    say(cast, batch, {"区工信局": ("same", "工信局")})
    assert choices(batch) == {2: "leave_out"}


def test_a_name_that_nobody_has_is_refused_and_what_was_said_stays(cast: Cast) -> None:
    batch = staged(cast, plan(INDUSTRY))
    response = say(cast, batch, {"区工信局": ("same", "无此局"), "统计大队": ("nobody", "")})
    assert response.status_code == 422
    assert "“区工信局”不能等同于“无此局”" in text(page(response))
    assert find(page(response), ".name-lines input[list]")[0].get("value") == "无此局"
    assert not NameRule.objects.exists()


def test_same_as_whom_must_be_said(cast: Cast) -> None:
    response = say(cast, staged(cast, plan(INDUSTRY)), {"区工信局": ("same", "")})
    assert response.status_code == 422
    assert "请填写等同于哪个已有名称" in text(page(response))


def test_many_names_cost_no_more_queries(cast: Cast) -> None:
    few, lots = staged(cast, many(3)), staged(cast, many(60), name="另一计划.txt")
    client = signed_in(cast.administrator)
    counts = [queries(client, address("import_names", cast, batch)) for batch in (few, lots)]
    assert counts[0] == counts[1]


def test_where_every_name_is_known_the_page_says_so(cast: Cast) -> None:
    row: Row = ("1", "做强工业", "新增规上企业5家。", "陆清", "工信局", "教育局", "")
    response = signed_in(cast.administrator).get(address("import_names", cast, staged(cast, plan(row))))
    assert "该文件中的名称均已登记" in text(page(response))
