"""How a posting declares its translation: for machines, and without calling an engine a person."""

from typing import Any

import pytest

from feeds.locales import labels_for
from feeds.model import Translation, TranslationState
from syndication.web.posting_translation import is_translated, made_by
from tests.factories import make_translation

MACHINE = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
COMPOSITE = "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"

DRAFT = make_translation()
MIXED = make_translation(state=TranslationState.MIXED, reviewers=("Linh",))
REVIEWED = make_translation(state=TranslationState.REVIEWED, has_machine_text=False, reviewers=("An", "Linh"))
RECALLED = make_translation(state=TranslationState.MEMORY, has_machine_text=False, engines=(), memories=("desk",))
BY_HAND = make_translation(state=TranslationState.REVIEWED, has_machine_text=False, engines=(), reviewers=("An",))
STANDING_IN = make_translation(state=TranslationState.UNTRANSLATED, has_machine_text=False, engines=())


def declared(*notes: Translation | None) -> dict[str, Any]:
    return made_by(notes, labels_for("vi"))


@pytest.mark.parametrize(
    ("notes", "source"),
    [
        ([DRAFT], MACHINE),
        ([DRAFT, DRAFT], MACHINE),
        ([MIXED], COMPOSITE),
        ([REVIEWED], COMPOSITE),
        ([RECALLED], None),
        ([BY_HAND], None),
        ([DRAFT, BY_HAND], COMPOSITE),
        ([DRAFT, None], COMPOSITE),
        ([DRAFT, STANDING_IN], COMPOSITE),
    ],
)
def test_the_digital_source_type_tells_machines_from_people(
    notes: list[Translation | None], source: str | None
) -> None:
    assert declared(*notes)["digitalSourceType"] == source


def test_people_are_translators_and_engines_are_names() -> None:
    made = declared(MIXED, REVIEWED)
    assert made["translator"] == [{"@type": "Person", "name": "Linh"}, {"@type": "Person", "name": "An"}]
    assert made["contributor"] == ["Argos Translate en-vi 1.9"]


def test_a_draft_has_no_translator() -> None:
    assert declared(DRAFT)["translator"] == []


@pytest.mark.parametrize(
    ("notes", "state"),
    [
        ([DRAFT], "machine"),
        ([RECALLED], "memory"),
        ([MIXED], "mixed"),
        ([REVIEWED], "reviewed"),
        ([REVIEWED, BY_HAND], "reviewed"),
        ([REVIEWED, DRAFT], "mixed"),
        ([RECALLED, DRAFT], "machine"),
        ([REVIEWED, STANDING_IN], "reviewed"),
    ],
)
def test_the_status_tells_how_far_people_stand_behind_it(notes: list[Translation], state: str) -> None:
    assert [term["termCode"] for term in declared(*notes)["creativeWorkStatus"]] == [state]


def test_the_status_is_named_in_the_readers_language() -> None:
    (term,) = declared(DRAFT)["creativeWorkStatus"]
    assert term["name"] == "Bản dịch máy, chưa được biên tập viên kiểm duyệt."
    assert term["inDefinedTermSet"] == "urn:x-syndication:translation"


def test_a_stale_translation_says_so_besides() -> None:
    stale = make_translation(state=TranslationState.REVIEWED, has_machine_text=False, is_stale=True)
    codes = [term["termCode"] for term in declared(stale, DRAFT)["creativeWorkStatus"]]
    assert codes == ["mixed", "stale"]


@pytest.mark.parametrize("notes", [[], [None], [STANDING_IN], [None, STANDING_IN]])
def test_what_is_no_translation_declares_nothing(notes: list[Translation | None]) -> None:
    assert declared(*notes) == {}
    assert not is_translated(notes)
