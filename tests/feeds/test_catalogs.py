"""Which scheme a subject's code is of, and where it stands in it."""

import pytest

from feeds.catalogs import SUBJECT_SCHEMES, reference_level, subject_concept
from feeds.model import Subject


def test_subject_of_a_scheme_of_iptcs_is_told_by_the_schemes_address():
    assert subject_concept(Subject(qcode="medtop:11000000")) == (SUBJECT_SCHEMES["medtop"], "11000000")


@pytest.mark.parametrize("qcode", ["house:summit", "no colon", ":x"])
def test_any_other_subject_is_of_our_scheme_as_a_whole(qcode):
    assert subject_concept(Subject(qcode=qcode)) == ("urn:x-syndication:subject", qcode)


@pytest.mark.parametrize(
    ("qcode", "level"),
    [
        ("subj:11000000", "type"),
        ("subj:11002000", "matter"),
        ("subj:11002001", "detail"),
        ("medtop:11000000", None),
        ("subj:11", None),
        ("subj:1100000x", None),
        ("x:1", None),
    ],
)
def test_codes_of_the_subject_reference_system_have_three_levels(qcode, level):
    assert reference_level(Subject(qcode=qcode)) == level
