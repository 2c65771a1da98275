"""Codes of territories, and what rights say of them."""

import pytest

from feeds.model import Rights
from feeds.territories import territory_code, why_refused


@pytest.mark.parametrize(("text", "code"), [("vn", "VN"), (" KR ", "KR"), ("UK", "GB"), ("el", "GR")])
def test_codes_are_read_in_any_case_and_as_people_write_them(text, code):
    assert territory_code(text) == code


@pytest.mark.parametrize("text", ["", "V", "VNM", "XX", "EU", "ZZ", "1A", "Korea"])
def test_what_nobody_has_for_a_code_is_refused(text):
    with pytest.raises(ValueError, match="not a territory's code"):
        territory_code(text)


@pytest.mark.parametrize(
    ("rights", "territories", "reason"),
    [
        (None, ("VN",), None),
        (Rights(), ("VN",), None),
        (Rights(denied_territories=("VN",)), (), None),
        (Rights(denied_territories=("VN",)), ("KR",), None),
        (Rights(denied_territories=("VN",)), ("KR", "VN"), "not for use in VN"),
        (Rights(allowed_territories=("VN",)), ("VN",), None),
        (Rights(allowed_territories=("VN",)), ("VN", "KR"), "not for use in KR"),
        (Rights(allowed_territories=("VN", "KR"), denied_territories=("KR",)), ("VN", "KR"), "not for use in KR"),
        (Rights(denied_territories=("UK",)), ("GB",), "not for use in GB"),
        (Rights(allowed_territories=("UK",)), ("GB",), None),
    ],
)
def test_rights_must_allow_a_use_in_every_territory(rights, territories, reason):
    assert why_refused(rights, territories) == reason
