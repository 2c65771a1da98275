"""``make schemas``: fetch the published schemas that the tests validate with, each pinned by its SHA-256.

They are other people's documents, so they are not part of this project. Two more are not published as files of
their own and have to be put into the folder by hand; :data:`BY_HAND` says how they are made.
"""

import hashlib
import os
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

_GITHUB = "https://raw.githubusercontent.com"
_NITF = "https://www.iptc.org/std/NITF/3.6/specification"
_MOST_BYTES = 5_000_000
_SILENCE_S = 30


@dataclass(frozen=True, slots=True)
class Schema:
    """A file of the schema folder, where it is published, and the hash of the bytes that the tests were written for."""

    path: str
    url: str
    sha256: str


SCHEMAS = (
    Schema(
        "newsml-g2/2.35/NewsML-G2_2.35-spec-All-Power.xsd",
        f"{_GITHUB}/iptc/newsml-g2/c4d3924e30f23b75e598a56cc54fcdf0c73acecd"
        "/releases/2.35/specification/NewsML-G2_2.35-spec-All-Power.xsd",
        "06ef1c5076a32f2568ac8955994029890afac0268f795e3c26642ded52cf0181",
    ),
    Schema(
        "newsml-g2/2.35/xml.xsd",
        "https://www.w3.org/2009/01/xml.xsd",
        "61960fb3131e38022caad5360e2f33a3382578ab3c80cd58bd74320ede61b20c",
    ),
    Schema(
        "newsml-g2/catalogs/catalog.IPTC-G2-Standards_41.xml",
        f"{_GITHUB}/iptc/python-newsmlg2/136184a5f9f77aa7c05eb58bcaa60753612b2c48"
        "/NewsMLG2/catalogs/catalog.IPTC-G2-Standards_41.xml",
        "bd35fd40dbdc565e9e1590faca981cb7d8ac28c34eb9a90b78ff8060d282ce71",
    ),
    Schema(
        "jsonfeed/schema-v1.1.json",
        f"{_GITHUB}/sonicdoe/jsonfeed-schema/33c3b3d1296a0238f19dcd7a0becfd19a917372f/schema-v1.1.json",
        "f50384a84eae33988efb7865db4eaf98ba0a67b8c8e7eac6d32bb701b3cd125a",
    ),
    Schema(
        "ninjs/ninjs-schema_3.1.json",
        f"{_GITHUB}/iptc/newsinjson/3ace39707a725d6674279c3151e2f5323dc81074/specification/ninjs-schema_3.1.json",
        "404f578a299bf34e76e98f2de26ad9989882ebd7abf3a4d3cf3aa689b70a8744",
    ),
    Schema(
        "ninjs/ninjs-schema_2.2.json",
        f"{_GITHUB}/iptc/newsinjson/3ace39707a725d6674279c3151e2f5323dc81074/specification/ninjs-schema_2.2.json",
        "88c84fa87382c5a7a314fd44ab1041921c7cbac47ab9550bc4964b1fa30897e2",
    ),
    Schema(
        "nitf/nitf-3-6.xsd",
        f"{_NITF}/nitf-3-6.xsd",
        "78f4931e19ae7c1b8dc55156675991b90d85b147fe7e683a2f11928071470cf4",
    ),
    Schema(
        "nitf/nitf-3-6-ruby-include.xsd",
        f"{_NITF}/nitf-3-6-ruby-include.xsd",
        "cd24abf32fbf76d8ea139a96222884f7a51f12fd2d06c7c806d7343beed0b30b",
    ),
    Schema(
        "nitf/xml.xsd",
        "https://www.w3.org/2009/01/xml.xsd",
        "61960fb3131e38022caad5360e2f33a3382578ab3c80cd58bd74320ede61b20c",
    ),
    Schema(
        "blns.json",
        f"{_GITHUB}/minimaxir/big-list-of-naughty-strings/eb008e5366f3d15108d0b17c5ff0f6b649e63c41/blns.json",
        "b5edb4dffb234fa8b37c6353ec2cbd414ce721a03968d26343a7c276ab360f63",
    ),
)

BY_HAND = {
    "ninjs/examples/1.4/ninjsExComplex1.json": "all files of the folder examples in iptc/newsinjson",
    "newsml-g2/examples/LISTING_1_A_NewsML-G2_News_Item.xml": "all files of the folder examples in iptc/newsml-g2",
    "atom/atom-rfc4287.rng": "RFC 4287 appendix B, saved as .rnc and converted with trang",
    "feedvalidator/rules.tsv": "the events of the W3C feed validator as event, severity and message, tab-separated",
    "schemaorg/properties.csv": "schemaorg-current-https-properties.csv of schema.org",
    "schemaorg/types.csv": "schemaorg-current-https-types.csv of schema.org",
    "tmx/tmx14.dtd": "the TMX 1.4b document type definition",
    "xliff/1.2/xliff-core-1.2-strict.xsd": "OASIS, xliff/v1.2, with the W3C's xml.xsd beside it",
    "xliff/2.1/xliff_core_2.0.xsd": "OASIS, xliff/xliff-core/v2.1: all files of its folder schemas",
}


class WrongBytes(Exception):
    """An address answered with something else than what the tests were written for."""


def schema_folder() -> Path:
    """Return where the tests look: ``SYNDICATION_SCHEMAS``, or a cache folder of this user's."""
    return Path(os.environ.get("SYNDICATION_SCHEMAS") or Path.home() / ".cache" / "syndication" / "schemas")


def fetch(schema: Schema, folder: Path) -> bool:
    """Put one schema into the folder; say whether it was downloaded. Raises :exc:`WrongBytes` or :exc:`OSError`."""
    target = folder / schema.path
    if target.is_file() and _sha256(target.read_bytes()) == schema.sha256:
        return False
    with urllib.request.urlopen(schema.url, timeout=_SILENCE_S) as answer:
        content = answer.read(_MOST_BYTES)
    if _sha256(content) != schema.sha256:
        raise WrongBytes(f"{schema.url} now gives other bytes than the tests were written for")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    part.write_bytes(content)
    part.replace(target)
    return True


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main(folder: Path) -> int:
    """Fetch everything, say what happened, and return the exit status."""
    failed = 0
    for schema in SCHEMAS:
        try:
            print(f"{'fetched' if fetch(schema, folder) else 'there'}: {schema.path}")
        except (OSError, WrongBytes) as problem:
            failed += 1
            print(f"failed: {schema.path}: {problem}", file=sys.stderr)
    for path, origin in BY_HAND.items():
        if not (folder / path).is_file():
            print(f"by hand: {path}: {origin}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(schema_folder()))
