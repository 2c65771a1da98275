"""The rules of :mod:`feeds.conformance.feed_rules` in sentences for people."""

from collections.abc import Mapping
from types import MappingProxyType

SAID: Mapping[str, str] = MappingProxyType(
    {
        "AttrNotBlank": "An attribute is blank.",
        "ContainsEmail": "A person's e-mail address stands in it; some readers write to it.",
        "ContainsRelRef": "An address in a text is not absolute; outside of our pages it leads nowhere.",
        "DuplicateAtomLink": "Two alternate links have the same type and language.",
        "DuplicateElement": "An element stands twice where it may stand once.",
        "DuplicateItemSemantics": "An item says the same in two elements.",
        "DuplicateSemantics": "The head says the same in two elements.",
        "DuplicateValue": "Two items have the same id.",
        "FeedHistoryRelInEntry": "An entry has a link that only a feed may have.",
        "IncorrectDOW": "The day of the week of a date is wrong.",
        "InvalidCountryCode": "A country code is not two lower-case letters.",
        "InvalidCreditRole": "A credit has a role that Media RSS does not know.",
        "InvalidFullLink": "An address is not an absolute http or https address.",
        "InvalidHttpGUID": "A guid would be taken for an address, since it does not say that it is none.",
        "InvalidLanguage": "A language tag is none.",
        "InvalidMIMEAttribute": "A media type is none.",
        "InvalidMediaMedium": "A medium is none that Media RSS knows.",
        "InvalidMediaRestrictionType": "A restriction has a type that Media RSS does not know.",
        "InvalidMediaTextType": "A text of Media RSS is neither plain nor html.",
        "InvalidNonNegativeInteger": "A number is not a whole number from 0.",
        "InvalidRFC2822Date": "A date is not written as RFC 822 wants it, with English names and a numeric zone.",
        "InvalidRFC3339Date": "A time is not written as RFC 3339 wants it.",
        "InvalidRSSVersion": "The document is not RSS 2.0.",
        "InvalidTAG": "An id is neither a tag: address nor a UUID.",
        "InvalidTrueFalse": "A value is neither true nor false.",
        "MediaGroupWithoutAlternatives": "A group of files has fewer than two.",
        "MisplacedMetadata": "Something stands behind the first entry that belongs before it.",
        "MissingAttribute": "An element lacks an attribute that it must have.",
        "MissingContentOrAlternate": "An entry has neither content nor a link.",
        "MissingCurrentInArchive": "An archive document does not link to the current one.",
        "MissingElement": "An element that must be there is missing.",
        "MissingSelf": "The document does not say exactly once where it is served.",
        "NeedDescriptionBeforeContent": "The full text stands before the summary; some readers then show the summary.",
        "NonstdPrefix": "A namespace has another prefix than usual; some readers look for the prefix.",
        "NotBlank": "An element is blank.",
        "SecurityRisk": "A text has an element that readers take out for their safety.",
        "SecurityRiskAttr": "A text has an attribute that readers take out for their safety.",
        "UndefinedElement": "There is an element that RSS does not have.",
        "UnexpectedAttribute": "There is an attribute that RSS does not have.",
        "UnexpectedText": "There is text where only elements belong.",
        "UnexpectedWhitespace": "A value has blanks around it.",
        "UnregisteredAtomLinkRel": "A link has a relation that is not registered.",
    }
)

WARNINGS = frozenset(
    {
        "ContainsEmail",
        "DuplicateItemSemantics",
        "DuplicateSemantics",
        "MediaGroupWithoutAlternatives",
        "MisplacedMetadata",
        "MissingSelf",
        "NeedDescriptionBeforeContent",
        "NonstdPrefix",
        "UnregisteredAtomLinkRel",
    }
)
"""What a validator warns of; everything else is an error."""
