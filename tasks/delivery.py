"""Carrying notices out of the bell: one digest a person and round, by mail and to a webhook.

Only the worker does this, never a request, but for a test that an administrator asks for. A way that fails
is logged and tried again in the next round; nothing is lost meanwhile, as every notice stands in the bell.
What has been read there needs no digest.
"""

import json
import logging
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tasks.errors import Refused
from tasks.models import District, Notice, User
from tasks.notices import words

logger = logging.getLogger(__name__)

#: What could not be sent for so long is left in the bell.
KEPT = timedelta(days=7)
#: How long a worker has notices in hand before another may take them.
IN_HAND = timedelta(minutes=15)
TIMEOUT = 10.0
#: A digest names so many, and how many more there are.
MOST = 50


class NotSent(Exception):
    """A way does not work now; the next round tries again."""


class NoSuchAddress(Exception):
    """This person cannot be reached this way; others can."""


@dataclass
class Digest:
    """What one person is told of one district in one round."""

    user: User
    district: District
    notices: list[Notice] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        return [_line(notice) for notice in self.notices[:MOST]]

    @property
    def subject(self) -> str:
        words_ = {"district": self.district, "number": len(self.notices)}
        return _("%(district)s: %(number)s notices on key tasks") % words_


Way = Callable[[Digest], None]


def deliver() -> int:
    """Send every digest that waits; returns how many notices went out on all ways of their district."""
    broken: set[tuple[str, str]] = set()
    sent = 0
    with translation.override(settings.LANGUAGE_CODE):
        for digest in _waiting():
            if _take(digest.notices):
                sent += _send(digest, broken)
    return sent


def by_mail(digest: Digest) -> None:
    """Raises NotSent where the mail server does not answer, NoSuchAddress where it refuses this person."""
    more = len(digest.notices) - MOST
    tail = [_("… and %(number)s more") % {"number": more}] if more > 0 else []
    body = "\n\n".join([*digest.lines, *tail, settings.PUBLIC_URL])
    try:
        EmailMessage(digest.subject, body, to=[digest.user.email]).send()
    except SMTPRecipientsRefused as error:
        raise NoSuchAddress from error
    except (SMTPException, OSError) as error:
        raise NotSent(str(error)) from error


def by_webhook(digest: Digest) -> None:
    """POST the digest as JSON to the district's address. Raises NotSent for any answer but a 2xx."""
    url = digest.district.webhook
    if urlsplit(url).scheme not in ("http", "https"):
        raise NotSent(f"{url} is not an address of http or https")
    data = json.dumps(_as_json(digest), ensure_ascii=False).encode()
    head = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "tasktrack"}
    request = urllib.request.Request(url, data, head, method="POST")  # noqa: S310 - the scheme is checked above
    try:
        with _opener.open(request, timeout=TIMEOUT) as response:
            response.read(1024)
    except (OSError, HTTPException, ValueError) as error:  # URLError and HTTPError are OSErrors
        raise NotSent(str(error)) from error


def try_mail(district: District, user: User) -> str:
    """Send `user` a mail at once, as notices are; returns where it went. Raises Refused, saying why not."""
    if not user.email:
        raise Refused(_("Your account has no mail address. Enter one in the administration first."))
    try:
        by_mail(_test(district, user))
    except (NotSent, NoSuchAddress) as error:
        raise Refused(_("The mail did not go out: %(why)s") % {"why": error or user.email}) from error
    return user.email


def try_webhook(district: District, user: User) -> str:
    """Post a notice to the address that is set; returns it. Raises Refused, saying why not."""
    if not district.webhook:
        raise Refused(_("Enter and save the address first."))
    try:
        by_webhook(_test(district, user))
    except NotSent as error:
        raise Refused(_("The address did not take it: %(why)s") % {"why": error}) from error
    return district.webhook


def _test(district: District, user: User) -> Digest:
    """A digest of one notice that is kept nowhere."""
    params = {"district": str(district)}
    notice = Notice(user=user, district=district, code="test", params=params, sent_at=timezone.now())
    return Digest(user, district, [notice])


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What is meant for one address is not carried to another."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)
Stamp = Literal["mailed_at", "posted_at"]
WAYS: dict[Stamp, Way] = {"posted_at": by_webhook, "mailed_at": by_mail}


