"""Whether a document of any format can be read at all."""

import json

from lxml import etree

from feeds.render import Document


def check_well_formed(document: Document) -> None:
    """Fail where a parser of the document's syntax would give up on it."""
    read = json.loads if document.media_type.endswith("json") else etree.fromstring
    read(document.body)
