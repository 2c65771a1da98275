"""Properties that entries, live blogs and media share."""

from collections.abc import Iterable, Iterator

from feeds.catalogs import SUBJECT_SCHEMES
from feeds.identity import IdScheme, written_as
from feeds.item import Site
from feeds.json import Table, compact, filled
from feeds.model import Rights, Subject
from feeds.uris import uri
from feeds.writers.ninjs import vocabulary


def plain(role: str, text: str | None) -> list[Table]:
    """Return a headline or description in plain text, or none without a text."""
    return [{"role": role, "contentType": "text/plain", "value": text}] if text else []


def page(url: str) -> Table:
    """Return the web page that shows the same: ninjs has no other place for an address than a rendition."""
    return {"name": "web", "href": uri(url), "contentType": "text/html"}


def provider(site: Site) -> Table:
    """Return who supplies the object."""
    return {"name": site.provider, "role": vocabulary.PROVIDER, "literal": site.authority}


def subjects_table(subjects: Iterable[Subject]) -> list[Table]:
    """Return the subjects: by address where IPTC has one, always by QCode, which here is a plain text."""
    return [
        filled({"name": subject.name, "uri": _concept(subject.qcode), "literal": subject.qcode}) for subject in subjects
    ]


def rights_table(rights: Rights | None, guid: str) -> Table:
    """Return what is stated about the rights in the object ``guid``.

    There is no property for territories, so they are a policy of the W3C's rights language.
    """
    if rights is None:
        return {}
    rules: Table = dict(_territorial_rules(rights, guid))
    info = {"langId": vocabulary.ODRL, "encodedRights": _policy(rules, guid)} if rules else None
    return filled(
        {
            "copyrightHolder": rights.holder,
            "copyrightNotice": rights.notice,
            "usageTerms": rights.usage_terms,
            "rightsInfo": info,
        }
    )


def _concept(qcode: str) -> str | None:
    alias, _, code = qcode.partition(":")
    scheme = SUBJECT_SCHEMES.get(alias)
    return uri(scheme + code) if scheme and code else None


def _policy(rules: Table, guid: str) -> str:
    """Write an ODRL 2.2 policy (https://www.w3.org/TR/odrl-model/) whose id is as permanent as the object's."""
    uid = written_as(f"{guid}/rights", IdScheme.UUID)
    return compact({"@context": vocabulary.ODRL_CONTEXT, "@type": "Set", "uid": uid, **rules}).decode()


def _territorial_rules(rights: Rights, guid: str) -> Iterator[tuple[str, list[Table]]]:
    for rule, territories in (("permission", rights.allowed_territories), ("prohibition", rights.denied_territories)):
        if territories:
            places = [vocabulary.COUNTRIES + territory for territory in territories]
            constraint = {"leftOperand": "spatial", "operator": "isAnyOf", "rightOperand": places}
            yield rule, [{"target": guid, "action": "use", "constraint": [constraint]}]
