"""The lines that end a document or an annex: who issued it and when, copies, contacts. Pure."""

import re
from collections.abc import Sequence

from imports.wording import squeeze

_FEW = r"[\d一二三四五六七八九十]{1,3}"
_DATE = rf"(?:20\d\d|二[〇○ＯO零0][〇○ＯO零0一二三四五六七八九]{{2}})年{_FEW}月{_FEW}日"
_NAME = r"[^\d，,。；;、：:]{2,30}(?:人民政府|办公室|办公厅|委员会|领导小组|指挥部|[局委办部])"
_DATED = re.compile(rf"(?:{_NAME})?{_DATE}|.{{0,30}}{_DATE}(?:印发|印制|印)")
_COPIES = re.compile(
    r"(?:抄送|抄报|主送|分送|发送|校对|打字|共印|印数|.{0,12}(?:联系人|联系电话|联系方式|咨询电话))[：:].*"
)
_PUBLIC = re.compile(r"[(（]此件.{2,16}[)）]")
_OFFICE = re.compile(_NAME)


def sign_off(lines: Sequence[str], ends: Sequence[bool]) -> set[int]:
    """Which lines only sign a text off: the last ones of all, and those before each line where `ends` holds.

    An office's name counts only above a date or a further office.
    """
    found: set[int] = set()
    closing, dated = True, False
    for index in range(len(lines) - 1, -1, -1):
        line = squeeze(lines[index])
        if ends[index]:
            closing, dated = True, False
            continue
        is_date = _DATED.fullmatch(line) is not None
        issued = dated and _OFFICE.fullmatch(line) is not None
        closing = closing and (is_date or issued or bool(_COPIES.fullmatch(line) or _PUBLIC.fullmatch(line)))
        if closing:
            found.add(index)
        dated = closing and (is_date or issued)
    return found
