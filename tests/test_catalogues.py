"""Translations compile without msgfmt."""

import gettext
import os
from concurrent.futures import ThreadPoolExecutor
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


def test_many_may_compile_at_once(tmp_path: Path) -> None:
    source = a_catalogue(tmp_path, PO + "".join(f'\nmsgid "m{n}"\nmsgstr "m"\n' for n in range(500)))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: compile_catalogues(tmp_path), range(8)))
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]
