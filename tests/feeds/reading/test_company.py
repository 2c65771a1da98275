"""What a live blog and its entries say of each other."""

from datetime import UTC, datetime

import pytest

from feeds.model import Paragraph, PubStatus, Rights
from feeds.reading.assembling import Head, make_entry
from feeds.reading.company import most_common, shared, titled, without_inherited
from feeds.reading.parsed import ParseOptions

NOON = datetime(2019, 2, 27, 12, tzinfo=UTC)
TEXT = (Paragraph(html="They met in Hanoi. Then they left."),)


def entry(**fields):
    return make_entry(**({"published_at": NOON, "blocks": TEXT} | fields))


@pytest.mark.parametrize(
    ("head", "entries", "given", "title"),
    [
        (Head(title="Own"), [entry(headline="They met")], "Given", "Own"),
        (Head(), [entry(headline="They met")], "Given", None),
        (Head(), [entry(headline="They met")], None, "They met"),
        (Head(), [entry()], None, "They met in Hanoi. Then they left."),
        (Head(), [entry(), entry()], None, "Wire"),
        (Head(), [entry(), entry()], "Given", None),
        (Head(language="vi"), [entry(pub_status=PubStatus.CANCELED)], "Given", None),
    ],
)
def test_title_is_made_of_an_entry_or_the_stream_only_where_none_is_given(head, entries, given, title):
    assert titled(head, entries, ParseOptions(now=NOON, title=given), stream="Wire").title == title


def test_order_to_remove_an_entry_has_a_title_of_ours_if_there_is_no_other():
    killed = entry(pub_status=PubStatus.CANCELED)
    assert titled(Head(language="vi"), [killed], ParseOptions(now=NOON)).title == "Đã gỡ bỏ"


def test_what_an_entry_repeats_of_its_live_blog_is_the_live_blogs():
    head = Head(language="en", byline="Desk", rights=Rights(holder="PE"))
    repeating = entry(language="en", byline="Desk", rights=Rights(holder="PE"))
    own = entry(language="vi", byline="Mai", rights=Rights(holder="AFP"))

    assert without_inherited(repeating, head) == entry()
    assert without_inherited(own, head) == own


def test_values_in_common():
    assert most_common(["vi", None, "en", "en", ""]) == "en"
    assert most_common(["vi", "en"]) == "vi"
    assert most_common([None]) is None
    assert shared(["A", None, "A"]) == "A"
    assert shared(["A"]) == "A"
    assert shared(["A", "B"]) is None
    assert shared(["A", None]) is None
    assert shared([]) is None
