"""Collectives that a division of names takes apart: 各相关镇、园区、街道 is one body of several. Pure."""

import re
from collections.abc import Iterable

#: kinds of bodies, which without a name of their own only go on with a collective
_KIND = (
    "(?:街道(?:办事处)?|镇街|街镇|乡镇|镇|乡|园区|开发区|功能区|板块|部门|单位|企业|社区|村居?"
    "|管委会|平台公司|国企)"
)
_BEGINS = re.compile(rf"[^、，,；;]{{0,6}}(?:各|有关|相关)(?:有关|相关|级|涉农|县直|区直|市直)?{_KIND}")
_GOES_ON = re.compile(rf"(?:和|及|以及)?(?:各|有关|相关|各有关|各相关)?{_KIND}")
MARK = "、"


def rejoin(names: Iterable[str]) -> list[str]:
    """The same names with those of one collective together: 各镇, 园区, 街道 → 各镇、园区、街道.

    A further name with 各 of its own begins a collective of its own.
    """
    joined: list[str] = []
    open_end = False
    for name in names:
        goes_on = open_end and _GOES_ON.fullmatch(name) and not name.startswith(("各", "有关", "相关"))
        if goes_on:
            joined[-1] = f"{joined[-1]}{MARK}{name}"
        else:
            joined.append(name)
            open_end = _BEGINS.fullmatch(name) is not None
    return joined
