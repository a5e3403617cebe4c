"""Invented sentences of progress, built from a task's own wording. Pure.

A figure that the wording promises comes back as the part of it reached so far; where it promises none, words
of the stage that such work is in stand for it. What lags behind names a cause and a next step.
"""

import re
from dataclasses import dataclass
from random import Random

_UNITS = "家|个|座|处|套|台|场|条|项|次|亩|户|件|人次|批次|人|名|份|间|所|支|张|公里|平方米|美元|元"
_FIGURE = re.compile(
    rf"(?:不少于|超过)?(?P<number>\d+(?:\.\d+)?)(?P<scale>[万亿]?)(?P<unit>{_UNITS})(?:以上)?"
)
#: A clause that begins so counts what has been done; 为 stands right before its figure.
_COUNTS = re.compile(
    r"新增|净增|新建|新辟|新签约|新开工|建成|改造|改建|实施|盘活|举办|组织|引进|培育|优化|完成|整治|修复|创建|开展|入库|上线|化解"
    r"|竣工|打通|争取|扶持|提供|惠及|城镇新增|实际使用|食品安全抽检|既有住宅加装|送戏下乡|其中|实现|产值超"
    r"|为(?:不少于|超过)?\d|为[^\d]{2,12}(?:安装|提供|配备)"
)
_RATE = re.compile(r"(?P<what>[^，。；]{2,20}?)(?P<verb>增长|下降|压减)(?P<number>\d+(?:\.\d+)?)%")
_LEVEL = re.compile(
    r"(?P<what>[^，。；]{2,24}?)(?:控制在|保持在|保持|提高到|均达到|达到)"
    r"(?P<number>\d+(?:\.\d+)?)(?P<unit>%|万元|微克/立方米)"
)
HALF = 0.5
WHOLE = 100


@dataclass(frozen=True)
class Moment:
    """Where a task is when somebody writes about it: the month, the share done (0 to 1), whether it lags."""

    month: int
    done: float
    behind: bool = False


def note(text: str, moment: Moment, dice: Random) -> str:
    """One to three sentences on a task worded `text`."""
    if moment.done >= 1:
        return _finished(text, moment, dice)
    said = _so_far(text, moment, dice)
    if moment.behind:
        return said + dice.choice(_CAUSES[_kind(text)])
    return said + (dice.choice(_NEXT[_kind(text)]) if dice.random() < HALF else "")


def is_yearly(text: str) -> bool:
    """Whether `text` promises a figure of the whole year, which is known only at its end."""
    return _RATE.search(text) is not None or _LEVEL.search(text) is not None


def _finished(text: str, moment: Moment, dice: Random) -> str:
    figures = _figures(text, 1.0, dice)
    if figures:
        return f"年度目标任务已全部完成，累计{figures}。{dice.choice(_PROOF)}"
    return dice.choice(_FINISHED[_kind(text)])


def _so_far(text: str, moment: Moment, dice: Random) -> str:
    figures = _figures(text, moment.done, dice)
    stage = _stage(text, moment.done, dice)
    if figures:
        said = f"{dice.choice(_SINCE)}累计{figures}。"
        return (
            said + stage if moment.done > HALF and _kind(text) == "build" and dice.random() < HALF else said
        )
    measured = _measured(text, moment, dice)
    return measured or stage


# ---- figures ----
def _figures(text: str, done: float, dice: Random) -> str:
    """The clauses of `text` that count something, with what has been reached; at most two of them."""
    clauses = (_reached(clause, done, dice) for clause in _counting(text))
    return "，".join([clause for clause in clauses if clause][:2])


def _counting(text: str) -> list[str]:
    """The clauses that count: divided at the stops, and at 、 where each part has a figure of its own."""
    clauses: list[str] = []
    for clause in re.split("[，；。]", text):
        counted = clause.removeprefix("全年")
        parts = counted.split("、")
        if _COUNTS.match(counted):
            clauses += parts if all(map(_FIGURE.search, parts)) else [counted]
    return clauses


