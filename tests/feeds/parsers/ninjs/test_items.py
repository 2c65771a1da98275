"""What is read of an item, in the spelling of every version."""

from datetime import UTC, datetime

import pytest

from feeds.errors import ParseError
from feeds.model import Heading, Paragraph, PubStatus, Rights, Subject
from tests.feeds.parsers.ninjs.documents import entry, read, story

NOON = datetime(2019, 2, 27, 12, tzinfo=UTC)

FIRST = {
    "uri": "tag:press.example,2019:1",
    "type": "text",
    "version": "2",
    "firstcreated": "2019-02-27T11:00:00Z",
    "versioncreated": "2019-02-27T12:00:00Z",
    "embargoed": "2019-02-27T13:00:00Z",
    "language": "en",
    "copyrightholder": "PE",
    "byline": "By Mai Anh",
    "headline": "They met",
    "body_html": "<p>They <b>met</b>.</p>",
    "subject": [{"name": "politics", "scheme": "http://cv.iptc.org/newscodes/mediatopic/", "code": "11000000"}],
}
SECOND = story(
    version="2",
    firstcreated="2019-02-27T11:00:00Z",
    embargoed="2019-02-27T13:00:00Z",
    copyrightholder="PE",
    by="Mai Anh",
    subjects=[{"name": "politics", "uri": "http://cv.iptc.org/newscodes/mediatopic/11000000"}],
)
THIRD = {
    "uri": "tag:press.example,2019:1",
    "type": "text",
    "version": "2",
    "firstCreated": "2019-02-27T11:00:00Z",
    "versionCreated": "2019-02-27T12:00:00Z",
    "embargoedUntil": "2019-02-27T13:00:00Z",
    "language": "en",
    "copyrightHolder": "PE",
    "by": "Mai Anh",
    "headlines": [{"role": "main", "value": "They met"}],
    "bodies": [{"role": "html", "contentType": "text/html", "value": "<p>They <b>met</b>.</p>"}],
    "subjects": [{"name": "politics", "uri": "https://cv.iptc.org/newscodes/mediatopic/11000000"}],
}


@pytest.mark.parametrize("document", [FIRST, SECOND, THIRD], ids=["1.x", "2.x", "3.x"])
def test_same_item_is_read_the_same_from_every_version(document):
    read_as = entry(document)
    assert (read_as.guid, read_as.version) == ("tag:press.example,2019:1", 2)
    assert (read_as.published_at, read_as.updated_at) == (NOON.replace(hour=11), NOON)
    assert read_as.embargoed_until == NOON.replace(hour=13)
    assert (read_as.headline, read_as.byline) == ("They met", "Mai Anh")
    assert read_as.blocks == (Paragraph(html="They <b>met</b>.", id="b1"),)
    assert read_as.subjects == (Subject(qcode="medtop:11000000", name="politics"),)
    assert read_as.rights == Rights(holder="PE")


@pytest.mark.parametrize(
    ("bodies", "html"),
    [
        ([("text", "text/plain", "Plain."), ("html", "text/html", "<p>HTML.</p>")], "HTML."),
        ([("text", "", "Plain."), ("nitf", "text/vnd.IPTC.NITF", "<nitf><p>NITF.</p></nitf>")], "NITF."),
        ([("html", "text/html", " <p> </p>"), ("text", "text/plain", "Plain.")], "Plain."),
        ([("x", "application/json", "{}"), ("", "", "<p>HTML.</p>")], "HTML."),
        ([("text", "text/plain", "<p>HTML.</p>")], "HTML."),
    ],
)
def test_of_several_bodies_the_richest_that_says_anything_is_taken_alone(bodies, html):
    given = [{"role": role, "contenttype": kind, "value": text} for role, kind, text in bodies]
    assert [block.html for block in entry(story(bodies=given)).blocks] == [html]


def test_body_of_the_first_version_is_read_under_any_role():
    document = {name: value for name, value in FIRST.items() if name != "body_html"}
    assert [block.html for block in entry(document | {"body_xhtml": "<p>x</p>", "body_text": "y"}).blocks] == ["x"]
    assert [block.html for block in entry(document | {"body_text": "y"}).blocks] == ["y"]


def test_description_is_the_text_of_an_item_without_one():
    flash = story(
        bodies=None, descriptions=[{"role": "text", "value": "In Hanoi."}, {"role": "lead", "value": "In Hanoi."}]
    )
    assert [block.html for block in entry(flash).blocks] == ["In Hanoi."]
    assert [block.html for block in entry(story(descriptions=[{"value": "In short."}])).blocks] == ["They <b>met</b>."]


def test_second_headline_and_lead_of_nitf_stand_above_its_text():
    head = "<body.head><hedline><hl1>They met</hl1><hl2>In Hanoi</hl2></hedline></body.head>"
    nitf = f"<nitf><body>{head}<body.content><p>Text.</p></body.content></body></nitf>"
    read_as = entry(story(headlines=None, bodies=[{"role": "nitf", "value": nitf}]))
    assert read_as.headline == "They met"
    assert read_as.blocks == (Heading(html="In Hanoi", id="b1"), Paragraph(html="Text.", id="b2"))


