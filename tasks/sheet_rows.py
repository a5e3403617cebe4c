"""The columns of the sheet on which a unit reports, and what one row of it says. Knows no database.

A row carries, hidden, which task and target it is of, the version of the report that it was made from, and a
digest of each field as it stood then: so that what the person changed is told from what somebody else did.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from tasks.books import clean

#: stands in the first cell of every sheet, before district, year and month
MARK = "tasktrack-report-sheet-1"
HEAD_ROW, FIRST_ROW = 3, 4


@dataclass(frozen=True)
class Column:
    """A column: its name, heading, width in signs, whether it is filled in, and how much text it takes."""

    name: str
    heading: str
    width: int
    typed: bool = False
    most: int = 0


COLUMNS = (
    Column("key", "编码", 4),
    Column("number", "序号", 6),
    Column("task", "工作内容", 44),
    Column("target", "量化指标", 20),
    Column("last", "上期填报", 34),
    Column("value", "完成值", 11, typed=True),
    Column("percent", "完成比例（%）", 10, typed=True),
    Column("status", "状态", 12, typed=True),
    Column("note", "进展情况", 44, typed=True, most=4000),
    Column("stage", "形象进度", 24, typed=True, most=300),
    Column("problems", "存在问题", 28, typed=True, most=4000),
    Column("matters", "需协调事项", 28, typed=True, most=4000),
    Column("next_steps", "下一步打算", 28, typed=True, most=4000),
    Column("percent_reason", "比例与数值不符的原因", 24, typed=True, most=300),
)
PLACE = {column.name: number for number, column in enumerate(COLUMNS, 1)}
#: what a row says once for its task, beside the percentage and the status
WORDS = ("note", "stage", "problems", "matters", "next_steps", "percent_reason")
SAID = ("percent", "status", *WORDS)
LIMITS = {column.name: column.most for column in COLUMNS if column.most}
#: heading by column, for messages in the sheet's own words
HEADINGS = {column.name: column.heading for column in COLUMNS}


def value_field(target_id: int) -> str:
    """The name of the field that holds the value of a target."""
    return f"value_{target_id}"


def number_text(number: Decimal | None, places: int = 4) -> str:
    """A number as fields carry it: 12.5; empty for none."""
    if number is None:
        return ""
    how = ROUND_DOWN if places == 2 else ROUND_HALF_UP  # a percentage of 100 is never less than all
    return f"{number.quantize(Decimal(1).scaleb(-places), how).normalize():f}"


def digest(text: str) -> str:
    """A short mark of a field's words; a number's to as many signs as a spreadsheet keeps."""
    return format(zlib.crc32(text.encode()), "08x") if text else ""


def number_digest(text: str) -> str:
    return digest(format(float(text), ".14g")) if text else ""


def digest_of(name: str, text: str) -> str:
    """The digest of the field `name`, which says `text`."""
    if name == "percent" or name.startswith("value_"):
        return number_digest(text)
    return digest(clean(text))


@dataclass(frozen=True)
class Key:
    """What the hidden cell of a row says: task, target, version of the report, digests by field."""

    task: int
    target: int | None
    version: str
    base: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> str:
        kept = {name: mark for name, mark in self.base.items() if mark}
        return json.dumps({"t": self.task, "g": self.target, "v": self.version, "b": kept})

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """None where it is not one of ours."""
        try:
            said: Any = json.loads(text)
            base = {str(name): str(mark) for name, mark in said["b"].items()}
            target = None if said["g"] is None else int(said["g"])
            return cls(int(said["t"]), target, str(said["v"]), base)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