def _reached(clause: str, done: float, dice: Random) -> str:
    figure = _FIGURE.search(clause)
    if figure is None:
        return ""
    promised = float(figure["number"]) * {"": 1, "万": 1e4, "亿": 1e8}[figure["scale"]]
    reached = promised * min(1.0, done * dice.uniform(0.94, 1.05)) if done < 1 else promised
    if reached < 1:
        return ""
    return clause[: figure.start()] + _printed(reached) + figure["unit"] + clause[figure.end() :]


def _printed(amount: float) -> str:
    """As an office writes it: 1.2亿, 3600, 2.4万."""
    for scale, size in (("亿", 1e8), ("万", 1e4)):
        if amount >= size:
            return f"{amount / size:.2f}".rstrip("0").rstrip(".") + scale
    return str(round(amount)) if amount < 1000 else str(round(amount / 10) * 10)


def _measured(text: str, moment: Moment, dice: Random) -> str:
    """The state of a rate or a level that `text` promises."""
    span = f"1—{moment.month - 1}月" if moment.month > 2 else "1月"
    rate, level = _RATE.search(text), _LEVEL.search(text)
    if rate and moment.month > 1:
        number = float(rate["number"]) * (
            dice.uniform(0.65, 0.85) if moment.behind else dice.uniform(0.9, 1.08)
        )
        return f"{span}，{rate['what']}同比{rate['verb']}{number:.1f}%。"
    if level:
        number = _level(float(level["number"]), level["unit"], moment.done, dice)
        return f"目前{level['what']}为{number:g}{level['unit']}。"
    return ""


def _level(promised: float, unit: str, done: float, dice: Random) -> float:
    if promised == WHOLE:
        return promised
    start = 0.9 if unit == "%" else 1.04 if unit != "万元" else 0.7
    return round(promised * (start + (1 - start) * done) * dice.uniform(0.99, 1.0), 1)


# ---- words ----
def _kind(text: str) -> str:
    """What kind of work it is, by its first words that tell."""
    for kind, words in _KINDS.items():
        if re.search(words, text):
            return kind
    return "system"


def _stage(text: str, done: float, dice: Random) -> str:
    stages = _STAGES[_kind(text)]
    return dice.choice(next(words for limit, words in stages if done < limit))


