"""Check ``leftovers``: what tokenizers, templates and wrong encodings leave in a text, and no writer writes."""

import re
from collections.abc import Iterator

from translations.checks.check import CheckContext, CheckFamily
from translations.findings import Finding, Fix, Severity

_ENTITIES = "amp|lt|gt|quot|apos|nbsp|ndash|mdash|hellip|ldquo|rdquo|lsquo|rsquo|laquo|raquo|copy|reg|trade"
_LEFTOVER = re.compile(
    r"(?P<ampersand>&(?:amp;)+(?![#a-z]))"
    rf"|(?P<entity>&(?:amp;)*(?:{_ENTITIES}|#\d{{1,7}}|#x[0-9a-f]{{1,6}});)"
    r"|(?P<token>▁+|(?<!\S)@-@(?!\S)|@@(?=\s|\Z)|⁇|<0x[0-9a-f]{2}>"
    r"|</?(?:s|unk|pad|mask|bos|eos|eot|sep|cls)\s?/?>|\[(?:unk|pad|mask|cls|sep|bos|eos)\]"
    r"|>>\w{2,8}<<|__[a-z]{2,3}__|<2[a-z]{2,3}>|<\|\w{1,20}\|>)"
    r"|(?P<tag></?(?:a|b|i|u|em|strong|br|p|div|span|q|sub|sup|code|li|ul|ol|h[1-6]|img|font|g|x|ph|bx|ex)"
    r"(?:\s[^<>]{0,300})?/?>)"
    r"|(?P<placeholder>\{\{[^{}]{1,60}\}\}|\$\{[^{}]{1,60}\}|\bXX[A-Z]{0,10}\d+XX\b)"
    r"|(?P<encoding>\ufffd+|(?:Ã[\u0080-\u00bf]|â€[\u0080-\u2122]|áº[\u0080-\u2122]|á»[\u0080-\u2122]|Ä[\u0080-\u0091‘’])+)",
    re.IGNORECASE,
)
_ABOUT = {
    "ampersand": "the HTML code of &",
    "entity": "an HTML code",
    "token": "a token of an engine",
    "tag": "a tag",
    "placeholder": "a placeholder",
    "encoding": "text in a wrong encoding",
}


def check_leftovers(source: str, target: str, _context: CheckContext) -> Iterator[Finding]:
    """Look for leftovers that the source does not have itself, as a text about HTML does."""
    for match in _LEFTOVER.finditer(target):
        if match.group() in source:
            continue
        kind = match.lastgroup or ""
        around = target[max(0, match.start() - 1) : match.start()] + target[match.end() : match.end() + 1]
        is_certain = kind == "ampersand" and all(sign.isalnum() or sign.isspace() for sign in around)
        fix = Fix(start=match.start(), end=match.end(), text="&") if is_certain else None
        yield Finding(
            code="leftovers",
            severity=Severity.BLOCK,
            message=f"“{match.group()[:40]}” is {_ABOUT[kind]}.",
            target_span=match.span(),
            fix=fix,
        )


LEFTOVERS = CheckFamily(codes=("leftovers",), check=check_leftovers)
