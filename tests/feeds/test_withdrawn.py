"""What is left to be told of what must not be used. Items made of it are in test_present.py."""

import pytest

from feeds.model import Paragraph, PubStatus, Rights, Subject
from feeds.withdrawn import entry_as_shown, head_as_shown
from tests.factories import make_blog, make_entry, make_translation


def test_what_may_be_used_is_shown_as_it_is():
    assert entry_as_shown(make_entry()) == make_entry()
    assert head_as_shown(make_blog()) == make_blog()


@pytest.mark.parametrize(("status", "title"), [(PubStatus.WITHHELD, "Tạm giữ"), (PubStatus.CANCELED, "Đã gỡ bỏ")])
def test_head_of_a_withdrawn_live_blog_says_so_and_nothing_else(status, title):
    secret = Rights(notice="Secret")
    blog = make_blog(
        language="vi",
        pub_status=status,
        title="Secret",
        standfirst="Secret",
        summary=(Paragraph(html="Secret"),),
        body=(Paragraph(html="Secret"),),
        byline="Secret",
        subjects=(Subject(qcode="x:Secret"),),
        rights=secret,
        translation=make_translation(engines=("Secret",)),
    )
    shown = head_as_shown(blog)
    assert "Secret" not in repr(shown)
    assert shown.title == title
    assert (shown.guid, shown.entries, shown.updated_at) == (blog.guid, blog.entries, blog.updated_at)
