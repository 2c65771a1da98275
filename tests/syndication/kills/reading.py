"""Everything that can be read of an installation from outside, by everybody and by its partners."""

from collections.abc import Iterator
from copy import copy

from apiflask import APIFlask
from flask.testing import FlaskClient

from feeds.profile import Granularity, LanguageRule, OutputProfile
from feeds.writers import WRITERS
from syndication.auth import create_partner_token
from syndication.storage.database import Database
from syndication.storage.partners import save_partner, save_profile
from tests.factories import NOW
from tests.syndication.kept import SLUG

LANGUAGES = ("en", "vi")
PARTNER = "mekong"
PROFILES = (
    *tuple(OutputProfile(name=f"own-{name}", format=name) for name in WRITERS),
    OutputProfile(name="whole", format="json", granularity=Granularity.LIVE_BLOG),
    OutputProfile(name="drafts", format="atom", languages=(LanguageRule(tag="vi"), LanguageRule(tag="en"))),
)


class Outside:
    """A reader without a key, and a partner's with one."""

    def __init__(self, app: APIFlask, database: Database) -> None:
        with database.writing() as session:
            partner_id = save_partner(session, PARTNER, "Mekong Daily", now=NOW)
            for profile in PROFILES:
                save_profile(session, partner_id, profile, actor="Linh", now=NOW)
            self.key = create_partner_token(session, PARTNER, name="reader", now=NOW)
        self.everybody, self.partner = self.clients(app)

    def at(self, app: APIFlask) -> "Outside":
        """Return the same two at another process."""
        other = copy(self)
        other.everybody, other.partner = self.clients(app)
        return other

    def clients(self, app: APIFlask) -> tuple[FlaskClient, FlaskClient]:
        partner = app.test_client()
        partner.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self.key}"
        return app.test_client(), partner

    def read(self) -> Iterator[tuple[str, str, str]]:
        """Yield address, headers and body of every document there is; of partners' feeds, in each language."""
        for path in public_addresses():
            yield path, *self.get(self.everybody, path)
        for path in partner_addresses():
            yield path, *self.get(self.partner, path)

    def get(self, client: FlaskClient, path: str) -> tuple[str, str]:
        answer = client.get(path)
        assert answer.status_code in {200, 404}, (path, answer.status_code)
        return str(answer.headers), answer.text


def public_addresses() -> Iterator[str]:
    yield from ("/", "/feeds.opml", "/news-sitemap.xml", "/robots.txt")
    yield f"/blogs/{SLUG}/"
    for language in LANGUAGES:
        yield f"/blogs/{SLUG}/{language}/"
        yield from (f"/blogs/{SLUG}/{language}/feed.{name}" for name in WRITERS)
    yield from (f"/blogs/{SLUG}/xx/", f"/blogs/{SLUG}/en/feed.none", f"/blogs/{SLUG}/en/feed.atom?archive=1")


def partner_addresses() -> Iterator[str]:
    for profile in PROFILES:
        for language in LANGUAGES:
            yield f"/partners/{PARTNER}/{profile.name}/{SLUG}?language={language}"
            yield f"/partners/{PARTNER}/{profile.name}?language={language}"
