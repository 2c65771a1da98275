"""The README of a kit, for the partner's engineer: the steps, and where each format says what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from feeds.item import Site
from feeds.profile import Granularity, OutputProfile
from syndication.addresses import partner_feed_url
from syndication.kit.script import SLUG, Step


class PlayedStep(Protocol):
    """A step and the documents it has changed."""

    @property
    def step(self) -> Step:
        """What happened."""

    @property
    def at(self) -> str:
        """When, as RFC 3339."""

    @property
    def documents(self) -> Mapping[str, str]:
        """The file that is new in each language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhereToLook:
    """Where a format says which entry it is, in which version, and what has become of it."""

    identity: str
    version: str
    changed_at: str
    withdrawn: str
    correction: str
    translation: str


WHERE: Mapping[str, WhereToLook] = {
    "rss": WhereToLook(
        identity="`guid`",
        version="`syn:version`",
        changed_at="`dcterms:modified`",
        withdrawn="`syn:status` canceled or withheld; title and body say so too",
        correction="`syn:correction`",
        translation="`syn:translation`, `category` of the scheme urn:x-syndication:translation",
    ),
    "atom": WhereToLook(
        identity="`id`",
        version="`syn:version`",
        changed_at="`updated`",
        withdrawn="`at:deleted-entry` for a kill, `syn:status` in the entry; title and body say so too",
        correction="`syn:correction`",
        translation="`syn:translation`, `category` of the scheme urn:x-syndication:translation",
    ),
    "json": WhereToLook(
        identity="`id`",
        version="`_syndication.version`",
        changed_at="`date_modified`",
        withdrawn="`_syndication.pub_status` canceled or withheld; title and text say so too",
        correction="`_syndication.correction`",
        translation="`_translation`",
    ),
    "newsmlg2": WhereToLook(
        identity="`newsItem/@guid`",
        version="`newsItem/@version`",
        changed_at="`versionCreated`",
        withdrawn="`pubStatus` stat:canceled or stat:withheld, with an empty `contentSet` and the reason in `edNote`",
        correction="`signal` sig:correction and `edNote`",
        translation="`link` to the source, `itemMetaExtProperty`, `digitalSourceType`",
    ),
    "ninjs": WhereToLook(
        identity="`uri`",
        version="`version`",
        changed_at="`versionCreated` (this and all other names are in lower case in version 2.2)",
        withdrawn="`pubStatus` canceled or withheld, without bodies, with the reason in `edNote`",
        correction="`edNote`",
        translation="`digitalSourceType` and the association with its source",
    ),
    "nitf": WhereToLook(
        identity="the `classifier` guid of the `block`, and `doc-id` of the document",
        version="the `classifier` version of the `block`, and `du-key` of the document",
        changed_at="the `classifier` updated of the `block`",
        withdrawn="the `classifier` status of the `block`, whose text says so and nothing else, and `ed-msg`",
        correction="the `classifier` correction of the `block`, and `correction` in `docdata`",
        translation="the classifiers translation-… of the `block`, and `meta` elements of the head",
    ),
    "newsml12": WhereToLook(
        identity="`ProviderId`, `DateId` and `NewsItemId` together",
        version="`RevisionId`",
        changed_at="`ThisRevisionCreated`",
        withdrawn="`Status` Canceled or Withheld, with the reason in the `NewsLine` withdrawal or hold",
        correction="`Instruction` correction, with the note in the `NewsLine` correction",
        translation="`DerivedFrom` the source, and the `Metadata` translation",
    ),
}
"""For each output format. The format's page in the documentation has every element."""


NOBODY = "ready"
"""The partner that stands in the documents of a profile that no partner has yet."""


def write_readme(profile: OutputProfile, played: Sequence[PlayedStep], *, partner: str | None, site: Site) -> str:
    """Return the README as Markdown; ``partner`` is ``None`` for a profile that no partner has yet."""
    return "\n".join(_lines(profile, played, partner=partner, site=site)) + "\n"


def _lines(profile: OutputProfile, played: Sequence[PlayedStep], *, partner: str | None, site: Site) -> Iterator[str]:
    address = partner_feed_url(site, partner or "PARTNER", profile.name, "LIVE-BLOG")
    stand_in = "" if partner else f"PARTNER is `{NOBODY}` and "
    yield from (
        f"# Conformance kit: {partner or NOBODY}/{profile.name} ({profile.format})",
        "",
        f"What {site.provider} would send you for one live blog, step by step, in the very shape of your profile.",
        "Feed the documents to your ingest in the order of their numbers, as if you had polled one address again and",
        "again, and compare after each step. Everything in them is test material.",
        "",
        f"In earnest the documents come from `{address}`",
        f"(here {stand_in}LIVE-BLOG is `{SLUG}`, in this kit only); poll it with",
        "`If-None-Match`, and a 304 says that nothing has changed.",
        "",
    )
    if profile.granularity is Granularity.LIVE_BLOG:
        yield from (
            "Your profile takes the whole live blog as one item: each step is a new version of that item, and what the",
            "steps say of entries is about the text inside it.",
            "",
        )
    yield from _steps(profile, played)
    yield from _where(WHERE[profile.format], profile)


def _steps(profile: OutputProfile, played: Sequence[PlayedStep]) -> Iterator[str]:
    yield "## The steps"
    for number, one in enumerate(played, 1):
        files = ", ".join(f"`{name}`" for name in one.documents.values())
        yield from (
            "",
            f"### {number}. {one.step.name}",
            "",
            f"*{one.at}* – {one.step.happened}",
            "",
            f"**Do:** {one.step.do}",
            "",
            f"**Documents:** {files}" if files else "**Documents:** none differs from the step before.",
        )


def _where(where: WhereToLook, profile: OutputProfile) -> Iterator[str]:
    yield from (
        "",
        "## Where the format says what",
        "",
        "| | in this format |",
        "|---|---|",
        f"| which entry | {where.identity} |",
        f"| which version | {where.version}: keep the highest |",
        f"| when it changed | {where.changed_at} |",
        f"| withdrawn or withheld | {where.withdrawn} |",
        f"| corrected | {where.correction} |",
        f"| translated, and how | {where.translation} |",
        "",
        "`manifest.json` has the same steps for programs: after each, `held` lists the items of the document in each",
        "language with id, version and status, so that a test can compare your store with it.",
        "",
        "A receiver passes if after every step it holds all that `held` lists, in that version and with that status,",
        "shows nothing twice, and after the step `killed` shows nothing of the third entry anywhere. What `held` lists",
        "no more has left the window of the document, or waits for a review: whether you keep it is yours to say.",
    )
    if profile.without:
        names = ", ".join(f"`{name}`" for name in profile.without)
        yield from ("", f"Your profile leaves out {names}: what the table says of their elements is not there.")
    if profile.languages:
        yield from ("", f"Languages of your profile: {', '.join(rule.tag for rule in profile.languages)}.")
