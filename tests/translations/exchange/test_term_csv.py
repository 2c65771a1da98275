import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import ParseError
from translations.exchange.term_csv import read_term_csv, write_term_csv
from translations.glossary import Term, TermStatus

PAIR = ("en", "vi")


def term(source: str = "summit", target: str = "hội nghị", **more) -> Term:
    return Term(source_language="en", target_language="vi", source_text=source, target_text=target, **more)


def read(text: str, **more):
    return read_term_csv(text.encode(), **{"languages": PAIR} | more)


def test_terms_come_back_as_they_were_written() -> None:
    terms = (
        term(note='says "hello",\nand more'),
        term("EU", "", status=TermStatus.DO_NOT_TRANSLATE),
        term("", "Bắc Hàn", status=TermStatus.FORBIDDEN),
        term("북한", "Triều Tiên", status=TermStatus.ADMITTED),
    )
    assert read_term_csv(write_term_csv(terms)).terms == terms


@pytest.mark.parametrize(
    "cell", ["=1+1", "+84 912", "-5%", "@handle", "\tx", "'=1", "''@x", "\r=x", "=cmd|' /C calc'!A0"]
)
def test_no_cell_is_a_formula_to_a_spreadsheet_and_every_one_comes_back(cell: str) -> None:
    data = write_term_csv([term(cell, cell, note=cell)])
    cells = data.decode("utf-8-sig").splitlines()[1].replace('"', "").split(",")
    assert not [one for one in cells if one.startswith(("=", "+", "-", "@"))]
    (back,) = read_term_csv(data).terms
    assert (back.source_text, back.target_text, back.note) == (cell, cell, cell)


@given(st.lists(st.tuples(*[st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)] * 3)))
def test_any_text_comes_back(rows: list[tuple[str, str, str]]) -> None:
    terms = tuple(term(source or "x", target, note=note) for source, target, note in rows)
    assert read_term_csv(write_term_csv(terms)).terms == terms


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_are_read_as_spreadsheets_save_them(encoding: str, separator: str) -> None:
    rows = [["Source", "Target", "Status", "Comment"], ["Hanoi", "Hà Nội", "preferred", ""], ["EU", "", "DNT", "tên"]]
    data = "\r\n".join(separator.join(row) for row in rows).encode(encoding)
    file = read_term_csv(data, languages=PAIR)
    assert file.problems == ()
    assert file.terms == (term("Hanoi", "Hà Nội"), term("EU", "", status=TermStatus.DO_NOT_TRANSLATE, note="tên"))


def test_utf_16_of_the_other_byte_order_is_read() -> None:
    data = codecs.BOM_UTF16_BE + "source,target\nEU,EU".encode("utf-16-be")
    assert read_term_csv(data, languages=PAIR).terms == (term("EU", "EU"),)


def test_columns_come_in_any_order_and_others_are_passed_over() -> None:
    (found,) = read("id;target;source\n7;Hà Nội;Hanoi\n").terms
    assert found == term("Hanoi", "Hà Nội")


def test_languages_in_the_table_win() -> None:
    file = read("source_language,target_language,source,target\nen,ko,summit,정상회담\n,,summit,hội nghị\n")
    assert [(one.target_language, one.target_text) for one in file.terms] == [("ko", "정상회담"), ("vi", "hội nghị")]


def test_a_bad_row_is_left_out_and_reported_with_its_line() -> None:
    file = read('source,target,status\nEU,EU,\nA,B,nonsense\n\n"C\nD",E,\nF,G,preferred,H,I\nJ,K,\n')
    assert [one.source_text for one in file.terms] == ["EU", "C\nD", "J"]
    assert [(problem.location, problem.reason) for problem in file.problems] == [
        ("line 3", "'nonsense' is no status; known: preferred, admitted, forbidden, do_not_translate"),
        ("line 7", "it has more cells than there are columns"),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "there is no source and no target"),
        (b"just,a,table\n1,2,3", "there is no source and no target"),
        (b"source,target\n\xff\xfe", "no UTF-8 text"),
        (b'source,target\n"EU,EU', "broken here"),
        (b"source,target\nEU," + b"x" * 200_000, "broken here"),
        (b"\xff\xfesourc", "no UTF-16 text"),
    ],
)
def test_what_is_no_table_of_terms_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read_term_csv(data, languages=PAIR)


def test_a_table_that_says_no_languages_is_refused_where_nobody_else_does() -> None:
    with pytest.raises(ParseError, match="source_language and no target_language"):
        read_term_csv(b"source,target\nEU,EU")


def test_a_null_character_ends_nothing() -> None:
    assert read("source,target\nE\0U,EU\nA,B\n").terms == (term("EU", "EU"), term("A", "B"))
