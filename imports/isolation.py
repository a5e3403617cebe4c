"""Reading in a process of its own, under limits of time and memory: no file stops or fills the one that asks.

`python -m imports.isolation` is that process. It is given on stdin a line of JSON (name, known, language,
seconds, memory) and then the file's bytes, and answers on stdout with one JSON object: "draft" and "body", or
"error" (what ReadError.to_json says), or "memory".
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from imports.document import Document, Place, ReadError
from imports.document_json import document_from_json, document_to_json
from imports.draft import PlanDraft
from imports.output import from_json, to_json
from imports.parse import parse

#: of the processor's time; by the clock twice as much is waited
SECONDS = 300
#: bytes of address space
MEMORY = 3 * 2**30


def _codes(*names: str) -> set[int]:
    return {-getattr(signal, name) for name in names if hasattr(signal, name)}


#: how a process ends that has used up its time, and one in which a library broke off for want of memory
_STOPPED = _codes("SIGXCPU", "SIGKILL")
_BROKEN_OFF = _codes("SIGSEGV", "SIGABRT", "SIGBUS")


#: what Python and libraries say that get no more memory
_NO_MEMORY = ("MemoryError", "bad_alloc")


class ReadingEnded(Exception):
    """The process ended without an answer, for a reason that is no limit; the message is what it said."""


def parse_apart(
    name: str, data: bytes, *, seconds: int = SECONDS, memory: int = MEMORY, **known: Any
) -> PlanDraft:
    """As imports.parse.parse, in another process. Raises ReadError also where a limit was reached."""
    header = {
        "name": name,
        "known": known,
        "language": translation.get_language(),
        "seconds": seconds,
        "memory": memory,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "imports.isolation"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    )
    try:
        said, wrong = process.communicate(json.dumps(header).encode() + b"\n" + data, timeout=2 * seconds)
    except subprocess.TimeoutExpired:
        raise _too_slow(name) from None
    finally:
        process.kill()
        process.communicate()
    return _draft(name, said, wrong.decode(errors="replace"), process.returncode)


def _draft(name: str, said: bytes, wrong: str, code: int) -> PlanDraft:
    answer = json.loads(said) if code == 0 else {}
    if "draft" in answer:
        draft = from_json(answer["draft"])
        draft.body = document_from_json(answer["body"])
        return draft
    if "error" in answer:
        error = answer["error"]
        raise ReadError(error["message"], Place.from_json(error["place"]), error["remedy"])
    if code in _STOPPED:
        raise _too_slow(name)
    if "memory" in answer or code in _BROKEN_OFF or any(word in wrong for word in _NO_MEMORY):
        raise _too_large(name)
    raise ReadingEnded(f"{name}: code {code}. {wrong}")


def _too_slow(name: str) -> ReadError:
    return ReadError(
        _("Reading this file took too long and was stopped; it is very large or damaged."),
        Place(name),
        _("Open it in an office program, save it anew, or divide it, and upload that."),
    )


def _too_large(name: str) -> ReadError:
    return ReadError(
        _("Reading this file needs more memory than there is for one file; it is very large or damaged."),
        Place(name),
        _("Open it in an office program, save it anew, or divide it, and upload that."),
    )


# --- the other process ---


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tasktrack.settings")
    django.setup()
    given = sys.stdin.buffer
    header = json.loads(given.readline())
    _limit(header["seconds"], header["memory"])
    with translation.override(header["language"]):
        json.dump(_answer(header["name"], given.read(), header["known"]), sys.stdout)


def _answer(name: str, data: bytes, known: dict[str, Any]) -> dict[str, Any]:
    try:
        draft = parse(name, data, **known)
        return {"draft": to_json(draft), "body": document_to_json(draft.body or Document(name))}
    except ReadError as error:
        return {"error": error.to_json()}
    except MemoryError:
        return {"memory": True}


def _limit(seconds: int, memory: int) -> None:
    """Where the system knows such limits; elsewhere the clock alone watches."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    main()
