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
#: what is asked of everybody at the end: 各责任单位要…, 以上任务，请各单位…
_CALL = re.compile(
    r"(?:(?:以上|上述)[^，,。]{0,12}[，,])?(?:请|望|要求|希望)?(?:区|县|市|旗)?(?:直|级)?各(?:有关|相关|责任|牵头|承办|配合)?"
    r"(?:责任)?(?:单位|部门|地|镇|乡|街道|镇街|乡镇)[^。；;]{0,20}?(?:要|应|须|需|请|务必|务于|于|按|认真|高度|切实|抓好|抓紧|对照|结合|每月|每季).*"
)


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
        closing = closing and (is_date or issued or _closes(line))
        if closing:
            found.add(index)
        dated = closing and (is_date or issued)
    return found


def _closes(line: str) -> bool:
    return any(pattern.fullmatch(line) is not None for pattern in (_COPIES, _PUBLIC, _CALL))
