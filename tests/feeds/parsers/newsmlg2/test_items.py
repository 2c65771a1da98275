"""What is read of an item beside its text."""

from datetime import UTC, datetime

import pytest

from feeds.errors import ParseError
from feeds.model import PubStatus, Rights, Subject
from tests.feeds.parsers.newsmlg2.documents import entry, message, news_item, read

CATALOG = (
    '<catalog><scheme alias="s" uri="http://cv.iptc.org/newscodes/pubstatusg2/"/>'
    '<scheme alias="stat" uri="http://press.example/stations/"/></catalog>'
)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2019, 2, 27, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "read_as"),
    [
        ("", PubStatus.USABLE),
        ('<pubStatus qcode="stat:usable"/>', PubStatus.USABLE),
        ('<pubStatus qcode="stat:withheld"/>', PubStatus.WITHHELD),
        ('<pubStatus qcode="stat:canceled"/>', PubStatus.CANCELED),
        ('<pubStatus qcode="house:cancelled"/>', PubStatus.CANCELED),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>', PubStatus.CANCELED),
        ('<pubStatus literal="withheld"/>', PubStatus.WITHHELD),
        ('<pubStatus qcode="stat:doubtful"/>', PubStatus.WITHHELD),
        ("<embargoed/>", PubStatus.WITHHELD),
    ],
)
def test_status_is_understood_and_what_is_not_is_held_back(status, read_as):
    assert entry(news_item(meta=status)).pub_status is read_as


def test_alias_means_what_the_document_declares():
    held, station = (
        news_item(before=CATALOG, meta=f'<pubStatus qcode="{code}"/>', guid=f"tag:e,2019:{n}")
        for n, code in enumerate(("s:withheld", "stat:usable"))
    )
    assert entry(held).pub_status is PubStatus.WITHHELD
    # It is no status of IPTC's then, but still the only word for one that is there.
    assert entry(station).pub_status is PubStatus.USABLE


@pytest.mark.parametrize(
    ("meta", "content_meta", "published_at", "updated_at"),
    [
        ("<firstCreated>2019-02-27T09:00:00.250+0100</firstCreated>", "", at(8).replace(microsecond=250_000), at(12)),
        ("", "<contentCreated>2019-02-27T10:00:00Z</contentCreated>", at(10), at(12)),
        ("", "<contentCreated>2019-02</contentCreated>", at(12), at(12)),
        ("", "<contentCreated>2019-02-27</contentCreated>", at(12), at(12)),
        ("<firstCreated>2019-02-27 16:00</firstCreated>", "", at(9), at(12)),
        ("<firstCreated>soon</firstCreated>", "", at(12), at(12)),
    ],
)
def test_times_are_read_in_any_spelling_and_in_the_given_zone(meta, content_meta, published_at, updated_at):
    document = news_item(meta=meta, content_meta=f"<headline>x</headline>{content_meta}")
    read_as = entry(document, timezone="Asia/Ho_Chi_Minh")
    assert (read_as.published_at, read_as.updated_at) == (published_at, updated_at)


def test_item_without_any_time_is_skipped_and_said_so():
    with pytest.raises(ParseError, match="no time"):
        read(news_item().replace("<versionCreated>2019-02-27T12:00:00Z</versionCreated>", ""))


@pytest.mark.parametrize(("given", "version"), [("12", 12), ("1132689232", 1132689232), ("", 1), ("2.0", 1), ("-1", 1)])
def test_version_that_is_no_number_is_the_first(given, version):
    assert entry(news_item(version=given)).version == version


def test_identifier_of_another_kind_counts_within_its_provider():
    one, other = (
        entry(news_item(guid="BD-1", meta=f'<provider literal="{name}"/>')).guid for name in ("a.example", "b.example")
    )
    assert one.startswith("urn:uuid:")
    assert one != other


def test_subjects_keep_their_codes_and_have_names_in_the_language_of_the_text():
    subjects = (
        '<subject qcode="medtop:11000000"><name xml:lang="de">Politik</name><name xml:lang="en-GB">politics</name>'
        "</subject>"
        '<subject uri="https://cv.iptc.org/newscodes/subjectcode/04000000"/>'
        '<subject qcode="N2:POL"/><subject literal="Summit"><name>The summit</name></subject>'
        "<subject><name>Hanoi</name></subject><subject/>"
        '<subject qcode="medtop:11000000"/>'
    )
    assert entry(news_item(content_meta=f"<headline>x</headline>{subjects}")).subjects == (
        Subject(qcode="medtop:11000000", name="politics"),
        Subject(qcode="subj:04000000"),
        Subject(qcode="N2:POL"),
        Subject(qcode="Summit", name="The summit"),
        Subject(qcode="Hanoi"),
    )


@pytest.mark.parametrize(
    ("makers", "byline"),
    [
        ("<by>By Mai Anh</by><creator><name>M. Anh</name></creator>", "Mai Anh"),
        ("<by/><creator><name>Mai Anh</name></creator><creator literal='Kim'/>", "Mai Anh, Kim"),
        ("<creator qcode='x:1'/><creditline>PE</creditline>", "PE"),
        ("<by>Byron Smith</by>", "Byron Smith"),
        ("", None),
    ],
)
def test_byline_is_the_printed_one_else_the_creators_else_the_agency(makers, byline):
    assert entry(news_item(content_meta=f"<headline>x</headline>{makers}")).byline == byline


def test_rights_are_read_and_empty_ones_are_none():
    empty = "<rightsInfo><copyrightHolder literal=''/><copyrightNotice/></rightsInfo>"
    stated = "<rightsInfo><copyrightHolder literal='PE'/><usageTerms>Not\n<br/>for resale</usageTerms></rightsInfo>"
    assert entry(news_item(before=empty)).rights is None
    assert entry(news_item(before=stated)).rights == Rights(holder="PE", usage_terms="Not for resale")


def test_note_of_a_correction_is_for_readers_and_other_notes_are_for_editors():
    noted = read(news_item(meta='<edNote role="x:correction">The name.</edNote><signal qcode="sig:correction"/>'))
    assert (noted.blog.entries[0].correction_note, noted.remarks) == ("The name.", ())
    internal = read(news_item(meta="<edNote>Eds: call me.</edNote>"))
    assert internal.blog.entries[0].correction_note is None
    assert [remark.text for remark in internal.remarks] == ["Eds: call me."]


def test_language_is_that_of_the_content_even_where_the_message_says_another():
    document = message(
        news_item(content_meta='<language tag="vi"/><headline>Họ gặp nhau</headline>'),
        news_item(guid="tag:e,2019:2", content_meta='<language tag="vi"/><headline>Họ đi</headline>'),
        news_item(guid="tag:e,2019:3", content_meta='<language tag="english"/><headline>They left</headline>'),
    )
    blog = read(document).blog
    assert blog.language == "vi"
    assert [one.language for one in blog.entries] == [None, None, "en"]


def test_embargo_that_cannot_be_read_is_never_lifted():
    with pytest.raises(ParseError, match="embargo cannot be read"):
        read(news_item(meta="<embargoed>noon</embargoed>"))
