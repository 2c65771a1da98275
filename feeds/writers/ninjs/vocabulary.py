"""The values that are codes: of IPTC's NewsCodes where there is one, else our own, described on the page of the format.

ninjs knows no QCodes: codes are complete addresses.
"""

from typing import Final

ITEM_RELATIONS: Final = "http://cv.iptc.org/newscodes/itemrelation/"
DIGITAL_SOURCE_TYPES: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
COUNTRIES: Final = "http://cvx.iptc.org/iso3166-1a2/"
ASSOCIATED: Final = f"{ITEM_RELATIONS}associatedWith"

_OWN: Final = "urn:x-syndication"
KINDS: Final = f"{_OWN}:kind:"
MARKS: Final = f"{_OWN}:mark:"
TAGS: Final = f"{_OWN}:tag:"
TRANSLATION_STATES: Final = f"{_OWN}:translation:"
ENTRY: Final = f"{_OWN}:relation:entry"
LIVE_BLOG: Final = f"{_OWN}:relation:liveBlog"
PROVIDER: Final = f"{_OWN}:role:provider"
TRANSLATION_ENGINE: Final = f"{_OWN}:role:translationEngine"
TRANSLATION_MEMORY: Final = f"{_OWN}:role:translationMemory"
TRANSLATION_REVIEWER: Final = f"{_OWN}:role:translationReviewer"

ODRL: Final = "http://www.w3.org/ns/odrl/2/"
ODRL_CONTEXT: Final = "http://www.w3.org/ns/odrl.jsonld"
