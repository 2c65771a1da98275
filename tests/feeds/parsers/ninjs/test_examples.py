"""The examples that IPTC publishes: each is read as what it says, or refused with one sentence that says why."""

import pytest

from feeds.errors import ParseError
from tests.conftest import schema_path
from tests.feeds.parsers.ninjs.documents import read

CAPTAIN = "Captain of wrecked cruise ship on trial in Italy"
LUNCH = "Lunch Taking a Toll? Let Applebee’s® Industrial Strength Lunch Decoy Stand In"
GARTNER = "Cambrios被Gartner評選為「最酷供應商」"
DRILL = "Militärövning i jätteformat hålls 2023"
AN_EVENT = "announces an event"

# The title, and how many blocks there are in the one entry.
READ = {
    "1.4/businesswire-newsml-20130515006361.json": (
        "Dell Redefines Workstation Computing Boundaries with Smallest Tower and Most Powerful Rack Workstations",
        4,
    ),
    "1.4/businesswire-newsml-20130605006126.json": (GARTNER, 1),
    "1.4/businesswire-newsml-20130612006110.json": (
        "APP发布“2020 可持续发展路线图”第三次工作进展报告，并将继续落实森林保护政策",
        1,
    ),
    "1.4/businesswire-newsml-20130731006140.json": (LUNCH, 3),
    "1.4/ninjs-1-4-examples.json": ("Test of three new properties", 1),
    "1.4/ninjsExComplex1.json": (CAPTAIN, 5),
    "1.4/ninjsExComplex2.json": (CAPTAIN, 6),
    "1.4/ninjsExMediumText1.json": (CAPTAIN, 4),
    "1.4/ninjsExSimplePhoto1.json": ("Costa Concordia cruise ship", 1),
    "1.4/ninjsExSimpleText1.json": (CAPTAIN, 4),
    "2.1/businesswire-newsml-20130605006126.json": (GARTNER, 1),
    "2.1/businesswire-newsml-20130731006140.json": (LUNCH, 3),
    "2.1/imageEncodedRights.json": ("MotoGP - Spain - Valentino Rossi", 1),
    "2.1/imageLinkedRights.json": ("MotoGP - Spain - Valentino Rossi", 1),
    "2.1/ninjsExSimpleText_2.json": (CAPTAIN, 4),
    "2.1/schema-extension/extension-example.json": (DRILL, 6),
    "3.0/20231008-anti-doping-measures-at-the-tour-down-under-will-be-the-toughest-ever-addb-ninjs-nitf.json": (
        "Anti-doping measures at the 'Tour Down Under' will be the toughest ever",
        18,
    ),
    "3.0/businesswire-newsml-20130605006126.json": (GARTNER, 1),
    "3.0/businesswire-newsml-20130731006140.json": (LUNCH, 3),
    "3.0/imageEncodedRights.json": ("MotoGP - Spain - Valentino Rossi", 1),
    "3.0/imageLinkedRights.json": ("MotoGP - Spain - Valentino Rossi", 1),
    "3.0/ninjsExSimpleText_3.json": (CAPTAIN, 4),
}
for name, title, blocks in (
    ("SIPA_image", "Italy: Italy Demonstration of the workers congresses and conferences", 1),
    ("ap_audio", "Next up in impeachment hearings: A parade of key witnesses", 1),
    ("ap_image", "Turkey Islamic State", 1),
    ("ap_video", "House leaders double down on impeachment positions", 1),
    ("dpa_text", "Faktencheck Derby-Elfmeter: Hat Schiedsrichter Zwayer recht?", 9),
    ("ntb_text", "Google har kjøpt giganttomt i Skien", 1),
    ("tt_text_image", DRILL, 6),
):
    for version, suffix in (("2.1", "_2"), ("3.0", "_3")):
        numbered = suffix if name in {"SIPA_image", "tt_text_image"} else ""
        READ[f"{version}/{name}{numbered}.json"] = title, blocks

REFUSED = {
    "2.1/schema-extension/extension-schema.json": "cannot be read",
    "3.0/20231004-UEFA-ChampionLeague.json": AN_EVENT,
    "3.0/20231005-65-addb-event.json": AN_EVENT,
    "3.0/20231016-addb-example-press-conference.json": "no time",
    "3.0/collection/20231016-event-timeline-sample.json": AN_EVENT,
    "3.0/simpleEvent.json": AN_EVENT,
    "3.0/tt_event_pressconference_3.0.json": AN_EVENT,
}


def example(name: str) -> bytes:
    return schema_path(f"ninjs/examples/{name}").read_bytes()


@pytest.mark.parametrize("name", READ)
def test_example_is_read_under_its_title(name):
    parsed = read(example(name), language="en")
    (entry,) = parsed.blog.entries
    assert (parsed.blog.title, len(entry.blocks), parsed.skipped) == (*READ[name], 0)


@pytest.mark.parametrize("name", REFUSED)
def test_example_that_holds_no_news_is_refused_with_one_sentence(name):
    with pytest.raises(ParseError, match=REFUSED[name]) as caught:
        read(example(name), language="en")
    assert "\n" not in str(caught.value)


def test_no_example_is_forgotten():
    folder = schema_path("ninjs/examples/1.4/ninjsExComplex1.json").parent.parent
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.json")} == {*READ, *REFUSED}


def test_picture_stands_where_the_text_shows_its_thumbnail_and_has_all_its_files():
    (entry,) = read(example("3.0/tt_text_image_3.json")).blog.entries
    media = entry.blocks[-1].media
    assert media.credit == "Karl Melander/TT"
    assert [rendition.width for rendition in media.renditions] == [4724, 1024, 1024, 256]
    assert media.renditions[-1].role == "thumbnail"


def test_video_is_not_mistaken_for_its_preview():
    (entry,) = read(example("3.0/ap_video.json")).blog.entries
    files = entry.blocks[0].media.renditions
    assert {file.role for file in files if file.mimetype == "image/jpeg"} == {"thumbnail"}
    assert any(file.mimetype == "video/mpeg" and file.role != "thumbnail" for file in files)


def test_story_in_nitf_keeps_its_subjects_as_codes_of_iptc():
    name = "3.0/20231008-anti-doping-measures-at-the-tour-down-under-will-be-the-toughest-ever-addb-ninjs-nitf.json"
    (entry,) = read(example(name), language="en").blog.entries
    assert [subject.qcode for subject in entry.subjects[:3]] == [
        "medtop:15000000",
        "medtop:20001105",
        "medtop:20000892",
    ]
