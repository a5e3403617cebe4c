"""Small plan documents for tests: text whose tabs are cells, of the invented district 澄岚区."""

from collections.abc import Sequence

TITLE = "澄岚区2026年政府工作报告责任分解方案"
HEADS = ("序号", "目标名称", "工作标准", "牵头领导", "牵头单位", "责任单位", "完成时限")
#: number, goal, wording, lead official, lead unit, partners, deadline; what is empty carries down
Row = tuple[str, str, str, str, str, str, str]

ROADS: Row = ("1", "畅通路网", "新改建农村公路12公里。", "陆清", "交通局", "各街道、财政局", "2026年10月底")
BRIDGES: Row = ("", "", "加固危旧桥梁3座。", "", "", "", "")
BUSES: Row = ("", "", "更新新能源公交车20辆。", "", "公交集团", "", "2026年12月底")
STOPS: Row = ("", "", "改造公交站亭40座。", "", "", "", "")
SCHOOLS: Row = ("2", "办好学校", "开工新建澄岚第二小学。", "沈知远", "教育局", "区各有关部门", "")
#: the leader of BUSES and STOPS is in doubt: a new lead unit, no leader printed
ROWS: tuple[Row, ...] = (ROADS, BRIDGES, BUSES, STOPS, SCHOOLS)
DOUBTFUL = (3, 4)


def plan(*rows: Row, title: str = TITLE, before: Sequence[str] = ()) -> bytes:
    """A plan document of one table with these rows, those of ROWS when none are given."""
    lines = [
        *before,
        title,
        "",
        "一、建设美丽城乡",
        "\t".join(HEADS),
        *("\t".join(row) for row in rows or ROWS),
    ]
    return "\n".join(lines).encode()


def many(number: int) -> bytes:
    """A plan of `number` tasks under one goal, each with its own partner."""

    def row(n: int) -> Row:
        begins = ("1", "逐项推进") if n == 1 else ("", "")
        return (*begins, f"完成第{n}项工程。", "陆清", "交通局", f"合作公司{n}", "2026年12月底")

    return plan(*map(row, range(1, number + 1)))