def test_heading_that_repeats_the_headline_is_left_out():
    html = "<html><head><title>no</title></head><body><h1>They met</h1><p>In Hanoi.</p></body></html>"
    assert [block.html for block in entry(story(bodies=[{"value": html}])).blocks] == ["In Hanoi."]


@pytest.mark.parametrize(
    ("headlines", "headline"),
    [
        ([{"role": "sub", "value": "Below"}, {"role": "main", "value": "Above"}], "Above"),
        ([{"value": "They <em>met</em> &amp; <x>"}], "They met &amp; <x>"),
        (["They met"], "They met"),
        ({"value": "They met"}, "They met"),
        ([], "Title"),
    ],
)
def test_headline_is_the_main_one_else_the_title(headlines, headline):
    assert entry(story(headlines=headlines, title="Title")).headline == headline


@pytest.mark.parametrize(
    ("status", "read_as"),
    [
        (None, PubStatus.USABLE),
        ("usable", PubStatus.USABLE),
        ("Withheld", PubStatus.WITHHELD),
        ("stat:canceled", PubStatus.CANCELED),
        ("cancelled", PubStatus.CANCELED),
        ("doubtful", PubStatus.WITHHELD),
    ],
)
def test_status_is_understood_and_what_is_not_is_held_back(status, read_as):
    assert entry(story(pubstatus=status), title="x").pub_status is read_as


def test_kill_has_its_reason_and_nothing_of_what_it_said():
    killed = entry(story(pubstatus="canceled", ednote="The quote was made up.", slugline="SUMMIT"))
    assert (killed.headline, killed.blocks, killed.kill_reason) == (None, (), "The quote was made up.")


def test_embargo_that_cannot_be_read_is_never_lifted():
    with pytest.raises(ParseError, match="embargoed"):
        read(story(embargoed="noon"))
    assert entry(story(embargoed=None)).embargoed_until is None


@pytest.mark.parametrize(
    ("times", "published_at"),
    [
        ({"firstcreated": "2019-02-27T11:00:00.250+0100"}, NOON.replace(hour=10, microsecond=250_000)),
        ({"firstcreated": "2019-02-27 18:00"}, NOON.replace(hour=11)),
        (
            {"firstpublished": "2019-02-27T11:30:00Z", "firstcreated": "2019-02-27T11:00:00Z"},
            NOON.replace(hour=11, minute=30),
        ),
        ({"firstcreated": "soon"}, NOON),
        ({"firstcreated": []}, NOON),
        ({"versioncreated": 1551268800}, NOON),
        ({"versioncreated": 1551268800000}, NOON),
    ],
)
def test_times_are_read_in_any_spelling_and_in_the_given_zone(times, published_at):
    assert entry(story(**times), timezone="Asia/Ho_Chi_Minh").published_at == published_at


def test_note_to_editors_is_left_out_and_that_is_said():
    parsed = read(story(ednote="Eds: call me."))
    assert parsed.blog.entries[0].correction_note is None
    assert [(remark.reason, remark.text) for remark in parsed.remarks] == [
        ("its note to editors was left out", "Eds: call me.")
    ]
    (remark,) = read(story(ednote="Fixes.", signal=[{"code": "correction"}])).remarks
    assert "it is a correction" in remark.reason


@pytest.mark.parametrize(
    ("concept", "subject"),
    [
        ({"name": "x", "scheme": "http://e.org/m/", "code": "0h"}, Subject(qcode="http://e.org/m/0h", name="x")),
        ({"name": "x", "scheme": "states", "code": "NSW"}, Subject(qcode="states:NSW", name="x")),
        ({"name": "x", "code": "04005004"}, Subject(qcode="04005004", name="x")),
        ({"name": "x", "uri": "http://e.org/1", "literal": "1"}, Subject(qcode="http://e.org/1", name="x")),
        ({"name": "x", "literal": "house:1"}, Subject(qcode="house:1", name="x")),
        ({"name": "x"}, Subject(qcode="x")),
    ],
)  # fmt: skip
def test_subject_keeps_its_code_whatever_the_version_calls_it(concept, subject):
    assert entry(story(subjects=[concept, concept])).subjects == (subject,)


def test_people_places_and_things_are_subjects_too():
    found = entry(story(people=[{"name": "Kim"}], places=[{"name": "Hanoi"}], organisations=[{"name": "UN"}])).subjects
    assert {subject.qcode for subject in found} == {"Kim", "Hanoi", "UN"}


def test_identifier_of_another_kind_counts_within_its_source():
    one, other = (entry(story(uri="20190227001", source=source)).guid for source in ("AAP", "PE"))
    assert one.startswith("urn:uuid:")
    assert one != other
