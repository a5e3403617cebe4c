"""A page of a PDF as blocks: tables with their cells' lines, and the lines outside them. Pure."""

from dataclasses import dataclass

from imports.readers.pdf_grid import Grid, find_grids
from imports.readers.pdf_lines import Line, joined, lines_of
from imports.readers.pdf_page import Glyph, Page
from imports.readers.pdf_parts import Fragment, fragment_of, overhanging

#: where in a character's height it is looked for in a table
_HEART = 0.36
#: so much of a page under a picture, and no text on it: a scan
_SCANNED = 0.4


@dataclass(slots=True)
class Sheet:
    """A page's lines outside tables, each as its pieces, from top to bottom, and its tables."""

    number: int
    width: float
    height: float
    rows: list[list[Line]]
    fragments: list[Fragment]
    #: how many characters it prints
    signs: int
    #: the share of its area under pictures
    pictures: float

    @property
    def size(self) -> tuple[int, int]:
        return round(self.width), round(self.height)

    @property
    def is_scan(self) -> bool:
        """A picture of a page: no text beside it."""
        return not self.signs and self.pictures >= _SCANNED


def sheet_of(page: Page) -> Sheet:
    """Sort a page's characters into its tables and lines."""
    grids = find_grids(page.across, page.down)
    inside: list[dict[int, list[Glyph]]] = [{} for _ in grids]
    outside: list[Glyph] = []
    smallest = sorted(range(len(grids)), key=lambda index: grids[index].area)
    for glyph in page.glyphs:
        found = _cell(grids, smallest, glyph)
        if found is None:
            outside.append(glyph)
        else:
            inside[found[0]].setdefault(found[1], []).append(glyph)
    fragments = [
        fragment_of(grid, page.number, [_cell_lines(cells.get(n, [])) for n in range(len(grid.regions))])
        for grid, cells in zip(grids, inside, strict=True)
        if cells
    ]
    rows = lines_of(outside)
    for fragment in fragments:
        rows = overhanging(fragment, rows)
    return Sheet(page.number, page.width, page.height, rows, fragments, len(page.glyphs), page.pictures)


def _cell(grids: list[Grid], order: list[int], glyph: Glyph) -> tuple[int, int] | None:
    """The table and the region in which a character stands; of tables inside each other the inner one."""
    x, y = (glyph.x0 + glyph.x1) / 2, glyph.y - _HEART * glyph.em
    for index in order:
        region = grids[index].region_at(x, y)
        if region is not None:
            return index, region
    return None


def _cell_lines(glyphs: list[Glyph]) -> list[Line]:
    return [joined(pieces) for pieces in lines_of(glyphs)] if glyphs else []
