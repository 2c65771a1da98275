"""What a profile would make, before anybody gets it: the real document, its report, and the difference to today.

The way is that of :mod:`syndication.documents`, so the bytes are those the partner would get at this moment: nothing
under an embargo or before its time is in them. Nothing of it is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from feeds.conformance.checking import check_document
from feeds.conformance.report import Check, Finding, Gravity, Report
from feeds.item import Item, Site
from feeds.profile import OutputProfile
from feeds.render import Document
from syndication.delivery.denying import count_denied
from syndication.documents import Keeper, Plan, load_blogs, plan_profile, render_plan
from syndication.shaping.errors import NothingToPreview
from syndication.storage.partners import PartnerRecord, ProfileRecord, find_profile

LEFT_OUT = "Every entry is in it"
WITHHELD = "Files that rights keep back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A document as it would leave now, at the address it gives itself, and what is printed in it."""

    body: bytes
    media_type: str
    url: str
    language: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a profile would make, the report on that, and what its partner gets today, if anything.

    ``denied_sent`` counts the entries that its channels have sent and that rights would deny from then on;
    ``denied_here`` those that would leave the document for that reason.
    """

    made: Made
    report: Report
    today: Made | None
    denied_sent: int = 0
    denied_here: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which profile of whose, of which live blog and in which language; ``None`` for all, and for the first."""

    partner: PartnerRecord
    profile: OutputProfile
    slug: str | None = None
    language: str | None = None


def preview(
    session: Session,
    site: Site,
    wanted: Wanted,
    *,
    now: datetime,
    schemas: Path | None = None,
    keeper: Keeper | None = None,
) -> Preview:
    """Make what the partner would get with a profile that need not be kept.

    Raises :exc:`~syndication.shaping.errors.NothingToPreview` where the profile delivers nothing of the kind.
    """
    known = find_profile(session, wanted.partner.slug, wanted.profile.name)
    printing = partial(_print, session, site, now=now, keeper=keeper)
    printed = printing(_record(wanted, known), wanted.slug, wanted.language)
    if printed is None:
        raise NothingToPreview(_reason(wanted))
    document, plan = printed
    report = check_document(document.body, wanted.profile.format, schemas=schemas)
    today = printing(known, wanted.slug, plan.rule.tag) if known else None
    return Preview(
        made=_made(document, plan),
        report=replace(report, checks=(*report.checks, _left_out(document), _withheld(document))),
        today=_made(*today) if today else None,
        denied_sent=count_denied(session, known.id, known.profile, wanted.profile) if known else 0,
        denied_here=len(_refused(document) - _refused(today[0])) if today else 0,
    )


def _refused(document: Document) -> set[str]:
    return {one.guid for one in document.refused}


def _record(wanted: Wanted, known: ProfileRecord | None) -> ProfileRecord:
    partner = wanted.partner
    return ProfileRecord(
        id=known.id if known else 0,
        partner_slug=partner.slug,
        partner_name=partner.name,
        version=known.version if known else 0,
        updated_at=known.updated_at if known else partner.created_at,
        profile=wanted.profile,
        is_partner_disabled=partner.disabled_at is not None,
    )


def _print(
    session: Session,
    site: Site,
    record: ProfileRecord,
    slug: str | None,
    language: str | None,
    *,
    now: datetime,
    keeper: Keeper | None,
) -> tuple[Document, Plan] | None:
    plan = plan_profile(session, site, record, slug, language=language)
    blogs = tuple(load_blogs(session, plan, keeper)) if plan else ()
    if plan is None or not blogs:
        return None
    # Without the keeper's fragments: those of profiles that nobody has would push out those that are served.
    return render_plan(session, plan, blogs, now=now, keeper=None), plan


def _made(document: Document, plan: Plan) -> Made:
    return Made(
        body=document.body,
        media_type=document.media_type,
        url=plan.links.feed_url,
        language=plan.rule.tag,
        items=document.items,
    )


def _left_out(document: Document) -> Check:
    return Check(name=LEFT_OUT, findings=tuple(_left_out_findings(document)))


def _withheld(document: Document) -> Check:
    findings = tuple(
        Finding(
            gravity=Gravity.NOTE, rule="MediaWithheld", said=f"A file stays behind: {media.reason}", where=media.guid
        )
        for media in document.withheld_media
    )
    return Check(name=WITHHELD, findings=findings)


def _left_out_findings(document: Document) -> Iterator[Finding]:
    for left in document.left_out:
        said = f"An entry cannot be written in this format and is left out: {left.reason}"
        yield Finding(gravity=Gravity.ERROR, rule="LeftOut", said=said, where=left.guid)


def _reason(wanted: Wanted) -> str:
    of = f"of the live blog {wanted.slug!r}" if wanted.slug else "of any live blog"
    language = f" in {wanted.language}" if wanted.language else ""
    return f"this profile delivers nothing {of}{language}"
