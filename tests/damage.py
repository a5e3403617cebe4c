"""Files made worse, as transport, programs and people do: for tests and `make fuzz`."""

import io
import random
import zipfile

from imports.document import ReadError
from imports.parse import parse

#: what an XML or text file is likely to hold by accident
_PIECES = (
    b"",
    b"<",
    b"&",
    b"]]>",
    b"\x00",
    b"\xff\xfe",
    "　".encode(),
    "责任单位：".encode(),
    b"\t\t",
    b"\r",
)


def worse(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some of them changed, cut out, repeated or exchanged; a package also inside."""
    if zipfile.is_zipfile(io.BytesIO(data)) and chance.random() < 0.7:
        return _worse_inside(data, chance)
    return _worse_bytes(data, chance)


def _worse_inside(data: bytes, chance: random.Random) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        names = old.namelist()
        chosen = chance.choice(names)
        for name in names:
            part = old.read(name)
            if name == chosen:
                if chance.random() < 0.1:
                    continue
                part = _worse_bytes(part, chance)
            new.writestr(name, part)
    return file.getvalue()


def _worse_bytes(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(broken) + 1)
        length = chance.choice((1, 3, 30, 300, 3000))
        deed = chance.randrange(5)
        if deed == 0 and at < len(broken):
            broken[at] = chance.randrange(256)
        elif deed == 1:
            del broken[at : at + length]
        elif deed == 2:
            broken[at:at] = broken[at : at + length] * chance.choice((1, 2, 20))
        elif deed == 3:
            broken[at : at + chance.choice((0, 1, 4))] = chance.choice(_PIECES)
        else:
            other = chance.randrange(len(broken) + 1)
            one, two = broken[at : at + length], broken[other : other + length]
            broken[at : at + length], broken[other : other + length] = two, one
    return bytes(broken)


def fate(name: str, data: bytes) -> str:
    """What reading gives: "read" or "refused". Anything else that is raised goes on to who asks."""
    try:
        parse(name, data)
    except ReadError:
        return "refused"
    return "read"
