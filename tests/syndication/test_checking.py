from feeds.model import Paragraph
from syndication.reviewing import edit_segment
from syndication.storage.database import Database
from syndication.termbase import add_term
from tests.factories import NOW
from tests.syndication.kept import SLUG, keep_blog, raw_entry, work_on
from translations.glossary import Term
from translations.model import Segment

SENTENCES = ("The leaders met.", "They talked.", "They ate.", "They left.")


def keep(database: Database, *sentences: str, slug: str = SLUG) -> str:
    entry = raw_entry(headline=None, blocks=tuple(Paragraph(html=sentence) for sentence in sentences))
    return keep_blog(database, entry, slug=slug).entries[0].guid


def write(database: Database, guid: str, at: int, text: str) -> Segment:
    segment = work_on(database, guid, "ko").segments[at]
    assert segment.id is not None
    with database.writing() as session:
        return edit_segment(session, segment.id, text_html=text, if_version=segment.version, actor="Linh", now=NOW)


def codes(segment: Segment) -> set[str]:
    return {finding.code for finding in segment.findings}


def test_a_korean_sentence_is_compared_with_the_others_of_its_text(database: Database) -> None:
    guid = keep(database, *SENTENCES)
    for at, text in enumerate(("정상들이 만났다.", "그들은 대화했다.", "그들은 식사했다.")):
        assert "korean_register" not in codes(write(database, guid, at, text))
    assert "korean_register" in codes(write(database, guid, 3, "그들은 떠났습니다."))
    assert "korean_register" not in codes(write(database, guid, 3, "그들은 떠났다."))


def test_the_sentences_of_another_text_are_nothing_to_it(database: Database) -> None:
    for at, text in enumerate(("정상들이 만났다.", "그들은 대화했다.", "그들은 식사했다.")):
        write(database, keep(database, *SENTENCES, slug=f"other-{at}"), 0, text)
    assert "korean_register" not in codes(write(database, keep(database, *SENTENCES), 3, "그들은 떠났습니다."))


def test_a_particle_behind_a_term_has_to_fit_it(database: Database) -> None:
    guid = keep(database, "Trump spoke at the summit.")
    term = Term(source_language="en", target_language="ko", source_text="Trump", target_text="트럼프")
    with database.writing() as session:
        add_term(session, term, actor="Linh", now=NOW)
    wrong = write(database, guid, 0, "트럼프은 정상회담에서 연설했다.")
    (finding,) = [finding for finding in wrong.findings if finding.code == "korean_particle"]
    assert finding.fix is not None
    assert finding.fix.text == "는"
    assert "korean_particle" not in codes(write(database, guid, 0, "트럼프는 정상회담에서 연설했다."))
