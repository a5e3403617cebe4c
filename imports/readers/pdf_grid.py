"""Tables of a PDF page from the lines drawn on it: a missing inner line merges its two cells. Pure.

Lines may be drawn cell by cell, double, thick, as dashes, or only inside the table: strokes on one line are
one, and a table is closed at its outermost lines.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from imports.readers.pdf_page import Rule

#: lines closer than this are one thick or double line, and lines touch that miss each other by less
NEAR = 4.0
#: strokes of one dashed line are no farther apart
_DASH = 4.0
_SHORTEST = 6.0
#: a line parts two cells when it runs along so much of their common side
_ENOUGH = 0.7
#: a column without any line across is no wider, in points
_OPEN_COLUMN = 240.0
#: beyond so many crossings it is a drawing
_MOST_CROSSINGS = 3_000_000

Lines = dict[float, list[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Region:
    """A cell: rows r0 up to but not including r1, columns c0 up to but not including c1."""

    r0: int
    c0: int
    r1: int
    c1: int


@dataclass(slots=True)
class Grid:
    """A table's lines: `xs` and `ys` are the edges of its columns and rows; `regions` are its cells."""

    xs: list[float]
    ys: list[float]
    regions: list[Region]
    #: region by row and column
    at: list[list[int]]
    #: columns whose last row has no line below it, and whose first row has none above it
    open_below: frozenset[int]
    open_above: frozenset[int]

    def region_at(self, x: float, y: float) -> int | None:
        """The region in which a point lies."""
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]):
            return None
        return self.at[bisect_right(self.ys, y) - 1][bisect_right(self.xs, x) - 1]

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])


def find_grids(across: list[Rule], down: list[Rule]) -> list[Grid]:
    """The tables that lines make up, from top to bottom; what is no table of several cells is left out."""
    rows, columns = straightened(across), straightened(down)
    if len(rows) * len(columns) > _MOST_CROSSINGS:
        return []
    grids = [grid for each in _beside(_connected(rows, columns)) if (grid := _grid(*each))]
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def straightened(rules: Iterable[Rule]) -> list[Rule]:
    """Strokes along one line joined to one, short ones left out."""
    joined: list[Rule] = []
    for cluster in _clusters(sorted(rules, key=lambda rule: rule.at)):
        at = sum(rule.at for rule in cluster) / len(cluster)
        cluster.sort(key=lambda rule: rule.start)
        start, end = cluster[0].start, cluster[0].end
        for rule in cluster[1:]:
            if rule.start > end + _DASH:
                joined.append(Rule(at, start, end))
                start = rule.start
            end = max(end, rule.end) if rule.start <= end + _DASH else rule.end
        joined.append(Rule(at, start, end))
    return [rule for rule in joined if rule.end - rule.start >= _SHORTEST]


def _clusters(rules: list[Rule]) -> Iterator[list[Rule]]:
    cluster: list[Rule] = []
    for rule in rules:
        if cluster and rule.at - cluster[0].at > NEAR:
            yield cluster
            cluster = []
        cluster.append(rule)
    if cluster:
        yield cluster


Drawn = tuple[list[Rule], list[Rule]]


def _beside(groups: Iterable[Drawn]) -> Iterator[Drawn]:
    """Put together what columns part that are open over the whole page: equally high, side by side."""
    equal: list[list[Drawn]] = []
    for group in sorted((group for group in groups if group[1]), key=_width):
        fellow = next((each for each in equal if _is_fellow(each, group)), None)
        if fellow:
            fellow.append(group)
        else:
            equal.append([group])
    for each in equal:
        down = [rule for group in each for rule in group[1]]
        yield [rule for group in each for rule in group[0]], down


def _is_fellow(groups: list[Drawn], right: Drawn) -> bool:
    same = all(
        abs(one - other) <= NEAR for one, other in zip(_height(groups[0]), _height(right), strict=True)
    )
    return same and 0 < _width(right)[0] - _width(groups[-1])[1] <= _OPEN_COLUMN


def _height(group: Drawn) -> tuple[float, float]:
    return min(rule.start for rule in group[1]), max(rule.end for rule in group[1])


