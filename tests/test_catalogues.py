"""Translations compile without msgfmt."""

import gettext
import os
from pathlib import Path

from tasktrack.catalogues import compile_catalogues

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "task"\nmsgstr "任务"\n'


def a_catalogue(folder: Path, text: str = PO) -> Path:
    path = folder / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_it_writes_what_gettext_reads(tmp_path: Path) -> None:
    source = a_catalogue(tmp_path)
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert gettext.translation("django", tmp_path, ["zh_Hans"]).gettext("task") == "任务"


def test_it_compiles_again_only_what_changed(tmp_path: Path) -> None:
    source = a_catalogue(tmp_path)
    (compiled,) = compile_catalogues(tmp_path)
    assert compile_catalogues(tmp_path) == []
    a_catalogue(tmp_path, PO.replace("任务", "事项"))
    later = compiled.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert compile_catalogues(tmp_path) == [compiled]
    assert "事项".encode() in compiled.read_bytes()
