"""Lines of our own making around a text."""

import pytest

from feeds.locales import known_languages, labels_for
from feeds.model import MediaKind, Paragraph
from feeds.present import translation_notes
from feeds.reading.own_lines import (
    is_own_notice,
    read_own_credit,
    without_correction,
    without_labels,
    without_own_lines,
)
from tests.factories import make_translation

TEXT = Paragraph(html="They <b>met</b>.")


@pytest.mark.parametrize("language", known_languages())
def test_sentences_on_a_translation_are_left_out(language):
    notes = translation_notes(labels_for(language), make_translation(is_stale=True))

    assert without_labels([*(Paragraph(html=f"<em>{note}</em>") for note in notes), TEXT]) == (TEXT,)


@pytest.mark.parametrize("language", known_languages())
def test_note_of_a_correction_is_told_from_the_text(language):
    line = labels_for(language).correction.replace("{note}", "the hotel &amp; its name")

    body = [Paragraph(html=f"<em>{line}</em>"), TEXT]
    assert without_correction(body, "the hotel & its\ufeff name") == (TEXT,)
    assert without_correction(body, "another note") == tuple(body)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Photo: a name, as it is.", (MediaKind.PICTURE, "a name, as it is.")),
        ("영상: KBS", (MediaKind.VIDEO, "KBS")),
        ("Âm thanh: VOV", (MediaKind.AUDIO, "VOV")),
        ("Photo: ", None),
        ("Giang Huy", None),
    ],
)
def test_credit_as_we_print_it_is_read(text, read):
    assert read_own_credit(text) == read


def test_text_is_what_is_left_without_all_our_lines():
    lines = [Paragraph(html=f"<em>{labels_for('vi').machine}</em>"), Paragraph(html="<em>Đính chính: x</em>"), TEXT]

    assert without_own_lines(lines, correction="x") == (TEXT,)
    assert without_own_lines(lines, correction=None) == (*lines[1:],)


def test_general_order_not_to_use_an_entry_is_no_reason():
    assert all(is_own_notice(labels_for(tag).withdrawn_body) for tag in known_languages())
    assert not is_own_notice("wrong photo")
