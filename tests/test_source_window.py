"""The part of a document that is shown beside the rows read from it."""

from imports.document import Cell, Document, Paragraph, Place, Table
from imports.source_window import AFTER, BEFORE, Asked, line_at, lines_of, window


def place(line: int, column: int = 1) -> Place:
    return Place("a.txt", line=line, column=column)


def text(number: int) -> Document:
    return Document("a.txt", [Paragraph(f"第{n}行", place(n)) for n in range(1, number + 1)])


def test_it_shows_so_many_lines_around_the_one_asked_for_and_where_more_is() -> None:
    lines = lines_of(text(100))
    shown = window(lines, 50, Asked())
    assert (shown.start, shown.end, shown.total) == (50 - BEFORE, 50 + AFTER, 100)
    assert [part.lines[0][0].text for part in shown.parts][BEFORE] == "第51行"
    above, below = window(lines, shown.before or 0, Asked()), window(lines, shown.after or 0, Asked())
    assert above.end > shown.start - 1 >= above.start
    assert below.start <= shown.end < below.end


def test_at_both_ends_there_is_no_more() -> None:
    lines = lines_of(text(5))
    shown = window(lines, 0, Asked())
    assert (shown.start, shown.end, shown.before, shown.after) == (0, 5, None, None)
    assert window(lines, 10**9, Asked()).end == 5


def test_an_empty_document_has_an_empty_window() -> None:
    assert window([], 0, Asked()).parts == []


def test_walking_down_and_up_every_line_is_seen() -> None:
    lines, seen, at = lines_of(text(333)), set[str](), 0
    while True:
        shown = window(lines, at, Asked())
        seen |= {part.lines[0][0].text for part in shown.parts}
        if shown.after is None:
            break
        at = shown.after
    assert len(seen) == 333


def table() -> Table:
    first = Cell("畅通路网", place(2, 1), 0, rowspan=2)
    return Table(
        [
            [first, Cell("新改建农村公路12公里", place(2, 2), 1)],
            [Cell("", place(3, 1), 0, anchor=first), Cell("加固危桥3座", place(3, 2), 1)],
        ],
        place(2),
        states_merges=True,
    )


def test_rows_of_one_table_stay_together_and_merges_show_what_they_print() -> None:
    document = Document("a.txt", [Paragraph("一、交通", place(1)), table(), table()])
    shown = window(lines_of(document), 1, Asked())
    assert [(part.is_table, len(part.lines)) for part in shown.parts] == [(False, 1), (True, 2), (True, 2)]
    covered = shown.parts[1].lines[1][0]
    assert (covered.text, covered.covered) == ("畅通路网", True)


def test_what_a_row_was_read_from_is_marked_and_every_wording_names_its_rows() -> None:
    lines = lines_of(Document("a.txt", [table()]))
    asked = Asked(place(3, 2), frozenset([place(3, 2), place(2, 1)]), {place(2, 2): [1], place(3, 2): [2, 3]})
    spots = [spot for line in window(lines, 0, asked).parts[0].lines for spot in line]
    assert [spot.marked for spot in spots] == [True, False, True, True]  # the merge above it too
    assert [spot.own for spot in spots] == [False, False, False, True]
    assert [spot.rows for spot in spots] == [(), (1,), (), (2, 3)]


def test_the_line_of_a_place_is_found_and_else_it_is_the_first() -> None:
    lines = lines_of(Document("a.txt", [Paragraph("一、交通", place(1)), table()]))
    assert line_at(lines, [place(3, 2)]) == 2
    assert line_at(lines, [place(9)]) == 0
