"""The codes of findings, in the order of ``docs/checks.md``: how grave each can be, and what it looks at."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from translations.findings import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """What a code stands for: its severities, the gravest first, and in words what is looked at."""

    severities: tuple[Severity, ...]
    about: str


_BLOCK, _WARN, _INFO = (Severity.BLOCK,), (Severity.WARN,), (Severity.INFO,)
_BLOCK_WARN = _BLOCK + _WARN

CODES: Mapping[str, Code] = MappingProxyType(
    {
        "numbers": Code((*_BLOCK_WARN, *_INFO), "every number of the source, with its value"),
        "units": Code(_BLOCK_WARN, "the unit beside each number"),
        "currency": Code(_BLOCK_WARN, "the currency beside each amount"),
        "percent": Code(_BLOCK_WARN, "per cent and percentage points"),
        "dates": Code((*_BLOCK_WARN, *_INFO), "days and months"),
        "times": Code((*_BLOCK_WARN, *_INFO), "times of day"),
        "glossary": Code((*_BLOCK_WARN, *_INFO), "names and terms as the glossary wants them; terms that have changed"),
        "do_not_translate": Code(_BLOCK, "words that must stay as they are, byte for byte"),
        "urls": Code(_BLOCK, "web and e-mail addresses, handles and hashtags"),
        "markup": Code(_BLOCK_WARN, "links and formatting: the source's, each once, and clean"),
        "untranslated": Code(_BLOCK_WARN, "text that is the source's, or nothing"),
        "partly_untranslated": Code(_WARN, "three or more words in a row copied from the source"),
        "script": Code(_BLOCK_WARN, "letters of the language's own script, and of no other"),
        "length": Code(_BLOCK_WARN, "a translation far longer or shorter than others of such a source, or cut off"),
        "repetition": Code(_BLOCK, "words that come again and again"),
        "doubled_words": Code(_WARN, "a word written twice"),
        "quotes": Code(_WARN, "quotation marks that open and close, and as many quotations as in the source"),
        "brackets": Code(_WARN, "brackets that open and close"),
        "negation": Code(_WARN, "a negation that is lost"),
        "hedge": Code(_WARN, "an alleged or reportedly that is lost"),
        "end_punctuation": Code(_WARN, "the stop, question mark or ellipsis at the end"),
        "fullwidth_punctuation": Code(_WARN, "full-width punctuation among other text"),
        "spaces": Code(_WARN, "blanks that are missing, doubled or in the wrong place"),
        "invisible": Code(_WARN, "characters that nobody sees"),
        "nfc": Code(_WARN, "letters written as letter and accent apart (not in Unicode's form NFC)"),
        "korean_particle": Code(_WARN, "Korean particles after a word that was put in"),
        "korean_register": Code(_WARN, "plain and polite Korean endings mixed"),
        "leftovers": Code(_BLOCK, "what programs left behind: entities, tokens, broken characters"),
        "case": Code(_WARN, "capitals at the start, and nowhere all over"),
        "confidence": Code(_BLOCK_WARN, "how sure the engine was of its draft"),
        "sentence_count": Code(_INFO, "a sentence that became several, or several that became one"),
        "inconsistent": Code(_INFO, "another translation of the same sentence elsewhere"),
        "pivoted": Code(_INFO, "a draft made through a third language"),
    }
)
"""Every code by name."""
