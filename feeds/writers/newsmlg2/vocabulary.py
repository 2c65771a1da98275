"""The codes we write: from IPTC's NewsCodes where IPTC has one, else from the project's own catalogue.

A QCode is an alias, a colon and a code; its alias must be declared in a catalogue that the item refers to (NewsML-G2
specification, "QCodes"). Our own codes are described in ``feeds/catalogs/syndication-1.xml``.
"""

from typing import Final

from feeds.model import EntryKind, MediaKind, PubStatus, TranslationState

IPTC_CATALOG: Final = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"

NEWS_ITEM_TYPE: Final = "application/vnd.iptc.g2.newsitem+xml"
XHTML_TYPE: Final = "application/xhtml+xml"
NITF_TYPE: Final = "application/nitf+xml"
PACKAGE_ITEM_TYPE: Final = "application/vnd.iptc.g2.packageitem+xml"

TEXT: Final = "ninat:text"
COMPOSITE: Final = "ninat:composite"
MEDIA_CLASS: Final = {
    MediaKind.PICTURE: "ninat:picture",
    MediaKind.VIDEO: "ninat:video",
    MediaKind.AUDIO: "ninat:audio",
}

STATUS: Final = {status: f"stat:{status}" for status in PubStatus}

CORRECTION: Final = "sig:correction"
UPDATE: Final = "sig:update"
PINNED: Final = "synmark:pinned"
HIGHLIGHTED: Final = "synmark:highlighted"
STALE: Final = "syntrans:stale"

KIND: Final = {kind: f"synkind:{kind}" for kind in EntryKind}
TRANSLATION_STATE: Final = {state: f"syntrans:{state}" for state in TranslationState}

SOURCE_TYPES: Final = "digsrctype"
"""The alias of the scheme of :mod:`feeds.digital_source`."""

SUMMARY: Final = "drol:summary"
CAPTION: Final = "drol:caption"
ALT_TEXT: Final = "synrole:altText"
GENERATED_TITLE: Final = "synrole:generatedTitle"
CORRECTION_NOTE: Final = "synrole:correction"
WITHDRAWAL_NOTE: Final = "synrole:withdrawal"
HOLD_NOTE: Final = "synrole:hold"
ENTRIES: Final = "synrole:entries"
TRANSLATION_ENGINE: Final = "synrole:translationEngine"
TRANSLATION_MEMORY: Final = "synrole:translationMemory"
TRANSLATION_REVIEWER: Final = "synrole:translationReviewer"
PERSON: Final = "cpnat:person"

STATE_PROPERTY: Final = "synprop:translationState"
ALLOWED_TERRITORY: Final = "synprop:allowedTerritory"
DENIED_TERRITORY: Final = "synprop:deniedTerritory"

ASSOCIATED: Final = "irel:associatedWith"
SEE_ALSO: Final = "irel:seeAlso"
IN_THIS_ORDER: Final = "pgrmod:seq"

RENDITION_ROLES: Final = frozenset({"thumbnail", "preview", "lowRes", "highRes", "print", "web", "sms", "mobile"})
"""The codes of IPTC's rendition scheme."""
