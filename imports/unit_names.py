"""Two names that may be one unit's: 区发改局, 发展和改革委员会. Pure; only ever offered to a person."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

#: how offices shorten the names of departments; the longer wording before the shorter
_SHORTENED = (
    ("发展和?改革", "发改"),
    ("人力资源和?社会保障", "人社"),
    ("住房和?城乡建设", "住建"),
    ("工业和?信息化", "工信"),
    ("经济和?信息化", "经信"),
    ("市场监督管理|市场监管", "市监"),
    ("卫生健康", "卫健"),
    ("医疗保障", "医保"),
    ("自然资源和?规划|自然资源", "资规"),
    ("文化广电和?旅游", "文广旅"),
    ("文化体育和?旅游", "文体旅"),
    ("文化和?旅游", "文旅"),
    ("退役军人事务", "退役军人"),
    ("应急管理", "应急"),
    ("综合行政执法", "综合执法"),
    ("城市管理", "城管"),
    ("农业农村", "农业农村"),
    ("生态环境", "环境"),
    ("交通运输", "交通"),
    ("机关事务(?:管理|服务)", "机关事务"),
    ("行政审批(?:服务)?|政务服务管理", "审批"),
    ("街道办事处", "街道"),
    ("人民政府", "政府"),
    ("委员会", "委"),
    ("办公室", "办"),
)
_PARENTHESES = re.compile("（[^（）]*）")
_LEVEL = re.compile("^[区县市旗](?!委|政府|人大|政协|级|直|域|里|场监)(?=..)")
_KIND = re.compile("(?<=..)(?:管理)?[局委]$")


def core(name: str, district: Iterable[str] = ()) -> str:
    """A unit's name without its district's (`district`: how that is called), its level, long wordings."""
    bare = _PARENTHESES.sub("", name) or name
    for called in sorted((called for called in district if called), key=len, reverse=True):
        if bare.startswith(called) and len(bare) > len(called) + 1:
            bare = bare[len(called) :]
            break
    for wording, short in _SHORTENED:
        bare = re.sub(wording, short, bare)
    return _KIND.sub("", _LEVEL.sub("", bare))


def offers(names: Iterable[str], known: Iterable[str], district: Iterable[str] = ()) -> Mapping[str, str]:
    """For each of `names` that may be another's: that other, known already or earlier in `names`."""
    places = list(district)
    called: defaultdict[str, list[str]] = defaultdict(list)
    for name in known:
        called[core(name, places)].append(name)
    found = {}
    for name in names:
        same = called[core(name, places)]
        if len(same) == 1 and same[0] != name:
            found[name] = same[0]
        elif not same:
            same.append(name)
    return found