def _waiting() -> list[Digest]:
    now = timezone.now()
    free = Q(held_until=None) | Q(held_until__lt=now)
    ways = ~Q(district__webhook="")
    if settings.SENDS_MAIL:
        ways |= Q(district__sends_mail=True) & ~Q(user__email="")
    rows = Notice.objects.filter(free, ways, delivered_at=None, read_at=None, sent_at__gte=now - KEPT)
    rows = rows.filter(user__is_active=True).select_related("user", "district", "task__year")
    found: dict[tuple[int, int], Digest] = {}
    for row in rows.order_by("sent_at", "pk"):
        digest = found.setdefault((row.user_id, row.district_id), Digest(row.user, row.district))
        digest.notices.append(row)
    return list(found.values())


def _take(notices: list[Notice]) -> bool:
    """Whether all of them are in this worker's hands now: two workers may share one database."""
    now = timezone.now()
    free = Q(held_until=None) | Q(held_until__lt=now)
    mine = Notice.objects.filter(free, pk__in=[notice.pk for notice in notices])
    return mine.update(held_until=now + IN_HAND) == len(notices)


def _send(digest: Digest, broken: set[tuple[str, str]]) -> int:
    """Every way that the district has; each notice goes each way once. Returns how many are done."""
    for stamp, way in WAYS.items():
        goes = bool(digest.district.webhook) if stamp == "posted_at" else _is_mailed(digest)
        todo = [notice for notice in digest.notices if getattr(notice, stamp) is None]
        if goes and todo:
            _go(Digest(digest.user, digest.district, todo), stamp, way, broken)
    done = [notice for notice in digest.notices if _is_done(notice, digest)]
    now = timezone.now()
    Notice.objects.filter(pk__in=[notice.pk for notice in done]).update(delivered_at=now)
    Notice.objects.filter(pk__in=[notice.pk for notice in digest.notices]).update(held_until=None)
    return len(done)


def _go(digest: Digest, stamp: Stamp, way: Way, broken: set[tuple[str, str]]) -> None:
    """Send one digest one way; a way that failed is not tried again in this round."""
    key = (stamp, digest.district.webhook if stamp == "posted_at" else "")
    if key in broken:
        return
    try:
        way(digest)
    except NotSent as error:
        broken.add(key)
        logger.warning("Notices of %s wait, %s failed: %s", digest.district.code, way.__name__, error)
        return
    except NoSuchAddress:
        logger.warning("The mail server refuses the address of %s.", digest.user.username)
    now = timezone.now()
    for notice in digest.notices:
        setattr(notice, stamp, now)
    Notice.objects.filter(pk__in=[notice.pk for notice in digest.notices]).update(**{stamp: now})


def _is_mailed(digest: Digest) -> bool:
    return bool(settings.SENDS_MAIL and digest.district.sends_mail and digest.user.email)


def _is_done(notice: Notice, digest: Digest) -> bool:
    posted = notice.posted_at is not None or not digest.district.webhook
    return posted and (notice.mailed_at is not None or not _is_mailed(digest))


def _line(notice: Notice) -> str:
    said = words(notice.code, notice.params)
    task = f"「{notice.task.text}」" if notice.task else ""
    return "\n".join(
        filter(None, [f"{timezone.localtime(notice.sent_at):%m-%d %H:%M} {said}", task, _url(notice)])
    )


def _url(notice: Notice) -> str:
    """Where it leads, where this installation knows how it is reached."""
    from tasks.views.notices import address_of

    return settings.PUBLIC_URL.rstrip("/") + address_of(notice) if settings.PUBLIC_URL else ""


def _as_json(digest: Digest) -> dict[str, Any]:
    return {
        "district": {"code": digest.district.code, "name": str(digest.district)},
        "user": {"username": digest.user.username, "name": str(digest.user), "phone": digest.user.phone},
        "subject": digest.subject,
        "text": "\n\n".join(digest.lines),
        "notices": list(_each(digest.notices)),
    }


def _each(notices: Iterable[Notice]) -> Iterable[dict[str, Any]]:
    for notice in notices:
        yield {
            "id": notice.pk,
            "code": notice.code,
            "words": words(notice.code, notice.params),
            "task": notice.task.text if notice.task else "",
            "url": _url(notice),
            "sent_at": notice.sent_at.isoformat(),
        }
