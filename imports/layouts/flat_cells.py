"""The lines of units in one row of a flattened table, taken together to cells. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from imports.layouts.flat_lines import Line

_HEADLESS = re.compile(r"(?:创建)?(?:工作)?(?:领导)?(?:小组|单位|委员会|办公室|指挥部)?(?:成员单位)?|.")
_LONGEST = 60


@dataclass(frozen=True)
class UnitCell:
    """One cell: a name over several lines, or a line of names."""

    lines: tuple[Line, ...]

    @cached_property
    def text(self) -> str:
        """One name closed up, or a list of names as printed."""
        if len(self.lines) == 1:
            return self.lines[0].text
        return "".join(line.text.strip() for line in self.lines)

    @cached_property
    def whole(self) -> Line:
        return Line(self.text, self.lines[0].place)

    @property
    def headless(self) -> bool:
        """It begins with what cannot begin a name."""
        return self.lines[0].parenthesised

    @property
    def nothing(self) -> bool:
        return self.whole.nothing

    @property
    def helps(self) -> bool:
        return self.whole.partner_like

    @property
    def collective(self) -> bool:
        return self.whole.collective or any(Line(piece).collective for piece in self.whole.pieces)

    @property
    def listed(self) -> bool:
        return self.whole.listed

    @property
    def names(self) -> list[str]:
        return self.whole.pieces


def cells_of(lines: Sequence[Line]) -> list[UnitCell]:
    """The cells that lines of units make: a broken name is one, and so is a list over several lines."""
    cells: list[list[Line]] = []
    for line in lines:
        if cells and _goes_on(cells[-1], line):
            cells[-1].append(line)
        else:
            cells.append([line])
    return [UnitCell(tuple(cell)) for cell in cells]


def _goes_on(cell: list[Line], line: Line) -> bool:
    if cell[-1].nothing or line.nothing or sum(len(each.bare) for each in cell) > 4 * _LONGEST:
        return False
    if line.opens_parenthesis or cell[-1].broken_off or _HEADLESS.fullmatch(line.bare):
        return True
    if line.completes_unit(cell[-1]) and not (len(cell) > 1 and UnitCell(tuple(cell)).whole.unit == 1):
        return True
    whole = UnitCell(tuple(cell)).whole
    return (whole.unit == 0 and not whole.partner_like) or (len(cell) > 1 and cell[-1].bare[-1] in "”’")
