"""Which district a document's name for it means."""

from django.utils.translation import gettext as _

from imports.wording import fold
from tasks.errors import Refused
from tasks.models import District
from tasks.services.history import Deed

#: Codes that are ours and no authority's, until somebody enters the real one.
PROVISIONAL = "new"


def fits(district: District, name: str) -> bool:
    """Whether `name`, as a document prints it, can mean `district`."""
    return _exactly(district, name) or _within(district, name)


def fitting(name: str) -> list[District]:
    """The districts that `name` can mean: those called exactly so, else those one of whose names ends so."""
    districts = list(District.objects.all())
    return [d for d in districts if _exactly(d, name)] or [d for d in districts if _within(d, name)]


def district_called(name: str) -> District | None:
    """The district of that code or name, or None. Raises Refused where the name fits several."""
    by_code = District.objects.filter(code=name.strip()).first()
    found = [by_code] if by_code else fitting(name)
    if len(found) > 1:
        choices = "、".join(f"{d.full_name or d.short_name}（{d.code}）" for d in found)
        sentence = _("“%(name)s” may be any of these: %(choices)s. Say which by its code: --district CODE.")
        raise Refused(sentence % {"name": name, "choices": choices})
    return found[0] if found else None


def enter_district(name: str, deed: Deed) -> District:
    """A new district called `name`, with a provisional code."""
    taken = set(District.objects.filter(code__startswith=f"{PROVISIONAL}-").values_list("code", flat=True))
    number = next(n for n in range(1, len(taken) + 2) if f"{PROVISIONAL}-{n}" not in taken)
    district = District(code=f"{PROVISIONAL}-{number}", short_name=name[:30])
    deed.save(district)
    return district


def _exactly(district: District, name: str) -> bool:
    called = (district.short_name, district.full_name, *map(str, district.aliases))
    return fold(name) in {fold(each) for each in called if each}


def _within(district: District, name: str) -> bool:
    """One name is the end of the other: 澜州市澄岚区 and 澄岚区. Two full names of two cities never are."""
    long, short = fold(district.full_name) or fold(district.short_name), fold(name)
    return len(min(long, short, key=len)) > 1 and (long.endswith(short) or short.endswith(long))
