"""Check ``nfc``: a letter and its accent are one character (Unicode's form NFC, UAX 15).

Never NFKC, which would turn ``½`` into ``1⁄2``, ``²`` into ``2`` and ``…`` into three full stops.
"""

import unicodedata
from collections.abc import Iterator

from translations.checks.check import CheckContext, CheckFamily
from translations.findings import Finding, Fix, Severity


def check_form(_source: str, target: str, _context: CheckContext) -> Iterator[Finding]:
    """Compare the target with its NFC; the fix covers what differs."""
    normal = unicodedata.normalize("NFC", target)
    if normal == target:
        return
    start = next((at for at, (one, other) in enumerate(zip(target, normal, strict=False)) if one != other), len(normal))
    shorter = min(len(target), len(normal)) - start
    behind = next((at for at in range(shorter) if target[-1 - at] != normal[-1 - at]), shorter)
    end = len(target) - behind
    yield Finding(
        code="nfc",
        severity=Severity.WARN,
        message="A letter and its sign are written as two characters.",
        target_span=(start, end),
        fix=Fix(start=start, end=end, text=normal[start : len(normal) - behind]),
    )


UNICODE_FORM = CheckFamily(codes=("nfc",), check=check_form, wants_raw_text=True)
