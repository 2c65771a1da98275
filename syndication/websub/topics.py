"""Which feed a topic is, and whether whoever asks may have it.

The topic is the address that a feed gives itself (``rel=self``). One of a partner's feeds is open to whoever shows a
key of that partner, in the topic as ``?key=`` or with the request as a poller would.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from sqlalchemy.orm import Session

from feeds.item import Site
from syndication.auth import check_token
from syndication.documents import Plan, plan_partner, plan_public
from syndication.partners import find_profile
from syndication.storage.blogs import find_blog
from syndication.storage.tokens import is_partners_token
from syndication.websub.refusals import HubRefusal

_PORTS = {"http": 80, "https": 443}
_FEED = "feed."
_PARTNERS = "partners"
_KEY = "key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A feed one can subscribe to, and what its document would be made from now.

    ``blog_id`` is ``None`` where it spans live blogs; ``profile_id`` is a partner's, and ``token_id`` of the key that
    opened it.
    """

    plan: Plan
    blog_id: int | None
    profile_id: int | None = None
    token_id: int | None = None

    @property
    def url(self) -> str:
        """Its address, without a key."""
        return self.plan.links.feed_url

    @property
    def hash(self) -> str:
        """What the topic is found by."""
        return hash_of(self.url)


def hash_of(url: str) -> str:
    """Return what an address is found by."""
    return hashlib.sha256(url.encode()).hexdigest()


def find_topic(session: Session, site: Site, url: str, *, keys: Sequence[str], now: datetime) -> Topic:
    """Return the feed of an address; ``keys`` are what came with the request. Raises :exc:`HubRefusal`."""
    steps, query = _read(site, url)
    token_id = None
    if steps[0] == _PARTNERS and len(steps) > 1:
        token_id = _opened_by(session, steps[1], [*keys, query.pop(_KEY, "")], now=now)
    return _find(session, site, steps, query, token_id)


def find_opened_topic(session: Session, site: Site, url: str, *, token_id: int | None, now: datetime) -> Topic:
    """Return the feed of an address that was found before; a partner's only while the key is in use that opened it.

    Raises :exc:`HubRefusal`.
    """
    steps, query = _read(site, url)
    if steps[0] == _PARTNERS and not (
        token_id is not None and len(steps) > 1 and is_partners_token(session, token_id, steps[1], now=now)
    ):
        raise HubRefusal(403, "the key that opened this feed is no longer in use")
    return _find(session, site, steps, query, token_id)


def _find(session: Session, site: Site, steps: Sequence[str], query: dict[str, str], token_id: int | None) -> Topic:
    match steps:
        case ["blogs", slug, language, document] if document.startswith(_FEED):
            return _public(session, site, (slug, language, document.removeprefix(_FEED)), query)
        case ["partners", partner, profile]:
            return _partners(session, site, (partner, profile, None), query, token_id)
        case ["partners", partner, profile, slug]:
            return _partners(session, site, (partner, profile, slug), query, token_id)
    raise _no_such_feed()


def _public(session: Session, site: Site, named: tuple[str, str, str], query: dict[str, str]) -> Topic:
    if "archive" in query:
        raise HubRefusal(400, "an archive document never changes; subscribe to the feed it belongs to")
    if query:
        raise HubRefusal(400, "the address of a public feed has no query; take the one the feed gives as rel=self")
    plan = plan_public(session, site, *named)
    blog = find_blog(session, named[0])
    if plan is None or blog is None:
        raise _no_such_feed()
    return Topic(plan=plan, blog_id=blog.id)


def _partners(
    session: Session, site: Site, named: tuple[str, str, str | None], query: dict[str, str], token_id: int | None
) -> Topic:
    partner, profile, slug = named
    if set(query) - {"language"}:
        raise HubRefusal(400, "the address of a partner's feed has no parameters but language and key")
    plan = plan_partner(session, site, partner, profile, slug, language=query.get("language"))
    record, blog = find_profile(session, partner, profile), find_blog(session, slug) if slug else None
    if plan is None or record is None or (slug and blog is None):
        raise _no_such_feed()
    return Topic(plan=plan, blog_id=blog.id if blog else None, profile_id=record.id, token_id=token_id)


def _opened_by(session: Session, partner: str, keys: Sequence[str], *, now: datetime) -> int:
    """Return which token of a partner was shown; the answer does not tell whether there is such a partner."""
    callers = [caller for key in keys if key and (caller := check_token(session, key, now=now))]
    for caller in callers:
        if caller.partner == partner:
            return caller.token_id
    if callers:
        raise HubRefusal(403, "this key opens other feeds, not these")
    raise HubRefusal(401, "this feed needs the partner's key: in hub.topic as ?key=, or as a Bearer token")


def _read(site: Site, url: str) -> tuple[list[str], dict[str, str]]:
    """Return the steps of a path below the base URL, and the query."""
    parts, base = urlsplit(url), urlsplit(site.base_url)
    if _origin(parts) != _origin(base) or not parts.path.startswith(f"{base.path}/"):
        raise HubRefusal(404, f"this hub is for the feeds of {site.base_url}/, by the address they give as rel=self")
    try:
        steps = [unquote(step, errors="strict") for step in parts.path[len(base.path) + 1 :].split("/")]
        pairs = parse_qsl(parts.query, keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError as cause:
        raise _no_such_feed() from cause
    if len({name for name, _ in pairs}) < len(pairs):
        raise HubRefusal(400, "hub.topic has a parameter more than once")
    return steps, dict(pairs)


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _no_such_feed() -> HubRefusal:
    return HubRefusal(404, "hub.topic is no feed of this hub; take the address a feed gives as rel=self")
