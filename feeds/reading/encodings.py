"""Bytes of XML to text: by their byte order mark, else as UTF-8 where they can be, else in the encoding they name."""

import codecs
import re
from collections.abc import Mapping
from types import MappingProxyType

from feeds.reading.assembling import Report

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
)
_NAMED = re.compile(rb"\A\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
# In these ASCII characters mean something else, so that they cannot be told from UTF-8.
_SHIFTING = re.compile(r"iso-?2022|hz|utf-?7|cesu|scsu", re.IGNORECASE)
# Without a byte order mark it is not UTF-16, as XML §4.3.3 would have it; programs write so into UTF-8.
_UNICODE = re.compile(r"utf-?(8|16|32)(-?[lb]e)?|ucs-?[24]|unicode-1-1-utf-8", re.IGNORECASE)
_LEGACY = re.compile(
    r"iso8859-\d+|cp(125\d|866|874|932|936|949|950)|koi8[-_][ru]|mac[-_]roman|tis[-_]620|gb18030|big5(hkscs)?|euc[-_]jp"
)
# What browsers read in place of an encoding that is part of another (WHATWG Encoding Standard, "Names and labels").
_WHOLE: Mapping[str, str] = MappingProxyType(
    {
        "ascii": "cp1252",
        "iso8859-1": "cp1252",
        "iso8859-9": "cp1254",
        "iso8859-11": "cp874",
        "tis-620": "cp874",
        "euc_kr": "cp949",
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "shift_jis": "cp932",
    }
)
_BROKEN = re.compile("[\udc80-\udcff]+")
_BEYOND_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")
_FIRST_LEAD = 0xC2
# In no text in a Latin script do six letters with marks follow each other so closely.
_OTHER_SCRIPT = re.compile("(?:[\udc80-\udcff][^\udc80-\udcff]?){6}")
_MOST_REPLACED = 0.01
_REPLACEMENT = "\ufffd"


def decode(data: bytes, report: Report) -> str:
    """Return the text of an XML document, and remark where it is in another encoding than it says.

    Bytes that are valid UTF-8 are taken for it whatever they claim. Raises :exc:`~feeds.errors.ParseError` for an
    encoding that is not known, and where the bytes are in none that can be told.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff")
    found = _NAMED.match(data)
    named = found[1].decode("ascii") if found else "utf-8"
    if _SHIFTING.match(named):
        raise report.failure(f"the encoding {named} is not read here", location="line 1")
    is_unicode = bool(_UNICODE.fullmatch(named))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _mended(data, report) if is_unicode else _legacy(data, named, report)
    if not is_unicode and not text.isascii():
        report.add("line 1", f"it says that it is in {named}; it is in UTF-8 and was read so")
    return text


def _legacy(data: bytes, named: str, report: Report) -> str:
    try:
        codec = codecs.lookup(named).name
    except LookupError:
        codec = ""
    codec = _WHOLE.get(codec, codec)
    if not _LEGACY.fullmatch(codec):
        raise report.failure(f"the encoding {named} is not read here", location="line 1")
    text = data.decode(codec, "replace")
    replaced = text.count(_REPLACEMENT)
    if replaced > len(text) * _MOST_REPLACED:
        raise report.failure(f"it says that it is in {named}, and is not", location="line 1")
    if replaced:
        report.add(_line(text, text.index(_REPLACEMENT)), f"{replaced} characters are none in {named}")
    return text


def _mended(data: bytes, report: Report) -> str:
    """Read what is UTF-8 but for single bytes, as editors paste them and as programs cut characters in two.

    A byte that no character of UTF-8 begins with, or any in a document that has no other beyond ASCII, is one of
    Windows-1252; others are what is left of a character. Where many such bytes stand close together it is another
    encoding altogether, and reading it as this one would make up texts.
    """
    text = data.decode("utf-8", "surrogateescape")
    broken = _BROKEN.findall(text)
    has_others = _BEYOND_ASCII.search(text) is not None
    place = _line(text, next(_BROKEN.finditer(text)).start())
    if _OTHER_SCRIPT.search(text):
        raise report.failure("it is not in UTF-8, and names no other encoding", location=place)

    def mend(run: re.Match[str]) -> str:
        data = run[0].encode("utf-8", "surrogateescape")
        return _REPLACEMENT if has_others and max(data) >= _FIRST_LEAD else data.decode("cp1252", "replace")

    report.add(place, f"{len(broken)} times there are bytes that are no UTF-8; read as Windows-1252 where they can be")
    return _BROKEN.sub(mend, text)


def _line(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}"
