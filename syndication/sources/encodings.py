"""Documents that are not in UTF-8 and do not say so themselves, made into what parsers read. Pure."""

import codecs
import re

_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# The first line of XML, or the head of an HTML page, names the encoding; both have to begin in ASCII to do so.
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}\sencoding\s*=|<meta[^>]{0,200}charset\s*=", re.IGNORECASE)
_LOOKED_AT_BYTES = 2048
# Python knows more than these, some of which are no alphabets at all and one of which takes forever.
_KNOWN = re.compile(
    r"(us-?ascii|utf-?16(le|be)?|latin-?1|iso-?8859-\d{1,2}|windows-\d{3,4}|cp\d{3,4}|koi8-[ru]|euc-(kr|jp)|"
    r"shift[_-]jis|gb(k|2312|18030)|big5)",
    re.IGNORECASE,
)


def as_utf8(body: bytes, charset: str | None) -> bytes:
    """Return a document in UTF-8 if only its ``Content-Type`` names another encoding; any other stays as it is.

    What a document says of itself comes first: servers are often set up to say the same of everything. Bytes that are
    not of the named encoding become U+FFFD.
    """
    if not charset or not _KNOWN.fullmatch(charset) or body.startswith(_BYTE_ORDER_MARKS):
        return body
    if _DECLARED.search(body[:_LOOKED_AT_BYTES]) or _is_utf8(body):
        return body
    try:
        return body.decode(charset, "replace").encode("utf-8", "replace")
    except LookupError:
        return body


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
