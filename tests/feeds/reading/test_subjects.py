"""Categories of others as subjects."""

import pytest

from feeds.model import Subject
from feeds.reading.subjects import read_subject, unique_subjects

MEDTOP = "http://cv.iptc.org/newscodes/mediatopic/"


@pytest.mark.parametrize(
    ("category", "subject"),
    [
        ({"term": "11000000", "scheme": MEDTOP, "name": "politics"}, Subject(qcode="medtop:11000000", name="politics")),
        ({"term": "11000000", "scheme": "https://cv.iptc.org/newscodes/mediatopic"}, Subject(qcode="medtop:11000000")),
        ({"term": f"{MEDTOP}11000000"}, Subject(qcode="medtop:11000000")),
        ({"term": "medtop:11000000"}, Subject(qcode="medtop:11000000")),
        ({"term": "politics", "scheme": MEDTOP}, Subject(qcode="politics")),
        ({"term": " US\n politics "}, Subject(qcode="US politics")),
        ({"term": "p1", "name": "Politics", "scheme": "https://example.org/"}, Subject(qcode="p1", name="Politics")),
        ({"term": "Politics", "name": "Politics"}, Subject(qcode="Politics")),
        ({"term": "", "name": "Politics"}, Subject(qcode="Politics")),
        ({"term": " "}, None),
    ],
)
def test_code_of_iptc_is_a_qcode_and_any_other_word_stands_for_itself(category, subject):
    assert read_subject(**category) == subject


def test_each_subject_is_there_once_in_order():
    found = [Subject(qcode="a"), None, Subject(qcode="b"), Subject(qcode="a", name="A")]

    assert unique_subjects(found) == (Subject(qcode="a"), Subject(qcode="b"))
