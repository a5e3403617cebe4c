"""`make fuzz`: a plan in every format, made worse thousands of times; each time a result or a clear error.

`python -m tests.fuzz [TIMES [SEED]]`. What comes of other errors, or takes longer than its limit, is written
into a file to be looked at, and is a failure.
"""

import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from multiprocessing import get_context
from pathlib import Path
from types import FrameType

TIMES, ROWS = 5000, 12
#: seconds for one small file, far beyond what any needs
LIMIT = 20


class TooSlow(Exception):
    """A file that took longer than LIMIT."""


def main(words: list[str]) -> int:
    times = int(words[0]) if words else TIMES
    seed = words[1] if len(words) > 1 else "0"
    from tests.samples import SAMPLES

    samples = list(SAMPLES)
    print(f"{times} files each, seed {seed}", flush=True)
    with get_context("fork").Pool(os.cpu_count() or 1) as pool:
        results = pool.imap(_try_all, [(n, times, seed) for n in range(len(samples))])
        bad = sum(_told(sample, *result) for sample, result in zip(samples, results, strict=True))
    print("All were read or refused in words." if not bad else f"{bad} were neither.")
    return 1 if bad else 0


def _told(sample: tuple[str, str], counts: Counter[str], slowest: float, kept: list[str]) -> int:
    fates = ", ".join(f"{count} {fate}" for fate, count in sorted(counts.items(), reverse=True))
    print(f"{sample[0]:<32} {fates}; slowest {slowest:.1f} s", flush=True)
    for path in kept:
        print(f"  {path}")
    return sum(count for fate, count in counts.items() if fate not in ("read", "refused"))


def _try_all(asked: tuple[int, int, str]) -> tuple[Counter[str], float, list[str]]:
    from tests.damage import fate, worse
    from tests.samples import SAMPLES, file_name

    number, times, seed = asked
    sample, make = list(SAMPLES.items())[number]
    data, chance = make(ROWS), random.Random(f"{sample} {seed}")
    counts: Counter[str] = Counter()
    slowest, kept = 0.0, list[str]()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a library in Rust tells of each panic there
    signal.signal(signal.SIGALRM, _stop)
    for _ in range(times):
        broken, began = worse(data, chance), time.monotonic()
        signal.alarm(LIMIT)
        try:
            counts[fate(file_name(sample), broken)] += 1
        except (Exception, TooSlow) as error:
            counts[type(error).__name__] += 1
            if len(kept) < 5:
                kept.append(_keep(broken, sample[1]) + "\n" + traceback.format_exc(limit=-3))
        finally:
            signal.alarm(0)
        slowest = max(slowest, time.monotonic() - began)
    return counts, slowest, kept


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlow


def _keep(data: bytes, ending: str) -> str:
    with tempfile.NamedTemporaryFile(prefix="tasktrack-fuzz-", suffix=f".{ending}", delete=False) as file:
        file.write(data)
    return str(Path(file.name))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    sys.exit(main(sys.argv[1:]))
