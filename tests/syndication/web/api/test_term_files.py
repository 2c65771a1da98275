"""Glossary and memory as files, through the API."""

import pytest
from flask.testing import FlaskClient

from tests.syndication.kept import memory_of

TERMS = "/api/v1/terms/en/vi"
FILES = "/api/v1/memory/files?name=desk.tmx"
SUMMIT = {"source_language": "en", "target_language": "vi", "source": "summit", "target": "hội nghị"}
TMX = "application/x-tmx+xml"


@pytest.mark.parametrize("term_format", ["tbx", "tbx2", "csv"])
def test_terms_taken_along_can_be_taken_in(reviewer: FlaskClient, term_format: str) -> None:
    where = reviewer.post("/api/v1/terms", json=SUMMIT | {"note": "=SUM(A1) <b>"}).headers["Location"]
    file = reviewer.get(f"{TERMS}.{term_format}")
    assert "attachment" in file.headers["Content-Disposition"]
    again = reviewer.post(TERMS, data=file.data, content_type=file.content_type)
    assert (again.status_code, again.json["added"], again.json["changed"], again.json["unchanged"]) == (200, 0, 0, 1)
    reviewer.delete(where)
    assert reviewer.post(TERMS, data=file.data, content_type=file.content_type).json["added"] == 1
    (term,) = reviewer.get("/api/v1/terms").json["terms"]
    assert (term["source"], term["target"], term["note"]) == ("summit", "hội nghị", "=SUM(A1) <b>")


def test_a_memory_taken_along_can_be_taken_in(reviewer: FlaskClient) -> None:
    sent = memory_of({"They met.": "Họ gặp nhau.", "They left.": "Họ rời đi."})
    assert reviewer.post(FILES, data=sent, content_type=TMX).json == {"added": 2, "problems": []}
    assert reviewer.post(FILES, data=sent, content_type=TMX).json["added"] == 0
    file = reviewer.get("/api/v1/memory/en/vi.tmx")
    assert file.content_type == TMX
    assert "Họ gặp nhau." in file.get_data(as_text=True)
    assert reviewer.post(FILES, data=file.data, content_type="application/xml").json["added"] == 0


@pytest.mark.parametrize("address", [TERMS, FILES])
@pytest.mark.parametrize(
    "body",
    [b"", b"<a>", b"\xff\xfe\x00", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ids=["none", "xml", "no", "bomb"],
)
def test_a_broken_file_is_told_of_and_nothing_is_taken(reviewer: FlaskClient, address: str, body: bytes) -> None:
    answer = reviewer.post(address, data=body, content_type="application/xml")
    assert answer.status_code == 422
    assert reviewer.get("/api/v1/terms").json["total"] == 0
    assert reviewer.get("/api/v1/memory?target_language=vi").json["units"] == []


def test_a_bad_term_in_a_file_harms_no_other(reviewer: FlaskClient) -> None:
    rows = "source,target,status\nsummit,hội nghị,preferred\n,,preferred\nleader,lãnh đạo,nonsense\n"
    taken = reviewer.post(TERMS, data=rows.encode(), content_type="text/csv").json
    assert taken["added"] == 1
    assert len(taken["problems"]) == 2


@pytest.mark.parametrize("address", [TERMS, FILES])
def test_another_type_of_body_is_refused(reviewer: FlaskClient, address: str) -> None:
    assert reviewer.post(address, data=b"{}", content_type="application/json").status_code == 415


@pytest.mark.parametrize("path", ["terms/en/vi.xlsx", "terms/en/x!.csv", "memory/en/vi.csv", "memory/en/1.tmx"])
def test_there_is_no_other_file(reviewer: FlaskClient, path: str) -> None:
    assert reviewer.get(f"/api/v1/{path}").status_code == 404


def test_a_memory_needs_a_name(reviewer: FlaskClient) -> None:
    sent = memory_of({"They met.": "Họ gặp nhau."})
    assert reviewer.post("/api/v1/memory/files", data=sent, content_type=TMX).status_code == 400
    assert reviewer.post("/api/v1/memory/files?name=%20", data=sent, content_type=TMX).status_code == 400
