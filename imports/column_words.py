"""The words that head the columns of plan tables, in all their wordings. Pure."""

import re
from enum import Enum
from functools import lru_cache

from imports.wording import fold
from tasks.ledger_words import NOTE, NOW_HEADINGS


class Role(Enum):
    """What a column is called after."""

    THEME = "theme"
    NUMBER = "number"
    LABEL = "label"
    NAME = "name"  # surely a name of something: 项目名称
    WORK = "work"  # a goal or the wording itself, depending on its neighbours: 重点任务
    CONTENT = "content"  # surely wording: 工作标准
    OFFICIAL = "official"
    LEAD = "lead"
    PARTNER = "partner"
    UNITS = "units"  # 责任单位: partners beside a column of leads, else everyone
    DEADLINE = "deadline"
    TARGET = "target"  # a promised number: 目标值
    MEASURE = "measure"  # what numbers of its row are counted in: 计量单位
    OTHER = "other"  # known to head a column, kept beside the task: 备注, 总投资


_WHO = "(?:单位|部门|主体|科室|处室|机构)"
_KIND = "(?:任务|项目|工作|事项|子项|小项|分项|指标|内容|目标|实事)"
_HELP = "(?:配合|协办|协同|协助|参与|参加|协作|会办)"
_LEADING = "(?:牵头|主办|主责|主管|首要|第一|主要)"
_ACTING = "(?:责任|承办|实施|落实|承担|完成|建设|执行|分工|具体)"
_AND = "[和及、与/]{1,2}"
#: with whom in the unit answers, in the same cell
_PERSON = f"(?:{_AND}(?:责任|负责|联系|联络|经办)人员?)?"

#: tried in this order: the first that matches the whole word counts
_WORDS: tuple[tuple[Role, tuple[str, ...]], ...] = (
    (Role.NUMBER, ("序", "顺?序号", "序列", "号", "No\\.?", f"{_KIND}序号")),
    (Role.LABEL, (f"{_KIND}?(?:编号|编码)", "[子小]序号")),
    (
        Role.THEME,
        (
            "主题|类别|类型|领域|分类|板块|版块|专题|篇章|方面|大类",
            f"(?:{_KIND}|所属)(?:类别|领域|类型|分类|板块)",
        ),
    ),
    (
        Role.OFFICIAL,
        (".{0,10}(?:领导|[区市县旗]长)(?:同志)?", "(?:牵头|责任|分管|包保|挂钩|联系)(?:领导|人|同志)"),
    ),
    (
        Role.PARTNER,
        (
            f".{{0,4}}{_HELP}(?:责任)?{_WHO}?(?:及.*)?",
            f"(?:其他|其它|其余|相关|联动)(?:责任)?{_WHO}{_PERSON}",
        ),
    ),
    (Role.LEAD, (f".{{0,2}}{_LEADING}(?:责任)?{_WHO}{_PERSON}",)),
    (
        Role.UNITS,
        (
            f"[区市县旗]?直?{_ACTING}(?:责任)?{_WHO}{_PERSON}",
            f"(?:牵头|主办)?(?:单位|部门)(?:{_AND}(?:责任|{_HELP})+{_WHO})?",
            f"(?:牵头|责任|主办){_AND}(?:责任|{_HELP}){_WHO}",
            "(?:责任|任务)分工",
        ),
    ),
    (
        Role.DEADLINE,
        (
            "(?:计划|要求|预计|拟)?(?:完成|办结|办理|竣工|落实|推进)?"
            "(?:时限|期限|时间|时间节点|节点|日期|截止时间|截止日期|时间进度)(?:要求|安排)?",
        ),
    ),
    (
        Role.TARGET,
        (
            "(?:年度|全年|预期|计划|工作|任务|指标|量化|绩效)*(?:目标|任务|指标|计划)(?:值|数|量)(?:要求)?",
            "目标(?:任务)?值|量化(?:目标|指标|任务)",
        ),
    ),
    (Role.MEASURE, ("(?:计量|指标|度量)单位",)),
    (
        Role.OTHER,
        (
            "备注|说明|附注|注",
            "(?:联系|联络)(?:人|电话|方式|员).{0,4}|电话|手机|职务|责任人|负责人|经办人",
            "(?:计划|年度|项目|资金)?(?:总?投资|投入|资金|预算|金额).{0,6}|资金(?:来源|安排|保障)",
            ".{0,4}季度.{0,6}|[上下]半年.{0,4}|\\d{1,2}月份?.{0,4}",
            ".{0,4}(?:进展|进度|完成)(?:情况|节点|安排|计划)?",
            "(?:建设|工程)(?:地点|性质|规模|周期|年限)",
            "(?:督查|督办|报送|监督|验收|统计|评价|审核|采集|提供)(?:单位|部门)",
            "任务来源|来源|依据|单位性质|完成值|权重|分值|考核.{0,4}",
        ),
    ),
    (
        Role.CONTENT,
        (
            ".{0,8}(?:内容|标准|要求|措施|举措|做法|任务书|工作安排|[分细]化?解?任务|具体任务|实施方案)"
            "(?:[及和、与](?:目标|标准|规模|要求|内容|任务)+)?",
            "年度(?:目标|任务|计划)(?:任务)?|具体(?:工作|目标|事项)|任务分解|工作分解|目标任务分解|(?:项目|工程)(?:简介|概况|情况)|基本情况",
        ),
    ),
    (Role.NAME, (".{0,6}(?:名称|实事|项目|事项|工程|条目)",)),
    (Role.WORK, (".{0,6}(?:任务|工作|目标|指标)",)),
)
_PATTERNS = tuple((role, re.compile("|".join(words))) for role, words in _WORDS)
_LONGEST = 16


def column_role(text: str) -> Role | None:
    """What a column headed `text` is called after; None when `text` heads no column of a plan's table."""
    return _role(text) if len(text) <= 4 * _LONGEST else None


@lru_cache(maxsize=4096)
def _role(text: str) -> Role | None:
    word = re.sub(r"\([^()]*\)|^20\d\d年(?=.{2})", "", fold(text)).strip(":*※")
    if not 1 <= len(word) <= _LONGEST:
        return None
    if word in NOW_HEADINGS or word == NOTE:
        return Role.OTHER
    return next((role for role, pattern in _PATTERNS if pattern.fullmatch(word)), None)
