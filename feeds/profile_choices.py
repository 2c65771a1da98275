"""The closed choices of an output profile: each is a set of words that a partner picks one of."""

from enum import StrEnum


class PublishPolicy(StrEnum):
    """Which translated text a partner takes.

    ``machine``: drafts too, labelled. ``reviewed``: nothing but reviewed text. ``reviewed_or_source``: the source text
    until the translation is reviewed. ``reviewed_or_machine_after``: reviewed text at once, drafts when a text has
    waited for its review so long. ``off``: this language is not delivered.
    """

    MACHINE = "machine"
    REVIEWED = "reviewed"
    REVIEWED_OR_SOURCE = "reviewed_or_source"
    REVIEWED_OR_MACHINE_AFTER = "reviewed_or_machine_after"
    OFF = "off"


class WhenMissing(StrEnum):
    """What stands for an entry that has no translation to publish: nothing, or the source text under a note."""

    HOLD = "hold"
    SOURCE = "source"


class WhenStale(StrEnum):
    """What happens to a translation whose source has changed since: never that it stands there silently.

    ``machine`` publishes a draft of the new source if there is one (else as ``source``).
    """

    HOLD = "hold"
    PUBLISH_WITH_NOTE = "publish_with_note"
    SOURCE = "source"
    MACHINE = "machine"


class TagStyle(StrEnum):
    """How a language tag is written: ``plain`` (vi), or saying it is machine-made (vi-t-en-t0-und, RFC 6497)."""

    PLAIN = "plain"
    TRANSFORMED = "transformed"


class HtmlSubset(StrEnum):
    """How much HTML a partner's system bears.

    ``full``: everything the model has. ``basic``: p, br, a, strong, em, ul, ol, li, blockquote; tables and headings
    become paragraphs, figures become a caption paragraph. ``plain``: paragraphs of text without any inline mark.
    """

    FULL = "full"
    BASIC = "basic"
    PLAIN = "plain"


class Granularity(StrEnum):
    """What an item of the feed is: ``entry``, or the whole ``live_blog`` as one item that changes with every entry."""

    ENTRY = "entry"
    LIVE_BLOG = "live_blog"


class BodyAmount(StrEnum):
    """How much of a text goes along: all of it, its opening sentences, or ``none`` but the notes on it."""

    FULL = "full"
    SUMMARY = "summary"
    NONE = "none"


class NewsMLText(StrEnum):
    """The mark-up of texts in NewsML-G2: XHTML, or NITF 3.6 in its own namespace."""

    XHTML = "xhtml"
    NITF = "nitf"


class MediaMode(StrEnum):
    """What a partner gets of pictures, videos and sounds: in the text, as a link under the caption, or nothing."""

    INLINE = "inline"
    LINK = "link"
    NONE = "none"


class Untitled(StrEnum):
    """What title an entry without a headline gets: its time, its first sentence, or the blog's title with the time."""

    FIRST_SENTENCE = "first_sentence"
    TIME = "time"
    BLOG_AND_TIME = "blog_and_time"


class LabelPlace(StrEnum):
    """Where the sentence stands that says a text is machine-made, stale or not translated."""

    NONE = "none"
    BEFORE = "before"
    AFTER = "after"


class EmbedMode(StrEnum):
    """What a partner gets of things that live elsewhere: their words with a link, the link alone, or nothing."""

    INLINE = "inline"
    LINK = "link"
    NONE = "none"


class RefusedMedia(StrEnum):
    """What stands in place of a picture that a partner may not use: its caption alone, or another picture above it."""

    DROP = "drop"
    REPLACE = "replace"


class SafeFor(StrEnum):
    """A receiver whose limits a profile keeps to, whatever else it leaves open."""

    NONE = "none"
    SUPERDESK = "superdesk"
    WORDPRESS = "wordpress"


class Extension(StrEnum):
    """What a document has beyond the bare format, and can do without."""

    MEDIA = "media"
    DUBLIN_CORE = "dc"
    MODIFIED = "dcterms"
    CONTENT = "content"
    TOMBSTONES = "tombstones"
    OWN = "own"
