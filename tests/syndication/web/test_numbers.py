"""The numbers of the desk as a page, as a file and in the API."""

import csv
import io
from datetime import UTC, datetime

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from lxml import html

from syndication.measuring import Measurer
from syndication.numbers import CountLine, EngineLine, TeamNumbers
from syndication.rights import Role
from syndication.storage.database import Database
from syndication.web.numbers import _plain, figure_rows, told_duration
from tests.syndication.kept import SLUG, approve_all, keep_blog, raw_entry, work_on
from tests.syndication.test_numbers import RULE, decided, edit
from tests.syndication.web.api.conftest import client_with

PAGE, FILE, API = "/review/numbers/", "/review/numbers.csv", "/api/v1/numbers"
TIME = "since=2019-02-01&until=2019-03-31"


@pytest.fixture
def translator(app: APIFlask, database: Database) -> FlaskClient:
    return client_with(app, database, Role.TRANSLATOR)


@pytest.fixture
def history(database: Database) -> None:
    """One sentence that was written and approved, and a translation that was out unreviewed."""
    guid = keep_blog(database, raw_entry("Police closed streets.", headline=None)).entries[0].guid
    edit(database, work_on(database, guid).segments[0], "Cảnh sát đóng đường.", after_s=60, edit_s=6.0)
    approve_all(database, guid)
    Measurer(database).catch_up()
    decided(database, (5, "translation", "machine", False), (35, "translation", "reviewed", False), rule="of old")


@pytest.mark.parametrize("address", [PAGE, FILE, API])
def test_numbers_are_for_translators_and_up(
    app: APIFlask, database: Database, translator: FlaskClient, address: str
) -> None:
    assert client_with(app, database, Role.READER).get(address).status_code == 403
    assert translator.get(address).status_code == 200


@pytest.mark.usefixtures("history")
def test_the_page_has_every_figure_as_text_beside_its_plot(translator: FlaskClient) -> None:
    page = html.fromstring(translator.get(f"{PAGE}?{TIME}").get_data(as_text=True))
    rows = [" ".join(cell.text_content().strip() for cell in row).strip() for row in page.iter("tr")]
    assert "Source to publication of old vi 5.0 min 5.0 min 1" in rows
    assert "no draft vi 1 – – – –" in rows
    assert "vi 2.0 s 2.0 s 1" in rows
    assert any(row.startswith(f"Source to publication for public feeds {RULE} vi") for row in rows)
    assert "of old vi 0 min 30 min" in rows
    assert "Approved vi 1" in rows
    assert len(page.findall(".//table")) == len(page.findall(".//*[@role='region']"))
    for plot in page.iter("svg"):
        assert plot.get("aria-hidden") == "true" or plot.get("aria-label")


@pytest.mark.usefixtures("history")
def test_the_page_names_no_person_and_says_what_it_is_for(translator: FlaskClient) -> None:
    text = translator.get(f"{PAGE}?{TIME}").get_data(as_text=True)
    assert "Linh" not in text
    assert "no ranking of people" in text
    assert " style=" not in text
    assert "<script" not in text.partition("<main")[2]


@pytest.mark.usefixtures("history")
def test_figures_can_be_chosen_by_language_live_blog_and_time(translator: FlaskClient) -> None:
    chosen = translator.get(f"{API}?{TIME}&language=vi&blog={SLUG}").json
    assert [line["count"] for line in chosen["engines"]] == [1]
    assert (chosen["since"], chosen["until"]) == ("2019-02-01", "2019-03-31")
    assert translator.get(f"{API}?{TIME}&language=ko").json["engines"] == []
    assert translator.get(f"{API}?since=2018-01-01&until=2018-02-01").json["engines"] == []


@pytest.mark.parametrize("address", [PAGE, FILE, API])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("language=&blog=&since=&until=", 200),
        ("blog=nobody", 404),
        ("since=yesterday", 400),
        ("language=%00", 400),
        ("since=0001-01-01&until=0001-01-01", 200),
        ("until=9999-12-31", 200),
        ("since=2030-01-01&until=2020-01-01", 200),
        ("who=Linh", 400),
    ],
)
def test_odd_questions_have_an_answer(translator: FlaskClient, address: str, query: str, status: int) -> None:
    assert translator.get(f"{address}?{query}").status_code in {status, 422 if status == 400 else status}


@pytest.mark.usefixtures("history")
def test_the_file_has_one_figure_a_line(translator: FlaskClient) -> None:
    answer = translator.get(f"{FILE}?{TIME}")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="numbers-2019-02-01-2019-03-31.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    found = {(row["figure"], row["of"]): (row["value"], row["unit"]) for row in rows}
    assert found["to_publication_median", "of old"] == ("300.0", "seconds")
    assert found["approved", "no draft"] == ("1", "sentences")
    assert found["unreviewed_shown", "of old"] == ("30.0", "minutes")
    assert found["hter", "no draft"] == ("", "edits per 100 words")
    assert {row["since"] for row in rows} == {"2019-02-01"}


def test_a_package_with_the_name_of_a_formula_is_a_text_to_a_spreadsheet() -> None:
    assert _plain('=HYPERLINK("https://evil.example")') == '\'=HYPERLINK("https://evil.example")'
    assert _plain(-3.5) == -3.5


def test_every_figure_is_a_row_of_the_file() -> None:
    at = datetime(2019, 3, 1, tzinfo=UTC)
    line = EngineLine(
        language="vi",
        engine="argos",
        package="<script>",
        count=1,
        unmodified=0,
        measured=0,
        hter=None,
        chrf=None,
        blocking_per_thousand=None,
        signatures=(),
    )
    numbers = TeamNumbers(
        since=at,
        until=at,
        times=(),
        engines=(line,),
        shown=(),
        dismissals=(CountLine(language="vi", what="numbers", count=2),),
        actions=(),
        days=(),
    )
    assert ("approved", "vi", "argos <script>", "", 1, "sentences", 1) in list(figure_rows(numbers))
    assert ("findings_dismissed", "vi", "numbers", "", 2, "findings", 2) in list(figure_rows(numbers))


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.83, "0.8 s"), (45, "45 s"), (192, "3.2 min"), (5040, "1.4 h"), (181_440, "2.1 days")],
)
def test_a_duration_is_told_in_the_unit_that_suits_it(seconds: float, told: str) -> None:
    assert told_duration(seconds) == told
