"""Schemas that tests of more than one format check documents with."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import schema_path

Check = Callable[[etree._Element], None]


@pytest.fixture(scope="session")
def check_nitf() -> Check:
    """Fail with what the schema of NITF 3.6 says against an ``nitf`` element, wherever it stands."""
    schema = etree.XMLSchema(etree.parse(schema_path("nitf/nitf-3-6.xsd")))

    def check(nitf: etree._Element) -> None:
        alone = etree.fromstring(etree.tostring(nitf, with_tail=False))
        if not schema.validate(alone):
            pytest.fail("\n".join(f"line {error.line}: {error.message}" for error in schema.error_log))

    return check


@pytest.fixture(scope="session")
def check_newsml12() -> Check:
    """Fail with what our grammar of the part of NewsML 1.2 that we write says against a document."""
    grammar = etree.RelaxNG(file=Path(__file__).parent / "newsml12" / "newsml12.rng")

    def check(document: etree._Element) -> None:
        if not grammar.validate(document):
            pytest.fail("\n".join(f"line {error.line}: {error.message}" for error in grammar.error_log))

    return check
