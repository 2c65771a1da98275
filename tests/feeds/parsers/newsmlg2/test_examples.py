"""The examples that IPTC publishes: each is read as what it says, or refused with one sentence that says why."""

import pytest

from feeds.errors import ParseError
from tests.conftest import schema_path
from tests.feeds.parsers.newsmlg2.documents import read

NO_NEWS, A_PART, NOTHING = "not news", "its root is", "neither a title nor a text"

READ = {
    "LISTING_1_A_NewsML-G2_News_Item.xml": 'Fed to halt QE to avert "bubble"',
    "LISTING_2_NewsML-G2_Text_Document.xml": 'Fed to halt QE to avert "bubble"',
    "LISTING_3_Photo_in_NewsML-G2.xml": "Variety Of Recessionary Forces Leave Las Vegas Economy Scarred",
    "LISTING_3A_Photo_in_NewsML-G2_(URI_sibling_attributes).xml": (
        "Variety Of Recessionary Forces Leave Las Vegas Economy Scarred"
    ),
    "LISTING_5_Multi-part_Video_in_NewsML-G2.xml": "Loriot retrospective",
    "LISTING_22_Sports_story_in_NewsML-G2NITF.xml": (
        "Preview: Arizona Diamondbacks (29-23) at Philadelphia Phillies (26-24), 7:05 p.m."
    ),
    "LISTING_27_Company_Financial_Information.xml": "Acme Widgets announces annual results",
    "Receiver View.xml": 'Fed to halt QE to avert "bubble"',
    # These have no headline, so that they are called by their first words.
    "LISTING_4_Multiple_Renditions_of_a_Video_in_NewsML-G2.xml": (
        "- Amir Hussein Abdullahian, Iranian foreign ministry's undersecretary for Arab…"
    ),
    "facet-example-3.xml": "Content goes here...",
}
REFUSED = {
    "LISTING_10_Abstract_Concept_conveyed_in_a_NewsML-G2_Concept_Item.xml": NO_NEWS,
    "LISTING_11_Person_Concept_conveyed_in_a_NewsML-G2_Concept_Item.xml": NO_NEWS,
    "LISTING_12_Knowledge_Item_for_Access_Codes.xml": NO_NEWS,
    "LISTING_13_Complete_Catalog_Item.xml": NO_NEWS,
    "LISTING_14_Event_sent_as_a_Concept_Item.xml": NO_NEWS,
    "LISTING_15_Two_Related_Events_in_a_Knowledge_Item.xml": NO_NEWS,
    "LISTING_16_A_Set_of_Events_carried_in_a_News_Item.xml": "holds events in XML",
    "LISTING_17_Planning_Item_a_CCL.xml": NO_NEWS,
    "LISTING_18_Planning_Item_at_PCL.xml": NO_NEWS,
    "LISTING_19_Planning_Item_with_delivery_at_CCL.xml": NO_NEWS,
    "LISTING_20_Planning_Item_with_delivery_at_PCL.xml": NO_NEWS,
    "LISTING_21_A_complete_sample_SportsML-G2_document.xml": "holds sports-content in XML",
    "LISTING_23_SportsML-G2_Package.xml": "only refers to its 2 items",
    "LISTING_24_News_Message_conveying_a_complete_News_Package.xml": "none of its 4 entries can be read",
    "LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML.xml": A_PART,
    "LISTING_28_Illustrating_Located_Subject_and_Dateline.xml": A_PART,
    "LISTING_29_Hop_History.xml": NOTHING,
    "LISTING_6_Simple_NewsML-G2_Package.xml": "only refers to its 2 items",
    "LISTING_7_Group_Set_example_showing_Hierarchical_Package_Structure.xml": A_PART,
    "LISTING_8_Group_Set_example_showing_an_ALT_Package_Mode.xml": A_PART,
    "LISTING_9_Group_Set_example_showing_a_SEQ_Package_Mode.xml": A_PART,
    "ap_metadata_example.xml": NOTHING,
    "facet-example.xml": NOTHING,
    "facet-example-2.xml": NOTHING,
}


def example(name: str) -> bytes:
    return schema_path(f"newsml-g2/examples/{name}").read_bytes()


@pytest.mark.parametrize("name", READ)
def test_example_is_read_under_its_title(name):
    parsed = read(example(name), language="en")
    assert (parsed.blog.title, len(parsed.blog.entries), parsed.skipped) == (READ[name], 1, 0)


@pytest.mark.parametrize("name", REFUSED)
def test_example_that_holds_no_news_is_refused_with_one_sentence(name):
    with pytest.raises(ParseError, match=REFUSED[name]) as caught:
        read(example(name), language="en")
    assert "\n" not in str(caught.value)


def test_story_in_nitf_is_read_whole():
    (entry,) = read(example("LISTING_22_Sports_story_in_NewsML-G2NITF.xml")).blog.entries
    assert len(entry.blocks) == 6
    assert entry.byline == "Sports Network"


def test_no_example_is_forgotten():
    folder = schema_path("newsml-g2/examples/LISTING_1_A_NewsML-G2_News_Item.xml").parent
    known = {*READ, *REFUSED, "LISTING_26_Embedded_photo_metadata_fields_mapped_to_NewsML-G2.xml"}
    assert {path.name for path in folder.glob("*.xml")} == known


def test_photograph_keeps_caption_credit_and_codes():
    (entry,) = read(example("LISTING_26_Embedded_photo_metadata_fields_mapped_to_NewsML-G2.xml")).blog.entries
    (block,) = entry.blocks
    assert block.media.caption.startswith("A firefighter in a flameproof suit")
    assert block.media.credit == "Acme/John Smith"
