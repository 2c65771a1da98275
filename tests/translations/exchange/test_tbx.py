from itertools import islice

import pytest
from lxml import etree
from translate.storage.tbx import tbxfile

from feeds.errors import ParseError
from translations.exchange.tbx import VERSION_2, VERSION_3, TbxVersion, read_tbx, write_tbx
from translations.glossary import Term, TermStatus

OF_OTHERS_2 = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en">
<martifHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></martifHeader><text><body>
<termEntry id="c1"><descrip type="subjectField">politics</descrip><note>for the whole entry</note>
 <langSet xml:lang="en-US"><tig><term>summit</term><termNote type="partOfSpeech">noun</termNote></tig></langSet>
 <langSet xml:lang="vi"><tig><term>hội nghị <hi>thượng đỉnh</hi></term>
  <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
  <ntig><termGrp><term>cuộc gặp</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>
  <note>never</note></termGrp></ntig></langSet>
</termEntry>
<termEntry id="c2"><langSet xml:lang="de"><tig><term>Gipfel</term></tig></langSet></termEntry>
</body></text></martif>"""

OF_OTHERS_3 = """<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<tbxHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader><text><body>
<conceptEntry id="1"><min:subjectField>x</min:subjectField>
 <langSec xml:lang="en"><termSec><term>leader</term></termSec><termSec><term>chief</term></termSec></langSec>
 <langSec xml:lang="ko"><termSec><term>지도자</term>
 <min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus></termSec></langSec></conceptEntry></body></text></tbx>"""


def term(source: str = "summit", target: str = "hội nghị", **more) -> Term:
    return Term(
        **{"source_language": "en", "target_language": "vi"} | {"source_text": source, "target_text": target} | more
    )


@pytest.mark.parametrize("version", [VERSION_2, VERSION_3], ids=["2", "3"])
def test_terms_come_back_as_they_were_written(version: TbxVersion) -> None:
    terms = (
        term(note="<b>& more"),
        term(target="cuộc gặp", status=TermStatus.FORBIDDEN),
        term(target="정상회담", target_language="ko", status=TermStatus.ADMITTED),
        term("EU", "", status=TermStatus.DO_NOT_TRANSLATE),
        term("ASEAN", "", status=TermStatus.DO_NOT_TRANSLATE, note="bloc"),
        term("AI", "AI"),
    )
    file = read_tbx(write_tbx(terms, title="Terms", version=version), source_language="en")
    assert set(file.terms) == set(terms)
    assert file.problems == ()


def test_what_has_no_source_is_not_in_a_file_of_terms() -> None:
    assert (
        read_tbx(write_tbx([term("", "x", status=TermStatus.FORBIDDEN)], title="x"), source_language="en").terms == ()
    )


def test_the_file_has_the_form_of_version_3() -> None:
    root = etree.fromstring(write_tbx([term()], title="x"))
    names = [etree.QName(element).localname for element in root.iter()]
    assert names == [
        *("tbx", "tbxHeader", "fileDesc", "titleStmt", "title", "sourceDesc", "p", "text", "body", "conceptEntry"),
        *("langSec", "termSec", "term", "langSec", "termSec", "term", "termNote"),
    ]
    assert root.attrib["style"] == "dca"
    assert root.nsmap == {None: "urn:iso:std:iso:30042:ed-2"}


def test_another_program_reads_version_2_and_we_read_what_it_writes() -> None:
    data = write_tbx([term(), term("EU", "EU")], title="x", version=VERSION_2)
    theirs = tbxfile.parsestring(data)
    assert [(unit.source, unit.target) for unit in theirs.units] == [("summit", "hội nghị"), ("EU", "EU")]
    assert [one.source_text for one in read_tbx(bytes(theirs), source_language="en").terms] == ["summit", "EU"]


def test_version_2_is_read() -> None:
    file = read_tbx(OF_OTHERS_2.encode(), source_language="en", target_language="vi")
    assert file.terms == (
        term(target="hội nghị thượng đỉnh", note="for the whole entry"),
        term(target="cuộc gặp", status=TermStatus.FORBIDDEN, note="never"),
    )
    assert [(problem.location, problem.reason) for problem in file.problems] == [
        ("line 12", "this entry has no terms in en and vi")
    ]


def test_version_3_in_dct_style_is_read() -> None:
    file = read_tbx(OF_OTHERS_3.encode(), source_language="en", target_language="ko")
    assert file.terms == tuple(
        term(source, "지도자", target_language="ko", status=TermStatus.ADMITTED) for source in ("leader", "chief")
    )


def test_an_entry_with_thousands_of_terms_does_not_make_millions_of_pairs() -> None:
    def section(language: str) -> str:
        terms = "".join(f"<termSec><term>{language}{number}</term></termSec>" for number in range(2_000))
        return f'<langSec xml:lang="{language}">{terms}</langSec>'

    data = f"<tbx><text><body><conceptEntry>{section('en')}{section('vi')}</conceptEntry></body></text></tbx>"
    file = read_tbx(data.encode(), source_language="en")
    assert len(file.terms) == 900
    assert [problem.reason for problem in file.problems] == [
        "this entry has 2,000 terms in en; the first 30 were taken",
        "this entry has 2,000 terms in vi; the first 30 were taken",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<tmx/>",
        b'<!DOCTYPE tbx [<!ENTITY a "b">]><tbx>&a;</tbx>',
        b"<!DOCTYPE tbx [<!ELEMENT tbx ANY>]><tbx/>",
        b'<!DOCTYPE martif SYSTEM "x.dtd" [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><martif/>',
        b"<tbx>" * 300 + b"</tbx>" * 300,
    ],
)
def test_what_is_no_tbx_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_tbx(data, source_language="en")


def test_terms_without_words_are_passed_over() -> None:
    data = b"""<tbx><text><body><conceptEntry>
    <langSec xml:lang="en"><termSec><term> </term></termSec><termSec/></langSec>
    <langSec xml:lang="vi"><termSec><term>x</term></termSec></langSec>
    <langSec><termSec><term>y</term></termSec></langSec>
    </conceptEntry><?note?><conceptEntry/></body></text></tbx>"""
    file = read_tbx(data, source_language="en")
    assert list(islice(file.terms, 1)) == []
    assert len(file.problems) == 2
