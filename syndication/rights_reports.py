"""What the rights of others keep from a partner, in the log: nobody has to act on it, but it may be asked for."""

from collections.abc import Callable

import structlog

from feeds.asset_rights import WithheldMedia
from feeds.profile import OutputProfile
from feeds.render import Document, LeftOut

log = structlog.get_logger(__name__)

KeptOut = LeftOut | WithheldMedia


def report_rights(
    document: Document,
    *,
    partner: str,
    profile: OutputProfile,
    language: str,
    is_news: Callable[[KeptOut], bool] = lambda _kept_out: True,
) -> None:
    """Log each entry and each picture, video or sound that is kept out of a document, if it is news.

    Of a picture its block and the hash of its address are told, never the address.
    """
    about = {"partner": partner, "profile": profile.name, "format": profile.format, "language": language}
    for entry in document.refused:
        if is_news(entry):
            log.info("entry_refused", guid=entry.guid, reason=entry.reason, **about)
    for media in document.withheld_media:
        if is_news(media):
            log.info(
                "media_withheld",
                guid=media.guid,
                block_id=media.block_id,
                address_hash=media.address_hash,
                reason=media.reason,
                **about,
            )