def _width(group: Drawn) -> tuple[float, float]:
    return min(rule.at for rule in group[1]), max(rule.at for rule in group[1])


def _connected(across: list[Rule], down: list[Rule]) -> Iterator[Drawn]:
    """Lines that touch, directly or through others."""
    group = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    ordered = sorted(enumerate(across), key=lambda pair: pair[1].at)
    levels = [rule.at for _, rule in ordered]
    for position, rule in enumerate(down, start=len(across)):
        for index, other in ordered[bisect_right(levels, rule.start - NEAR) :]:
            if other.at > rule.end + NEAR:
                break
            if other.start - NEAR <= rule.at <= other.end + NEAR:
                group[root(index)] = root(position)
    found: dict[int, Drawn] = {}
    for index, rule in enumerate([*across, *down]):
        found.setdefault(root(index), ([], []))[index >= len(across)].append(rule)
    yield from found.values()


def _grid(across: list[Rule], down: list[Rule]) -> Grid | None:
    """The cells between connected lines; None for less than two."""
    if not across or not down:
        return None
    rows, columns = _lines(across), _lines(down)
    xs, ys = _edges(columns, rows), _edges(rows, columns)
    for _ in range(3):
        upright, level = _walls(columns, xs, ys), _walls(rows, ys, xs)
        fewer = _kept(xs, upright), _kept(ys, level)
        if fewer == (xs, ys):
            break
        xs, ys = fewer
    upright, level = _walls(columns, xs, ys), _walls(rows, ys, xs)
    width, height = len(xs) - 1, len(ys) - 1
    if width < 1 or height < 1 or width * height < 2:
        return None
    every = frozenset(range(width))
    at, regions = _regions(upright, level, width, height)
    return Grid(xs, ys, regions, at, every - level[-1], every - level[0])


def _lines(rules: list[Rule]) -> Lines:
    lines: Lines = {}
    for rule in rules:
        lines.setdefault(rule.at, []).append((rule.start, rule.end))
    return lines


def _edges(lines: Lines, crossing: Lines) -> list[float]:
    """Where lines stand, and the ends of the crossing ones where a table is open at its side."""
    places = sorted(lines)
    ends = [end for pieces in crossing.values() for piece in pieces for end in piece]
    if min(ends) < places[0] - NEAR:
        places.insert(0, min(ends))
    if max(ends) > places[-1] + NEAR:
        places.append(max(ends))
    return places


def _walls(lines: Lines, places: list[float], between: list[float]) -> list[set[int]]:
    """For every place, which of the stretches `between` edges a line runs along."""
    walls: list[set[int]] = []
    for place in places:
        wall = set()
        for start, end in lines.get(place, ()):
            first = max(0, bisect_right(between, start) - 1)
            for index in range(first, len(between) - 1):
                low, high = between[index], between[index + 1]
                if low >= end:
                    break
                if min(high, end) - max(low, start) >= _ENOUGH * (high - low):
                    wall.add(index)
        walls.append(wall)
    return walls


def _kept(places: list[float], walls: list[set[int]]) -> list[float]:
    """The edges that part any two cells, and the outermost."""
    last = len(places) - 1
    return [place for n, place in enumerate(places) if walls[n] or n in (0, last)]


def _regions(
    upright: list[set[int]], level: list[set[int]], width: int, height: int
) -> tuple[list[list[int]], list[Region]]:
    """The cells, each as large as no line stops it."""
    at = [[-1] * width for _ in range(height)]
    regions: list[Region] = []
    for row in range(height):
        for column in range(width):
            if at[row][column] >= 0:
                continue
            right = column + 1
            while right < width and row not in upright[right] and at[row][right] < 0:
                right += 1
            below = row + 1
            while below < height and _goes_on(upright, level, below, column, right):
                below += 1
            for r in range(row, below):
                at[r][column:right] = [len(regions)] * (right - column)
            regions.append(Region(row, column, below, right))
    return at, regions


def _goes_on(upright: list[set[int]], level: list[set[int]], row: int, left: int, right: int) -> bool:
    """Whether no line parts a row from the one above it between two columns, nor those columns."""
    if any(column in level[row] for column in range(left, right)):
        return False
    return not any(row in upright[column] for column in range(left + 1, right))
