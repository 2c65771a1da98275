from collections.abc import Callable

import pytest
from lxml import etree

from tests.conftest import schema_path


@pytest.fixture(scope="session")
def g2_schema_tree() -> etree._ElementTree:
    """NewsML-G2 2.35, conformance level "power"."""
    return etree.parse(schema_path("newsml-g2/2.35/NewsML-G2_2.35-spec-All-Power.xsd"))


@pytest.fixture(scope="session")
def check_schema(g2_schema_tree) -> Callable[[bytes], None]:
    """Fail with what the schema says against a document."""
    schema = etree.XMLSchema(g2_schema_tree)

    def check(document: bytes) -> None:
        if not schema.validate(etree.fromstring(document)):
            pytest.fail("\n".join(f"line {error.line}: {error.message}" for error in schema.error_log))

    return check


@pytest.fixture(scope="session")
def iptc_catalog() -> etree._Element:
    return etree.parse(schema_path("newsml-g2/catalogs/catalog.IPTC-G2-Standards_41.xml")).getroot()
