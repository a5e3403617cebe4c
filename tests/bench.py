"""`make bench`: twice the rows of a plan must take twice the time to read and lay out, in every format.

`python -m tests.bench [ROWS [NAME]]`; NAME is a part of a sample's name, to measure that one alone. Times are
the processor's, the best of a few, each from a process of its own that has read one small file before; they
are compared with one another, never with a number of seconds, so that slow machines say the same.
"""

import io
import os
import sys
import time
import zipfile
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.pool import Pool

ROWS, TIMES = 10_000, 2
#: turns more for what seems slow: other work on the machine makes single times half as long again
AGAIN = 4
#: what twice the rows may take, and what reading Word may take against a walk of its XML
MOST_GROWTH, MOST_WALKS = 2.3, 2.0
#: a page of the PDF holds at least so many rows, and a PDF no more pages than a reader takes
_ROWS_A_PAGE = 10
_WARM_UP = 5
#: a walk is so short that any other work shows in it
_TURNS = 9

Sample = tuple[str, str]


def main(words: list[str]) -> int:
    rows = int(words[0]) if words else ROWS
    wanted = words[1] if len(words) > 1 else ""
    from tests.samples import SAMPLES

    _prepare()
    with get_context("spawn").Pool(1, _prepare, maxtasksperchild=1) as children:
        print(f"{'seconds to read and lay out':<32} {rows:>8} {2 * rows:>8}   ratio    tasks", flush=True)
        slow = [_grows(sample, rows, children) for sample in SAMPLES if wanted in sample[0]]
        if wanted in next(iter(SAMPLES))[0]:
            slow.append(_walks(rows, children))
    if not any(slow):
        print("Nothing takes more than it may.")
    return 1 if any(slow) else 0


def _grows(sample: Sample, rows: int, children: Pool) -> bool:
    """Print what a sample takes, and whether twice of it takes far more than twice as long."""
    from imports.readers.pdf import MOST_PAGES
    from tests.samples import SAMPLES, file_name

    if sample[1] == "pdf" and 2 * rows > MOST_PAGES * _ROWS_A_PAGE:
        rows = MOST_PAGES * _ROWS_A_PAGE // 2
        print(f"{sample[0]}: only {rows} and {2 * rows} rows, for {MOST_PAGES} pages are the most")
    small, *files = (SAMPLES[sample](size) for size in (_WARM_UP, rows, 2 * rows))
    seconds, tasks = [float("inf")] * 2, 0
    for turn in range(TIMES + AGAIN):
        if turn >= TIMES and seconds[1] <= MOST_GROWTH * seconds[0]:
            break
        for n, data in enumerate(files):
            took, tasks = children.apply(_parse, (file_name(sample), small, data))
            seconds[n] = min(seconds[n], took)
    ratio = seconds[1] / seconds[0]
    mark = _mark(ratio, MOST_GROWTH)
    print(f"{sample[0]:<32} {seconds[0]:8.2f} {seconds[1]:8.2f} {ratio:7.2f} {tasks:8}{mark}", flush=True)
    return bool(mark)


def _walks(rows: int, children: Pool) -> bool:
    """Print what the reader of Word takes against a bare walk of the same XML, and whether it is far more."""
    from tests.samples import SAMPLES, file_name

    sample, make = next(iter(SAMPLES.items()))
    walk, read = children.apply(_walk_and_read, (file_name(sample), make(_WARM_UP), make(rows)))
    mark = _mark(read / walk, MOST_WALKS)
    print(
        f"\nWord, {rows} rows: a walk of its XML {walk:.2f}, read {read:.2f}, ratio {read / walk:.2f}{mark}"
    )
    return bool(mark)


def _mark(ratio: float, most: float) -> str:
    return f"  more than {most}" if ratio > most else ""


# --- in processes of their own ---


def _prepare() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()


def _parse(name: str, small: bytes, data: bytes) -> tuple[float, int]:
    """The seconds that reading and laying out takes, and how many tasks come of it."""
    from imports.parse import parse

    tasks: list[int] = []
    parse(name, small)
    seconds = _seconds(lambda: tasks.append(len(parse(name, data).tasks)))
    return seconds, tasks[0]


def _walk_and_read(name: str, small: bytes, data: bytes) -> tuple[float, float]:
    """The seconds that a bare walk of a Word file's XML takes, and those of its reader; by turns."""
    from imports.readers import read

    read(name, small)
    turns = [(_seconds(lambda: _walk(data)), _seconds(lambda: read(name, data))) for _ in range(_TURNS)]
    return min(walk for walk, _ in turns), min(read for _, read in turns)


def _walk(data: bytes) -> int:
    """Every element of a Word file's body by its name and text: the least that a reader can do."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return sum(len(element.tag) + len(element.text or "") for element in root.iter(etree.Element))


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
