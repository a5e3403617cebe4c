"""Compile the translations in Python: a fresh machine has no msgfmt."""

from pathlib import Path
from uuid import uuid4

import polib

LOCALE_DIR = Path(__file__).resolve().parent / "locale"


def compile_catalogues(locale_dir: Path = LOCALE_DIR) -> list[Path]:
    """Write the .mo beside every .po that has none or a younger one than it; returns those written."""
    written = []
    for source in sorted(locale_dir.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            draft = target.with_suffix(f".{uuid4().hex}.mo")  # others may compile at the same time
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.replace(target)  # a reader never sees half a catalogue
            written.append(target)
    return written