_KINDS = {
    "system": "机制|重组|底线|民生实事项目|双下降",
    "build": "建成|新建|改造|改建|开工|修复|打通|基础设施|更新|充电端口|提亮|加装|停车泊位|管网|托位|线路",
    "rate": r"\d%|比重|覆盖率|达标率|优良天数",
    "held": "举办|组织|开展|培训|招聘|筛查|抽检|提供|评估|体检|推介|送戏|安装",
    "trade": "企业|招商|签约|引进|培育|投资|税收|外资|专项债|楼宇",
}
_SINCE = ("截至目前，", "今年以来，", "")
_PROOF = (
    "佐证材料已整理归档。",
    "已完成自查，申请核实销号。",
    "相关台账已报督查室。",
    "",
)
_STAGES: dict[str, list[tuple[float, list[str]]]] = {
    "build": [
        (0.12, ["已完成现场踏勘和选址，正在编制实施方案。", "已明确点位清单，正在开展方案设计。"]),
        (0.3, ["立项和施工图设计已完成，正在办理前期手续。", "已完成招投标，施工单位进场准备。"]),
        (0.55, ["已进场施工，基础部分基本完成。", "各点位陆续开工，按周调度施工进度。"]),
        (0.8, ["主体工程已过半，正在同步实施配套工程。", "已完工点位陆续移交，其余点位正在施工。"]),
        (1.0, ["已进入收尾阶段，正在组织分项验收。", "主体工程全部完成，正在开展竣工验收准备。"]),
    ],
    "rate": [
        (0.3, ["已将指标分解到各责任单位，建立月度监测机制。", "已印发工作方案，对重点领域开展摸底。"]),
        (0.7, ["按月监测分析，指标运行总体平稳。", "已对短板领域开展专题调度，指标稳步改善。"]),
        (1.0, ["指标运行处于预期区间，正在做好全年测算。", "对照全年目标逐项查缺，确保年底达标。"]),
    ],
    "held": [
        (0.2, ["已制定年度活动计划，明确时间、场次和承办单位。", "实施方案已印发，正在对接承办机构。"]),
        (0.6, ["按计划有序开展，群众参与度较高。", "各镇（街道）同步推进，现场组织平稳有序。"]),
        (1.0, ["大部分场次已完成，正在开展回访和总结。", "按计划推进，剩余场次已排定时间。"]),
    ],
    "trade": [
        (
            0.2,
            [
                "已建立项目（企业）储备库，逐个明确服务专员。",
                "已召开动员部署会，任务分解到镇（街道）和园区。",
            ],
        ),
        (0.6, ["对储备对象逐户走访，协调解决用地、用工等问题。", "组织部门联合会商，加快办理相关手续。"]),
        (1.0, ["对照目标清单逐项销号，重点推进剩余对象。", "正在核实入库资料，争取年内全部达标。"]),
    ],
    "system": [
        (0.2, ["已成立工作专班，实施方案正在征求意见。", "已召开部署会，明确责任分工和时间节点。"]),
        (0.6, ["实施方案已印发，各项措施按节点推进。", "已召开推进会，重点难点问题逐项交办。"]),
        (1.0, ["主要措施已落地，正在开展阶段性评估。", "各项任务基本完成，正在总结固化经验做法。"]),
    ],
}
_CAUSES = {
    "build": [
        "受征迁和管线迁改影响，部分点位开工晚于计划。下一步：倒排工期，增加作业班组，每周现场调度。",
        "因项目用地手续办理较慢，进度滞后。下一步：会同资规部门提级协调，力争下月完成供地。",
        "汛期阴雨天气较多，有效施工天数不足。下一步：抢抓晴好天气，分区段平行施工。",
    ],
    "rate": [
        "受上年基数较高影响，指标与序时目标尚有差距。下一步：聚焦重点行业和单位，逐户分析挖潜。",
        "个别镇（街道）完成情况不均衡，拉低总体水平。下一步：对落后单位开展专项督导。",
    ],
    "held": [
        "因承办机构采购流程较长，启动时间晚于计划。下一步：加密排期，确保追平序时进度。",
        "部分镇（街道）报名组织不充分，进度偏慢。下一步：上门宣传，逐月通报完成情况。",
    ],
    "trade": [
        "部分项目受市场预期影响投资节奏放缓，进度滞后。下一步：区领导挂钩走访，一企一策推动落地。",
        "储备对象质量不高，达标数量少于预期。下一步：扩大排摸范围，逐户建立培育档案。",
    ],
    "system": [
        "涉及部门较多，职责边界仍需明确。下一步：提请区政府专题会议研究，限期出台细则。",
        "上级配套政策尚未出台，实施细则推进较慢。下一步：主动对接上级部门，先行开展试点。",
    ],
}
_NEXT = {
    "build": ["下一步：加快施工进度，严把质量安全关。", "下一步：同步推进配套工程，完工一处、验收一处。"],
    "rate": ["下一步：加强监测调度，巩固向好态势。", "下一步：盯紧重点单位，确保全年目标实现。"],
    "held": ["下一步：按排期推进，做好宣传发动。", "下一步：总结前期做法，优化组织方式。"],
    "trade": ["下一步：持续开展走访服务，加快手续办理。", "下一步：紧盯在谈对象，力争早签约、早落地。"],
    "system": ["下一步：加强督促检查，确保措施落地见效。", "下一步：总结试点经验，全面推开。"],
}
_FINISHED = {
    "build": [
        "已全部建成并通过竣工验收，相关资料已归档，申请核实销号。",
        "项目已完工并投入使用，群众反映良好。",
    ],
    "rate": ["经测算，全年指标已达到目标要求，佐证材料已报送。"],
    "held": ["全年任务已按计划全部完成，总结材料已报送。"],
    "trade": ["目标任务已全部完成，入库资料已通过审核。"],
    "system": ["各项工作已按要求完成，制度文件已正式印发实施。", "任务已全部完成，长效机制已建立并运行。"],
}
