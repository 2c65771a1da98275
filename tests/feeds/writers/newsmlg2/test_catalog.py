"""The project's own catalogue, and the list of IPTC's aliases."""

from lxml import etree

from feeds.catalogs import catalog_bytes, iptc_aliases
from feeds.model import EntryKind, TranslationState
from feeds.writers.newsmlg2 import vocabulary


def read_catalog() -> etree._Element:
    return etree.fromstring(catalog_bytes())


def own_codes() -> set[str]:
    """Return every QCode of our own schemes that the writer knows."""
    values = [value for name, value in vars(vocabulary).items() if name.isupper()]
    flat = [code for value in values for code in (value.values() if isinstance(value, dict) else [value])]
    return {code for code in flat if isinstance(code, str) and code.startswith("syn")}


def test_own_catalogue_is_valid_by_the_schema(g2_schema_tree):
    etree.XMLSchema(g2_schema_tree).assertValid(read_catalog())


def test_every_own_code_is_explained_in_the_catalogue():
    explained = {
        f"{scheme.get('alias')}:{line.partition(':')[0]}"
        for scheme in read_catalog().iter("{*}scheme")
        for line in scheme.findtext("{*}note").split(". ")
    }

    assert own_codes() == explained


def test_codes_of_the_model_are_codes_of_the_catalogue():
    assert {f"synkind:{kind.value}" for kind in EntryKind} <= own_codes()
    assert {f"syntrans:{state.value}" for state in TranslationState} <= own_codes()


def test_scheme_and_code_together_are_an_address_that_no_other_code_has():
    schemes = {scheme.get("alias"): scheme.get("uri") for scheme in read_catalog().iter("{*}scheme")}

    concepts = [schemes[alias] + code for alias, _, code in (qcode.partition(":") for qcode in own_codes())]

    assert len(set(concepts)) == len(concepts)
    assert schemes["synkind"] + "key_event" == "urn:x-syndication:kind:key_event"


def test_own_aliases_do_not_hide_those_of_iptc():
    assert not {scheme.get("alias") for scheme in read_catalog().iter("{*}scheme")} & iptc_aliases()


def test_known_iptc_aliases_are_those_of_its_catalogue(iptc_catalog):
    assert iptc_aliases() == {scheme.get("alias") for scheme in iptc_catalog.iter("{*}scheme")}
